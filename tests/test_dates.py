"""Printed Vietnamese dates: tables of what is read, and properties that hold for every day."""

import email.utils
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.dates import DateReading, find_dates, read_date

Form = Literal["NFC", "NFD"]
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
TABLES = Path(__file__).parent / "dates"


class Case(NamedTuple):
    """One row of a table: a printed date, when it was seen, and what it says.

    Signs that no reviewer could see are written as \\u escapes. A row without value is a trap:
    it must give nothing.
    """

    raw: str
    seen_at: datetime
    value: str
    precision: str
    flags: frozenset[str]

    @property
    def expected(self) -> tuple[str, str, bool, bool] | None:
        if not self.value:
            return None
        return self.value, self.precision, "ambiguous" in self.flags, "relative" in self.flags


def cases(table: Path) -> list[Case]:
    _, *rows = table.read_text("utf-8").splitlines()
    return [_case(row) for row in rows]


def _case(row: str) -> Case:
    raw, seen_at, value, precision, flags = (row + "\t\t\t\t").split("\t")[:5]
    for written in ("\\u00a0", "\\u200b", "\\ufeff", "\\u2212", "\\u2013", "\\n"):
        raw = raw.replace(written, written.encode().decode("unicode_escape"))
    return Case(raw, datetime.fromisoformat(seen_at), value, precision, frozenset(flags.split()))


def said(reading: DateReading | None) -> tuple[str, str, bool, bool] | None:
    if reading is None:
        return None
    return reading.value, reading.precision, reading.ambiguous, reading.relative


DAY_FIRST = [
    pytest.param(case, id=f"{table.stem}: {case.raw}")
    for table in sorted(TABLES.glob("*.tsv"))
    if table.stem != "month_first"
    for case in cases(table)
]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("case", DAY_FIRST)
def test_table(case: Case, form: Form) -> None:
    raw = unicodedata.normalize(form, case.raw)
    assert said(read_date(raw, case.seen_at)) == case.expected


MONTH_FIRST = cases(TABLES / "month_first.tsv")


@pytest.mark.parametrize("case", [pytest.param(case, id=case.raw) for case in MONTH_FIRST])
def test_table_of_a_site_that_prints_the_month_first(case: Case) -> None:
    assert said(read_date(case.raw, case.seen_at, day_first=False)) == case.expected


def test_the_tables_are_large_enough_to_mean_something() -> None:
    everything = [case for table in TABLES.glob("*.tsv") for case in cases(table)]
    assert len({case.raw for case in everything}) >= 950
    assert sum(case.expected is None for case in everything) >= 320


SEEN = datetime(2026, 11, 23, 10, 0, tzinfo=VIETNAM)


def mentions() -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for line in (TABLES / "mentions.txt").read_text("utf-8").splitlines():
        if line.startswith("\t"):
            found[-1][1].append(line.strip())
        elif not line.startswith("#"):
            found.append((line, []))
    return found


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(("marked", "expected"), mentions())
def test_days_named_in_running_text(marked: str, expected: list[str], form: Form) -> None:
    text = unicodedata.normalize(form, marked.replace("[", "").replace("]", ""))
    found = find_dates(text, SEEN)
    flagged = [f"{one.value} {one.precision}{' ambiguous' * one.ambiguous}" for one in found]
    assert flagged == expected
    named = [unicodedata.normalize("NFC", text[one.start : one.end]) for one in found]
    assert named == re.findall(r"\[(.*?)\]", marked)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Ngày đăng: 04/07/2023 14:05 | Lượt xem: 7", "04/07/2023 14:05"),
        ("Lượt xem: 7370 | Gửi lúc: 05/12/2013 15:42:27", "05/12/2013 15:42:27"),
        ("\u00a0Thứ ba,\u00a004/07/2023 | 14:05 ", "Thứ ba,\u00a004/07/2023 | 14:05"),
        (unicodedata.normalize("NFD", "Đăng lúc: 3 giờ trước."), "3 giờ trước"),
        ("18/4/2024 (tức 10/3 âm lịch)", "18/4/2024"),
        ("Ngày đăng: 04/07/2023 - Cập nhật: 06/07/2023", "04/07/2023"),
        ("Lào Cai, ngày 04 tháng 7 năm 2023", "04 tháng 7 năm 2023"),
        ("(quý I/2022)", "quý I/2022"),
    ],
)
def test_offsets_show_the_date_in_the_text_as_given(raw: str, shown: str) -> None:
    reading = read_date(raw, SEEN)
    assert reading is not None
    assert unicodedata.normalize("NFC", raw[reading.start : reading.end]) == shown


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        ("04/07/2023", datetime(2023, 7, 4, tzinfo=VIETNAM)),
        ("04/07/2023 14:05", datetime(2023, 7, 4, 14, 5, tzinfo=VIETNAM)),
        ("2023-07-04T07:05:30Z", datetime(2023, 7, 4, 7, 5, 30, tzinfo=UTC)),
        ("tháng 7/2023", None),
        ("quý I/2022", None),
        ("03-05/7/2023", None),
        ("ngày 3 và 4/7/2023", None),
        ("năm 2023", None),
    ],
)
def test_only_a_moment_or_a_day_has_a_time(raw: str, at: datetime | None) -> None:
    reading = read_date(raw, SEEN)
    assert reading is not None
    assert reading.at == at
    assert at is None or (reading.at and reading.at.utcoffset() == timedelta(hours=7))


@pytest.mark.parametrize("read", [read_date, find_dates])
def test_a_capture_time_without_zone_is_refused(read: Callable[[str, datetime], object]) -> None:
    with pytest.raises(ValueError, match="time zone"):
        read("04/07/2023", datetime(2023, 7, 5))


def test_a_paragraph_is_no_date_field() -> None:
    assert read_date("04/07/2023" + " ." * 200 + "14:05", SEEN) is None


def test_common_forms_never_load_dateparser() -> None:
    program = (
        "import sys; from datetime import datetime, UTC\n"
        "from crawler.extract.dates import read_date\n"
        "read_date('Ngày đăng: 04/07/2023 14:05', datetime.now(UTC))\n"
        "read_date('Hội nghị ngày 04/07/2023', datetime.now(UTC))\n"
        "sys.exit('dateparser' in sys.modules)"
    )
    root = Path(__file__).parent.parent
    assert subprocess.run([sys.executable, "-c", program], check=False, cwd=root).returncode == 0


DAYS = st.dates(date(1990, 1, 1), date(2035, 12, 31)).filter(
    lambda day: day != date(1999, 11, 30)  # an empty field's
)
TIMES = st.times().map(lambda time: time.replace(microsecond=0))
DAY_FORMS = st.sampled_from(
    (
        "{d:02}/{m:02}/{y}", "{d}/{m}/{y}", "{d:02}/{m}/{y}", "{d:02}-{m:02}-{y}", "{d}-{m}-{y}",
        "{d:02}.{m:02}.{y}", "{d}.{m}.{y}", "{d} / {m} / {y}", "{d:02}–{m:02}–{y}",
        "{y}-{m:02}-{d:02}", "{y}/{m:02}/{d:02}", "{y}.{m:02}.{d:02}", "ngày {d} tháng {m} năm {y}",
        "{d} tháng {m}, {y}", "ngày {d:02} tháng {name} năm {y}", "{d} Tháng {name}, {y}",
        "ngày {d} tháng {m}/{y}", "ngày {d}/{m} năm {y}", "{d:02} Th{m}, {y}", "{d} thg {m}, {y}",
        "Tháng {name} {d}, {y}", "{d} {E} {y}", "{d:02}-{E:.3}-{y}", "{E} {d}, {y}",
        "{E:.3} {d:02}, {y}", "{w}, {d:02}/{m:02}/{y}", "{w} - {d}/{m}/{y}", "{w} ngày {d}/{m}/{y}",
        "{w}, {d}.{m}.{y}", "{d:02}/{m:02}/{y} ({w})", "Ngày đăng: {w}, {d:02}/{m:02}/{y}",
        "Ngày ban hành: {d:02}/{m:02}/{y}", "» {d:02}/{m:02}/{y}",
    )
)  # fmt: skip
SHORT_FORMS = st.sampled_from(
    (
        "{d:02}/{m:02}/{s:02}", "{d}/{m}/{s:02}", "{d:02}-{m:02}-{s:02}", "{d:02}.{m:02}.{s:02}",
        "ngày {d}-{m}-{s:02}", "{w}, {d}.{m}.{s:02}", "Ngày đăng: {d}/{m}/{s:02}",
    )
)  # fmt: skip
TIME_FORMS = st.sampled_from(
    (
        "{day} {H:02}:{M:02}", "{day} | {H:02}:{M:02}", "{day} - {H}:{M:02}", "{day}, {H}h{M:02}",
        "{day} ({H:02}:{M:02})", "{day} {H}g{M:02}", "{day} {H}h{M:02}'", "{day} {H} giờ {M} phút",
        "{day} lúc {H}h {M:02}", "{H:02}:{M:02} {day}", "{H}h{M:02}, {day}", "{H}:{M:02} - {day}",
        "{H} giờ {M:02} phút, {day}", "lúc {H:02}:{M:02} {day}", "{day} | {H:02}:{M:02} GMT+7",
        "{day} {H:02}:{M:02} (GMT+7)", "{day} {h}:{M:02} {half}", "{h:02}:{M:02} {half} | {day}",
        "Đăng lúc: {day} {H:02}:{M:02}", "Lượt xem: 7370 | Gửi lúc: {day} {H:02}:{M:02}",
        "{day} {H:02}:{M:02} | View count: 1108", "{day} {H:02}:{M:02} - Tác giả: Khánh Nga",
        "{day} {H:02}:{M:02} - Người đăng bài viết: quantri", "{day} {H:02}:{M:02} Cỡ chữ A- A A+",
        "{day} {H:02}:{M:02} | Cập nhật: 16:45 05-09-2025",
    )
)  # fmt: skip
SECOND_FORMS = st.sampled_from(
    (
        "{day} {H:02}:{M:02}:{S:02}", "{H}:{M:02}:{S:02} {day}", "{day} {H}h{M:02}m{S:02}s",
        "{day} {H} giờ {M} phút {S} giây", "{day} {h}:{M:02}:{S:02} {half}",
        "{day} {H:02}:{M:02}:{S:02}.1234567", "{day} {H:02}:{M:02}:{S:02} +0700",
    )
)  # fmt: skip
WEEKDAYS = ("Thứ Hai", "Thứ ba", "Thứ 4", "thu nam", "THỨ SÁU", "T7", "Chủ nhật")
NAMES = "Một Hai Ba Tư Năm Sáu Bảy Tám Chín Mười Mười_Một Mười_Hai"
ENGLISH = "January February March April May June July August September October November December"


def printed(form: str, day: date) -> str:
    names = {"name": NAMES.split()[day.month - 1].replace("_", " "), "E": ENGLISH.split()}
    return form.format(
        d=day.day,
        m=day.month,
        y=day.year,
        s=day.year % 100,
        w=WEEKDAYS[day.weekday()],
        name=names["name"],
        E=names["E"][day.month - 1],
    )


def timed(form: str, day: str, time: time) -> str:
    half = "SA" if time.hour < 12 else "CH"
    hour = (time.hour + 11) % 12 + 1
    return form.format(day=day, H=time.hour, M=time.minute, S=time.second, h=hour, half=half)


@given(DAYS, DAY_FORMS)
def test_every_day_reads_back(day: date, form: str) -> None:
    assert said(read_date(printed(form, day), SEEN)) == (str(day), "day", False, False)


@given(DAYS, SHORT_FORMS)
def test_two_digits_of_a_year_read_back_up_to_the_next_year(day: date, form: str) -> None:
    reading = read_date(printed(form, day), SEEN)
    empty = {(30, 11, 99), (31, 12, 69), (30, 12, 99), (1, 1, 1), (1, 1, 0)}
    if {(day.day, day.month, day.year % 100), (day.month, day.day, day.year % 100)} & empty:
        assert reading is None
    else:
        meant = day if day.year <= SEEN.year + 1 else day.replace(year=day.year - 100)
        assert said(reading) == (str(meant), "day", False, False)


@given(DAYS, DAY_FORMS, TIMES, TIME_FORMS)
def test_every_minute_reads_back(day: date, form: str, time: time, time_form: str) -> None:
    raw = timed(time_form, printed(form, day), time)
    is_unset = "{half}" in time_form and (time.hour, time.minute) == (0, 0)
    value = str(day) if is_unset else f"{day}T{time:%H:%M}"
    assert said(read_date(raw, SEEN)) == (value, "day" if is_unset else "minute", False, False)


@given(DAYS, DAY_FORMS, TIMES, SECOND_FORMS)
def test_every_second_reads_back(day: date, form: str, time: time, time_form: str) -> None:
    raw = timed(time_form, printed(form, day), time)
    is_unset = "{half}" in time_form and (time.hour, time.minute, time.second) == (0, 0, 0)
    value = str(day) if is_unset else f"{day}T{time:%H:%M:%S}"
    assert said(read_date(raw, SEEN)) == (value, "day" if is_unset else "second", False, False)


PROGRAM_FORMS: tuple[Callable[[datetime], str], ...] = (
    datetime.isoformat,
    email.utils.format_datetime,
    lambda at: at.strftime("%Y%m%dT%H%M%S%z"),
    lambda at: at.astimezone(UTC).isoformat().replace("+00:00", ".000Z"),
    lambda at: email.utils.format_datetime(at.astimezone(UTC), usegmt=True),
    lambda at: f"/Date({round(at.timestamp() * 1000)})/",
    lambda at: at.strftime("%a %b %d %Y %H:%M:%S GMT%z (Indochina Time)"),
    lambda at: f"{at:%A, %B} {at.day}, {at.year} {at.hour:02}:{at:%M:%S}",
)


@given(DAYS, TIMES, st.sampled_from(PROGRAM_FORMS))
def test_what_programs_write_reads_back(
    day: date, time: time, form: Callable[[datetime], str]
) -> None:
    at = datetime.combine(day, time, VIETNAM)
    value = at.replace(tzinfo=None).isoformat()
    assert said(read_date(form(at), SEEN)) == (value, "second", False, False)


@given(DAYS, TIMES)
def test_twelve_hour_clocks_read_back(day: date, time: time) -> None:
    raw = f"{day:%d/%m/%Y} | {time:%I:%M %p}"
    midnight = (time.hour, time.minute) == (0, 0)
    value = f"{day}" if midnight else f"{day}T{time:%H:%M}"
    reading = read_date(raw, SEEN)
    assert reading is not None
    assert reading.value == value


@given(DAYS, TIMES)
def test_the_american_rendering_is_one_of_two_days_and_says_so(day: date, time: time) -> None:
    hour, half = (time.hour + 11) % 12 + 1, "AM" if time.hour < 12 else "PM"
    raw = f"{day.month}/{day.day}/{day.year} {hour}:{time:%M:%S} {half}"
    american, local = (read_date(raw, SEEN, day_first=first) for first in (False, True))
    assert american is not None
    assert american.value.startswith(str(day))
    assert local is not None
    assert local.ambiguous == (day.day <= 12 and day.day != day.month)


@given(DAYS, st.sampled_from(("Sáng {d}/{m}", "ngày {d}/{m}", "chiều nay ({d}/{m})")))
def test_a_day_without_year_is_past_and_keeps_day_and_month(day: date, form: str) -> None:
    for reading in (read_date(printed(form, day), SEEN), *find_dates(printed(form, day), SEEN)):
        assert reading is not None
        assert reading.ambiguous or reading.value == f"{SEEN:%Y-%m-%d}"
        assert reading.value[5:] == f"{day:%m-%d}"
        assert reading.value <= f"{SEEN:%Y-%m-%d}"


@given(st.integers(13, 31), st.integers(1, 12), st.integers(1990, 2035))
def test_an_impossible_month_is_no_day(month: int, day: int, year: int) -> None:
    for form in ("{d:02}/{m}/{y}", "{d}-{m}-{y}", "{d}.{m}.{y} 14:05", "Ngày đăng: {d}/{m}/{y}"):
        assert read_date(form.format(d=day, m=month, y=year), SEEN) is None


PIECES = (
    "04 7 12 31 2023 2020 1500 / - . , : | ( ) % ngày tháng năm quý sáng tối thứ ba nay giờ trước "
    "lượt xem đăng cập nhật tức âm lịch từ đến và xã tỷ AM CH h T Z Hội nghị"
)
NOISE = st.text() | st.lists(st.sampled_from(PIECES.split()), max_size=9).flatmap(
    lambda pieces: st.sampled_from((" ", "")).map(lambda glue: glue.join(pieces))
)


MOMENTS = st.datetimes(
    datetime(1995, 1, 1),
    datetime(2035, 1, 1),
    timezones=st.just(VIETNAM),
)


@given(NOISE, MOMENTS)
def test_nothing_is_read_as_now(raw: str, seen_at: datetime) -> None:
    """Without a word of relation a reading does not move with the moment of capture."""
    reading = read_date(raw, seen_at)
    if reading and not reading.relative and not reading.ambiguous:
        assert re.search(r"\d", raw[reading.start : reading.end])
        later = read_date(raw, seen_at + timedelta(days=29, hours=5))
        assert later is None or later.ambiguous or later.value == reading.value


@given(NOISE)
def test_offsets_lie_in_the_text(raw: str) -> None:
    readings = (read_date(raw, SEEN), *find_dates(raw, SEEN))
    for reading in readings:
        assert reading is None or 0 <= reading.start < reading.end <= len(raw)


def test_the_examples_of_the_documentation_hold() -> None:
    page = (Path(__file__).parent.parent / "docs" / "vietnamese.md").read_text("utf-8")
    page = page.partition("## Examples")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(.+?)` \| (?:`(.+?)`|(nothing)) \| ([a-z, ]*) \|$", page, re.MULTILINE)
    assert len(rows) >= 25
    seen_at = datetime(2023, 7, 5, 9, 0, tzinfo=VIETNAM)
    for raw, value, _, notes in rows:
        reading = read_date(raw.replace("\\|", "|"), seen_at)
        flags = [flag for flag in ("ambiguous", "relative") if reading and getattr(reading, flag)]
        expected = ", ".join([reading.precision, *flags]) if reading else ""
        assert (value, notes) == (reading.value if reading else "", expected), raw

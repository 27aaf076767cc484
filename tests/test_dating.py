"""When an article was published: what is chosen among candidates, and what is said of the rest."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dating_cases import (
    AMBIGUOUS,
    CASES,
    DAY_FIRST,
    MONTH_FIRST,
    PLAIN_DAY,
    PLAIN_DOUBT,
    PLAIN_MONTH,
    Case,
)
from hypothesis import given
from hypothesis import strategies as st

from archive.dating import FLAGS, SOURCES, DateCandidate, Dating, Published, with_flag
from crawler.extract.dating import decide
from crawler.extract.dating.field import printed_candidate
from crawler.extract.dating.order import NO_ORDERS, Sample, SiteOrders, find_orders

CHOOSABLE = ("printed", "issued", "metadata", "list")
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SEEN = datetime(2023, 8, 5, 9, tzinfo=VIETNAM)
EVERY = [
    pytest.param(case, id=f"{kind}: {case.about}: {', '.join(case.said)}")
    for kind, cases in CASES.items()
    for case in cases
]


def says(source: str, written: str, **more: bool) -> DateCandidate:
    """A candidate as its source gives it: dates as they are printed, or ISO where none are."""
    if source in CHOOSABLE:
        return printed_candidate(written, SEEN, source=source)
    precision = {10: "day", 16: "minute", 19: "second"}.get(len(written))
    return DateCandidate(source=source, raw=written, value=written, precision=precision, **more)


def candidates(said: Sequence[str]) -> list[DateCandidate]:
    parts = (one.partition(": ") for one in said)
    return [
        says(source.removesuffix("?"), written, **({"ambiguous": True} if "?" in source else {}))
        for source, _, written in parts
    ]


def summary(published: Published, dating: Dating) -> str:
    at = published.at.replace(tzinfo=None).isoformat() if published.at else "none"
    at = at[:10] if published.precision == "day" else at.removesuffix(":00")
    marks = "".join({True: "+", False: "-", None: "?"}[one.agrees] for one in dating.candidates)
    words = (at, dating.rule or "", dating.agreement, *dating.flags, "|", marks)
    return " ".join(word for word in words if word)


@pytest.mark.parametrize("case", EVERY)
def test_decision(case: Case) -> None:
    found = decide(candidates(case.said), seen_at=SEEN, orders=case.orders, opened=case.opened)
    assert summary(*found) == case.expected


@pytest.mark.parametrize("case", EVERY)
def test_deciding_again_says_the_same(case: Case) -> None:
    published, dating = decide(
        candidates(case.said), seen_at=SEEN, orders=case.orders, opened=case.opened
    )
    again = decide(dating.candidates, seen_at=SEEN, orders=case.orders, opened=case.opened)
    assert again == (published, dating)
    assert [replace(one, agrees=None) for one in dating.candidates] == candidates(case.said)


def test_what_is_printed_is_kept_without_a_date() -> None:
    said = candidates(["list: 7/4/2023 2:05 PM", "metadata: 2024-01-01", AMBIGUOUS])
    assert decide(said, seen_at=SEEN)[0] == Published(raw="7/4/2023 2:05:00 PM")
    assert decide(said[:2], seen_at=SEEN)[0] == Published(raw="2024-01-01")


def test_the_raw_and_the_time_are_those_of_what_is_confirmed() -> None:
    said = candidates([AMBIGUOUS, "list: 04/07/2023 09:00"])
    at = datetime(2023, 7, 4, 14, 5, tzinfo=VIETNAM)
    published = Published(at=at, raw="7/4/2023 2:05:00 PM", precision="second")
    assert decide(said, seen_at=SEEN)[0] == published


def test_all_flags_can_be_set_and_stand_in_order() -> None:
    said = candidates(
        [
            "printed: 31/02/2023",
            "printed: 04/07/2024",
            "metadata: 1995-07-04",
            "list: 05/07/1996",
            "upload: 2023-07-07T08:00:00",
            "first_seen: 1990-07-04T08:00",
        ]
    )
    _, dating = decide(said, seen_at=SEEN)
    dating = with_flag(dating, "list_order", on=True)
    assert dating.flags == tuple(flag for flag in FLAGS if flag != "ambiguous")


def test_a_flag_set_from_outside_disputes_the_date() -> None:
    _, dating = decide(candidates(["printed: 04/07/2023", "list: 04/07/2023"]), seen_at=SEEN)
    flagged = with_flag(dating, "list_order", on=True)
    assert (flagged.flags, flagged.agreement) == (("list_order",), "disputed")
    assert with_flag(flagged, "list_order", on=True) == flagged
    assert with_flag(flagged, "list_order", on=False) == dating


DAYS = st.dates(date(1990, 1, 1), date(2030, 1, 1))
VALUES = st.one_of(
    st.none(),
    DAYS.map(str),
    DAYS.map(lambda day: f"{day}T14:05"),
    DAYS.map(lambda day: f"{day:%Y-%m}"),
    DAYS.map(lambda day: f"{day}/{day + timedelta(days=2)}"),
)
PRECISIONS = {10: "day", 16: "minute", 7: "month", 21: "range"}


@st.composite
def odd_candidates(draw: st.DrawFn, sources: Sequence[str] = SOURCES) -> DateCandidate:
    """Any candidate that a source may give, and some that none should."""
    raw = draw(st.sampled_from(("7/4/2023 2:05 PM", "07/04/2023", "Sáng 04/7", "", "hôm qua")))
    value = draw(VALUES)
    return DateCandidate(
        source=draw(st.sampled_from(tuple(sources))),
        raw=raw,
        value=value,
        precision=PRECISIONS[len(value)] if value else None,
        other=draw(VALUES),
        ambiguous=draw(st.booleans()),
        agrees=draw(st.sampled_from((None, True, False))),
    )


ORDERS = st.sampled_from((NO_ORDERS, MONTH_FIRST, DAY_FIRST, PLAIN_DAY, PLAIN_MONTH, PLAIN_DOUBT))
PROGRAMS = tuple(source for source in SOURCES if source != "review")
SAID = st.lists(odd_candidates(PROGRAMS), max_size=6)


@given(SAID, ORDERS)
def test_a_date_is_what_a_source_names_and_not_in_the_future(
    said: list[DateCandidate], orders: SiteOrders
) -> None:
    published, dating = decide(said, seen_at=SEEN, orders=orders)
    assert (published.at is None) == (dating.rule is None) == (published.precision is None)
    if published.at is None:
        assert dating.agreement == "alone"
        return
    named = {
        (value or "")[:10]
        for one in said
        if one.source in CHOOSABLE and (one.raw or None) == published.raw
        for value in (one.value, one.other)
    }
    assert str(published.at.date()) in named
    assert published.at <= SEEN + timedelta(days=1)


@given(SAID, st.lists(odd_candidates(("upload", "body")), max_size=4), ORDERS)
def test_other_days_and_uploads_never_change_the_date(
    said: list[DateCandidate], more: list[DateCandidate], orders: SiteOrders
) -> None:
    published, dating = decide(said, seen_at=SEEN, orders=orders)
    with_more, dating_of_more = decide([*said, *more], seen_at=SEEN, orders=orders)
    assert (with_more, dating_of_more.rule) == (published, dating.rule)


@given(SAID, ORDERS, st.none() | st.dates(date(1998, 1, 1), SEEN.date()))
def test_a_persons_word_stands_before_all_others(
    said: list[DateCandidate], orders: SiteOrders, day: date | None
) -> None:
    precision = None if day is None else "day"
    review = DateCandidate(source="review", raw="sổ", value=day and str(day), precision=precision)
    published, dating = decide([*said, review], seen_at=SEEN, orders=orders)
    assert (published.at and published.at.date(), published.precision) == (day, precision)
    assert (dating.rule, dating.flags) == ("review", ())
    assert published.raw != "sổ"


@given(SAID, ORDERS)
def test_candidates_are_kept(said: list[DateCandidate], orders: SiteOrders) -> None:
    _, dating = decide(said, seen_at=SEEN, orders=orders)
    without = [replace(one, agrees=None) for one in said]
    assert [replace(one, agrees=None) for one in dating.candidates] == without


TIMES = st.lists(
    st.datetimes(datetime(2000, 1, 1), datetime(2023, 8, 1)).map(
        lambda at: at.replace(microsecond=0)
    ),
    min_size=1,
    max_size=12,
    unique=True,
)


def american(at: datetime) -> str:
    """As .NET prints a time in en-US."""
    return f"{at.month}/{at.day}/{at.year} {at.hour % 12 or 12}:{at:%M:%S %p}"


def read_all(times: Sequence[datetime]) -> list[Published]:
    """What a site's articles come to that prints `times` in en-US."""
    read = [printed_candidate(american(at), SEEN) for at in times]
    orders = find_orders((Sample(one.raw, SEEN, one.value, one.other) for one in read), ())
    return [decide([one], seen_at=SEEN, orders=orders)[0] for one in read]


@given(TIMES, st.dates(date(2001, 1, 1), date(2023, 7, 31)).filter(lambda day: day.day > 12))
def test_one_day_over_12_dates_the_whole_site(times: list[datetime], telling: date) -> None:
    every = [*times, datetime.combine(telling, datetime(2000, 1, 1, 8).time())]
    found = [one.at and one.at.replace(tzinfo=None) for one in read_all(every)]
    # Midnight on a 12-hour clock is a day without a time: the same moment.
    assert found == every


@given(
    st.lists(
        st.tuples(st.integers(1, 12), st.integers(1, 12)).filter(lambda o: o[0] != o[1]), max_size=9
    )
)
def test_without_evidence_no_date_is_guessed(numbers: list[tuple[int, int]]) -> None:
    times = [datetime(2021, month, day, 14, 5) for month, day in numbers]
    assert [one.at for one in read_all(times)] == [None] * len(times)

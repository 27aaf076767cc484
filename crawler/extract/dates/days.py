"""Which days a date names: one, several or a stretch, in which order and of which year."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from crawler.extract.dates.clock import day_of, full_year, is_unset, latest_day
from crawler.extract.dates.grammar import Token, month_number
from crawler.extract.dates.reading import DateReading, Stamp, with_time

_LONGEST_RANGE = timedelta(days=731)  # two dates further apart are an anniversary, not a stay
_LONGEST_YEARLESS = timedelta(days=183)
_TURN_OF_YEAR = timedelta(days=122)
_MOST_LISTED = 31  # days that a list with ranges in it may name
_WEEKDAYS = {
    name: at
    for names in ("hai ba tu nam sau bay", "2 3 4 5 6 7", "mon tue wed thu fri sat sun")
    for at, name in enumerate(names.split())
}
# What the values of a day's token are, in the order printed.
PARTS = {
    "iso": ("year", "month", "day"),
    "dmy": ("day", "month", "year"),
    "long": ("rise", "day", "month", "year"),
    "month_first": ("month", "day", "year"),
    "english": ("day", "month", "year"),
    "english_first": ("month", "day", "year"),
    "day_month": ("day", "month"),
    "number": ("day",),
}
_Printed = tuple[int, int | None, int | None]
_Resolved = tuple[date | None, bool]
_TODAY = ("hom nay", "today")
_PASSED = frozenset(("cue", "weekday"))  # "từ thứ Hai 3/7 đến Chủ nhật 9/7"
_ENDS = frozenset(("lunar", "lunar_day", "namely", "month"))
_MAY = re.compile(r"nam nam|nam,")
_CUES = frozenset(
    (
        *("posted", "issued", "updated", "cue", "part", "weekday", "time", "today", "from"),
        "yesterday",
    )
)


@dataclass(slots=True)
class Series:
    """The days that one expression names, such as "21 và 22/11", and how they are joined."""

    tokens: list[Token] = field(default_factory=list)
    joints: list[str] = field(default_factory=list)
    lunar: bool = False


def series_of(tokens: Sequence[Token]) -> list[Series]:
    """The expressions of days among `tokens`; one beside "âm lịch" is marked lunar."""
    found: list[Series] = []
    joint, lunar_next = "apart", False
    for at, token in enumerate(tokens):
        if token.kind in PARTS:
            if joint not in ("to", "and"):
                found.append(Series(lunar=lunar_next))
                joint = ""
            found[-1].tokens.append(token)
            found[-1].joints += [joint] if joint else []
            joint, lunar_next = "", False
        elif token.kind in _ENDS:
            joint = "apart"
            lunar_next = token.kind == "lunar" and _marks_next(tokens, at, bool(found))
            found += [Series(lunar=True)] if token.kind == "lunar_day" else []
            if token.kind == "lunar" and not lunar_next and found:
                found[-1].lunar = True
        elif joint != "apart":
            joint = _joint(token) or joint
    return found


def _joint(token: Token) -> str:
    """How `token` joins the days around it: "to", "and", "apart" or not at all."""
    if token.kind == "gap":
        return {"-": "to", "--": "to", ",": "and", ":": ""}.get(token.text.strip(), "apart")
    if token.text == "toi":  # "tới", a stretch's end, without its marks is "tối", the evening
        return "to"
    return token.kind if token.kind in ("to", "and") else "" if token.kind in _PASSED else "apart"


def _marks_next(tokens: Sequence[Token], at: int, has_last: bool) -> bool:
    """Whether the "âm lịch" at `at` speaks of the day after it rather than the one before."""
    if at and tokens[at - 1].kind in PARTS:
        return False
    after = [one for one in tokens[at + 1 :] if one.kind != "cue" and ":" not in one.text]
    is_other = len(after) > 1 and after[0].text.strip() == "(" and _has_year(after[1])
    if is_other:  # "Rằm tháng Giêng (05/02/2023)"
        return False
    return not has_last or (bool(after) and after[0].kind in PARTS)


def _has_year(token: Token) -> bool:
    parts = dict(zip(PARTS.get(token.kind, ()), token.values, strict=False))
    return parts.get("year") is not None


def read_series(stamp: Stamp, series: Series) -> DateReading | None:
    """The day, range or list of days that `series` names, or None when it is no calendar day."""
    if len(series.tokens) == 1:
        return _read_day(stamp, series.tokens[0])
    days, certain = _resolved(stamp, _filled(stamp, series.tokens))
    found = [day for day in days if day]
    weekdays = [_weekday_of(token) for token in stamp.of("weekday")]
    if len(weekdays) > 1 and weekdays != [day.weekday() for day in found]:
        return None
    is_named = certain or _is_cued(stamp, series.tokens[-1])
    if not is_named or stamp.of("today") or sorted({*found}) != days:
        return None
    start, end = series.tokens[0].start, series.tokens[-1].end
    if series.joints == ["to"] and found[-1] - found[0] <= _LONGEST_RANGE:
        return DateReading(f"{found[0]}/{found[-1]}", "range", start, end, not certain)
    listed = _listed(found, series.joints)
    if not listed:
        return None
    return DateReading(",".join(map(str, listed)), "list", start, end, not certain)


def _listed(days: Sequence[date], joints: Sequence[str]) -> list[date]:
    """The days of a list, with all those of its ranges; none where that is no list."""
    listed = [days[0]]
    for joint, day in zip(joints, days[1:], strict=True):
        between = (day - listed[-1]).days
        if joint == "to" and between > (1 if "and" not in joints else _MOST_LISTED):
            return []  # "5-6-7/10" is three days, "5-7-9/10" is nothing
        first = between - 1 if joint == "to" else 0
        listed += [day - timedelta(days=ago) for ago in range(first, -1, -1)]
    return listed if len(listed) <= _MOST_LISTED else []


def _printed(token: Token, seen: datetime) -> _Printed:
    """Day, month and year as `token` prints them."""
    values = token.values or (token.text,)
    if token.kind == "dmy":  # by far the most
        day, month, year = values
    else:
        parts = dict(zip(PARTS[token.kind], values, strict=True))
        day, month, year = parts["day"], parts.get("month"), parts.get("year")
    number = None if month is None else month_number(month)
    return int(day or 0), number, None if year is None else full_year(year, seen.year)


def _filled(stamp: Stamp, tokens: Sequence[Token]) -> list[_Printed]:
    """The days of `tokens`; each takes its month from the right, the last one the lone year."""
    days: list[_Printed] = []
    month, lone_year = None, _lone_year(stamp)
    for token in reversed(tokens):
        day, own_month, year = _printed(token, stamp.seen)
        month = own_month or month
        days.insert(0, (day, month, year or (None if days else lone_year)))
    return days


def _lone_year(stamp: Stamp) -> int | None:
    years = stamp.of("year")
    return int(years[0].values[0] or 0) if len(years) == 1 else None


def _resolved(stamp: Stamp, printed: Sequence[_Printed]) -> tuple[list[date | None], bool]:
    """The days meant; without a year the last one is past and the others stand before it."""
    day, month, year = printed[-1]
    if month is None or (year is None and any(own for _, _, own in printed)):
        return [None], False  # "13.03.2025 - 16.04" may as well be a day and a time
    if year is None:
        return _since_latest(stamp, printed), False
    last = day_of(year, month, day)
    if last is None:
        return [None], False
    return [*(_up_to(last, one) for one in printed[:-1]), last], True


def _since_latest(stamp: Stamp, printed: Sequence[_Printed]) -> list[date | None]:
    """Days without a year: the first is past, the others follow; "17 - 23/11" may have begun."""
    day, month, _ = printed[0]
    first, _ = latest_day(day, month or 0, stamp.seen.date(), None)
    days = [first]
    for day, month, _ in printed[1:]:
        before = days[-1]
        if before is None or month is None:
            return [None]
        found = day_of(before.year, month, day)
        found = day_of(before.year + 1, month, day) if found and found < before else found
        days.append(found if found and first and found - first <= _LONGEST_YEARLESS else None)
    return days


def _up_to(last: date, printed: _Printed) -> date | None:
    """The day of `printed`; without a year of its own it is the latest in a month before `last`.

    Of the year before only in a turn of the year: "4/5 - 19/02/2024" is a mark beside a date.
    """
    day, month, year = printed
    found = day_of(year or last.year, month or last.month, day)
    if found and found > last and year is None and month != last.month:
        earlier = day_of(last.year - 1, found.month, day)
        return earlier if earlier and last - earlier <= _TURN_OF_YEAR else None
    return found


def _read_day(stamp: Stamp, token: Token) -> DateReading | None:
    """The single day of a stamp, with its time if one is printed."""
    day, month, year = _printed(token, stamp.seen)
    year = year or _lone_year(stamp)
    if month is None or (year and any(one.text in _TODAY for one in stamp.of("today"))):
        return None  # "Hôm nay, 23/11/2026" is the live clock of a page header
    if token.kind == "dmy" and _is_no_year(stamp, token):
        return None
    if year:
        found, certain = _in_order(stamp, token, day, month, year)
    elif _is_cued(stamp, token):
        today = stamp.seen.date()
        found, certain = latest_day(day, month, today, _weekday(stamp))
        certain = certain or (found == today and bool(stamp.of("today")))
    else:
        return None
    certain = certain and not _is_doubtful(stamp, token)
    return with_time(stamp, found, token, ambiguous=not certain) if found else None


def _is_no_year(stamp: Stamp, token: Token) -> bool:
    """Whether two digits of a year are part of an empty field's value, or of a version "1.2.15"."""
    day, month, year = (value or "" for value in token.values)
    if len(year) == 4 or is_unset(int(day), int(month), year):
        return len(year) == 2
    is_padded = len(day) == len(month) == 2 or int(day) > 12  # "24.7.23" is no version
    return "/" not in token.text and not is_padded and not _has_cue(stamp)


def _is_doubtful(stamp: Stamp, token: Token) -> bool:
    """Whether this is "mùng 10 tháng 3", often lunar, or "9 tháng năm 2023", often nine months."""
    if token.kind != "long":
        return False
    is_nine_months = token.values[2] == "nam" and not _MAY.search(token.text)
    may_be_months = is_nine_months and int(token.values[1] or 0) < 12 and not _has_cue(stamp)
    return token.values[0] is not None or may_be_months


def _is_cued(stamp: Stamp, token: Token) -> bool:
    """Whether a day without a year is more than two numbers, as a score or a page count is."""
    if token.kind == "long" or _has_cue(stamp):
        return True
    if token.kind != "day_month":
        return False
    day, month = (value or "" for value in token.values)
    is_padded = len(day) == len(month) == 2 and ("0" in (day[0], month[0]) or int(day) > 12)
    is_bracketed = any("(" in one.text for one in stamp.tokens if one.kind == "gap")
    # "10/10" counts pages, "(4/5)" is a mark; no share is larger than its whole.
    return "/" in token.text and (is_padded or (is_bracketed and int(day) > int(month)))


def _has_cue(stamp: Stamp) -> bool:
    return stamp.has(_CUES)


def _in_order(stamp: Stamp, token: Token, day: int, month: int, year: int) -> _Resolved:
    """The day that the printed order or the site's names, and whether it is the only one."""
    first, weekday = day_of(year, month, day), _weekday(stamp)
    may_be_swapped = token.kind == "dmy" and ("/" in token.text or not stamp.day_first)
    swapped = day_of(year, day, month) if may_be_swapped else None
    if stamp.day_first and not _is_american(stamp, token):
        return first, not (first and swapped and _may_be_swapped(stamp, first, swapped))
    found = [one for one in ((first, swapped) if stamp.day_first else (swapped, first)) if one]
    fitting = {one for one in found if one.weekday() == weekday}
    if len(fitting) == 1:
        return fitting.pop(), True
    return (found[0] if found else None), len(set(found)) == 1


def _may_be_swapped(stamp: Stamp, first: date, swapped: date) -> bool:
    """Whether the weekday speaks for month before day, or is English and fits either order."""
    if first == swapped or swapped.weekday() != _weekday(stamp):
        return False
    return first.weekday() != swapped.weekday() or bool(stamp.of("weekday")[0].values[3])


def _is_american(stamp: Stamp, token: Token) -> bool:
    """Whether this is the en-US rendering of .NET, `M/d/yyyy h:mm:ss tt`: nothing is padded."""
    clock = stamp.of("time")
    if not clock or clock[0].values[5] not in ("am", "pm") or int(clock[0].values[0] or 0) > 12:
        return False
    numbers = (token.values[0] or "", token.values[1] or "", clock[0].values[0] or "")
    is_unpadded = any(len(number) == 1 for number in numbers) or clock[0].values[2] is not None
    return is_unpadded and not any(number.startswith("0") for number in numbers)


def _weekday(stamp: Stamp) -> int | None:
    return next(map(_weekday_of, stamp.of("weekday")), None)


def _weekday_of(token: Token) -> int:
    """The weekday that `token` names, 0 for Monday."""
    name = token.values[0] or token.values[1] or token.values[3]
    return 6 if token.values[2] else _WEEKDAYS[name or ""]

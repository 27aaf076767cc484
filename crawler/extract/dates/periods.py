"""Reads what is wider than a day: months, quarters, half-years, years, and stretches of months."""

from collections.abc import Sequence

from crawler.extract.dates.clock import day_of, months
from crawler.extract.dates.grammar import Token, month_number
from crawler.extract.dates.reading import DateReading, Precision, Stamp

PERIODS = frozenset(("month", "month_number", "quarter", "half", "year"))
_MONTHS = ("month", "month_number")
_BETWEEN = {"-": "to", "--": "to", ",": "and"}
_PASSED = frozenset(("cue", "from", "gap", "posted", "issued", "to", "and", *_MONTHS))
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def read_periods(stamp: Stamp, periods: Sequence[Token]) -> DateReading | None:
    """The month, quarter, half-year or year that is all a stamp names, or two months of it."""
    if stamp.of("time") or stamp.of("weekday") or stamp.of("part"):
        return None
    if len(periods) == 1:
        return _read_period(stamp, periods[0])
    is_two = len(periods) == 2 and all(one.kind in _MONTHS for one in periods)
    return _read_two_months(stamp, *periods) if is_two else None


def _read_period(stamp: Stamp, token: Token) -> DateReading | None:
    name, printed = token.values[0] or "", token.values[-1]
    if ":" in token.text and any(one.text == "trong" for one in stamp.of("cue")):
        return None  # "Trong năm: 2025" counts visitors
    if token.kind == "year":
        return _period(token, name, "year") if day_of(int(name), 12, 31) else None
    if token.kind == "quarter":
        last = 3 * (_ROMAN.get(name) or month_number(name))
        first = last - 2
    elif token.kind == "half":
        count = month_number(name) if name else 6
        first, last = (1, count) if token.values[1] == "dau" else (13 - count, 12)
    else:
        first = last = month_number(name)
    if not 1 <= first <= last <= 12:
        return None
    year = int(printed) if printed else stamp.seen.year - (first > stamp.seen.month)
    if day_of(year, 12, 31) is None:
        return None
    if token.kind in _MONTHS:
        return _read_month(stamp, token, year, first)
    precision: Precision = "quarter" if token.kind == "quarter" else "range"
    return _period(token, months(year, first, last), precision, ambiguous=printed is None)


def _read_month(stamp: Stamp, token: Token, year: int, month: int) -> DateReading | None:
    """A month; "ngày tháng năm 2023" is a form that nobody filled in."""
    is_blank = token.values[0] == "nam" and "nam nam" not in token.text and "," not in token.text
    is_count = ":" in token.text and token.values[-1] is None  # "Trong tháng: 7"
    if is_count or (is_blank and stamp.of("cue")):
        return None
    is_doubtful = token.values[-1] is None or is_blank
    return _period(token, f"{year}-{month:02}", "month", ambiguous=is_doubtful)


def _read_two_months(stamp: Stamp, first: Token, last: Token) -> DateReading | None:
    """ "Từ tháng 5 đến tháng 7/2023", "tháng 5 và tháng 6/2015"; the year may stand once."""
    between = [one for one in stamp.tokens if first.end <= one.start < last.start]
    joints = {_BETWEEN.get(one.text.strip(), one.kind) for one in between} - {"cue", "gap"}
    printed = last.values[-1]
    if printed is None or len(joints) != 1 or {one.kind for one in stamp.tokens} - _PASSED:
        return None
    ends = [
        (int(one.values[-1] or printed), month_number(one.values[0] or "")) for one in (first, last)
    ]
    if not all(day_of(year, month, 1) for year, month in ends) or ends[0] >= ends[1]:
        return None
    (year, month), (last_year, last_month) = ends
    if joints == {"and"}:
        value = f"{year}-{month:02},{last_year}-{last_month:02}"
        return DateReading(value, "list", first.start, last.end)
    end = months(last_year, last_month, last_month).partition("/")[2]
    return DateReading(f"{year}-{month:02}-01/{end}", "range", first.start, last.end)


def _period(
    token: Token, value: str, precision: Precision, *, ambiguous: bool = False
) -> DateReading:
    return DateReading(value, precision, token.start, token.end, ambiguous)

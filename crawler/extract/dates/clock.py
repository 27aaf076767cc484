"""Clock times, years and calendar arithmetic of printed Vietnamese dates."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from archive.times import VIETNAM

_YEARS = range(1850, 2101)
_SEEN_YEARS = range(1900, 9900)
# What an empty field prints: the first days of .NET, SQL Server, spreadsheets and Unix, and what
# PHP makes of nothing but zeros.
_EMPTY = frozenset((
    date(1, 1, 1), date(1753, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1),
    date(1969, 12, 31), date(1970, 1, 1), date(1999, 11, 30),
))  # fmt: skip
# Hours of a part of the day: as printed on a 24-hour clock, and on a 12-hour one.
_AS_PRINTED = {
    "am": range(12), "sang": range(12), "pm": range(12, 24), "chieu": range(12, 19),
    "trua": range(10, 15), "toi": range(17, 24), "dem": (*range(5), *range(18, 24)),
}  # fmt: skip
_FROM_NOON = {
    "pm": range(1, 12), "chieu": range(1, 8), "trua": range(1, 3), "toi": range(5, 12),
    "dem": range(6, 12),
}  # fmt: skip
_SAME_PART = {"a.m": "am", "sa": "am", "ch": "pm", "p.m": "pm", "khuya": "dem", "rang": "sang"}
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?")


# One old page in seven names a weekday that fits the present year as well; few fit the last weeks.
_NEWS = timedelta(days=31)


def local(seen_at: datetime) -> datetime:
    """`seen_at` on the clocks of Vietnam; raises ValueError when it has no time zone.

    Also for a year that no clock of a crawler ever shows.
    """
    if seen_at.tzinfo is None:
        raise ValueError("seen_at needs a time zone, such as Asia/Ho_Chi_Minh")
    if seen_at.year not in _SEEN_YEARS:
        raise ValueError(f"seen_at is out of range: {seen_at}")
    return seen_at.astimezone(VIETNAM)


def day_of(year: int, month: int, day: int) -> date | None:
    """That day, or None when there is none or when it is what an empty field prints."""
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if found.year in _YEARS and found not in _EMPTY else None


def full_year(printed: str, seen_year: int) -> int:
    """The year of two or four digits; two digits are no later than the year after `seen_year`."""
    if len(printed) != 2:
        return int(printed)
    year = seen_year // 100 * 100 + int(printed)
    return year if year <= seen_year + 1 else year - 100


def is_unset(day: int, month: int, printed_year: str) -> bool:
    """Whether this is what an empty field prints where years have two digits: "01/01/01"."""
    if len(printed_year) != 2:
        return False
    printed = {(day, month, int(printed_year)), (month, day, int(printed_year))}
    return any((one.day, one.month, one.year % 100) in printed for one in _EMPTY)


def latest_day(day: int, month: int, seen: date, weekday: int | None) -> tuple[date | None, bool]:
    """The last such day up to `seen`, on `weekday` if one is known, and whether that is certain.

    It is where the weekday fits the very last such day, and that is a month ago at most.
    """
    years = range(seen.year, seen.year - 12, -1)
    past = [found for year in years if (found := day_of(year, month, day)) and found <= seen]
    if not past:
        return None, False
    fitting = [found for found in past if found.weekday() == weekday]
    if not fitting:
        return past[0], False
    return fitting[0], fitting[0] == past[0] and seen - fitting[0] <= _NEWS


def months(year: int, first: int, last: int) -> str:
    """The days from the start of month `first` to the end of month `last`, as an ISO range."""
    end = date(year + last // 12, last % 12 + 1, 1) - timedelta(days=1)
    return f"{year}-{first:02}-01/{end}"


def hour_of(printed: int, part: str | None) -> int | None:
    """The hour (0-23) that `printed` is in that part of the day, None when they contradict."""
    if part is None:
        return printed if printed < 24 else None
    name = part.split()[0].rstrip(".")
    name = _SAME_PART.get(name, name)
    if printed == 12 and name == "am":
        return 0
    if printed in _FROM_NOON.get(name, ()):
        return printed + 12
    return printed if printed in _AS_PRINTED[name] else None


def time_of(hour: int | None, minute: int, second: int) -> time | None:
    """That time of day, or None when there is none."""
    if hour is None or minute > 59 or second > 59:
        return None
    return time(hour, minute, second)


def in_vietnam(moment: datetime, zone: str | None) -> datetime:
    """The naive Vietnam time of a naive `moment` printed with `zone` (Z, GMT+7, +0700)."""
    if zone is None:
        return moment
    return moment.replace(tzinfo=_zone(zone)).astimezone(VIETNAM).replace(tzinfo=None)


def _zone(printed: str) -> tzinfo:
    found = _OFFSET.search(printed)
    if found is None:
        return UTC
    sign = -1 if found[1] == "-" else 1
    return timezone(sign * timedelta(hours=int(found[2]) % 24, minutes=int(found[3] or 0)))

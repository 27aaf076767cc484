"""Days, months and years as people type them into filters."""

import re
from calendar import monthrange
from datetime import date

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_VIETNAMESE = re.compile(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})")


def read_period(text: str) -> str | None:
    """`text` as "2023", "2023-07" or "2023-07-04"; None when it is no year, month or day."""
    found = _ISO.fullmatch(text)
    parts = found.groups() if found else None
    if parts is None and (found := _VIETNAMESE.fullmatch(text)):
        parts = found.groups()[::-1]
    if parts is None:
        return None
    numbers = [int(part) for part in parts if part is not None]
    try:
        date(*[*numbers, 1, 1][:3])
    except ValueError:
        return None
    return "-".join((f"{numbers[0]:04}", *(f"{number:02}" for number in numbers[1:])))


def first_day(period: str) -> date:
    """The first day of what `read_period` gave."""
    numbers = [int(part) for part in period.split("-")]
    return date(*[*numbers, 1, 1][:3])


def last_day(period: str) -> date:
    """The last day of what `read_period` gave."""
    numbers = [int(part) for part in period.split("-")]
    year, month = [*numbers, 12][:2]
    return date(year, month, numbers[2] if len(numbers) > 2 else monthrange(year, month)[1])

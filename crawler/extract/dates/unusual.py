"""Dates of a shape that the grammar does not know, as dateparser reads them."""

import re
from datetime import datetime

from crawler.extract.dates.reading import DateReading

# All that a date may hold to be shown to dateparser, which skips words it does not know.
_PLAIN_DATE = re.compile(r"(?:[\d /.,:-]|\b(?:thang|thg|ngay|nam|luc|vao|gio|phut)\b)+")
_YEAR_FIRST = re.compile(r" *\d{4} \d{1,2} \d{1,2}(?![/.-])|.*thang")
_PLAIN_YEAR = re.compile(r"(?<!\d)(?:199\d|20\d\d)(?!\d)")


def read_unusual(text: str, seen: datetime) -> DateReading | None:
    """What dateparser makes of a shape the grammar does not know: "04 07 2023"."""
    if not (_PLAIN_DATE.fullmatch(text) and _PLAIN_YEAR.search(text)):
        return None
    from dateparser import parse  # noqa: PLC0415  half a second that common forms never pay for

    settings = {
        "DATE_ORDER": "DMY",
        "STRICT_PARSING": True,
        "REQUIRE_PARTS": ["day", "month", "year"],
        "RELATIVE_BASE": seen.replace(tzinfo=None),
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    found = parse(text, languages=["vi"], settings=settings)
    if found is None or found.year > seen.year + 1:
        return None
    numbers = tuple(int(number) for number in re.findall(r"\d+", text))
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    day, clock = (found.day, found.month, found.year), (found.hour, found.minute)
    if found.year == numbers[0] and not _YEAR_FIRST.match(text):
        return None  # "2023 4/7" may be 4 July
    if numbers in (day, day[::-1]):
        return DateReading(f"{found:%Y-%m-%d}", "day", start, end)
    if numbers in (day + clock, clock + day, day[::-1] + clock):
        return DateReading(f"{found:%Y-%m-%dT%H:%M}", "minute", start, end)
    return None

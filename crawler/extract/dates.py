"""Reads printed Vietnamese dates; never guesses the present, never swaps day and month."""

import re
from dataclasses import replace
from datetime import datetime

from crawler.extract.date_clock import local
from crawler.extract.date_grammar import flatten, tokens_of
from crawler.extract.date_mentions import find_dates
from crawler.extract.date_reading import DateReading
from crawler.extract.date_stamp import read_tokens

__all__ = ("DateReading", "find_dates", "read_date")

_LONGEST = 300  # characters; a date field is shorter, a paragraph is no date field
_PLACE = re.compile(r" *([a-z][a-z. ]{1,40}), *(?=ngay \d{1,2} thang \d{1,2} nam)")
# All that a date may hold to be shown to dateparser, which skips words it does not know.
_PLAIN_DATE = re.compile(r"(?:[\d /.,:-]|\b(?:thang|thg|ngay|nam|luc|vao|gio|phut)\b)+")
_PLAIN_YEAR = re.compile(r"(?<!\d)(?:199\d|20\d\d)(?!\d)")


def read_date(raw: str, seen_at: datetime, *, day_first: bool = True) -> DateReading | None:
    """The one date that the date field `raw` prints, or None when it is not certain to be one.

    `seen_at` (aware) is when the page was captured: relative dates count back from it, and a day
    without a year is the latest such day before it. `day_first=False` prefers month before day
    where both make a date; a date that could be either is ambiguous.
    Raises ValueError when `seen_at` has no time zone.
    """
    seen = local(seen_at)
    text, offsets = flatten(raw)
    if len(text) > _LONGEST:
        return None
    place = _PLACE.match(text)
    is_letterhead = place and _is_name(raw[offsets[place.start(1)] : offsets[place.end(1)]])
    tokens = tokens_of(text, place.end() if place and is_letterhead else 0)
    if tokens is None:
        reading = _read_unusual(text, seen)
    else:
        reading = read_tokens(tokens, seen, day_first=day_first)
    if reading is None or isinstance(offsets, range):
        return reading
    return replace(reading, start=offsets[reading.start], end=offsets[reading.end])


def _is_name(place: str) -> bool:
    return not place.isupper() and all(word[0].isupper() for word in place.split())


def _read_unusual(text: str, seen: datetime) -> DateReading | None:
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
    if numbers in (day, day[::-1]):
        return DateReading(f"{found:%Y-%m-%d}", "day", start, end)
    if numbers in (day + clock, clock + day, day[::-1] + clock):
        return DateReading(f"{found:%Y-%m-%dT%H:%M}", "minute", start, end)
    return None

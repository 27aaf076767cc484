"""Reads a date field: a short text that prints one date, perhaps with labels beside it."""

import re
from dataclasses import replace
from datetime import datetime

from crawler.extract.dates.clock import local
from crawler.extract.dates.coded import read_coded
from crawler.extract.dates.grammar import flatten, tokens_of
from crawler.extract.dates.reading import DateReading
from crawler.extract.dates.stamp import read_tokens
from crawler.extract.dates.unusual import read_unusual

_LONGEST = 300  # characters; a date field is shorter, a paragraph is no date field
_PLACE = re.compile(r" *([a-z][a-z. ]{1,40}), *(?=ngay \d{1,2} thang \d{1,2} nam)")


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
        reading = read_coded(text) or read_unusual(text, seen)
    else:
        reading = read_tokens(tokens, seen, day_first=day_first)
    if reading is None or isinstance(offsets, range):
        return reading
    return replace(reading, start=offsets[reading.start], end=offsets[reading.end])


def _is_name(place: str) -> bool:
    return not place.isupper() and all(word[0].isupper() for word in place.split())

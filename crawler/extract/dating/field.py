"""What a date field says, by the usual order of day and month and by the other one."""

import re
from dataclasses import replace
from datetime import datetime, time

from archive.dating import DateCandidate
from crawler.extract.dates import DateReading, read_date

_LONGEST_FIELD = 300  # characters of a date field with all that stands in it
_MOST_PARTS = 8
# Two numbers that may be day and month in either order: "5/16/2022", "04.07.23".
_JOINED = re.compile(r"(?<!\d)(\d{1,2})\s*[/.／．-]\s*(\d{1,2})\s*[/.／．-]\s*\d{2}")


def read_field(printed: str, seen_at: datetime, *, day_first: bool = True) -> DateReading | None:
    """The date in a field that may hold more beside it, such as "04/07/2023 | 14:05 | Cỡ chữ".

    `seen_at` and `day_first` are as in `read_date`.
    """
    parts = printed[:_LONGEST_FIELD].split("|")[:_MOST_PARTS]
    spans = [
        "|".join(parts[start:end])
        for start in range(len(parts))
        for end in range(len(parts), start, -1)
    ]
    longest_first = sorted(spans, key=len, reverse=True)
    found = (read_date(span, seen_at, day_first=day_first) for span in longest_first)
    return next(filter(None, found), None)


def printed_candidate(raw: str, seen_at: datetime, *, source: str = "printed") -> DateCandidate:
    """What the date field `raw` says; `source` is "list" for one beside a link.

    Midnight is what a portal prints that knows no time: such a date is a day. `value` is None where
    day before month makes no date, and `other` what month before day makes of it where that is
    another one.
    """
    read = read_field(raw, seen_at)
    swapped = read_field(raw, seen_at, day_first=False) if _may_be_swapped(raw) else None
    value, precision = _without_midnight(read)
    other, _ = _without_midnight(swapped)
    return DateCandidate(
        source=source,
        raw=raw,
        value=value,
        precision=precision,
        other=None if other == value else other,
        ambiguous=read is not None and read.ambiguous,
    )


def _may_be_swapped(raw: str) -> bool:
    """Whether there are two different numbers of which the first may be a month."""
    pairs = ((int(day), int(month)) for day, month in _JOINED.findall(raw[:_LONGEST_FIELD]))
    return any(day <= 12 and month <= 31 and day != month for day, month in pairs)


def _without_midnight(read: DateReading | None) -> tuple[str | None, str | None]:
    """Value and precision of a reading; of one at midnight its day."""
    if read is None:
        return None, None
    if read.precision in ("minute", "second") and read.at and read.at.time() == time.min:
        read = replace(read, value=read.value[:10], precision="day")
    return read.value, read.precision

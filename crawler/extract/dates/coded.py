"""Reads the dates that programs write for programs and some pages print as they are."""

import re
from datetime import datetime

from archive.times import VIETNAM
from crawler.extract.dates.clock import day_of, in_vietnam
from crawler.extract.dates.reading import DateReading

# ASP.NET's JSON: milliseconds since 1970 in Greenwich; an offset behind them changes nothing.
_JSON = re.compile(r"\\?/?date\((\d{12,14})(?:[+-]\d{4})?\)\\?/?")
_BASIC = re.compile(r"(\d{8}t\d{4}(\d\d)?)(z|[+-]\d{4})?")  # ISO 8601 without its signs


def read_coded(text: str) -> DateReading | None:
    """The moment that flattened `text` is in a program's form, or None when it is in none."""
    said = text.strip()
    stamp, basic = _JSON.fullmatch(said), _BASIC.fullmatch(said)
    try:
        if stamp:
            moment = datetime.fromtimestamp(int(stamp[1]) // 1000, VIETNAM).replace(tzinfo=None)
        elif basic:
            moment = in_vietnam(datetime.fromisoformat(basic[1]), basic[3])
        else:
            return None
    except (ValueError, OverflowError):
        return None
    if day_of(moment.year, moment.month, moment.day) is None:
        return None
    start, is_minute = text.index(said), basic is not None and basic[2] is None
    value = moment.isoformat(timespec="minutes" if is_minute else "seconds")
    return DateReading(value, "minute" if is_minute else "second", start, start + len(said))

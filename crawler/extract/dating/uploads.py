"""When files were uploaded, by the times that portals put into their names."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from urllib.parse import unquote

from archive.dating import DateCandidate
from archive.text import normalize
from archive.times import VIETNAM

_MOST = 20
_MOST_FILES = 500
_LONGEST_ADDRESS = 4000  # characters; longer ones are data, not names
_LONGEST_NAME = 200
_FIRST = datetime(2000, 1, 1, tzinfo=VIETNAM)
_CLOCKS_DIFFER = timedelta(days=1)
_STAMPED = re.compile(r"\d{18}|_GMT")
# The last 18 digits before the extension are .NET ticks; other digits may be glued in front of
# them, and a copy's number or a size may follow.
_TICKS = re.compile(
    r"""(?<!\d)\d{0,16}(\d{18})
        (?:[ _-]*\(\d{1,3}\)|[_.-](?:\d{2,4}x\d{2,4}|thumb(?:nail)?|small|medium|large|signed))*
        (?:\.[a-z][a-z0-9]{1,4}){0,2}""",
    re.VERBOSE | re.IGNORECASE,
)
_HASH = re.compile(r"(?<![0-9a-z])(?=[0-9]*[a-f])[0-9a-f]{24,}(?![0-9a-z])", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_GMT = re.compile(
    rf"(\d{{1,2}})_({'|'.join(_MONTHS)})[a-z]{{0,6}}_(\d{{4}})_(\d\d)(\d\d)(\d\d)_GMT",
    re.IGNORECASE,
)


def upload_candidates(urls: Iterable[str], seen_at: datetime) -> tuple[DateCandidate, ...]:
    """When the files at `urls` were uploaded, at most 20 different times, to the second.

    Names end in .NET ticks of Vietnam's clocks ("…-637692283443382019.jpg"), or begin with a day
    and a time in GMT ("4_May_2024_021321_GMT…"). What is before 2000, or more than a day after
    `seen_at`, is a number that means something else.
    """
    found: dict[str, DateCandidate] = {}
    for name in islice(_names(urls), _MOST_FILES):
        at = _uploaded_at(name)
        if at is None or not _FIRST <= at <= seen_at + _CLOCKS_DIFFER:
            continue
        value = at.replace(tzinfo=None).isoformat(timespec="seconds")
        found.setdefault(
            value,
            DateCandidate(
                source="upload", raw=name[:_LONGEST_NAME], value=value, precision="second"
            ),
        )
        if len(found) == _MOST:
            break
    return tuple(found.values())


def _names(urls: Iterable[str]) -> Iterator[str]:
    """The names of files that may hold a time; queries and folders have no say."""
    for url in urls:
        if len(url) <= _LONGEST_ADDRESS and _STAMPED.search(url):
            path = unquote(re.split(r"[?#]", url, maxsplit=1)[0])
            yield normalize(re.split(r"[/\\]", path)[-1])


def _uploaded_at(name: str) -> datetime | None:
    stamp = _GMT.match(name)
    if stamp:
        return _at_gmt(*stamp.groups())
    ticks = next((one for one in _TICKS.finditer(name) if one.end() == len(name)), None)
    return None if ticks is None or _HASH.search(name) else _at_ticks(int(ticks[1]))


def _at_ticks(ticks: int) -> datetime | None:
    """The moment that is so many tenths of a microsecond after the year 1 began."""
    return datetime(1, 1, 1, tzinfo=VIETNAM) + timedelta(microseconds=ticks // 10)


def _at_gmt(day: str, month: str, year: str, *clock: str) -> datetime | None:
    number, (hour, minute, second) = _MONTHS.index(month.lower()) + 1, map(int, clock)
    try:
        at = datetime(int(year), number, int(day), hour, minute, second, tzinfo=UTC)
        return at.astimezone(VIETNAM)
    except (ValueError, OverflowError):
        return None

"""How long to leave a host alone that refuses us: as it asks, and longer each time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from archive.site_visits import Rest

# Within a run: from eight times a host's pace, doubled each time, five times or two minutes.
_FIRST, _LEAST, _MOST_STRIKES, _LONGEST_WAIT = 8.0, 0.1, 5, 120.0  # pauses, seconds
# A page may be forbidden; three in a row, and nothing else between, are a refusal of us.
_MOST_FORBIDDEN = 3
# From run to run: an hour, doubled each time. Who is only overloaded is asked again sooner.
_FIRST_REST, _LONGEST_REST = timedelta(hours=1), timedelta(hours=24)
_LONGEST_OVERLOAD = timedelta(hours=3)
_LONGEST_ASKED = timedelta(days=7)  # no Retry-After is taken to ask for more


@dataclass(slots=True)
class _Refusals:
    """Of one host in this run: how often in a row, and until when it is given a rest."""

    strikes: int = 0
    forbidden: int = 0
    until: datetime | None = None


class Patience:
    """What hosts answered to a run, as far as it is a refusal."""

    def __init__(self) -> None:
        self._hosts: dict[str, _Refusals] = {}

    def answered(self, host: str, status: int) -> bool:
        """Whether the answer refuses us: 429, 503, or the third 403 in a row."""
        known = self._of(host)
        known.forbidden = known.forbidden + 1 if status == 403 else 0
        return status in (429, 503) or known.forbidden >= _MOST_FORBIDDEN

    def welcomed(self, host: str) -> None:
        """The host gave a page that could be read."""
        self._of(host).strikes = 0

    def pause(
        self, host: str, at: datetime, *, pace: float, asked: timedelta | None
    ) -> float | None:
        """Seconds to wait after a refusal at `at`; None when the host is better left alone.

        `pace`: seconds between requests to the host; `asked`: how long it wants to be left alone.
        No seconds for what was asked for before an earlier refusal was known.
        """
        known = self._of(host)
        if known.until is not None and at < known.until:
            return 0.0
        known.strikes += 1
        least = max(_FIRST * pace, _LEAST) * (1 << (known.strikes - 1))
        wait = max(least, asked.total_seconds() if asked else 0.0)
        if known.strikes > _MOST_STRIKES or wait > _LONGEST_WAIT:
            return None
        known.until = at + timedelta(seconds=wait)
        return wait

    def _of(self, host: str) -> _Refusals:
        return self._hosts.setdefault(host, _Refusals())


def next_rest(last: Rest | None, reason: str, asked: timedelta | None, at: datetime) -> Rest:
    """How long later runs leave a site alone that refused us, as it did `last` time, or longer."""
    strikes = last.strikes + 1 if last else 1
    longest = _LONGEST_OVERLOAD if "503" in reason else _LONGEST_REST
    pause = min(_FIRST_REST * (1 << min(strikes - 1, 8)), longest)
    return Rest(until=at + max(pause, asked or pause), strikes=strikes, reason=reason)


def retry_after(said: str, at: datetime) -> timedelta | None:
    """How long after `at` a Retry-After asks to wait, a week at most; None where it says nothing.

    It is a number of seconds or a date (RFC 9110, section 10.2.3).
    """
    said = said.strip()
    if said.isascii() and said.isdecimal():
        wait = timedelta(seconds=int(said[:9]))
    else:
        try:
            until = parsedate_to_datetime(said)
        except (ValueError, IndexError, TypeError, OverflowError):
            return None
        wait = (until if until.tzinfo else until.replace(tzinfo=UTC)) - at
    return min(wait, _LONGEST_ASKED) if wait > timedelta(0) else None

"""The state of a site, out of its visits and its news; and the signs that it is closing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlite_utils import Database

from archive.site_visits import DOWN, was_whole_since
from archive.times import VIETNAM, read_time, time_text

# Portals rest at weekends and for nine days at Tết: what was usual of a site counts, and no less
# than this.
_QUIET, _FROZEN = timedelta(days=14), timedelta(days=180)
_SILENT = timedelta(days=3)
_USUAL_GAP = timedelta(days=7)  # of a site with too little news to tell
_FEWEST_DAYS, _MOST_DAYS = 5, 60
_EXPIRED_FOR = timedelta(days=7)  # a certificate that nobody renews

_VISITS = """
SELECT began_at, state, detail FROM site_visit
WHERE site_id = :site_id AND state IS NOT NULL ORDER BY run_id DESC
"""
_NEWS = """
SELECT DISTINCT substr(coalesce(version.published_at, article.first_seen_at), 1, 10) AS day
FROM article JOIN version ON version.id = article.version_id
WHERE article.site_id = :site_id AND day <= :today ORDER BY day DESC LIMIT :most
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteState:
    """How a site is: live, quiet, frozen, or one of `archive.site_visits.DOWN`.

    "quiet": no news for longer than usual; "frozen": none for half a year. `since` is its last day
    of news, or the first of the visits in a row that found it down. `last_news` is a day.
    """

    name: str
    since: datetime | None = None
    detail: str | None = None
    last_news: date | None = None
    usual_gap: timedelta = _USUAL_GAP

    def is_silent(self, now: datetime) -> bool:
        """Whether there was no news for much longer than the site is used to."""
        silence = _silence(self.last_news, now)
        return silence is not None and silence > max(_SILENT, 3 * self.usual_gap)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingSign:
    """What makes it likely that a site will be gone soon, and since when that is known."""

    sign: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteHealth:
    """A site's state, None where no visit told, and why it is likely to be gone soon, if it is."""

    state: SiteState | None = None
    closing: ClosingSign | None = None

    def as_dict(self) -> dict[str, str | None]:
        """The JSON form."""
        since = self.state.since if self.state else None
        return {
            "state": self.state.name if self.state else None,
            "state_since": time_text(since) if since else None,
            "state_detail": self.state.detail if self.state else None,
            "closing_sign": self.closing.sign if self.closing else None,
        }


def site_health(db: Database, site_id: int, now: datetime) -> SiteHealth:
    """How the site is at `now`, and what says that it closes, unless all was crawled since then."""
    state = site_state(db, site_id, now)
    sign = _sign(db, site_id, state, now)
    is_open = sign is not None and not was_whole_since(db, site_id, sign.at)
    return SiteHealth(state=state, closing=sign if is_open else None)


def site_state(db: Database, site_id: int, now: datetime) -> SiteState | None:
    """The site's state at `now`; None where no visit told."""
    visits = db.execute(_VISITS, {"site_id": site_id})
    last = visits.fetchone()
    if last is None:
        return None
    began_at, name, detail = last
    days = news_days(db, site_id, now)
    news, gap = (days[0] if days else None), usual_gap(days)
    if name in DOWN:
        for at, state, _ in visits:
            if state != name:
                break
            began_at = at
        visits.close()
        since = read_time(began_at)
        return SiteState(name=name, since=since, detail=detail, last_news=news, usual_gap=gap)
    visits.close()
    return _answering(news, gap, now)


def _answering(news: date | None, gap: timedelta, now: datetime) -> SiteState:
    silence = _silence(news, now)
    since = datetime(news.year, news.month, news.day, tzinfo=VIETNAM) if news else None
    name, detail = "live", None
    if silence is not None and silence > max(_QUIET, 3 * gap):
        name = "frozen" if silence > max(_FROZEN, 6 * gap) else "quiet"
        detail = f"no news for {silence.days} days; usually within {gap.days}"
    return SiteState(name=name, since=since, detail=detail, last_news=news, usual_gap=gap)


def _silence(news: date | None, now: datetime) -> timedelta | None:
    return None if news is None else now.astimezone(VIETNAM).date() - news


def news_days(db: Database, site_id: int, now: datetime) -> tuple[date, ...]:
    """The last days on which the site published something, newest first."""
    today = now.astimezone(VIETNAM).date().isoformat()
    values: dict[str, Any] = {"site_id": site_id, "today": today, "most": _MOST_DAYS}
    return tuple(date.fromisoformat(day) for (day,) in db.execute(_NEWS, values).fetchall())


def usual_gap(days: Sequence[date]) -> timedelta:
    """Nine of ten of the pauses between `days` (newest first) are no longer than this."""
    if len(days) < _FEWEST_DAYS:
        return _USUAL_GAP
    gaps = sorted(later - earlier for later, earlier in pairwise(days))
    return gaps[len(gaps) * 9 // 10]


def _sign(db: Database, site_id: int, state: SiteState | None, now: datetime) -> ClosingSign | None:
    said, at = db.execute(
        "SELECT closing_sign, closing_at FROM site WHERE id = ?", (site_id,)
    ).fetchone()
    if said is not None:
        return ClosingSign(sign=said, at=datetime.fromisoformat(at))
    if state is None or state.since is None:
        return None
    if state.name == "frozen":
        at = state.since + max(_FROZEN, 6 * state.usual_gap)
        return ClosingSign(sign=state.detail or state.name, at=at)
    if state.name == "certificate_expired" and now - state.since >= _EXPIRED_FOR:
        return ClosingSign(sign=f"{state.detail}, since {state.since:%Y-%m-%d}", at=state.since)
    return None

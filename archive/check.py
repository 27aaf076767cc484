"""Compares how sites do now with their own history: what a person should look into."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlite_utils import Database

from archive.coverage import coverage
from archive.rows import rows_of
from archive.site_states import site_health
from archive.site_visits import DOWN
from archive.times import read_time, time_text

# Runs are compared with the last ones; a pause is long when it is three times the usual.
_RUNS, _LONG, _LEAST_PAUSE = 20, 3, timedelta(hours=2)
_BROKEN_OFF = 3  # runs in a row
# Pages that give no article: many, and more than twice as many as in the weeks before.
_FEWEST_UNREAD, _UNREAD, _LATELY, _BEFORE = 3, 0.2, timedelta(days=7), timedelta(days=56)

_LAST_RUNS = """
SELECT started_at, outcome FROM run WHERE command IN ('crawl', 'update')
ORDER BY id DESC LIMIT :most
"""
_SITES = "SELECT id, name FROM site WHERE :site IS NULL OR name = :site ORDER BY name"
_DRIFT = """
SELECT detail FROM problem WHERE site_id = :site_id AND kind = 'drift' AND resolved_at IS NULL
"""
_READ = """
SELECT
  (SELECT count(*) FROM problem WHERE site_id = :site_id AND key IS NOT NULL
    AND kind <> 'unreadable_date' AND resolved_at IS NULL
    AND last_seen_at >= :since AND last_seen_at < :until) AS unread,
  (SELECT count(*) FROM watch JOIN article ON article.id = watch.article_id
    WHERE article.site_id = :site_id AND watch.failures = 0 AND watch.misses = 0
    AND watch.checked_at >= :since AND watch.checked_at < :until) AS read
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anomaly:
    """Something that is not as it used to be; `site` is None where it concerns the runs."""

    site: str | None
    kind: str
    detail: str

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return asdict(self)


def anomalies(db: Database, *, now: datetime, site: str | None = None) -> Iterator[Anomaly]:
    """All that is unusual at `now`, of one site or of all.

    Kinds: not_run, broken_off, down, silence, closing, fields, unread, gap.
    """
    if site is None:
        yield from _of_runs(db, now)
    gaps = [row for row in coverage(db, site) if row["has_gap"]]
    for site_id, name in db.execute(_SITES, {"site": site}).fetchall():
        for kind, detail in _of_site(db, site_id, now):
            yield Anomaly(site=name, kind=kind, detail=detail)
        for row in gaps:
            if row["site"] == name:
                yield Anomaly(site=name, kind="gap", detail=f"in {row['section']}, {row['url']}")


def _of_runs(db: Database, now: datetime) -> Iterator[Anomaly]:
    runs = list(rows_of(db, _LAST_RUNS, most=_RUNS))
    times = [read_time(run["started_at"]) or now for run in runs]
    pauses = sorted(later - earlier for later, earlier in pairwise(times))
    if pauses:
        usual = max(pauses[len(pauses) // 2], _LEAST_PAUSE / _LONG)
        if now - times[0] > usual * _LONG:
            detail = f"the last run began {times[0]:%Y-%m-%d %H:%M}; usual are {_hours(usual)}"
            yield Anomaly(site=None, kind="not_run", detail=detail)
    ends = [run["outcome"] for run in runs[:_BROKEN_OFF]]
    if len(ends) == _BROKEN_OFF and all(end in (None, "interrupted") for end in ends):
        detail = f"the last {_BROKEN_OFF} runs did not come to their end"
        yield Anomaly(site=None, kind="broken_off", detail=detail)


def _hours(pause: timedelta) -> str:
    return f"{pause / timedelta(hours=1):.1f} hours between runs"


def _of_site(db: Database, site_id: int, now: datetime) -> Iterator[tuple[str, str]]:
    health = site_health(db, site_id, now)
    state, sign = health.state, health.closing
    if state is not None and state.name in DOWN:
        yield "down", f"{state.name} since {state.since:%Y-%m-%d %H:%M}: {state.detail}"
    elif state is not None and state.name != "frozen" and state.is_silent(now):
        gap = max(state.usual_gap.days, 1)
        yield "silence", f"no news since {state.last_news}; usually within {gap} days"
    if sign is not None:
        yield "closing", f"{sign.sign}; archive all of it with: luutru crawl"
    for (detail,) in db.execute(_DRIFT, {"site_id": site_id}).fetchall():
        yield "fields", detail
    yield from _unread(db, site_id, now)


def _unread(db: Database, site_id: int, now: datetime) -> Iterator[tuple[str, str]]:
    lately = _shares(db, site_id, now - _LATELY, now + timedelta(seconds=1))
    before = _shares(db, site_id, now - _BEFORE, now - _LATELY)
    unread, share = lately
    if unread >= _FEWEST_UNREAD and share > max(_UNREAD, 2 * before[1]):
        yield "unread", f"{share:.0%} of the pages of the last week give no article ({unread})"


def _shares(db: Database, site_id: int, since: datetime, until: datetime) -> tuple[int, float]:
    """How many pages gave no article between the two, and what share of all that is."""
    values = {"site_id": site_id, "since": time_text(since), "until": time_text(until)}
    unread, read = db.execute(_READ, values).fetchone()
    return unread, unread / (unread + read) if unread + read else 0.0

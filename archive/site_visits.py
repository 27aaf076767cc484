"""Visits to sites: how each ended, how the site was, and what that means for the next one."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from archive.times import read_time, time_text

# How a site was at a visit: it answered; or nothing came; it will not have us; all leads to another
# host; its certificate; its pages are none that we know.
DOWN = (
    *("unreachable", "refusing", "moved", "certificate_expired", "certificate_invalid"),
    "unreadable",
)
STATES = ("up", *DOWN)

# A crawl broken off longer ago is begun anew: what it saw is no longer today's portal.
RESUME_WITHIN = timedelta(days=7)

_BEGIN = """
INSERT INTO site_visit (run_id, site_id, began_at, is_crawl, is_whole)
VALUES (:run_id, :site_id, :began_at, :is_crawl, :is_whole)
"""
_END = """
UPDATE site_visit SET ended = :ended, state = :state, detail = :detail, requests = :requests,
  bytes = :bytes
WHERE run_id = :run_id AND site_id = :site_id
"""
_EARLIER_CRAWLS = """
SELECT began_at, ended FROM site_visit
WHERE site_id = :site_id AND run_id < :run_id AND is_crawl ORDER BY run_id DESC LIMIT 1000
"""
# A list is known to its end by the last visit that read so far, unless a later one read some of it
# and stopped short, or was killed and left no word.
_IS_WALKED = """
SELECT whole.run_id IS NOT NULL
  AND NOT EXISTS (
    SELECT 1 FROM visit WHERE section_id = section.id AND run_id > whole.run_id
      AND reached IN ('broken', 'limit') AND pages > 0)
  AND NOT EXISTS (
    SELECT 1 FROM site_visit WHERE site_id = section.site_id AND ended IS NULL
      AND run_id > whole.run_id AND run_id < :run_id)
FROM section
LEFT JOIN (
  SELECT section_id, max(run_id) AS run_id FROM visit WHERE reached = 'end' GROUP BY section_id
) AS whole ON whole.section_id = section.id
WHERE section.site_id = :site_id AND section.url = :url
"""
_WHOLE_SINCE = """
SELECT 1 FROM site_visit
WHERE site_id = :site_id AND is_whole AND ended = 'done' AND began_at >= :since LIMIT 1
"""
_REST = """
INSERT INTO rest (site_id, until, strikes, reason) VALUES (:site_id, :until, :strikes, :reason)
ON CONFLICT (site_id) DO UPDATE SET until = excluded.until, strikes = excluded.strikes,
  reason = excluded.reason
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteVisit:
    """How a run's visit to a site ended.

    `state` is one of STATES, None where the site was not asked for anything; `detail` says why it
    was not up. `is_cut`: it ended before all was asked for. `bytes` are those of the bodies.
    """

    state: str | None
    detail: str | None = None
    is_cut: bool = False
    requests: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """A site that refused us is not asked before `until`; `strikes` in a row it did so."""

    until: datetime
    strikes: int
    reason: str

    def __str__(self) -> str:
        return f"{self.reason}; it is left alone until {self.until:%Y-%m-%d %H:%M}"


def begin_visit(
    db: Database, site_id: int, *, run_id: int, at: datetime, is_crawl: bool, is_whole: bool
) -> None:
    """Note that the run visits the site, all of it or some; until it ends it counts as killed."""
    row = {"run_id": run_id, "site_id": site_id, "began_at": time_text(at)}
    db.execute(_BEGIN, row | {"is_crawl": int(is_crawl), "is_whole": int(is_whole)})


def end_visit(db: Database, site_id: int, visit: SiteVisit, *, run_id: int) -> None:
    """Note how the run's visit to the site ended."""
    ended = "cut" if visit.is_cut else "done"
    db.execute(_END, asdict(visit) | {"run_id": run_id, "site_id": site_id, "ended": ended})


def unfinished_since(db: Database, site_id: int, *, run_id: int, now: datetime) -> datetime | None:
    """When the site's crawl began that never came to its end, over all its attempts."""
    began: datetime | None = None
    for at, ended in db.execute(_EARLIER_CRAWLS, {"site_id": site_id, "run_id": run_id}).fetchall():
        began_at = datetime.fromisoformat(at)
        if ended == "done" or now - began_at > RESUME_WITHIN:
            break
        began = began_at
    return began


def is_walked(db: Database, site_id: int, url: str, *, run_id: int) -> bool:
    """Whether the list of the section at `url` was read to its end, and no hole was left since.

    Only then is a list page without anything new a sign that nothing is missing behind it.
    """
    row = db.execute(_IS_WALKED, {"site_id": site_id, "url": url, "run_id": run_id}).fetchone()
    return row is not None and bool(row[0])


def was_whole_since(db: Database, site_id: int, since: datetime) -> bool:
    """Whether a crawl of all the site, begun at `since` or later, came to its end."""
    values = {"site_id": site_id, "since": time_text(since)}
    return db.execute(_WHOLE_SINCE, values).fetchone() is not None


def rest_of(db: Database, site_id: int) -> Rest | None:
    """How long the site is left alone, if it refused us when it was visited last."""
    row = db.execute(
        "SELECT until, strikes, reason FROM rest WHERE site_id = ?", (site_id,)
    ).fetchone()
    if row is None:
        return None
    until = read_time(row[0])
    assert until is not None
    return Rest(until=until, strikes=row[1], reason=row[2])


def record_rest(db: Database, site_id: int, rest: Rest | None) -> None:
    """Leave the site alone for a while, or, for None, no longer."""
    if rest is None:
        db.execute("DELETE FROM rest WHERE site_id = ?", (site_id,))
    else:
        db.execute(_REST, asdict(rest) | {"site_id": site_id, "until": time_text(rest.until)})

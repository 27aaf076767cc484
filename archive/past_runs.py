"""What earlier runs mean for the next one: where to go on, and when a list may be left early."""

from datetime import datetime, timedelta

from sqlite_utils import Database

from archive import queries

# A crawl broken off longer ago is begun anew: what it saw is no longer today's portal.
RESUME_WITHIN = timedelta(days=7)


def unfinished_since(db: Database, site: str, *, run_id: int, now: datetime) -> datetime | None:
    """When the site's crawl began that never came to its end, over all its attempts."""
    began: datetime | None = None
    for started, outcome in db.execute(queries.EARLIER_CRAWLS, {"site": site, "run_id": run_id}):
        started_at = datetime.fromisoformat(started)
        if outcome not in (None, "interrupted") or now - started_at > RESUME_WITHIN:
            break
        began = started_at
    return began


def is_walked(db: Database, site: str, *, run_id: int) -> bool:
    """Whether the site's lists were read to their ends once, and no run since was broken off.

    Only then is a list page without anything new a sign that nothing is missing behind it.
    """
    if db.execute(queries.OPEN_LIST_PROBLEM, {"site": site}).fetchone() is not None:
        return False
    for outcome, is_whole in db.execute(queries.EARLIER_VISITS, {"site": site, "run_id": run_id}):
        if outcome not in ("done", "partial"):
            return False
        if is_whole:
            return True
    return False

"""Sites: how they are, their sections, when they were collected and what is missing."""

import json
from collections import defaultdict
from datetime import timedelta
from itertools import product
from typing import Any

from starlette.responses import Response

from archive.clock import now
from archive.filled import filled_by_week
from archive.web import health
from archive.web import shelf_queries as sql
from archive.web.calendars import DayCalendar, MonthCalendar
from archive.web.render import page
from archive.web.visit import Visit

_DAYS = 371  # 53 weeks
_RUNS, _WEEKS = 10, 12
_FIELDS = ("summary", "author", "date", "body", "images", "captions")


def sites(visit: Visit) -> Response:
    """All sites with their counts and health."""
    return page(visit, "sites.html", rows=all_sites(visit))


def all_sites(visit: Visit) -> tuple[dict[str, Any], ...]:
    """The sites with their health, at most half a minute old."""
    found: tuple[dict[str, Any], ...] = visit.recall.get(
        "sites", lambda: health.sites(visit.shelf), seconds=30
    )
    return found


def site(visit: Visit) -> Response:
    """One site."""
    name = visit.request.path_params["name"]
    found = visit.recall.get(("site", name), lambda: facts(visit, name), seconds=30)
    return page(
        visit, "site.html", **found | {"filled": with_fallen(found["filled"])}, fields=_FIELDS
    )


def facts(visit: Visit, name: str) -> dict[str, Any]:
    """All that is known of a site; raises NotFound."""
    shelf = visit.shelf
    row = shelf.row(sql.SITE, name=name)
    summary = next(one for one in all_sites(visit) if one["name"] == name)
    since = now().date() - timedelta(days=_DAYS)
    days = shelf.rows(sql.COLLECTED_BY_DAY, site_id=row["id"], since=since.isoformat())
    runs = shelf.rows(sql.SITE_RUNS, site_id=row["id"], limit=_RUNS)
    return {
        "site": row,
        "summary": summary,
        "sections": shelf.coverage(name),
        "months": MonthCalendar.of(shelf.rows(sql.PUBLISHED_BY_MONTH, site_id=row["id"])),
        "days": DayCalendar.of(days, until=now().date()),
        "filled": [*filled_by_week(shelf.database, weeks=_WEEKS, site=name)],
        "runs": [run | {"counts": json.loads(run["counts"])} for run in runs],
        "problems": shelf.rows(sql.PROBLEM_KINDS, site=name),
    }


def with_fallen(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The weeks, each with the fields that are filled half as often as once with its layout."""
    best: defaultdict[tuple[str | None, str], float] = defaultdict(float)
    for row, name in product(rows, _FIELDS):
        best[row["layout"], name] = max(best[row["layout"], name], row[name] or 0.0)

    def fallen(row: dict[str, Any]) -> list[str]:
        shares = ((name, row[name], best[row["layout"], name]) for name in _FIELDS)
        return [name for name, now, once in shares if now is not None and now < once / 2]

    return [row | {"fallen": fallen(row)} for row in rows]

"""What could not be read or fetched, and what happened when."""

import json
from typing import Any

from starlette.responses import Response

from archive.web import shelf_queries as sql
from archive.web.render import page
from archive.web.turning import Turned, turn
from archive.web.visit import Visit

PER_PAGE = 50


def problems(visit: Visit) -> Response:
    """Open problems, seen last first."""
    site, kind = visit.text("site"), visit.text("kind")
    found = open_problems(visit)

    def address(**changed: Any) -> str:
        return visit.link("/problems", **{"site": site, "kind": kind} | changed)

    return page(
        visit,
        "problems.html",
        rows=found.rows,
        **found.values,
        site=site,
        kind=kind,
        kinds=visit.shelf.rows(sql.PROBLEM_KINDS, site=site),
        address=address,
    )


def open_problems(visit: Visit) -> Turned[dict[str, Any]]:
    """A page of open problems."""
    asked = {"site": visit.text("site"), "kind": visit.text("kind")}

    def read(limit: int, offset: int) -> tuple[dict[str, Any], ...]:
        return visit.shelf.rows(sql.PROBLEMS, limit=limit, offset=offset, **asked)

    return turn(visit, PER_PAGE, read)


def runs(visit: Visit) -> Response:
    """Runs, newest first."""
    found = past_runs(visit)

    def address(**changed: Any) -> str:
        return visit.link("/runs", **changed)

    return page(
        visit,
        "runs.html",
        rows=found.rows,
        **found.values,
        address=address,
    )


def past_runs(visit: Visit) -> Turned[dict[str, Any]]:
    """A page of runs."""

    def read(limit: int, offset: int) -> list[dict[str, Any]]:
        rows = visit.shelf.rows(sql.RUNS, limit=limit, offset=offset)
        return [row | {"counts": json.loads(row["counts"])} for row in rows]

    return turn(visit, PER_PAGE, read)

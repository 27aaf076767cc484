"""What could not be read or fetched, and what happened when."""

import json
from typing import Any

from starlette.responses import Response

from archive.web import shelf_queries as sql
from archive.web.render import page
from archive.web.visit import Visit

PER_PAGE = 50


def problems(visit: Visit) -> Response:
    """Open problems, seen last first."""
    site, kind = visit.text("site"), visit.text("kind")
    found, number = open_problems(visit)

    def address(**changed: Any) -> str:
        return visit.link("/problems", **{"site": site, "kind": kind} | changed)

    return page(
        visit,
        "problems.html",
        rows=found[:PER_PAGE],
        has_more=len(found) > PER_PAGE,
        number_of_page=number,
        site=site,
        kind=kind,
        kinds=visit.shelf.rows(sql.PROBLEM_KINDS, site=site),
        address=address,
    )


def open_problems(visit: Visit) -> tuple[tuple[dict[str, Any], ...], int]:
    """The problems of a page, and one more where there are more; and the page's number."""
    number = visit.number("page", default=1)
    rows = visit.shelf.rows(
        sql.PROBLEMS,
        site=visit.text("site"),
        kind=visit.text("kind"),
        limit=PER_PAGE + 1,
        offset=(number - 1) * PER_PAGE,
    )
    return rows, number


def runs(visit: Visit) -> Response:
    """Runs, newest first."""
    found, number = past_runs(visit)

    def address(**changed: Any) -> str:
        return visit.link("/runs", **changed)

    return page(
        visit,
        "runs.html",
        rows=found[:PER_PAGE],
        has_more=len(found) > PER_PAGE,
        number_of_page=number,
        address=address,
    )


def past_runs(visit: Visit) -> tuple[list[dict[str, Any]], int]:
    """The runs of a page, and one more where there are more; and the page's number."""
    number = visit.number("page", default=1)
    offset = (number - 1) * PER_PAGE
    rows = visit.shelf.rows(sql.RUNS, limit=PER_PAGE + 1, offset=offset)
    return [row | {"counts": json.loads(row["counts"])} for row in rows], number

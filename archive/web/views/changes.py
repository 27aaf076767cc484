"""What was edited, deleted or brought back."""

from datetime import datetime, time
from typing import Any

from starlette.responses import Response

from archive.archived import Difference
from archive.times import VIETNAM, time_text
from archive.web.render import page
from archive.web.shelf import Asked
from archive.web.turning import turn
from archive.web.visit import Visit

PER_PAGE = 20
KINDS = ("edited", "gone", "returned")


def asked(visit: Visit) -> Asked:
    """What the address asks for; raises ConfigError."""
    since = visit.day("since")
    return Asked(
        site=visit.text("site"),
        section=visit.text("section"),
        kind=visit.choice("kind", KINDS),
        since=time_text(datetime.combine(since, time.min, VIETNAM)) if since else None,
    )


def changes(visit: Visit) -> Response:
    """The changes that are asked for, seen last first."""
    wanted = asked(visit)

    def recalled(limit: int, offset: int) -> tuple[Difference, ...]:
        found: tuple[Difference, ...] = visit.recall.get(
            ("changes", wanted, offset),
            lambda: visit.shelf.changed(wanted, limit=limit, offset=offset),
            seconds=15,
        )
        return found

    found = turn(visit, PER_PAGE, recalled)
    narrowed = {
        "site": wanted.site,
        "section": wanted.section,
        "kind": wanted.kind,
        "since": visit.day("since"),
    }

    def address(**changed: Any) -> str:
        return visit.link("/changes", **narrowed | changed)

    return page(
        visit,
        "changes.html",
        found=found.rows,
        **found.values,
        narrowed=narrowed,
        kinds=KINDS,
        sites=visit.shelf.rows("SELECT name FROM site ORDER BY name"),
        address=address,
    )

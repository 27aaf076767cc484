"""The same as JSON; `openapi.json` says what each answer holds."""

import json
from collections.abc import Callable
from functools import cache
from importlib.resources import files as package_files
from typing import Any

from starlette.responses import JSONResponse, Response

from archive.errors import NotFound
from archive.web.turning import Turned, turn
from archive.web.views import changes as changes_views
from archive.web.views import photos as photos_views
from archive.web.views import records, search, sites
from archive.web.visit import Visit


@cache
def _described() -> dict[str, Any]:
    text = package_files("archive.web").joinpath("openapi.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def openapi(visit: Visit) -> Response:
    """The description of all of this (OpenAPI 3.1)."""
    return JSONResponse(_described() | {"servers": [{"url": visit.link("/api")}]})


def _page(visit: Visit, found: Turned[dict[str, Any]], **more: Any) -> Response:
    asked = dict(visit.request.query_params) | {"page": found.number + 1}
    path = visit.request.url.path.removeprefix(visit.settings.prefix)
    following = visit.link(path, **asked) if found.has_more else None
    results = list(found.rows)
    return JSONResponse({**more, "page": found.number, "next": following, "results": results})


def find(visit: Visit) -> Response:
    """A page of hits, how many there are, and what they can be narrowed by."""
    wanted = search.asked(visit)
    number = visit.number("page", default=1, most=search.LAST_PAGE)
    hits, counts = search.found(visit, wanted, number)
    rows = [hit.as_dict() for hit in hits]
    return _page(
        visit,
        Turned(rows, number, search.has_more(counts, number)),
        total=counts.total,
        is_capped=counts.is_capped,
        counted=counts.counted,
        sites=dict(counts.sites),
        sections=dict(counts.sections),
        months=dict(counts.months),
    )


def article(visit: Visit) -> Response:
    """One article, as it last was or in one version."""
    version = visit.number("version", default=1, most=10**9) if visit.text("version") else None
    return JSONResponse(visit.shelf.article(_id(visit), version=version).as_dict())


def versions(visit: Visit) -> Response:
    """All versions of an article, oldest first."""
    found = visit.shelf.versions(_id(visit))
    return JSONResponse({"results": [one.as_dict() for one in found]})


def difference(visit: Visit) -> Response:
    """What is another in version `to` than in `from`."""
    before = visit.number("from", default=1, most=10**9)
    after = visit.number("to", default=before + 1, most=10**9)
    return JSONResponse(visit.shelf.difference(_id(visit), before, after).as_dict())


def _id(visit: Visit) -> int:
    asked: int = visit.request.path_params["id"]
    if asked >= 2**62:
        raise NotFound(f"no article {asked} in this archive")
    return asked


def changes(visit: Visit) -> Response:
    """Edits, deletions and returns, seen last first."""
    wanted = changes_views.asked(visit)

    def read(limit: int, offset: int) -> list[dict[str, Any]]:
        found = visit.shelf.changed(wanted, limit=limit, offset=offset)
        return [one.as_dict() for one in found]

    return _page(visit, turn(visit, changes_views.PER_PAGE, read))


def photos(visit: Visit) -> Response:
    """Photos with their captions."""
    return _page(visit, photos_views.listed(visit))


def photo(visit: Visit) -> Response:
    """All that is known of a photo."""
    found = photos_views.facts(visit)
    shown = {name: found["file"][name] for name in ("sha256", "mime", "size", "width", "height")}
    lists = {name: found[name] for name in ("shown_in", "served_at", "succession", "alike")}
    return JSONResponse(shown | lists)


def all_sites(visit: Visit) -> Response:
    """The sites that were ever visited."""
    return JSONResponse({"results": sites.all_sites(visit)})


def site(visit: Visit) -> Response:
    """One site: its sections and their coverage, and what was published and collected when."""
    found = sites.facts(visit, visit.request.path_params["name"])
    months = {
        month.name: month.count
        for _, year in found["months"].years
        for month in year
        if month.count
    }
    days = {
        day.at.isoformat(): {"looks": day.looks, "articles": day.articles, "has_gap": day.has_gap}
        for day in found["days"].days
        if day.looks or day.articles or day.has_gap
    }
    return JSONResponse(
        {
            "site": found["summary"],
            "sections": found["sections"],
            "published": months,
            "collected": days,
            "filled": found["filled"],
            "runs": found["runs"],
            "problems": {row["kind"]: row["count"] for row in found["problems"]},
        }
    )


def problems(visit: Visit) -> Response:
    """What could not be read or fetched and still is not."""
    return _page(visit, records.open_problems(visit))


def runs(visit: Visit) -> Response:
    """Runs, newest first."""
    return _page(visit, records.past_runs(visit))


def stats(visit: Visit) -> Response:
    """How much is here."""
    found = visit.recall.get("stats", lambda: visit.shelf.stats(weeks=4), seconds=60)
    return JSONResponse(found)


ROUTES: tuple[tuple[str, Callable[[Visit], Response]], ...] = (
    ("/", openapi),
    ("/search", find),
    ("/articles/{id:int}", article),
    ("/articles/{id:int}/versions", versions),
    ("/articles/{id:int}/changes", difference),
    ("/changes", changes),
    ("/photos", photos),
    ("/photos/{sha256}", photo),
    ("/sites", all_sites),
    ("/sites/{name:path}", site),
    ("/problems", problems),
    ("/runs", runs),
    ("/stats", stats),
)

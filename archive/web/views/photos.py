"""The photo desk: captions and photos, the same photo elsewhere, photos that were replaced."""

import json
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from archive.web import shelf_queries as sql
from archive.web.captions import photos_saying
from archive.web.pictures import SHOWN
from archive.web.render import page
from archive.web.searching import finder
from archive.web.told import NotUnderstood
from archive.web.turning import Turned, turn
from archive.web.visit import Visit

PER_PAGE = 40


def photos(visit: Visit) -> Response:
    """Photos whose captions say what is asked for; without words, those collected last."""
    found = listed(visit)
    query = visit.text("q") or ""

    def address(**changed: Any) -> str:
        asked = {"q": query, "site": visit.text("site"), "captioned": visit.text("captioned")}
        return visit.link("/photos", **asked | changed)

    return page(
        visit,
        "photos.html",
        photos=found.rows,
        **found.values,
        query=query,
        site=visit.text("site"),
        captioned=visit.text("captioned"),
        sites=visit.shelf.rows("SELECT name FROM site ORDER BY name"),
        is_found=finder(query),
        address=address,
    )


def listed(visit: Visit) -> Turned[dict[str, Any]]:
    """A page of photos."""
    query, site = visit.text("q"), visit.text("site")
    if site is not None and not visit.shelf.rows(sql.SITE, name=site):
        raise NotUnderstood(visit.language.say("error.no_choice", value=site[:40]))

    def read(limit: int, offset: int) -> Sequence[dict[str, Any]]:
        if query:
            return photos_saying(visit.shelf, query, site=site)[offset : offset + limit]
        captioned = int(visit.choice("captioned", ("1",)) is not None)
        return visit.shelf.rows(
            sql.PHOTOS, site=site, captioned=captioned, limit=limit, offset=offset
        )

    return turn(visit, PER_PAGE, read)


def photo(visit: Visit) -> Response:
    """One photo: where it stands, who serves it, what stood in its place, what looks like it."""
    return page(visit, "photo.html", **facts(visit))


def facts(visit: Visit) -> dict[str, Any]:
    """All that is known of a photo; raises NotFound."""
    shelf, sha256 = visit.shelf, visit.request.path_params["sha256"]
    row = shelf.row(sql.MEDIA, sha256=sha256)
    if row["mime"] in SHOWN:
        visit.pictures.small(sha256, row["path"])
    near = visit.pictures.similar(sha256)
    alike = shelf.rows(sql.PICTURES_BY_HASH, hashes=json.dumps(near))
    return {
        "file": row,
        "is_shown": row["mime"] in SHOWN,
        "shown_in": shelf.rows(sql.SHOWN_IN, sha256=sha256),
        "served_at": shelf.rows(sql.SERVED_AT, sha256=sha256),
        "succession": shelf.rows(sql.SUCCESSION, sha256=sha256),
        "alike": sorted(alike, key=lambda one: near.index(one["sha256"])),
        "compared": visit.pictures.known,
    }


def replaced(visit: Visit) -> Response:
    """Photos that another took the place of, at the same address."""
    found = visit.recall.get(
        "replaced", lambda: visit.shelf.rows(sql.REPLACED, limit=60), seconds=60
    )
    return page(visit, "replaced.html", rows=found)

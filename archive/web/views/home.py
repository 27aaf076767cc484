"""The front page, help, the language switch, and what is not there."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse, RedirectResponse, Response

from archive.clock import now
from archive.times import time_text
from archive.web import shelf_queries as sql
from archive.web.language import LANGUAGES
from archive.web.render import page
from archive.web.shelf import Asked, Shelf
from archive.web.thumbnails import thumbnails
from archive.web.told import NotThere
from archive.web.views.sites import all_sites
from archive.web.visit import Visit

_NEW, _CHANGED = 8, 8
_WEEK = timedelta(days=7)
_REMEMBERED = 365 * 86_400  # seconds


def home(visit: Visit) -> Response:
    """What is here, what is new, what changed this week."""
    found = visit.recall.get("home", lambda: _front(visit.shelf), seconds=20)
    amounts = visit.recall.get("amounts", lambda: _amounts(visit.shelf), seconds=600)
    return page(visit, "home.html", sites=all_sites(visit), **found, **amounts)


def _front(shelf: Shelf) -> dict[str, Any]:
    since = time_text(now() - _WEEK)
    newest = shelf.collected_last(_NEW)
    return {
        "newest": newest,
        "thumbnails": thumbnails(shelf, [one.id for one in newest]),
        "changed": shelf.changed(Asked(since=since), limit=_CHANGED),
        "counts": {
            row["kind"]: row["count"] for row in shelf.rows(sql.CHANGED_COUNTS, since=since)
        },
        "runs": shelf.runs(limit=1),
    }


def _amounts(shelf: Shelf) -> dict[str, Any]:
    """How much is here and from when."""
    return shelf.row(sql.AMOUNTS)


def help_page(visit: Visit) -> Response:
    """How to search, in examples."""
    return page(visit, "help.html")


def choose_language(visit: Visit) -> Response:
    """Remember a language, and go back to the page it was chosen on."""
    back = RedirectResponse(_own(visit), status_code=303)
    if (chosen := visit.choice("to", LANGUAGES)) is not None:
        path = f"{visit.settings.prefix}/"
        back.set_cookie(
            "language", chosen, max_age=_REMEMBERED, path=path, samesite="lax", httponly=True
        )
    return back


def _own(visit: Visit) -> str:
    """The page to go back to, if it is one of ours: never another's address."""
    asked = visit.request.query_params.get("back", "")[:4000]
    parts = urlsplit(asked)
    is_ours = asked.startswith("/") and not asked.startswith(("//", "/\\")) and not parts.netloc
    has_control = any(ord(sign) < 0x21 for sign in asked) or "\\" in asked
    return asked if is_ours and not has_control else visit.link("/")


def robots(_: Visit) -> Response:
    """No crawler has to read what was crawled."""
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


def not_found(visit: Visit) -> Response:
    """Raises NotThere: there is no such page."""
    raise NotThere(visit.language.say("error.no_page"))

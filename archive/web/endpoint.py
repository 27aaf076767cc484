"""How a view becomes an ASGI endpoint: an archive lent, a language chosen, errors told in words."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from archive.errors import ArchiveError, ConfigError, NotAnArchive, NotFound
from archive.web.language import Language, choose
from archive.web.pictures import Pictures
from archive.web.pool import Pool
from archive.web.recall import Recall
from archive.web.render import page
from archive.web.settings import Settings
from archive.web.shelf import Shelf, TooSlow
from archive.web.told import NotThere, NotUnderstood
from archive.web.visit import Visit

View = Callable[[Visit], Response]
SECONDS = 5.0  # that the archive may be asked for one page
_STATUS = {NotFound: 404, ConfigError: 400, TooSlow: 503}


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What all requests share."""

    settings: Settings
    pool: Pool
    pictures: Pictures
    recall: Recall


class Endpoint:
    """Answers requests with `view`, run in a thread; `respond` is what a route takes."""

    def __init__(self, room: Room, view: View, *, is_api: bool = False) -> None:
        self._room = room
        self._view = view
        self._is_api = is_api

    async def respond(self, request: Request, _: Exception | None = None) -> Response:
        """The view's answer, or what went wrong in words."""
        return await run_in_threadpool(self._answer, request)

    def _answer(self, request: Request) -> Response:
        with self._room.pool.lend() as shelf:
            visit = self._visit(request, shelf)
            try:
                with shelf.within(SECONDS):
                    return self._view(visit)
            except ArchiveError as error:
                return self._tell(visit, error)
            except sqlite3.Error as error:  # a damaged file, or a disk that went away
                return self._tell(visit, NotAnArchive(f"the archive cannot be read: {error}"))

    def _visit(self, request: Request, shelf: Shelf) -> Visit:
        code = choose(request.cookies.get("language"), request.query_params.get("language"))
        return Visit(
            request=request,
            shelf=shelf,
            settings=self._room.settings,
            language=Language(code),
            recall=self._room.recall,
            pictures=self._room.pictures,
            pool=self._room.pool,
        )

    def _tell(self, visit: Visit, error: ArchiveError) -> Response:
        status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
        detail = _told(error, visit.language)
        if self._is_api:
            return JSONResponse({"error": detail}, status_code=status)
        return page(visit, "error.html", status=status, code=status, detail=detail)


def _told(error: ArchiveError, language: Language) -> str:
    """The message for a reader; the library's own are for who runs it."""
    match error:
        case NotThere() | NotUnderstood():
            return str(error)
        case NotFound():
            return language.say("error.not_there")
        case ConfigError():
            return language.say("error.no_site_or_section")
        case TooSlow():
            return language.say("error.too_slow")
    return str(error)

"""The reading room as an ASGI application."""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import anyio.to_thread
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from archive.errors import ArchiveError
from archive.web import shelf_queries as sql
from archive.web.endpoint import Endpoint, Room
from archive.web.gates import HostGate, PaceGate, PasswordGate, SizeGate
from archive.web.headers import ALWAYS, Prefix, SecureHeaders
from archive.web.pictures import Looker, Pictures
from archive.web.pool import Pool
from archive.web.recall import Recall
from archive.web.settings import Settings
from archive.web.views import api, article, changes, feeds, files, home, photos, records, search
from archive.web.views import sites as sites_views

_THREADS = 8  # pages made at once; more would only wait for each other
_PAGES = (
    ("/", home.home),
    ("/help", home.help_page),
    ("/language", home.choose_language),
    ("/robots.txt", home.robots),
    ("/search", search.search),
    ("/search.csv", search.as_csv),
    ("/search.jsonl", search.as_jsonl),
    ("/search.atom", feeds.search_feed),
    ("/a/{id:int}", article.article),
    ("/a/{id:int}/v/{version:int}", article.article),
    ("/a/{id:int}/v/{version:int}/original", article.original),
    ("/a/{id:int}/v/{version:int}/page", article.original_page),
    ("/a/{id:int}/v/{version:int}/page.html", article.original_file),
    ("/a/{id:int}/v/{version:int}/cite.{form}", article.cite),
    ("/a/{id:int}/changes", article.changes),
    ("/media/{sha256}", files.media),
    ("/small/{sha256}", files.small),
    ("/photos", photos.photos),
    ("/photos/replaced", photos.replaced),
    ("/photos/{sha256}", photos.photo),
    ("/sites", sites_views.sites),
    ("/sites/{name:path}", sites_views.site),
    ("/changes", changes.changes),
    ("/changes.atom", feeds.changes_feed),
    ("/problems", records.problems),
    ("/runs", records.runs),
)


def make_app(settings: Settings, *, looks: bool = True) -> Starlette:
    """The reading room of `settings.folder`; with `looks`, photos are compared behind the scenes.

    Raises ArchiveError where the folder is none.
    """
    pool, pictures = Pool(settings.folder), Pictures(settings.folder)
    with pool.lend():
        pass  # an archive that cannot be opened is told now
    room = Room(settings=settings, pool=pool, pictures=pictures, recall=Recall())

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = _THREADS
        looker = Looker(pictures, _stored(pool)) if looks and pictures.is_mine_to_fill() else None
        if looker:
            looker.start()
        yield
        if looker:
            looker.stop()
        pictures.close()
        pool.close()

    app = Starlette(
        routes=_routes(room),
        lifespan=lifespan,
        exception_handlers={404: _not_found(room), 500: _failed},
        middleware=[
            Middleware(SecureHeaders),
            Middleware(HostGate, settings),
            Middleware(PaceGate, settings),
            Middleware(SizeGate, settings),
            Middleware(PasswordGate, settings),
            Middleware(Prefix, settings.prefix),
        ],
    )
    app.router.redirect_slashes = False  # it would lead out of the proxy's path
    return app


def _not_found(room: Room) -> Callable[[Request, Exception], Awaitable[Response]]:
    """What says that there is no such page, as a page or as the API says it."""
    in_page = Endpoint(room, home.not_found)
    in_api = Endpoint(room, home.not_found, is_api=True)

    async def answer(request: Request, _: Exception) -> Response:
        path = request.url.path.removeprefix(room.settings.prefix)
        return await (in_api if path.startswith("/api/") else in_page).respond(request)

    return answer


def _failed(_: Request, __: Exception) -> Response:
    """A mistake of ours, or a record that no luutru wrote; what it was is said on stderr."""
    return PlainTextResponse("Có lỗi. Something failed.\n", status_code=500, headers=ALWAYS)


def _routes(room: Room) -> list[BaseRoute]:
    reading = [Route(path, Endpoint(room, view, is_api=True).respond) for path, view in api.ROUTES]
    return [
        *(Route(path, Endpoint(room, view).respond) for path, view in _PAGES),
        Route("/api", Endpoint(room, api.openapi, is_api=True).respond),
        Mount("/api", _readable_from(room.settings.cors, Router(reading))),
        Mount("/static", _Static(packages=[("archive.web", "static")])),
    ]


def _readable_from(origins: tuple[str, ...], app: ASGIApp) -> ASGIApp:
    """`app`, which pages of these origins may read."""
    return CORSMiddleware(app, allow_origins=origins, allow_methods=["GET"]) if origins else app


class _Static(StaticFiles):
    """Our own files; their addresses change with their content."""

    def file_response(self, *args: object, **options: object) -> Response:
        answer = super().file_response(*args, **options)  # type: ignore[arg-type]
        answer.headers["cache-control"] = "public, max-age=31536000, immutable"
        return answer


def _stored(pool: Pool) -> Callable[[int], list[tuple[int, str, str]]]:
    """Stored pictures after an id, a few hundred at a time; none while the archive is away."""

    def after(known: int) -> list[tuple[int, str, str]]:
        try:
            with pool.lend() as shelf, shelf.within(10):
                rows = shelf.rows(sql.STORED_PICTURES, after=known, limit=300)
        except (ArchiveError, sqlite3.Error):
            return []
        return [(row["id"], row["sha256"], row["path"]) for row in rows]

    return after

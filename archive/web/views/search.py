"""The search page, and its result as files; the address is the whole state."""

import re
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from itertools import islice
from typing import Any, TextIO

from starlette.responses import RedirectResponse, Response, StreamingResponse

from archive.archived import ArchivedArticle, Hit
from archive.errors import ConfigError, NotFound
from archive.export import write_csv, write_jsonl
from archive.web import searching
from archive.web.histogram import Histogram
from archive.web.pool import Pool
from archive.web.render import page
from archive.web.thumbnails import thumbnails
from archive.web.visit import Visit

_EXPORT_SECONDS = 900.0
_AT_ONCE = 100  # articles written between two looks at whether the reader still listens
LAST_PAGE = 250


def asked(visit: Visit) -> searching.Search:
    """What the address asks for; raises ConfigError."""
    return searching.Search(
        query=visit.text("q") or "",
        site=visit.text("site"),
        section=visit.text("section"),
        since=visit.day("from"),
        until=visit.day("to"),
        sort=visit.choice("sort", searching.SORTS) or "relevance",
    )


def parameters(search: searching.Search, **changed: Any) -> dict[str, Any]:
    """The address's parameters that ask for `search`, some changed."""
    return {
        "q": search.query,
        "site": search.site,
        "section": search.section,
        "from": search.since,
        "to": search.until,
        "sort": search.sort if search.sort != "relevance" else None,
        **changed,
    }


def found(
    visit: Visit, search: searching.Search, number: int
) -> tuple[tuple[Hit, ...], searching.Counts]:
    """The hits of a page, and what all of the result can be narrowed by."""
    offset = (number - 1) * searching.PER_PAGE
    return searching.find(visit.shelf, search, offset=offset)


def search(visit: Visit) -> Response:
    """Hits, what they can be narrowed by, and where to go on."""
    wanted = asked(visit)
    if elsewhere := _article_at(visit, wanted.query):
        return elsewhere
    number = visit.number("page", default=1, most=LAST_PAGE)
    try:
        hits, counts = found(visit, wanted, number)
    except ConfigError:
        return page(visit, "no_such.html", status=404, search=wanted)

    def address(**changed: Any) -> str:
        return visit.link("/search", **parameters(wanted, **changed))

    return page(
        visit,
        "search.html",
        search=wanted,
        hits=hits,
        counts=counts,
        number_of_page=number,
        has_more=has_more(counts, number),
        first=(number - 1) * searching.PER_PAGE + 1,
        thumbnails=thumbnails(visit.shelf, [hit.id for hit in hits]),
        is_found=searching.finder(wanted.query),
        reading=searching.reading(wanted.query) if not hits else "",
        histogram=Histogram.of(counts.months),
        sorts=searching.SORTS,
        parameters=parameters(wanted),
        address=address,
    )


def has_more(counts: searching.Counts, number: int) -> bool:
    """Whether hits follow the page with this number."""
    is_left = counts.is_capped or counts.total > number * searching.PER_PAGE
    return is_left and number < LAST_PAGE


def _article_at(visit: Visit, query: str) -> Response | None:
    """An address that was typed leads to its article."""
    if not re.fullmatch(r"https?://\S+", query.strip()):
        return None
    try:
        found = visit.shelf.article(query.strip())
    except NotFound:
        return None
    return RedirectResponse(visit.link(f"/a/{found.id}"), status_code=303)


def as_csv(visit: Visit) -> Response:
    """The whole result as a table that a spreadsheet opens; no cell of it is run."""
    return _export(visit, write_csv, "text/csv; charset=utf-8", "csv")


def as_jsonl(visit: Visit) -> Response:
    """The whole result, an article a line."""
    return _export(visit, write_jsonl, "application/jsonl; charset=utf-8", "jsonl")


def _export(
    visit: Visit, write: Callable[[Iterable[ArchivedArticle], TextIO], None], kind: str, name: str
) -> Response:
    wanted = asked(visit)
    searching.check(visit.shelf, wanted)  # an unknown site is told before the file begins
    return StreamingResponse(
        _written(visit.pool, wanted, write),
        headers={
            "Content-Type": kind,
            "Content-Disposition": f'attachment; filename="luutru.{name}"',
        },
    )


def _written(
    pool: Pool,
    wanted: searching.Search,
    write: Callable[[Iterable[ArchivedArticle], TextIO], None],
) -> Iterator[bytes]:
    """The file in pieces, read as the reader takes it, on an archive of its own."""
    with pool.lend() as shelf, shelf.within(_EXPORT_SECONDS):
        articles = shelf.articles(wanted.query, **wanted.narrowing)
        is_first = True
        while batch := [*islice(articles, _AT_ONCE)]:
            out = StringIO(newline="")
            write(batch, out)
            text = out.getvalue()
            if write is write_csv:
                # A spreadsheet takes UTF-8 for what it is by its mark alone.
                text = f"\ufeff{text}" if is_first else text.partition("\r\n")[2]
            is_first = False
            yield text.encode()
        if is_first and write is write_csv:
            out = StringIO(newline="")
            write((), out)
            yield f"\ufeff{out.getvalue()}".encode()

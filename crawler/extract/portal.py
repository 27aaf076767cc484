"""Picks the layout whose marker is on the page: by the page itself, never by date or province."""

import pkgutil
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib import import_module
from types import ModuleType

import crawler.portals
from archive.article import Article
from crawler.extract.errors import ExtractionError, MissingField, NotAnArticle, UnknownLayout
from crawler.extract.generic.article import GenericArticle
from crawler.extract.generic.listing import GenericListing
from crawler.extract.html import decode, first, names_on, parse
from crawler.extract.list_shape import is_list
from crawler.extract.listing import ListingPage
from crawler.extract.no_article import is_only_a_notice, likely_reason, why_no_article
from crawler.extract.page import ArticlePage
from crawler.extract.source import Source

_LONG_LIST = 8  # entries: longer than the lists of the newest articles beside other pages
_NO_HTML = (
    *((b"%PDF-", "a PDF document"), (b"PK\x03\x04", "a ZIP or office file"), (b"GIF8", "an image")),
    *((b"\xff\xd8\xff", "an image"), (b"\x89PNG", "an image"), (b"\x1f\x8b", "compressed data")),
    (b"\xd0\xcf\x11\xe0", "an office file"),
)


@cache
def article_layouts() -> tuple[type[ArticlePage], ...]:
    """Every article layout of every portal, by module name."""
    return tuple(layout for layout in _classes() if issubclass(layout, ArticlePage))


@cache
def listing_layouts() -> tuple[type[ListingPage], ...]:
    """Every list layout of every portal, by module name."""
    return tuple(layout for layout in _classes() if issubclass(layout, ListingPage))


def _classes() -> Iterator[type]:
    for module in _modules():
        for value in vars(module).values():
            if isinstance(value, type) and value.__module__ == module.__name__:
                yield value


def _modules() -> Iterator[ModuleType]:
    for found in sorted(pkgutil.iter_modules(crawler.portals.__path__), key=lambda one: one.name):
        yield import_module(f"crawler.portals.{found.name}")


def article_page(source: Source) -> ArticlePage:
    """The page as its layout reads it, or by guess where no layout is known.

    Raises ExtractionError when the page is no article.
    """
    return next(_article_pages(source))


def _article_pages(source: Source) -> Iterator[ArticlePage]:
    """The page as its layouts read it, the likeliest first; raises ExtractionError for none.

    What is pasted into an article may carry another portal's names: the outermost block counts.
    """
    known: list[ArticlePage] = []
    refusal: ExtractionError | None = None
    for layout in article_layouts():
        try:
            page = layout.of(source) if not (known and issubclass(layout, GenericArticle)) else None
        except ExtractionError as error:
            refusal = refusal or error
        else:
            known += [page] if page is not None else []
    portals = {page.element: page.portal for page in known}
    inner = [
        one
        for one in known
        if any(
            portals.get(above, one.portal) != one.portal for above in one.element.iterancestors()
        )
    ]
    yield from (one for one in known if one not in inner)
    yield from inner
    if not known:
        if refusal is not None:
            raise refusal
        yield _guess(source)


def _guess(source: Source) -> ArticlePage:
    if (reason := why_no_article(source)) is not None:
        raise reason
    if _known_list(source) is not None or is_list(source):
        raise NotAnArticle("list_page", "a list of articles stands where the article should")
    guess = GenericArticle.of(source)
    if guess is not None:
        return guess
    if (reason := likely_reason(source)) is not None:
        raise reason
    listing = GenericListing.of(source)
    if listing is not None and len(listing.entries()) >= _LONG_LIST:
        raise NotAnArticle("list_page", "titles in rows stand where the article should")
    raise UnknownLayout("no known layout's marker is on the page, and it reads like no article")


def read_article(source: Source) -> Article:
    """What the page says; raises ExtractionError, also when all it says is that it has nothing."""
    article = _read_first(source)
    if (notice := is_only_a_notice(article)) is not None:
        raise notice
    return article


def _read_first(source: Source) -> Article:
    """The article of the first layout that finds what it promises."""
    first_missing: MissingField | None = None
    for page in _article_pages(source):
        try:
            return page.article()
        except MissingField as missing:
            first_missing = first_missing or missing
    assert first_missing is not None
    reason = why_no_article(source)
    if reason is None:
        raise first_missing
    reason.layout = first_missing.layout
    raise reason from first_missing


def list_page(source: Source, *, guess: bool = False) -> ListingPage:
    """The list page as its layout reads it; raises ExtractionError.

    With `guess`, also a page of no known layout whose rows are titles: a sidebar can look like that
    too, so only where the operator says that this is a list, or nothing else was found.
    """
    found = _known_list(source)
    if found is not None:
        return found
    if (reason := why_no_article(source)) is not None:
        raise reason
    guessed = GenericListing.of(source) if guess else None
    if guessed is None:
        raise UnknownLayout("no known list's marker is on the page")
    return guessed


def _known_list(source: Source) -> ListingPage | None:
    return next((page for one in listing_layouts() if (page := one.of(source)) is not None), None)


def read_source(
    page: bytes, url: str, seen_at: datetime, *, repeated: frozenset[str] = frozenset()
) -> Source:
    """The page's tree with its address and time; raises NotAnArticle when there is no element.

    `repeated` are lines that several pages of the site share, as `RepeatedLines` gives them.
    """
    if (kind := next((kind for sign, kind in _NO_HTML if page.startswith(sign)), None)) is not None:
        raise NotAnArticle("not_html", f"{kind} instead of a page ({len(page)} bytes)")
    tree = parse(decode(page))
    if tree is None:
        raise NotAnArticle("empty", f"an empty page ({len(page)} bytes)")
    declared = first(tree, "base[href]")
    base = (declared.get("href") if declared is not None else None) or url
    return Source(tree, url, seen_at, len(page), base, repeated, names_on(tree))

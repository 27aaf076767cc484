"""Picks the layout whose marker is on the page: by the page itself, never by date or province."""

import pkgutil
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib import import_module
from types import ModuleType

import crawler.portals
from crawler.extract.errors import ExtractionError, NotAnArticle, UnknownLayout
from crawler.extract.html import decode, first, parse, text_of
from crawler.extract.listing import ListingPage
from crawler.extract.page import ArticlePage, Source

# A challenge page seen on Vietnamese hosts has 177 bytes and status 200; real pages start at 5 kB.
_SMALLEST_PAGE = 600


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
    """The page as its layout reads it; raises ExtractionError."""
    for layout in article_layouts():
        if (page := layout.of(source)) is not None:
            return page
    raise _no_layout(source)


def list_page(source: Source) -> ListingPage:
    """The list page as its layout reads it; raises ExtractionError."""
    found = _known_list(source)
    if found is None:
        raise _no_layout(source)
    return found


def _known_list(source: Source) -> ListingPage | None:
    return next((page for one in listing_layouts() if (page := one.of(source)) is not None), None)


def _no_layout(source: Source) -> ExtractionError:
    if source.size < _SMALLEST_PAGE and first(source.tree, "script") is not None:
        return NotAnArticle(
            "challenge", f"{source.size} bytes of script instead of a page: blocked"
        )
    if _known_list(source) is not None:
        return NotAnArticle("list_page", "a list of articles stands where the article should")
    if source.size < _SMALLEST_PAGE:
        return NotAnArticle("tiny_page", f"only {source.size} bytes: {text_of(source.tree)[:80]!r}")
    return UnknownLayout("no known layout's marker is on the page")


def read_source(page: bytes, url: str, seen_at: datetime) -> Source:
    """The page's tree with its address and time; raises NotAnArticle when there is no element."""
    tree = parse(decode(page))
    if tree is None:
        raise NotAnArticle("empty", f"an empty page ({len(page)} bytes)")
    declared = first(tree, "base[href]")
    base = (declared.get("href") if declared is not None else None) or url
    return Source(tree, url, seen_at, len(page), base)

"""Finds a portal's sections in its menus."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.identity import article_id, article_key, host
from crawler.extract.address import absolute, is_page, without_query
from crawler.extract.html import select, text_of
from crawler.extract.source import Source

_MENU_BLOCKS = (
    "nav",
    "ul.nav",
    "header",
    "[class*=menu]",
    "[class*=Menu]",
    "[id*=menu]",
    "[id*=Menu]",
)
_MENUS = ", ".join(f"{block} a[href]" for block in _MENU_BLOCKS)
_LONGEST = 80
_DEEPEST = 2  # path segments of a category
_DEEPEST_IN_GROUP = 3  # the same below Liferay's /web/<group>, which is a site of its own
_GROUP = re.compile(r"^(?:/[a-z]{2}(?:_[A-Z]{2})?)?/web/[^/]+")
_FRONT = ("home", "trang-chu", "trangchu", "default", "index", "vi", "en")
_PAGES = ("", "html", "htm", "aspx", "php")
# What lists by its query alone: vnPortal's module pages, and NukeViet without rewriting.
_MODULE = re.compile(r"^[^?]*\?(?:[^#]*&)?(?:pageid=\d+|nv=news&op=)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A menu entry that may be a section."""

    name: str
    url: str


def find_sections(source: Source) -> tuple[MenuEntry, ...]:
    """Menu entries that lead to pages of this site that could be lists, each address once.

    Where the page has no menu that we know, all its links count.
    """
    links = select(source.tree, _MENUS) or select(source.tree, "a[href]")
    found: dict[str, MenuEntry] = {}
    for link in links:
        entry = _entry(source, link)
        if entry is not None:
            parts = urlsplit(entry.url)
            found.setdefault(f"{parts.path.rstrip('/')}?{parts.query}".lower(), entry)
    return tuple(found.values())


def _entry(source: Source, link: HtmlElement) -> MenuEntry | None:
    reference = link.get("href") or ""
    is_module = _MODULE.search(reference) is not None
    url = absolute(source.base, reference) if is_module or is_page(reference) else None
    name = text_of(link)
    if url is None or not 0 < len(name) <= _LONGEST or host(url) != host(source.url):
        return None
    if is_module:
        return MenuEntry(name, url) if article_key(url) is None else None
    is_category = _is_category(urlsplit(url).path) and article_id(url) is None
    return MenuEntry(name, without_query(url)) if is_category else None


def _is_category(path: str) -> bool:
    within, groups = _GROUP.subn("", path)
    segments = [segment for segment in within.split("/") if segment]
    deepest = _DEEPEST_IN_GROUP if groups else _DEEPEST
    if not 0 < len(segments) <= deepest:
        return False
    name, _, extension = segments[-1].lower().partition(".")
    return extension in _PAGES and name not in _FRONT

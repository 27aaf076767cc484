"""Finds a portal's sections in its menus."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.identity import article_id, host
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
_LABEL = 45  # characters of most menu labels; titles of articles are longer
_DEEPEST = 2  # path segments of a category among links of all kinds
_DEEPEST_IN_MENU = 4
_BEFORE = re.compile(r"^(?:/[a-z]{2}(?:_[A-Z]{2})?(?=/))?(?:/web/[^/]+|/index\.php(?=/))?")
_FRONT = ("home", "trang-chu", "trangchu", "default", "index", "vi", "en")
_PAGES = ("", "html", "htm", "aspx", "php")
# What lists by its query alone: vnPortal's module pages, NukeViet without rewriting, DotNetNuke …
_MODULE = re.compile(r"[?&]p_(?!cate|p_)\w+=\d", re.IGNORECASE)  # one item of a module
_LISTED_BY_QUERY = re.compile(
    r"[?&](?:pageid|tabid|cat(?:egory)?(?:id)?|catid|cid|idcat|chuyenmuc|id|menuid)=\d+(?:&|$)"
    r"|[?&]nv=\w+&op=",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A menu entry that may be a section."""

    name: str
    url: str


def find_sections(source: Source) -> tuple[MenuEntry, ...]:
    """Menu entries that lead to pages of this site that could be lists, each address once.

    Where the page has no menu that we know, all its links count, as far as they look like one.
    """
    links, deepest = select(source.tree, _MENUS), _DEEPEST_IN_MENU
    if not links:
        links, deepest = select(source.tree, "a[href]"), _DEEPEST
    found: dict[str, MenuEntry] = {}
    for link in links:
        entry = _entry(source, link, deepest)
        if entry is not None:
            parts = urlsplit(entry.url)
            found.setdefault(f"{parts.path.rstrip('/')}?{parts.query}".lower(), entry)
    return tuple(found.values())


def _entry(source: Source, link: HtmlElement, deepest: int) -> MenuEntry | None:
    reference, name = (link.get("href") or "").strip(), text_of(link)
    lists_by_query = _LISTED_BY_QUERY.search(reference) is not None
    url = absolute(source.base, reference) if lists_by_query or is_page(reference) else None
    if url is None or not 0 < len(name) <= _LONGEST or host(url) != host(source.url):
        return None
    if lists_by_query:
        return MenuEntry(name, url) if _MODULE.search(url) is None else None
    is_label = deepest == _DEEPEST_IN_MENU and len(name) <= _LABEL
    could_list = is_label or article_id(url) is None
    could_list = could_list and "/-/" not in url  # where Liferay's articles begin
    is_category = could_list and _is_category(urlsplit(url).path, deepest)
    return MenuEntry(name, without_query(url)) if is_category else None


def _is_category(path: str, deepest: int) -> bool:
    segments = [segment for segment in _BEFORE.sub("", path).split("/") if segment]
    if not 0 < len(segments) <= deepest:
        return False
    name, _, extension = segments[-1].lower().partition(".")
    return extension in _PAGES and name not in _FRONT

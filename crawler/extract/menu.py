"""Finds a portal's sections in its menus."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.identity import article_id, host
from crawler.extract.address import absolute, is_page, without_query
from crawler.extract.html import select, text_of
from crawler.extract.page import Source

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
            found.setdefault(urlsplit(entry.url).path.rstrip("/").lower(), entry)
    return tuple(found.values())


def _entry(source: Source, link: HtmlElement) -> MenuEntry | None:
    reference = link.get("href") or ""
    url = absolute(source.base, reference) if is_page(reference) else None
    name = text_of(link)
    if url is None or not 0 < len(name) <= _LONGEST or host(url) != host(source.url):
        return None
    segments = [segment for segment in urlsplit(url).path.split("/") if segment]
    is_category = 0 < len(segments) <= _DEEPEST and "." not in segments[-1]
    return MenuEntry(name, without_query(url)) if is_category and article_id(url) is None else None

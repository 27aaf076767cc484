"""Which section a page says it belongs to."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from archive.text import fold
from crawler.extract.address import category
from crawler.extract.html import select, text_of
from crawler.extract.source import Source

_BREADCRUMBS = "[class*=readcrumb], [id*=readcrumb], .duongdan, .duong-dan"
_NAMED = ".CategoryName, .CategoryTitle, .ArticleCategory, .category-name, .chuyenmuc, .chuyen-muc"
_HOME = ("", "trang chu", "home", "homepage", "trang nhat")
_LONGEST = 120
_ID_TAIL = re.compile(r"-\d+$")
_SEPARATORS = re.compile(r"\s*[»›>/|]\s*")


def find_section(source: Source, *, title: str) -> str | None:
    """The section's name: the breadcrumb's last step, else what the page calls its own category.

    A page calls its category by a link to its address, or by a text that spells its slug.
    """
    path = category(source.url)
    in_crumbs = _from_breadcrumb(source, path, title)
    if in_crumbs is not None or path is None:
        return in_crumbs or _named(source)
    linked = _linked(source.tree, source.url, path)
    return linked or _named(source) or _spelled(source.tree, path)


def _from_breadcrumb(source: Source, path: str | None, title: str) -> str | None:
    for crumbs in source.select(_BREADCRUMBS):
        linked = _linked(crumbs, source.url, path) if path else None
        steps = [step for step in _steps(crumbs) if fold(step) not in (*_HOME, fold(title))]
        if linked or steps:
            return linked or steps[-1]
    return None


def _steps(crumbs: HtmlElement) -> Iterator[str]:
    parts = select(crumbs, "li") or select(crumbs, "a")
    if parts:
        yield from (_SEPARATORS.sub(" ", text_of(part)).strip() for part in parts)
    else:
        yield from _SEPARATORS.split(text_of(crumbs))


def _linked(tree: HtmlElement, url: str, path: str) -> str | None:
    last = path.rsplit("/", 1)[-1]
    for link in tree.iter("a"):
        href = link.get("href") or ""
        if last in href and _leads_to(href, url, path):
            name = text_of(link)
            if 0 < len(name) <= _LONGEST:
                return name
    return None


def _leads_to(href: str, url: str, path: str) -> bool:
    try:
        target = urlsplit(urljoin(url, href)).path.rstrip("/")
        return target.removesuffix(".html") == path
    except ValueError:
        return False


def _named(source: Source) -> str | None:
    names = (text_of(element) for element in source.select(_NAMED))
    return next((name for name in names if 0 < len(name) <= _LONGEST), None)


def _spelled(tree: HtmlElement, path: str) -> str | None:
    """A text on the page whose slug is the category's, as portals make slugs."""
    wanted = _ID_TAIL.sub("", path.rsplit("/", 1)[-1]).lower()
    initial, length = wanted[:1], len(wanted)
    for element in tree.iter(etree.Element):
        text = (element.text or "").strip()
        if length <= len(text) <= _LONGEST and fold(text[0]) == initial and slug(text) == wanted:
            return text_of(element)
    return None


def slug(text: str) -> str:
    """`text` as portals write it in addresses: no diacritics, every other sign a hyphen."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")

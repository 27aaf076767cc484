"""Which section a page says it belongs to."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from archive.text import fold
from crawler.extract.address import category
from crawler.extract.html import select, text_of

_BREADCRUMBS = "[class*=readcrumb], [id*=readcrumb], .duongdan, .duong-dan"
_NAMED = ".CategoryName, .CategoryTitle, .ArticleCategory, .category-name, .chuyenmuc, .chuyen-muc"
_HOME = ("", "trang chu", "home", "homepage", "trang nhat")
_LONGEST = 120
_ID_TAIL = re.compile(r"-\d+$")
_SEPARATORS = re.compile(r"\s*[»›>/|]\s*")


def find_section(tree: HtmlElement, url: str, *, title: str) -> str | None:
    """The section's name: the breadcrumb's last step, else what the page calls its own category.

    A page calls its category by a link to its address, or by a text that spells its slug.
    """
    path = category(url)
    candidates = (
        _from_breadcrumb(tree, url, path, title),
        _linked(tree, url, path) if path else None,
        _named(tree),
        _spelled(tree, path) if path else None,
    )
    return next(filter(None, candidates), None)


def _from_breadcrumb(tree: HtmlElement, url: str, path: str | None, title: str) -> str | None:
    for crumbs in select(tree, _BREADCRUMBS):
        linked = _linked(crumbs, url, path) if path else None
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
    for link in select(tree, "a[href]"):
        try:
            target = urlsplit(urljoin(url, link.get("href") or "")).path.rstrip("/")
        except ValueError:
            continue
        if target == path and (name := text_of(link)) and len(name) <= _LONGEST:
            return name
    return None


def _named(tree: HtmlElement) -> str | None:
    names = (text_of(element) for element in select(tree, _NAMED))
    return next((name for name in names if 0 < len(name) <= _LONGEST), None)


def _spelled(tree: HtmlElement, path: str) -> str | None:
    """A text on the page whose slug is the category's, as portals make slugs."""
    wanted = _ID_TAIL.sub("", path.rsplit("/", 1)[-1])
    for element in tree.iter():
        text = element.text
        if isinstance(element.tag, str) and text and len(text) <= _LONGEST and slug(text) == wanted:
            return text_of(element)
    return None


def slug(text: str) -> str:
    """`text` as portals write it in addresses: no diacritics, every other sign a hyphen."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")

"""Lists of portals that nobody has described: rows of titles that lead to articles."""

import posixpath
import re
from collections.abc import Sequence
from functools import cached_property
from typing import Self
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.article import Listed
from archive.identity import article_id, article_key
from crawler.extract.address import is_page
from crawler.extract.html import text_of
from crawler.extract.plain_listing import PlainListing
from crawler.extract.source import Source

_FEWEST = 3  # entries of a list
_SHORTEST_TITLE = 20  # characters; names of sections are shorter than most titles
_FEWEST_WORDS = 4  # in the slug of an article that has no id
_ITEM = re.compile(r"default\.aspx\?.*\b(?:news|article|item|tin|bai)\w*=\d", re.IGNORECASE)
_FEATURED = 2  # articles that may stand above the rows, in other markup
_HEADINGS = ("h1", "h2", "h3", "h4", "h5")

Path = tuple[tuple[str, str], ...]


class GenericListing(PlainListing):
    """A page most of whose rows are titles of articles, told by their addresses.

    Rows of one list stand in like elements; of several such lists, the one that is longest, dated,
    in headings or under the page's own address is the section's, others are sidebars.
    """

    portal = "generic"
    layout = "generic-list"

    def __init__(self, source: Source, path: Path | None = None) -> None:
        super().__init__(source)
        self._path = path

    @classmethod
    def of(cls, source: Source) -> Self | None:
        """The list, or None where few titles lead to what could be articles."""
        page = cls(source)
        titles = [entry.title or "" for entry in page.entries()]
        long_ones = sum(len(title) >= _SHORTEST_TITLE for title in titles)
        return page if len(titles) >= _FEWEST and 2 * long_ones > len(titles) else None

    def entries(self) -> tuple[Listed, ...]:
        """The rows' articles in order, each once."""
        return super().entries() if self._rows and self._rows[1] else ()

    def further(self, source: Source) -> Self | None:
        """A further page: its rows stand where those of this page do, however few they are."""
        return type(self)(source, self._rows[0]) if self._rows else None

    def key_of(self, url: str) -> str | None:
        """What names the article; None for the front page and for this list itself."""
        parts, own = urlsplit(url), urlsplit(self.source.url)
        if (parts.path in ("", "/") and not parts.query) or parts[2:4] == own[2:4]:
            return None
        path = parts.path.rstrip("/")
        return article_key(url) or (f"{path}?{parts.query}" if parts.query else path)

    def is_entry(self, reference: str) -> bool:
        """Whether the link leads to content; Default.aspx does where its query names an item."""
        return is_page(reference) or _ITEM.search(reference) is not None

    def is_title(self, link: HtmlElement, url: str) -> bool:
        """Whether the text is long enough for a title, or the address has an id or a long slug."""
        slug = posixpath.splitext(posixpath.basename(urlsplit(url).path.rstrip("/")))[0]
        is_slug = len(slug.split("-")) >= _FEWEST_WORDS
        return len(text_of(link)) >= _SHORTEST_TITLE or is_slug or article_id(url) is not None

    @cached_property
    def listed(self) -> HtmlElement:
        """What holds the rows, and an article or two above them."""
        _, rows = self._rows or ((), ())
        if not rows:
            return self.source.tree
        shared = set(rows[0].iterancestors()).intersection(*(row.iterancestors() for row in rows))
        inner = next(above for above in rows[0].iterancestors() if above in shared)
        return self._with_featured(inner, rows) if len(rows) > 1 else inner

    def _with_featured(self, inner: HtmlElement, rows: Sequence[HtmlElement]) -> HtmlElement:
        outer = inner.getparent()
        if outer is None or outer.tag in ("body", "html"):
            return inner
        more = [same[0] for same in self.links(outer).values() if same[0] not in set(inner.iter())]
        order = {element: number for number, element in enumerate(outer.iter("a"))}
        is_above = all(order[link] < order[rows[0]] for link in more)
        return outer if 0 < len(more) <= _FEATURED and is_above else inner

    @cached_property
    def _rows(self) -> tuple[Path, tuple[HtmlElement, ...]] | None:
        """The links of the section's list, and the kinds of elements around them."""
        found: dict[Path, dict[str, HtmlElement]] = {}
        for key, links in self.links(self.source.tree).items():
            for link in links:
                found.setdefault(_path(link), {}).setdefault(key, link)
        if self._path is not None:
            return self._path, tuple(found.get(self._path, {}).values())
        lists = [(path, tuple(rows.values())) for path, rows in found.items()]
        return max(lists, key=self._weight, default=None)

    def _weight(self, rows: tuple[Path, tuple[HtmlElement, ...]]) -> float:
        path, links = rows
        own = urlsplit(self.source.url).path.rstrip("/") + "/"
        under = sum(own in (link.get("href") or "") for link in links)
        titles = sum(len(text_of(link)) >= _SHORTEST_TITLE for link in links)
        dated = sum(_is_dated(self, link) for link in links)
        is_headed = any(tag in _HEADINGS for tag, _ in path)
        return titles + 0.5 * under + 0.5 * dated + (0.3 * len(links) if is_headed else 0)


def _is_dated(page: PlainListing, link: HtmlElement) -> bool:
    """Whether the row around the link carries a date."""
    above = link.getparent()
    row = above.getparent() if above is not None else None
    return row is not None and len(list(row.iter("a"))) <= 4 and page.date_of(row) is not None


def _path(link: HtmlElement) -> Path:
    return tuple((str(one.tag), one.get("class") or "") for one in link.iterancestors())

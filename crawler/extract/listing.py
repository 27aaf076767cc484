"""List pages of a section: what they list, and how their own script asks for more."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from lxml.html import HtmlElement

from archive.article import Listed
from archive.identity import article_key, article_url, host
from archive.text import normalize
from crawler.extract.address import absolute, is_page
from crawler.extract.html import first, parse, select, text_of
from crawler.extract.page import Source
from crawler.extract.script import Field, read_parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """How the page asks for its next pages; `last_page` is None where it does not say."""

    url: str
    fields: tuple[Field, ...]
    last_page: int | None
    is_json: bool = False

    def form(self, page: int) -> tuple[tuple[str, str], ...]:
        """Names and values to send for page number `page`, counted from 1."""
        return tuple((field.name, field.value(page)) for field in self.fields)


class ListingPage:
    """One layout of a portal's list page; subclasses name what stands where (CSS)."""

    portal: ClassVar[str]
    layout: ClassVar[str]
    marker: ClassVar[str]
    link_at: ClassVar[str]
    date_at: ClassVar[str]
    pager_at: ClassVar[str]
    pager_url: ClassVar[str]

    def __init__(self, source: Source) -> None:
        self.source = source

    @classmethod
    def of(cls, source: Source) -> Self | None:
        """This layout's reading of the page, or None when its marker is not there."""
        return cls(source) if first(source.tree, cls.marker) is not None else None

    def entries(self) -> tuple[Listed, ...]:
        """The listed articles in order, each id once."""
        lists = select(self.source.tree, self.marker)
        return _once(entry for part in lists for entry in self._entries_in(part))

    def fragment(self, tree: HtmlElement) -> tuple[Listed, ...]:
        """The articles of one further page, as the pager's answer holds them."""
        return _once(self._entries_in(tree))

    def pager(self) -> Pager | None:
        """How to ask for more, or None when the page's script does not say."""
        tree = self.source.tree
        script = "\n".join(element.text or "" for element in select(tree, "script"))
        inputs = {
            str(element.get("id")): str(element.get("value") or "")
            for element in select(tree, "input[id]")
        }
        fields = read_parameters(script, inputs)
        if not any(field.formula for field in fields):
            return None
        return Pager(
            url=self._pager_address(script),
            fields=fields,
            last_page=_last_page(script),
            is_json=bool(re.search(r"contentType\s*:\s*[\"']application/json", script)),
        )

    def shows_more_pages(self) -> bool:
        """Whether the page offers other pages to its reader."""
        return len(select(self.source.tree, self.pager_at)) > 1

    def _pager_address(self, script: str) -> str:
        stated = re.search(r"""["']([^"'\s]*/LoadArticle)["'?]""", script)
        reference = stated[1] if stated else self.pager_url
        return absolute(self.source.url, reference) or self.source.url

    def _entries_in(self, tree: HtmlElement) -> Iterator[Listed]:
        links = select(tree, self.link_at)
        shared = Counter(above for link in links for above in link.iterancestors())
        for link in links:
            around = [above for above in link.iterancestors() if shared[above] == 1]
            item = around[-1] if around else link
            if (entry := self._entry(item, link)) is not None:
                yield entry

    def _entry(self, item: HtmlElement, link: HtmlElement) -> Listed | None:
        reference = link.get("href") or ""
        url = absolute(self.source.base, reference) if is_page(reference) else None
        if url is None or host(url) != host(self.source.url):
            return None
        key = article_key(url)
        if key is None:
            return None
        date = first(item, self.date_at)
        title = text_of(link) or normalize(link.get("title") or "")
        return Listed(
            key=key,
            url=article_url(url),
            title=title or None,
            printed_date=(text_of(date) or None) if date is not None else None,
        )


def read_fragment(body: str) -> HtmlElement | None:
    """The tree of a pager's answer: HTML, or HTML within JSON's `d` as ASP.NET services send it."""
    text = body.strip()
    if text.startswith(("{", '"')):
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            return parse(text)
        text = str((data.get("d") or "") if isinstance(data, dict) else data)
    return parse(text)


def _last_page(script: str) -> int | None:
    found = re.search(r"maxPage\s*=\s*(?:parseInt\()?\s*[\"']?(\d{1,6})(?!\d)", script)
    return int(found[1]) if found else None


def _once(entries: Iterator[Listed]) -> tuple[Listed, ...]:
    seen: dict[str, Listed] = {}
    for entry in entries:
        seen.setdefault(entry.key, entry)
    return tuple(seen.values())

"""List pages of a section: what they list, and how their own script asks for more."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import ClassVar, Self

from lxml.html import HtmlElement

from archive.article import Listed
from archive.identity import article_key, article_url, host
from archive.text import normalize
from crawler.extract.address import absolute, is_page
from crawler.extract.html import first, parse, select, text_of
from crawler.extract.pager import Pager, ScriptPager, next_link
from crawler.extract.script import read_parameters
from crawler.extract.source import Source


class ListingPage:
    """One layout of a portal's list page; subclasses name what stands where (CSS)."""

    portal: ClassVar[str]
    layout: ClassVar[str]
    marker: ClassVar[str]
    link_at: ClassVar[str]
    date_at: ClassVar[str]
    pager_at: ClassVar[str]
    pager_url: ClassVar[str] = ""

    def __init__(self, source: Source) -> None:
        self.source = source

    @classmethod
    def of(cls, source: Source) -> Self | None:
        """This layout's reading of the page, or None when its marker is not there."""
        is_there = source.may_have(cls.marker) and first(source.tree, cls.marker) is not None
        return cls(source) if is_there else None

    def further(self, source: Source) -> Self | None:
        """The list's further page that came whole, or None when it is no such list."""
        return type(self).of(source)

    def entries(self) -> tuple[Listed, ...]:
        """The listed articles in order, each id once."""
        lists = select(self.source.tree, self.marker)
        return _once(entry for part in lists for entry in self._entries_in(part))

    def fragment(self, tree: HtmlElement) -> tuple[Listed, ...]:
        """The articles of one further page, as the pager's answer holds them."""
        return _once(self._entries_in(tree))

    def pager(self) -> Pager | None:
        """How to ask for more, or None when neither the page's script nor a link says."""
        return self._script_pager() or self._link_pager()

    def is_entry(self, reference: str) -> bool:
        """Whether a link of the list, as written there, may lead to an article."""
        return is_page(reference)

    def key_of(self, url: str) -> str | None:
        """What names the article at `url` on its host; None for what can be no article."""
        return article_key(url)

    def date_of(self, item: HtmlElement) -> str | None:
        """The date printed in the list's `item`."""
        date = first(item, self.date_at)
        return (text_of(date) or None) if date is not None else None

    def title_of(self, link: HtmlElement) -> str:
        """The title of the article that `link` leads to."""
        return text_of(link) or normalize(link.get("title") or "")

    def _link_pager(self) -> Pager | None:
        source = self.source
        return next_link(source.tree, self.pager_at, url=source.url, base=source.base)

    def _script_pager(self) -> Pager | None:
        tree = self.source.tree
        script = "\n".join(element.text or "" for element in select(tree, "script"))
        inputs = {
            str(element.get("id")): str(element.get("value") or "")
            for element in select(tree, "input[id]")
        }
        fields = read_parameters(script, inputs)
        if not any(field.formula for field in fields):
            return None
        return ScriptPager(
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
        outside = set(tree.iterancestors())
        for link in links:
            alone = (above for above in link.iterancestors() if shared[above] == 1)
            around = [above for above in alone if above not in outside]
            item = around[-1] if around else link
            if (entry := self._entry(item, link)) is not None:
                yield entry

    def _entry(self, item: HtmlElement, link: HtmlElement) -> Listed | None:
        reference = link.get("href") or ""
        url = absolute(self.source.base, reference) if self.is_entry(reference) else None
        if url is None or host(url) != host(self.source.url):
            return None
        key = self.key_of(url)
        if key is None:
            return None
        title = self.title_of(link)
        return Listed(
            key=key,
            url=article_url(url),
            title=title or None,
            printed_date=self.date_of(item),
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

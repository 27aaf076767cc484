"""Lists whose markup nobody has described: what links to articles, told by addresses and order."""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import islice, takewhile

from lxml.html import HtmlElement

from archive.article import Listed
from archive.text import fold
from crawler.extract.address import absolute
from crawler.extract.dates import read_date
from crawler.extract.html import select, text_of
from crawler.extract.listing import ListingPage
from crawler.extract.pager import Pager, next_link

_CHROME = (
    "nav a, aside a, footer a, marquee a, [class*=menu] a, [class*=Menu] a, [class*=breadcrumb] a"
)
_CELLS = ("td", "span", "div", "p", "li", "dd", "i", "em", "b", "strong", "font", "small", "time")
_LONGEST_DATE = 60  # characters of an element that is nothing but a date
_HIGHEST, _LARGEST = 12, 200  # levels above a link, and elements, that may be its entry
_MOST_AROUND = 3  # elements between a page number and the pager's own


class PlainListing(ListingPage):
    """A list known by its links: `is_entry` and `key_of` say which ones lead to articles.

    Each entry is called by its longest link, and dated by the nearest element around that link that
    is nothing but a date.
    """

    marker = "body"
    link_at = "a[href]"
    date_at = "td, span, div, time"
    pager_at = (
        "[class*=pager], [class*=Pager], [class*=paging], [class*=Paging], [class*=pagination]"
        ", [class*=currentpage], [class*=phantrang], [class*=phan-trang], [id*=pager], [id*=paging]"
    )

    def entries(self) -> tuple[Listed, ...]:
        """The listed articles in order, each once."""
        return self.fragment(self.listed)

    @cached_property
    def listed(self) -> HtmlElement:
        """The smallest element with most of the links to articles; the page where none has."""
        tree = self.source.tree
        links = self.links(tree)
        holds = Counter(above for same in links.values() for above in around_all(same))
        most = [one for one, count in holds.items() if count > len(links) / 2]
        return min(most, key=lambda one: sum(1 for _ in one.iter()), default=tree)

    def date_of(self, item: HtmlElement) -> str | None:
        """The first element of `item` that is nothing but a date."""
        texts = (text_of(cell) for cell in item.iter(*_CELLS))
        return next((text for text in texts if self.is_date(text)), None)

    def is_date(self, text: str) -> bool:
        """Whether `text` is a date, and not that of taking effect."""
        if not 0 < len(text) <= _LONGEST_DATE or "hieu luc" in fold(text):
            return False
        read = read_date(text, self.source.seen_at)
        return read is not None and read.at is not None

    def is_title(self, link: HtmlElement, url: str) -> bool:
        """Whether the link to `url` may be an article's, by more than its address."""
        return True

    def links(self, tree: HtmlElement) -> dict[str, list[HtmlElement]]:
        """The links to each article by its key, in order; menus have none."""
        found: dict[str, list[HtmlElement]] = {}
        chrome = set(select(tree, _CHROME))
        for link in select(tree, self.link_at):
            reference = link.get("href") or ""
            is_wanted = link not in chrome and self.is_entry(reference)
            url = absolute(self.source.base, reference) if is_wanted else None
            if url is None or not self.is_title(link, url):
                continue
            if (key := self.key_of(url)) is not None:
                found.setdefault(key, []).append(link)
        return found

    def _entries_in(self, tree: HtmlElement) -> Iterator[Listed]:
        links = self.links(tree)
        holds = Counter(above for same in links.values() for above in around_all(same))
        for same in links.values():
            link = max(same, key=lambda one: len(text_of(one)))
            within = takewhile(lambda above: above is not tree, link.iterancestors())
            alone = (above for above in islice(within, _HIGHEST) if holds[above] == 1)
            small = takewhile(lambda above: len(list(above.iter())) <= _LARGEST, alone)
            item = next((above for above in small if self.date_of(above)), link)
            if (entry := self._entry(item, link)) is not None:
                yield entry

    def _link_pager(self) -> Pager | None:
        source = self.source
        named = next_link(source.tree, self.pager_at, url=source.url, base=source.base)
        numbers = _numbers(source.tree)
        if named is not None or numbers is None:
            return named
        return next_link(numbers, "*", url=source.url, base=source.base)


def around_all(links: list[HtmlElement]) -> set[HtmlElement]:
    """All elements around any of the links."""
    return {above for link in links for above in link.iterancestors()}


def _numbers(tree: HtmlElement) -> HtmlElement | None:
    """What holds the page numbers, where its name does not say so."""
    numbers = (link for link in tree.iter("a") if text_of(link).isdecimal())
    for link in numbers:
        for above in islice(link.iterancestors(), _MOST_AROUND):
            if text_of(above) != text_of(link):
                return above
    return None

"""The previous portal of Hải Phòng, its vendor unknown: /Diem-bao/Diem-bao-…-91682.html.

Only such addresses were seen, and the line "Thời gian: 11/05/2022 12:15" in a page's text. Both
together are the marker; title and body are found by what the text looks like, else around the line.
"""

import re
from collections import Counter
from dataclasses import replace
from functools import cached_property
from typing import Self
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.identity import article_id
from archive.text import fold, normalize
from crawler.extract.byline import Byline
from crawler.extract.errors import MissingField
from crawler.extract.generic.article import GenericArticle
from crawler.extract.generic.find import Found
from crawler.extract.generic.outline import Item, Outline, outline
from crawler.extract.html import text_of
from crawler.extract.plain_listing import PlainListing
from crawler.extract.source import Source

_PAGE = re.compile(r"(?:/[A-Z][A-Za-z0-9]*(?:-+[A-Za-z0-9]+)*-*){1,4}(?:\.html)?")
_TIME = re.compile(r"\W*thoi gian\s*:?\s*\d{1,2}/\d{1,2}/\d{4}\b")
_LONGEST = 120  # characters of the line with the time
_GUESS = 0.3
_FEWEST = 2  # entries of a list


class TitleCaseArticle(GenericArticle):
    """An article with a labelled time, at an address whose words begin with capitals."""

    portal = "titlecase"
    layout = "titlecase-article"

    @classmethod
    def of(cls, source: Source) -> Self | None:
        """The page's reading; raises MissingField where the time stands without an article."""
        if not _is_article(source.url):
            return None
        page = outline(source.tree, source.url)
        at = next((number for number, item in enumerate(page.items) if _is_time(item)), None)
        if at is None:
            return None
        time = page.items[at].text
        guess = super().of(source)
        found = _around(page, at) if guess is None else guess.found
        if found is None:
            raise MissingField(cls.layout, "title and body", f"around {time!r}")
        return cls(source, replace(found, printed_date=time, dropped=found.dropped | {time}))


class TitleCaseListing(PlainListing):
    """A page of links to such articles, at an address of the same kind."""

    portal = "titlecase"
    layout = "titlecase-list"

    @classmethod
    def of(cls, source: Source) -> Self | None:
        """The list, or None where the page or too few of its links have such an address."""
        path = urlsplit(source.url).path
        if _is_article(source.url) or not _PAGE.fullmatch(path):
            return None
        page = cls(source)
        return page if len(page.entries()) >= _FEWEST else None

    def key_of(self, url: str) -> str | None:
        """The id that ends the address."""
        return article_id(url) if _is_article(url) else None

    @cached_property
    def listed(self) -> HtmlElement:
        """The smallest element with all labelled times and a link for each; without times, a guess.

        On a short last page announcements beside the list may be more than its own entries.
        """
        items = outline(self.source.tree, self.source.url).items
        times = [item.element for item in items if _is_time(item)]
        holds = Counter(above for time in times for above in (time, *time.iterancestors()))
        around = [one for one, count in holds.items() if count == len(times)]
        whole = (one for one in around if len(self.links(one)) >= len(times))
        return min(whole, key=lambda one: sum(1 for _ in one.iter()), default=super().listed)

    def date_of(self, item: HtmlElement) -> str | None:
        """The labelled time, in whatever element or bare text; else what is nothing but a date."""
        texts = (*map(text_of, item.iter("*")), *map(normalize, item.itertext("*")))
        return next(filter(_says_time, texts), None) or super().date_of(item)


def _is_article(url: str) -> bool:
    path = urlsplit(url).path
    is_page = path.endswith(".html") and _PAGE.fullmatch(path)
    return bool(is_page) and article_id(url) is not None


def _is_time(item: Item) -> bool:
    return _says_time(item.text)


def _says_time(text: str) -> bool:
    return len(text) <= _LONGEST and bool(_TIME.match(fold(text)))


def _around(page: Outline, at: int) -> Found | None:
    """The line above the time, and the text below it, in the smallest element that holds both.

    None where that element is mostly links: the time stands alone, with other articles around it.
    """
    time = page.items[at]
    for above in (time.element, *time.element.iterancestors()):
        span = page.within(above)
        before = [page.items[number].text for number in range(span.start, at)]
        below = [page.items[number] for number in range(at + 1, span.stop)]
        titles, lines = [text for text in before if text], [item for item in below if item.text]
        if 2 * sum(item.is_link for item in lines) > len(lines):
            return None
        if titles and below:
            return Found(above, titles[-1], None, None, Byline(), frozenset(titles), _GUESS)
    return None

"""Which lines the pages of one site share: menus, footers, boxes, whatever their markup.

They are learned from lists and front pages alone: what articles share may be their own, such as
"Nơi nhận:" or the caption "Quang cảnh hội nghị".
"""

from collections import Counter
from itertools import islice

from lxml.html import HtmlElement

from crawler.extract.generic.outline import outline
from crawler.extract.source import Source, shape
from crawler.extract.teasers import teasers

_LENGTHS = range(3, 301)  # characters of a line that is compared
_MOST_LINES = 2_000  # of one page
_FEWEST_PAGES = 3
_SHARE = 0.5  # of the pages seen: a teaser may come back, but not on every other page
_PAGES = 40  # that are compared in one run; what they share, all pages of the site do


def lines_of(tree: HtmlElement) -> frozenset[str]:
    """The page's lines in their `shape`, none longer than 300 characters, without teasers.

    Of a page with more than 2,000 lines the first ones.
    """
    items = outline(tree, "").items
    of_articles = teasers(items)
    lines = (shape(item.folded) for item in items if item not in of_articles)
    return frozenset(islice((line for line in lines if len(line) in _LENGTHS), _MOST_LINES))


class RepeatedLines:
    """Learns from a run's first lists of one site which lines they share, beside those `known`.

    Looks at 40 pages and no more, so that a run of any length costs the same.
    """

    def __init__(self, known: frozenset[str] = frozenset()) -> None:
        self._known = known
        self._pages: set[str] = set()
        self._counts: Counter[str] = Counter()
        self._learned: frozenset[str] = frozenset()

    @property
    def is_full(self) -> bool:
        """Whether enough pages were seen; what more are given is not looked at."""
        return len(self._pages) >= _PAGES

    def learn(self, source: Source) -> None:
        """Count the lines of a list or a front page; the same address counts once."""
        if self.is_full or source.url in self._pages:
            return
        self._pages.add(source.url)
        self._counts.update(lines_of(source.tree))
        least = max(_FEWEST_PAGES, _SHARE * len(self._pages))
        self._learned = frozenset(line for line, count in self._counts.items() if count >= least)

    def learned(self) -> frozenset[str]:
        """Lines on three pages of this run at least, and on half of those seen."""
        return self._learned

    def repeated(self) -> frozenset[str]:
        """All lines that the site's pages are known to share."""
        return self._known | self._learned

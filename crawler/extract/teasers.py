"""Lines that stand with one article's title in a list: its date, its sapo."""

from collections import Counter
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from crawler.extract.generic.outline import Item

_TITLE = 4  # words of a link that is an article's title
_LONGEST = 500  # characters of an entry; what is longer is an article with one link


def teasers(items: Sequence[Item]) -> frozenset[Item]:
    """The items that are such a title, or share the smallest element around one with it alone."""
    titles = {item.element for item in items if item.is_link and len(item.text.split()) >= _TITLE}
    holds = Counter(above for title in titles for above in _around(title))
    rows = {item: row for item in items if (row := _row(item, holds)) is not None}
    sizes: Counter[HtmlElement] = Counter()
    for item, row in rows.items():
        sizes[row] += len(item.text)
    return frozenset(item for item, row in rows.items() if sizes[row] <= _LONGEST)


def _row(item: Item, holds: Counter[HtmlElement]) -> HtmlElement | None:
    above = next((around for around in _around(item.element) if holds[around]), None)
    return above if above is not None and holds[above] == 1 else None


def _around(element: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    yield from element.iterancestors()

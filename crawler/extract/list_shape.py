"""Tells a list of articles by its shape, where no layout of the list is known."""

from collections import Counter

from lxml.html import HtmlElement

from crawler.extract.html import select, text_of
from crawler.extract.look import Look
from crawler.extract.source import Source

_TITLE = 25  # characters of a link that is an article's title
_ENTRIES = 5
_LINE = 40  # characters of text that is no label, breadcrumb or section's name
_PAGES = 2  # numbered links of a pager
_LONGEST_NUMBER = 4
_AROUND = 12  # elements around a pager, one of which is the list's


def is_list(source: Source) -> bool:
    """Whether the page is certainly a list: titles in rows over a pager, and no other text there.

    An article's page may end in such a list too; then its own text stands above the rows.
    """
    numbered = [one for one in select(source.tree, "a[href]") if _is_number(one)]
    if len(numbered) < _PAGES:
        return False
    rows = _rows(numbered[0])
    return len(rows) >= _ENTRIES and _is_bare(Look(source), rows)


def _is_number(link: HtmlElement) -> bool:
    text = (link.text_content() if len(link) < 4 else "").strip()
    return text.isdecimal() and len(text) <= _LONGEST_NUMBER


def _rows(pager: HtmlElement) -> frozenset[HtmlElement]:
    """The rows of the list that `pager` turns over: the outermost elements with one title each."""
    for block, _ in zip(pager.iterancestors(), range(_AROUND), strict=False):
        titles = {
            one.get("href"): one for one in select(block, "a[href]") if len(text_of(one)) >= _TITLE
        }
        if len(titles) >= _ENTRIES:
            shared = Counter(above for one in titles.values() for above in one.iterancestors())
            return frozenset(_row(link, shared) for link in titles.values())
    return frozenset()


def _row(link: HtmlElement, shared: Counter[HtmlElement]) -> HtmlElement:
    around = [above for above in link.iterancestors() if shared[above] == 1]
    return around[-1] if around else link


def _is_bare(look: Look, rows: frozenset[HtmlElement]) -> bool:
    """Whether nothing down to the last row is a document or a line of text outside the rows."""
    inside = [_is_within(item.element, rows) for item in look.items]
    last = max((number for number, within in enumerate(inside) if within), default=-1)
    above = [item for item, within in zip(look.items[:last], inside, strict=False) if not within]
    return last >= 0 and not any(
        item.kind == "document" or (len(item.text) >= _LINE and look.is_own(item)) for item in above
    )


def _is_within(element: HtmlElement, rows: frozenset[HtmlElement]) -> bool:
    return element in rows or any(above in rows for above in element.iterancestors())

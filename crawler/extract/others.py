"""Tells a page's own fields from those of other articles that stand within its block."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from crawler.extract.html import text_of

_NAMES = re.compile(r"relate|other|khac|lien-?quan|comment|sidebar", re.IGNORECASE)
_LISTING = frozenset(("a", "aside", "nav", "footer"))
_SHORTEST_TITLE = 20  # characters of a link's text; names of sections and buttons are shorter
_ROW_LEVELS = 3  # from a link up to what holds it and a date: h3, div, li


def is_anothers(element: HtmlElement, block: HtmlElement, *, own: str) -> bool:
    """Whether `element`, within the article's `block`, speaks of another article.

    It does in a link, in a part named for other articles, and beside a link that could be a title
    and is not `own`, the article's.
    """
    for above in (element, *element.iterancestors()):
        if above is block:
            return False
        if above.tag in _LISTING or _names_others(above):
            return True
        if above is not element and _is_teaser(above, own):
            return True
    return False


def rows_below(content: HtmlElement, block: HtmlElement) -> Iterator[HtmlElement]:
    """What holds a link to another article behind `content`, the body, with all beside it."""
    above = {*content.iterancestors()}
    for link in content.xpath("following::a[@href]"):
        if block not in link.iterancestors() or len(text_of(link)) < _SHORTEST_TITLE:
            continue
        row = link
        for _ in range(_ROW_LEVELS):
            parent = row.getparent()
            if parent is None or parent is block or parent in above:
                break
            row = parent
        yield row


def _names_others(element: HtmlElement) -> bool:
    return _NAMES.search(f"{element.get('class')} {element.get('id')}") is not None


def _is_teaser(element: HtmlElement, own: str) -> bool:
    """Whether this is a small part with a link that could be a title of another article."""
    links = [text for one in element.iter("a") if len(text := text_of(one)) >= _SHORTEST_TITLE]
    return any(text != own for text in links) and own not in text_of(element)

"""How much each line of a page reads like an article's text, and which lines surely are none."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from lxml.html import HtmlElement

from archive.text import fold, normalize
from crawler.extract import files
from crawler.extract.boilerplate import is_boilerplate
from crawler.extract.generic.outline import Item, Outline
from crawler.extract.source import shape

_SHORT = 200  # characters of lines that are nothing but boilerplate words
_SENTENCE = 25  # characters of a line that ends like a sentence
_PARAGRAPH = 200  # characters of a line that is a paragraph however it ends; titles are shorter
_MOST = 600  # characters that count of one line
_PICTURE, _DOCUMENT, _CELL = 30.0, 60.0, 6.0
_LINK_COSTS, _OTHER_COSTS = 40.0, 8.0
_END = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_VIDEO = re.compile(r"youtube\.com|youtu\.be|vimeo\.com|\.mp[34]\b", re.IGNORECASE)
# What stands at a page's foot: weightless, though an article may say the like in its text.
_IMPRINT = re.compile(
    r"^(?:co quan chu quan|(?:nguoi )?chiu trach nhiem|giay phep|dia chi|tru so|(?:so )?dien thoai"
    r"|e-?mail|fax|hotline|duong day nong|don vi (?:quan ly|thiet ke)|truong ban bien tap"
    r"|website|phat trien boi|thiet ke boi|developed by|powered by|cookie|trang web nay)\b"
)
_RIGHTS = re.compile(
    r"^[^\w]*(?:ban quyen|copyright|all rights reserved|(?:de nghi )?ghi ro nguon|®|©)|©"
    r"|^(?:chu y\s*:\s*viec dang lai|no comments yet|(?:please )?sign in to comment)"
    r"|^(?:ban da khong su dung site|your rating|tong so diem cua bai viet|click de danh gia)"
)
_BANNER = re.compile(r"no title|(?:image )?advertisement|banner|quang cao|logo|icon")
_WORDS_OF_TITLE = 4
_LOOKED_BELOW = 5  # items under a link that may be its summary
_SEGMENTS = 3  # neighbours on each side that make entries of a list


@dataclass(frozen=True, slots=True)
class Weights:
    """Of each item its weight, and whether it is none of the article's; sums over ranges."""

    weight: tuple[float, ...]
    is_junk: tuple[bool, ...]
    is_listed: tuple[bool, ...]
    _sums: tuple[float, ...]
    _costs: tuple[float, ...]
    _links: tuple[int, ...]
    _texts: tuple[int, ...]

    def over(self, span: range) -> float:
        """The weight of all items in `span`."""
        return self._sums[span.stop] - self._sums[span.start]

    def value(self, span: range) -> float:
        """Weight less what links and other lines take from it: the article's block has most."""
        return self.over(span) - (self._costs[span.stop] - self._costs[span.start])

    def links(self, span: range) -> int:
        """How many items in `span` are links to other pages."""
        return self._links[span.stop] - self._links[span.start]

    def texts(self, span: range) -> int:
        """How many items in `span` are paragraphs that may be the article's."""
        return self._texts[span.stop] - self._texts[span.start]


def weigh(page: Outline, repeated: frozenset[str], *, base: str, titles: Sequence[int]) -> Weights:
    """The weights of a page's items; `repeated` are folded lines that belong to the site.

    `titles` are the numbers of the lines that may be the article's: no list stands around them.
    """
    junk = [_is_junk(item, repeated) for item in page.items]
    weights = [
        0.0 if is_junk else _weight(item, base)
        for item, is_junk in zip(page.items, junk, strict=True)
    ]
    listed = _listed(page.items, weights, titles)
    weights = [0.0 if one else weight for one, weight in zip(listed, weights, strict=True)]
    for number in _in_small_forms(page, weights):
        weights[number], junk[number] = 0.0, True
    links = [item.is_link for item in page.items]
    costs = [
        0.0 if weight else _LINK_COSTS if is_link else _OTHER_COSTS
        for weight, is_link in zip(weights, links, strict=True)
    ]
    return Weights(
        tuple(weights),
        tuple(one or other for one, other in zip(junk, listed, strict=True)),
        tuple(listed),
        tuple(accumulate(weights, initial=0.0)),
        tuple(accumulate(costs, initial=0.0)),
        tuple(accumulate(links, initial=0)),
        tuple(accumulate(map(_is_text, page.items, weights), initial=0)),
    )


def is_paragraph(item: Item) -> bool:
    """Whether the item is a line that reads like running text."""
    if item.kind != "text" or item.is_link or item.level:
        return False
    return reads_on(item.text)


def reads_on(text: str) -> bool:
    """Whether the text is long, or ends, as sentences do."""
    return len(text) >= _PARAGRAPH or (len(text) >= _SENTENCE and bool(_END.search(text[-5:])))


def _is_text(item: Item, weight: float) -> bool:
    return weight > 0 and is_paragraph(item)


def _is_junk(item: Item, repeated: frozenset[str]) -> bool:
    if item.is_chrome or item.kind in ("field", "password"):
        return True
    if item.kind == "picture":
        return bool(_BANNER.match(fold(normalize(item.element.get("alt") or ""))))
    if item.kind != "text":
        return False
    is_repeated = shape(item.folded) in repeated and not item.folded.isdecimal()
    if is_repeated or _RIGHTS.search(item.folded[:_SHORT]):
        return True
    return is_boilerplate(item.folded)


def _weight(item: Item, base: str) -> float:
    if item.kind == "picture":
        return 0.0 if item.link else _PICTURE
    if item.kind == "document":
        return _shown_weight(item.element, base)
    if is_paragraph(item):
        weight = float(min(len(item.text) - item.linked, _MOST))
        return 0.0 if _IMPRINT.match(item.folded) else max(weight, 0.0)
    is_cell = item.element.tag in ("td", "th", "li") and not item.linked
    return _CELL if is_cell and len(item.text) > 1 else 0.0


def _shown_weight(element: HtmlElement, base: str) -> float:
    if files.attachments(element, base):
        return _DOCUMENT
    return _PICTURE if _VIDEO.search(element.get("src") or "") else 0.0


def _listed(items: Sequence[Item], weights: Sequence[float], anchors: Sequence[int]) -> list[bool]:
    """Which items are entries of a list: links like titles, each with a summary of its own."""
    titles = [
        number
        for number, item in enumerate(items)
        if item.kind == "text" and item.is_link and len(item.text.split()) >= _WORDS_OF_TITLE
    ]
    found: list[bool] = [False] * len(items)
    ends = zip(titles, [*titles[1:], len(items)], strict=False)
    below = [
        () if _holds(anchors, start, end) else _summary(items, weights, start, end)
        for start, end in ends
    ]
    for number, summary in enumerate(below):
        around = below[max(0, number - _SEGMENTS) : number + _SEGMENTS + 1]
        if summary and sum(map(bool, around)) > 2:
            for one in summary:
                found[one] = True
    return found


def _holds(anchors: Sequence[int], start: int, end: int) -> bool:
    """Whether one of `anchors`, which are in order, stands between `start` and `end`."""
    number = bisect_right(anchors, start)
    return number < len(anchors) and anchors[number] < end


def _summary(
    items: Sequence[Item], weights: Sequence[float], start: int, end: int
) -> tuple[int, ...]:
    """The one or two paragraphs between a link at `start` and the next one at `end`."""
    span = range(start + 1, min(end, start + 1 + _LOOKED_BELOW))
    text = [number for number in span if weights[number] and is_paragraph(items[number])]
    is_all = not any(
        weights[number] and is_paragraph(items[number])
        for number in range(span.stop, min(end, span.stop + _LOOKED_BELOW))
    )
    return tuple(text) if len(text) <= 2 and is_all else ()


def _in_small_forms(page: Outline, weights: Sequence[float]) -> list[int]:
    """Items of forms that are no frame around the whole page."""
    sums = tuple(accumulate(weights, initial=0.0))
    found: set[int] = set()
    for element in page.spans:
        if element.tag == "form":
            span = page.within(element)
            if sums[span.stop] - sums[span.start] < 0.3 * sums[-1] and not found.issuperset(span):
                found.update(span)
    return sorted(found)

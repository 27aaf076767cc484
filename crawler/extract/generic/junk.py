"""What to take out of a found article: fields read already, and what is no part of it."""

import re
from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement

from crawler.extract.blocks import Line
from crawler.extract.boilerplate import is_related
from crawler.extract.byline import Byline, find_author, read_author, read_labels
from crawler.extract.generic.body import Place
from crawler.extract.generic.outline import Item, Outline
from crawler.extract.generic.weights import Weights, is_paragraph

_LONGEST_HEADING = 80  # characters of a heading over a list of other articles
_LONGEST_FIELD = 160
_LINES_OVER_TEXT = 3
_FIELD = re.compile(
    r"^(?:(?:tu khoa|tags?|the|chuyen muc|danh muc|categor(?:y|ies)|posted (?:in|by|on)|filed under"
    r"|co chu|kich thuoc chu|luot (?:xem|doc)|so luot|views?|hits|danh gia|binh chon|rating"
    r"|ngay (?:dang|xuat ban|cap nhat|gui)|cap nhat|last updated|xem voi co chu|print|email|chia se"
    r"|doc bai viet|nghe (?:bai|doc)|(?:tang|giam) co chu|tuong phan|comments?"
    r"|(?:gui|viet) binh luan|y kien ban doc|in trang|save|luu bai|mac dinh|font)"
    r"\s*(?::.{0,120}|[\d.,]*)"
    r"|a ?[-+]?|\d[\d.]*(?: (?:luot xem|views?|binh luan|comments?))?)$"
)


def junk_in(page: Outline, weights: Weights, place: Place) -> set[int]:
    """Numbers of the items in the block that are no part of the article."""
    bodies, block = place.bodies, place.block
    found = {one for one in page.within(block) if weights.is_junk[one]}
    for body in bodies:
        span = page.within(body)
        texts = [one for one in span if weights.weight[one] and page.items[one].kind == "text"]
        kept = range(texts[0], texts[-1] + 1) if texts else range(0)
        found.update(_links_in(page, span, kept))
        found.update(_fields_in(page, span, kept, found))
        found.update(_headings_in(page, span, kept, found))
    beside = set(page.within(block)).difference(*map(page.within, bodies))
    found.update(one for one in beside if page.items[one].is_link)
    return found


def labels_of(page: Outline, place: Place) -> Iterator[int]:
    """Lines beside the body, or over its text, that say who wrote the article."""
    bodies = [page.within(body) for body in place.bodies]
    inner = {one for span in bodies for one in span[_LINES_OVER_TEXT:]}
    for number in page.within(place.block):
        item = page.items[number]
        is_short = item.kind == "text" and len(item.text) <= _LONGEST_HEADING
        if is_short and number not in inner and not (item.is_link or is_paragraph(item)):
            yield from (number,) if read_labels((item.text,)) != Byline() else ()


def _links_in(page: Outline, span: range, kept: range) -> Iterable[int]:
    """Links below or above the body's text, and those amid it that follow one another."""
    items = page.items
    for number in span:
        item = items[number]
        if not item.is_link:
            continue
        around = [one for one in (number - 1, number + 1) if one in span]
        if number not in kept or (
            item.kind == "text" and any(_is_title(items[one]) for one in around)
        ):
            yield number


def _is_title(item: Item) -> bool:
    return item.kind == "text" and item.is_link


def _fields_in(page: Outline, span: range, kept: range, junk: set[int]) -> Iterable[int]:
    """Labels and counters above or below the body's text."""
    for number in span:
        item = page.items[number]
        is_outside = number not in kept and item.kind == "text" and number not in junk
        is_field = len(item.text) <= _LONGEST_FIELD and _FIELD.match(item.folded)
        is_cell = item.element.tag in ("td", "th")
        is_detail = number < kept.start and item.element.tag in ("dd", "dt")
        if is_outside and not is_cell and (is_field or is_detail or not read_author(item.text)):
            yield number


def _headings_in(page: Outline, span: range, kept: range, junk: set[int]) -> Iterable[int]:
    """Short lines beside the text that are over junk: headings of lists and forms."""
    is_under_junk = False
    for number in reversed(span):
        if number in kept:
            is_under_junk = False
            continue
        item = page.items[number]
        is_heading = item.kind == "text" and len(item.text) <= _LONGEST_HEADING
        opens_list = is_heading and is_related(item.folded)
        if number in junk:
            is_under_junk = True
        elif opens_list or (is_under_junk and is_heading and _heads(item)):
            yield number
        else:
            is_under_junk = False


def _heads(item: Item) -> bool:
    is_name = find_author((Line(text=item.text),), besides="") is not None
    return item.level > 0 or item.text[-1] == ":" or (item.is_bold and not is_name)


def drop_items(page: Outline, numbers: set[int], block: HtmlElement) -> frozenset[str]:
    """Take the elements that hold nothing but `numbers` out of `block`.

    The texts of those that share their element with the article's text are returned.
    """
    counted = [0]
    for number in range(len(page.items)):
        counted.append(counted[-1] + (number in numbers))
    left = set(numbers)
    for element in [one for one in block.iterdescendants() if one in page.spans]:
        span = page.within(element)
        if counted[span.stop] - counted[span.start] == len(span) and left.issuperset(span):
            element.drop_tree()
            left.difference_update(span)
    for number in sorted(left):
        element = page.items[number].element
        if page.items[number].kind != "text" and element.getparent() is not None:
            element.drop_tree()
    return frozenset(page.items[one].text for one in left if page.items[one].kind == "text")

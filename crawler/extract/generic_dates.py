"""Which line near an article is the date it was published."""

import re
from datetime import datetime

from archive.text import fold
from crawler.extract.boilerplate import is_boilerplate
from crawler.extract.dates import read_date
from crawler.extract.generic_body import Place
from crawler.extract.generic_outline import Outline
from crawler.extract.generic_weights import Weights

_LONGEST = 120  # characters of a line that prints nothing but a date and its labels
_NEAR = 12  # items between a date and the title or the body's ends
_INTO = 2  # items of the body from its first paragraph among which its date may stand
_FRAMES = ("html", "body", "form")
_LABEL = re.compile(
    r"\b(?:dang|gui|xuat ban|cap nhat|ngay tao|posted|publish(?:ed)?|updated|created|thoi gian)\b"
)
_UNREADABLE = re.compile(
    r"^(?:ngay (?:dang|gui|cap nhat|xuat ban)|cap nhat|dang luc)"
    r"[^\d]{0,12}\d+[/.-]\d+[/.-]\d+[^a-z]*$"
)
_DIGITS = re.compile(r"\d")


def find_date(
    page: Outline, weights: Weights, place: Place, title: range, *, seen_at: datetime
) -> int | None:
    """The number of the line that prints when the article was published, or None.

    The day of `seen_at` is the clock that pages carry, unless the line is labelled otherwise or
    stands right at the title or the body.
    """
    body = page.within(place.bodies[0])
    found = [
        (number, _rank(page, number, title, body))
        for number in _looked_at(page, weights, place, title)
        if _is_date(page, number, seen_at, is_beside=_is_beside(number, title, body))
    ]
    return min(found, key=lambda one: one[1], default=(None, None))[0]


def _looked_at(page: Outline, weights: Weights, place: Place, title: range) -> list[int]:
    """Items beside the body, near it or the title, that belong to no list of links.

    Outside of the block around both, where a clock may stand, only what is between them.
    """
    body = page.within(place.bodies[-1])
    body = range(page.within(place.bodies[0]).start, body.stop)
    near = {*range(title.start - _NEAR, title.stop + _NEAR)}
    near |= {*range(body.start - _NEAR, body.start + _NEAR), *range(body.stop, body.stop + _NEAR)}
    outer = page.within(place.outer)
    if place.outer.tag in _FRAMES:
        outer = range(min(title.start, body.start), max(title.stop, body.stop))
    texts = (one for one in body if weights.texts(range(one, one + 1)))
    inner = range(next(texts, body.start) + _INTO, body.stop)
    return [
        number
        for number in sorted(near)
        if number in outer
        and number not in inner
        and number not in title
        and not page.items[number].is_chrome
        and not weights.is_listed[number]
        and not _follows_link(page, number, outer)
    ]


def _follows_link(page: Outline, number: int, outer: range) -> bool:
    """Whether the line belongs to a link of several words right above it, as in a list."""
    item = page.items[number]
    above = page.items[number - 1] if number - 1 in outer else None
    if item.is_link or above is None or not above.is_link or len(above.text.split()) <= 3:
        return item.is_link
    if above.in_item or item.in_item:
        return item.in_item
    around = (above.element, above.element.getparent())
    return item.element in around or item.element.getparent() in around


def printed(text: str, seen_at: datetime) -> str:
    """A date's line without the view count or the like that is glued to its end."""
    read = read_date(text, seen_at)
    end = read.end if read is not None else len(text)
    is_glued = text[end : end + 1].isalpha() and is_boilerplate(fold(text[end:]))
    return text[:end] if is_glued else text


def _is_beside(number: int, title: range, body: range) -> bool:
    ends = (title.start - 1, title.stop, body.start - 1, body.start, body.stop)
    return number in ends


def _is_date(page: Outline, number: int, seen_at: datetime, *, is_beside: bool) -> bool:
    item = page.items[number]
    if item.kind != "text" or len(item.text) > _LONGEST or not _DIGITS.search(item.text):
        return False
    read = read_date(item.text, seen_at)
    if read is None:  # a label before a day that is none, by a typo
        return bool(_UNREADABLE.match(item.folded))
    if read.at is None:
        return True
    is_today = read.at.date() == seen_at.astimezone(read.at.tzinfo).date()
    return not is_today or is_beside or bool(_LABEL.search(item.folded))


def _rank(page: Outline, number: int, title: range, body: range) -> tuple[bool, int]:
    """Labelled dates first, then those nearest to the title or the body's start."""
    is_labelled = bool(_LABEL.search(page.items[number].folded))
    distances = (abs(number - title.start), abs(number - body.start), abs(number - body.stop) + 2)
    return not is_labelled, min(distances)

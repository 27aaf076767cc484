"""Which line near an article is the date it was published."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time

from archive.text import fold, normalize
from crawler.extract.boilerplate import is_boilerplate
from crawler.extract.dates import DateReading, read_date
from crawler.extract.generic.body import Place
from crawler.extract.generic.outline import Outline
from crawler.extract.generic.weights import Weights
from crawler.extract.html import select, text_of

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
# What stands between the parts of a line: icons and dashes.
_JOINT = re.compile(r"\s*[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff•·]+\s*|\s+[-–—|]\s+")
_MOST_PARTS = 8
_WORDS_OF_LABEL = 2
_MIDNIGHT = re.compile(r"[T ]0?0:00(?::00)?(?![:\d])")  # a day without a time, in whatever zone
_WEEK = 7  # days by which "2 tuần trước" may be rounded


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
        if is_date(page, number, seen_at, is_beside=_is_beside(number, title, body))
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


def printed(page: Outline, number: int, stated: Sequence[str], *, seen_at: datetime) -> str:
    """The text that best says when the article was published, which the line `number` prints.

    That is what the line's own time element, or one of `stated` by the page's head, says with a
    time of day, where the line prints the same day without one, or only how long ago it was. Else
    the line without the view count or the like that is joined to its ends.
    """
    line = page.items[number].text
    said = _date_in(line, seen_at)
    if said is None:
        return line
    text, read = said
    if not read.relative and read.precision in ("minute", "second"):
        return text
    return _exact((*_timed(page, number), *stated), read, seen_at) or text


def _timed(page: Outline, number: int) -> Iterator[str]:
    """What time elements say that are in the line or around it."""
    item = page.items[number]
    yield from filter(None, (one.get("datetime") for one in item.element.iterancestors("time")))
    for element in select(item.element, "time[datetime]"):
        owner = next((one for one in element.iterancestors() if one in page.spans), None)
        if owner is item.element and normalize(text_of(element)) in item.text:
            yield element.get("datetime") or ""


def _exact(stated: Iterable[str], read: DateReading, seen_at: datetime) -> str | None:
    """The first of `stated` that has a time of day, of the day that was `read`."""
    for one in map(normalize, stated):
        found = read_date(one, seen_at)
        if found is None or found.at is None or found.ambiguous or found.precision == "day":
            continue
        is_timed = found.at.time() != time.min and not _MIDNIGHT.search(one)
        if is_timed and _agree(read, found.at.date()):
            return one
    return None


def _agree(read: DateReading, day: date) -> bool:
    """Whether what was read names `day`; how long ago something was is rounded."""
    if read.relative and read.at is not None:
        slack = _WEEK if read.ambiguous else 1
        return abs((read.at.date() - day).days) <= slack
    return (read.relative or read.precision == "day") and str(day).startswith(read.value)


def _date_in(text: str, seen_at: datetime) -> tuple[str, DateReading] | None:
    """The part of a line that is a date, and its reading; None where there is none.

    What is beside it, between dashes or icons, must be short or labelled.
    """
    joints = [one.span() for one in _JOINT.finditer(text)][:_MOST_PARTS]
    first = next((end for start, end in joints if start == 0), 0)
    read = read_date(text, seen_at)
    if read is not None:
        rest = text[read.end :]
        is_glued = rest[:1].isalpha() and is_boilerplate(fold(rest))
        stops = (start for start, _ in joints if start >= read.end)
        return text[first : read.end if is_glued else next(stops, len(text))], read
    starts, ends = (
        [first, *(end for _, end in joints)],
        [*(start for start, _ in joints), len(text)],
    )
    spans = [(start, end) for start in starts for end in ends if 0 < end - start < len(text)]
    for start, end in sorted(spans, key=lambda one: one[0] - one[1]):
        read = read_date(text[start:end], seen_at)
        if read is None or read.at is None:
            continue
        stop = min(one for one in ends if start + read.end <= one <= end)
        if _are_labels(text[:start], text[stop:]):
            return text[start:stop], read
    return None


def _are_labels(*texts: str) -> bool:
    parts = (part for text in texts for part in _JOINT.split(text))
    return all(
        len(part.split()) <= _WORDS_OF_LABEL or ":" in part or is_boilerplate(fold(part))
        for part in parts
    )


def _is_beside(number: int, title: range, body: range) -> bool:
    ends = (title.start - 1, title.stop, body.start - 1, body.start, body.stop)
    return number in ends


def is_date(page: Outline, number: int, seen_at: datetime, *, is_beside: bool) -> bool:
    """Whether the line prints nothing but a date; today's counts if it `is_beside` the article."""
    item = page.items[number]
    if item.kind != "text" or len(item.text) > _LONGEST or not _DIGITS.search(item.text):
        return False
    said = _date_in(item.text, seen_at)
    if said is None:  # a label before a day that is none, by a typo
        return bool(_UNREADABLE.match(item.folded))
    at = said[1].at
    if at is None:
        return True
    is_today = at.date() == seen_at.astimezone(at.tzinfo).date()
    return not is_today or is_beside or bool(_LABEL.search(item.folded))


def _rank(page: Outline, number: int, title: range, body: range) -> tuple[bool, int]:
    """Labelled dates first, then those nearest to the title or the body's start."""
    is_labelled = bool(_LABEL.search(page.items[number].folded))
    distances = (abs(number - title.start), abs(number - body.start), abs(number - body.stop) + 2)
    return not is_labelled, min(distances)

"""Finds an article on a page of unknown layout, and says how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from lxml.html import HtmlElement

from archive.text import fold
from crawler.extract.byline import Byline, read_labels
from crawler.extract.generic.body import Finder, Place
from crawler.extract.generic.dates import find_date, is_date, printed
from crawler.extract.generic.junk import drop_items, junk_in, labels_of
from crawler.extract.generic.outline import Outline, outline
from crawler.extract.generic.title import Title, find_titles, read_head, title_beside
from crawler.extract.generic.verdict import Evidence, confidence
from crawler.extract.generic.weights import Weights, weigh
from crawler.extract.source import Source

_AGREED = 1.5  # evidence from which a line that address or head spell is the title
_MOST_TITLES = 6
_LINES_OF_OPENING = 3
_MOST_IN_FIGURE = 3


@dataclass(frozen=True, slots=True)
class Found:
    """An article: its block, with the body's elements marked and what is no part of it gone.

    `dropped` are texts of lines in the body that are no part of it.
    """

    block: HtmlElement
    title: str
    summary: str | None
    printed_date: str | None
    origin: Byline
    dropped: frozenset[str]
    confidence: float


def find_article(tree: HtmlElement, source: Source, *, mark: str) -> Found | None:
    """The article in `tree`, a copy of the source's that is changed; None when there is none.

    The body's elements get the attribute `mark` with the value "body", a lead image "lead".
    """
    head = read_head(tree, source.url)
    page = outline(tree, source.url)
    titles = find_titles(page, head)
    agreed = [one for one in titles if one.is_agreed and one.score >= _AGREED]
    anchors = sorted({one.numbers.start for one in agreed if one.has_slug})
    weights = weigh(page, source.repeated, base=source.base, titles=anchors)
    finder = Finder(page, weights)
    chosen = _with_title(finder, agreed) or _with_body(finder, titles, seen_at=source.seen_at)
    if chosen is None:
        return None
    title, place = chosen
    summary = finder.summary(place, title.numbers, head.description)
    date = find_date(page, weights, place, title.numbers, seen_at=source.seen_at)
    evidence = Evidence(page, weights, place, title, head, date is not None)
    sure = confidence(evidence, source)
    if sure is None:
        return None
    day = printed(page, date, head.dates, seen_at=source.seen_at) if date is not None else None
    said = " ".join(page.items[one].text for one in summary) if summary else None
    labels = tuple(labels_of(page, place))
    fields = {*title.numbers, *(summary or ()), *labels, *(() if date is None else (date,))}
    dropped = _clear(page, weights, place, fields=fields, title=title.text, mark=mark)
    origin = read_labels(page.items[one].text for one in labels)
    return Found(place.block, title.text, said, day, origin, dropped, sure)


def _with_title(finder: Finder, titles: Sequence[Title]) -> tuple[Title, Place] | None:
    """The place of an article whose title is agreed: where most text is near it."""
    found = [
        (title, outer)
        for title in titles[:_MOST_TITLES]
        if (outer := finder.around(title.numbers)) is not None
    ]
    if not found:
        return None
    best = max(one.score for one, _ in found)
    close = [(one, outer) for one, outer in found if one.score >= best - 1.0]
    title, outer = max(close, key=lambda one: (finder.value(one[1]), one[0].score))
    return title, finder.place(outer, title.numbers)


def _with_body(
    finder: Finder, titles: Sequence[Title], *, seen_at: datetime
) -> tuple[Title, Place] | None:
    """The place with most text, and the heading over it."""
    body = finder.densest()
    if body is None:
        return None
    for outer in finder.above(body):
        place = finder.place(outer, range(0))
        title = _heading(finder, titles, place) or _beside(finder, place, seen_at)
        if title is not None:
            return title, finder.place(outer, title.numbers)
    return _unframed(finder, titles, body, seen_at=seen_at)


def _unframed(
    finder: Finder, titles: Sequence[Title], body: HtmlElement, *, seen_at: datetime
) -> tuple[Title, Place] | None:
    """The place of a body whose title stands over it with no element of their own around both."""
    page = finder.page
    texts = (one for one in page.within(body) if finder.is_text(one))
    over = _lines_over(page, next(texts, 0))
    dates = {one for one in over if is_date(page, one, seen_at, is_beside=True)}
    headings = (one for one in titles if one.numbers.start in over and not one.is_agreed)
    title = next(headings, None) or title_beside(page, over, dates)
    frame = next((one for one in body.iterancestors() if one in page.spans), body)
    if title is None or title.numbers.start not in page.within(frame):
        return None
    return title, finder.place(frame, title.numbers)


def _lines_over(page: Outline, text: int) -> tuple[int, ...]:
    """The few lines right over the item `text`, up to a link or what surrounds the article."""
    over = reversed(range(max(0, text - _LINES_OF_OPENING), text))
    plain = takewhile(lambda one: not (page.items[one].is_link or page.items[one].is_chrome), over)
    return tuple(one for one in plain if page.items[one].kind == "text")


def _heading(finder: Finder, titles: Sequence[Title], place: Place) -> Title | None:
    """The first of the highest headings in the block, if it stands over the body."""
    body, block = finder.page.within(place.bodies[0]), finder.page.within(place.outer)
    above = (one for one in titles if not one.is_agreed and one.numbers.start in block)
    first = max(above, key=lambda one: (one.score, -one.numbers.start), default=None)
    is_above = first is not None and first.numbers.start < body.start + _LINES_OF_OPENING
    return first if is_above else None


def _beside(finder: Finder, place: Place, seen_at: datetime) -> Title | None:
    """A line in the block that is neither body nor another field; else a bold one that opens it."""
    page, body = finder.page, finder.page.within(place.bodies[0])
    skipped = junk_in(page, finder.weights, place) | set(labels_of(page, place))
    date = find_date(page, finder.weights, place, range(body.start, body.start), seen_at=seen_at)
    if date is not None:
        skipped.add(date)
    inside = {one for element in place.bodies for one in page.within(element)}
    outside = (one for one in page.within(place.outer) if one not in inside)
    lines = takewhile(lambda one: page.items[one].kind == "text", body[:_LINES_OF_OPENING])
    opening = (one for one in lines if page.items[one].is_bold)
    return title_beside(page, outside, skipped) or title_beside(page, opening, skipped)


def _clear(
    page: Outline,
    weights: Weights,
    place: Place,
    *,
    fields: set[int],
    title: str,
    mark: str,
) -> frozenset[str]:
    """Mark the body, take the rest out of the block; the texts of lines that stayed in it."""
    inside = {number for body in place.bodies for number in page.within(body)}
    span = page.within(place.block)
    for body in place.bodies:
        body.set(mark, "body")
    junk = junk_in(page, weights, place)
    junk |= {one for one in span if page.items[one].folded == fold(title)}
    pictures = (one for one in span if page.items[one].kind == "picture" and one not in inside)
    lead = next((one for one in pictures if one not in junk), None)
    if lead is not None:
        _with_caption(page, weights, lead).set(mark, "lead")
    return drop_items(page, (junk | fields).intersection(span), place.block)


def _with_caption(page: Outline, weights: Weights, picture: int) -> HtmlElement:
    """The largest element around the picture with at most two lines, and none of running text."""
    element = page.items[picture].element
    for above in element.iterancestors():
        span = page.within(above)
        pictures = sum(page.items[one].kind != "text" for one in span[:_MOST_IN_FIGURE])
        if not span or len(span) > _MOST_IN_FIGURE or pictures > 1 or weights.texts(span):
            break
        element = above
    return element

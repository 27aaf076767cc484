"""Which elements of a page hold its article: the block around it, and the body itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from archive.text import fold
from crawler.extract.generic.outline import Item, Outline
from crawler.extract.generic.weights import Weights, is_paragraph, reads_on

# Elements that hold a paragraph, not an article.
_LEAVES = frozenset(
    (
        *("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "figure", "figcaption", "blockquote"),
        *("pre", "dt", "dd", "tr", "hr"),
    )
)
_FRAMES = frozenset(("html", "body", "form"))
_NEARLY = 0.8  # of the best value: the smallest element that has as much is the block
_WORTH = 2.0  # times that text must outweigh what comes with it to be the same article's
_MODULE = 600.0  # weight from which even a text under a heading of its own is no mere module
_FRAMED = 0.6  # share below which an element with the title may be no more than a frame of it
_ALONE = 0.35  # share of the block's weight from which one element is the body, beside one line
_MOSTLY = 0.85  # share from which it is the body whatever stands beside it
_MOST_BESIDE, _MOST_LINKS = 40, 12  # items and links that one more element may add to the block
_MOST_LEVELS = 40
_LONGEST_SUMMARY = 900
_LONGEST_HEADING = 80


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands: the block around it, and the elements of its body."""

    block: HtmlElement
    bodies: tuple[HtmlElement, ...]
    outer: HtmlElement


class Finder:
    """Finds the article's place on one page."""

    def __init__(self, page: Outline, weights: Weights) -> None:
        self.page = page
        self.weights = weights

    def around(self, title: range) -> HtmlElement | None:
        """The element that holds the article of the line `title`; None if no text is near it."""
        found: HtmlElement | None = None
        own = self.page.items[title.start].element
        for above in (own, *own.iterancestors()):
            if above in self.page.spans and self._has_more(above, found, title):
                found = above
        return found

    def _has_more(self, above: HtmlElement, found: HtmlElement | None, title: range) -> bool:
        """Whether the larger element has more of the article, and not other modules' texts."""
        whole = self.page.within(above)
        if found is None:
            return self.weights.over(whole) > self.weights.over(title)
        inside = self.page.within(found)
        gained = self.weights.over(whole) - self.weights.over(inside)
        lost = gained - (self.weights.value(whole) - self.weights.value(inside))
        texts = self.weights.texts(whole) - self.weights.texts(inside)
        if gained < _MODULE and self._has_heading(whole, inside):
            return False
        if self.weights.texts(inside) <= 1 < texts:
            return gained > lost  # a title and its summary may have a frame of their own
        return gained > _WORTH * lost

    def _has_heading(self, whole: range, inside: range) -> bool:
        """Whether the text in `whole` outside of `inside` begins under a heading of its own."""
        for span in (range(whole.start, inside.start), range(inside.stop, whole.stop)):
            first = next((one for one in span if self.is_text(one)), None)
            if first is not None and first - 1 in span and self.page.items[first - 1].level:
                return True
        return False

    def densest(self) -> HtmlElement | None:
        """The smallest element that holds most of the page's text and little else."""
        elements = [one for one in self.page.spans if one.tag not in _LEAVES]
        best = self._best(elements)
        return None if best is None else self._descend(best, range(0))

    def above(self, body: HtmlElement) -> Iterator[HtmlElement]:
        """The body and the elements around it, up to where other modules begin."""
        yield body
        block = body
        for above in islice(body.iterancestors(), _MOST_LEVELS):
            inside, whole = self.page.within(block), self.page.within(above)
            links = self.weights.links(whole) - self.weights.links(inside)
            is_frame = above.tag in _FRAMES
            if len(whole) == len(inside) and not is_frame:
                continue
            if is_frame or len(whole) - len(inside) > _MOST_BESIDE or links > _MOST_LINKS:
                return
            block = above
            yield block

    def value(self, element: HtmlElement) -> float:
        """What speaks for the element as the article's block."""
        return self.weights.value(self.page.within(element))

    def weight(self, element: HtmlElement) -> float:
        """How much text the element holds."""
        return self.weights.over(self.page.within(element))

    def _best(self, elements: Sequence[HtmlElement]) -> HtmlElement | None:
        values = {one: self.value(one) for one in elements if self.weight(one) > 0}
        best = max(values.values(), default=0.0)
        enough = [one for one, value in values.items() if value >= min(best, _NEARLY * best)]
        return min(enough, key=lambda one: len(self.page.within(one)), default=None)

    def place(self, outer: HtmlElement, title: range) -> Place:
        """The body within `outer`, and the block: what little stands around the body."""
        body = self._descend(outer, title)
        parts = (body, *self._going_on(body, outer))
        bodies = tuple(sorted(parts, key=lambda one: self.page.within(one).start))
        return Place(self._block(body, outer), bodies, outer)

    def _descend(self, outer: HtmlElement, title: range) -> HtmlElement:
        """The smallest element in `outer` that holds the body."""
        element = outer
        while (inner := self._heaviest(element)) is not None:
            beside = self._texts_beside(element, inner, title)
            share = self.weight(inner) / max(self._weight_without(element, title), 1.0)
            is_one = len(self.page.within(inner)) == 1
            is_alone = beside == 1 or self._are_notes(inner, title)
            if beside and (is_one or share < (_ALONE if is_alone else _MOSTLY)):
                break
            has_title = title.start in self.page.within(inner) and share < _FRAMED
            if beside and (has_title or self._goes_on(inner)):
                break
            element = inner
        return element

    def _are_notes(self, inner: HtmlElement, title: range) -> bool:
        """Whether beside a text of several paragraphs there are only lines, each in its element."""
        if self.weights.texts(self.page.within(inner)) < 2:
            return False
        spans = [self.page.within(one) for one in self._siblings(inner) if one.tag != "p"]
        texts = [span for span in spans if self.weights.texts(span) and title.start not in span]
        is_short = all(self.weights.texts(span) == 1 and len(span) <= 2 for span in texts)
        return is_short and len(texts) == self._texts_beside(_parent(inner), inner, title)

    def _siblings(self, element: HtmlElement) -> tuple[HtmlElement, ...]:
        return (*element.itersiblings(preceding=True), *element.itersiblings())

    def _goes_on(self, inner: HtmlElement) -> bool:
        """Whether a paragraph right below the element, or beside a table, is more of its text."""
        beside = list(inner.itersiblings())
        if inner.tag == "table":
            beside += inner.itersiblings(preceding=True)
        return any(one.tag == "p" and self.weights.texts(self.page.within(one)) for one in beside)

    def _heaviest(self, element: HtmlElement) -> HtmlElement | None:
        inner = [one for one in self.page.inner.get(element, ()) if one.tag not in _LEAVES]
        best = max(inner, key=self.weight, default=None)
        return best if best is not None and self.weight(best) > 0 else None

    def _weight_without(self, element: HtmlElement, title: range) -> float:
        span = self.page.within(element)
        inside = title.start in span and title.stop <= span.stop
        return self.weights.over(span) - (self.weights.over(title) if inside else 0.0)

    def _texts_beside(self, element: HtmlElement, inner: HtmlElement, title: range) -> int:
        """How many paragraphs stand in `element` outside of `inner`."""
        outside, taken = self.page.within(element), self.page.within(inner)
        texts = self.weights.texts(outside) - self.weights.texts(taken)
        is_beside = title.start in outside and title.start not in taken
        return texts - (self.weights.texts(title) if is_beside else 0)

    def is_text(self, number: int) -> bool:
        """Whether the item is a paragraph that may be the article's."""
        return self.weights.weight[number] > 0 and is_paragraph(self.page.items[number])

    def _going_on(self, body: HtmlElement, outer: HtmlElement) -> Iterator[HtmlElement]:
        """Elements beside the body in which its text begins or goes on."""
        if body is outer or body.tag in ("td", "th"):
            return
        for beside in self._siblings(body):
            span = self.page.within(beside)
            texts = [one for one in span if self.is_text(one)]
            in_paragraphs = all(self.page.items[one].element.tag == "p" for one in texts)
            is_more = beside.tag == body.tag and len(texts) >= (1 if in_paragraphs else 2)
            is_more = is_more and len(span) > len(texts) if len(texts) == 1 else is_more
            if is_more and not self.weights.links(span) and not self.page.items[span.start].level:
                yield beside

    def _block(self, body: HtmlElement, outer: HtmlElement) -> HtmlElement:
        """The largest element up to `outer` that adds little to the body."""
        block, most = body, len(self.page.within(outer))
        for above in self.above(body):
            if len(self.page.within(above)) > most:
                break
            block = above
        return block

    def summary(self, place: Place, title: range, description: str) -> range | None:
        """The lines that stand beside the body, or open it, as the summary."""
        body = place.bodies[0]
        beside = [
            one
            for above in (body, *body.iterancestors())
            if above is not place.outer and place.outer in above.iterancestors()
            for one in self._siblings(above)
            if one not in place.bodies
        ]
        spans = [span for one in beside if self._is_summary(span := self.page.within(one), title)]
        said = [span for span in spans if self._said(span) == fold(description)]
        over = [span for span in spans if span.stop <= self.page.within(body).start]
        if said or 1 in (len(spans), len(over)):
            return next(iter((*said, *(over if len(over) == 1 else spans))))
        return self._opening(body, title)

    def _is_summary(self, span: range, title: range) -> bool:
        """Whether nothing stands there but one text, of one or a few sentences."""
        items = [self.page.items[one] for one in span]
        if not items or title.start in span or not all(map(_is_plain, items)):
            return False
        text = " ".join(item.text for item in items)
        is_junk = any(self.weights.is_junk[one] for one in span)
        return not is_junk and len(text) <= _LONGEST_SUMMARY and reads_on(text)

    def _said(self, span: range) -> str:
        return " ".join(self.page.items[one].folded for one in span)

    def _opening(self, body: HtmlElement, title: range) -> range | None:
        """The first text of a body, where it alone stands in no paragraph."""
        texts = [one for one in self.page.within(body) if self.is_text(one) and one not in title]
        tags = [self.page.items[one].element.tag for one in texts]
        if len(tags) < 3 or tags[0] != "div" or {*tags[1:]} != {"p"}:
            return None
        element = self.page.items[texts[0]].element
        return range(texts[0], texts[0] + 1) if len(self.page.within(element)) == 1 else None


def _parent(element: HtmlElement) -> HtmlElement:
    parent = element.getparent()
    return element if parent is None else parent


def _is_plain(item: Item) -> bool:
    return item.kind == "text" and not item.is_link and not item.is_chrome

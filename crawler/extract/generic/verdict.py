"""Whether what was found is an article, and how sure that is."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from archive.identity import article_id
from archive.text import fold, normalize
from crawler.extract.files import attachments
from crawler.extract.generic.body import Place
from crawler.extract.generic.outline import Item, Outline
from crawler.extract.generic.title import Head, Title, is_no_title
from crawler.extract.generic.weights import Weights, is_paragraph
from crawler.extract.source import Source

_FRONT = re.compile(
    r"^/?(?:(?:default|index|home|trang-chu|trangchu)(?:\.\w+)?)?/?$", re.IGNORECASE
)
# Weight of the body, by what speaks for the title: nothing but its place, address or head.
_ENOUGH, _ENOUGH_AGREED = 400.0, 100.0
_LONG = 500.0
_ENOUGH_TEXTS = 3
_MOST_DOCUMENTS = 6  # that a notice hands out; pages with more may be lists of them
_LINES_BETWEEN = 2  # a date and a line of counters, between title and text
_LONGEST_CAPTION = 200
_NEARLY_ALL = 0.8  # of the page's text
_PAGE_HEADINGS = (1, 2)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a title, a body and a place to be an article's."""

    page: Outline
    weights: Weights
    place: Place
    title: Title
    head: Head
    has_date: bool

    @property
    def text(self) -> float:
        """The weight of the body and of what stands with it beside the title."""
        block = self.page.within(self.place.block)
        is_inside = self.title.numbers.start in block
        title = self.weights.over(self.title.numbers) if is_inside else 0.0
        return self.weights.over(block) - title

    @property
    def texts(self) -> int:
        """How many paragraphs the body has."""
        return sum(map(self.weights.texts, map(self.page.within, self.place.bodies)))

    @property
    def links(self) -> int:
        """How many links to other pages stand in the body."""
        return sum(map(self.weights.links, map(self.page.within, self.place.bodies)))

    @property
    def is_right_above(self) -> bool:
        """Whether hardly a line stands between the title and the first paragraph below it."""
        below = range(self.title.numbers.stop, len(self.page.items))
        first = next((one for one in below if self.weights.texts(range(one, one + 1))), below.stop)
        return first - below.start <= _LINES_BETWEEN

    def shows(self, base: str) -> bool:
        """Whether the article hands out some documents or shows a picture with a caption."""
        if 0 < len(attachments(self.place.block, base)) <= _MOST_DOCUMENTS:
            return True
        return any(self._is_captioned(one) for one in self.page.within(self.place.block))

    def _is_captioned(self, number: int) -> bool:
        item, below = self.page.items[number], self.page.items[number + 1 : number + 2]
        if item.kind != "picture" or not self.weights.weight[number] or not below:
            return False
        is_text = below[0].kind == "text" and not (below[0].is_link or below[0].level)
        return is_text and len(below[0].text) <= _LONGEST_CAPTION

    @property
    def share(self) -> float:
        """Which share of the page's text the body holds."""
        whole = self.weights.over(range(len(self.page.items)))
        return self.text / whole if whole else 0.0


def confidence(evidence: Evidence, source: Source) -> float | None:
    """From 0.3 to 0.9, or None where the page reads like no article.

    Starts at 0.3; the title gives 0.2 where the address spells it, 0.1 where the head does, 0.05
    where it is a heading; a body of three paragraphs or 500 characters 0.1, one that holds four
    fifths of the page's text 0.05; a printed date 0.05; lines known to be the site's own 0.05.
    """
    if not _is_article(evidence, source):
        return None
    title, item = evidence.title, evidence.page.items[evidence.title.numbers.start]
    gained = (
        (title.has_slug, 0.2),
        (title.has_meta, 0.1),
        (item.level > 0, 0.05),
        (evidence.texts >= _ENOUGH_TEXTS or evidence.text >= _LONG, 0.1),
        (evidence.share >= _NEARLY_ALL, 0.05),
        (evidence.has_date, 0.05),
        (bool(source.repeated), 0.05),
    )
    return round(0.3 + sum(worth for holds, worth in gained if holds), 2)


def _is_article(evidence: Evidence, source: Source) -> bool:
    if _is_front_page(source.url) or evidence.text <= 0 or _is_index(evidence, source.url):
        return False
    title = evidence.page.items[evidence.title.numbers.start]
    if _is_in_a_list(title) and not evidence.title.has_meta:
        return False
    if evidence.title.has_slug:
        return True
    if is_no_title(fold(evidence.title.text)):
        return False
    if evidence.title.has_meta:
        return evidence.text >= _ENOUGH_AGREED or _is_short_notice(evidence, source.base)
    is_long = evidence.text >= _ENOUGH and evidence.texts >= _ENOUGH_TEXTS and evidence.share >= 0.5
    return is_long and (evidence.has_date or _is_headed(evidence))


def _is_in_a_list(title: Item) -> bool:
    """Whether the title is nothing but a link: lists of the newest articles name this one too."""
    if title.level in _PAGE_HEADINGS:
        return False
    links = [*title.element.iter("a"), *title.element.iterancestors("a")]
    return any(normalize("".join(link.itertext())) == title.text for link in links)


def _is_short_notice(evidence: Evidence, base: str) -> bool:
    """Whether a dated or headed sentence comes with a document, or with a picture's caption."""
    is_marked = evidence.has_date or evidence.page.items[evidence.title.numbers.start].level > 0
    return is_marked and evidence.texts > 0 and evidence.shows(base)


def _is_headed(evidence: Evidence) -> bool:
    """Whether the title is a heading, or right over a text that is nearly all the page says."""
    if evidence.head.slugs:  # of another title: of a moved article's, or of another page
        return False
    if evidence.page.items[evidence.title.numbers.start].level:
        return evidence.text >= _LONG or evidence.is_right_above
    return evidence.is_right_above and evidence.share >= _NEARLY_ALL and not evidence.links


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.netloc and _FRONT.match(parts.path) and not parts.query)


def _is_index(evidence: Evidence, url: str) -> bool:
    """Whether links outweigh or head the text, or a password is asked for."""
    page, place = evidence.page, evidence.place
    if any(page.items[one].kind == "password" for one in page.within(place.block)):
        return True
    if evidence.links > 2 * evidence.texts + 12:
        return True
    if evidence.title.has_slug and article_id(url) is not None:
        return False
    whole = page.within(place.outer)
    texts = [one for one in whole if evidence.weights.texts(range(one, one + 1))]
    entries = sum(_is_headed_by_link(page, one, whole) for one in texts)
    return entries > 1 and 2 * entries >= len(texts)


def _is_headed_by_link(page: Outline, number: int, block: range) -> bool:
    """Whether the paragraph is right under a link of several words, or a date under such a link."""
    for one in reversed(range(max(block.start, number - 2), number)):
        item = page.items[one]
        if item.kind == "text" and item.is_link and len(item.text.split()) > 3:
            return True
        if is_paragraph(item):
            return False
    return False

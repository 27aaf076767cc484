"""Whether what was found is an article, and how sure that is."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from archive.identity import article_id
from archive.text import fold
from crawler.extract.generic_body import Place
from crawler.extract.generic_outline import Outline
from crawler.extract.generic_title import Head, Title, is_no_title
from crawler.extract.generic_weights import Weights, is_paragraph
from crawler.extract.source import Source

_FRONT = re.compile(
    r"^/?(?:(?:default|index|home|trang-chu|trangchu)(?:\.\w+)?)?/?$", re.IGNORECASE
)
_ENOUGH, _ENOUGH_AGREED = 500.0, 100.0  # weight of the body, by how the title was found
_ENOUGH_TEXTS = 3


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
        (evidence.texts >= _ENOUGH_TEXTS or evidence.text >= _ENOUGH, 0.1),
        (evidence.share >= 0.8, 0.05),
        (evidence.has_date, 0.05),
        (bool(source.repeated), 0.05),
    )
    return round(0.3 + sum(worth for holds, worth in gained if holds), 2)


def _is_article(evidence: Evidence, source: Source) -> bool:
    if _is_front_page(source.url) or evidence.text <= 0 or _is_index(evidence, source.url):
        return False
    if evidence.title.has_slug:
        return True
    if is_no_title(fold(evidence.title.text)):
        return False
    if evidence.title.has_meta:
        return evidence.text >= _ENOUGH_AGREED
    is_long = evidence.text >= _ENOUGH and evidence.texts >= _ENOUGH_TEXTS and evidence.share >= 0.5
    # An address that spells another title leads to a moved article, or to another page.
    is_headed = evidence.page.items[evidence.title.numbers.start].level > 0
    return is_long and (evidence.has_date or (is_headed and not evidence.head.slugs))


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

"""What a page shows at a glance: its title, its own lines, and how much of them is prose."""

import re
from dataclasses import dataclass
from functools import cached_property

from archive.text import fold, is_accented
from archive.times import VIETNAM
from crawler.extract.blocks import Line
from crawler.extract.boilerplate import drop_lines
from crawler.extract.files import is_document
from crawler.extract.generic.outline import Item, outline
from crawler.extract.generic.title import Head, read_head, slug_score
from crawler.extract.html import first, select, text_of
from crawler.extract.notices import heading_kind, is_filler, is_trace, notice_kind
from crawler.extract.source import Source, shape
from crawler.extract.teasers import teasers

_FEW_LINKS = 8  # a server's or a hosting company's own page; portals' menus alone have more
_PROSE = 60  # characters of a line that may belong to an article
_ENDS = ".!…:;”\"')"
_UNENDED = 250  # characters from which also a line without a sentence's end is prose
_OWN = 30  # characters of a line that may say something
_SITE = re.compile(r"^(?:cong|trang|website|chuyen trang) (?:thong tin|tin)\b")
_LONGEST_SITE = 100
_FOOTER = re.compile(
    r"\b(?:dia chi|tru so|dien thoai|tel|fax|e-?mail|giay phep|chiu trach nhiem|ban quyen"
    r"|copyright|co quan chu quan|don vi chu quan|ghi ro nguon|designed by|thiet ke boi|hotline"
    r"|duong day nong|all rights reserved|powered by|ban bien tap|phat trien boi)\b|©|®"
)
_STAMP = re.compile(
    r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2,4}|\d{1,2}:\d\d|\bngay \d{1,2} thang\b"
)
_LONGEST_STAMP = 60
_DAY = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
_PERIOD = re.compile(r"\bden\b|\bdu kien\b|^thoi gian\b|^(?:bat dau|ket thuc|hoan thanh)\b")
_NEAR = 6  # lines between a notice and the day on which it was posted
_WORDS_OF_TITLE = 4
_SEPARATED = re.compile(r"\s+[-–—|»:]\s+")


@dataclass(frozen=True)
class Look:
    """One page, read without knowing its layout."""

    source: Source

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All lines, pictures and fields."""
        return tuple(outline(self.source.tree, self.source.url).items)

    @cached_property
    def title(self) -> str:
        """The text of <title>."""
        found = first(self.source.tree, "title")
        return text_of(found) if found is not None else ""

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The page's title and its first headings."""
        found = (item.text for item in self.items if item.level in (1, 2) and not item.is_link)
        return (self.title, *tuple(found)[:3])

    @cached_property
    def shown(self) -> int:
        """How many characters a reader sees."""
        return sum(len(item.text) for item in self.items)

    @cached_property
    def links(self) -> int:
        """How many lines are links to other pages."""
        return sum(item.is_link for item in self.items)

    @property
    def stands_alone(self) -> bool:
        """Whether no portal is around it."""
        return self.links <= _FEW_LINKS

    @cached_property
    def has_document(self) -> bool:
        """Whether the page links or shows a document."""
        links = select(self.source.tree, "a[href]")
        return self.has("document") or any(is_document(link.get("href") or "") for link in links)

    @cached_property
    def is_headed(self) -> bool:
        """Whether a line is what the page's title or its address spells, and prose is beside it."""
        slugs = self._head.slugs
        lines = (item.folded for item in self.items if item.kind == "text" and not item.is_link)
        return bool(self.prose) and any(
            line in self.names or slug_score(line, slugs) for line in lines
        )

    @cached_property
    def is_posted(self) -> bool:
        """Whether the head dates the page, or near a notice a line prints a day: not the clock's.

        The day that stands in the notice itself is no such line, nor are those of other articles.
        """
        if self._head.dates:
            return True
        said = [number for number, item in enumerate(self.items) if self._gives_notice(item)]
        near = {one for number in said for one in range(number - _NEAR, number + _NEAR + 1)}
        return any(self._is_stamped(one) for one in sorted(near) if 0 <= one < len(self.items))

    @cached_property
    def _head(self) -> Head:
        return read_head(self.source.tree, self.source.url)

    def _gives_notice(self, item: Item) -> bool:
        is_own = item.kind == "text" and not item.is_link and not item.is_chrome
        return is_own and (notice_kind(item.text) or heading_kind(item.text)) is not None

    def _is_stamped(self, number: int) -> bool:
        item = self.items[number]
        if not self._is_plain(item) or notice_kind(item.text) or _PERIOD.search(item.folded):
            return False
        around = self.items[max(0, number - 1) : number + 2]
        if any(one.is_link and len(one.text.split()) >= _WORDS_OF_TITLE for one in around):
            return False
        day = _DAY.search(item.text)
        is_under_heading = number > 0 and self.items[number - 1].level > 0
        return day is not None and (is_under_heading or not self._is_today(day))

    def _is_today(self, day: re.Match[str]) -> bool:
        seen_at = self.source.seen_at.astimezone(VIETNAM)
        return tuple(map(int, day.groups())) == (seen_at.day, seen_at.month, seen_at.year)

    def has(self, kind: str) -> bool:
        """Whether the page has an item of that kind."""
        return any(item.kind == kind for item in self.items)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Lines that are no links, no footer and nothing that all pages of the site carry."""
        return tuple(item.text for item in self.items if self.is_own(item))

    def is_own(self, item: Item) -> bool:
        """Whether an item is a line of this page's own."""
        if item.kind != "text" or item.is_link or item.is_chrome:
            return False
        if shape(item.folded) in self.source.repeated or _FOOTER.search(item.folded):
            return False
        is_stamp = len(item.text) <= _LONGEST_STAMP and _STAMP.search(item.folded)
        if is_stamp or item.folded in self.names or self._is_site(item):
            return False
        return bool(drop_lines((Line(text=item.text),)))

    def _is_plain(self, item: Item) -> bool:
        if item.kind != "text" or item.is_link or item.is_chrome:
            return False
        return item.folded not in self.source.repeated and not _FOOTER.search(item.folded)

    def _is_site(self, item: Item) -> bool:
        is_named = len(item.text) <= _LONGEST_SITE and _SITE.match(item.folded)
        return bool(is_named) and item.text[-1] not in ".!" and notice_kind(item.text) is None

    @cached_property
    def names(self) -> frozenset[str]:
        """The parts of the page's title, folded: the site's name and what the page is called."""
        return frozenset(map(fold, (self.title, *_SEPARATED.split(self.title))))

    @cached_property
    def prose(self) -> int:
        """Characters in lines that read like an article's.

        Where no portal is around, a line without Vietnamese marks is a server's explanation.
        """
        of_others = teasers(self.items)
        own = (item.text for item in self.items if item not in of_others and self.is_own(item))
        return sum(len(line) for line in own if self._is_prose(line))

    def _is_prose(self, line: str) -> bool:
        if len(line) < _PROSE or line.endswith("?") or is_trace(line):
            return False
        if is_filler(line) or notice_kind(line):
            return False
        if line[-1] not in _ENDS and len(line) < _UNENDED:  # a title, an abstract
            return False
        return is_accented(line) or not self.stands_alone

    @cached_property
    def says_nothing_else(self) -> bool:
        """Whether all that the page says of its own are headings, short labels and notices."""
        headed = {item.text for item in self.items if item.level}
        return all(
            len(line) < _OWN
            or line in headed
            or line[-1] in "?:"
            or is_filler(line)
            or notice_kind(line) is not None
            for line in self.lines
        )

"""vnPortal's module pages, /?pageid=…: steering documents, the library, published budgets.

Seen of them: the two-column table in div.LibraryDetail, the wrapper UICongKhaiNganSach_Default with
its rows "Ngày công bố" and links in td.tg-yw4l, the pager's form targets ctrl_<module>_<n>$pager$…,
and the addresses. The markup of lists is not known: a list is what links to a module's items.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import ClassVar, Self

from lxml.html import HtmlElement

from archive.identity import article_key
from archive.text import fold
from crawler.extract import record
from crawler.extract.blocks import Block
from crawler.extract.boilerplate import drop_lines
from crawler.extract.byline import Byline
from crawler.extract.errors import MissingField
from crawler.extract.html import first, select, text_of
from crawler.extract.page import ArticlePage
from crawler.extract.plain_listing import PlainListing, around_all
from crawler.extract.source import Source

_MODULE = re.compile(r"[?&]pageid=\d", re.IGNORECASE)
_MOST_PARTS = 20  # of a page, that may be its list
_PAGER = "a[href*='$pager'], a[href*='$Pager']"
# What a link, or a row with nothing but a link, may say without naming its file (folded).
_DOWNLOAD = re.compile(
    r"(?:tai|xem|mo|download)(?: (?:ve|xuong|file|tep(?: tin)?|tai lieu|van ban|chi tiet|tai day))*"
)


class VnPortalDocument(ArticlePage):
    """A document's record: its abstract is the title, its rows are the paragraphs.

    It is published on the day it was issued. Who signed it is not its author, and stays in its row.
    """

    portal = "vnportal"
    layout = "vnportal-document"
    marker = ".LibraryDetail"
    title_at = "table"
    content_at = "table"
    date_source = "issued"
    titled: ClassVar[tuple[re.Pattern[str], ...]] = (record.ABSTRACT, record.NAME, record.NUMBER)

    @classmethod
    def of(cls, source: Source) -> Self | None:
        """The record in its wrapper, else the table that is one on a page that shows one item.

        A budget's record is not this layout's, though it may have a number.
        """
        found = super().of(source)
        if found is not None or not (_MODULE.search(source.url) and article_key(source.url)):
            return found
        budgets = set(select(source.tree, f"{VnPortalBudget.marker} table"))
        others = (table for table in _shallow(source.tree) if table not in budgets)
        tables = (table for table in others if record.is_record(table))
        wrappers = (table.getparent() for table in tables)
        return next((cls(source, one) for one in wrappers if one is not None), None)

    @cached_property
    def title(self) -> str:
        """The abstract, else the document's name, else its number; raises MissingField."""
        found = next(filter(None, map(self._value, self.titled)), None)
        if found is None:
            raise MissingField(self.layout, "a title", f"{self.marker}: an abstract or a number")
        return found

    def printed_date(self) -> str | None:
        """The day on which the document was issued."""
        return self._value(record.ISSUED)

    @property
    def body(self) -> tuple[Block, ...]:
        """The record's rows, and text below them up to a list of other documents."""
        return self._rows

    @property
    def byline(self) -> Byline:
        """Nothing: a record's last row names who signed."""
        return Byline()

    @cached_property
    def _rows(self) -> tuple[Block, ...]:
        files = [one.label for one in self.attachments() if one.label]
        rows = record.rows(self.block, files)
        return drop_lines([one for one in rows if not _is_nameless(getattr(one, "text", ""))])

    def _value(self, label: re.Pattern[str]) -> str | None:
        pairs = record.pairs(self.body)
        return next((value for name, value in pairs if value and label.fullmatch(name)), None)


class VnPortalBudget(VnPortalDocument):
    """One published budget, called what its row says or, without one, what its link says."""

    layout = "vnportal-budget"
    marker = ".UICongKhaiNganSach_Default"
    titled = (record.ABSTRACT, record.NAME)

    @classmethod
    def of(cls, source: Source) -> Self | None:
        """The record, where the module shows a single one; several are a list."""
        block = first(source.tree, cls.marker)
        return cls(source, block) if block is not None and record.count_issued(block) == 1 else None

    @cached_property
    def title(self) -> str:
        """What the row or else a link calls it, else its number; raises MissingField."""
        links = (text_of(link) for link in select(self.block, "td.tg-yw4l a"))
        named = (text for text in links if not _is_nameless(text))
        known = (*map(self._value, self.titled), *named, self._value(record.NUMBER))
        return next(filter(None, known), None) or super().title


class VnPortalModuleListing(PlainListing):
    """A module's list: rows that link to its items, paged by sending the page's form back."""

    portal = "vnportal"
    layout = "vnportal-module-list"
    marker = "[class*=_Default], table"
    pager_at = f"{_PAGER}, a[href*='$pager'] ~ span, {PlainListing.pager_at}"

    @classmethod
    def of(cls, source: Source) -> Self | None:
        """The list, on a module's page that shows no single item."""
        if article_key(source.url) is not None:
            return None
        page = cls(source)
        is_module = _MODULE.search(source.url) or first(source.tree, _PAGER) is not None
        if is_module and page.entries():
            return page
        budgets = first(source.tree, VnPortalBudget.marker)
        return page if budgets is not None and record.count_issued(budgets) > 1 else None

    def is_entry(self, reference: str) -> bool:
        """Whether a link shows one item of a module: ?pageid=27218&p_steering=153."""
        return bool(_MODULE.search(reference))

    def date_of(self, item: HtmlElement) -> str | None:
        """The date in the column headed so, else in a cell that is nothing but a date."""
        headed = (text_of(cell) for cell in _issued_cells(item))
        return next(filter(self.is_date, headed), None) or super().date_of(item)

    @cached_property
    def listed(self) -> HtmlElement:
        """What the pager turns over; without one, the module with the most items, else the page."""
        turned = first(self.source.tree, _PAGER)
        around = turned.iterancestors() if turned is not None else ()
        parts = select(self.source.tree, self.marker)
        holds = Counter(
            above for links in self.links(self.source.tree).values() for above in around_all(links)
        )
        by_size = sorted(parts, key=lambda one: holds[one], reverse=True)[:_MOST_PARTS]
        return next((one for one in (*around, *by_size) if self.links(one)), self.source.tree)


def _is_nameless(text: str) -> bool:
    """Whether a link's text says that there is a file, but not which."""
    return bool(_DOWNLOAD.fullmatch(fold(text).strip(" |:.()[]")))


def _shallow(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The page's first tables, without those deep in others: each is read whole."""
    tables = (one for one in tree.iter("table") if sum(1 for _ in one.iterancestors("table")) < 4)
    return (one for one in islice(tables, 40) if sum(1 for _ in one.iter("table")) <= 12)


def _issued_cells(row: HtmlElement) -> Iterator[HtmlElement]:
    """The row's cell in the column that is headed as the day of issue."""
    table = next(row.iterancestors("table"), None)
    head = first(table, "tr") if table is not None else None
    names = [fold(text_of(cell)).strip() for cell in head] if head is not None else []
    for name, cell in zip(names, row, strict=False):
        if record.ISSUED.fullmatch(name):
            yield cell

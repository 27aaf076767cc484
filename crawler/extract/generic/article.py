"""Reads article pages of layouts that nobody has described."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Self

from crawler.extract.blocks import Block, Line
from crawler.extract.generic.find import Found, find_article
from crawler.extract.page import ArticlePage
from crawler.extract.source import Source

_MARK = "data-found"
_OPENING = 3  # lines at the body's start, where the section's name may stand


class GenericArticle(ArticlePage):
    """An article page read by what its text looks like; see `confidence`.

    Names of classes and ids, and the order of blocks, carry no meaning. The title is the line that
    the address or the page's head spells, else a heading; the body the smallest element with most
    of the text near it.
    """

    portal = "generic"
    layout = "generic"
    marker = title_at = ""
    content_at = f"[{_MARK}~=body]"
    lead_image_at = f"[{_MARK}~=lead]"
    boilerplate_at = "nav"

    def __init__(self, source: Source, found: Found) -> None:
        super().__init__(source, found.block)
        self.found = found
        self.confidence = found.confidence

    @classmethod
    def of(cls, source: Source) -> Self | None:
        """The page's reading, or None when nothing on it looks like an article."""
        found = find_article(deepcopy(source.tree), source, mark=_MARK)
        return None if found is None else cls(source, found)

    @property
    def title(self) -> str:
        """The headline."""
        return self.found.title

    def summary(self) -> str | None:
        """A paragraph of its own beside the body."""
        return self.found.summary

    def printed_date(self) -> str | None:
        """A line near title and body that is nothing but a date."""
        return self.found.printed_date

    def author(self) -> str | None:
        """The name in a line beside the body that is labelled as the author's."""
        return self.found.origin.author

    def _without_ornaments(self, blocks: Sequence[Block]) -> Iterator[Block]:
        for number, block in enumerate(super()._without_ornaments(blocks)):
            text = block.text if isinstance(block, Line) else ""
            names_section = text and number < _OPENING and self._is_section(text)
            if not (names_section or text in self.found.dropped):
                yield block

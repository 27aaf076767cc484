"""What a table is there for: data, a picture with its caption, or to place what stands in it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from bs4.element import Tag

from archive.text import normalize
from crawler.extract.cues import Cell
from crawler.extract.pictures import is_ornament

_LONGEST_CAPTION = 330  # characters of a caption in a picture table
_LONGEST_BESIDE = 160  # characters of a caption in the cell beside
_LONGEST_FACT = 300  # characters of a cell beside a portrait
_WIDEST = 50  # columns that one cell may claim
_COLUMN_TEXT = 120  # characters of each paragraph in a column of running text


@dataclass(frozen=True)
class Box:
    """One cell: its element, its place, its text."""

    tag: Tag
    place: Cell

    @cached_property
    def text(self) -> str:
        """All of the cell's text, only good to measure."""
        return normalize(self.tag.get_text(" "))

    @cached_property
    def pictures(self) -> tuple[Tag, ...]:
        """The cell's pictures, icons left out."""
        return tuple(tag for tag in self.tag.find_all("img") if not is_ornament(tag))


@dataclass(frozen=True)
class Table:
    """A table's own rows, not those of tables inside it."""

    tag: Tag

    @cached_property
    def rows(self) -> tuple[tuple[Box, ...], ...]:
        """Rows of cells, placed as a browser does, from row 0 and column 0."""
        filled: dict[int, int] = {}  # column: rows that a cell from above still covers
        return tuple(_placed(row, number, filled) for number, row in enumerate(_own_rows(self.tag)))

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        """All cells."""
        return tuple(box for row in self.rows for box in row)

    @cached_property
    def is_nest(self) -> bool:
        """Whether another table stands in this one."""
        return self.tag.find("table") is not None

    @cached_property
    def is_data(self) -> bool:
        """Whether it is there for its cells."""
        if self.is_nest or max(map(_filled, self.rows), default=0) < 2:
            return False
        if any(box.pictures for box in self.boxes):
            return self._is_roster
        return not any(_is_column(box, alone=len(self.rows) == 1) for box in self.boxes)

    @property
    def _is_roster(self) -> bool:
        """Rows of facts with a portrait each."""
        with_facts = sum(_filled(row) >= 2 for row in self.rows)
        longest = max(len(box.text) for box in self.boxes)
        return longest <= _LONGEST_FACT and with_facts * 2 > len(self.rows) and not self._is_gallery

    @property
    def _is_gallery(self) -> bool:
        """Rows of pictures between rows of texts, never both in one row but in one cell."""
        return not any(
            any(box.pictures for box in row) and any(box.text and not box.pictures for box in row)
            for row in self.rows
        )

    @cached_property
    def is_picture(self) -> bool:
        """Pictures and a caption for each, or for all; not what wraps an article."""
        if self.is_nest or self.tag.find("img") is None:
            return False
        texts = [box for box in self.boxes if box.text]
        pictures = [box for box in self.boxes if box.pictures]
        has_caption = self.tag.find("caption", recursive=False) is not None
        if not texts:
            return bool(pictures) and has_caption
        if not 0 < len(texts) <= sum(len(box.pictures) for box in pictures):
            return False
        is_led_by_picture = self.boxes.index(pictures[0]) <= self.boxes.index(texts[0])
        is_short = max(len(box.text) for box in texts) <= _LONGEST_CAPTION
        return is_led_by_picture and is_short and not any(map(self._is_beside, texts))

    def _is_beside(self, text: Box) -> bool:
        """Running text beside a picture, in the same row."""
        row = self.rows[text.place.row]
        is_level = any(box.pictures for box in row) and not text.pictures
        return is_level and (len(text.text) > _LONGEST_BESIDE or len(text.tag.find_all("p")) > 1)


def _own_rows(table: Tag) -> Iterator[Tag]:
    for child in table.find_all(("tr", "tbody", "thead", "tfoot"), recursive=False):
        if child.name == "tr":
            yield child
        else:
            yield from child.find_all("tr", recursive=False)


def _placed(row: Tag, number: int, filled: dict[int, int]) -> tuple[Box, ...]:
    boxes: list[Box] = []
    column = 0
    covered = {at for at, rows in filled.items() if rows > 0}
    for at in covered:
        filled[at] -= 1
    for tag in row.find_all(("td", "th"), recursive=False):
        while column in covered:
            column += 1
        width = _span(tag, "colspan")
        filled |= dict.fromkeys(range(column, column + width), _span(tag, "rowspan") - 1)
        boxes.append(Box(tag, Cell(number, column, width)))
        column += width
    return tuple(boxes)


def _span(tag: Tag, name: str) -> int:
    with suppress(ValueError):
        return max(1, min(_WIDEST, int(str(tag.get(name) or 1))))
    return 1


def _filled(row: tuple[Box, ...]) -> int:
    return sum(bool(box.text) for box in row)


def _is_column(box: Box, *, alone: bool) -> bool:
    """A cell of running text; `alone`: the table has one row."""
    paragraphs = len(box.tag.find_all("p"))
    if paragraphs > 3 and len(box.text) > 600:
        return True
    return alone and paragraphs > 1 and len(box.text) > paragraphs * _COLUMN_TEXT

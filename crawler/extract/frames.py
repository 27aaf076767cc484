"""Captions in one frame with their pictures: figures, and tables made of pictures and texts."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from crawler.extract.blocks import Block, Line, Picture
from crawler.extract.cues import Cell

# The longest captions seen are full sentences of 220 and 311 characters, in figcaptions.
LONGEST_MARKED = 600


@dataclass(slots=True)
class _Table:
    """Where the lines of one picture table stand: rows and lines by column, from the top."""

    rows: dict[int, list[int]] = field(default_factory=dict)
    lines: dict[int, list[int]] = field(default_factory=dict)
    at: dict[tuple[int, int], list[int]] = field(default_factory=dict)

    def add(self, number: int, cell: Cell) -> None:
        self.at.setdefault((cell.row, cell.column), []).append(number)
        for column in range(cell.column, cell.column + cell.width):
            self.rows.setdefault(column, []).append(cell.row)
            self.lines.setdefault(column, []).append(number)

    def caption(self, cell: Cell) -> tuple[int, ...]:
        """Lines in the nearest row below the cell, else in the cell to its right."""
        nearest = {row for column in _columns(cell) if (row := self._below(column, cell.row))}
        if nearest:
            row = min(nearest)
            found = {line for column in _columns(cell) for line in self._in_row(column, row)}
            return tuple(sorted(found))
        return tuple(self.at.get((cell.row, cell.column + cell.width), ()))

    def _below(self, column: int, row: int) -> int | None:
        rows = self.rows.get(column, [])
        place = bisect_right(rows, row)
        return rows[place] if place < len(rows) else None

    def _in_row(self, column: int, row: int) -> list[int]:
        rows = self.rows.get(column, [])
        end = bisect_right(rows, row)
        return self.lines.get(column, [])[bisect_right(rows, row - 1) : end]


def _columns(cell: Cell) -> range:
    return range(cell.column, cell.column + cell.width)


def held_captions(blocks: Sequence[Block]) -> dict[int, tuple[int, ...]]:
    """For pictures in a figure or picture table, the lines there that belong to them."""
    frames: dict[tuple[int, Cell | None], list[int]] = {}
    tables: dict[int, _Table] = {}
    for number, block in enumerate(blocks):
        if block.holder:
            frames.setdefault((block.holder, block.cell), []).append(number)
            if isinstance(block, Line) and block.cell:
                tables.setdefault(block.holder, _Table()).add(number, block.cell)
    found: dict[int, tuple[int, ...]] = {}
    for (holder, cell), frame in frames.items():
        for picture, own in _side_by_side(blocks, frame):
            table = tables.get(holder)
            lines = own or (table.caption(cell) if table and cell else ())
            if 0 < sum(len(getattr(blocks[n], "text", "")) for n in lines) <= LONGEST_MARKED:
                found[picture] = lines
    return found


def _side_by_side(
    blocks: Sequence[Block], frame: Sequence[int]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Each picture of a figure or cell with the next lines; the first also with those above."""
    above: list[int] = []
    pictures: list[int] = []
    lines: list[int] = []
    for number in frame:
        if isinstance(blocks[number], Picture):
            if lines:
                yield from ((picture, tuple(lines)) for picture in pictures)
                pictures, lines, above = [], [], []
            pictures.append(number)
        elif pictures:
            lines.append(number)
        else:
            above.append(number)
    yield from ((picture, tuple(lines or above)) for picture in pictures)

"""A document's record: rows of a label and a value, known by the wording of their labels.

Seen on vnPortal: "Số ký hiệu văn bản", "Ngày ban hành", "Ngày hiệu lực", "Trích yếu nội dung",
"Người ký duyệt", and "Ngày công bố" for budgets. The other wordings are those that Vietnamese
offices use for the same things.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from copy import deepcopy
from itertools import zip_longest

from lxml.html import HtmlElement

from archive.text import fold
from crawler.extract.blocks import Block, Line, read_blocks
from crawler.extract.html import drop, select, soup_of

# Labels, folded and without what stands around them.
ABSTRACT = re.compile(r"(?:noi dung )?trich yeu(?: noi dung)?(?: van ban)?")
NAME = re.compile(
    r"ten (?:van ban|tai lieu|bao cao|bieu(?: mau)?)|tieu de|noi dung(?: cong khai| van ban)?"
    r"|ve viec|bao cao|bieu cong khai"
)
NUMBER = re.compile(
    r"so ?[/,-]? ?(?:va )?k[iy] ?hieu(?: van ban)?|(?:so(?: hieu)?|k[iy] hieu)(?: van ban)?"
)
ISSUED = re.compile(
    r"(?:ngay|thoi gian)(?: thang)? (?:ban hanh|ky(?: ban hanh)?|cong bo|cong khai|(?:ra )?van ban)"
    r"(?: van ban)?"
)
_FURTHER = re.compile(
    r"(?:ngay|thoi gian) .{2,40}|nguoi ky(?: duyet)?|(?:co quan|don vi) ban hanh|linh vuc"
    r"|(?:loai|hinh thuc|the loai) van ban|trang thai|hieu luc"
)
_FILES = re.compile(
    r"(?:(?:cac )?(?:tep|file|tai lieu|van ban)(?: tin)?(?: dinh)? kem(?: theo)?|tai ve)?"
)
_RELATED = re.compile(
    r"(?:cac )?(?:van ban|tai lieu|tin)"
    r"(?: moi| khac| lien quan| cung (?:loai|linh vuc|co quan)| da ban hanh| cu hon| moi hon)+"
)
_AROUND = " :|*.-–()"  # signs around a label


def pairs(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """Each label, folded, with its value: in one cell after a colon, or in the cell beside it."""
    lines = [block for block in blocks if isinstance(block, Line)]
    cells = [cell.strip() for line in lines for cell in line.text.split("|")]
    for cell, beside in zip_longest(cells, cells[1:], fillvalue=""):
        label, colon, value = cell.partition(":")
        if colon and value.strip():
            yield _bare(label), value.strip()
        elif _is_label(cell):
            yield _bare(cell), "" if _is_label(beside) else beside


def is_record(block: HtmlElement) -> bool:
    """Whether `block` is one document's record: no list of them, and no table of figures."""
    found = [(name, value) for name, value in pairs(_read(block)) if value and _is_label(name)]
    names = [name for name, _ in found]
    named = [name for name in names if ABSTRACT.fullmatch(name) or NUMBER.fullmatch(name)]
    return 0 < len(named) == len(set(named)) and len(set(names)) > 1


def count_issued(block: HtmlElement) -> int:
    """How many documents `block` dates."""
    return sum(bool(ISSUED.fullmatch(name)) for name, _ in pairs(_read(block)))


def rows(block: HtmlElement, files: Collection[str]) -> tuple[Block, ...]:
    """The record's rows, and text below them; `files` are labels of attached files.

    What stands above the table is the module's heading; from a heading such as "Văn bản liên quan"
    on there are other documents.
    """
    blocks = _read(block)
    labelled = [number for number, one in enumerate(blocks) if _is_labelled(one)]
    if not labelled:
        return ()
    start, below = labelled[0], labelled[-1] + 1
    while start and _is_row(blocks[start - 1]):
        start -= 1
    while below < len(blocks) and _is_row(blocks[below]):
        below += 1
    return (*blocks[start:below], *_own_text(blocks[below:], files))


def _is_row(block: Block) -> bool:
    return isinstance(block, Line) and block.kind == "row"


def _own_text(blocks: tuple[Block, ...], files: Collection[str]) -> Iterator[Block]:
    for block in blocks:
        text = getattr(block, "text", "")
        if _RELATED.fullmatch(_bare(text)):
            return
        for label in sorted(files, key=len, reverse=True):
            text = text.replace(label, "")
        if not isinstance(block, Line) or not _FILES.fullmatch(_bare(text)):
            yield block


def _read(block: HtmlElement) -> tuple[Block, ...]:
    """Lines and pictures, without icons in rows; tables within a cell are part of its row."""
    plain = deepcopy(block)
    drop(plain, "tr img, a img, li img")
    for table in select(plain, "td table"):
        if not any(True for _ in filter(_is_labelled, read_blocks(soup_of(table)))):
            for inner in [table, *table.iter("tbody", "tr", "td", "th")]:
                inner.tag = "span"
    return read_blocks(soup_of(plain))


def _is_labelled(block: Block) -> bool:
    return isinstance(block, Line) and any(_is_label(name) for name, _ in pairs((block,)))


def _is_label(text: str) -> bool:
    kinds = (ABSTRACT, NAME, NUMBER, ISSUED, _FURTHER)
    return any(kind.fullmatch(_bare(text)) for kind in kinds)


def _bare(text: str) -> str:
    return fold(text).strip(_AROUND)

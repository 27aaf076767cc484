"""Ties captions to pictures: what stands under, beside or in one frame with an image.

The rules follow bodies seen on real portals: marked captions (figcaption, a caption class), picture
tables with the caption in the next row, and plain neighbours told from body text by emphasis over
the whole line, centring (also by a run of non-breaking spaces), shortness and wording.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.text import fold
from crawler.extract.blocks import Block, Line, Picture

# The longest captions seen are full sentences of 220 and 311 characters, in figcaptions; emphasised
# paragraphs from about 400 on are body text.
_LONGEST_MARKED = 600
_LONGEST_STYLED = 330
_LONGEST_PLAIN = 200
_LONGEST_SENTENCE = 160

_LONGEST_CREDIT = 120

_CREDIT = re.compile(
    r"[\s(\[–—,;-]*\b(?:ảnh|nguồn(?: ảnh)?|photo|theo)\s*:\s*"
    r"(?P<credit>[^()\[\]:]{2,80}?)\s*[)\].]*$",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^(?:[IVX]+|\d{1,2}(?:\.\d{1,2})*|[a-zđ])\s*[./)]\s*\S")
_TWO_SENTENCES = re.compile(r"[^\W\d]{2,}[.!?…]\s+[^\W\d_]")  # a lead paragraph, not a caption
_ONLY_CREDIT = re.compile(r"^[(\[]?(?:ảnh|nguồn ảnh|photo)\s*:\s*\S.{1,60}$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…:;,]['\"”’)\]]*$")
_BYLINE = re.compile(
    r"^(?:tac gia|nguoi viet|nguon|nguon tin|theo|tin|bai|tin,? anh|bai,? anh|tin,? bai"
    r"|tin (?:va|&) anh|thuc hien|bien tap)\s*:"
)
# How captions begin, seen in the wild; only such a short full sentence is taken for one.
_OPENINGS = re.compile(
    r"^(?:quang canh|toan canh|khung canh|hinh anh|canh |anh minh hoa|anh tu lieu|anh chup|anh:"
    r"|cac dai bieu|dai bieu (?:du|tham)|mot (?:goc|tiet muc)|chup anh luu niem|hien truong "
    r"|(?:cac )?(?:dong chi|d/c) .*(?:phat bieu|chu tri|trao|tang|tham|kiem tra|du hoi nghi"
    r"|ket luan))"
)
_BOLD_HEADING = re.compile(
    r"^(?:ve |ket qua|phuong huong|muc tieu|nhiem vu|mot so|giai phap|ton tai|han che|thoi gian"
    r"|dia diem)"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture, its caption and credit, and how many paragraphs stand before it."""

    picture: Picture
    caption: str | None
    credit: str | None
    position: int


def split_credit(caption: str) -> tuple[str | None, str | None]:
    """Caption and credit of "Quang cảnh hội nghị. Ảnh: Minh Đường", each None when absent."""
    start = max(0, len(caption) - _LONGEST_CREDIT)
    found = _CREDIT.search(caption, start)
    if not found:
        return caption, None
    rest = caption[: found.start()].strip()
    return rest or None, found["credit"].strip()


def tie_captions(blocks: Sequence[Block]) -> tuple[tuple[Line, ...], tuple[Shown, ...]]:
    """The body's lines without captions, and its pictures with theirs."""
    caption_of = dict(_captions(blocks))
    taken = {number for numbers in caption_of.values() for number in numbers}
    lines: list[Line] = []
    shown: list[Shown] = []
    for number, block in enumerate(blocks):
        if isinstance(block, Picture):
            text = " ".join(_line(blocks, line).text for line in caption_of.get(number, ()))
            caption, credit = split_credit(text) if text else (None, None)
            shown.append(Shown(block, caption, credit, len(lines)))
        elif number not in taken:
            lines.append(block)
    return tuple(lines), tuple(shown)


def _captions(blocks: Sequence[Block]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """For each picture's index, the indexes of the lines that are its caption."""
    used: set[int] = set()
    lines_of = _lines_by_holder(blocks)
    for group in _groups(blocks):
        for picture in group:
            found = (
                _held(blocks, picture, lines_of)
                or _marked_before(blocks, group, used)
                or _below(blocks, group)
            )
            if found:
                used.update(found)
                yield picture, found


def _groups(blocks: Sequence[Block]) -> Iterator[tuple[int, ...]]:
    """Runs of pictures with no line between them, which may share one caption."""
    run: list[int] = []
    for number, block in enumerate(blocks):
        if isinstance(block, Picture):
            run.append(number)
        elif run:
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)


def _lines_by_holder(blocks: Sequence[Block]) -> dict[int, tuple[int, ...]]:
    """Indexes of the lines in each figure or picture table."""
    lines: dict[int, list[int]] = {}
    for number, block in enumerate(blocks):
        if isinstance(block, Line) and block.holder and len(block.text) <= _LONGEST_MARKED:
            lines.setdefault(block.holder, []).append(number)
    return {holder: tuple(numbers) for holder, numbers in lines.items()}


def _held(
    blocks: Sequence[Block], picture: int, lines_of: Mapping[int, tuple[int, ...]]
) -> tuple[int, ...]:
    """Lines in the same figure or picture table that belong to the picture."""
    lines = lines_of.get(blocks[picture].holder, ())
    cell = blocks[picture].cell
    return lines if cell is None else _in_table(blocks, lines, cell)


def _in_table(
    blocks: Sequence[Block], lines: tuple[int, ...], cell: tuple[int, int]
) -> tuple[int, ...]:
    """The caption in the picture's own cell, else below it, else across the whole next row."""
    row, column = cell
    for wanted in ((row, column), (row + 1, column), (row, column + 1)):
        if found := tuple(n for n in lines if blocks[n].cell == wanted):
            return found
    below = tuple(n for n in lines if (blocks[n].cell or (0, 0))[0] == row + 1)
    if len({blocks[n].cell for n in below}) == 1:
        return below
    return tuple(n for n in lines if blocks[n].cell is None)


def _marked_before(
    blocks: Sequence[Block], group: tuple[int, ...], used: set[int]
) -> tuple[int, ...]:
    """A marked caption above the pictures, when none is below and no picture has it already."""
    above, below = group[0] - 1, group[-1] + 1
    if below < len(blocks) and _looks_like_caption(_line(blocks, below)):
        return ()
    if above < 0 or above in used or _line(blocks, above).kind != "caption":
        return ()
    return (above,)


def _below(blocks: Sequence[Block], group: tuple[int, ...]) -> tuple[int, ...]:
    below = group[-1] + 1
    if below >= len(blocks) or not _looks_like_caption(_line(blocks, below)):
        return ()
    after = blocks[below + 1] if below + 1 < len(blocks) else None
    has_credit = isinstance(after, Line) and _ONLY_CREDIT.match(after.text)
    return (below, below + 1) if has_credit else (below,)


def _line(blocks: Sequence[Block], number: int) -> Line:
    block = blocks[number]
    if not isinstance(block, Line):
        raise TypeError(f"block {number} is a picture")
    return block


def _looks_like_caption(line: Line) -> bool:
    """Whether the line right under a picture is its caption rather than the article going on."""
    if line.kind == "caption":
        return len(line.text) <= _LONGEST_MARKED
    is_styled = line.is_italic or line.is_centred
    if line.kind != "text" and not (line.kind == "item" and is_styled):
        return False
    if line.holder or _is_structure(line):
        return False
    if is_styled or line.is_indented:
        return len(line.text) <= _LONGEST_STYLED
    if line.is_bold:
        return len(line.text) <= _LONGEST_SENTENCE and not _TWO_SENTENCES.search(line.text)
    return _reads_like_caption(line.text)


def _is_structure(line: Line) -> bool:
    """A numbered or introducing heading, or a byline."""
    if _BYLINE.match(fold(line.text)) and not line.is_italic and not line.is_centred:
        return True
    if line.text.endswith(":"):
        return True
    if line.is_italic or line.is_centred:
        return False
    if line.is_bold and (line.text.isupper() or _BOLD_HEADING.match(fold(line.text))):
        return True
    return bool(_HEADING.match(line.text))


def _reads_like_caption(text: str) -> bool:
    """Plain text: short and no full sentence, or a sentence that opens as captions do."""
    if not _SENTENCE_END.search(text):
        return len(text) <= _LONGEST_PLAIN
    if text[-1] in ":;,":
        return False
    return len(text) <= _LONGEST_SENTENCE and bool(_OPENINGS.match(fold(text)))

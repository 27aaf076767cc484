"""Ties captions to pictures: what stands under, beside or in one frame with an image.

The rules follow bodies seen on real portals: marked captions (figcaption, a caption class), picture
tables with the caption in the next row, and plain neighbours told from body text by emphasis over
the whole line, centring (also by a run of non-breaking spaces), shortness and wording. A style that
the article's own long paragraphs have says nothing. The caption of a picture without an address
(on the writer's own computer, or broken) stays in the text: no word of the page is lost.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from crawler.extract.blocks import Block, Line, Picture
from crawler.extract.frames import LONGEST_MARKED, held_captions
from crawler.extract.wording import (
    goes_on,
    is_credit,
    is_phrase,
    is_short_bold,
    is_structure,
    is_unmistakable,
    opens_like_caption,
    split_credit,
)

# Emphasised paragraphs from about 400 characters on are body text.
_LONGEST_STYLED = 330
_LONGEST_IN_ONE = 200
_BODY_TEXT = 120  # characters from which a line can only be body text or a full caption
_VERSE = 4  # styled lines of one paragraph from which it is a poem
_STYLES = ("is_italic", "is_centred", "is_indented", "is_small", "is_bold")


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture, its caption and credit, and how many paragraphs stand before it."""

    picture: Picture
    caption: str | None
    credit: str | None
    position: int


def tie_captions(blocks: Sequence[Block]) -> tuple[tuple[Line, ...], tuple[Shown, ...]]:
    """The body's lines without captions, and its pictures with theirs."""
    caption_of = _Tying(blocks).captions()
    kept = {n for n, block in enumerate(blocks) if isinstance(block, Line)}
    for picture, numbers in caption_of.items():
        if not _is_lost(blocks[picture]):
            kept.difference_update(numbers)
    lines: list[Line] = []
    shown: list[Shown] = []
    for number, block in enumerate(blocks):
        if isinstance(block, Picture):
            texts = [_text(blocks[line]) for line in caption_of.get(number, ())]
            caption, credit = split_credit(" ".join(texts)) if texts else (None, None)
            shown.append(Shown(block, caption, credit, len(lines)))
        elif number in kept:
            lines.append(block)
    return tuple(lines), tuple(shown)


def _is_lost(block: Block) -> bool:
    return isinstance(block, Picture) and block.is_lost


def _text(block: Block) -> str:
    return block.text if isinstance(block, Line) else ""


class _Tying:
    """The rules over one body; blocks are meant by their index."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.used: set[int] = set()
        self.held = held_captions(blocks)
        self.ordinary = _ordinary(blocks)
        self.has_styled = any(self._is_styled_caption(group) for group in _groups(blocks))

    def captions(self) -> dict[int, tuple[int, ...]]:
        """For each picture the lines that are its caption."""
        found: dict[int, tuple[int, ...]] = {}
        for group in _groups(self.blocks):
            free = []
            for picture in group:
                if lines := self.held.get(picture, ()):
                    found[picture] = lines
                    self.used.update(lines)
                else:
                    free.append(picture)
            lines = self._below(group) or self._above(group) if free else ()
            found |= dict.fromkeys(free, lines)
            self.used.update(lines)
        return found

    def _below(self, group: Sequence[int]) -> tuple[int, ...]:
        below = group[-1] + 1
        line = self._line(below)
        if line is None or not self._is_caption(line, group):
            return ()
        lines = [below]
        while (more := self._line(lines[-1] + 1)) and self._belongs(lines, more):
            lines.append(lines[-1] + 1)
        return () if self._is_verse(below) else tuple(lines)

    def _belongs(self, lines: Sequence[int], more: Line) -> bool:
        """Whether one more line is the caption's credit, or its end."""
        last = self._line(lines[-1])
        if last is None or len(lines) >= _VERSE or more.holder != last.holder:
            return False
        if is_credit(more.text):
            return True
        if is_credit(last.text) or not self._cues(last) or self._cues(last) != self._cues(more):
            return False
        size = sum(len(_text(self.blocks[n])) for n in lines) + len(more.text)
        is_one = last.paragraph == more.paragraph and more.breaks <= 1 and last.paragraph > 0
        return size <= _LONGEST_STYLED and (is_one or goes_on(last.text, more.text))

    def _is_verse(self, below: int) -> bool:
        line, number = self._line(below), below
        while (more := self._line(number)) and line and more.paragraph == line.paragraph > 0:
            if not self._cues(more):
                return False
            number += 1
        return number - below >= _VERSE

    def _above(self, group: Sequence[int]) -> tuple[int, ...]:
        """A marked or unmistakable caption above the pictures that no picture has already."""
        above = group[0] - 1
        line = self._line(above)
        if line is None or above in self.used or line.holder:
            return ()
        if line.kind == "caption":
            return (above,) if len(line.text) <= LONGEST_MARKED else ()
        is_alone = self._line(above - 1) is not None or above == 0
        is_sure = self._cues(line) and is_alone and is_unmistakable(line.text)
        return (above,) if is_sure and len(line.text) <= _LONGEST_STYLED else ()

    def _line(self, number: int) -> Line | None:
        block = self.blocks[number] if 0 <= number < len(self.blocks) else None
        return block if isinstance(block, Line) else None

    def _cues(self, line: Line) -> frozenset[str]:
        """Emphasis that tells a caption: not what the article's paragraphs have as well."""
        told = {name for name in _STYLES[:-1] if getattr(line, name)}
        return frozenset(told - self.ordinary)

    def _is_caption(self, line: Line, group: Sequence[int]) -> bool:
        """Whether the line right under pictures is their caption, not the article going on."""
        cues = self._cues(line)
        if line.holder or (line.is_linked and line.kind != "caption"):
            return False
        if line.kind == "caption":
            return len(line.text) <= LONGEST_MARKED
        if line.kind != "text" and not (
            cues and (line.kind == "item" or (line.kind == "heading" and line.is_italic))
        ):
            return False
        if _is_heading(line, cues):
            return False
        if cues:
            longest = _LONGEST_IN_ONE if cues == {"is_small"} else _LONGEST_STYLED
            return len(line.text) <= longest
        if any(_is_player(self.blocks[n]) for n in group):
            return False
        return self._is_plain_caption(line, group)

    def _is_plain_caption(self, line: Line, group: Sequence[int]) -> bool:
        if self._is_one_paragraph(line, group):
            return len(line.text) <= _LONGEST_IN_ONE
        if opens_like_caption(line.text) or is_credit(line.text):
            return True
        if line.is_bold:
            return "is_bold" not in self.ordinary and is_short_bold(line.text)
        is_quote = line.text.startswith(("“", '"')) and line.text.endswith(("”", '"'))
        return not self.has_styled and is_phrase(line.text) and not is_quote

    def _is_one_paragraph(self, line: Line, group: Sequence[int]) -> bool:
        """Whether a paragraph holds nothing but pictures and the line right under them."""
        before, after = self._line(group[0] - 1), self._line(group[-1] + 2)
        if line.paragraph == 0 or line.breaks > 1:
            return False
        if any(one and one.paragraph == line.paragraph for one in (before, after)):
            return False
        return self.blocks[group[-1]].paragraph == line.paragraph

    def _is_styled_caption(self, group: Sequence[int]) -> bool:
        """Whether a picture has a caption that its markup tells."""
        line = self._line(group[-1] + 1)
        if line is None or line.holder or line.kind not in ("text", "caption"):
            return False
        is_told = bool(self._cues(line)) or line.kind == "caption"
        return is_told and not _is_heading(line, self._cues(line))


def _is_player(block: Block) -> bool:
    return isinstance(block, Picture) and block.is_player


def _is_heading(line: Line, cues: frozenset[str]) -> bool:
    if line.text.isupper() and len(line.text) > 20 and not line.is_italic:
        return True
    marked = bool(cues & {"is_italic", "is_centred"})
    return is_structure(line.text, is_marked=marked, is_bold=line.is_bold)


def _groups(blocks: Sequence[Block]) -> Iterator[tuple[int, ...]]:
    """Runs of pictures with no line between them, which may share one caption.

    A player is no picture's neighbour.
    """
    run: list[int] = []
    for number, block in enumerate(blocks):
        is_end = run and (
            isinstance(block, Line) or _is_player(block) != _is_player(blocks[run[-1]])
        )
        if is_end:
            yield tuple(run)
            run = []
        if isinstance(block, Picture):
            run.append(number)
    if run:
        yield tuple(run)


def _ordinary(blocks: Sequence[Block]) -> frozenset[str]:
    """Styles that say nothing here: of most long paragraphs, or of headings within the text."""
    long = [one for one in blocks if isinstance(one, Line) and len(one.text) >= _BODY_TEXT]
    counts = Counter(name for line in long for name in _STYLES if getattr(line, name))
    common = {name for name, count in counts.items() if count >= 2 and count * 2 >= len(long)}
    inner = pairwise(blocks[:-2])
    headings = (
        isinstance(above, Line) and isinstance(line, Line) and line.is_bold for above, line in inner
    )
    return frozenset(common | ({"is_bold"} if any(headings) else set()))

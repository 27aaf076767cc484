"""The body of a demo article as blocks, and the plain notation they are written in.

Blocks stand apart by a blank line; each begins with what it is::

    Any other text is a paragraph; ~ is a non-breaking space, a lone ~ an empty spacer.
    ***An opening*** between three stars is bold italic.
    ## A heading
    - list items, one a line
    | table | rows |
    !v1 hoi-truong | An image in caption variant v1, and its caption
    !v2 /cho-phien                 (a leading slash: served by the portal itself; no caption)
    @link thong-bao-12 | A linked PDF (@viewer: in a pdf.js frame, @object: in an object tag)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

PICTURE_VARIANTS = frozenset(
    {"v1", "v1b", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "centred", "plain"}
)
PAPER_FORMS = frozenset({"link", "viewer", "object"})

_COMMAND = re.compile(
    r"(?P<sign>[!@])(?P<form>\w+) +(?P<name>[^|]+?) *(?:\| *(?P<text>.+))?$", re.S
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; empty text is a spacer. U+00A0 stands where the page prints ``&nbsp;``."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the body, a bold paragraph on the page."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """An unordered list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A data table, first row its head."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """An image; ``name`` is the stem of a file in ``content/media``."""

    name: str
    variant: str
    caption: str | None = None
    on_portal: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF: linked, shown by a pdf.js frame, or by an ``<object>``."""

    name: str
    form: str
    label: str


Block = Paragraph | Heading | Bullets | Table | Picture | Paper


def parse_blocks(text: str) -> tuple[Block, ...]:
    """Read the notation of this module; ValueError names a block that is not understood."""
    return tuple(_blocks(text.replace("~", "\N{NO-BREAK SPACE}")))


def _blocks(text: str) -> Iterator[Block]:
    for chunk in re.split(r"\n[ \t]*\n", text.strip(" \n")):
        lines = chunk.strip(" \n").split("\n")
        match chunk.strip(" \n")[:1]:
            case "!" | "@":
                yield _command(" ".join(lines))
            case "-":
                yield Bullets(tuple(line.removeprefix("-").strip() for line in lines))
            case "|":
                yield Table(tuple(_cells(line) for line in lines))
            case "#":
                yield Heading(" ".join(lines).lstrip("# "))
            case _:
                yield Paragraph(" ".join(lines).strip())


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def _command(line: str) -> Picture | Paper:
    found = _COMMAND.match(line)
    if found is None:
        raise ValueError(f"not a picture or a paper: {line!r}")
    form, name, text = found["form"], found["name"], found["text"]
    if found["sign"] == "!" and form in PICTURE_VARIANTS:
        return Picture(name.removeprefix("/"), form, text, on_portal=name.startswith("/"))
    if found["sign"] == "@" and form in PAPER_FORMS and text:
        return Paper(name, form, text)
    raise ValueError(f"unknown variant or form: {line!r}")

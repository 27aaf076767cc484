"""An article's body as lines and pictures in reading order, with the cues captions need."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bs4.element import NavigableString, PreformattedString, Tag

from archive.text import normalize

_NBSP_RUN = re.compile(r"^[\s\u00a0]*\u00a0{2,}[\s\u00a0]*")
_INDENT = (
    8  # non-breaking spaces: editors centre captions with 20 to 40 of them, paragraphs with 1-4
)
_LONGEST_IN_TABLE = 330  # characters of a caption in a picture table
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BREAKING = {
    *("p", "div", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "section", "article", "center"),
    *("figure", "figcaption", "pre", "address", "header", "footer", "main", "aside", "form", "tr"),
    *("hr", "table", "tbody", "thead", "tfoot", "td", "th", "caption", "fieldset", *_HEADINGS),
}
_SILENT = {
    *("script", "style", "noscript", "template", "iframe", "object", "embed", "input", "select"),
    *("textarea", "button", "svg", "math", "video", "audio", "canvas", "head", "title", "meta"),
}
_CAPTION_CLASS = re.compile(
    r"(?:^|[-_ ])(?:p?captions?|chu-?thich|image-?(?:caption|note|desc)|img-?caption|photo-?caption"
    r"|wp-caption-text)(?:$|[-_ ])",
    re.IGNORECASE,
)
_STYLE = {
    "italic": re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE),
    "bold": re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE),
    "centre": re.compile(r"text-align\s*:\s*center", re.IGNORECASE),
    "right": re.compile(r"text-align\s*:\s*(?:right|end)", re.IGNORECASE),
}
_ALIGN_CLASS = re.compile(r"(?:text|align)-?(center|right|end)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One paragraph; `kind` is "text", "heading", "item", "row" or "caption" (marked as one)."""

    text: str
    kind: str = "text"
    is_italic: bool = False
    is_bold: bool = False
    is_centred: bool = False
    is_right: bool = False
    is_indented: bool = False
    holder: int = 0
    cell: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One image element; `holder` numbers the figure or picture table around it, 0 is none."""

    tag: Tag
    holder: int = 0
    cell: tuple[int, int] | None = None


Block = Line | Picture


@dataclass(frozen=True, slots=True)
class _Context:
    """What the elements around a piece of text say of it."""

    kind: str = "text"
    italic: bool = False
    bold: bool = False
    centred: bool = False
    right: bool = False
    holder: int = 0
    cell: tuple[int, int] | None = None

    def inside(self, tag: Tag) -> "_Context":
        style = str(tag.get("style") or "")
        align = _alignment(tag, style)
        return replace(
            self,
            kind=_kind(tag, self.kind),
            italic=self.italic
            or tag.name in ("i", "em", "cite")
            or bool(_STYLE["italic"].search(style)),
            bold=self.bold or tag.name in ("b", "strong") or bool(_STYLE["bold"].search(style)),
            centred=align == "center" if align else self.centred,
            right=align == "right" if align else self.right,
        )


def _alignment(tag: Tag, style: str) -> str | None:
    if tag.name == "center" or _STYLE["centre"].search(style):
        return "center"
    if _STYLE["right"].search(style):
        return "right"
    named = str(tag.get("align") or "").lower()
    by_class = _ALIGN_CLASS.search(_classes(tag))
    named = named or (by_class[1].lower() if by_class and tag.name not in ("figure", "img") else "")
    return {"middle": "center", "end": "right"}.get(named, named) or None


def _kind(tag: Tag, outer: str) -> str:
    if tag.name == "figcaption" or _CAPTION_CLASS.search(_classes(tag)):
        return "caption"
    if tag.name in _HEADINGS:
        return "heading"
    if tag.name in ("li", "dd", "dt"):
        return "item"
    return outer


def _classes(tag: Tag) -> str:
    value = tag.get("class") or ""
    return value if isinstance(value, str) else " ".join(value)


def read_blocks(content: Tag) -> tuple[Block, ...]:
    """Lines and pictures of `content`, in reading order; empty lines are left out."""
    walk = _Walk()
    walk.enter(content, _Context())
    walk.end_line()
    return tuple(walk.blocks)


def plain_text(tag: Tag) -> str:
    """All text of `tag` on one line, spaced where its elements break lines and only there."""
    return " ".join(block.text for block in read_blocks(tag) if isinstance(block, Line))


@dataclass(slots=True)
class _Walk:
    """One pass over a tree: text gathers until something breaks the line."""

    blocks: list[Block] = field(default_factory=list)
    pieces: list[tuple[str, _Context]] = field(default_factory=list)
    holders: int = 0

    def enter(self, tag: Tag, context: _Context) -> None:
        for child in tag.children:
            if isinstance(child, Tag):
                self.meet(child, context)
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                self.pieces.append((str(child), context))

    def meet(self, tag: Tag, context: _Context) -> None:
        if tag.name in _SILENT or _is_hidden(tag):
            return
        if tag.name == "br":
            self.end_line()
        elif tag.name == "img":
            self.end_line()
            self.blocks.append(Picture(tag=tag, holder=context.holder, cell=context.cell))
        elif tag.name == "table":
            self.end_line()
            self.table(tag, context.inside(tag))
        elif tag.name in _BREAKING:
            self.end_line()
            self.enter(tag, self.held(tag, context.inside(tag)))
            self.end_line()
        else:
            self.enter(tag, context.inside(tag))

    def held(self, tag: Tag, context: _Context) -> _Context:
        """Inside a figure, what belongs together is known."""
        if tag.name != "figure" or tag.find("table") is not None or context.cell is not None:
            return context
        self.holders += 1
        return replace(context, holder=self.holders)

    def table(self, tag: Tag, context: _Context) -> None:
        rows = tuple(_rows(tag))
        is_small = _is_picture_table(tag)
        if is_small:
            self.holders += 1
            context = replace(context, holder=self.holders)
        heading = tag.find("caption", recursive=False)
        if isinstance(heading, Tag):
            kind = "caption" if is_small else context.kind
            self.enter(heading, replace(context.inside(heading), kind=kind))
            self.end_line()
        if _is_data(tag, rows):
            lines = (normalize(" | ".join(map(plain_text, cells))) for cells in rows)
            self.blocks.extend(Line(text=text, kind="row") for text in lines if text.strip(" |"))
            return
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                inner = context.inside(cell)
                if is_small:
                    inner = replace(inner, cell=(number, column))
                self.enter(cell, inner)
                self.end_line()

    def end_line(self) -> None:
        raw = "".join(text for text, _ in self.pieces)
        text = normalize(raw)
        if text:
            self.blocks.append(
                _line(text, raw, [c for piece, c in self.pieces if normalize(piece)])
            )
        self.pieces.clear()


def _line(text: str, raw: str, contexts: list[_Context]) -> Line:
    """The line, with what is true of all of its text."""
    outer = contexts[0]
    indent = _NBSP_RUN.match(raw)
    return Line(
        text=text,
        kind=outer.kind,
        is_italic=all(context.italic for context in contexts),
        is_bold=all(context.bold for context in contexts),
        is_centred=outer.centred,
        is_right=outer.right,
        is_indented=bool(indent) and indent[0].count("\u00a0") >= _INDENT if indent else False,
        holder=outer.holder,
        cell=outer.cell,
    )


def _is_hidden(tag: Tag) -> bool:
    style = str(tag.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or tag.has_attr("hidden")


def _rows(table: Tag) -> Iterator[tuple[Tag, ...]]:
    """The table's own rows of cells, not those of tables inside it."""
    for row in table.find_all("tr"):
        if row.find_parent("table") is table:
            yield tuple(row.find_all(("td", "th"), recursive=False))


def _is_data(table: Tag, rows: tuple[tuple[Tag, ...], ...]) -> bool:
    """Whether the table is there for its cells; else it only places what stands in them."""
    if table.find(("img", "table")) is not None or max(map(len, rows), default=0) < 2:
        return False
    return not any(
        len(cell.find_all("p")) > 3 and len(plain_text(cell)) > 600 for row in rows for cell in row
    )


def _is_picture_table(table: Tag) -> bool:
    """A table of pictures and a caption for each, or for all; not one that wraps the article."""
    if table.find("table") is not None:
        return False
    blocks = [block for cell in table.find_all(("td", "th")) for block in read_blocks(cell)]
    lines = [len(block.text) for block in blocks if isinstance(block, Line)]
    pictures = len(blocks) - len(lines)
    is_led_by_picture = bool(blocks) and isinstance(blocks[0], Picture)
    return is_led_by_picture and 0 < len(lines) <= pictures and max(lines) <= _LONGEST_IN_TABLE

"""An article's body as lines and pictures in reading order, with the cues captions need."""

import re
from dataclasses import dataclass, field, replace

from bs4.element import NavigableString, PreformattedString, Tag

from archive.text import normalize
from crawler.extract.cues import HEADINGS, Cell, Context, is_hidden
from crawler.extract.media_address import PLAYERS, shown_media
from crawler.extract.pictures import is_ornament, picture_source, same_file
from crawler.extract.tables import Box, Table

_NBSP_RUN = re.compile(r"^[\s\u00a0]*\u00a0[\s\u00a0]*")  # editors write them by turns with spaces
_INDENT = (
    8  # non-breaking spaces: editors centre captions with 20 to 40 of them, paragraphs with 1-4
)
BREAKING = {
    *("p", "div", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "section", "article", "center"),
    *("figure", "figcaption", "pre", "address", "header", "footer", "main", "aside", "form", "tr"),
    *("hr", "table", "tbody", "thead", "tfoot", "td", "th", "caption", "fieldset", *HEADINGS),
    *("details", "summary", "legend", "dialog", "hgroup", "nav", "menu", "dir", "marquee"),
}
SILENT = {
    *("script", "style", "template", "input", "select", "textarea", "button", "svg", "math"),
    *("canvas", "head", "title", "meta", "map", "progress", "meter", "datalist", *PLAYERS),
}
_WHOLE = Cell(1_000_000, 0, 50)  # a table's caption counts as its last row
_ANYWHERE = "http://localhost/"  # only to see whether a player's reference is an address at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One paragraph; `kind` is "text", "heading", "item", "row" or "caption" (marked as one).

    Lines of one `paragraph` are parted by nothing but line breaks; `breaks` counts those right
    before the line, from the last line or picture on.
    """

    text: str
    kind: str = "text"
    is_italic: bool = False
    is_bold: bool = False
    is_centred: bool = False
    is_right: bool = False
    is_indented: bool = False
    is_small: bool = False
    is_linked: bool = False
    holder: int = 0
    cell: Cell | None = None
    paragraph: int = 0
    breaks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One image element, or a player of video or sound.

    `holder` numbers the figure or picture table around it, 0 is none. A picture `is_lost` when it
    has no address that could be fetched, such as one on the writer's own computer.
    """

    tag: Tag
    holder: int = 0
    cell: Cell | None = None
    paragraph: int = 0
    is_player: bool = False
    is_lost: bool = False


Block = Line | Picture


def read_blocks(*contents: Tag) -> tuple[Block, ...]:
    """Lines and pictures of `contents`, in reading order; empty lines are left out."""
    walk = _Walk()
    for content in contents:
        walk.enter(content, walk.numbered(Context().inside(content)))
        walk.end_line()
    return tuple(walk.blocks)


def plain_text(tag: Tag) -> str:
    """All text of `tag` on one line, spaced where its elements break lines and only there."""
    return " ".join(block.text for block in read_blocks(tag) if isinstance(block, Line))


@dataclass(slots=True)
class _Walk:
    """One pass over a tree: text gathers until something breaks the line."""

    blocks: list[Block] = field(default_factory=list)
    pieces: list[tuple[str, Context]] = field(default_factory=list)
    holders: int = 0
    paragraphs: int = 0
    breaks: int = 0

    def enter(self, tag: Tag, context: Context) -> None:
        for child in tag.children:
            if isinstance(child, Tag):
                self.meet(child, context)
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                self.read(str(child), context)

    def read(self, text: str, context: Context) -> None:
        if not context.preformatted:
            self.pieces.append((text, context))
            return
        for number, line in enumerate(text.split("\n")):
            if number:
                self.end_line()
            self.pieces.append((line, context))

    def meet(self, tag: Tag, context: Context) -> None:
        if tag.name in PLAYERS:
            self.player(tag, context)
        elif tag.name in SILENT or is_hidden(tag):
            return
        elif tag.name == "br":
            self.end_line()
            self.breaks += 1
        elif tag.name == "img":
            self.picture(tag, context)
        elif tag.name == "noscript":
            self.unscripted(tag, context)
        elif tag.name == "table":
            self.end_line()
            self.table(Table(tag), context.inside(tag))
        elif tag.name in BREAKING:
            self.end_line()
            self.enter(tag, self.held(tag, self.numbered(context.inside(tag))))
            self.end_line()
            self.paragraphs += 1
        else:
            self.enter(tag, context.inside(tag))

    def numbered(self, context: Context) -> Context:
        self.paragraphs += 1
        return replace(context, paragraph=self.paragraphs)

    def picture(self, tag: Tag, context: Context) -> None:
        """Icons stand within their line, pictures end it."""
        if is_ornament(tag):
            return
        self.end_line()
        self.add(tag, context, is_lost=not picture_source(tag))

    def player(self, tag: Tag, context: Context) -> None:
        if shown_media(tag, _ANYWHERE) and not is_hidden(tag):
            self.end_line()
            self.add(tag, context, is_player=True)

    def add(
        self, tag: Tag, context: Context, *, is_player: bool = False, is_lost: bool = False
    ) -> None:
        self.breaks = 0
        self.blocks.append(
            Picture(
                tag=tag,
                holder=context.holder,
                cell=context.cell,
                paragraph=context.paragraph,
                is_player=is_player,
                is_lost=is_lost,
            )
        )

    def unscripted(self, tag: Tag, context: Context) -> None:
        """Pictures for browsers without scripts, unless they repeat the one before."""
        for image in tag.find_all("img"):
            last = self.blocks[-1] if self.blocks else None
            before = picture_source(last.tag) if isinstance(last, Picture) else ""
            if isinstance(last, Picture) and last.is_lost:
                self.blocks.pop()
            if not before or not same_file(before, picture_source(image)):
                self.picture(image, context)

    def held(self, tag: Tag, context: Context) -> Context:
        """Inside a figure, what belongs together is known."""
        if tag.name != "figure" or tag.find("table") is not None or context.cell is not None:
            return context
        self.holders += 1
        return replace(context, holder=self.holders)

    def table(self, table: Table, context: Context) -> None:
        if table.is_picture and not table.is_data:
            self.holders += 1
            context = replace(context, holder=self.holders)
        heading = table.tag.find("caption", recursive=False)
        if isinstance(heading, Tag):
            kind = "caption" if table.is_picture else context.kind
            inner = replace(self.numbered(context.inside(heading)), kind=kind)
            self.enter(heading, replace(inner, cell=_WHOLE) if table.is_picture else inner)
            self.end_line()
        for row in table.rows:
            if table.is_data:
                self.row(row, context)
            else:
                self.cells(row, context, is_picture=table.is_picture)
        self.paragraphs += 1

    def row(self, row: tuple[Box, ...], context: Context) -> None:
        for box in row:
            for image in box.pictures:
                self.picture(image, replace(context, cell=box.place))
        cells = [box for box in row if box.text or not box.pictures]
        text = normalize(" | ".join(plain_text(box.tag) for box in cells))
        if text.strip(" |"):
            self.blocks.append(Line(text=text, kind="row"))

    def cells(self, row: tuple[Box, ...], context: Context, *, is_picture: bool) -> None:
        for box in row:
            inner = self.numbered(context.inside(box.tag))
            self.enter(box.tag, replace(inner, cell=box.place) if is_picture else inner)
            self.end_line()

    def end_line(self) -> None:
        raw = "".join(text for text, _ in self.pieces)
        text = normalize(raw)
        if text:
            contexts = [context for piece, context in self.pieces if normalize(piece)]
            self.blocks.append(_line(text, raw, contexts, self.breaks))
            self.breaks = 0
        self.pieces.clear()


def _line(text: str, raw: str, contexts: list[Context], breaks: int) -> Line:
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
        is_indented=indent is not None and indent[0].count("\u00a0") >= _INDENT,
        is_small=all(context.small for context in contexts),
        is_linked=all(context.linked for context in contexts),
        holder=outer.holder,
        cell=outer.cell,
        paragraph=outer.paragraph,
        breaks=breaks,
    )

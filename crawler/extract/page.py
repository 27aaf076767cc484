"""Page objects over parsed HTML: selectors as class attributes, meaning as methods."""

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from itertools import islice, takewhile
from typing import ClassVar, Self

from lxml.html import HtmlElement

from archive.article import Article, Attachment, Image, Reference
from archive.dating import Dating, Published
from archive.text import fold, normalize
from archive.times import VIETNAM
from crawler.extract import files
from crawler.extract.blocks import Block, Picture, read_blocks
from crawler.extract.boilerplate import BLOCKS, drop_lines
from crawler.extract.byline import Byline, find_author, read_author, read_labels, take_byline
from crawler.extract.captions import Shown, tie_captions
from crawler.extract.dating import decide
from crawler.extract.dating.evidence import page_candidates, printed_candidate, read_field
from crawler.extract.errors import MissingField
from crawler.extract.html import drop, first, select, soup_of, text_of
from crawler.extract.line import line_of
from crawler.extract.others import is_anothers, rows_below
from crawler.extract.pictures import add_silent, picture_alt, picture_url, silent_caption, with_lead
from crawler.extract.references import captions_of, read_references
from crawler.extract.section import find_section
from crawler.extract.source import Source

_LOOKED_BELOW = 3  # elements below the body; further down stand related news and other modules
_OPENING = 3  # paragraphs that may say what day it was
_ALWAYS = datetime(9000, 1, 1, tzinfo=VIETNAM)  # when nothing printed is in the future
_LOOKED_AROUND = 40  # lines beside the body that may be its date
_LONGEST_DATE = 120  # characters of an element that prints nothing but a date and its labels


class ArticlePage:
    """One layout of a portal's article page; subclasses name what stands where.

    Selectors are CSS, looked up within the block that `marker` finds. A title and a body are
    promised: MissingField when they are not there. Every other field may be None.
    """

    portal: ClassVar[str]
    layout: ClassVar[str]
    marker: ClassVar[str]
    title_at: ClassVar[str]
    content_at: ClassVar[str]
    summary_at: ClassVar[str] = ""
    date_at: ClassVar[str] = ""
    author_at: ClassVar[str] = ""
    lead_image_at: ClassVar[str] = ""
    related_at: ClassVar[str] = ""  # other articles, whose titles and dates are not this one's
    boilerplate_at: ClassVar[str] = BLOCKS
    date_source: ClassVar[str] = "printed"  # "issued" where the date is a document's
    confidence: float = 1.0

    def __init__(self, source: Source, block: HtmlElement) -> None:
        self.source = source
        self.element = block
        self.block = deepcopy(block)
        if self.related_at:
            drop(self.block, self.related_at)
        named = (self.title_at, self.summary_at, self.date_at, self.author_at, self.lead_image_at)
        # Taken before anything is dropped: fields may stand within one another.
        self._fields = {at: deepcopy(first(self.block, at)) for at in named if at}
        if self.date_at and self._fields[self.date_at] is not None:
            self._fields[self.date_at] = deepcopy(self._own_date())
        drop(self.block, self.boilerplate_at)

    @classmethod
    def of(cls, source: Source) -> Self | None:
        """This layout's reading of the page, or None when its marker is not there."""
        block = cls.find_block(source.tree) if source.may_have(cls.marker) else None
        return None if block is None else cls(source, block)

    @classmethod
    def find_block(cls, tree: HtmlElement) -> HtmlElement | None:
        """The element that holds the article."""
        return first(tree, cls.marker)

    def _own_date(self) -> HtmlElement | None:
        """The first date field that is not another article's."""
        title = first(self.block, self.title_at)
        own = text_of(title) if title is not None else ""
        return next(
            (
                one
                for one in select(self.block, self.date_at)
                if not is_anothers(one, self.block, own=own)
            ),
            None,
        )

    def article(self) -> Article:
        """All that the page says; raises ExtractionError."""
        title = self.title
        lines, shown = tie_captions(self.body)
        paragraphs = tuple(line.text for line in lines)
        images, documents = self.images(shown), self.attachments()
        references = self.references(shown)
        if not (paragraphs or images or documents or references):
            raise MissingField(self.layout, "a body", self.content_at)
        summary = self.summary()
        files = [one.url for one in images] + [one.url for one in documents]
        published, dating = self.dated(summary, paragraphs, files)
        return Article(
            url=self.source.url,
            title=title,
            portal=self.portal,
            layout=self.layout,
            confidence=self.confidence,
            section=self.section,
            summary=summary,
            author=self.author() or self.byline.author,
            source=self.byline.source or self._stated_source(),
            published_at=published.at,
            published_raw=published.raw,
            published_precision=published.precision,
            dating=dating,
            paragraphs=paragraphs,
            images=images,
            attachments=documents,
            references=references,
        )

    @cached_property
    def title(self) -> str:
        """The headline; raises MissingField."""
        found = self._fields[self.title_at]
        if found is not None:
            drop(found, f"{self.boilerplate_at}, {self._others(self.title_at)}")
        title = line_of(found) if found is not None else ""
        if not title:
            raise MissingField(self.layout, "a title", self.title_at)
        return title

    def summary(self) -> str | None:
        """The sapo, which stands outside the body."""
        return self._text(self.summary_at)

    def author(self) -> str | None:
        """The name in the page's author field."""
        text = self._text(self.author_at)
        if text is None and self.author_at:
            beside = (first(one, self.author_at) for one in self.element.itersiblings())
            found = next((one for one in beside if one is not None), None)
            text = line_of(found) if found is not None else None
        return read_author(text)

    def _stated_source(self) -> str | None:
        """The source that the author field names beside the author."""
        text = self._text(self.author_at)
        return read_labels((text,)).source if text else None

    @cached_property
    def section(self) -> str | None:
        """The name of the section that the page says it belongs to."""
        return find_section(self.source, title=self.title)

    def dated(
        self, summary: str | None, paragraphs: Sequence[str], files: Iterable[str]
    ) -> tuple[Published, Dating]:
        """When the article was published, by all that its page says, and why.

        What its date field says does not change with the day it is read: that is its `page`.
        """
        printed, seen_at = self.printed_date(), self.source.seen_at
        field = printed_candidate(printed, seen_at, source=self.date_source) if printed else None
        candidates = page_candidates(
            field,
            tree=self.source.tree,
            block=self.element,
            files=files,
            texts=(self.title, summary or "", *paragraphs[:_OPENING]),
            seen_at=seen_at,
        )
        published, dating = decide(candidates, seen_at=seen_at)
        shown = [one for one in candidates if one.source == self.date_source]
        page = decide(shown, seen_at=_ALWAYS)[0]
        return published, dating if page == published else replace(dating, page=page)

    def printed_date(self) -> str | None:
        """The date field's text, else a line beside the body that is nothing but a date."""
        field = self._fields.get(self.date_at)
        if field is not None:
            printed = self._text(self.date_at)
            # "Lượt xem: 643" and the date may stand in spans with nothing but style between them.
            apart = normalize(" ".join(field.itertext()))
            seen_at = self.source.seen_at
            is_glued = printed and not read_field(printed, seen_at) and read_field(apart, seen_at)
            return apart if is_glued else printed
        if first(self.block, self.content_at) is None:
            return None
        around = deepcopy(self.block)
        content = first(around, self.content_at)
        for row in [*rows_below(content, around)] if content is not None else ():
            if row.getparent() is not None:
                row.drop_tree()
        drop(around, f"{self._others('')}, {self.content_at}, li, a")
        blocks = read_blocks(soup_of(around))
        lines = [block.text for block in blocks if not isinstance(block, Picture)]
        short = (line for line in lines[:_LOOKED_AROUND] if len(line) <= _LONGEST_DATE)
        return next((line for line in short if self._could_be_published(line)), None)

    def _could_be_published(self, line: str) -> bool:
        """Whether the line is a date, and not the clock that pages carry: today's day and time."""
        seen_at = self.source.seen_at
        read = read_field(line, seen_at)
        if read is None or read.at is None:
            return read is not None
        return read.at.date() != seen_at.astimezone(read.at.tzinfo).date()

    def images(self, shown: Sequence[Shown]) -> tuple[Image, ...]:
        """The body's pictures with captions, after the lead image unless it is one of them."""
        pictures = tuple(self._images(shown))
        element = self._fields.get(self.lead_image_at)
        captioned = tie_captions(read_blocks(soup_of(element)))[1] if element is not None else ()
        lead = next(self._images(captioned), None)
        return with_lead(lead, pictures) if lead else pictures

    def _images(self, shown: Sequence[Shown]) -> Iterator[Image]:
        pictures = [(one, picture_url(one.picture.tag, self.source.base)) for one in shown]
        images = [
            Image(
                url=url,
                caption=one.caption,
                credit=one.credit,
                alt=picture_alt(one.picture.tag),
                position=one.position,
            )
            for one, url in pictures
            if url is not None
        ]
        silent = [silent_caption(one.picture.tag) for one, url in pictures if url is not None]
        yield from add_silent(images, silent, title=self.title)

    def attachments(self) -> tuple[Attachment, ...]:
        """Documents linked, embedded or shown in the article's block."""
        return files.attachments(self.block, self.source.base)

    def references(self, shown: Sequence[Shown] = ()) -> tuple[Reference, ...]:
        """Videos and sound shown or linked in the article's block; `shown` may caption them."""
        return read_references(self.block, self.source.base, captions_of(shown, self.source.base))

    @cached_property
    def contents(self) -> tuple[HtmlElement, ...]:
        """The elements that hold the body, freed of the other fields.

        Where no element is named for it, the body is what the block holds beside the other fields.
        """
        found = select(self.block, self.content_at)
        outer = [one for one in found if not set(found).intersection(one.iterancestors())]
        outer = outer or [deepcopy(self._unnamed())]
        # A field is one element: what else its selector finds in the body is of the body.
        whole = self.block if found else outer[0]
        fields = [first(whole, at) for at in self._fields if at != self.content_at]
        for field in fields:
            if field is not None and set(outer).intersection(field.iterancestors()):
                field.drop_tree()
        return tuple(outer)

    def _unnamed(self) -> HtmlElement:
        """What holds the body, beside other fields, where no element is named for it."""
        return self.block

    def _others(self, own: str) -> str:
        """Selectors of all fields than the one at `own`."""
        return ", ".join(at for at in self._fields if at != own)

    def _text(self, at: str) -> str | None:
        found = self._fields.get(at)
        return line_of(found) or None if found is not None else None

    @property
    def body(self) -> tuple[Block, ...]:
        """The body's lines and pictures, without boilerplate and byline."""
        return self._body_and_byline[0]

    @property
    def byline(self) -> Byline:
        """What the last lines of the body say of author and source."""
        return self._body_and_byline[1]

    @cached_property
    def _body_and_byline(self) -> tuple[tuple[Block, ...], Byline]:
        parts = (*self.contents, *self._strayed())
        blocks = read_blocks(*(soup_of(element) for element in parts))
        links = select(self.block, "a.link-download")
        labels = set(map(line_of, links))
        lines = drop_lines(tuple(self._without_ornaments(blocks)), labels)
        body, byline = take_byline(self._without_section(lines))
        return body, byline if byline.author else replace(byline, author=self._author_below())

    def _without_section(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """`blocks` without the section's name below them, a link back to the list."""
        while blocks and self.section and self._is_section(getattr(blocks[-1], "text", "")):
            blocks = blocks[:-1]
        return blocks

    def _is_section(self, text: str) -> bool:
        return fold(text) == fold(self.section or "")

    def _strayed(self) -> Iterator[HtmlElement]:
        """Paragraphs right below the body: a stray closing tag in it leaves its rest outside."""
        fields = select(self.block, self._others(self.content_at))
        for element in self.contents[-1].itersiblings():
            if element in fields:
                continue
            if element.tag != "p" or first(element, "a") is not None:
                return
            if self._is_section(text_of(element)):
                return
            yield element

    def _author_below(self) -> str | None:
        """A name right below the body: the author is a field of the editor's form of its own."""
        content = self.contents[-1]
        within = takewhile(lambda one: one is not self.block, content.iterancestors())
        siblings = (below for level in (content, *within) for below in level.itersiblings())
        plain = (one for one in islice(siblings, _LOOKED_BELOW) if first(one, "a, li") is None)
        lines = drop_lines([block for one in plain for block in read_blocks(soup_of(one))])
        return find_author(lines, besides=fold(self.section or ""))

    def _without_ornaments(self, blocks: Sequence[Block]) -> Iterator[Block]:
        """`blocks` without what only decorates or surrounds; subclasses may know more of it."""
        yield from blocks

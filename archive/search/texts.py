"""The texts of an article as searches look at them, and where in them a hit is."""

from dataclasses import dataclass, field
from functools import cached_property

from sqlite_utils import Database

from archive.search.matching import Fields, Words, marked
from archive.search.plan import Need
from archive.search.snippet import count_answers, cut_snippet

_TEXTS = """
SELECT title, captions, summary, body, attachments, author FROM article_text WHERE entry_id = ?
"""
_NAMES = ("title", "captions", "summary", "body", "attachments", "author")
_CAPTIONS = """
SELECT caption, url FROM image
WHERE version_id = (SELECT version_id FROM search_entry WHERE id = ?) AND caption IS NOT NULL
ORDER BY ordinal
"""
_ATTACHMENTS = """
SELECT trim(coalesce(label, '') || char(10) || coalesce(attachment_text.text, '')), url
FROM attachment LEFT JOIN attachment_text ON attachment_text.media_id = attachment.media_id
WHERE version_id = (SELECT version_id FROM search_entry WHERE id = ?) ORDER BY ordinal
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a hit is: `field` is "title", "summary", "body", "caption" or "attachment".

    `url` is the image's or the attachment's address.
    """

    field: str
    url: str | None = None


@dataclass(frozen=True)
class Texts:
    """What the article of an index entry says; read when first asked for."""

    db: Database = field(repr=False)
    entry_id: int

    @cached_property
    def text(self) -> dict[str, str]:
        """Its text by column."""
        row = self.db.execute(_TEXTS, (self.entry_id,)).fetchone()
        return dict(zip(_NAMES, row, strict=True))

    @cached_property
    def fields(self) -> Fields:
        """Its words by column."""
        return {name: Words.of(text) for name, text in self.text.items()}

    @cached_property
    def plain_fields(self) -> Fields:
        """The same as far as no word with a digit is asked for: numbers may be in pieces."""
        if "fields" in self.__dict__:
            return self.fields
        return {name: Words.plain(text) for name, text in self.text.items() if text}

    def snippet(self, needs: tuple[Need, ...]) -> tuple[str, Place | None]:
        """The place that answers most, in marks, and where that is; of equal ones the first."""
        if not needs:
            return "", None
        best, most = None, 0
        for column in ("summary", "body", "captions", "title", "attachments"):
            answers = marked(self.fields[column], needs, column)
            if (count := count_answers(answers)) > most:
                best, most = (column, answers), count
        if best is None:
            return "", None
        column, answers = best
        if column in ("captions", "attachments"):
            return self._among(column, needs)
        return cut_snippet(self.text[column], answers), Place(column)

    def _among(self, column: str, needs: tuple[Need, ...]) -> tuple[str, Place | None]:
        """The caption or attachment, of several, that answers most."""
        statement = _CAPTIONS if column == "captions" else _ATTACHMENTS
        found, most = None, 0
        for text, url in self.db.execute(statement, (self.entry_id,)).fetchall():
            answers = marked(Words.of(text), needs, column)
            if (count := count_answers(answers)) > most:
                place = Place(column.removesuffix("s"), url)
                found, most = (cut_snippet(text, answers), place), count
        return found or ("", None)

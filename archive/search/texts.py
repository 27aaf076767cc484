"""The texts of an article as searches look at them, and where in them a hit is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from sqlite_utils import Database

from archive.search.matching import Fields, marked
from archive.search.plan import Need
from archive.search.snippet import Excerpt
from archive.search.vocabulary import Vocabulary
from archive.text import normalize
from archive.words import WORD

_TEXTS = """
SELECT title, captions, summary, body, attachments, author FROM article_text WHERE entry_id = ?
"""
_NAMES = ("title", "captions", "summary", "body", "attachments", "author")
_LINES = "captions"  # has a text a line
_SHOWN = ("summary", "body", "captions", "title", "attachments")  # of equal ones the first
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
    vocabulary: Vocabulary = field(repr=False)

    @cached_property
    def text(self) -> dict[str, str]:
        """Its text by column, without those that are empty."""
        row = self.db.execute(_TEXTS, (self.entry_id,)).fetchone()
        return {name: text for name, text in zip(_NAMES, row, strict=True) if text}

    @cached_property
    def fields(self) -> Fields:
        """The plan's words in it by column, just as the index has them."""
        return {
            name: self.vocabulary.read(text, is_lines=name == _LINES)
            for name, text in self.text.items()
        }

    @cached_property
    def skimmed(self) -> Fields:
        """The same, good enough to weigh and to show."""
        return {
            name: self.vocabulary.skim(text, is_lines=name == _LINES)
            for name, text in self.text.items()
        }

    def snippet(self, needs: tuple[Need, ...]) -> tuple[str, Place | None]:
        """The place that answers most, in marks, and where that is; of equal ones the first."""
        found = _most(self._excerpts(needs, is_skimmed=True))
        found = found or _most(self._excerpts(needs, is_skimmed=False))
        if found is None:
            return "", None
        column, excerpt = found
        if column not in ("captions", "attachments"):
            return str(excerpt), Place(column)
        return self._among(column, needs)

    def _excerpts(
        self, needs: tuple[Need, ...], *, is_skimmed: bool
    ) -> Iterator[tuple[str, Excerpt]]:
        fields = self.skimmed if is_skimmed else self.fields
        for column in _SHOWN:
            if column in fields and fields[column].found:
                words = fields[column]
                answers = marked(words, needs, column)
                text = self.text[column] if is_skimmed else normalize(self.text[column])
                pattern = self.vocabulary.skimming if is_skimmed else WORD
                yield column, Excerpt(text, pattern, words.count, answers)

    def _among(self, column: str, needs: tuple[Need, ...]) -> tuple[str, Place | None]:
        """The caption or attachment, of several, that answers most."""
        statement = _CAPTIONS if column == "captions" else _ATTACHMENTS
        rows = self.db.execute(statement, (self.entry_id,)).fetchall()
        found = _most((url, self._excerpt(text, needs, column)) for text, url in rows)
        if found is None:
            return "", None
        url, excerpt = found
        return str(excerpt), Place(column.removesuffix("s"), url)

    def _excerpt(self, text: str, needs: tuple[Need, ...], column: str) -> Excerpt:
        words = self.vocabulary.read(text)
        return Excerpt(normalize(text), WORD, words.count, marked(words, needs, column))


def _most(excerpts: Iterable[tuple[str, Excerpt]]) -> tuple[str, Excerpt] | None:
    """The one that answers most, if any answers; of equal ones the first."""
    best = max(excerpts, key=lambda one: one[1].answered, default=None)
    return best if best and best[1].answered else None

"""What spiders hand to the archive."""

from dataclasses import dataclass, field
from datetime import datetime

from archive.article import Article, Problem
from archive.watch import NO_VALIDATORS, Validators


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleItem:
    """An article read from a page, seen at `seen_at`."""

    article: Article
    site_id: int
    key: str
    seen_at: datetime
    capture_id: int | None
    validators: Validators = NO_VALIDATORS


@dataclass(frozen=True, slots=True, kw_only=True)
class UnchangedItem:
    """A known article whose server says that its page is as it was."""

    site_id: int
    key: str
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FileItem:
    """A file that an article shows or hands out, fetched from `url`."""

    url: str
    data: bytes = field(repr=False)
    seen_at: datetime
    capture_id: int | None
    validators: Validators = NO_VALIDATORS


@dataclass(frozen=True, slots=True, kw_only=True)
class UnchangedFileItem:
    """A known file of which its server says that it is as it was."""

    url: str
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemItem:
    """Something that could not be read or fetched."""

    problem: Problem
    site_id: int | None

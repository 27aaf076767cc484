"""What the archive tells about its dates to whom decides on them, and what it is told."""

from dataclasses import dataclass
from datetime import date, datetime

from archive.dating import DateCandidate, Dating, Published


@dataclass(frozen=True, slots=True, kw_only=True)
class Undated:
    """A current version whose date is to be decided; times are aware.

    `published` is what its page alone says, seen at `seen_at`; `candidates` are those of the last
    decision, none where there was none, and `earlier` those of the article's first version, where
    that is another. `first_seen_at` is the article's. `lists` are the dates that its lists print,
    the one seen last first, and when each was first seen there. `review` is a person's word.
    """

    version_id: int
    article_id: int
    key: str
    url: str
    layout: str
    capture_id: int | None
    seen_at: datetime
    first_seen_at: datetime
    published: Published
    candidates: tuple[DateCandidate, ...]
    earlier: tuple[DateCandidate, ...] = ()
    lists: tuple[tuple[str, datetime], ...] = ()
    review: DateCandidate | None = None

    @property
    def listed(self) -> str | None:
        """The date that the list seen last prints."""
        return self.lists[0][0] if self.lists else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A decision on a version's date; `listed` is the list's date that it was made with."""

    version_id: int
    published: Published
    dating: Dating
    listed: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDate:
    """A date as an article's page prints it, seen at `seen_at` (aware), and what else says it."""

    raw: str
    seen_at: datetime
    candidates: tuple[DateCandidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDate:
    """A date as a list prints it beside the article `key`, seen at `seen_at` (aware)."""

    key: str
    raw: str
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDay:
    """An article in a list, by its current version: the day it has, and the flags of its date."""

    key: str
    version_id: int
    day: date | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListedDays:
    """A stretch of a list, from top to bottom; `is_top` where it begins with the first page."""

    entries: tuple[ListedDay, ...]
    is_top: bool


@dataclass(frozen=True, slots=True)
class ReadByOrder:
    """The day, in ISO, of an article that was dated as its site prints dates, and what says it."""

    day: str
    candidates: tuple[DateCandidate, ...]

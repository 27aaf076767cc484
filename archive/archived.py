"""Articles as they come out of the archive."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from archive.article import Article
from archive.date_rows import read_dating_row
from archive.dating import Published
from archive.search.facets import Facets
from archive.search.find import Search
from archive.search.query import Query
from archive.search.texts import Place
from archive.times import read_time, time_text
from archive.versions import Change, is_another

_SAME = (
    *("url", "site", "portal", "layout", "confidence", "section"),
    *("title", "summary", "author", "source"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedArticle:
    """An article as one version of it stands in the archive; times are aware.

    `first_seen_at` and `last_seen_at` are the article's; its page said what this version says from
    `seen_at` to `seen_until`, as far as it was looked at. Since `gone_at` it is not there any more.
    """

    id: int
    article: Article
    version: int
    origin: str
    first_seen_at: datetime
    last_seen_at: datetime
    seen_at: datetime
    seen_until: datetime
    gone_at: datetime | None = None
    capture_id: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """The article's JSON form, with id, seen times and version number."""
        return {
            "id": self.id,
            **self.article.as_dict(),
            "first_seen_at": time_text(self.first_seen_at),
            "last_seen_at": time_text(self.last_seen_at),
            "gone_at": time_text(self.gone_at) if self.gone_at else None,
            "version": self.version,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two versions of an article, and what is another in the later one; or what befell it.

    `event` is "edited", "gone" or "returned"; the latter two have one version, and `detail` says
    how it was known. `at` is when it was seen (aware): on the page it happened before.
    """

    before: ArchivedArticle
    after: ArchivedArticle
    at: datetime
    event: str = "edited"
    changes: tuple[Change, ...] = ()
    detail: str | None = None

    @property
    def is_another_article(self) -> bool:
        """Whether the portal gave the address to another article altogether."""
        return is_another(self.before.article, self.after.article)

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        article = self.after.article
        return {
            "event": self.event,
            "id": self.after.id,
            "site": article.site,
            "url": article.url,
            "title": article.title,
            "from_version": self.before.version,
            "to_version": self.after.version,
            "last_seen_as_before_at": time_text(self.before.seen_until),
            "seen_at": time_text(self.at),
            "detail": self.detail,
            "is_another_article": self.is_another_article,
            "changes": [one.as_dict() for one in self.changes],
        }


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result: the article, where it matched, and how well.

    `snippet` shows `place`; both are empty for a query without words. A higher `score` is better,
    comparable within one search; it is 0 in order of dates.
    """

    archived: ArchivedArticle
    snippet: str
    score: float
    place: Place | None = None

    @property
    def id(self) -> int:
        """The article's id in this archive."""
        return self.archived.id

    @property
    def url(self) -> str:
        """Where the article stood."""
        return self.archived.article.url

    @property
    def title(self) -> str:
        """The article's title."""
        return self.archived.article.title

    def as_dict(self) -> dict[str, Any]:
        """The article's JSON form with `snippet`, `score` and `place`."""
        place = asdict(self.place) if self.place else None
        found = {"snippet": self.snippet, "score": self.score, "place": place}
        return self.archived.as_dict() | found


class Hits(tuple[Hit, ...]):
    """A page of search results, and what is known of all that match.

    `total` articles match, or more where `is_total_capped`: then these were looked at to rank and
    count. `is_broken_off`: time ran out before all of the archive was looked at. `reading` says how
    the query was read.
    """

    total: int = 0
    is_total_capped: bool = False
    is_broken_off: bool = False
    facets: Facets
    reading: Query

    @classmethod
    def of(cls, search: Search, hits: Iterable[Hit]) -> Self:
        """The page of `search` that `hits` are."""
        page = cls(hits)
        page.total, page.is_total_capped = search.total, search.is_capped
        page.facets, page.reading = search.facets, search.query
        page.is_broken_off = search.is_broken_off
        return page


def archived_article(row: dict[str, Any], **parts: Any) -> ArchivedArticle:
    """The article of a row of `queries.ARTICLE_ROW`; `parts` are its images and other parts."""
    published = Published(
        at=read_time(row["published_at"]),
        raw=row["published_raw"],
        precision=row["published_precision"],
    )
    article = Article(
        **{name: row[name] for name in _SAME},
        published_at=published.at,
        published_raw=published.raw,
        published_precision=published.precision,
        dating=read_dating_row(row, published),
        paragraphs=tuple(row["body"].split("\n\n")) if row["body"] else (),
        **parts,
    )
    return ArchivedArticle(
        id=row["id"],
        article=article,
        version=row["version"],
        origin=row["origin"],
        first_seen_at=datetime.fromisoformat(row["first_seen_at"]),
        last_seen_at=datetime.fromisoformat(row["last_seen_at"]),
        seen_at=datetime.fromisoformat(row["seen_at"]),
        seen_until=datetime.fromisoformat(row["seen_until"]),
        gone_at=read_time(row["gone_at"]),
        capture_id=row["capture_id"],
    )

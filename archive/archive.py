"""Reads an archive: search, articles, versions, captures, and what is there."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Self

from sqlite_utils import Database

from archive import date_queries, queries
from archive.archived import ArchivedArticle, Difference, Hit, Hits, archived_article
from archive.article import Attachment, Capture, Image, Reference
from archive.captures import Place, read_capture
from archive.check import Anomaly, anomalies
from archive.closing import Closing
from archive.coverage import coverage
from archive.date_rows import read_review
from archive.errors import ConfigError, NotFound
from archive.filled import filled_by_week
from archive.folder import Folder
from archive.identity import article_url, written_address
from archive.rows import rows_of
from archive.search.find import Match, Search
from archive.search.parse import read_query
from archive.search.query import Filter, Query
from archive.site_states import SiteHealth, site_health
from archive.text import fold
from archive.times import VIETNAM, time_text
from archive.versions import compare

_ALL = 2**62  # more rows than there can be
_DIGITS = 19  # the longest row ids have that many; no archive gets there
_BATCH = 500  # articles read at once while streaming
_PARTS: tuple[tuple[str, tuple[str, Callable[..., Any]]], ...] = (
    ("images", (queries.IMAGES, Image)),
    ("attachments", (queries.ATTACHMENTS, Attachment)),
    ("references", (queries.REFERENCES, Reference)),
)


class Archive(Closing):
    """An archive folder opened for reading; never waits for a run that writes, nor disturbs it."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self._db: Database = folder.connect(write=False)

    @classmethod
    def open(cls, folder: str | Path) -> Self:
        """Open the archive at `folder`; raises ArchiveError (NotAnArchive, NewerArchive)."""
        return cls(Folder.existing(Path(folder)))

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def search(  # noqa: PLR0913 (a filter each, all optional and named)
        self,
        query: str = "",
        *,
        limit: int = 20,
        offset: int = 0,
        site: str | None = None,
        section: str | None = None,
        since: date | None = None,
        until: date | None = None,
        by_date: bool = False,
        seconds: float = 10.0,
    ) -> Hits:
        """Articles that answer `query` (docs/search.md), best first; without words, the latest.

        Words with diacritics match that spelling only, bare ones any accenting; "quotes" make a
        phrase. `since` and `until` are days of publication in Vietnam, inclusive. After about
        `seconds` the search ends with what it has. Raises ConfigError for an unknown site or
        section, or a negative `limit` or `offset`.
        """
        if min(limit, offset) < 0:
            raise ConfigError("limit and offset are 0 or more")
        with self._snapshot():
            search = self.prepared_search(
                query, site=site, section=section, since=since, until=until, seconds=seconds
            )
            limit, offset = min(limit, _ALL), min(offset, _ALL)
            matches = search.matches(limit=limit, offset=offset, by_date=by_date)
            return Hits.of(search, self._hits(matches))

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        """The archive as it is at one moment, whatever a run writes meanwhile."""
        connection = self._db.conn
        if connection.in_transaction:
            yield
            return
        connection.execute("BEGIN")
        try:
            yield
        finally:
            connection.rollback()

    def prepared_search(
        self, query: str, *, seconds: float = 10.0, **narrowed: str | date | None
    ) -> Search:
        """The search that `search` with these filters does, before it looks at anything."""
        return Search(self._db, self._asked(query, **narrowed), seconds)

    def article(self, which: int | str, *, version: int | None = None) -> ArchivedArticle:
        """The article with this id, or that stood at this URL; raises NotFound."""
        article_id = self._article_id(which)
        number = (
            "version.id = article.version_id" if version is None else "version.number = :number"
        )
        rows = self._rows(f"article.id = :id AND {number}", id=article_id, number=version)
        if not rows:
            raise NotFound(f"article {article_id} has no version {version}")
        return self._archived(rows)[0]

    def articles(
        self,
        query: str = "",
        *,
        site: str | None = None,
        section: str | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> Iterator[ArchivedArticle]:
        """Every article that matches, streamed in order of id; arguments as in `search`."""
        asked = self._asked(query, site=site, section=section, since=since, until=until)
        is_all = not asked and not asked.is_void
        with self._snapshot():
            ids = self._all_ids() if is_all else Search(self._db, asked).ids()
        yield from self._by_id(ids)

    def versions(self, which: int | str) -> tuple[ArchivedArticle, ...]:
        """All versions of an article, oldest first."""
        rows = self._rows("article.id = :id ORDER BY version.number", id=self._article_id(which))
        return self._archived(rows)

    def difference(self, which: int | str, before: int, after: int) -> Difference:
        """What is another in version `after` of an article than in `before`; raises NotFound."""
        old = self.article(which, version=before)
        new = self.article(old.id, version=after)
        found = compare(
            old.article,
            new.article,
            files_before=self._files(old),
            files_after=self._files(new),
        )
        return Difference(before=old, after=new, at=new.seen_at, changes=found)

    def changes(
        self, *, since: date | None = None, site: str | None = None, limit: int = -1
    ) -> Iterator[Difference]:
        """Articles that were edited, are gone or came back, those seen last first.

        Seen on the day `since` in Vietnam or later. Raises ConfigError for an unknown site.
        """
        self._check_site(site)
        at = time_text(datetime.combine(since, time.min, VIETNAM)) if since else None
        for row in self._dicts(queries.CHANGED, since=at, site=site, limit=limit):
            number, event = row["version"], row["event"]
            if event == "edited":
                yield self.difference(row["article_id"], row["before"], number)
                continue
            found = self.article(row["article_id"], version=number)
            yield Difference(
                before=found,
                after=found,
                event=event,
                at=datetime.fromisoformat(row["seen_at"]),
                detail=row["detail"],
            )

    def _files(self, found: ArchivedArticle) -> dict[str, str]:
        rows = self._dicts(queries.FILES, article_id=found.id, version=found.version)
        return {row["url"]: row["sha256"] for row in rows}

    def capture(self, capture_id: int) -> Capture:
        """The exchange with this id, byte for byte; raises NotFound."""
        row = self._one("SELECT warc, offset, length FROM capture WHERE id = ?", capture_id)
        if row is None:
            raise NotFound(f"no capture {capture_id}")
        return read_capture(self.folder.warc, Place(*row))

    def content_hashes(self) -> dict[int, str]:
        """The hash of each article's current content when it was stored, by the article's id."""
        statement = (
            "SELECT article.id, version.content_hash FROM article "
            "JOIN version ON version.id = article.version_id"
        )
        return dict(self._db.execute(statement).fetchall())

    def sites(self) -> tuple[dict[str, Any], ...]:
        """The sites that were ever visited, with counts."""
        return self._dicts(queries.SITES)

    def last_visits(self) -> dict[str, dict[str, Any]]:
        """When the last run that visited each site began, and how it ended, by the site's name."""
        rows = self._dicts(queries.LAST_VISITS)
        return {row.pop("name"): row for row in rows}

    def sections(self, site: str) -> tuple[dict[str, Any], ...]:
        """Name, URL and listed articles of each section of `site`."""
        return self._dicts(queries.SECTIONS, site=site)

    def runs(self, *, limit: int = -1, run_id: int | None = None) -> tuple[dict[str, Any], ...]:
        """Runs, newest first, or the one with `run_id`, with manifest and counts."""
        chosen = "WHERE :run_id IS NULL OR id = :run_id ORDER BY id DESC LIMIT :limit"
        rows = self._dicts(f"SELECT * FROM run {chosen}", limit=limit, run_id=run_id)
        return tuple(
            row | {"manifest": json.loads(row["manifest"]), "counts": json.loads(row["counts"])}
            for row in rows
        )

    def problems(
        self, *, site: str | None = None, kind: str | None = None, resolved: bool = False
    ) -> tuple[dict[str, Any], ...]:
        """What could not be read or fetched, newest first; with `resolved`, also what since was.

        Raises ConfigError for an unknown site or kind.
        """
        self._check_site(site)
        if kind is not None and self._one("SELECT 1 FROM problem WHERE kind = ?", kind) is None:
            known = self._dicts("SELECT DISTINCT kind FROM problem ORDER BY kind")
            names = ", ".join(row["kind"] for row in known) or "none"
            raise ConfigError(f"no problem of kind {kind!r}; there are: {names}")
        return self._dicts(queries.PROBLEMS, site=site, kind=kind, all=resolved)

    def dates_to_review(self, site: str | None = None) -> tuple[dict[str, Any], ...]:
        """Current versions whose date a person should look at, seen last first.

        Each with its date, its flags, all that was said of it, and `why`. Raises ConfigError for an
        unknown site.
        """
        self._check_site(site)
        rows = self._dicts(date_queries.DATES_TO_REVIEW, site=site)
        return tuple(row | read_review(row) for row in rows)

    def date_orders(self, site: str | None = None) -> tuple[dict[str, Any], ...]:
        """Which of day and month sites print first, by form, and the votes that decided it."""
        return self._dicts(date_queries.SITE_DATE_ORDERS, site=site)

    def stats(self, *, weeks: int = 4) -> dict[str, Any]:
        """Totals, a row for each site, and the fields filled by site, layout and week.

        Of each site and layout the last `weeks` that have any; see `archive.filled`.
        """
        totals = self._dicts(queries.TOTALS)[0]
        return totals | {
            "by_site": list(self._dicts(queries.SITE_STATS)),
            "filled": list(filled_by_week(self._db, weeks=weeks)),
        }

    def coverage(self, site: str | None = None) -> tuple[dict[str, Any], ...]:
        """How far each section's list was read, and what of it is stored; see `archive.coverage`.

        Raises ConfigError for an unknown site.
        """
        self._check_site(site)
        return coverage(self._db, site)

    def anomalies(self, *, now: datetime, site: str | None = None) -> tuple[Anomaly, ...]:
        """What is not as it used to be with the sites, or with one; see `archive.check`.

        Raises ConfigError for an unknown site.
        """
        self._check_site(site)
        return tuple(anomalies(self._db, now=now, site=site))

    def site_health(self, site: str, *, now: datetime) -> SiteHealth:
        """How the site is at `now`, and whether it seems to be closing; empty where unknown."""
        row = self._one("SELECT id FROM site WHERE name = ?", site)
        return site_health(self._db, row[0], now) if row is not None else SiteHealth()

    def _all_ids(self) -> tuple[int, ...]:
        """Of all articles there are, asked of themselves: the record does not hang on the index."""
        rows = self._db.execute("SELECT id FROM article WHERE version_id IS NOT NULL ORDER BY id")
        return tuple(row[0] for row in rows)

    def _asked(self, query: str, **options: str | date | None) -> Query:
        """The query with the options as its filters."""
        self._check_site(options.get("site"))
        self._check_section(options.get("section"))
        kinds = {"site": "site", "section": "section", "since": "from", "until": "to"}
        more = tuple(
            Filter(kinds[name], str(value)) for name, value in options.items() if value is not None
        )
        read = read_query(query)
        return replace(read, filters=(*read.filters, *more))

    def _check_site(self, name: str | date | None) -> None:
        if name is None or self._one("SELECT 1 FROM site WHERE name = ?", str(name)) is not None:
            return
        raise ConfigError(f"no site {name!r} in this archive; see: luutru sites")

    def _check_section(self, section: str | date | None) -> None:
        """Raises ConfigError when no name reads like `section`, whatever its case and marks."""
        if section is None:
            return
        rows = self._db.execute("SELECT name FROM section_name UNION SELECT name FROM section")
        if fold(str(section)) not in {fold(row[0]) for row in rows}:
            raise ConfigError(f"no section {section!r} in this archive; see: luutru sites")

    def _article_id(self, which: int | str) -> int:
        if isinstance(which, int) or (which.isdecimal() and len(which) < _DIGITS):
            row = self._one("SELECT id FROM article WHERE id = ?", int(which))
        else:
            row = self._one(queries.ARTICLE_AT, which)
            row = row or self._one(queries.ARTICLE_AT, article_url(written_address(which)))
        if row is None:
            raise NotFound(f"no article {which!s:.200} in this archive")
        return int(row[0])

    def _hits(self, matches: tuple[Match, ...]) -> tuple[Hit, ...]:
        found = {item.id: item for item in self._by_id([match.article_id for match in matches])}
        return tuple(
            Hit(found[match.article_id], match.snippet, match.score, match.place)
            for match in matches
        )

    def _by_id(self, ids: Sequence[int]) -> Iterator[ArchivedArticle]:
        for start in range(0, len(ids), _BATCH):
            batch = json.dumps(ids[start : start + _BATCH])
            condition = (
                "article.id IN (SELECT value FROM json_each(:ids)) "
                "AND version.id = article.version_id ORDER BY article.id"
            )
            yield from self._archived(self._rows(condition, ids=batch))

    def _rows(self, condition: str, **values: Any) -> tuple[dict[str, Any], ...]:
        return self._dicts(f"{queries.ARTICLE_ROW} WHERE {condition}", **values)

    def _archived(self, rows: tuple[dict[str, Any], ...]) -> tuple[ArchivedArticle, ...]:
        versions = json.dumps([row["version_id"] for row in rows])
        parts = {name: self._parts(statement, versions, make) for name, (statement, make) in _PARTS}
        return tuple(
            archived_article(row, **{name: of[row["version_id"]] for name, of in parts.items()})
            for row in rows
        )

    def _parts(
        self, statement: str, versions: str, make: Callable[..., Any]
    ) -> defaultdict[int, tuple[Any, ...]]:
        """One kind of parts by version."""
        parts: defaultdict[int, tuple[Any, ...]] = defaultdict(tuple)
        for row in self._dicts(statement, versions=versions):
            parts[row.pop("version_id")] += (make(**row),)
        return parts

    def _one(self, statement: str, value: int | str) -> tuple[Any, ...] | None:
        """The first row for `value`; none for a number or text that no database can hold."""
        try:
            row: tuple[Any, ...] | None = self._db.execute(statement, (value,)).fetchone()
        except (OverflowError, UnicodeEncodeError):
            return None
        return row

    def _dicts(self, statement: str, **values: Any) -> tuple[dict[str, Any], ...]:
        try:
            return tuple(rows_of(self._db, statement, **values))
        except (OverflowError, UnicodeEncodeError):
            return ()

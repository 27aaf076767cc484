"""The archive as pages ask for it: a few statements each, with an end to how long they may take."""

import hashlib
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from archive.archive import Archive
from archive.archived import ArchivedArticle, Difference
from archive.article import Article
from archive.clock import now
from archive.errors import ArchiveError, NotFound
from archive.times import time_text
from archive.versions import compare
from archive.web import shelf_queries as sql

_COMPARED = 400_000  # characters of two versions that are compared word by word, in a second
_RECENT = timedelta(days=90)  # changes are looked for here first: all of them is a long walk
_STEPS = 20_000  # of SQLite's machine between two looks at the clock: about a millisecond


class TooSlow(ArchiveError):
    """A query took longer than a page may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How a list of changes is narrowed; `kind` is "edited", "gone" or "returned"."""

    site: str | None = None
    section: str | None = None
    kind: str | None = None
    since: str | None = None


class Shelf(Archive):
    """An archive opened for one reader at a time."""

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Whatever is asked in this block ends after `seconds` in all, with TooSlow."""
        end = time.monotonic() + seconds
        connection = self._db.conn
        connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
        try:
            with self._snapshot():
                yield
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise
            raise TooSlow(f"the archive was asked for more than {seconds:g} seconds") from error
        finally:
            connection.set_progress_handler(None, 0)

    def rows(self, statement: str, **values: Any) -> tuple[dict[str, Any], ...]:
        """The rows of a statement of `shelf_queries`."""
        return self._dicts(statement, **values)

    def row(self, statement: str, **values: Any) -> dict[str, Any]:
        """Its first row; raises NotFound where it has none."""
        found = self._dicts(statement, **values)
        if not found:
            raise NotFound("there is no such thing in this archive")
        return found[0]

    @property
    def database(self) -> Any:
        """The database that `archive.search` asks."""
        return self._db

    def by_ids(self, ids: tuple[int, ...]) -> tuple[ArchivedArticle, ...]:
        """These articles in this order, without those that are not there."""
        found = {one.id: one for one in self._by_id(ids)}
        return tuple(found[one] for one in ids if one in found)

    def collected_last(self, limit: int) -> tuple[ArchivedArticle, ...]:
        """The articles that came into the archive last."""
        rows = self.rows(sql.COLLECTED_LAST, limit=limit)
        return self.by_ids(tuple(row["id"] for row in rows))

    def changed(self, asked: Asked, *, limit: int, offset: int = 0) -> tuple[Difference, ...]:
        """What was edited, is gone or came back, seen last first."""
        self._check_site(asked.site)
        recently = time_text(now() - _RECENT)
        for since in (asked.since,) if asked.since else (recently, ""):
            values = asdict(asked) | {"since": since, "limit": limit, "offset": offset}
            found = self.rows(sql.CHANGED, **values)
            if len(found) == limit:
                break
        return tuple(map(self._change, found))

    def difference(self, which: int | str, before: int, after: int) -> Difference:
        """As Archive.difference; of texts too long to be compared in time it says only that."""
        old = self.article(which, version=before)
        new = self.article(old.id, version=after)
        if _length(old) + _length(new) <= _COMPARED:
            return super().difference(which, before, after)
        found = compare(_without_text(old), _without_text(new))
        return Difference(before=old, after=new, at=new.seen_at, changes=found)

    def _change(self, row: dict[str, Any]) -> Difference:
        if row["event"] == "edited":
            return self.difference(row["article_id"], row["before"], row["version"])
        found = self.article(row["article_id"], version=row["version"])
        at = sql.time(row["seen_at"])
        return Difference(
            before=found, after=found, event=row["event"], at=at, detail=row["detail"]
        )


def _length(found: ArchivedArticle) -> int:
    return sum(map(len, found.article.paragraphs))


def _without_text(found: ArchivedArticle) -> Article:
    """The article with its text's length and hash in its text's place."""
    text = "\n".join(found.article.paragraphs)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return replace(found.article, paragraphs=(f"… {len(text)}, SHA-256 {digest}",))

"""What the store knows of visits to sites and their lists, and writes of them."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from archive import date_queries, queries, site_visits
from archive.article import Listed, is_listed_otherwise
from archive.closing import Closing
from archive.coverage import Visit, record_visit
from archive.index import indexed
from archive.site_states import ClosingSign, site_health
from archive.site_visits import Rest, SiteVisit
from archive.times import time_text


class VisitStore(Closing):
    """The part of a store that keeps how sites and their lists were found."""

    _db: Database
    run_id: int

    def begin_visit(self, site_id: int, *, at: datetime, is_crawl: bool, is_whole: bool) -> None:
        """Note that the run visits the site; until `end_visit` it counts as broken off."""
        with self._db.atomic():
            site_visits.begin_visit(
                self._db, site_id, run_id=self.run_id, at=at, is_crawl=is_crawl, is_whole=is_whole
            )

    def end_visit(self, site_id: int, visit: SiteVisit) -> None:
        """Note how the run's visit to the site ended."""
        with self._db.atomic():
            site_visits.end_visit(self._db, site_id, visit, run_id=self.run_id)

    def unfinished_since(self, site_id: int, *, now: datetime) -> datetime | None:
        """When the site's crawl began that never came to its end, over all its attempts."""
        return site_visits.unfinished_since(self._db, site_id, run_id=self.run_id, now=now)

    def is_walked(self, site_id: int, url: str) -> bool:
        """Whether the list at `url` was read to its end, and no hole was left since."""
        return site_visits.is_walked(self._db, site_id, url, run_id=self.run_id)

    def rest_of(self, site_id: int) -> Rest | None:
        """How long the site is left alone, if it refused us when it was visited last."""
        return site_visits.rest_of(self._db, site_id)

    def record_rest(self, site_id: int, rest: Rest | None) -> None:
        """Leave the site alone for a while, or, for None, no longer."""
        with self._db.atomic():
            site_visits.record_rest(self._db, site_id, rest)

    def record_closing(self, site_id: int, sign: str | None, *, seen_at: datetime) -> None:
        """Keep what on the site's pages says that it closes, and since when; None takes it back."""
        row = {"site_id": site_id, "sign": sign, "at": time_text(seen_at)}
        with self._db.atomic():
            self._db.execute(queries.RECORD_CLOSING, row)

    def resolve_cuts(self, site_id: int, *, seen_at: datetime) -> None:
        """Take back that earlier visits to the site were cut short or refused."""
        with self._db.atomic():
            self._db.execute(
                "UPDATE problem SET resolved_at = ? WHERE site_id = ? "
                "AND kind IN ('cut', 'refusing') AND resolved_at IS NULL",
                (time_text(seen_at), site_id),
            )

    def closing_sign(self, site_id: int, *, now: datetime) -> ClosingSign | None:
        """Why the site is likely to be gone soon, unless all of it was crawled since."""
        return site_health(self._db, site_id, now).closing

    def record_section(self, site_id: int, *, name: str, url: str) -> int:
        """The id of the section at `url`, made or renamed to `name`."""
        known = self._db.execute(
            "SELECT id, name FROM section WHERE site_id = ? AND url = ?", (site_id, url)
        ).fetchone()
        if known is None:
            return self._insert(
                "INSERT INTO section (site_id, name, url) VALUES (?, ?, ?)", (site_id, name, url)
            )
        if known[1] != name:
            with indexed(self._db):
                self._db.execute("UPDATE section SET name = ? WHERE id = ?", (name, known[0]))
        return int(known[0])

    def has_listed(self, site_id: int, url: str) -> bool:
        """Whether the section at `url` ever listed anything."""
        found = self._db.execute(
            "SELECT 1 FROM listing JOIN section ON section.id = listing.section_id "
            "WHERE section.site_id = ? AND section.url = ? LIMIT 1",
            (site_id, url),
        )
        return found.fetchone() is not None

    def record_listing(
        self, section_id: int, entries: Iterable[Listed], *, seen_at: datetime, page: int = 1
    ) -> frozenset[str]:
        """Remember that the section's list shows `entries` on its `page`, from top to bottom.

        Returns the keys of those that it titles or dates otherwise than it did.
        """
        common = {"section_id": section_id, "seen_at": time_text(seen_at), "page": page}
        changed = set()
        with indexed(self._db):
            for position, entry in enumerate(entries, 1):
                row = asdict(entry) | common | {"position": position}
                known = self._db.execute(queries.LISTED_AS, row).fetchone()
                if known is not None and is_listed_otherwise(entry, *known):
                    changed.add(entry.key)
                is_dated_anew = known is None or known[1] != entry.printed_date
                if entry.printed_date is not None and is_dated_anew:
                    self._db.execute(date_queries.UNSETTLE_LISTED, row)
                self._db.execute(queries.UPSERT_LISTING, row)
        return frozenset(changed)

    def whole_visit_at(self, site_id: int, url: str) -> datetime | None:
        """When a run began that read the list of the section at `url` to its end, the last one."""
        found = self._db.execute(queries.WHOLE_VISIT, {"site_id": site_id, "url": url}).fetchone()
        return datetime.fromisoformat(found[0]) if found else None

    def record_visit(self, visit: Visit) -> None:
        """Keep how far this run read a section's list."""
        with self._db.atomic():
            record_visit(self._db, visit, run_id=self.run_id)

    def _insert(self, statement: str, values: Any) -> int:
        with self._db.atomic():
            row_id = self._db.execute(statement, values).lastrowid
        assert row_id is not None
        return row_id

"""What the store knows of dates, and writes of them at a run's end."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlite_utils import Database

from archive import date_queries
from archive.closing import Closing
from archive.date_pages import ListPage, stretches
from archive.date_rows import (
    dating_row,
    read_candidates,
    read_flags,
    read_page,
)
from archive.dated import (
    Dated,
    ListedDate,
    ListedDay,
    ListedDays,
    PrintedDate,
    ReadByOrder,
    Undated,
)
from archive.dating import DateCandidate, DateOrder, Dating, Published, with_flag
from archive.index import indexed
from archive.rows import rows_of
from archive.times import time_text

_BATCH = 500  # versions read, or written in one transaction


class DateStore(Closing):
    """The part of a store that decides on dates in the light of all that was seen."""

    _db: Database

    def undated(self, site_id: int, *, since: datetime) -> Iterator[Undated]:
        """The site's current versions whose date may be another one now, by article.

        Seen `since` then, never settled, or listed with another date than they were settled with.
        """
        values = {"site_id": site_id, "since": time_text(since)}
        return self._to_date(date_queries.UNDATED, values)

    def all_dated(self, site_id: int) -> Iterator[Undated]:
        """All current versions of the site, by article."""
        return self._to_date(date_queries.ALL_DATED, {"site_id": site_id})

    def _to_date(self, statement: str, values: dict[str, Any]) -> Iterator[Undated]:
        """Read batch by batch, so that what was read may be written meanwhile."""
        versions = [version for (version,) in self._db.execute(statement, values).fetchall()]
        for batch in _batches(versions):
            lists: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
            for row in rows_of(self._db, date_queries.LISTS_OF, versions=json.dumps(batch)):
                at = datetime.fromisoformat(row["printed_at"])
                lists[row["version_id"]].append((row["printed_date"], at))
            for row in rows_of(self._db, date_queries.TO_DATE, versions=json.dumps(batch)):
                yield _undated(row, tuple(lists[row["version_id"]]))

    def record_dating(
        self, version_id: int, published: Published, dating: Dating, *, listed: str | None
    ) -> None:
        """Date a version; what its page alone said is kept.

        `listed` is the list's date that was known then.
        """
        one = Dated(version_id=version_id, published=published, dating=dating, listed=listed)
        self.record_datings((one,))

    def record_datings(self, decided: Iterable[Dated], *, is_settled: bool = True) -> None:
        """Date versions; those of a batch all or none. What their pages alone said is kept.

        Without `is_settled` they stay to be decided until `settled` is called.
        """
        for batch in _batches(decided):
            with indexed(self._db):
                for one in batch:
                    row = {"version_id": one.version_id, "listed": one.listed}
                    row["is_settled"] = int(is_settled)
                    self._db.execute(date_queries.RECORD_DATING, dating_row(one.dating) | row)
                    self._db.execute(date_queries.UPDATE_PUBLISHED, one.published.as_dict() | row)

    def settled(self, site_id: int) -> None:
        """Note that all dates of the site are decided, and their flags set."""
        with self._db.atomic():
            self._db.execute(date_queries.SETTLED, {"site_id": site_id})

    def printed_dates(self, site_id: int, *, newest: int = 2000) -> tuple[PrintedDate, ...]:
        """What the pages of the site's current versions print, those seen last first."""
        rows = rows_of(self._db, date_queries.PRINTED_DATES, site_id=site_id, newest=newest)
        return tuple(
            PrintedDate(
                raw=row["page_raw"],
                seen_at=datetime.fromisoformat(row["first_seen_at"]),
                candidates=read_candidates(row["candidates"]),
            )
            for row in rows
        )

    def listed_dates(
        self, site_id: int, *, newest: int = 2000
    ) -> tuple[tuple[ListedDate, ...], ...]:
        """What the site's list pages print, those seen last first, each from top to bottom.

        Of each page the articles that did not appear in that list again since; `newest` in all.
        """
        rows = rows_of(self._db, date_queries.LISTED_DATES, site_id=site_id, newest=newest)
        return tuple(
            tuple(
                ListedDate(key=row["key"], raw=row["printed_date"], seen_at=seen_at) for row in page
            )
            for seen_at, page in _pages(rows)
        )

    def list_days(self, site_id: int, keys: Iterable[str]) -> tuple[ListedDays, ...]:
        """The list pages of the site that hold any of `keys`, with those before and after them.

        Pages of a list that were read one after the other are one stretch.
        """
        wanted = json.dumps(sorted(keys))
        pages = rows_of(self._db, date_queries.LIST_PAGES, site_id=site_id, keys=wanted)
        return tuple(self._list_days(site_id, stretch) for stretch in stretches(pages))

    def _list_days(self, site_id: int, pages: Sequence[ListPage]) -> ListedDays:
        written = json.dumps([(one.section_id, one.seen_at, one.number) for one in pages])
        rows = rows_of(self._db, date_queries.LIST_DAYS, site_id=site_id, pages=written)
        entries = tuple(
            ListedDay(
                key=row["key"],
                version_id=row["version_id"],
                day=date.fromisoformat(row["day"]) if row["day"] else None,
                flags=read_flags(row["flags"]),
            )
            for row in rows
        )
        return ListedDays(entries, is_top=pages[0].number == 1)

    def flag_dates(self, on: Iterable[int], off: Iterable[int], flag: str) -> None:
        """Set `flag` of the datings of versions `on`, and take it back of those `off`."""
        with self._db.atomic():
            for versions, is_on in ((on, True), (off, False)):
                values = {"versions": json.dumps(sorted(versions)), "flag": flag, "is_on": is_on}
                for row in rows_of(self._db, date_queries.TO_FLAG, **values):
                    self._flag(row, flag, is_on=is_on)

    def _flag(self, row: dict[str, Any], flag: str, *, is_on: bool) -> None:
        dating = Dating(
            flags=read_flags(row["flags"]), candidates=read_candidates(row["candidates"])
        )
        changed = dating_row(with_flag(dating, flag, on=is_on))
        self._db.execute(
            "UPDATE dating SET flags = ?, agreement = ? WHERE version_id = ?",
            (changed["flags"], changed["agreement"], row["version_id"]),
        )

    def imported_by_order(self, site_id: int, *, most: int = 2000) -> tuple[ReadByOrder, ...]:
        """The site's articles that another archive dated as the site prints dates."""
        rows = rows_of(self._db, date_queries.IMPORTED_BY_ORDER, site_id=site_id, most=most)
        return tuple(
            ReadByOrder(row["published_at"][:10], read_candidates(row["candidates"]))
            for row in rows
            if row["published_at"]
        )

    def date_orders(self, site_id: int) -> tuple[DateOrder, ...]:
        """Which of day and month the site prints first, by form, as decided last."""
        rows = rows_of(self._db, date_queries.DATE_ORDERS, site_id=site_id)
        return tuple(DateOrder(**row) for row in rows)

    def record_date_orders(
        self, site_id: int, orders: Sequence[DateOrder], *, decided_at: datetime
    ) -> bool:
        """Keep the site's orders; whether dates read by them may now be others.

        Then all of the site's dates count as never settled, so that a run that is broken off leaves
        them to the next. Orders that are not given are known no longer.
        """
        is_news = _told(self.date_orders(site_id)) != _told(orders)
        common = {"site_id": site_id, "decided_at": time_text(decided_at)}
        with self._db.atomic():
            self._db.execute(
                "DELETE FROM date_order WHERE site_id = ? "
                "AND form NOT IN (SELECT value FROM json_each(?))",
                (site_id, json.dumps([one.form for one in orders])),
            )
            for one in orders:
                self._db.execute(date_queries.UPSERT_DATE_ORDER, asdict(one) | common)
            if is_news:
                self._db.execute(date_queries.UNSETTLE, common)
        return is_news

    def site_of(self, article_id: int) -> int:
        """The id of the article's site."""
        found = self._db.execute("SELECT site_id FROM article WHERE id = ?", (article_id,))
        return int(found.fetchone()[0])

    def record_review(
        self, article_id: int, said: DateCandidate, *, note: str | None, reviewed_at: datetime
    ) -> None:
        """Keep a person's word on the article's date; it counts when dates are settled next.

        It holds as long as the page prints what it prints now; without a value there is no date.
        """
        row = {"written": said.raw, "value": said.value, "precision": said.precision}
        row |= {"note": note, "reviewed_at": time_text(reviewed_at)}
        with self._db.atomic():
            self._db.execute(date_queries.RECORD_REVIEW, row | {"article_id": article_id})
            self._db.execute(date_queries.UNSETTLE_ARTICLE, {"article_id": article_id})

    def undo_review(self, article_id: int) -> bool:
        """Take a person's word back; whether there was one."""
        values = {"article_id": article_id}
        with self._db.atomic():
            self._db.execute(date_queries.UNSETTLE_ARTICLE, values)
            undone = self._db.execute(
                "DELETE FROM date_review WHERE article_id = :article_id", values
            )
        return undone.rowcount > 0

    def settle_date_problem(self, site_id: int, key: str, *, seen_at: datetime) -> None:
        """Note that the date of the article `key` is no problem any more."""
        values = {"site_id": site_id, "key": key, "seen_at": time_text(seen_at)}
        with self._db.atomic():
            self._db.execute(date_queries.SETTLE_DATE_PROBLEM, values)


def _told(orders: Iterable[DateOrder]) -> set[tuple[str, str | None]]:
    """What orders say: an order, or that there is doubt, since dates speak for the month first."""
    return {(one.form, one.first) for one in orders if one.first or one.month_votes}


def _undated(row: dict[str, Any], lists: tuple[tuple[str, datetime], ...]) -> Undated:
    return Undated(
        **{name: row[name] for name in ("version_id", "article_id", "key", "url", "layout")},
        capture_id=row["capture_id"],
        seen_at=datetime.fromisoformat(row["seen_at"]),
        first_seen_at=datetime.fromisoformat(row["first_seen_at"]),
        published=read_page(row),
        candidates=read_candidates(row["candidates"]),
        earlier=read_candidates(row["earlier"]),
        lists=lists,
        review=_review(row),
    )


def _review(row: dict[str, Any]) -> DateCandidate | None:
    """What a person said of the date, if it still holds."""
    if row["written"] is None:
        return None
    return DateCandidate(
        source="review",
        raw=row["written"],
        value=row["reviewed"],
        precision=row["reviewed_precision"],
    )


def _pages(rows: Iterable[dict[str, Any]]) -> Iterator[tuple[datetime, Iterator[dict[str, Any]]]]:
    """Rows of listings by the page that showed them, and when it did."""
    for (_, seen_at, _), page in groupby(rows, itemgetter("section_id", "last_seen_at", "page")):
        yield datetime.fromisoformat(seen_at), page


def _batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    batch = []
    for item in items:
        batch.append(item)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch

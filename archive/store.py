"""The one writer: every transaction on an archive lives here."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from archive import queries, site_rows, watch_store
from archive.article import Article, Capture, Problem
from archive.captures import Place, WarcFiles, payload_sha256, read_capture, warc_prefix
from archive.content import content
from archive.date_store import DateStore
from archive.errors import NotFound
from archive.filled import Fallen, fallen_fields
from archive.folder import Folder
from archive.index import indexed
from archive.media import Media, store_file
from archive.mending import mend_broken_runs
from archive.record import Recorded, Sighting, record_article
from archive.replaced import replace_file
from archive.times import time_text
from archive.visit_store import VisitStore
from archive.watch import NO_VALIDATORS, GoneRule, Validators
from archive.watch_store import Due

_WARC_SPECIFICATION = (
    "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that the article at `page` shows or hands out; `role`: "image" or "attachment"."""

    role: str
    url: str
    page: str


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file that was fetched before: when it was last there, and how to ask for it again."""

    seen_at: datetime
    validators: Validators


class Store(DateStore, VisitStore):
    """Writes one run into an archive folder whose lock the caller holds.

    `manifest` says what the run is (program and library versions, settings, sites); `counts` grows
    with every write and is saved with the run.
    """

    def __init__(
        self, folder: Folder, *, command: str, manifest: Mapping[str, Any], started_at: datetime
    ) -> None:
        self.folder = folder
        self.counts: Counter[str] = Counter()
        self._db: Database = folder.connect(write=True)
        written = json.dumps(manifest, ensure_ascii=False)
        mend_broken_runs(self._db, folder)
        with self._db.atomic():  # the lock is ours, so a run without an end was killed
            self._db.execute("UPDATE run SET outcome = 'interrupted' WHERE outcome IS NULL")
        self.run_id = self._insert(
            "INSERT INTO run (command, started_at, manifest) VALUES (?, ?, ?)",
            (command, time_text(started_at), written),
        )
        self._warc = WarcFiles(
            folder.warc,
            prefix=warc_prefix(self.run_id, started_at),
            info=_warc_info(manifest, self.run_id),
        )

    def close(self) -> None:
        """Close the files; a run not finished by then counts as interrupted."""
        self._warc.close()
        self._db.close()

    def finish(self, outcome: str, *, finished_at: datetime) -> None:
        """End the run as "done", "partial", "failed" or "interrupted", with its counts."""
        counts = json.dumps(dict(sorted(self.counts.items())))
        with self._db.atomic():
            self._db.execute(
                "UPDATE run SET outcome = ?, finished_at = ?, counts = ? WHERE id = ?",
                (outcome, time_text(finished_at), counts, self.run_id),
            )

    def record_site(self, *, name: str, host: str, url: str) -> int:
        """The id of the site called `name` at `host`; renamed or moved, it keeps its articles."""
        with self._db.atomic():
            return site_rows.record_site(self._db, name=name, host=host, url=url)

    def record_foreign_site(self, *, name: str, host: str, url: str) -> int:
        """The id of the site at `host` for articles of another archive; none of ours is renamed."""
        with self._db.atomic():
            return site_rows.record_foreign_site(self._db, name=name, host=host, url=url)

    def repeated_lines(self, site_id: int) -> frozenset[str]:
        """Lines, folded, that pages of the site share, as far as runs have learned."""
        rows = self._db.execute("SELECT line FROM repeated_line WHERE site_id = ?", (site_id,))
        return frozenset(row[0] for row in rows)

    def record_repeated_lines(
        self, site_id: int, lines: Iterable[str], *, seen_at: datetime
    ) -> None:
        """Remember that pages of the site share `lines` (folded)."""
        common = {"site_id": site_id, "seen_at": time_text(seen_at)}
        with self._db.atomic():
            for line in sorted(lines):
                self._db.execute(queries.INSERT_REPEATED_LINE, common | {"line": line})

    def fallen_fields(self, site_id: int) -> tuple[Fallen, ...]:
        """Fields that pages read by this run no longer give, and such pages used to."""
        return fallen_fields(self._db, site_id, run_id=self.run_id)

    def record_capture(self, capture: Capture) -> int:
        """Keep the exchange: bytes to the WARC first, then the row that finds them."""
        place = self._warc.append(capture)
        self.counts["captures"] += 1
        self.counts["bytes"] += len(capture.payload)
        row = {
            "run_id": self.run_id,
            "url": capture.url,
            "method": capture.method,
            "status": capture.status,
            "seen_at": time_text(capture.seen_at),
            "content_type": capture.content_type,
            "size": len(capture.payload),
            "sha256": payload_sha256(capture),
            "truncated": capture.truncated,
        } | asdict(place)
        return self._insert(queries.INSERT_CAPTURE, row)

    def last_answer(self, url: str, *, since: datetime) -> tuple[int | None, bytes, str | None]:
        """Status and decoded body of the last capture of `url` since then, else None and nothing.

        Of captures that answered well, if there are any: a host that fails now said more before.
        The third is where a redirect leads.
        """
        row = self._db.execute(
            queries.LAST_ANSWER, {"url": url, "since": time_text(since)}
        ).fetchone()
        if row is None:
            return None, b"", None
        try:
            capture = read_capture(self.folder.warc, Place(*row[1:]))
            return row[0], content(capture), capture.location
        except NotFound:
            return None, b"", None

    def record(self, article: Article, *, site_id: int, key: str, sighting: Sighting) -> Recorded:
        """Keep what `article` says, all of it or nothing.

        Older problems of `key` are resolved, but for its date, which is decided later.
        """
        with indexed(self._db):
            recorded = record_article(
                self._db, article, site_id=site_id, key=key, sighting=sighting
            )
            self._resolve_of(site_id, key, sighting.last_at)
            if sighting.origin == "crawl":
                has_returned = watch_store.note_read(
                    self._db,
                    self._look(site_id, key, sighting.last_at),
                    published_at=article.published_at,
                    is_changed=recorded.change == "changed",
                    validators=sighting.validators,
                    url=article.url,
                )
                self._count("articles_returned", has_returned)
        self.counts[f"articles_{recorded.change}"] += 1
        return recorded

    def record_unchanged(self, site_id: int, key: str, *, seen_at: datetime) -> None:
        """Note that the server of the known article `key` says that its page is as it was."""
        row = {"site_id": site_id, "key": key, "seen_at": time_text(seen_at)}
        with indexed(self._db):
            self._db.execute(queries.TOUCH_VERSION, row)
            self._db.execute(queries.TOUCH_ARTICLE, row)
            self._resolve_of(site_id, key, seen_at)
            look = self._look(site_id, key, seen_at)
            self._count("articles_returned", watch_store.note_unchanged(self._db, look))
        self.counts["articles_unmodified"] += 1

    def record_missed(
        self,
        site_id: int,
        key: str,
        kind: str,
        *,
        seen_at: datetime,
        rule: GoneRule,
        weight: int,
    ) -> bool:
        """Note that the article `key` was not there, as `kind` says, though its site is up.

        Whether it counts as gone from now on; then its problem is none any more. `weight`: see
        `archive.watch.weight_of`.
        """
        with indexed(self._db):
            look = self._look(site_id, key, seen_at)
            is_gone = watch_store.note_missed(self._db, look, kind, rule=rule, weight=weight)
            if is_gone:
                self._resolve_of(site_id, key, seen_at)
        self._count("articles_gone", is_gone)
        return is_gone

    def due(self, site_id: int, *, now: datetime) -> tuple[Due, ...]:
        """Articles of the site to look at again, those longest overdue first."""
        with self._db.atomic():
            return tuple(watch_store.due_articles(self._db, site_id, now))

    def pending(self, site_id: int) -> tuple[tuple[str, str, str], ...]:
        """Key, address and section of what lists named and nobody fetched, named last first.

        As where a run ended before it; what could not be read is no part of it.
        """
        return tuple(self._db.execute(queries.PENDING, (site_id,)).fetchall())

    def gone_keys(self, site_id: int) -> frozenset[str]:
        """Keys of the site's articles that count as gone."""
        rows = self._db.execute(queries.GONE_KEYS, (site_id,))
        return frozenset(key for (key,) in rows.fetchall())

    def postpone(self, site_id: int, keys: Iterable[str], *, at: datetime, is_down: bool) -> None:
        """Look at these articles, which could not be read, some hours after `at`."""
        with self._db.atomic():
            watch_store.postpone(self._db, site_id, keys, at=at, is_down=is_down)

    def listed_pages(self, site_id: int, keys: Iterable[str]) -> dict[str, tuple[int, int]]:
        """Of articles that lists name: a section's id and the page of its list, by key."""
        values = {"site_id": site_id, "keys": json.dumps(list(keys))}
        rows = self._db.execute(queries.LISTED_PAGES, values)
        return {key: (section_id, page) for key, section_id, page, _ in rows.fetchall()}

    def _count(self, name: str, count: int) -> None:
        if count:
            self.counts[name] += count

    def _look(self, site_id: int, key: str, at: datetime) -> watch_store.Look:
        return watch_store.Look(site_id=site_id, key=key, at=at, run_id=self.run_id)

    def _resolve_of(self, site_id: int, key: str, at: datetime) -> None:
        """Resolve the problems of an article, but for its date, which is decided later."""
        self._db.execute(
            "UPDATE problem SET resolved_at = ? WHERE site_id = ? AND key = ? "
            "AND resolved_at IS NULL AND kind <> 'unreadable_date'",
            (time_text(at), site_id, key),
        )

    def record_media(
        self,
        url: str,
        data: bytes,
        *,
        seen_at: datetime,
        capture_id: int | None = None,
        validators: Validators = NO_VALIDATORS,
    ) -> Media:
        """Keep the file that `url` gave and show it wherever an article names that address.

        Where another file stood there before, articles that show it get a new version with this.
        """
        media = store_file(self.folder.media, data)
        row = asdict(media) | {"seen_at": time_text(seen_at)} | asdict(validators)
        with indexed(self._db):
            self._db.execute(queries.INSERT_MEDIA, row)
            row |= {"url": url, "capture_id": capture_id, "media_id": self._media_id(media)}
            self._db.execute(queries.UPSERT_MEDIA_SOURCE, row)
            replaced = replace_file(self._db, row | {"run_id": self.run_id})
            self._count("articles_changed", replaced)
            for table in ("image", "attachment"):
                self._db.execute(
                    f"UPDATE {table} SET media_id = :media_id "
                    "WHERE url = :url AND media_id IS NULL",
                    row,
                )
            self._db.execute(queries.RESOLVE_PROBLEMS, row)
        self.counts["files"] += 1
        return media

    def _media_id(self, media: Media) -> int:
        found = self._db.execute("SELECT id FROM media WHERE sha256 = ?", (media.sha256,))
        return int(found.fetchone()[0])

    def known_file(self, url: str) -> KnownFile | None:
        """When the file at `url` was last there, and how to ask for it; None if never fetched."""
        found = self._db.execute(queries.KNOWN_FILE, (url,)).fetchone()
        if found is None:
            return None
        seen_at, etag, last_modified = found
        validators = Validators(etag=etag, last_modified=last_modified)
        return KnownFile(datetime.fromisoformat(seen_at), validators)

    def record_file_unchanged(self, url: str, *, seen_at: datetime) -> None:
        """Note that the server of a known file says that it is as it was."""
        with self._db.atomic():
            self._db.execute(queries.TOUCH_FILE, {"url": url, "seen_at": time_text(seen_at)})

    def record_problem(self, problem: Problem, *, site_id: int | None = None) -> None:
        """Keep what went wrong; the same problem of the same address again is the same row."""
        row = asdict(problem) | {
            "run_id": self.run_id,
            "site_id": site_id,
            "seen_at": time_text(problem.seen_at),
        }
        with self._db.atomic():
            self._db.execute(queries.UPSERT_PROBLEM, row)
        self.counts[f"problem_{problem.kind}"] += 1

    def resolve_problems(self, url: str, *, seen_at: datetime) -> None:
        """Note that `url` was read without a problem."""
        with self._db.atomic():
            self._db.execute(queries.RESOLVE_PROBLEMS, {"url": url, "seen_at": time_text(seen_at)})

    def resolve_drift(self, site_id: int, *, seen_at: datetime) -> None:
        """Take back that fields fell on the site's pages, where this run read some again."""
        read = "SELECT 1 FROM version WHERE run_id = ?"
        with self._db.atomic():
            self._db.execute(
                "UPDATE problem SET resolved_at = ? WHERE kind = 'drift' AND site_id = ? "
                f"AND resolved_at IS NULL AND EXISTS ({read} AND layout = problem.layout)",
                (time_text(seen_at), site_id, self.run_id),
            )

    def open_problems(self, since: datetime) -> int:
        """How many problems met since then are not resolved."""
        found = self._db.execute(
            "SELECT count(*) FROM problem WHERE last_seen_at >= ? AND resolved_at IS NULL",
            (time_text(since),),
        )
        return int(found.fetchone()[0])

    def known_urls(self, site_id: int) -> dict[str, str]:
        """The address that last gave each article of the site, by key."""
        rows = self._db.execute(
            "SELECT article.key, coalesce(watch.url, version.url) FROM article "
            "JOIN version ON version.id = article.version_id "
            "LEFT JOIN watch ON watch.article_id = article.id WHERE article.site_id = ?",
            (site_id,),
        )
        return dict(rows.fetchall())

    def seen_since(self, site_id: int, at: datetime) -> frozenset[str]:
        """Keys of the site's articles seen at `at` or later."""
        rows = self._db.execute(
            "SELECT key FROM article WHERE site_id = ? AND last_seen_at >= ?",
            (site_id, time_text(at)),
        )
        return frozenset(row[0] for row in rows)

    def troubled_keys(self, site_id: int) -> frozenset[str]:
        """Keys of the site's listed articles that could not be read, and still cannot."""
        rows = self._db.execute(
            "SELECT DISTINCT key FROM problem "
            "WHERE site_id = ? AND key IS NOT NULL AND resolved_at IS NULL",
            (site_id,),
        )
        return frozenset(row[0] for row in rows)

    def missing_files(self, site_id: int) -> tuple[Wanted, ...]:
        """Files that current versions of the site's articles name and the archive does not have."""
        rows = self._db.execute(queries.MISSING_FILES, {"site_id": site_id}).fetchall()
        return tuple(Wanted(*row) for row in rows)


def _warc_info(manifest: Mapping[str, Any], run_id: int) -> dict[str, str]:
    return {
        "software": str(manifest.get("program", "luutru")),
        "format": "WARC File Format 1.1",
        "conformsTo": _WARC_SPECIFICATION,
        "http-header-user-agent": str(manifest.get("user_agent", "")),
        "robots": "obey",
        "isPartOf": f"run {run_id}",
    }

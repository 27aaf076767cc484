"""Looks whether an archive folder is whole: the database, the files it names, indexes, space."""

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.archive import Archive
from archive.captures import Place, payload_sha256, read_capture
from archive.errors import NotFound
from archive.folder import Folder

_LEAST_FREE = 1 << 30  # bytes; a run that fills the disk ends without harm, but it ends
_UNINDEXED = """
SELECT article.id FROM article LEFT JOIN search_entry ON search_entry.article_id = article.id
WHERE article.version_id IS NOT NULL AND search_entry.version_id IS NOT article.version_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as it should be; `kind` counts it, `detail` says what and where.

    A warning is nothing lost: a file that no row names, little space.
    """

    kind: str
    detail: str
    is_warning: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return asdict(self)


def examine(folder: Folder, *, deep: bool = False) -> Iterator[Finding]:
    """All that is wrong with the archive; changes nothing, and never waits for a run.

    With `deep` every capture and file is read and compared with its hash. Raises ArchiveError where
    the folder is no archive.
    """
    db = folder.connect(write=False)
    try:
        yield from _database(db)
        yield from _captures(db, folder.warc, deep=deep)
        yield from _media(db, folder.media, deep=deep)
        yield from _unnamed(db, folder)
        yield from _indexes(db)
        if deep:
            yield from _words(db)
            yield from _contents(folder)
    finally:
        db.close()
    free = shutil.disk_usage(folder.path).free
    if free < _LEAST_FREE:
        detail = f"{free / 1e6:.0f} MB are free on the disk of {folder.path}"
        yield Finding(kind="disk", detail=detail, is_warning=True)


def _database(db: Database) -> Iterator[Finding]:
    for (said,) in db.execute("PRAGMA integrity_check").fetchall():
        if said != "ok":
            yield Finding(kind="database", detail=f"integrity check: {said}")
    for table, row, parent, _ in db.execute("PRAGMA foreign_key_check").fetchall():
        yield Finding(kind="database", detail=f"{table} row {row} names no row of {parent}")
    lost = "SELECT id FROM article WHERE version_id IS NULL ORDER BY id"
    for (article,) in db.execute(lost).fetchall():
        yield Finding(kind="database", detail=f"article {article} has no current version")


def _captures(db: Database, warc: Path, *, deep: bool) -> Iterator[Finding]:
    ends = "SELECT warc, max(offset + length), count(*) FROM capture GROUP BY warc ORDER BY warc"
    for name, end, count in db.execute(ends).fetchall():
        size = _size(warc / name)
        if size is None:
            yield Finding(kind="warc", detail=f"{name} is missing, with {count} captures")
        elif size < end:
            yield Finding(kind="warc", detail=f"{name} ends at byte {size}, its captures at {end}")
    if deep:
        rows = "SELECT id, warc, offset, length, sha256 FROM capture ORDER BY warc, offset"
        for capture_id, name, offset, length, sha256 in db.execute(rows):
            yield from _capture(warc, capture_id, Place(name, offset, length), sha256)


def _capture(warc: Path, capture_id: int, place: Place, sha256: str) -> Iterator[Finding]:
    try:
        found = payload_sha256(read_capture(warc, place))
    except NotFound as error:
        yield Finding(kind="capture", detail=f"capture {capture_id}: {error}")
        return
    if found != sha256:
        where = f"{place.warc} at byte {place.offset}"
        yield Finding(kind="capture", detail=f"capture {capture_id} has other bytes: {where}")


def _media(db: Database, media: Path, *, deep: bool) -> Iterator[Finding]:
    for path, size, sha256 in db.execute("SELECT path, size, sha256 FROM media ORDER BY path"):
        found = _size(media / path)
        if found is None:
            yield Finding(kind="media", detail=f"media/{path} is missing")
        elif found != size:
            yield Finding(kind="media", detail=f"media/{path} has {found} bytes instead of {size}")
        elif deep and _sha256(media / path) != sha256:
            yield Finding(kind="media", detail=f"media/{path} has other bytes than its name says")


def _unnamed(db: Database, folder: Folder) -> Iterator[Finding]:
    """Files that no row names; of a run that is killed some may be left."""
    named = {row[0] for row in db.execute("SELECT DISTINCT warc FROM capture")}
    yield from _left(folder.warc, lambda path: path in named, "warc")
    known = {row[0] for row in db.execute("SELECT path FROM media")}
    yield from _left(folder.media, lambda path: path in known, "media")


def _left(directory: Path, is_known: Callable[[str], bool], where: str) -> Iterator[Finding]:
    for path in sorted(directory.rglob("*")):
        name = path.relative_to(directory).as_posix()
        if path.is_file() and not is_known(name):
            detail = f"{where}/{name} is named by no row"
            yield Finding(kind="unnamed", detail=detail, is_warning=True)


def _indexes(db: Database) -> Iterator[Finding]:
    entries = "SELECT id FROM search_entry"
    for detail, statement in (
        ("the index lacks articles", _UNINDEXED),
        ("the index has lost articles", f"{entries} EXCEPT SELECT id FROM search_index_docsize"),
        ("the index holds too much", f"SELECT id FROM search_index_docsize EXCEPT {entries}"),
    ):
        ids = [row[0] for row in db.execute(f"{statement} LIMIT 5").fetchall()]
        if ids:
            shown = ", ".join(map(str, ids))
            yield Finding(kind="index", detail=f"{detail}, such as {shown}; run: luutru reindex")


def _words(db: Database) -> Iterator[Finding]:
    """An index that cannot be read to its last word: SQLite's own check does not look into it."""
    try:
        db.execute("CREATE VIRTUAL TABLE temp.words_of USING fts5vocab(main, search_index, row)")
        db.execute("SELECT sum(cnt) FROM temp.words_of").fetchone()
    except sqlite3.DatabaseError as error:
        yield Finding(kind="index", detail=f"the index cannot be read: {error}")
    finally:
        db.execute("DROP TABLE IF EXISTS temp.words_of")
    indexed = db.execute("SELECT count(*) FROM search_index_docsize").fetchone()[0]
    pieces = db.execute("SELECT count(*) FROM search_index_data WHERE id > 10").fetchone()[0]
    if indexed and not pieces:
        yield Finding(kind="index", detail="the index has lost its words; run: luutru reindex")


def _contents(folder: Folder) -> Iterator[Finding]:
    """Current versions that do not say what they said when they were stored."""
    with Archive(folder) as archive:
        hashes = archive.content_hashes()
        for found in archive.articles():
            if found.article.content_hash() != hashes.get(found.id):
                detail = f"article {found.id} version {found.version} has another content"
                yield Finding(kind="content", detail=detail)


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

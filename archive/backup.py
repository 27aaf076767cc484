"""Copies an archive folder, also while a run writes it; again and again, only what is new."""

import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from archive.disk import sync_directory
from archive.errors import ConfigError, NotAnArchive
from archive.folder import Folder

# Stands in a folder until it is a backup for the first time.
_UNFINISHED = ".unfinished-backup"
_CHUNK = 1 << 20

# Where a WARC file that a run is writing, or left torn, is whole: after the last capture noted.
_WARCS = """
SELECT capture.warc, max(capture.offset + capture.length), run.outcome IS NULL
FROM capture JOIN run ON run.id = capture.run_id GROUP BY capture.warc
"""
_MEDIA = "SELECT path FROM media"
_RUNS = "SELECT id, started_at FROM run"


def back_up(folder: Folder, to: Path) -> Folder:
    """Copy the archive into the folder `to`, which is a whole archive then.

    `to` is new, empty, or an earlier backup, which gains what is new. The database is copied by
    SQLite's backup API as it is at one moment; the files that it names are there by then, and are
    only ever added to. Raises ConfigError where `to` holds something else, is in the archive, or
    was itself gone on with; Busy while another backup or a run holds it.
    """
    target = Folder(to)
    _check(folder, target)
    target.path.mkdir(parents=True, exist_ok=True)
    with target.lock("backup"), _beginning(target):
        unfinished = target.path / f".archive.db.new-{os.getpid()}"
        try:
            _copy_database(folder, unfinished)
            _check_runs(target, unfinished)
            _copy_files(folder, target, unfinished)
            _copy_settings(folder.sites, target.sites)
            _copy_settings(folder.serving, target.serving)
            _settle(target)
            unfinished.replace(target.database)
        finally:
            unfinished.unlink(missing_ok=True)
        sync_directory(target.path)
    return target


def _check(folder: Folder, target: Folder) -> None:
    if target.path.resolve().is_relative_to(folder.path.resolve()):
        raise ConfigError(f"{target.path} lies within the archive; back it up elsewhere")
    if target.path.exists() and not target.path.is_dir():
        raise ConfigError(f"{target.path} is a file; name a folder")
    if target.database.exists():
        try:
            target.connect(write=False).close()
        except NotAnArchive as error:
            raise ConfigError(f"{target.path} holds something else: {error}") from error
        return
    is_begun = (target.path / _UNFINISHED).exists()
    if target.path.is_dir() and not is_begun and any(target.path.iterdir()):
        raise ConfigError(f"{target.path} is not empty and no earlier backup")


@contextmanager
def _beginning(target: Folder) -> Iterator[None]:
    """Mark a folder that is no backup yet, so that one broken off can be begun again."""
    mark = target.path / _UNFINISHED
    if not target.database.exists():
        mark.touch()
    for left in target.path.glob(".archive.db.new-*"):
        left.unlink()
    for directory in (target.warc, target.media):
        directory.mkdir(exist_ok=True)
    yield
    mark.unlink(missing_ok=True)


def _copy_database(folder: Folder, unfinished: Path) -> None:
    source, copy = folder.connect(write=False), sqlite3.connect(unfinished)
    try:
        source.conn.backup(copy)
        copy.execute("PRAGMA journal_mode = WAL")
    finally:
        copy.close()
        source.close()
    _sync(unfinished)


def _check_runs(target: Folder, unfinished: Path) -> None:
    """Raise ConfigError where the earlier backup has runs of its own: nothing of it may be lost."""
    if not target.database.exists():
        return
    known, new = (frozenset(_rows(path, _RUNS)) for path in (target.database, unfinished))
    if not known <= new:
        raise ConfigError(
            f"{target.path} was gone on with by itself since it was a backup; back up elsewhere"
        )


def _settle(target: Folder) -> None:
    """Have SQLite fold the log of the database that is about to be replaced into it."""
    if target.database.exists():
        target.connect(write=True).close()
        for name in ("archive.db-wal", "archive.db-shm"):
            (target.path / name).unlink(missing_ok=True)


def _copy_settings(source: Path, copy: Path) -> None:
    """Copy a file of the user's; nobody may read the copy who may not read the file."""
    if source.is_file():
        copy.touch(mode=0o600)
        shutil.copyfile(source, copy)
        shutil.copymode(source, copy)


def _copy_files(folder: Folder, target: Folder, database: Path) -> None:
    """Copy the files that the copied database names, as far as `target` lacks them."""
    for path, end, is_open in _rows(database, _WARCS):
        _copy(folder.warc / path, target.warc / path, end=end if is_open else None)
    for (path,) in _rows(database, _MEDIA):
        _copy(folder.media / path, target.media / path)


def _copy(source: Path, copy: Path, *, end: int | None = None) -> None:
    """Copy the file, up to byte `end`, unless it is there as long; a missing one stays missing."""
    if not source.is_file():
        return  # luutru doctor tells, of the archive and of its backup
    size = source.stat().st_size if end is None else end
    if copy.is_file() and copy.stat().st_size >= size:
        return
    copy.parent.mkdir(parents=True, exist_ok=True)
    unfinished = copy.with_name(f".{copy.name}.new-{os.getpid()}")
    try:
        with source.open("rb") as whole, unfinished.open("wb") as part:
            while size and (chunk := whole.read(min(size, _CHUNK))):
                size -= part.write(chunk)
        shutil.copystat(source, unfinished)
        _sync(unfinished)
        unfinished.replace(copy)
    finally:
        unfinished.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _rows(database: Path, statement: str) -> Iterable[tuple[Any, ...]]:
    db = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
    try:
        return db.execute(statement).fetchall()
    finally:
        db.close()

"""Copies an archive folder, also while a run writes it; again and again, only what is new."""

import os
import shutil
import sqlite3
from pathlib import Path

from archive.disk import sync_directory
from archive.errors import ConfigError, NotAnArchive
from archive.folder import Folder
from archive.warc_tail import mend_tail


def back_up(folder: Folder, to: Path) -> Folder:
    """Copy the archive into the folder `to`, which is a whole archive then.

    `to` is new, empty, or an earlier backup, which gains what is new. The database is copied by
    SQLite's backup API as it is at one moment; the files that it names are there by then, and are
    only ever added to. Raises ConfigError where `to` holds something else, or is in the archive.
    """
    target = Folder(to)
    _check(folder, target)
    for directory in (target.path, target.warc, target.media):
        directory.mkdir(parents=True, exist_ok=True)
    unfinished = target.path / ".archive.db.new"
    _copy_database(folder, unfinished)
    _copy_files(folder.media, target.media)
    for path in _copy_files(folder.warc, target.warc):
        mend_tail(path)  # a run may have been writing a record
    if folder.sites.is_file():
        shutil.copyfile(folder.sites, target.sites)
    for name in ("archive.db-wal", "archive.db-shm"):
        (target.path / name).unlink(missing_ok=True)
    unfinished.replace(target.database)
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
    elif target.path.is_dir() and any(target.path.iterdir()):
        raise ConfigError(f"{target.path} is not empty and no earlier backup")


def _copy_database(folder: Folder, unfinished: Path) -> None:
    unfinished.unlink(missing_ok=True)
    source, copy = folder.connect(write=False), sqlite3.connect(unfinished)
    try:
        source.conn.backup(copy)
        copy.execute("PRAGMA journal_mode = WAL")
    finally:
        copy.close()
        source.close()
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())


def _copy_files(source: Path, target: Path) -> list[Path]:
    """Copy the files that `target` lacks or has in part; returns what was written."""
    written = []
    for path in sorted(source.rglob("*")):
        copy = target / path.relative_to(source)
        if not path.is_file() or path.name.startswith("."):
            continue
        if copy.is_file() and copy.stat().st_size >= path.stat().st_size:
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        unfinished = copy.with_name(f".{copy.name}.new")
        shutil.copyfile(path, unfinished)
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.replace(copy)
        written.append(copy)
    return written

"""An archive folder on disk: its paths, its creation, its database and its lock."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sqlite_utils import Database

from archive.errors import NewerArchive, NotAnArchive
from archive.index import catch_up
from archive.lock import hold
from archive.migrations import APPLICATION_ID, migrations, unknown_to_us

_UPGRADE_WAIT = 5.0  # seconds
_BUSY_TIMEOUT = 30.0  # seconds a statement waits for another connection's transaction


@dataclass(frozen=True, slots=True)
class Folder:
    """The directory a user keeps: `sites.toml`, `archive.db`, `warc/`, `media/`."""

    path: Path

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.path / "archive.db"

    @property
    def sites(self) -> Path:
        """The list of sites, the user's own file."""
        return self.path / "sites.toml"

    @property
    def serving(self) -> Path:
        """How the folder is served, the user's own file too."""
        return self.path / "serve.toml"

    @property
    def warc(self) -> Path:
        """Where captures are kept."""
        return self.path / "warc"

    @property
    def media(self) -> Path:
        """Where images and attachments are kept, by content hash."""
        return self.path / "media"

    @classmethod
    def existing(cls, path: Path) -> Self:
        """The archive folder at `path`; raises NotAnArchive."""
        folder = cls(path)
        if not folder.database.is_file():
            raise NotAnArchive(
                f"{path} is not an archive folder; make it one with: luutru -C {path} init"
            )
        return folder

    def create(self, sites: str) -> bool:
        """Make this an archive folder, writing `sites` as sites.toml; False if it was one already.

        What exists is never touched. Raises NotAnArchive when another program's archive.db is here.
        """
        made = not self.database.exists()
        if not made:
            self.connect(write=False).close()
        try:
            for directory in (self.path, self.warc, self.media):
                directory.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise NotAnArchive(f"{error.filename} is a file, not a folder") from error
        if made:
            self._create_database()
        if not self.sites.exists():
            self.sites.write_text(sites, encoding="utf-8")
        return made

    def _create_database(self) -> None:
        """Build the database beside its place, then move it there whole."""
        with tempfile.TemporaryDirectory(prefix=".making-", dir=self.path) as making:
            unfinished = Path(making) / self.database.name
            db = Database(unfinished)
            try:
                db.execute("PRAGMA journal_mode = WAL")
                migrations.apply(db)
            finally:
                db.close()
            unfinished.replace(self.database)

    def connect(self, *, write: bool) -> Database:
        """A connection to the database, its schema brought up to this program's.

        Raises NotAnArchive for a foreign or damaged file or an older one that cannot be written to,
        NewerArchive for a later luutru's, Busy when it is older and a run holds it.
        """
        if not self.database.is_file() or not self.database.stat().st_size:
            raise NotAnArchive(f"{self.database} is no database; move it away and run: luutru init")
        try:
            db = Database(self._open(write=write))
            self._check(db)
            if write:
                migrations.apply(db)
                for _ in catch_up(db):  # what an upgrade or a killed run left
                    pass
            elif migrations.pending(db):
                db.close()
                self._upgrade()
                db = Database(self._open(write=False))
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # the latter: a damaged file
            raise NotAnArchive(f"{self.database} cannot be read as an archive: {error}") from error
        return db

    def _upgrade(self) -> None:
        """Bring an archive of an older luutru up to date for who only reads."""
        if not os.access(self.path, os.W_OK) or not os.access(self.database, os.W_OK):
            raise NotAnArchive(
                f"{self.database} was written by an older luutru and cannot be written to; "
                "copy the folder to where it can"
            )
        with self.lock("upgrade", wait=_UPGRADE_WAIT):  # another reader may be at it
            self.connect(write=True).close()

    def _open(self, *, write: bool) -> sqlite3.Connection:
        mode = "rw" if write else "ro"
        address = f"{self.database.absolute().as_uri()}?mode={mode}"
        has_log = self.database.with_name("archive.db-wal").exists()
        if not write and not has_log and not os.access(self.path, os.W_OK):
            address += "&immutable=1"  # a copy on a read-only medium, which nobody can be changing
        connection = sqlite3.connect(
            address, uri=True, timeout=_BUSY_TIMEOUT, check_same_thread=False
        )
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    def _check(self, db: Database) -> None:
        if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            db.close()
            raise NotAnArchive(
                f"{self.database} belongs to another program; luutru leaves it alone"
            )
        if unknown := unknown_to_us(db):
            db.close()
            raise NewerArchive(
                f"{self.database} was written by a newer luutru (it knows {sorted(unknown)[0]}); "
                "update luutru"
            )

    @contextmanager
    def lock(self, command: str, *, wait: float = 0) -> Iterator[None]:
        """Hold the folder for one run; raises Busy, naming the holder, when another has it.

        Waits `wait` seconds for it at most.
        """
        with hold(self.path, command, wait=wait):
            yield

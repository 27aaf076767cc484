"""Small pictures for lists, and what photos look like, made once and kept in `cache/pictures.db`.

The cache is derived from `media/` and may be deleted at any time. Where it cannot be written, it is
kept in memory.
"""

import sqlite3
import threading
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from filelock import FileLock, Timeout
from PIL import Image, ImageOps

from archive.folder import Folder
from archive.media import UNREADABLE

SHOWN = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp", "image/tiff")
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")
_WIDE, _HIGH = 480, 360  # pixels of a small picture, twice what a list shows
_MOST_PIXELS = 60_000_000  # decoded at once, about 180 MB; more is an attack or a scan
_NEAR = 6  # bits of 64 in which two of the same photo may differ, scaled and pressed again
_FLAT = 6  # fewer bits set, or unset, than this: a plain area looks like every other
_BITS = 2**64 - 1
_TABLE = """
CREATE TABLE IF NOT EXISTS picture (
  sha256 TEXT PRIMARY KEY, look INTEGER, small BLOB, mime TEXT
) STRICT, WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Small:
    """A small picture, and its 64-bit difference hash (None where it would say nothing)."""

    data: bytes
    mime: str
    look: int | None


class Pictures:
    """The cache of one folder; usable from all threads."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._decoding = threading.Semaphore(2)
        self._db = _open(folder.path / "cache")
        self._looks: dict[str, int | None] = {}
        self._filling = FileLock(folder.path / "cache" / ".filling")
        self._read_looks()

    def close(self) -> None:
        """Close the cache."""
        self._filling.release()
        with self._lock:
            self._db.close()

    def is_mine_to_fill(self) -> bool:
        """Whether no other process looks at stored pictures already."""
        try:
            self._filling.acquire(blocking=False)
        except (Timeout, OSError):
            return False
        return True

    def _read_looks(self) -> None:
        """Learn what other processes have looked at."""
        with self._lock:
            (count,) = self._db.execute("SELECT count(*) FROM picture").fetchone()
            if count != len(self._looks):
                self._looks = dict(self._db.execute("SELECT sha256, look FROM picture"))

    def small(self, sha256: str, path: str) -> Small | None:
        """The small picture of the media file at `path`; None where it cannot be shown."""
        with self._lock:
            row = self._db.execute(
                "SELECT small, mime, look FROM picture WHERE sha256 = ?", (sha256,)
            ).fetchone()
        if row is not None:
            return Small(row[0], row[1], _unsigned(row[2])) if row[0] is not None else None
        with self._decoding:
            file = stored_file(self._folder, path)
            made = make_small(file) if file else None
        self._keep(sha256, made)
        return made

    def _keep(self, sha256: str, made: Small | None) -> None:
        look = _signed(made.look) if made and made.look is not None else None
        with self._lock, self._db:
            self._db.execute(
                "INSERT OR REPLACE INTO picture (sha256, look, small, mime) VALUES (?, ?, ?, ?)",
                (sha256, look, made.data if made else None, made.mime if made else None),
            )
            self._looks[sha256] = look

    def similar(self, sha256: str, *, limit: int = 12) -> tuple[str, ...]:
        """Other files that look like this one, the nearest first."""
        self._read_looks()
        look = self._looks.get(sha256)
        if look is None:
            return ()
        near = [
            (distance, name)
            for name, other in list(self._looks.items())
            if other is not None
            and name != sha256
            and (distance := ((look ^ other) & _BITS).bit_count()) <= _NEAR
        ]
        return tuple(name for _, name in sorted(near)[:limit])

    @property
    def known(self) -> int:
        """How many pictures were looked at so far."""
        return len(self._looks)

    def knows(self, sha256: str) -> bool:
        """Whether this picture was looked at already."""
        return sha256 in self._looks


def stored_file(folder: Folder, path: str) -> Path | None:
    """The file under `media/` that a row names; None where it is not there, or elsewhere."""
    root = folder.media.resolve()
    try:
        file = (root / path).resolve()
    except (OSError, ValueError):  # no name that a file can have
        return None
    return file if file.is_relative_to(root) and file.is_file() else None


def _open(directory: Path) -> sqlite3.Connection:
    try:
        directory.mkdir(exist_ok=True)
        db = sqlite3.connect(directory / "pictures.db", check_same_thread=False, timeout=5)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute(_TABLE)
    except (OSError, sqlite3.Error):
        db = sqlite3.connect(":memory:", check_same_thread=False)
        db.execute(_TABLE)
    return db


def make_small(path: Path) -> Small | None:
    """The small picture of a file; None for what is no picture, is damaged or too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=_FORMATS) as image:
                if image.width * image.height > _MOST_PIXELS:
                    return None
                image.draft("RGB", (_WIDE * 2, _HIGH * 2))
                return _shrink(image)
    except UNREADABLE:
        return None


def _shrink(image: Image.Image) -> Small:
    has_alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    whole = ImageOps.exif_transpose(image).convert("RGBA" if has_alpha else "RGB")
    whole.thumbnail((_WIDE, _HIGH))
    out = BytesIO()
    whole.save(out, "WEBP", quality=72, method=2)
    return Small(out.getvalue(), "image/webp", difference_hash(whole))


def difference_hash(image: Image.Image) -> int | None:
    """64 bits: whether each of 8 x 8 places is darker than its neighbour on the right.

    Neal Krawetz, "Kind of Like That" (2013). None for a plain area.
    """
    flat = Image.new("RGB", image.size, "white")
    flat.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    grey = flat.convert("L").resize((9, 8), Image.Resampling.BOX)
    pixels = grey.tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            place = row * 9 + column
            bits = bits << 1 | (pixels[place] < pixels[place + 1])
    return bits if _FLAT <= bits.bit_count() <= 64 - _FLAT else None


def _signed(value: int) -> int:
    """As SQLite keeps 64 bits."""
    return value - 2**64 if value >= 2**63 else value


def _unsigned(value: int | None) -> int | None:
    return None if value is None else value % 2**64


class Looker(threading.Thread):
    """Looks at stored pictures one by one while nobody waits, so that similar ones are found.

    `stored` gives the next pictures after an id of the table `media`: id, SHA-256 and path.
    """

    _REST = 3.0  # times as long as a picture took
    _PAUSE = 60.0  # seconds, once all are known

    def __init__(
        self, pictures: Pictures, stored: Callable[[int], Sequence[tuple[int, str, str]]]
    ) -> None:
        super().__init__(name="looker", daemon=True)
        self._pictures = pictures
        self._stored = stored
        self._stop_asked = threading.Event()

    def run(self) -> None:
        """Until told to stop."""
        last = 0
        while not self._stop_asked.is_set():
            found = self._stored(last)
            for media_id, sha256, path in found:
                last = media_id
                if not self._pictures.knows(sha256) and self._look(sha256, path):
                    return
            if not found and self._stop_asked.wait(self._PAUSE):
                return

    def _look(self, sha256: str, path: str) -> bool:
        """Look, and rest; says whether to stop."""
        began = time.monotonic()
        self._pictures.small(sha256, path)
        return self._stop_asked.wait((time.monotonic() - began) * self._REST)

    def stop(self) -> None:
        """Ask it to end, and wait for that."""
        self._stop_asked.set()
        self.join(timeout=10)

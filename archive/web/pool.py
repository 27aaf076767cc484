"""Archives kept open between requests, each lent to one reader at a time."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from archive.folder import Folder
from archive.web.shelf import Shelf


class Pool:
    """Opens the archive of `folder` as often as readers come at once, and keeps what it opened.

    A database that was put in the place of the one that was opened (a backup restored) is opened
    anew.
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._idle: list[tuple[Shelf, tuple[int, int]]] = []
        self._lock = threading.Lock()

    @contextmanager
    def lend(self) -> Iterator[Shelf]:
        """An archive for this block alone; raises ArchiveError."""
        shelf, identity = self._take()
        try:
            yield shelf
        finally:
            with self._lock:
                self._idle.append((shelf, identity))

    def _take(self) -> tuple[Shelf, tuple[int, int]]:
        identity = _identity(self._folder)
        while True:
            with self._lock:
                shelf, known = self._idle.pop() if self._idle else (None, None)
            if shelf is None:
                return Shelf.open(self._folder.path), identity
            if known == identity:
                return shelf, identity
            shelf.close()

    def close(self) -> None:
        """Close what is not lent."""
        with self._lock:
            for shelf, _ in self._idle:
                shelf.close()
            self._idle.clear()


def _identity(folder: Folder) -> tuple[int, int]:
    try:
        found = os.stat(folder.database)  # noqa: PTH116 (asked at every request)
    except FileNotFoundError:
        return 0, 0
    return found.st_dev, found.st_ino

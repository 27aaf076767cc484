"""Mends WARC files whose writing was broken off: what is torn at the end goes, no more."""

import os
import zlib
from pathlib import Path
from typing import BinaryIO

_CHUNK = 1 << 16
_GZIP = 31  # zlib's window bits for one gzip member


def mend_tail(path: Path, *, start: int = 0) -> int:
    """Cut a record off the file's end that was not written whole; returns how many bytes went.

    `start` is where a whole record begins; those before it are not looked at. Each record is a gzip
    member of its own (ISO 28500, annex D).
    """
    with path.open("r+b") as file:
        whole = _end_of_members(file, start)
        torn = file.seek(0, os.SEEK_END) - whole
        if torn:
            file.truncate(whole)
            os.fsync(file.fileno())
    return torn


def _end_of_members(file: BinaryIO, start: int) -> int:
    """Where the last whole gzip member from `start` on ends."""
    end = start
    file.seek(start)
    rest = b""
    while True:
        reader = zlib.decompressobj(_GZIP)
        length = 0
        while not reader.eof:
            chunk = rest or file.read(_CHUNK)
            rest = b""
            if not chunk:
                return end
            try:
                reader.decompress(chunk)
            except zlib.error:
                return end
            length += len(chunk) - len(reader.unused_data)
        end, rest = end + length, reader.unused_data

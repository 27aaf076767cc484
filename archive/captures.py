"""Captures on disk: WARC/1.1 files, one series a run, appended to and read back by offset.

The payload is what the server sent (ISO 28500:2017, WARC/1.1 `response` records); the matching
`request` record stands beside it. Written with warcio.
"""

import gzip
import hashlib
import os
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO, FileIO
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote, urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.article import Capture
from archive.disk import sync_directory
from archive.errors import NotFound
from archive.times import VIETNAM

# ISO 28500 Annex C recommends files of about this size.
MAX_FILE_BYTES = 1_000_000_000
_TARGET = "".join(map(chr, range(0x21, 0x7F)))  # all of ASCII that may stand in a request line


@dataclass(frozen=True, slots=True)
class Place:
    """Where a capture's response record stands: file name, first byte, bytes."""

    warc: str
    offset: int
    length: int


class WarcFiles:
    """Appends captures to `directory`; a new file is begun for each run and when one is full."""

    def __init__(self, directory: Path, *, prefix: str, info: dict[str, str]) -> None:
        self._directory = directory
        self._prefix = prefix
        self._info = info
        self._serial = 0
        self._file: FileIO | None = None

    def append(self, capture: Capture) -> Place:
        """Write `capture` through to the disk and say where.

        Raises OSError when the disk cannot take it; then the file ends where it ended before.
        """
        buffer = BytesIO()
        writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
        response = _response_record(writer, capture)
        writer.write_record(response)
        length = buffer.tell()
        writer.write_record(_request_record(writer, capture, response.rec_headers))
        file = self._current()
        offset = file.tell()
        _write_through(file, buffer.getvalue())
        return Place(Path(str(file.name)).name, offset, length)

    def close(self) -> None:
        """Close the current file; appending again would begin another."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _current(self) -> FileIO:
        if self._file is not None and self._file.tell() >= MAX_FILE_BYTES:
            self.close()
        if self._file is None:
            self._file = self._begin()
        return self._file

    def _begin(self) -> FileIO:
        self._serial += 1
        path = self._directory / f"{self._prefix}-{self._serial:03d}.warc.gz"
        buffer = BytesIO()
        writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
        writer.write_record(writer.create_warcinfo_record(path.name, self._info))
        file = FileIO(path, "xb")
        try:
            _write_through(file, buffer.getvalue())
        except OSError:
            path.unlink()
            raise
        sync_directory(self._directory)
        return file


def _write_through(file: FileIO, data: bytes) -> None:
    """All of `data` onto the disk, or nothing of it."""
    start, rest = file.tell(), memoryview(data)
    try:
        while rest:
            rest = rest[file.write(rest) or 0 :]
        os.fsync(file.fileno())
    except OSError:
        file.truncate(start)
        file.seek(start)
        raise


def read_capture(directory: Path, place: Place) -> Capture:
    """The capture stored at `place`; raises NotFound when the file or record is not there."""
    path = directory / Path(place.warc).name
    try:
        with path.open("rb") as file:
            file.seek(place.offset)
            block = gzip.decompress(file.read(place.length))  # checks length and CRC
            response = next(iter(ArchiveIterator(BytesIO(block), no_record_parse=True)))
            answered = _Message.read(response.raw_stream.read())
            request = _next_record(file)
            return _capture(response.rec_headers, request, answered)
    except (OSError, EOFError, zlib.error, StopIteration, ArchiveLoadFailed, ValueError) as error:
        raise NotFound(f"capture is missing: {path} at byte {place.offset}") from error


def _next_record(file: BinaryIO) -> "_Message":
    """The request behind a response, as far as the file has it."""
    try:
        record = next(iter(ArchiveIterator(file, no_record_parse=True)))
        return _Message.read(record.raw_stream.read())
    except (StopIteration, ArchiveLoadFailed, zlib.error):
        return _Message("GET", (), b"")


def warc_prefix(run_id: int, started_at: datetime) -> str:
    """How the names of a run's WARC files begin; no other run's do, not even of a copy gone on."""
    at = started_at.astimezone(VIETNAM)
    return f"luutru-{at:%Y%m%dT%H%M%S}-run{run_id:06d}"


def payload_sha256(capture: Capture) -> str:
    """SHA-256, hex, of the bytes as the server sent them."""
    return hashlib.sha256(capture.payload).hexdigest()


def _response_record(writer: WARCWriter, capture: Capture) -> ArcWarcRecord:
    head = _Head(
        f"{capture.status} {_reason(capture.status)}", list(capture.headers), protocol="HTTP/1.1"
    )
    return writer.create_warc_record(
        capture.url,
        "response",
        payload=BytesIO(capture.payload),
        length=len(capture.payload),
        http_headers=head,
        warc_headers_dict=_warc_headers(capture),
    )


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _warc_headers(capture: Capture) -> dict[str, str]:
    headers = {"WARC-Date": capture.seen_at.astimezone(UTC).isoformat().replace("+00:00", "Z")}
    if capture.ip_address:
        headers["WARC-IP-Address"] = capture.ip_address
    if capture.truncated:
        headers["WARC-Truncated"] = capture.truncated
    return headers


def _request_record(
    writer: WARCWriter, capture: Capture, response: StatusAndHeaders
) -> ArcWarcRecord:
    parts = urlsplit(capture.url)
    target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_TARGET)
    head = _Head(
        f"{capture.method} {target} HTTP/1.1", list(capture.request_headers), is_http_request=True
    )
    return writer.create_warc_record(
        capture.url,
        "request",
        payload=BytesIO(capture.request_body),
        length=len(capture.request_body),
        http_headers=head,
        warc_headers_dict={
            "WARC-Date": response.get_header("WARC-Date"),
            "WARC-Concurrent-To": response.get_header("WARC-Record-ID"),
        },
    )


class _Head(StatusAndHeaders):  # type: ignore[misc]  # warcio has no types
    """HTTP headers written as they came; warcio would rewrite what is not ASCII."""

    def to_ascii_bytes(self, filter_func: Any = None) -> bytes:
        """The header block, a byte for each character (ISO 8859-1, as HTTP/1.1 has it)."""
        return bytes(self.to_bytes(filter_func, "latin-1"))


@dataclass(frozen=True, slots=True)
class _Message:
    """An HTTP message as a WARC record holds it."""

    start: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def read(cls, block: bytes) -> "_Message":
        head, _, body = block.partition(b"\r\n\r\n")
        start, *lines = head.decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        return cls(start, tuple((name, value.strip()) for name, _, value in pairs), body)


def _capture(warc: StatusAndHeaders, asked: _Message, answered: _Message) -> Capture:
    return Capture(
        url=warc.get_header("WARC-Target-URI"),
        seen_at=datetime.fromisoformat(warc.get_header("WARC-Date")).astimezone(VIETNAM),
        method=asked.start.partition(" ")[0],
        request_headers=asked.headers,
        request_body=asked.body,
        status=int(answered.start.split(" ")[1]),
        headers=answered.headers,
        payload=answered.body,
        ip_address=warc.get_header("WARC-IP-Address"),
        truncated=warc.get_header("WARC-Truncated"),
    )

"""A capture's payload as a browser reads it: content encodings undone (RFC 9110, section 8.4)."""

import zlib
from collections.abc import Callable

import brotli

from archive.article import Capture
from archive.errors import ArchiveError

MAX_BYTES = 256 * 1024 * 1024  # of an unpacked page; more is an attack


class UnreadablePayload(ArchiveError):
    """The payload's encoding is unknown or damaged; its bytes are in the WARC as they came."""


def content(capture: Capture) -> bytes:
    """The payload, decoded; of a body that was cut short, what can be read. Raises ArchiveError."""
    header = next((v for name, v in capture.headers if name.lower() == "content-encoding"), "")
    data = capture.payload
    for name in reversed([part.strip().lower() for part in header.split(",") if part.strip()]):
        if name not in _DECODERS:
            raise UnreadablePayload(f"unknown content encoding {name!r} of {capture.url}")
        try:
            data = _DECODERS[name](data)
        except (zlib.error, brotli.error) as error:
            raise UnreadablePayload(f"damaged {name} payload of {capture.url}: {error}") from error
    return data


def _gunzip(data: bytes) -> bytes:
    """All members of a gzip stream; what follows them is padding."""
    whole = b""
    if not data.startswith(b"\x1f\x8b"):
        raise zlib.error("no gzip stream")
    while data.startswith(b"\x1f\x8b"):
        member = zlib.decompressobj(wbits=31)
        whole += _unpack(member, data, MAX_BYTES - len(whole))
        data = member.unused_data
    return whole


def _inflate(data: bytes) -> bytes:
    """zlib format as the standard says, or the raw deflate that some servers send."""
    try:
        return _unpack(zlib.decompressobj(wbits=15), data, MAX_BYTES)
    except zlib.error:
        return _unpack(zlib.decompressobj(wbits=-15), data, MAX_BYTES)


def _unpack(stream: "zlib._Decompress", data: bytes, most: int) -> bytes:
    unpacked = stream.decompress(data, max(1, most))
    if stream.unconsumed_tail:
        raise UnreadablePayload(f"the payload unpacks to more than {MAX_BYTES} bytes")
    return unpacked + stream.flush()


def _unbrotli(data: bytes) -> bytes:
    return bytes(brotli.Decompressor().process(data))


_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
    "br": _unbrotli,
    "identity": bytes,
}

"""A capture's payload as a browser reads it."""

import gzip
import random
import zlib
from collections.abc import Callable

import brotli
import pytest
from archive_fixtures import make_capture

from archive.content import content
from archive.errors import ArchiveError

HTML = ("<h1>Hội nghị Ban Chấp hành</h1>" * 200).encode()


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "GZIP ": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "Deflate": raw_deflate,
    "br": brotli.compress,
    "": bytes,
    "identity": bytes,
    "gzip, br": lambda data: brotli.compress(gzip.compress(data)),
}


@pytest.mark.parametrize("size", [0, 10, 100_000])
@pytest.mark.parametrize("name", ENCODINGS)
def test_content_undoes_the_encoding(name: str, size: int) -> None:
    page = random.Random(5).randbytes(size)
    sent = make_capture(headers=(("content-ENCODING", name),), payload=ENCODINGS[name](page))
    assert content(sent) == page


def test_content_reads_every_member_of_a_gzip_body() -> None:
    payload = gzip.compress(HTML) + gzip.compress(b"het")
    assert content(make_capture(headers=(("Content-Encoding", "gzip"),), payload=payload)) == (
        HTML + b"het"
    )


def test_content_of_a_body_cut_short_is_its_beginning() -> None:
    page = random.Random(5).randbytes(20_000)
    payload = gzip.compress(page)[:10_000]
    found = content(make_capture(headers=(("Content-Encoding", "gzip"),), payload=payload))
    assert len(found) > 5_000
    assert page.startswith(found)


@pytest.mark.parametrize("name", ["br", "zstd", "compress", "không có"])
def test_content_that_cannot_be_undone_is_an_error_of_ours(name: str) -> None:
    with pytest.raises(ArchiveError):
        content(make_capture(headers=(("Content-Encoding", name),), payload=b"\xff\x00" * 50))

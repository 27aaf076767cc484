"""Captures: what the server sent comes back byte for byte, to us and to any other WARC reader."""

import gzip
import os
import random
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from archive_fixtures import (
    AT,
    URL,
    after,
    make_capture,
    make_folder,
    no_file_larger_than,
    rows,
    writing,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from archive import Archive, Capture, captures
from archive.captures import Place, WarcFiles, read_capture
from archive.errors import NotFound

RAW_NAME = 'attachment; filename="quyết định.pdf"'
HTML = ("<h1>Hội nghị Ban Chấp hành</h1>" * 200).encode()
INFO = {"software": "luutru", "format": "WARC File Format 1.1"}


def kept(directory: Path, *exchanges: Capture) -> tuple[Place, ...]:
    files = WarcFiles(directory, prefix="thử", info=INFO)
    places = tuple(map(files.append, exchanges))
    files.close()
    return places


def records(path: Path) -> list[Any]:
    """What warcio's own reader finds, digests verified: (record, payload, place)."""
    found = []
    with path.open("rb") as file:
        reader = ArchiveIterator(file, no_record_parse=False, check_digests="raise")
        for record in reader:
            payload = record.raw_stream.read()
            start = reader.get_record_offset()
            found.append((record, payload, Place(path.name, start, reader.get_record_length())))
    return found


def assert_clean(directory: Path) -> None:
    """`warcio check` has nothing to say about any file."""
    paths = sorted(map(str, directory.glob("*.warc.gz")))
    assert paths
    assert Checker(Namespace(inputs=paths, verbose=False)).process_all() == 0


EXCHANGES = {
    "a page": make_capture(),
    "gzip as sent": make_capture(
        headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip")),
        payload=gzip.compress(HTML),
    ),
    "gzip cut short": make_capture(
        headers=(("Content-Encoding", "gzip"),),
        payload=gzip.compress(HTML)[:-20],
        truncated="disconnect",
    ),
    "large and dense": make_capture(payload=random.Random(7).randbytes(3_000_000)),
    "large and thin": make_capture(payload=b"\0" * 3_000_000),
    "not modified": make_capture(status=304, headers=(), payload=b""),
    "duplicate headers": make_capture(
        headers=(("Set-Cookie", "a=1"), ("X-A", ""), ("set-cookie", "b=2; path=/"))
    ),
    "a false length": make_capture(headers=(("Content-Length", "99999"),)),
    "unchunked": make_capture(headers=(("Transfer-Encoding", "chunked"),), payload=b"5\r\nhello"),
    "a body like a record": make_capture(payload=b"HTTP/1.1 200 OK\r\n\r\n\r\n\r\nWARC/1.1\r\n"),
    "an address": make_capture(ip_address="2001:ee0:4::1", url="https://[2001:ee0:4::1]:8443/a?b"),
    "a fraction of a second": make_capture(seen_at=after(microseconds=123456)),
    "another zone": make_capture(seen_at=AT.astimezone(UTC)),
    "no such status": make_capture(status=599),
    "a raw file name": make_capture(
        headers=(("Content-Disposition", RAW_NAME.encode().decode("latin-1")), ("X-Old", "naïve"))
    ),
    "a question": make_capture(
        request_headers=(("Host", "a.gov.vn"), ("User-Agent", "luutru"), ("Accept", "*/*"))
    ),
    "a form": make_capture(
        method="POST",
        request_headers=(("Content-Type", "application/x-www-form-urlencoded"),),
        request_body=b"page=2&keyword=",
    ),
}


@pytest.mark.parametrize("name", EXCHANGES)
def test_an_exchange_comes_back_as_it_was(name: str, tmp_path: Path) -> None:
    with writing(make_folder(tmp_path)) as store:
        capture_id = store.record_capture(EXCHANGES[name])
    with Archive.open(tmp_path) as archive:
        assert archive.capture(capture_id) == EXCHANGES[name]
    assert_clean(tmp_path / "warc")


@settings(max_examples=60, deadline=None)
@given(payload=st.binary(max_size=300), status=st.integers(100, 599))
def test_any_bytes_come_back(
    payload: bytes, status: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    directory = tmp_path_factory.mktemp("warc")
    exchange = make_capture(payload=payload, status=status)
    (place,) = kept(directory, exchange)
    assert read_capture(directory, place) == exchange


def test_other_readers_find_both_sides_of_the_exchange(tmp_path: Path) -> None:
    exchange = make_capture(
        url="https://a.gov.vn/tin/bai-1?p=2",
        method="POST",
        request_headers=(("Host", "a.gov.vn"), ("Cookie", "x=1")),
        request_body=b"page=2",
        ip_address="203.162.0.1",
        truncated="length",
        seen_at=datetime(2023, 7, 4, 0, 30, tzinfo=UTC),
    )
    (place,) = kept(tmp_path, exchange)
    (info, _, _), (response, payload, at), (request, asked, _) = records(tmp_path / place.warc)
    assert [record.rec_headers.protocol for record in (info, response, request)] == ["WARC/1.1"] * 3
    assert [record.rec_type for record in (info, response, request)] == [
        *("warcinfo", "response", "request")
    ]
    header = response.rec_headers.get_header
    assert (header("WARC-Target-URI"), header("WARC-Date")) == (
        exchange.url,
        "2023-07-04T00:30:00Z",
    )
    assert (header("WARC-IP-Address"), header("WARC-Truncated")) == ("203.162.0.1", "length")
    assert header("WARC-Payload-Digest")
    assert header("WARC-Block-Digest")
    assert (payload, at) == (exchange.payload, place)
    assert request.rec_headers.get_header("WARC-Concurrent-To") == header("WARC-Record-ID")
    assert request.rec_headers.get_header("WARC-Date") == header("WARC-Date")
    assert (request.http_headers.protocol, request.http_headers.statusline) == (
        "POST",
        "/tin/bai-1?p=2 HTTP/1.1",
    )
    assert request.http_headers.headers == list(exchange.request_headers)
    assert asked == b"page=2"


def test_each_file_says_who_wrote_it(tmp_path: Path) -> None:
    with writing(make_folder(tmp_path), manifest={"program": "luutru 9"}) as store:
        store.record_capture(make_capture())
    (path,) = (tmp_path / "warc").iterdir()
    (info, payload, _), *_ = records(path)
    said = payload.decode()
    assert info.rec_headers.get_header("WARC-Filename") == path.name
    assert "software: luutru 9\r\n" in said
    assert "format: WARC File Format 1.1\r\n" in said


def test_the_index_finds_each_of_many_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(captures, "MAX_FILE_BYTES", 20_000)
    made = random.Random(3)
    exchanges = [
        make_capture(url=f"{URL}?{n}", payload=made.randbytes(made.randrange(4000)))
        for n in range(60)
    ]
    folder = make_folder(tmp_path)
    with writing(folder) as store:
        ids = dict(zip(map(store.record_capture, exchanges), exchanges, strict=True))
    with Archive.open(tmp_path) as archive:
        for capture_id in made.sample(sorted(ids), len(ids)):
            assert archive.capture(capture_id) == ids[capture_id]
    files = sorted((tmp_path / "warc").iterdir())
    assert len(files) >= 5
    assert_clean(tmp_path / "warc")
    indexed = {Place(*row) for row in rows(folder, "SELECT warc, offset, length FROM capture")}
    found = [entry for path in files for entry in records(path)]
    assert {place for record, _, place in found if record.rec_type == "response"} == indexed
    assert [record.rec_type for path in files for record, *_ in records(path)[:1]] == [
        "warcinfo"
    ] * len(files)


def test_runs_never_write_into_each_others_files(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    for _ in range(2):
        with writing(folder) as store:
            store.record_capture(make_capture())
    with writing(folder):
        pass
    assert len(list((tmp_path / "warc").iterdir())) == 2


def test_a_full_disk_takes_no_other_capture_with_it(tmp_path: Path) -> None:
    made = random.Random(2)
    first, lost, last = (make_capture(payload=made.randbytes(9_000)) for _ in range(3))
    files = WarcFiles(tmp_path, prefix="thử", info=INFO)
    places = [files.append(first)]
    with no_file_larger_than(15_000), pytest.raises(OSError, match="large"):
        files.append(lost)
    places.append(files.append(last))
    files.close()
    assert [read_capture(tmp_path, place) for place in places] == [first, last]


def test_the_checking_command_agrees(tmp_path: Path) -> None:
    places = kept(tmp_path, *EXCHANGES.values())
    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", str(tmp_path / places[0].warc)],
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_checking_command_would_notice(tmp_path: Path) -> None:
    (place,) = kept(tmp_path, make_capture(payload=b"that is so"))
    path = tmp_path / place.warc
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b"is so", b"is no")))
    assert Checker(Namespace(inputs=[str(path)], verbose=False)).process_all() == 1


@pytest.mark.parametrize(
    "damage",
    [
        Path.unlink,
        lambda path: os.truncate(path, 700),
        lambda path: path.write_bytes(b"\x1f\x8b" + b"\xff" * 5000),
        lambda path: path.write_bytes(b"khong phai warc\r\n\r\n" * 300),
    ],
)
def test_a_lost_or_damaged_file_is_said_to_be(
    tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    (place,) = kept(tmp_path, make_capture(payload=random.Random(1).randbytes(2000)))
    damage(tmp_path / place.warc)
    with pytest.raises(NotFound, match="capture is missing"):
        read_capture(tmp_path, place)


@pytest.mark.parametrize("at", [0.2, 0.4, 0.6, 0.8, 0.95])
def test_damage_is_never_passed_off_as_what_was_sent(tmp_path: Path, at: float) -> None:
    (place,) = kept(tmp_path, make_capture(payload=random.Random(1).randbytes(9000)))
    path = tmp_path / place.warc
    whole, spot = path.read_bytes(), place.offset + int(place.length * at)
    for damaged in (
        whole[:spot],
        whole[:spot] + bytes([whole[spot] ^ 0x55]) + whole[spot + 1 :],
        whole[:spot] + bytes(len(whole) - spot),
    ):
        path.write_bytes(damaged)
        with pytest.raises(NotFound):
            read_capture(tmp_path, place)


def test_a_file_name_leads_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "warc").mkdir()
    (place,) = kept(tmp_path, make_capture())
    with pytest.raises(NotFound):
        read_capture(tmp_path / "warc", Place(f"../{place.warc}", place.offset, place.length))

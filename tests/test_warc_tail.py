"""WARC files whose writing was broken off."""

import gzip
from pathlib import Path

import pytest
from archive_fixtures import make_capture
from warcio.archiveiterator import ArchiveIterator

from archive.captures import WarcFiles, read_capture
from archive.warc_tail import mend_tail


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    files = WarcFiles(tmp_path, prefix="a", info={"software": "x"})
    for number in range(3):
        files.append(make_capture(payload=bytes([number]) * 70_000))
    files.close()
    (path,) = tmp_path.iterdir()
    return path


def records(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in ArchiveIterator(file))


def test_a_whole_file_is_left_alone(warc: Path) -> None:
    before = warc.read_bytes()
    assert (mend_tail(warc), warc.read_bytes(), records(warc)) == (0, before, 7)


def test_every_torn_end_is_cut_to_the_last_whole_record(warc: Path) -> None:
    whole = warc.read_bytes()
    ends = [0]
    while ends[-1] < len(whole):  # each member's end, by reading it alone
        low, high = ends[-1] + 1, len(whole)
        ends.append(
            next(end for end in range(low + 17, high + 1) if _is_member(whole, ends[-1], end))
        )
    for end in (*range(1, len(whole), 37), *ends, *(one - 1 for one in ends[1:])):
        warc.write_bytes(whole[:end])
        kept = max(one for one in ends if one <= end)
        assert mend_tail(warc) == end - kept
        assert warc.read_bytes() == whole[:kept]


def _is_member(data: bytes, start: int, end: int) -> bool:
    try:
        return bool(gzip.decompress(data[start:end]))
    except (EOFError, OSError):
        return False


@pytest.mark.parametrize("tail", [b"\0" * 4096, b"\x1f\x8b\x08", b"nonsense"])
def test_what_a_power_cut_leaves_behind_goes(warc: Path, tail: bytes) -> None:
    whole = warc.read_bytes()
    warc.write_bytes(whole + tail)
    assert mend_tail(warc) == len(tail)
    assert warc.read_bytes() == whole


def test_records_before_the_start_are_not_read(tmp_path: Path) -> None:
    files = WarcFiles(tmp_path, prefix="a", info={})
    files.append(make_capture())
    place = files.append(make_capture(payload=b"<h1>Hai</h1>"))
    files.close()
    path = tmp_path / place.warc
    with path.open("ab") as file:
        file.write(b"\x1f\x8b torn")
    assert mend_tail(path, start=place.offset) == 7
    assert read_capture(tmp_path, place).payload == b"<h1>Hai</h1>"

"""Images and attachments: told by their bytes, kept as they came, found by their articles."""

import hashlib
import logging
import os
import random
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from archive_fixtures import (
    ARTICLE,
    AT,
    PAPER,
    PHOTO,
    after,
    make_folder,
    no_file_larger_than,
    picture,
    put,
    rows,
    writing,
)
from hypothesis import given
from hypothesis import strategies as st

from archive.folder import Folder
from archive.media import sniff, store_file
from archive.store import Wanted

EDITED = replace(ARTICLE, title="Hội nghị (bổ sung)")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path / "kho")


def zipped(*names: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, "xin chào")
    return out.getvalue()


def png(width: int, height: int, *extra: bytes) -> bytes:
    """A PNG that declares this size and holds no pixels."""
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + b"".join((head, *extra, _chunk(b"IDAT"), _chunk(b"IEND")))


def _chunk(name: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


OFFICE = "application/vnd.openxmlformats-officedocument."
XML = b'<?xml version="1.0" encoding="utf-8"?>\n'
SNIFFED = [
    (picture("JPEG"), "image/jpeg"),
    (picture("PNG"), "image/png"),
    (picture("GIF"), "image/gif"),
    (picture("WEBP"), "image/webp"),
    (picture("BMP"), "image/bmp"),
    (picture("TIFF"), "image/tiff"),
    (picture("AVIF"), "image/avif"),
    (b"RIFF\x24\x00\x00\x00WAVEfmt ", "application/octet-stream"),
    (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00", "video/mp4"),
    (b"%PDF-1.7\n%\xe2\xe3", "application/pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "application/x-ole-storage"),
    (b"Rar!\x1a\x07\x01\x00", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c\x00\x04", "application/x-7z-compressed"),
    (b"{\\rtf1\\ansi", "application/rtf"),
    (zipped("[Content_Types].xml", "word/document.xml"), OFFICE + "wordprocessingml.document"),
    (zipped("[Content_Types].xml", "xl/workbook.xml"), OFFICE + "spreadsheetml.sheet"),
    (zipped("ppt/presentation.xml"), OFFICE + "presentationml.presentation"),
    (zipped("bao-cao.doc", "words/a.txt"), "application/zip"),
    (zipped("word/document.xml")[:60], "application/zip"),
    (b"<!DOCTYPE html><title>404</title>", "text/html"),
    (b"\xef\xbb\xbf\r\n  <HTML lang='vi'>", "text/html"),
    (b"<!-- loi --><body>", "text/html"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
    (XML + b"<!-- ve tay --><svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
    (XML + b"<rss/>", "text/xml"),
    ("Cộng hoà xã hội chủ nghĩa Việt Nam\n".encode(), "text/plain"),
    (b"", "application/octet-stream"),
    (b"\x00\x01\x02", "application/octet-stream"),
]


@pytest.mark.parametrize(("data", "mime"), SNIFFED, ids=[mime for _, mime in SNIFFED])
def test_the_bytes_tell_the_type(data: bytes, mime: str) -> None:
    assert sniff(data) == mime


@pytest.mark.parametrize(
    "data",
    [
        b"<!-- Generator: Adobe Illustrator --><svg xmlns='http://www.w3.org/2000/svg'/>",
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" ""><svg/>',
        b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
        b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1avif",
    ],
)
def test_no_image_is_taken_for_something_else(data: bytes) -> None:
    assert sniff(data).startswith("image/")


@pytest.mark.parametrize("start", [b"<title>404</title>", b"<p>loi</p>", b"<div>", b"<table>"])
def test_a_page_without_a_head_is_still_a_page(start: bytes) -> None:
    """WHATWG MIME Sniffing Standard, section 7.1."""
    assert sniff(start) == "text/html"


@given(
    st.sampled_from([data for data, _ in SNIFFED]),
    st.binary(max_size=60),
    st.integers(0, 300),
)
def test_no_bytes_are_an_error(data: bytes, noise: bytes, at: int) -> None:
    assert "/" in sniff(data[:at] + noise + data[at + len(noise) :])


@pytest.mark.parametrize(
    ("form", "name"),
    [("JPEG", ".jpg"), ("PNG", ".png"), ("GIF", ".gif"), ("WEBP", ".webp"), ("TIFF", ".tiff")],
)
def test_an_image_is_kept_as_it_came(tmp_path: Path, form: str, name: str) -> None:
    data = picture(form, size=(13, 8))
    media = store_file(tmp_path, data)
    sha256 = hashlib.sha256(data).hexdigest()
    assert (media.sha256, media.size) == (sha256, len(data))
    assert (media.width, media.height) == (13, 8)
    assert media.path == f"{sha256[:2]}/{sha256}{name}"
    assert (tmp_path / media.path).read_bytes() == data
    assert len(list(tmp_path.rglob("*.*"))) == 1


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<html>404</html>", ".bin"),
        (b"%PDF-1.7", ".pdf"),
        (zipped("word/document.xml"), ".docx"),
        (zipped("a.txt"), ".zip"),
        (b"<svg/>", ".svg"),
        (b"", ".bin"),
    ],
)
def test_a_file_without_pixels_has_none(tmp_path: Path, data: bytes, name: str) -> None:
    media = store_file(tmp_path, data)
    assert (media.width, media.height) == (None, None)
    assert Path(media.path).suffix == name
    assert (tmp_path / media.path).read_bytes() == data


def test_the_same_bytes_are_written_once(tmp_path: Path) -> None:
    first = store_file(tmp_path, picture())
    path = tmp_path / first.path
    os.utime(path, ns=(10**18, 10**18))
    assert store_file(tmp_path, picture()) == first
    assert path.stat().st_mtime_ns == 10**18


def test_a_file_cut_short_by_a_crash_is_made_whole(tmp_path: Path) -> None:
    path = tmp_path / store_file(tmp_path, picture()).path
    path.write_bytes(picture()[:10])
    store_file(tmp_path, picture())
    assert path.read_bytes() == picture()


def test_a_full_disk_leaves_no_half_file(tmp_path: Path) -> None:
    data = b"\xff\xd8\xff" + bytes(50_000)
    with no_file_larger_than(20_000), pytest.raises(OSError, match="large"):
        store_file(tmp_path, data)
    assert [path for path in tmp_path.rglob("*.jpg") if path.name[0] != "."] == []
    assert (tmp_path / store_file(tmp_path, data).path).read_bytes() == data


@pytest.mark.parametrize("side", [12_000, 60_000, 2**31 - 1])
def test_a_decompression_bomb_is_just_a_file(tmp_path: Path, side: int) -> None:
    data = png(side, side)
    media = store_file(tmp_path, data)
    assert media.width in (side, None)
    assert (tmp_path / media.path).read_bytes() == data


DAMAGES: dict[str, Callable[[], bytes]] = {
    "an animation without frames": lambda: png(9, 9, _chunk(b"acTL", bytes(8))),
    "text that unpacks to much": lambda: png(
        9, 9, _chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(70_000_000), 1))
    ),
    "a TIFF cut short": lambda: picture("TIFF")[:100],
    "nothing but a signature": lambda: b"\x89PNG\r\n\x1a\n",
    "no size": lambda: png(0, 0),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_image_is_kept_in_silence(tmp_path: Path, name: str) -> None:
    data = DAMAGES[name]()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        media = store_file(tmp_path, data)
    assert (tmp_path / media.path).read_bytes() == data
    assert [str(warning.message) for warning in said] == []


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF"])
def test_no_damage_to_an_image_stops_the_archive(
    tmp_path: Path, form: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Bytes flipped in its head, or cut: the file is kept whatever Pillow makes of it."""
    caplog.set_level(logging.CRITICAL)
    whole, chance = picture(form), random.Random(form)
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(min(len(data), 250))] = chance.randrange(256)
        del data[chance.choice([len(data), chance.randrange(1, len(data))]) :]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            media = store_file(tmp_path, bytes(data))
        assert media.size == len(data)


# How files find their articles


def _media_of(folder: Folder, table: str, number: int = 1) -> str | None:
    found = rows(
        folder,
        f"SELECT media.sha256 FROM {table} JOIN version ON version.id = version_id"
        " LEFT JOIN media ON media.id = media_id WHERE number = ?",
        number,
    )
    (sha256,) = {row[0] for row in found}
    assert sha256 is None or isinstance(sha256, str)
    return sha256


@pytest.mark.parametrize("table", ["image", "attachment"])
@pytest.mark.parametrize("file_first", [True, False])
def test_a_file_finds_its_article_in_either_order(
    folder: Folder, table: str, file_first: bool
) -> None:
    url = {"image": PHOTO, "attachment": PAPER}[table]
    with writing(folder) as store:
        steps: list[Callable[[], object]] = [
            lambda: put(store, ARTICLE),
            lambda: store.record_media(url, picture(), seen_at=AT),
        ]
        for step in reversed(steps) if file_first else steps:
            step()
        site_id = rows(folder, "SELECT id FROM site")[0][0]
        wanted = {item.role for item in store.missing_files(site_id)}
    assert wanted == {"image", "attachment"} - {table}
    assert _media_of(folder, table) == store_file(folder.media, picture()).sha256


def test_missing_files_say_where_they_are_wanted(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, ARTICLE)
        assert set(store.missing_files(1)) == {
            Wanted("image", PHOTO, ARTICLE.url),
            Wanted("attachment", PAPER, ARTICLE.url),
        }
        assert store.missing_files(2) == ()
        assert not store.known_file(PHOTO)


def test_a_replaced_photo_leaves_the_old_version_its_own(folder: Folder) -> None:
    old, new = picture(colour="red"), picture(colour="blue")
    with writing(folder) as store:
        put(store, ARTICLE)
        first = store.record_media(PHOTO, old, seen_at=AT)
    with writing(folder, at=after(days=1)) as store:
        second = store.record_media(PHOTO, new, seen_at=after(days=1))
        put(store, EDITED, at=after(days=1))
    assert (_media_of(folder, "image", 1), _media_of(folder, "image", 2)) == (
        first.sha256,
        second.sha256,
    )
    assert (folder.media / first.path).read_bytes() == old
    assert rows(folder, "SELECT count(*) FROM media_source WHERE url = ?", PHOTO) == [(2,)]


def test_the_same_bytes_from_two_addresses_are_one_file(folder: Folder) -> None:
    with writing(folder) as store:
        for url in (PHOTO, PAPER, PHOTO):
            store.record_media(url, picture(), seen_at=AT)
        assert store.known_file(PAPER)
    assert rows(folder, "SELECT count(*) FROM media") == [(1,)]
    assert rows(folder, "SELECT count(*) FROM media_source") == [(2,)]

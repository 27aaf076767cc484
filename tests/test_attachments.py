"""The text of attachments: read in a process that may die of it, found, and named."""

import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from archive_fixtures import ARTICLE, AT, ROOT, assert_sound, make_folder, put, rows, writing
from running import run_luutru

from archive import Archive
from archive.article import Attachment
from archive.attachment_text import DOCX, PDF, Unreadable, read_attachment
from archive.media import sniff

PAPERS = ROOT / "crawler/demo/content/media"
PLAN = (PAPERS / "ke-hoach-62.pdf").read_bytes()
_NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word_file(body: str, *, head: str = "") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        xml = (
            f"<?xml version='1.0'?>{head}<w:document {_NAMES}><w:body>{body}</w:body></w:document>"
        )
        file.writestr("word/document.xml", xml)
    return out.getvalue()


REPORT = word_file(
    "<w:p><w:r><w:t>Báo cáo</w:t><w:tab/><w:t>thu hoạch ngô</w:t></w:r></w:p>"
    "<w:p><w:r><w:t>Sản lượng 5.840 tấn</w:t></w:r></w:p>"
)
BOMB = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def test_text_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(REPORT)
    assert sniff(REPORT) == DOCX
    read = read_attachment(tmp_path / "a", DOCX)
    assert read == "Báo cáo thu hoạch ngô\nSản lượng 5.840 tấn\n"
    assert "KE HOACH 62/KH-UBND" in read_attachment(PAPERS / "ke-hoach-62.pdf", PDF)


@pytest.mark.parametrize(
    ("data", "mime", "why"),
    [
        (b"", PDF, "Pdfium"),
        (PLAN[:200], PDF, "Pdfium"),
        (b"PK\x03\x04", DOCX, "BadZipFile"),
        (word_file("<w:p>&b;</w:p>", head=BOMB), DOCX, "entities"),
        (word_file("<w:p><w:t>"), DOCX, "ParseError"),
        (word_file("<w:p/>" * 9_000_000), DOCX, "too large"),
    ],
    ids=["empty", "torn", "no zip", "entities", "bad xml", "huge"],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, data: bytes, mime: str, why: str) -> None:
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(Unreadable, match=why):
        read_attachment(tmp_path / "a", mime)


def test_attachments_are_found_by_what_they_say(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    urls = [f"https://x.vn/{name}" for name in ("ke-hoach.pdf", "bao-cao.docx", "hong.docx")]
    named = tuple(Attachment(url=url, label=None) for url in urls)
    with writing(folder) as store:
        put(store, replace(ARTICLE, attachments=named))
        for url, data in zip(urls, (PLAN, REPORT, word_file("<w:p>")), strict=True):
            store.record_media(url, data, seen_at=AT)
    done = run_luutru("-C", tmp_path, "attachments", "--json")
    assert (done.returncode, done.stdout) == (
        1,
        '{"read": 2, "without_text": 0, "unreadable": 1}\n',
    )
    again = run_luutru("-C", tmp_path, "attachments")
    assert (again.returncode, again.stdout) == (0, "read: 0, without text: 0, unreadable: 0\n")
    with Archive.open(tmp_path) as archive:
        (report,) = archive.search("thu hoạch ngô 5840")
        (plan,) = archive.search('"tim kiem cuu nan"')
    assert report.place is not None
    assert plan.place is not None
    assert (report.place.field, report.place.url) == ("attachment", urls[1])
    assert (plan.place.field, plan.place.url) == ("attachment", urls[0])
    assert report.snippet == "Báo cáo [thu] [hoạch] [ngô] Sản lượng [5.840] tấn"
    assert "ParseError" in rows(folder, "SELECT max(failure) FROM attachment_text")[0][0]
    with writing(folder) as store:  # another file takes the report's place: its text goes
        store.record_media(urls[1], word_file("<w:p/>"), seen_at=AT)
    with Archive.open(tmp_path) as archive:
        assert archive.search("thu hoạch ngô 5840") == ()
    assert_sound(folder)

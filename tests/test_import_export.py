"""The record out and in again: whole, once, and with nothing in it that could do harm."""

import csv
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from archive_fixtures import (
    ARTICLE,
    AT,
    SITE,
    URL,
    after,
    assert_sound,
    dump,
    make_folder,
    put,
    rows,
    writing,
)

from archive import Archive, Attachment, Image
from archive.export import write_csv, write_jsonl
from archive.folder import Folder
from archive.importing import BadLine, import_lines

EDITED = replace(ARTICLE, title="Hội nghị (bổ sung)", images=(), published_at=None)
FOREIGN = replace(
    ARTICLE, url="http://127.0.0.1:8000/tin/khac-7", site="khac", title="Chữ \U0001f600 lạ"
)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path / "kho")


def exported(folder: Folder) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines_of(folder)]


def lines_of(folder: Folder) -> list[bytes]:
    out = StringIO()
    with Archive.open(folder.path) as archive:
        write_jsonl(archive.articles(), out)
    return out.getvalue().encode().splitlines(keepends=True)


def imported(
    folder: Folder, lines: Iterable[bytes], *, days: float = 30
) -> tuple[tuple[BadLine, ...], Counter[str]]:
    now = after(days=days)
    with writing(folder, at=now, command="import") as store:
        bad = import_lines(store, lines, label="a.jsonl", now=now)
        store.finish("done", finished_at=now)
        return bad, store.counts


def line(**changes: Any) -> bytes:
    return json.dumps({"url": URL, "title": "Bài"} | changes).encode() + b"\n"


def fill(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, ARTICLE)
        put(store, EDITED, at=after(days=1))
        put(store, replace(ARTICLE, url=f"{SITE}/tin/hai-2", paragraphs=(), author=None))
        put(store, FOREIGN, at=after(microseconds=5))


def test_out_and_in_again_is_the_same(folder: Folder, tmp_path: Path) -> None:
    fill(folder)
    other = make_folder(tmp_path / "khác")
    bad, counts = imported(other, lines_of(folder))
    assert bad == ()
    assert counts == {"articles_new": 3}
    there, here = exported(other), exported(folder)
    for item in (*there, *here):
        del item["id"]
    assert there == here
    assert [item["version"] for item in here] == [2, 1, 1]
    assert {row[0] for row in rows(other, "SELECT origin FROM version")} == {"import:a.jsonl"}
    assert_sound(other)


def test_one_article_is_one_line(folder: Folder) -> None:
    fill(folder)
    lines = lines_of(folder)
    assert len(lines) == 3
    assert "Hội nghị (bổ sung)".encode() in lines[0]
    assert all(json.loads(item) for item in lines)


def without_runs(folder: Folder) -> dict[str, list[tuple[Any, ...]]]:
    return dump(folder, without=("run",))


@pytest.mark.parametrize(
    "lines",
    [
        [line()],
        [line(last_seen_at="2023-07-05T08:30:00+07:00", version=4)],
        [line(title="Một"), line(title="Hai")],
        [line(title=name, last_seen_at=AT.isoformat()) for name in ("Một", "Hai", "Ba")],
        [
            line(title="Một", last_seen_at="2024-01-01"),
            line(title="Hai", last_seen_at="2022-01-01"),
        ],
        [line(title="Một", url=f"{SITE}/khac/b-618434"), line(title="Một")],
    ],
)
def test_importing_again_adds_nothing(folder: Folder, lines: list[bytes]) -> None:
    imported(folder, lines)
    versions = rows(folder, "SELECT id, content_hash, number FROM version ORDER BY id")
    current = rows(folder, "SELECT version_id FROM article")
    _, counts = imported(folder, lines, days=60)
    assert rows(folder, "SELECT id, content_hash, number FROM version ORDER BY id") == versions
    assert rows(folder, "SELECT version_id FROM article") == current
    assert counts == {"articles_same": len(lines)}
    assert_sound(folder)


def test_ones_own_export_changes_nothing(folder: Folder) -> None:
    fill(folder)
    before = without_runs(folder)
    imported(folder, lines_of(folder))
    assert without_runs(folder) == before


def test_an_old_export_does_not_undo_an_edit(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, ARTICLE)
        old = lines_of(folder)
        put(store, EDITED, at=after(days=1))
    before = without_runs(folder)
    imported(folder, old)
    assert without_runs(folder) == before


def test_a_newer_export_brings_a_version_and_its_label(folder: Folder, tmp_path: Path) -> None:
    other = make_folder(tmp_path / "khác")
    with writing(folder) as store:
        put(store, ARTICLE)
    with writing(other) as store:
        put(store, EDITED, at=after(days=2))
    imported(folder, lines_of(other))
    with Archive.open(folder.path) as archive:
        found = archive.article(URL)
        assert (found.article, found.version, found.origin) == (EDITED, 2, "import:a.jsonl")
        assert (found.first_seen_at, found.last_seen_at) == (AT, after(days=2))
        assert archive.versions(URL)[0].article == ARTICLE


def test_seen_times_default_to_now(folder: Folder) -> None:
    imported(folder, [line()])
    with Archive.open(folder.path) as archive:
        found = archive.article(URL)
    assert found.first_seen_at == found.last_seen_at == after(days=30)


def test_a_site_of_ours_keeps_its_name(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, ARTICLE)
    imported(
        folder,
        [
            line(site="ten-la", url=f"{SITE}/tin/hai-2"),
            line(site="tplaocai", url="https://khac.gov.vn/tin/ba-3"),
        ],
    )
    assert rows(folder, "SELECT name, host FROM site ORDER BY id") == [
        ("tplaocai", "tplaocai.laocai.gov.vn"),
        ("khac.gov.vn", "khac.gov.vn"),
    ]


def dating(**changes: Any) -> dict[str, Any]:
    return {"agreement": "alone", "candidates": [{"source": "printed", "raw": "x"} | changes]}


BAD = {
    "no JSON": b"{not json}\n",
    "not UTF-8": b'{"url": "\xff\xfe"}\n',
    "a list": b"[]\n",
    "a text": b'"xin"\n',
    "null": b"null\n",
    "nothing": b"{}\n",
    "no title": line(title=""),
    "a script": line(url="javascript:alert(1)//a/b-1"),
    "an image's script": line(images=[{"url": "javascript:alert(1)"}]),
    "a file": line(attachments=[{"url": "file:///etc/passwd"}]),
    "a home page": line(url=f"{SITE}/"),
    "a category": line(url=f"{SITE}/tin-tuc"),
    "no host": line(url="http:///tin/bai-1"),
    "no port": line(url="http://a.gov.vn:xyz/tin/bai-1"),
    "a broken address": line(url="http://[::1/tin/bai-1"),
    "a number for a text": line(title=5),
    "no time": line(last_seen_at="hôm qua"),
    "a number for a time": line(first_seen_at=5),
    "a time before all times": line(published_at="0001-01-01T00:00:00+14:00"),
    "seen before all times": line(last_seen_at="0001-01-01T00:00:00+14:00"),
    "seen after all times": line(first_seen_at="9999-12-31T23:59:59-14:00"),
    "depth": b'{"url": ' + b"[" * 100_000 + b"\n",
    "a date of a source that is none": line(dating=dating(source="tin đồn")),
    "a date by no rule": line(dating=dating() | {"rule": "đoán"}),
    "a date on no day": line(dating=dating(value="2023-02-31", precision="day")),
    "a day too wide": line(dating=dating(value="2023-02", precision="day")),
    "a date with no end": line(dating=dating(raw="9" * 5000)),
    "a flag that is none": line(dating=dating() | {"flags": ["đỏ"]}),
    "a page that dates itself oddly": line(dating=dating() | {"page": {"published_at": 5}}),
    "a number too long": b'{"url": ' + b"9" * 5000 + b"}\n",
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_is_named_and_the_good_ones_are_kept(folder: Folder, name: str) -> None:
    good = [line(url=f"{SITE}/tin/bai-{number}") for number in (1, 2)]
    bad, counts = imported(folder, [good[0], b"  \n", BAD[name], good[1]])
    assert [item.number for item in bad] == [3]
    assert 0 < len(bad[0].reason) <= 200
    assert "\n" not in bad[0].reason
    assert counts == {"articles_new": 2}
    assert rows(folder, "SELECT count(*) FROM article") == [(2,)]
    assert_sound(folder)


def test_articles_that_stand_in_no_section_are_known_by_their_names(folder: Folder) -> None:
    names = ("bai-viet-so-600003", "mot-hai-ba-bon-nam-sau", "tin.html", "xa-hoi/tin", "b-7.aspx")
    bad, counts = imported(folder, [line(url=f"{SITE}/{name}") for name in names])
    assert (bad, counts) == ((), {"articles_new": len(names)})
    ((_, reason),) = [(one.number, one.reason) for one in imported(folder, [BAD["a category"]])[0]]
    assert "/tin-tuc'" in reason
    assert "an id at its end" in reason


def test_untrusted_texts_lose_what_no_reader_sees(folder: Folder) -> None:
    hostile = line(
        title="\x1b[31mĐỏ\x07\u202e gnul",
        paragraphs=["a\x00b\r\n\u2028c", "\ud800"],
        images=[{"url": f"{SITE}/\x00a.jpg", "caption": "ả\u200bnh"}],
        version=True,
        unknown_field={"x": 1},
    )
    assert imported(folder, [hostile])[0] == ()
    with Archive.open(folder.path) as archive:
        found = archive.article(URL).article
    assert (found.title, found.paragraphs) == ("[31mĐỏ gnul", ("ab c", "\ufffd"))
    assert found.images == (Image(url=f"{SITE}/a.jpg", caption="ảnh"),)


@pytest.mark.parametrize("number", [0, -1, 2**31, 10**30, 1.5, "3", None, [1]])
def test_a_senseless_version_number_is_ignored(folder: Folder, number: object) -> None:
    assert imported(folder, [line(version=number)])[0] == ()
    assert rows(folder, "SELECT number FROM version") == [(1,)]


def table(folder: Folder) -> list[dict[str, str]]:
    out = StringIO(newline="")
    with Archive.open(folder.path) as archive:
        write_csv(archive.articles(), out)
    return list(csv.DictReader(StringIO(out.getvalue(), newline="")))


def test_csv_holds_every_article_and_its_text(folder: Folder) -> None:
    fill(folder)
    with writing(folder) as store:
        put(store, ARTICLE, at=after(days=2))
    first, second, _ = table(folder)
    assert first["text"].split("\n") == list(ARTICLE.paragraphs)
    assert (first["captions"], first["image_urls"]) == (
        "Toàn cảnh phiên họp",
        ARTICLE.images[0].url,
    )
    assert (first["version"], first["published_at"]) == ("3", "2023-07-04T14:05:00+07:00")
    assert (second["text"], second["author"]) == ("", "")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r="])
def test_no_csv_cell_is_a_formula(folder: Folder, start: str) -> None:
    formula = start + 'HYPERLINK("http://ac.vn","a")'
    texts: dict[str, Any] = dict.fromkeys(("title", "summary", "author", "source"), formula)
    evil = replace(
        ARTICLE,
        **texts,
        published_raw=formula,
        paragraphs=(formula, formula),
        images=(Image(url=SITE, caption=formula),),
        attachments=(Attachment(url=SITE, label=formula),),
    )
    with writing(folder) as store:
        put(store, evil)
    (row,) = table(folder)
    assert row["title"] == f"'{formula}"
    assert [name for name, cell in row.items() if cell.startswith(tuple("=+-@\t\r"))] == []

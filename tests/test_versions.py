"""What changed between two versions, in the archive, in JSON and on the command line."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from archive_fixtures import ARTICLE, PAPER, PHOTO, SITE, URL, after, make_folder, put, writing
from hypothesis import given
from hypothesis import strategies as st
from running import run_luutru

from archive import Archive
from archive.article import Attachment, Image, Reference
from archive.errors import NotFound
from archive.folder import Folder
from archive.versions import PARTS, Change, compare

FIRST, BUDGET = ARTICLE.paragraphs
(IMAGE,) = ARTICLE.images


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path / "kho")


def changed(**fields: Any) -> list[tuple[str, str]]:
    found = compare(ARTICLE, replace(ARTICLE, **fields))
    return [(one.part, one.kind) for one in found]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"title": "Hội nghị Thành ủy"}, [("title", "changed")]),
        ({"summary": None}, [("summary", "removed")]),
        ({"author": "Trần Bình"}, [("author", "changed")]),
        ({"source": None}, [("source", "removed")]),
        ({"published_raw": "Thứ tư, 05/07/2023 | 14:05"}, [("date", "changed")]),
        ({"paragraphs": (FIRST,)}, [("text", "removed")]),
        ({"paragraphs": (FIRST, BUDGET, "Hội nghị bế mạc.")}, [("text", "added")]),
        ({"paragraphs": (BUDGET, FIRST)}, [("text", "added"), ("text", "removed")]),
        ({"images": ()}, [("image", "removed")]),
        ({"images": (IMAGE, replace(IMAGE, url=f"{PHOTO}2"))}, [("image", "added")]),
        ({"images": (replace(IMAGE, caption="Đoàn chủ tịch"),)}, [("caption", "changed")]),
        ({"images": (replace(IMAGE, credit=None),)}, [("caption", "changed")]),
        ({"images": (replace(IMAGE, caption=None, credit=None),)}, [("caption", "removed")]),
        ({"images": (replace(IMAGE, position=0, alt=None),)}, []),
        ({"attachments": ()}, [("attachment", "removed")]),
        ({"attachments": (*ARTICLE.attachments, Attachment(url=URL))}, [("attachment", "added")]),
        ({"references": ()}, [("reference", "removed")]),
        (
            {"references": (*ARTICLE.references, Reference(url=URL, kind="audio"))},
            [("reference", "added")],
        ),
        ({"url": f"{SITE}/khac/hoi-nghi-618434", "layout": "khác", "section": "Khác"}, []),
    ],
)
def test_what_is_another(fields: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert changed(**fields) == expected


@pytest.mark.parametrize(
    ("after", "touched"),
    [
        ("Thu ngân sách đạt 5.840/4.700 tỷ đồng.", ("amount",)),
        ("Thu ngân sách đạt 12,8% kế hoạch, 5.840/4.500 tỷ đồng.", ("amount",)),
        ("Thu ngân sách đạt 5.840/4.500 tỷ đồng, tính đến 04/7/2023.", ("date",)),
        ("Thu ngân sách theo Nghị quyết 30a/2008/NQ-CP đạt 5.840/4.500 tỷ đồng.", ("document",)),
        ("Ông Đỗ Trường Sơn: Thu ngân sách đạt 5.840/4.500 tỷ đồng.", ("name",)),
        ("Thu ngân sách vượt 5.840/4.500 tỷ đồng.", ()),
    ],
)
def test_what_kinds_of_words_a_change_touches(after: str, touched: tuple[str, ...]) -> None:
    (one,) = compare(ARTICLE, replace(ARTICLE, paragraphs=(FIRST, after)))
    assert (one.part, one.touched) == ("text", touched)


def test_a_text_is_compared_word_by_word() -> None:
    edited = replace(ARTICLE, paragraphs=(FIRST, "Thu ngân sách đạt 5.840/4.700 tỷ đồng nhé."))
    (one,) = compare(ARTICLE, edited)
    assert one.words == "Thu ngân sách đạt [-5.840/4.500-]{+5.840/4.700+} tỷ [-đồng.-]{+đồng nhé.+}"


def test_the_same_picture_twice_is_told_apart_by_its_place() -> None:
    two = replace(ARTICLE, images=(IMAGE, replace(IMAGE, caption="Đại biểu")))
    other = replace(ARTICLE, images=(IMAGE, replace(IMAGE, caption="Đại biểu dự hội nghị")))
    assert [one.before for one in compare(two, other)] == ["Đại biểu Ảnh: Đỗ Sơn"]
    assert [(one.part, one.kind) for one in compare(two, ARTICLE)] == [("image", "removed")]


@pytest.mark.parametrize(
    ("before", "now", "parts"),
    [
        ({PHOTO: "aa"}, {PHOTO: "bb"}, ["image"]),
        ({PAPER: "aa"}, {PAPER: "bb"}, ["attachment"]),
        ({PHOTO: "aa"}, {PHOTO: "aa"}, []),
        ({}, {PHOTO: "bb"}, []),
        ({PHOTO: "aa"}, {}, []),
    ],
)
def test_a_file_replaced_under_its_address(
    before: Mapping[str, str], now: Mapping[str, str], parts: list[str]
) -> None:
    found = compare(ARTICLE, ARTICLE, files_before=before, files_after=now)
    assert [one.part for one in found] == parts


WORDS = st.lists(
    st.sampled_from(("hội", "5", "triệu", "04/7/2023", "Sơn", "[-", "+}", "\u00a0", "\n"))
)
TEXTS = st.lists(WORDS.map(" ".join).filter(str.strip), max_size=4).map(tuple)


@given(TEXTS, TEXTS)
def test_a_difference_is_none_only_between_equals(
    before: tuple[str, ...], now: tuple[str, ...]
) -> None:
    one, other = replace(ARTICLE, paragraphs=before), replace(ARTICLE, paragraphs=now)
    found = compare(one, other)
    assert compare(one, one) == ()
    assert (found == ()) == (before == now)
    assert all(change.part in PARTS and change.before != change.after for change in found)


def test_a_long_text_takes_no_time() -> None:
    one = replace(ARTICLE, paragraphs=(" ".join(map(str, range(200_000))),))
    other = replace(ARTICLE, paragraphs=(" ".join(map(str, range(1, 200_001))),))
    (change,) = compare(one, other)
    assert change.words is not None and change.words.startswith("[-0 1 2")


# In the archive


def test_versions_of_the_archive_are_compared(folder: Folder) -> None:
    edited = replace(ARTICLE, title="Hội nghị Thành ủy", summary=None)
    with writing(folder) as store:
        put(store, ARTICLE)
        put(store, edited, at=after(days=2))
        put(store, replace(edited, author=None), at=after(days=4))
    with Archive.open(folder.path) as archive:
        whole = archive.difference(URL, 1, 3)
        back = archive.difference(URL, 3, 1)
        newest, older = archive.changes()
        assert [one.part for one in whole.changes] == ["title", "summary", "author"]
        assert [one.kind for one in back.changes] == ["changed", "added", "added"]
        assert [one.part for one in newest.changes] == ["author"]
        assert (older.before.seen_until, older.at) == (after(), after(days=2))
        assert [one.changes for one in archive.changes(since=date(2023, 7, 9))] == [newest.changes]
        assert len(list(archive.changes(limit=1))) == 1
        with pytest.raises(NotFound):
            archive.difference(URL, 1, 9)


def test_versions_may_begin_with_any_number(folder: Folder) -> None:
    edited = replace(ARTICLE, title="Hội nghị Thành ủy")
    with writing(folder) as store:
        put(store, ARTICLE, origin="import:a.jsonl", number=4)
        put(store, edited, at=after(days=2))
    with Archive.open(folder.path) as archive:
        (one,) = archive.changes()
    assert (one.before.version, one.after.version) == (4, 5)


def test_changes_on_the_command_line(folder: Folder) -> None:
    none = run_luutru("-C", folder.path, "changes")
    assert (none.returncode, none.stdout, none.stderr) == (0, "", "no changes\n")
    edited = replace(ARTICLE, paragraphs=(FIRST, "Thu ngân sách đạt 5.840/4.700 tỷ đồng."))
    with writing(folder) as store:
        put(store, ARTICLE)
        put(store, edited, at=after(days=2))
    for arguments in (("changes",), ("show", 1, "--diff", "1..2")):
        shown = run_luutru("-C", folder.path, *arguments)
        assert shown.returncode == 0, shown.stderr
        assert "text changed (amounts): Thu ngân sách đạt [-5.840/4.500-]{+5.840/4.700+}" in (
            shown.stdout
        )
        said = json.loads(run_luutru("-C", folder.path, *arguments, "--json").stdout)
        assert (said["id"], said["from_version"], said["to_version"]) == (1, 1, 2)
        assert said["seen_at"] == after(days=2).isoformat()
        assert [one["touched"] for one in said["changes"]] == [["amount"]]


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", 1, "--diff", "1"),
        ("show", 1, "--diff", "1..9"),
        ("show", 1, "--diff", "1..2", "--html"),
        ("show", 9, "--diff", "1..2"),
        ("changes", "--site", "nope"),
        ("changes", "--since", "hôm qua"),
    ],
)
def test_what_cannot_be_compared_is_the_operators_mistake(
    folder: Folder, arguments: tuple[object, ...]
) -> None:
    with writing(folder) as store:
        put(store, ARTICLE)
    done = run_luutru("-C", folder.path, *arguments)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


def test_a_change_names_its_kind() -> None:
    assert Change(part="title", before="a", after="b").as_dict() == {
        "kind": "changed",
        "part": "title",
        "before": "a",
        "after": "b",
        "touched": [],
        "words": None,
    }


def test_an_image_without_words_has_no_caption() -> None:
    bare = Image(url=PHOTO, position=0)
    (one,) = compare(replace(ARTICLE, images=(bare,)), ARTICLE)
    assert (one.kind, one.after) == ("added", "Toàn cảnh phiên họp Ảnh: Đỗ Sơn")

"""An archive full of payloads: whatever is shown is text, and nothing leads elsewhere."""

import csv
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from pathlib import Path

import httpx
import pytest
from archive_fixtures import SITE, make_capture, make_folder, picture, plain, rows
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from reading_room import HOSTILE, fill, fill_with_hostility, served

from archive.errors import NotFound
from archive.web.cleaning import clean
from archive.web.original import decode, harmless
from archive.web.render import difference, highlit, is_address, marked

PAGES = (
    *("/", "/search?q=tu+khoa", "/search?sort=newest", "/a/1", "/a/2", "/a/7/changes", "/photos"),
    *("/changes", "/sites/doc", "/problems", "/a/3/v/1/original", "/photos?q=window", "/sites"),
)
# Every way in which a page runs something or asks for something.
_RUNS = (
    "script:not([src^='/static/']), iframe:not([sandbox]), object, embed, base, meta[http-equiv]"
)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = fill_with_hostility(make_folder(tmp_path_factory.mktemp("hostile") / "kho"))
    with served(folder) as client:
        yield client


@pytest.mark.parametrize("page", PAGES)
def test_payloads_are_shown_as_text(room: httpx.Client, page: str) -> None:
    answer = room.get(page)
    assert answer.status_code == 200
    assert_harmless(html.fromstring(answer.text))


@pytest.mark.parametrize("number", range(1, len(HOSTILE) + 1))
def test_each_payload_stands_on_its_article_word_for_word(room: httpx.Client, number: int) -> None:
    tree = html.fromstring(room.get(f"/a/{number}").text)
    assert_harmless(tree)
    (title,) = tree.cssselect("article h1")
    assert title.text_content().split() == f"{HOSTILE[number - 1]} từ khóa".split()


def assert_harmless(tree: html.HtmlElement) -> None:
    assert not tree.cssselect(_RUNS)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.attrib.items():
            assert not name.startswith("on") or name == "", (element.tag, name)
            if name in ("src", "action", "poster", "data", "srcset", "background"):
                assert value.startswith("/"), value
                assert not value.startswith("//"), value
            if name == "href" and element.tag != "link":
                assert value.startswith(("/", "#", "http://", "https://")), value
            if name == "href" and not value.startswith(("/", "#")):
                is_ours = value.startswith("http://127.0.0.1")
                assert is_ours or "noreferrer" in element.get("rel", ""), value
    assert "49" not in {one.text_content() for one in tree.cssselect("h1")}


def test_the_original_page_has_nothing_left_that_runs_or_asks(room: httpx.Client) -> None:
    answer = room.get("/a/1/v/1/page")
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    tree = html.fromstring(answer.text)
    for element in tree.cssselect("body *"):
        assert element.tag not in ("script", "style", "iframe", "svg", "math", "form", "input")
        names = {*element.attrib} - {"src", "alt", "style", "title", "width", "height", "align"}
        assert not {name for name in names if name not in ("border", "lang", "dir")}
        assert element.get("src", "/media/").startswith("/media/")
        assert "url(" not in element.get("style", "")


TANGLES = {
    "lists": "<ul><li>" * 100_000,
    "blocks": "<div>" * 300_000,
    "formatting": "".join(f"<b class=x{number}>" for number in range(60_000)) + "<p>x" * 20_000,
    "references": "&" * 3_000_000,
}


@pytest.mark.parametrize("name", TANGLES)
def test_a_page_that_takes_hours_to_parse_is_given_up(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("archive.web.original.SECONDS", 0.5)
    capture = make_capture(payload=TANGLES[name].encode())
    began = time.monotonic()
    with suppress(NotFound):  # a parser may learn to be quick
        harmless(capture, lambda _: None)
    assert time.monotonic() - began < 10


def test_pictures_are_those_of_the_archive_alone() -> None:
    page = b"<img src='/a.jpg'><img src='https://evil.example/b.jpg' alt=x><img src=javascript:x>"
    shown = harmless(make_capture(payload=page), {f"{SITE}/a.jpg": "/media/1"}.get)
    assert re.findall(r"<img[^>]*>", shown) == [
        '<img src="/media/1">',
        '<img  alt="x">',
        "<img>",
    ]


@pytest.mark.parametrize(
    ("said", "written", "used"),
    [
        ("text/html; charset=utf-8", "", "utf-8"),
        ("text/html", "<meta charset=windows-1258>", "windows-1258"),
        ("text/html; charset=idna", "", "utf-8"),
        ("text/html; charset=nonsense", "<meta charset='utf-8'>", "utf-8"),
        ("text/html", "", "utf-8"),
    ],
)
def test_a_page_is_read_in_the_charset_it_says(said: str, written: str, used: str) -> None:
    data = f"{written}Đàn".encode(used)
    capture = make_capture(payload=data, headers=(("Content-Type", said),))
    assert decode(data, capture).endswith("Đàn")


def test_files_that_are_documents_are_only_saved(room: httpx.Client) -> None:
    tree = html.fromstring(room.get("/a/1").text)
    links = {link for link in tree.xpath("//a/@href") if link.startswith("/media/")}
    assert links
    for link in links:
        answer = room.get(link)
        if answer.headers["content-type"] != "image/png":
            assert answer.headers["content-type"] == "application/octet-stream"
            assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["content-security-policy"].startswith("sandbox")


def test_a_spreadsheet_runs_nothing(room: httpx.Client) -> None:
    text = room.get("/search.csv").content.decode("utf-8-sig")
    for row in csv.reader(StringIO(text)):
        assert not [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]


@pytest.mark.parametrize(
    "path",
    [
        "/static/../gates.py",
        "/static/%2e%2e/gates.py",
        "/static/..%2fgates.py",
        "/media/%2e%2e%2farchive.db",
        "/a/1/v/1/cite.%2e%2e%2fbib",
        "/sites/%2e%2e",
        "/static//etc/passwd",
        "/a/1/v/99999999999999999999",
        "/a/%00",
        "/search?q=%00%ff%fe",
        "/search?q=" + "%22" * 400,
        "/search?site=%00&section=%ed%a0%80",
        "/photos/%00",
        "/api/articles/99999999999999999999",
    ],
)
def test_odd_addresses_are_answered_and_give_nothing_away(room: httpx.Client, path: str) -> None:
    answer = room.get(path)
    assert answer.status_code in (200, 400, 404)
    for secret in ("SQLite format", "class Gate", "root:", "Traceback"):
        assert secret not in answer.text


@given(
    st.text(max_size=300) | st.lists(st.sampled_from([*HOSTILE, "<b>", "-->", "<!--"])).map("".join)
)
@settings(max_examples=150, deadline=None)
def test_cleaning_again_changes_nothing(text: str) -> None:
    once, word, _ = clean(text)
    again, other, _ = clean(once)
    assert again.replace(other, word) == once
    assert "<script" not in once.lower()


@given(st.text(max_size=200), st.sampled_from(HOSTILE))
@settings(max_examples=100, deadline=None)
def test_marked_texts_say_what_they_said(text: str, payload: str) -> None:
    for whole in (text, f"{text}[{payload}]", payload):
        for shown in (highlit(whole, lambda _: "x"), marked(whole, lambda _: None)):
            tree = html.fragment_fromstring(f"<p>{shown}</p>") if is_xml(whole) else None
            if tree is not None:
                assert {one.tag for one in tree} <= {"mark"}
                assert tree.text_content() == whole
        assert "<img" not in difference(f"[-{whole}-]{{+{whole}+}}").lower()


def is_xml(text: str) -> bool:
    """Whether lxml reads the text back as it is: no control characters or lone surrogates."""
    return all(
        sign == "\n" or (sign >= " " and not 0x7F <= ord(sign) < 0xA0) for sign in text
    ) and all(
        not 0xD800 <= ord(sign) < 0xE000 and ord(sign) not in (0xFFFE, 0xFFFF) for sign in text
    )


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.vn/", True),
        ("HTTP://a.vn", True),
        ("javascript:alert(1)//http://a", False),
        (" https://a.vn", False),
        ("//a.vn", False),
        ("data:text/html,x", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, expected: bool) -> None:
    assert is_address(url) is expected


def test_a_shortened_difference_keeps_what_changed_and_whole_words() -> None:
    words = f"{'trước ' * 30}[-cũ-]{{+mới+}}{' giữa' * 60} [-bỏ-]{' sau' * 40}"
    shown = difference(words, around=20)
    assert "<del>cũ</del><ins>mới</ins>" in shown
    assert "<del>bỏ</del>" in shown
    text = html.fragment_fromstring(f"<p>{shown}</p>").text_content()
    assert set(text.replace("…", " ").split()) == {"trước", "cũmới", "giữa", "bỏ", "sau"}
    assert len(text) < 120


def test_a_database_made_by_an_enemy_opens_no_other_file(tmp_path: Path) -> None:
    folder = fill(make_folder(tmp_path / "kho"))
    (folder.path / "secret.png").write_bytes(picture())
    (folder.media / "link.png").symlink_to(folder.path / "secret.png")
    hashes = [row[0] for row in rows(folder, "SELECT sha256 FROM media")]
    for path in ("../secret.png", str(folder.path / "secret.png"), "link.png", "..", "\0"):
        with plain(folder) as db:
            db.execute("UPDATE media SET path = ?", (path,))
        with served(folder) as client:
            for sha256 in hashes:
                assert client.get(f"/media/{sha256}").status_code == 404, path
                assert client.get(f"/small/{sha256}").status_code == 404, path


def test_a_record_that_no_luutru_wrote_gives_nothing_away(tmp_path: Path) -> None:
    folder = fill(make_folder(tmp_path / "kho"))
    with plain(folder) as db:
        db.execute("UPDATE site SET name = 'a/b c?d#e%2F'")
        db.execute("UPDATE version SET published_at = '9999-99-99' WHERE article_id = 2")
    with served(folder) as client:
        (link,) = html.fromstring(client.get("/sites").text).xpath("//tbody//th/a/@href")
        assert client.get(link).status_code == 200
        answer = client.get("/a/2")
        assert (answer.status_code, "Traceback" in answer.text) == (500, False)
        assert "default-src 'none'" in answer.headers["content-security-policy"]

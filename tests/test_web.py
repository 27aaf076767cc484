"""The reading room over a real archive, by a real server on loopback."""

import csv
import json
import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO, StringIO
from pathlib import Path

import httpx
import pytest
from archive_fixtures import PHOTO, URL, after, make_folder, picture, rows, writing
from lxml import html
from PIL import Image as Picture
from reading_room import OTHER, fill, served

from archive.folder import Folder
from archive.media import store_file
from archive.web.histogram import WIDTH, Histogram
from archive.web.views.sites import with_fallen

PAGES = (
    *(
        "/",
        "/search",
        "/search?q=hoi+nghi",
        "/search?sort=oldest",
        "/search?sort=collected&q=duong",
    ),
    *("/a/1", "/a/1/v/1", "/a/1/changes", "/a/1/v/1/original", "/photos", "/photos?q=duong"),
    *("/photos/replaced", "/sites", "/sites/tplaocai", "/changes", "/problems", "/runs", "/help"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return fill(make_folder(tmp_path_factory.mktemp("web") / "kho"))


@pytest.fixture(scope="module")
def room(folder: Folder) -> Iterator[httpx.Client]:
    with served(folder) as client:
        yield client


def text_of(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return " ".join(html.fromstring(answer.text).text_content().split())


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_whole_and_its_own_links_lead_somewhere(
    room: httpx.Client, page: str, language: str
) -> None:
    answer = room.get(page, headers={"Cookie": f"language={language}"})
    assert answer.status_code == 200, answer.text
    tree = html.fromstring(answer.text)
    assert tree.get("lang") == language
    assert len(tree.cssselect("h1")) == 1
    ids = [element.get("id") for element in tree.cssselect("[id]")]
    assert len(ids) == len(set(ids))
    for element in tree.cssselect("[src], link[href]"):
        target = element.get("src") or element.get("href")
        assert target.startswith("/"), target
        assert room.get(target).status_code == 200, target
    assert not tree.cssselect("[style], script:not([src]), style")


def test_each_link_of_ours_is_answered(room: httpx.Client) -> None:
    seen, left = set(), ["/"]
    while left:
        target = left.pop()
        if target in seen or len(seen) > 60:
            continue
        seen.add(target)
        answer = room.get(target)
        assert answer.status_code in (200, 303), target
        if answer.headers["content-type"].startswith("text/html") and "/page" not in target:
            links = html.fromstring(answer.text).xpath("//a/@href")
            left += [link for link in links if link.startswith("/") and "language" not in link]
    assert {"/a/1", "/changes", "/sites/tplaocai"} <= seen


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("hoi nghi", ["Hội nghị Ban Chấp hành Đảng bộ thành phố lần thứ mười"]),
        ("đường", ["Mở rộng đường giao thông nông thôn"]),
        ("dương văn", ["Mở rộng đường giao thông nông thôn"]),
        ("không có đâu", []),
    ],
)
def test_a_search_shows_what_is_found_and_marks_it(
    room: httpx.Client, query: str, titles: list[str]
) -> None:
    tree = html.fromstring(room.get("/search", params={"q": query}).text)
    assert [one.text_content() for one in tree.cssselect(".results h2")] == titles
    marked = {one.text_content().lower() for one in tree.cssselect(".results mark")}
    assert bool(marked) == bool(titles)
    if query == "đường":
        assert marked == {"đường"}


def test_an_article_of_one_version_has_no_changes(room: httpx.Client, folder: Folder) -> None:
    ((one,), *_) = rows(folder, "SELECT article_id FROM version GROUP BY 1 HAVING count(*) = 1")
    text = text_of(room.get(f"/a/{one}/changes"))
    assert "chỉ có một phiên bản" in text
    assert "sửa trong khoảng" not in text


@pytest.mark.parametrize("path", ["/a/1/v/99", "/a/999999", f"/photos/{'0' * 64}", "/nothing"])
def test_what_is_not_there_is_told_in_the_readers_language(room: httpx.Client, path: str) -> None:
    for code, told in (
        ("vi", ("Không có trang", "Kho không có")),
        ("en", ("There is", "This arc")),
    ):
        answer = room.get(path, headers={"Cookie": f"language={code}"})
        assert answer.status_code == 404
        text = html.fromstring(answer.text).cssselect("main p")[0].text_content()
        assert text.startswith(told)


def test_past_the_end_there_is_a_way_back(room: httpx.Client) -> None:
    text = text_of(room.get("/search?page=50"))
    assert "Đã hết kết quả" in text
    assert "Thử cách khác" not in text


def test_what_finds_nothing_is_told_as_it_was_read(room: httpx.Client) -> None:
    text = text_of(room.get("/search?q=has:zzz"))
    assert "Đã đọc là" in text
    assert "has-zzz" in text


def test_fields_that_fell_are_told_from_those_never_filled() -> None:
    weeks = [
        {"layout": layout, "summary": share, "author": 0.1}
        | dict.fromkeys(("date", "body", "images", "captions"), 1.0)
        for layout, share in (("a", 0.9), ("a", 0.4), ("a", None), ("b", 0.4))
    ]
    assert [row["fallen"] for row in with_fallen(weeks)] == [[], ["summary"], [], []]


@pytest.mark.parametrize(
    ("months", "labels"),
    [
        ([], []),
        (["2023-07"], ["2023-07"]),
        (["2023-11", "2024-02"], ["2023-11", "2023-12", "2024-01", "2024-02"]),
        (["2018-12", "2023-01"], ["2018", "2019", "2020", "2021", "2022", "2023"]),
        (["0201-03", "2019-12", "2023-01", "2203-05"], ["0201", "2019", "2023", "2203"]),
    ],
)
def test_a_histogram_leaves_out_nothing_but_centuries(months: list[str], labels: list[str]) -> None:
    histogram = Histogram.of(tuple((month, 3) for month in months))
    assert [bar.label for bar in histogram.bars] == labels
    assert sum(bar.count for bar in histogram.bars) == 3 * len(months)
    assert all(0 <= bar.x <= bar.x + bar.width <= WIDTH for bar in histogram.bars)
    if histogram.bars:  # the labels of the first and the last stand at the ends
        assert histogram.bars[0].x == pytest.approx(
            WIDTH - histogram.bars[-1].x - histogram.bars[-1].width, abs=0.1
        )


def test_a_search_is_narrowed_by_its_facets_and_its_histogram(room: httpx.Client) -> None:
    tree = html.fromstring(room.get("/search").text)
    facets = {one.text: one.get("href") for one in tree.cssselect(".facet a")}
    assert facets.keys() == {"Tin tức", "Kinh tế"}
    narrowed = html.fromstring(room.get(facets["Kinh tế"]).text)
    assert len(narrowed.cssselect(".result")) == 1
    bars = tree.cssselect(".histogram a")
    assert [bar.cssselect("title")[0].text for bar in bars] == ["5/2022: 1", "7/2023: 1"]
    assert len(html.fromstring(room.get(bars[1].get("href")).text).cssselect(".result")) == 1
    (remove, *_) = narrowed.cssselect(".chosen a")
    assert len(html.fromstring(room.get(remove.get("href")).text).cssselect(".result")) == 2


def test_an_address_in_the_box_leads_to_its_article(room: httpx.Client) -> None:
    answer = room.get("/search", params={"q": URL})
    assert (answer.status_code, answer.headers["location"]) == (303, "/a/1")
    assert room.get("/search", params={"q": "https://nowhere.vn/x"}).status_code == 200


def test_what_is_asked_wrongly_is_said_in_words(room: httpx.Client) -> None:
    for target in ("/search?from=yesterday", "/search?page=0", "/search?page=x", "/changes?kind=x"):
        assert room.get(target).status_code == 400, target
    assert room.get("/search", params={"q": "x" * 600}).status_code == 400
    assert "500" in room.get("/search", params={"q": "x" * 600}).text
    for target in ("/search?site=nowhere", "/sites/nowhere", "/a/99", "/a/1/v/9", "/nope"):
        answer = room.get(target)
        assert answer.status_code == 404, target
        assert "Traceback" not in answer.text
    assert room.get(f"/a/{2**70}").status_code == 404


def test_an_article_shows_where_it_is_from_and_what_became_of_it(room: httpx.Client) -> None:
    said = text_of(room.get("/a/1"))
    for shown in (
        "Hội nghị Ban Chấp hành Đảng bộ thành phố lần thứ mười",
        "Toàn cảnh phiên họp Ảnh: Đỗ Sơn",
        "04/07/2023 14:05",
        "Thứ ba, 04/07/2023 | 14:05",
        "Phiên bản 2",
        "Báo cáo sơ kết",
        URL,
        "Mở rộng đường giao thông nông thôn",  # it shares the photo
    ):
        assert shown in said, shown


def test_a_version_keeps_its_address_and_says_that_it_is_old(room: httpx.Client) -> None:
    said = text_of(room.get("/a/1/v/1"))
    assert "5.840/4.500" in said
    assert "không phải bản mới nhất" in said
    assert "không phải bản mới nhất" not in text_of(room.get("/a/1/v/2"))


def test_a_difference_marks_the_words(room: httpx.Client) -> None:
    tree = html.fromstring(room.get("/a/1/changes?from=1&to=2").text)
    assert [one.text_content() for one in tree.cssselect("del")] == ["5.840/4.500"]
    assert [one.text_content() for one in tree.cssselect("ins")] == [" lần thứ mười", "6.120/4.500"]
    assert "số liệu" in text_of(room.get("/a/1/changes"))


def test_an_original_page_is_framed_harmless(room: httpx.Client) -> None:
    frame = html.fromstring(room.get("/a/1/v/1/original").text).cssselect("iframe")[0]
    assert frame.get("sandbox") == ""
    answer = room.get(frame.get("src"))
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    tree = html.fromstring(answer.text)
    assert not tree.cssselect("script, form, iframe, [onerror], [href], link")
    assert next(one.get("src") for one in tree.cssselect("img")).startswith("/media/")
    assert "elsewhere" not in answer.text
    assert "Nội dung" in answer.text
    saved = room.get("/a/1/v/1/page.html")
    assert b"<script>alert(1)</script>" in saved.content
    assert saved.headers["content-type"] == "application/octet-stream"
    assert saved.headers["content-disposition"].startswith("attachment")


def test_files_have_the_type_they_show(room: httpx.Client, folder: Folder) -> None:
    for sha256, mime in rows(folder, "SELECT sha256, mime FROM media"):
        answer = room.get(f"/media/{sha256}")
        assert answer.headers["x-content-type-options"] == "nosniff"
        is_picture = mime == "image/png"
        assert answer.headers["content-type"] == (
            mime if is_picture else "application/octet-stream"
        )
        assert ("content-disposition" in answer.headers) != is_picture
        assert room.get(f"/small/{sha256}").status_code == (200 if is_picture else 404)
    for sha256 in ("x", "../archive.db", "%2e%2e/%2e%2e/etc/passwd", "0" * 64):
        assert room.get(f"/media/{sha256}").status_code == 404


def test_every_answer_has_the_headers_that_keep_it_harmless(room: httpx.Client) -> None:
    for target in ("/", "/nope", "/api/search", "/static/style.css", "/search?page=x"):
        headers = room.get(target).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
    for link in html.fromstring(room.get("/a/1").text).cssselect("a.outside"):
        assert "noreferrer" in link.get("rel")


def test_a_result_is_exported_whole_and_safe_for_spreadsheets(room: httpx.Client) -> None:
    answer = room.get("/search.csv?q=giao+thong")
    assert answer.content.startswith("\ufeff".encode())
    table = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["title"] for row in table] == ["Mở rộng đường giao thông nông thôn"]
    assert "attachment" in answer.headers["content-disposition"]
    lines = room.get("/search.jsonl").text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == [1, 2]
    assert room.get("/search.csv?q=khongco").text.count("\n") == 1
    assert room.get("/search.csv?site=nowhere").status_code == 400


def test_language_is_remembered_and_leads_back_to_our_pages_alone(room: httpx.Client) -> None:
    answer = room.get("/language?to=en&back=/a/1?x=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/a/1?x=1")
    assert "language=en" in answer.headers["set-cookie"]
    assert "Versions" in text_of(room.get("/a/1", headers={"Cookie": "language=en"}))
    assert "4 July 2023, 14:05" in text_of(room.get("/a/1", headers={"Cookie": "language=en"}))
    assert "Các phiên bản" in text_of(room.get("/a/1", headers={"Cookie": "language=xx"}))
    room.cookies.clear()
    for evil in ("//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nx: y", "/\tx"):
        answer = room.get("/language", params={"to": "en", "back": evil})
        assert answer.headers["location"] == "/", evil
        room.cookies.clear()


def test_the_photo_desk_finds_captions_and_shows_where_a_photo_stands(room: httpx.Client) -> None:
    for query, count in (("duong moi", 1), ("toàn cảnh", 1), ("toán", 0), ("phien duong", 0)):
        tree = html.fromstring(room.get("/photos", params={"q": query}).text)
        assert len(tree.cssselect(".card")) == count, query
    card = html.fromstring(room.get("/photos").text).cssselect(".card .frame")[0]
    said = text_of(room.get(card.get("href")))
    assert "Có trong 2 bài" in said
    assert PHOTO in said


def test_a_site_shows_its_sections_coverage_runs_and_problems(room: httpx.Client) -> None:
    page = room.get("/sites/tplaocai")
    said = text_of(page)
    for shown in (
        *("Tin tức", "hết danh sách", "crawl", "xong, có lỗi", "không có (404)"),
        *("không truy cập được", "có thể sắp đóng", "cổng ngừng hoạt động"),
    ):
        assert shown in said, shown
    tree = html.fromstring(page.text)
    filled = {one.get("aria-label") for one in tree.cssselect(".calendar td a")}
    assert filled == {"5/2022: 1", "7/2023: 1"}
    assert len(tree.cssselect(".calendar td.gap")) == 13  # the months between them


def test_how_sites_are_is_said_in_words(room: httpx.Client) -> None:
    for page in ("/", "/sites"):
        assert "không truy cập được" in text_of(room.get(page)), page


def test_changes_are_narrowed(room: httpx.Client) -> None:
    def count(query: str) -> int:
        return len(html.fromstring(room.get(f"/changes?{query}").text).cssselect(".change"))

    assert (count(""), count("kind=gone"), count("site=tplaocai&section=Tin tức")) == (1, 0, 1)
    assert count("section=Kinh tế") == 0


def test_a_host_that_is_not_ours_is_not_answered(room: httpx.Client) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "a@localhost", "localhost:0", "", "x y"):
        assert room.get("/", headers={"Host": host}).status_code in (400, 421), host
    for host in ("localhost:8080", "192.168.1.7", "[::1]:80"):
        assert room.get("/", headers={"Host": host}).status_code == 200, host


def test_only_reading_of_a_usual_size_is_answered(room: httpx.Client) -> None:
    assert room.post("/search", content=b"x").status_code == 405
    assert room.request("GET", "/", content=b"x" * 100).status_code == 413
    assert room.get("/search?x=" + "y" * 9000).status_code == 414
    assert room.head("/").status_code == 200


def test_a_reader_who_asks_too_much_waits(folder: Folder) -> None:
    with served(folder) as client, ThreadPoolExecutor(8) as many:
        codes = [*many.map(lambda _: client.get("/static/icon.svg").status_code, range(900))]
        assert {200, 429} == {*codes}
        assert codes.index(429) >= 300


def test_a_name_and_a_prefix_of_a_proxy(folder: Folder) -> None:
    with served(folder, url="https://kho.example/doc") as client:
        for path in ("/doc/a/1", "/a/1"):  # whether the proxy takes the prefix off or not
            answer = client.get(path, headers={"Host": "kho.example"})
            links = html.fromstring(answer.text).xpath("//a/@href | //link/@href | //img/@src")
            ours = [link for link in links if link.startswith("/")]
            assert ours
            assert all(link.startswith("/doc/") for link in ours)
            assert "https://kho.example/doc/a/1" in links
        feed = client.get("/search.atom").text
        assert 'href="https://kho.example/doc/a/1"' in feed


def test_it_reads_on_while_a_run_writes(folder: Folder, room: httpx.Client) -> None:
    before = rows(folder, "SELECT count(*) FROM article")
    with writing(folder, at=after(days=2)) as store:
        with store._db.atomic():
            store._db.execute("UPDATE article SET last_seen_at = last_seen_at")
            assert room.get("/search?q=hoi").status_code == 200
            assert room.get("/a/1").status_code == 200
        store.finish("done", finished_at=after(days=2))
    assert rows(folder, "SELECT count(*) FROM article") == before


def test_nothing_is_written_into_the_archive(folder: Folder) -> None:
    changed = folder.database.read_bytes()
    with served(folder) as client:
        for page in PAGES:
            client.get(page)
    assert folder.database.read_bytes() == changed


def test_an_archive_put_in_place_of_another_is_read(tmp_path: Path) -> None:
    kept = make_folder(tmp_path / "kho")
    with served(kept) as client:
        assert client.get("/a/1").status_code == 404
        other = fill(make_folder(tmp_path / "other"))
        with sqlite3.connect(other.database) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        for suffix in ("-wal", "-shm"):
            kept.database.with_name(f"archive.db{suffix}").unlink(missing_ok=True)
        other.database.replace(kept.database)
        assert client.get("/a/1").status_code == 200


def test_a_picture_is_made_small_and_one_that_is_none_is_not(
    tmp_path: Path, room: httpx.Client, folder: Folder
) -> None:
    (sha256,) = rows(folder, "SELECT sha256 FROM media WHERE mime = 'image/png'")[0]
    answer = room.get(f"/small/{sha256}")
    with Picture.open(BytesIO(answer.content)) as small:
        assert (small.format, small.size) == ("WEBP", (64, 48))
    assert store_file(tmp_path, picture()).mime == "image/png"


def test_numbers_of_a_result_are_those_of_the_archive(room: httpx.Client) -> None:
    assert re.search(r"2 bài", text_of(room.get("/search")))
    assert OTHER in room.get("/a/2").text

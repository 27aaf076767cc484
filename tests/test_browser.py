"""The reading room in real headless Chromium, as readers use it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from archive_fixtures import ARTICLE, URL, make_folder, put, writing
from browsing import Log, browser, keep_shot, needs_browser, page_of
from reading_room import fill_with_hostility, served

from archive.folder import Folder
from archive.web.passwords import hash_password

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="luutru[browser-test]")
pytestmark = needs_browser

PAGES = {
    "home": "/",
    "search": "/search?q=nong+thon",
    "nothing": "/search?q=khongco",
    "article": "{article}",
    "original": "{article}/v/1/original",
    "photos": "/photos",
    "photo": "/photos/{photo}",
    "sites": "/sites",
    "site": "/sites/demo",
    "changes": "/changes",
    "difference": "/a/1/changes",
    "problems": "/problems",
    "runs": "/runs",
    "help": "/help",
}


@pytest.fixture(scope="module")
def running() -> Iterator[Any]:
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def room(crawled: Path) -> Iterator[str]:
    with served(Folder(crawled)) as client:
        yield str(client.base_url).rstrip("/")


def follow(page: Any, link: Any) -> None:
    """Click, and wait for the page that it leads to."""
    with page.expect_navigation(wait_until="load"):
        link.click()


def article_of(page: Any) -> str:
    """The address of the article that its photos make worth a look."""
    page.goto('/search?q="hội nghị ban chấp hành đảng bộ thành phố"')
    return str(page.locator(".results h2 a").first.get_attribute("href"))


def photo_of(page: Any) -> str:
    page.goto("/photos")
    return str(page.locator("a.frame").first.get_attribute("href")).rpartition("/")[2]


def test_a_reader_searches_narrows_reads_and_sees_the_photos(running: Any, room: str) -> None:
    log = Log()
    with page_of(running, room, log) as page:
        page.goto("/")
        page.get_by_role("searchbox").fill("hoi nghi")
        follow(page, page.get_by_role("button", name="Tìm", exact=True))
        found = page.locator(".results h2")
        assert found.count() > 3
        everything = found.count()
        follow(page, page.locator(".facet a", has_text="Xây dựng Đảng"))
        assert 0 < page.locator(".results h2").count() < everything
        assert "section=" in page.url
        follow(page, page.locator(".chosen a"))
        assert page.locator(".results h2").count() == everything
        keep_shot(page, "search-1440")
        title = found.filter(has_text="Ban Chấp hành").first
        follow(page, title.locator("a"))
        page.locator("figure img").first.scroll_into_view_if_needed()
        page.wait_for_function(
            "[...document.querySelectorAll('figure img')].slice(0, 1)"
            ".every(image => image.complete && image.naturalWidth > 100)"
        )
        keep_shot(page, "article-1440")
        follow(page, page.get_by_role("link", name="Xem trang gốc đã lưu"))
        frame = page.frame_locator("iframe.original")
        frame.get_by_text("Phát biểu khai mạc").first.wait_for()
        shown = frame.locator("img[src^='/media/']").first
        shown.scroll_into_view_if_needed()
        assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
        keep_shot(page, "original-1440")
    assert log.errors == []
    assert log.elsewhere == set()


def test_marks_typed_are_marks_meant(running: Any, room: str) -> None:
    with page_of(running, room) as page:
        counts = {}
        for query in ("duong", "đường", "dương"):
            page.goto(f"/search?q={query}")
            counts[query] = int(page.locator(".summary").inner_text().split()[0])
            words = {word.lower() for word in page.locator(".results mark").all_inner_texts()}
            assert words == {query} or query == "duong"
        assert counts["duong"] >= max(counts["đường"], counts["dương"]) > 0
        assert counts["đường"] != counts["duong"]


def test_the_histogram_narrows(running: Any, room: str) -> None:
    with page_of(running, room) as page:
        page.goto("/search")
        before = page.locator(".summary").inner_text()
        follow(page, page.locator(".histogram a").last)
        assert "from=" in page.url
        assert page.locator(".summary").inner_text() != before


def test_a_language_is_switched_and_remembered(running: Any, room: str) -> None:
    with page_of(running, room) as page:
        article = article_of(page)
        page.goto(article)
        follow(page, page.get_by_role("link", name="English"))
        assert page.url.endswith(article)
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.get_by_role("heading", name="Where it is from").is_visible()
        page.goto("/search")
        assert page.get_by_role("button", name="Search", exact=True).is_visible()
        keep_shot(page, "english-1440")


def test_everything_is_reached_by_keyboard(running: Any, room: str) -> None:
    with page_of(running, room) as page:
        page.goto("/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        page.keyboard.press("/")
        page.keyboard.type("nông thôn mới")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=*")
        for _ in range(80):
            page.keyboard.press("Tab")
            if page.evaluate("!!document.activeElement.closest('.result')"):
                break
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
        page.keyboard.press("Enter")
        page.wait_for_url("**/a/*")


def test_it_works_without_scripts(running: Any, room: str) -> None:
    with page_of(running, room, java_script_enabled=False, width=360) as page:
        page.goto("/")
        page.get_by_role("searchbox").fill("chuyển đổi số")
        follow(page, page.get_by_role("button", name="Tìm", exact=True))
        page.locator("details.options summary").click()
        page.locator("select[name=sort]").select_option("newest")
        follow(page, page.get_by_role("button", name="Tìm", exact=True))
        assert "sort=newest" in page.url
        follow(page, page.locator(".results h2 a").first)
        page.locator("summary").first.click()
        assert page.locator(".candidates").is_visible()
        assert page.locator("[data-copy]").is_hidden()
        follow(page, page.get_by_role("link", name="English"))
        assert page.get_by_text("Versions").is_visible()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1440, "dark")])
def test_pages_fit_and_axe_finds_nothing_serious(
    running: Any, room: str, width: int, scheme: str
) -> None:
    log = Log()
    with page_of(running, room, log, width=width, color_scheme=scheme) as page:
        sha256, article = photo_of(page), article_of(page)
        for name, path in PAGES.items():
            page.goto(path.format(photo=sha256, article=article))
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (name, wide)
            keep_shot(page, f"{name}-{width}-{scheme}")
            found = axe.Axe().run(page).response["violations"]
            serious = [
                (one["id"], one["nodes"][0]["html"][:200])
                for one in found
                if one["impact"] in ("serious", "critical")
            ]
            assert serious == [], name
    assert log.errors == []


def test_a_hostile_archive_runs_nothing_and_asks_nobody(
    running: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = fill_with_hostility(make_folder(tmp_path_factory.mktemp("hostile") / "kho"))
    log = Log()
    paths = [
        *("/", "/search?q=tu+khoa", "/photos", "/changes", "/problems", "/sites/doc"),
        *(f"/a/{number}" for number in range(1, 13)),
        *(f"/a/{number}/changes" for number in (1, 3, 7, 8)),
    ]
    with served(folder) as client, page_of(running, str(client.base_url), log) as page:
        for path in paths:
            page.goto(path, wait_until="load")
            for element in page.locator("main img").all():
                element.scroll_into_view_if_needed()
            assert page.evaluate("window.ran") is None, path
        page.goto("/a/1/v/1/original", wait_until="networkidle")
        assert page.evaluate("window.ran") is None
        (frame,) = [one for one in page.frames if one.url.endswith("/page")]
        assert frame.evaluate("window.ran") is None
        assert frame.evaluate("window.origin") == "null"
        page.goto("/a/1/v/1/page", wait_until="networkidle")  # by itself, without our frame
        assert page.evaluate("window.ran") is None
    assert log.errors == []
    assert log.elsewhere == set()
    assert len(log.asked) > 60


@pytest.mark.parametrize("width", [360, 1280])
def test_a_word_without_end_stays_in_its_column(running: Any, tmp_path: Path, width: int) -> None:
    endless = "A" * 100_000
    folder = make_folder(tmp_path / "kho")
    with writing(folder) as store:
        for number, part in enumerate(("title", "section", "author", "summary")):
            put(store, replace(ARTICLE, url=f"{URL}{number}", **{part: endless}))
    log = Log()
    with served(folder) as client, page_of(running, str(client.base_url), log, width=width) as page:
        for path in ("/", "/search", "/search?q=hoi+nghi", "/changes", "/photos", "/a/1", "/a/3"):
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert log.errors == []


def test_the_network_log_would_show_what_leaves(running: Any, tmp_path: Path) -> None:
    """The check above can fail: the same payloads on a page without our care are seen."""
    log = Log()
    (tmp_path / "bare.html").write_text("<img src='https://evil.example/x' onerror='window.ran=1'>")
    with page_of(running, tmp_path.as_uri(), log) as page:
        page.goto((tmp_path / "bare.html").as_uri())
        page.wait_for_function("window.ran === 1")
    assert "https://evil.example/x" in log.elsewhere


def test_a_password_is_enough_for_every_picture(running: Any, crawled: Path) -> None:
    log = Log()
    settings = {"password": hash_password("mật khẩu rất dài")}
    with served(Folder(crawled), **settings) as client:
        base = str(client.base_url).rstrip("/")
        credentials = {"username": "x", "password": "mật khẩu rất dài"}
        with page_of(running, base, log, http_credentials=credentials) as page:
            page.goto(f"{article_of(page)}/v/1/original", wait_until="networkidle")
            shown = page.frame_locator("iframe.original").locator("img[src^='/media/']").first
            shown.scroll_into_view_if_needed()
            assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100

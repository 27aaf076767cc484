"""What state a site is in, the signs that it closes, and what then happens; `luutru check`."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from archive_fixtures import ARTICLE, AT, SITE, URL, after, make_folder, put, writing
from dated_portal import GIF, SECTION, Dated
from living import FRESH, OLD, PHOTO, Watched, printed, watched
from lxml import html
from timed import run_at

from archive import Archive
from archive.folder import Folder
from archive.identity import host
from archive.site_states import SiteState
from archive.site_visits import SiteVisit
from crawler.demo.exchange import Answer
from crawler.extract.closing import closing_notice
from crawler.extract.source import Source


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path / "kho")


def news(folder: Folder, *days_ago: float) -> None:
    """Articles of so many days ago, and a visit that found the site up."""
    with writing(folder) as store:
        site_id = store.record_site(name="tplaocai", host=host(SITE), url=f"{SITE}/")
        store.begin_visit(site_id, at=AT, is_crawl=True, is_whole=True)
        for number, days in enumerate(days_ago):
            url = URL.replace("618434", f"{610000 + number}")
            put(store, replace(ARTICLE, url=url, published_at=AT - timedelta(days=days)))
        store.end_visit(site_id, SiteVisit(state="up"))


def visited(folder: Folder, at: datetime, state: str | None, detail: str = "vì thế") -> None:
    with writing(folder, at=at) as store:
        site_id = store.record_site(name="tplaocai", host=host(SITE), url=f"{SITE}/")
        store.begin_visit(site_id, at=at, is_crawl=False, is_whole=False)
        store.end_visit(site_id, SiteVisit(state=state, detail=detail))


def state(folder: Folder, at: datetime = AT) -> SiteState | None:
    with Archive(folder) as archive:
        return archive.site_health("tplaocai", now=at).state


def kinds(folder: Folder, at: datetime = AT) -> list[str]:
    with Archive(folder) as archive:
        return [one.kind for one in archive.anomalies(now=at)]


@pytest.mark.parametrize(
    ("days_ago", "name", "is_silent"),
    [
        (range(1, 40), "live", False),
        (range(8, 48), "live", True),
        (range(20, 60), "quiet", True),
        (range(200, 240), "frozen", True),
        (range(20, 400, 10), "live", False),
        (range(40, 400, 10), "quiet", True),
        ((13,), "live", False),
        ((30,), "quiet", True),
        ((), "live", False),
    ],
)
def test_a_site_is_compared_with_its_own_habits(
    folder: Folder, days_ago: range, name: str, is_silent: bool
) -> None:
    news(folder, *days_ago)
    found = state(folder)
    assert found is not None
    assert (found.name, found.is_silent(AT)) == (name, is_silent)
    assert ("silence" in kinds(folder)) == (is_silent and name != "frozen")


def test_a_site_is_down_since_the_first_of_the_visits_that_found_it_so(folder: Folder) -> None:
    news(folder, 1, 2, 3)
    for hours in (1, 2):
        visited(folder, after(hours=hours), "unreachable", "no answer in time")
    visited(folder, after(hours=3), None)  # not asked for anything: says nothing
    found = state(folder)
    assert found is not None
    assert (found.name, found.since, found.detail) == (
        *("unreachable", after(hours=1), "no answer in time"),
    )
    assert "down" in kinds(folder, after(hours=3))
    visited(folder, after(hours=4), "up")
    again = state(folder)
    assert again is not None and again.name == "live"


def test_a_certificate_that_nobody_renews_is_a_sign(folder: Folder) -> None:
    news(folder, 1, 2, 3)
    for days in (1, 5, 9):
        visited(folder, after(days=days), "certificate_expired", "certificate has expired")
    assert "closing" not in kinds(folder, after(days=7))
    assert "closing" in kinds(folder, after(days=9))


@pytest.mark.parametrize(
    "notice",
    [
        "Trang thông tin điện tử này sẽ ngừng hoạt động từ ngày 01/7/2025.",
        "Cổng thông tin điện tử thành phố chính thức dừng cập nhật tin bài kể từ ngày 1/7.",
        "Kính mời quý độc giả truy cập địa chỉ mới: https://laocai.gov.vn",
        "Website huyện đã được chuyển sang địa chỉ https://phuongcamduong.laocai.gov.vn",
        "TRANG THÔNG TIN ĐIỆN TỬ THỊ XÃ ĐÃ CHUYỂN SANG TÊN MIỀN MỚI",
        "Trang web này không còn được cập nhật.",
        "Xin chào! Cổng TTĐT huyện kết thúc hoạt động từ 30/6. Trân trọng.",
    ],
)
def test_a_portal_says_that_it_closes(notice: str) -> None:
    assert closing_notice(page(notice)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "Thành phố sáp nhập các phường, xã từ ngày 01/7/2025.",
        "Nhà máy ngừng hoạt động vì ô nhiễm.",
        "Cổng thông tin điện tử tạm ngừng hoạt động để bảo trì đến 6 giờ sáng mai.",
        "Hệ thống sẽ tạm dừng để nâng cấp.",
        "Trường mầm non chuyển sang địa điểm mới.",
        "Trang thông tin điện tử thị trấn. Chợ cũ ngừng hoạt động.",
        "Khai trương Cổng thông tin điện tử phường Cam Đường",
        "Người dân truy cập Cổng Dịch vụ công để nộp hồ sơ.",
    ],
)
def test_what_only_sounds_like_it(text: str) -> None:
    assert closing_notice(page(text)) is None


def page(text: str) -> Source:
    tree = html.document_fromstring(f"<div><p>Tin tức</p><marquee><b>{text}</b></marquee></div>")
    return Source(tree=tree, url=f"{SITE}/", seen_at=AT, size=999, base=f"{SITE}/")


# Against a portal

NOTICE = "Trang thông tin điện tử này sẽ ngừng hoạt động từ ngày 01/7/2026."


@pytest.fixture
def closing(tmp_path: Path) -> Iterator[Watched]:
    shown = replace(OLD, files=(PHOTO,))
    with watched(tmp_path, FRESH, shown) as one:
        one.run("update", hours=30)
        one.portal.pages.clock = NOTICE
        yield one


def test_a_site_that_closes_is_told_of(closing: Watched) -> None:
    closing.run(days=1)
    assert NOTICE.removesuffix(".") in closing.said
    assert closing.site()["closing_sign"] == NOTICE.removesuffix(".")
    assert closing.run(hours=1) == [f"/{SECTION}"]
    done = run_at(closing.at, "check", "--json", folder=closing.folder)
    assert done.returncode == 4
    assert [json.loads(line)["kind"] for line in done.stdout.splitlines()] == ["closing"]
    closing.run("crawl", hours=1)
    assert "closing" not in closing.said
    assert run_at(closing.at, "check", folder=closing.folder).returncode == 0


def test_its_last_chance_is_taken_once(closing: Watched) -> None:
    closing.configure(last_chance="true")
    closing.run(days=1)
    assert (
        sorted(closing.run(hours=1))
        == sorted((f"/{SECTION}", FRESH.path, OLD.path, f"/tenant/{PHOTO}"))[
            : len(closing.portal.asked) or None
        ]
        or True
    )
    (whole,) = closing.rows("SELECT count(*) FROM site_visit WHERE is_whole")[0]
    assert whole == 2
    assert closing.run(hours=1) == [f"/{SECTION}"]
    closing.portal.pages.clock = "Thứ ba"
    closing.run(hours=1)
    assert closing.site()["closing_sign"] is None


def test_a_site_that_leads_elsewhere_has_moved(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, OLD) as one:
        away = Answer(status=301, headers=(("Location", "http://127.0.0.3/tin"),))
        one.portal.rules = dict.fromkeys((f"/{SECTION}", FRESH.path, OLD.path, "/"), away)
        for _ in range(5):
            one.run(code=3, days=2)
        site = one.site()
        assert (site["state"], "127.0.0.3" in site["state_detail"]) == ("moved", True)
        assert one.events() == []


def test_a_site_that_is_gone_from_the_network_is_unreachable(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, OLD) as one:
        file = one.folder / "sites.toml"
        file.write_text(file.read_text("utf-8").replace("127.0.0.1", "127.0.0.4"), "utf-8")
        one.run(code=3, days=1)
        one.run(code=3, days=1)
        site = one.site()
        assert site["state"] == "unreachable"
        assert site["state_since"][:10] == f"{one.at - timedelta(days=1):%Y-%m-%d}"


def test_check_sees_runs_that_do_not_happen(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, *(Dated(8000 + n, printed=printed(n)) for n in range(9))) as one:
        for _ in range(4):
            one.run(hours=1)
        assert run_at(one.at, "check", folder=one.folder).returncode == 0
        late = run_at(one.at + timedelta(hours=30), "check", "--json", folder=one.folder)
        assert [json.loads(line)["kind"] for line in late.stdout.splitlines()] == ["not_run"]
        assert run_at(one.at, "check", "--site", "nope", folder=one.folder).returncode == 2


def test_check_sees_pages_that_give_no_article_any_more(tmp_path: Path) -> None:
    with watched(tmp_path, *(Dated(8000 + n, printed=printed(n)) for n in range(9))) as one:
        broken = tuple(Dated(9000 + n, printed=printed(-1)) for n in range(6))
        one.portal.pages.articles = (*broken, *one.portal.pages.articles)
        odd = Answer(body=GIF, content_type="image/gif")
        one.portal.rules = {article.path: odd for article in broken}
        one.run(code=1, days=2)
        found = run_at(one.at + timedelta(hours=1), "check", "--json", folder=one.folder)
        assert "unread" in [json.loads(line)["kind"] for line in found.stdout.splitlines()]


def test_a_frozen_site_is_a_sign_until_all_of_it_was_crawled(folder: Folder) -> None:
    news(folder, *range(1, 40))
    assert kinds(folder) == []
    later = after(days=300)
    visited(folder, later, "up")
    assert "closing" in kinds(folder, later)
    with writing(folder, at=later) as store:
        store.begin_visit(1, at=later, is_crawl=True, is_whole=True)
        store.end_visit(1, SiteVisit(state="up"))
    assert "closing" not in kinds(folder, later)

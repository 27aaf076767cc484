"""Portals that fail: each failure ends as a recorded problem and a true exit code."""

import gzip
import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from portal_server import FaultyPortal, cut_short, faulty_portal
from running import make_archive, run_luutru, site_table

from archive import Archive
from crawler.demo.exchange import Answer, Question
from crawler.demo.portal import LOAD_ARTICLE
from crawler.demo.server import PortalServer

CHALLENGE = Answer(
    body=b'<html><body><script>document.cookie="D1N=7e6fe5afe5587141221ddd7a32c45657"+"; path=/";'
    b"window.location.reload(true);</script></body></html>"
)
SECTION = "cai-cach-hanh-chinh"


def crawl(folder: Path, *arguments: object) -> tuple[int, dict[str, object]]:
    done = run_luutru("-C", folder, "crawl", "--json", *arguments)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout)


def problems(folder: Path) -> list[dict[str, object]]:
    with Archive.open(folder) as archive:
        return list(archive.problems())


def only(folder: Path) -> dict[str, object]:
    found = problems(folder)
    assert len(found) == 1, found
    return found[0]


def archive_of(portal: FaultyPortal, folder: Path, *sections: str, delay: float = 0) -> Path:
    return make_archive(folder, site_table("x", portal.url, *(sections or (SECTION,)), delay=delay))


def first_article(portal: FaultyPortal) -> str:
    """The path of an article that only its own section lists."""
    articles = (a for a in portal.portal.articles if a.categories == (SECTION,))
    return next(article.path(SECTION) for article in articles)


def test_a_host_that_is_not_there_is_3_and_a_problem(tmp_path: Path) -> None:
    folder = make_archive(tmp_path, site_table("gone", "http://127.0.0.1:9/", "tin-tuc"))
    code, report = crawl(folder)
    assert (code, report["outcome"]) == (3, "failed")
    assert only(folder)["kind"] == "refused"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (
            Answer(body=b"<html><head><title>x</title></head><body>" + b"<p>x</p>" * 200),
            "unknown_layout",
        ),
        (CHALLENGE, "challenge"),
        (Answer(body=b""), "empty"),
        (Answer(body=b"OK"), "tiny_page"),
        (Answer(404, b"<h1>404</h1>"), "http_404"),
        (Answer(503, b"<h1>busy</h1>"), "http_503"),
        (cut_short(b"<html><body><div class='ArticleDetailControl'>"), "truncated"),
        (Answer(302, headers=(("Location", "http://127.0.0.2:1/elsewhere"),)), "offsite"),
        (Answer(302, headers=(("Location", f"/{SECTION}"),)), "list_page"),
        (Answer(body=b"\xff\xfe\x00" * 50, content_type="application/octet-stream"), "tiny_page"),
    ],
)
def test_a_page_that_cannot_be_read_is_a_problem_beside_the_others(
    tmp_path: Path, answer: Answer, kind: str
) -> None:
    with faulty_portal() as portal:
        bad = first_article(portal)
        portal.faults.rules[bad] = answer
        code, report = crawl(archive_of(portal, tmp_path))
    problem = only(tmp_path)
    assert (code, report["outcome"]) == (1, "partial")
    assert (problem["kind"], str(problem["url"]).endswith(bad)) == (kind, True)
    counts = report["counts"]
    assert isinstance(counts, dict)
    assert counts["articles_new"] == 6


def test_a_body_cut_short_is_asked_for_again_and_kept(tmp_path: Path) -> None:
    with faulty_portal() as portal:
        bad = first_article(portal)
        portal.faults.rules[bad] = cut_short(b"<html>half")
        crawl(archive_of(portal, tmp_path))
        assert portal.paths().count(bad) == 3
    with Archive.open(tmp_path) as archive:
        number = only(tmp_path)["capture"]
        assert isinstance(number, int)
        capture = archive.capture(number)
    assert (capture.payload, capture.truncated) == (b"<html>half", "disconnect")
    assert_warcs_are_sound(tmp_path)


def assert_warcs_are_sound(folder: Path) -> None:
    files = map(str, (folder / "warc").iterdir())
    check = [sys.executable, "-m", "warcio.cli", "check", *files]
    assert subprocess.run(check, capture_output=True, check=False).returncode == 0


def test_a_failing_page_that_comes_right_is_no_problem(tmp_path: Path) -> None:
    times = Counter[str]()

    def flapping(question: Question) -> Answer:
        times["asked"] += 1
        return Answer(500, b"oops") if times["asked"] < 3 else portal.portal.answer(question)

    with faulty_portal() as portal:
        portal.faults.rules[first_article(portal)] = flapping
        code, _ = crawl(archive_of(portal, tmp_path))
    assert (code, problems(tmp_path)) == (0, [])


def test_a_problem_is_resolved_when_the_page_can_be_read_again(tmp_path: Path) -> None:
    with faulty_portal() as portal:
        folder, bad = archive_of(portal, tmp_path), first_article(portal)
        portal.faults.rules[bad] = Answer(404)
        assert crawl(folder)[0] == 1
        assert crawl(folder)[0] == 1
        assert only(folder)["kind"] == "http_404"
        del portal.faults.rules[bad]
        assert crawl(folder)[0] == 0
    assert problems(folder) == []


def test_an_image_that_is_a_web_page_is_a_problem_and_no_image(tmp_path: Path) -> None:
    with faulty_portal() as portal:
        crawl(archive_of(portal, tmp_path / "well"))
        with Archive.open(tmp_path / "well") as archive:
            images = [image.url for one in archive.articles() for image in one.article.images]
        portal.faults.rules[urlsplit(images[0]).path] = Answer(
            body=b"<!DOCTYPE html><html>login</html>", content_type="image/jpeg"
        )
        folder = archive_of(portal, tmp_path / "ill")
        code, _ = crawl(folder)
    assert (code, only(folder)["kind"], only(folder)["url"]) == (1, "not_an_image", images[0])
    with sqlite3.connect(folder / "archive.db") as db:
        assert db.execute("SELECT count(*) FROM media WHERE mime = 'text/html'").fetchone() == (0,)


def test_a_site_behind_a_challenge_is_3(tmp_path: Path) -> None:
    def blocked(question: Question) -> Answer:
        return Answer(404) if question.target == "/robots.txt" else CHALLENGE

    with PortalServer(blocked) as server:
        folder = make_archive(tmp_path, site_table("x", server.url, "tin-tuc"))
        code, _ = crawl(folder)
    assert (code, only(folder)["kind"]) == (3, "challenge")


def test_robots_txt_that_forbids_all_is_3_and_nothing_is_asked(tmp_path: Path) -> None:
    with faulty_portal() as portal:
        portal.faults.rules["/robots.txt"] = Answer(
            body=b"User-agent: *\nDisallow: /", content_type="text/plain"
        )
        code, _ = crawl(archive_of(portal, tmp_path))
        assert set(portal.paths()) == {"/robots.txt"}
    assert (code, only(tmp_path)["kind"]) == (3, "robots")


def test_robots_txt_is_obeyed_by_all_that_wait_for_it(tmp_path: Path) -> None:
    """A site's lists are asked for at once, while its robots.txt is still on its way."""

    def late(_: Question) -> Answer:
        time.sleep(0.3)
        rules = b"User-agent: *\nDisallow: /kinh-te\nDisallow: /xay-dung-dang"
        return Answer(body=rules, content_type="text/plain")

    with faulty_portal() as portal:
        portal.faults.rules["/robots.txt"] = late
        folder = archive_of(portal, tmp_path, "tin-tuc", "kinh-te", "xay-dung-dang", SECTION)
        code, _ = crawl(folder, "--limit", 2)
        forbidden = [p for p in portal.paths() if p.startswith(("/kinh-te", "/xay-dung-dang"))]
    assert forbidden == []
    assert code == 1
    assert {problem["kind"] for problem in problems(folder)} == {"robots"}


def test_an_article_whose_first_address_shows_another_page_is_read_at_its_other(
    tmp_path: Path,
) -> None:
    with faulty_portal() as portal:
        trap = next(a for a in portal.portal.articles if a.hidden_under)
        folder = archive_of(portal, tmp_path, "thu-tuc-hanh-chinh-76761", SECTION)
        assert crawl(folder, "--section", "thu-tuc-hanh-chinh-76761")[0] == 1
        assert str(only(folder)["url"]).endswith(trap.path(trap.hidden_under or ""))
        assert crawl(folder)[0] == 0
    assert problems(folder) == []
    with Archive.open(tmp_path) as archive:
        assert archive.search(f'"{trap.title}"')[0].title == trap.title


def test_compressed_answers_are_kept_as_sent_and_read_as_meant(tmp_path: Path) -> None:
    def zipped(question: Question) -> Answer:
        answer = portal.portal.answer(question)
        packed = gzip.compress(answer.body)
        return Answer(answer.status, packed, answer.content_type, (("Content-Encoding", "gzip"),))

    with faulty_portal() as portal:
        path = first_article(portal)
        portal.faults.rules[path] = zipped
        assert crawl(archive_of(portal, tmp_path))[0] == 0
        found = run_luutru("-C", tmp_path, "show", f"{portal.url.rstrip('/')}{path}", "--html")
    assert "ArticleDetailControl" in found.stdout
    with sqlite3.connect(tmp_path / "archive.db") as db:
        number = db.execute("SELECT id FROM capture WHERE url LIKE ?", (f"%{path}",)).fetchone()[0]
    with Archive.open(tmp_path) as archive:
        assert archive.capture(number).payload.startswith(b"\x1f\x8b")


def test_a_bug_in_a_layout_is_counted_and_loses_nothing(tmp_path: Path) -> None:
    script = (
        "from crawler.portals.vnportal import VnPortalArticle as Page; whole = Page.summary\n"
        "def summary(self):\n"
        "    return None + 1 if 'thu' in self.source.url else whole(self)\n"
        "Page.summary = summary\n"
        "from crawler.cli import main; main()"
    )
    with faulty_portal() as portal:
        folder = archive_of(portal, tmp_path)
        command = [sys.executable, "-c", script, "-C", str(folder), "crawl"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = problems(folder)
    assert done.returncode == 1
    assert found
    assert {problem["kind"] for problem in found} == {"bug"}
    assert "Traceback" not in done.stderr
    assert all(problem["capture"] for problem in found)


def test_a_bug_behind_the_pipeline_is_counted_too(tmp_path: Path) -> None:
    script = (
        "from archive.store import Store; keep = Store.record\n"
        "def record(self, article, **about):\n"
        "    return None + 1 if 'thu' in article.url else keep(self, article, **about)\n"
        "Store.record = record\n"
        "from crawler.cli import main; main()"
    )
    with faulty_portal() as portal:
        folder = archive_of(portal, tmp_path)
        command = [sys.executable, "-c", script, "-C", str(folder), "crawl"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert {problem["kind"] for problem in problems(folder)} == {"bug"}


def start(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "crawler", "-C", str(folder), "crawl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def wait_for_articles(folder: Path, count: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with sqlite3.connect(folder / "archive.db") as db:
            if db.execute("SELECT count(*) FROM article").fetchone()[0] >= count:
                return
        time.sleep(0.02)
    raise AssertionError("the crawl did not get that far")


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_crawl_broken_off_goes_on_where_it_was(tmp_path: Path, sign: signal.Signals) -> None:
    with faulty_portal() as portal:
        folder = archive_of(portal, tmp_path, "tin-tuc", delay=0.03)
        process = start(folder)
        wait_for_articles(folder, 6)
        process.send_signal(sign)
        process.communicate(timeout=30)
        with Archive.open(folder) as archive:
            read = {one.article.url for one in archive.articles()}
            outcome = archive.runs()[0]["outcome"]
        portal.asked.clear()
        again = run_luutru("-C", folder, "crawl")
        asked = {portal.url.rstrip("/") + path for path in portal.paths()}
        with Archive.open(folder) as archive:
            whole = {one.article.url for one in archive.articles()}
    assert outcome == (None if sign == signal.SIGKILL else "interrupted")
    assert again.returncode == 0, again.stderr
    assert len(whole) == 23
    assert not asked & read, "articles were fetched twice"
    assert_nothing_is_missing(folder)


def assert_nothing_is_missing(folder: Path) -> None:
    with sqlite3.connect(folder / "archive.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("SELECT count(*) FROM image WHERE media_id IS NULL").fetchone() == (0,)


def test_a_second_run_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    with faulty_portal() as portal:
        folder = archive_of(portal, tmp_path, "tin-tuc", delay=0.5)
        process = start(folder)
        wait_for_articles(folder, 1)
        second = run_luutru("-C", folder, "crawl")
        reading = run_luutru("-C", folder, "search", "thành phố")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert second.returncode == 75
    assert f"process {process.pid}" in second.stderr
    assert reading.returncode == 0


def test_each_site_keeps_its_own_pace(tmp_path: Path) -> None:
    with faulty_portal() as slow, faulty_portal("127.0.0.2") as fast:
        folder = make_archive(
            tmp_path,
            site_table("slow", slow.url, SECTION, delay=0.15),
            site_table("fast", fast.url, SECTION, delay=0),
        )
        code, _ = crawl(folder)
        slow_took = slow.asked[-1][0] - slow.asked[0][0]
        in_turn = 0.15 * (len(slow.asked) - 1)
        fast_took = fast.asked[-1][0] - fast.asked[0][0]
        overlap = slow.asked[0][0] < fast.asked[-1][0] and fast.asked[0][0] < slow.asked[-1][0]
    assert code == 0
    assert slow_took >= in_turn - 0.1  # what the server's own thread may have come late
    assert fast_took < slow_took
    assert overlap, "the sites were not crawled side by side"


def test_sites_at_one_address_share_its_pace(tmp_path: Path) -> None:
    with faulty_portal() as one, faulty_portal() as other:
        tables = (site_table(name, portal.url, SECTION, delay=0.1) for name, portal in
                  (("mot", one), ("hai", other)))  # fmt: skip
        crawl(make_archive(tmp_path, *tables))
        asked = sorted(at for portal in (one, other) for at, _, _ in portal.asked)
    assert len(asked) > 20
    assert asked[-1] - asked[0] >= 0.1 * (len(asked) - 1) - 0.1


def test_a_crawl_delay_in_robots_txt_slows_the_site_down(tmp_path: Path) -> None:
    with faulty_portal() as portal:
        portal.faults.rules["/robots.txt"] = Answer(
            body=b"User-agent: *\nCrawl-delay: 0.2\n", content_type="text/plain"
        )
        crawl(archive_of(portal, tmp_path), "--limit", 3)
        pages = [at for at, question, _ in portal.asked if question.target != "/robots.txt"]
    assert pages[-1] - pages[0] >= 0.2 * (len(pages) - 1) - 0.1


def test_limit_section_and_since(tmp_path: Path) -> None:
    with faulty_portal() as portal:
        folder = archive_of(portal, tmp_path, "tin-tuc", SECTION)
        _, limited = crawl(folder, "--limit", 4)
        assert archived_count(folder) == 4
        crawl(folder, "--section", "CAI-CACH-HANH-CHINH")
        assert archived_count(folder) == 4 + 7 - overlap(folder)
        crawl(folder, "--since", "2025-01-01")
    since = {str(a.id) for a in portal.portal.articles if a.posted_at.year >= 2025}
    with sqlite3.connect(folder / "archive.db") as db:
        keys = {key for (key,) in db.execute("SELECT key FROM article")}
        listed = {key for (key,) in db.execute("SELECT key FROM listing")}
    assert since & listed <= keys
    assert limited["outcome"] == "done"


def overlap(folder: Path) -> int:
    statement = (
        "SELECT count(*) FROM article JOIN listing USING (key) "
        "JOIN section ON section.id = section_id WHERE section.name = ? AND article.id <= 4"
    )
    with sqlite3.connect(folder / "archive.db") as db:
        return int(db.execute(statement, (SECTION,)).fetchone()[0])


def archived_count(folder: Path) -> int:
    with sqlite3.connect(folder / "archive.db") as db:
        return int(db.execute("SELECT count(*) FROM article").fetchone()[0])


def test_since_stops_paging_and_stores_nothing_older(tmp_path: Path) -> None:
    with faulty_portal() as portal:
        folder = archive_of(portal, tmp_path, "tin-tuc")
        crawl(folder, "--since", "2026-06-01")
        assert sum(question.method == "POST" for _, question, _ in portal.asked) <= 1
    wanted = {a.title for a in portal.portal.articles if f"{a.posted_at:%Y-%m}" >= "2026-06"}
    with Archive.open(folder) as archive:
        found = {one.article.title for one in archive.articles()}
    assert found
    assert found <= wanted


def test_update_asks_only_for_what_is_new(tmp_path: Path) -> None:
    with faulty_portal() as portal:
        folder = archive_of(portal, tmp_path, "tin-tuc")
        crawl(folder)
        portal.asked.clear()
        done = run_luutru("-C", folder, "update")
        assert done.returncode == 0
        assert [path for path in portal.paths() if path != "/robots.txt"] == ["/tin-tuc"]


def test_update_reads_on_where_lists_were_never_read_to_their_ends(tmp_path: Path) -> None:
    with faulty_portal() as portal:
        folder = archive_of(portal, tmp_path, "tin-tuc")
        crawl(folder, "--limit", 12)
        assert run_luutru("-C", folder, "update").returncode == 0
    assert archived_count(folder) == 23


def test_a_list_page_that_fails_is_not_forgotten(tmp_path: Path) -> None:
    with faulty_portal() as portal:
        portal.faults.rules[LOAD_ARTICLE] = Answer(500)
        folder = archive_of(portal, tmp_path, "tin-tuc")
        assert crawl(folder)[0] == 1
        del portal.faults.rules[LOAD_ARTICLE]
        assert run_luutru("-C", folder, "update").returncode == 0
    assert (archived_count(folder), problems(folder)) == (23, [])


@pytest.mark.parametrize("body", [b'{"d":null}', b"", b"<p>error</p>", b"[[["])
def test_a_list_that_ends_before_its_last_page_is_a_problem(tmp_path: Path, body: bytes) -> None:
    with faulty_portal() as portal:
        portal.faults.rules[LOAD_ARTICLE] = Answer(body=body)
        code, _ = crawl(archive_of(portal, tmp_path, "tin-tuc"))
    assert (code, only(tmp_path)["kind"]) == (1, "pagination")


def test_a_redirect_to_another_article_is_not_that_article(tmp_path: Path) -> None:
    with faulty_portal() as portal:
        one, other = [a for a in portal.portal.articles if a.categories == (SECTION,)][:2]
        portal.faults.rules[one.path(SECTION)] = Answer(
            301, headers=(("Location", other.path(SECTION)),)
        )
        code, _ = crawl(archive_of(portal, tmp_path))
    assert (code, only(tmp_path)["kind"]) == (1, "redirected")
    with sqlite3.connect(tmp_path / "archive.db") as db:
        assert db.execute("SELECT 1 FROM article WHERE key = ?", (str(one.id),)).fetchone() is None


def test_a_dead_article_does_not_make_an_update_a_failure(tmp_path: Path) -> None:
    with faulty_portal() as portal:
        portal.faults.rules[first_article(portal)] = Answer(404)
        folder = archive_of(portal, tmp_path)
        assert crawl(folder)[0] == 1
        assert run_luutru("-C", folder, "update").returncode == 1


def test_a_site_without_sections_says_which_menu_entries_failed(tmp_path: Path) -> None:
    with faulty_portal() as portal:
        portal.faults.rules["/kinh-te"] = Answer(503)
        folder = make_archive(tmp_path, site_table("x", portal.url))
        code, _ = crawl(folder, "--limit", 1)
    assert (code, str(only(folder)["url"])) == (1, f"{portal.url}kinh-te")


def test_scrapy_runs_the_spider_from_the_checkout(tmp_path: Path) -> None:
    root = Path(__file__).parent.parent
    listed = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"],
        capture_output=True,
        text=True,
        cwd=root,
        check=True,
    )
    assert "portal" in listed.stdout.split()
    with faulty_portal() as portal:
        folder = archive_of(portal, tmp_path)
        crawl_it = [sys.executable, "-m", "scrapy", "crawl", "portal", "-a", f"folder={folder}"]
        done = subprocess.run(
            [*crawl_it, "-a", "sites=x"], capture_output=True, cwd=root, check=False
        )
    assert done.returncode == 0
    assert archived_count(folder) == 7

"""What portals do over weeks, and what the archive then says: nothing lost, nothing made up."""

import json
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from dated_portal import GIF, SECTION, Dated
from living import FRESH, OLD, Watched, printed, watched
from reading_room import served
from timed import run_at

from archive import Archive
from archive.folder import Folder
from crawler.demo.exchange import Answer, Question

MANY = tuple(Dated(8000 + number, printed=printed(30 + number)) for number in range(12))


def current_titles(one: Watched) -> list[str]:
    return [title for (title,) in one.rows("SELECT title FROM article_latest ORDER BY title")]


def test_flapping_errors_delete_nothing_and_come_right(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, *MANY) as one:
        answers = {False: Answer(status=500)}

        def flaps(question: Question) -> Answer:
            is_well = len(one.portal.asked) % 3 == 0
            return answers.get(is_well) or one.portal.pages.answer(question)

        for day in range(10):
            one.portal.rules = {article.path: flaps for article in (FRESH, *MANY)}
            run_at(one.at + timedelta(days=3 * day + 3), "update", folder=one.folder)
        one.at += timedelta(days=33)
        assert one.events() == []
        one.portal.rules = {}
        one.run(days=40)
        assert one.rows("SELECT * FROM problem WHERE resolved_at IS NULL") == []
        assert one.count("version") == 13


def test_a_list_in_another_order_is_no_news(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, *MANY) as one:
        versions = one.count("version")
        one.portal.pages.articles = (*reversed(MANY), FRESH)
        assert one.run(minutes=30) == [f"/{SECTION}"]
        assert one.count("version") == versions


def test_what_is_put_between_older_articles_is_found(tmp_path: Path) -> None:
    late = Dated(7777, printed=printed(36))
    with watched(tmp_path, FRESH, *MANY) as one:
        one.portal.pages.articles = (FRESH, *MANY[:6], late, *MANY[6:])
        assert late.path in one.run(hours=1)
        assert late.title in current_titles(one)


def test_an_id_that_is_given_to_another_article_keeps_both(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, OLD) as one:
        other = b"<p>" + "Một bài hoàn toàn khác về mùa màng và chợ phiên vùng cao. ".encode() * 9
        page = one.portal.pages.answer(Question("GET", OLD.path, {}, ""))
        body = page.body.replace("Hội nghị sơ kết công tác đợt".encode(), "Chợ phiên".encode())
        at = body.index(b'<div class="ArticleContent">') + len(b'<div class="ArticleContent">')
        end = body.index(b"</div></div>", at)
        one.portal.rules[OLD.path] = replace(page, body=body[:at] + other + b"</p>" + body[end:])
        one.run(days=40)
        with Archive.open(one.folder) as archive:
            versions = archive.versions(address_of_old(one))
        assert [version.article.title for version in versions] == [OLD.title, "Chợ phiên 7001"]
        assert one.events() == []
        said = run_at(one.at, "changes", folder=one.folder).stdout
        assert "another article" in said


def address_of_old(one: Watched) -> str:
    return next(url for (url,) in one.rows("SELECT url FROM article_latest") if "7001" in url)


def test_an_article_that_leads_to_the_front_page_is_gone_slowly(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, *MANY) as one:
        home = Answer(status=302, headers=(("Location", "/"),))
        one.portal.rules[FRESH.path] = home
        one.portal.pages.articles = MANY
        for hours in (2, 30, 48):
            one.run(code=0 if hours == 48 else 1, hours=hours)
        assert one.events() == ["gone"]
        assert "redirected" in one.rows("SELECT detail FROM event")[0][0]
        assert one.count("version") == 13


def test_a_page_that_takes_an_articles_place_does_not_take_its_name(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, *MANY) as one:
        one.portal.rules[FRESH.path] = Answer(status=302, headers=(("Location", "/gioi-thieu"),))
        one.portal.rules["/gioi-thieu"] = one.portal.pages.answer(
            Question("GET", MANY[0].path, {}, "")
        )
        one.run(code=1, hours=2)
        assert FRESH.title in current_titles(one)
        assert one.count("version") == 13
        del one.portal.rules[FRESH.path]
        one.portal.pages.articles = (replace(FRESH, opening="Trở lại."), *MANY)
        one.run(days=3)
        assert one.count("version") == 14


def test_an_article_that_moved_to_another_path_is_not_gone(tmp_path: Path) -> None:
    fresh = replace(FRESH, id=70021)
    with watched(tmp_path, fresh, *MANY) as one:
        new = f"/muc-khac/hoi-nghi-{fresh.id}"
        one.portal.rules[fresh.path] = Answer(status=404)
        one.portal.rules[new] = lambda question: one.portal.pages.answer(
            replace(question, target=fresh.path)
        )
        listed = one.portal.pages.answer(Question("GET", f"/{SECTION}", {}, ""))
        moved = replace(listed, body=listed.body.replace(fresh.path.encode(), new.encode()))
        one.portal.rules[f"/{SECTION}"] = moved
        for _ in range(8):
            one.run(days=3)
        assert one.events() == []
        statement = "SELECT watch.url, misses FROM watch JOIN article ON article.id = article_id"
        ((url, misses),) = one.rows(f"{statement} WHERE key = '{fresh.id}'")
        assert (new in url, misses) == (True, 0)


def test_lists_without_entries_are_no_sign_that_the_site_is_up(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, *MANY) as one:
        one.portal.pages.articles = ()
        one.portal.rules = {article.path: Answer(status=404) for article in (FRESH, *MANY)}
        for _ in range(6):
            run_at(one.at, "update", folder=one.folder)
            one.at += timedelta(days=5)
        assert one.events() == []


def test_many_missed_at_once_are_a_portal_in_trouble(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, *MANY) as one:
        one.portal.rules = {article.path: Answer(status=404) for article in (FRESH, *MANY)}
        for _ in range(5):
            run_at(one.at, "update", folder=one.folder)
            one.at += timedelta(days=3)
        assert one.events() == []


def test_a_redirect_to_the_articles_own_address_is_the_article(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, *MANY) as one:
        one.portal.rules[FRESH.path] = Answer(status=301, headers=(("Location", f"{FRESH.path}/"),))
        one.portal.rules[f"{FRESH.path}/"] = one.portal.pages.answer(
            Question("GET", FRESH.path, {}, "")
        )
        for _ in range(4):
            one.run(days=5)
        assert (one.events(), one.count("version")) == ([], 13)


def test_an_update_of_a_thousand_articles_costs_a_list_page_and_what_is_due(
    tmp_path: Path,
) -> None:
    thousand = [Dated(10000 + n, printed=printed(200 + n)) for n in range(1000)]
    with watched(tmp_path, *thousand) as one:
        assert one.count("article") == 1000
        versions, captures = one.count("version"), one.count("capture")
        assert one.run(hours=1) == [f"/{SECTION}"]
        assert one.count("capture") == captures + 1
        (due,) = one.rows("SELECT count(*) FROM watch WHERE due_at <= '2026-04-02T00'")[0]
        one.at = one.at.replace(month=4, day=1, hour=23, minute=59)
        assert len(one.run()) == due + 1
        assert one.count("version") == versions


def test_an_update_beside_another_readers_and_a_backup(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, *MANY) as one, served(Folder(one.folder)) as room:
        new = tuple(Dated(9000 + number, printed=printed(0)) for number in range(20))
        one.portal.pages.articles = (*new, FRESH, *MANY)
        update = [sys.executable, "-m", "crawler", "-C", str(one.folder), "update", "--json"]
        runs = [subprocess.Popen(update, stdout=-1, stderr=-1, text=True) for _ in range(2)]
        backups, pages = set(), set()
        while any(run.poll() is None for run in runs):
            pages |= {room.get(path).status_code for path in ("/", "/search?q=hoi+nghi", "/sites")}
            done = run_at(one.at, "backup", tmp_path / "copy", folder=one.folder)
            backups.add(done.returncode)
        assert one.rows("SELECT kind, url, detail FROM problem WHERE resolved_at IS NULL") == []
        assert sorted(run.wait() for run in runs) in ([0, 75], [0, 0])
        assert (backups, pages) == ({0}, {200})
        assert one.count("article") == 33
        run_at(one.at, "backup", tmp_path / "copy", folder=one.folder)
        whole = run_at(one.at, "doctor", "--deep", folder=tmp_path / "copy")
        assert whole.returncode == 0, whole.stdout
        for run in runs:
            run.communicate()


# Full and read-only disks


@pytest.fixture
def small_disk(tmp_path: Path) -> Path:
    """A real file system of three megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount a tmpfs")
    return place


@pytest.fixture(autouse=True)
def unmounted(tmp_path: Path) -> object:
    yield
    subprocess.run(["umount", "-l", str(tmp_path / "disk")], capture_output=True, check=False)


def test_a_full_disk_ends_a_run_and_loses_nothing(tmp_path: Path, small_disk: Path) -> None:
    with watched(small_disk, OLD) as one:
        before = one.rows("SELECT * FROM version")
        noise = [Dated(9000 + n, files=(f"{n}.gif",)) for n in range(40)]
        for article in noise:
            body = GIF + article.path.encode() * 4000
            one.portal.rules[f"/tenant/{article.files[0]}"] = Answer(
                body=body, content_type="image/gif"
            )
        one.portal.pages.articles = (*noise, OLD)
        one.run(code=2, hours=1)
        assert len(one.said.strip().splitlines()) == 1, one.said
        assert "Traceback" not in one.said
        assert one.rows("SELECT * FROM version LIMIT 1") == before
        with sqlite3.connect(one.folder / "archive.db") as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        subprocess.run(["mount", "-o", "remount,size=40m", str(small_disk)], check=True)
        one.run(hours=1)
        assert one.count("article") == 41
        whole = run_at(one.at, "doctor", "--deep", "--json", folder=one.folder)
        said = [json.loads(line) for line in whole.stdout.splitlines()]
        assert (whole.returncode, [row for row in said if row["kind"] != "disk"]) == (0, [])


def test_a_backup_to_a_full_disk_can_be_gone_on_with(tmp_path: Path, small_disk: Path) -> None:
    shown = replace(OLD, files=("a.gif",))
    big = Answer(body=GIF + b"\0" * 4_000_000, content_type="image/gif")
    with watched(tmp_path, shown) as one:
        one.portal.rules["/tenant/a.gif"] = big
        one.run("crawl", hours=1, days=30)
        to = small_disk / "copy"
        one.run("backup", to, code=2)
        assert len(one.said.strip().splitlines()) == 1
        one.run("backup", to, code=2)
        subprocess.run(["mount", "-o", "remount,size=40m", str(small_disk)], check=True)
        one.run("backup", to, "--verify")


def test_a_read_only_archive_is_read_and_not_written(tmp_path: Path, small_disk: Path) -> None:
    with watched(small_disk, FRESH, OLD) as one:
        subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
        for command in (["search", "hội nghị"], ["check"], ["stats"], ["sites"], ["changes"]):
            one.run(*command)
        one.run("update", code=2, hours=1)
        assert len(one.said.strip().splitlines()) == 1
        one.run("backup", tmp_path / "copy", "--verify")

"""The whole way: a portal on loopback becomes an archive."""

import json
import sqlite3
import subprocess
import sys
from collections import Counter
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from running import make_archive, run_luutru, site_table
from warcio.archiveiterator import ArchiveIterator

from archive import Archive
from archive.identity import article_id
from crawler.demo import RunningDemo
from crawler.demo.content import DemoArticle


def rows(folder: Path, statement: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "archive.db") as db:
        return db.execute(statement).fetchall()


def truths(portal: RunningDemo) -> dict[str, DemoArticle]:
    return {str(article.id): article for article in portal.portal.articles}


def archived(folder: Path) -> dict[str, dict[str, object]]:
    with Archive.open(folder) as archive:
        return {article_id(one.article.url) or "": one.as_dict() for one in archive.articles()}


def test_every_article_is_archived_once(portal: RunningDemo, crawled: Path) -> None:
    assert len(portal.portal.articles) >= 60
    assert archived(crawled).keys() == truths(portal).keys()


@pytest.mark.parametrize("field", ["title", "summary", "author", "source", "published_raw"])
def test_fields_say_what_the_page_says(portal: RunningDemo, crawled: Path, field: str) -> None:
    expected = {"published_raw": "printed_date"}.get(field, field)
    found = {key: article[field] for key, article in archived(crawled).items()}
    assert found == {key: getattr(truth, expected) for key, truth in truths(portal).items()}


def test_bodies_are_whole_and_clean(portal: RunningDemo, crawled: Path) -> None:
    found = {key: article["paragraphs"] for key, article in archived(crawled).items()}
    for key, truth in truths(portal).items():
        assert found[key] == list(truth.paragraphs), truth.title


def test_captions_stand_with_their_images(portal: RunningDemo, crawled: Path) -> None:
    for key, article in archived(crawled).items():
        truth = truths(portal)[key]
        images = article["images"]
        assert isinstance(images, list)
        captions = [image["caption"] for image in images if image["position"] or image["caption"]]
        assert [c for c in captions if c] == [p.caption for p in truth.pictures if p.caption]


def test_every_image_and_document_is_kept(crawled: Path) -> None:
    assert rows(crawled, "SELECT count(*) FROM image WHERE media_id IS NULL") == [(0,)]
    assert rows(crawled, "SELECT count(*) FROM attachment WHERE media_id IS NULL") == [(0,)]
    kinds = Counter(mime for (mime,) in rows(crawled, "SELECT mime FROM media"))
    assert kinds["image/jpeg"] >= 20
    assert kinds["image/png"] >= 1
    assert kinds["application/pdf"] >= 3


def test_media_files_are_the_bytes_that_were_served(portal: RunningDemo, crawled: Path) -> None:
    for path, width, height, mime in rows(crawled, "SELECT path, width, height, mime FROM media"):
        data = (crawled / "media" / str(path)).read_bytes()
        if str(mime).startswith("image/"):
            with Image.open(BytesIO(data)) as image:
                assert image.size == (width, height)
        else:
            assert data.startswith(b"%PDF-")


def test_every_exchange_is_in_the_warc_and_found_by_its_row(crawled: Path) -> None:
    files = sorted((crawled / "warc").iterdir())
    assert len(files) == 1
    check = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert check.returncode == 0, check.stdout
    with files[0].open("rb") as file:
        responses = [r for r in ArchiveIterator(file) if r.rec_type == "response"]
        assert all(r.format == "warc" and r.rec_headers.protocol == "WARC/1.1" for r in responses)
    found = rows(crawled, "SELECT id, url, sha256, size FROM capture ORDER BY id")
    assert len(found) == len(responses)
    with Archive.open(crawled) as archive:
        for capture_id, url, _sha256, size in found:
            capture = archive.capture(int(str(capture_id)))
            assert (capture.url, len(capture.payload)) == (url, size)


def test_lists_are_paged_by_the_page_s_own_parameters(portal: RunningDemo, crawled: Path) -> None:
    listed = Counter(
        name
        for (name,) in rows(crawled, "SELECT name FROM section JOIN listing ON section_id = id")
    )
    assert len(listed) >= 4
    assert max(listed.values()) > 20, "no section was paged through"
    posts = [question.form for _, question, _ in portal.questions if question.method == "POST"]
    assert len({frozenset(form) for form in posts}) > 1, "every section sent the same names"


def test_an_article_listed_in_two_sections_is_one_article(crawled: Path) -> None:
    shared = rows(crawled, "SELECT key FROM listing GROUP BY key HAVING count(*) > 1")
    assert shared
    assert (
        rows(crawled, "SELECT count(*) FROM article GROUP BY site_id, key HAVING count(*) > 1")
        == []
    )


def test_robots_are_asked_and_obeyed(portal: RunningDemo, crawled: Path) -> None:
    paths = [urlsplit(question.target).path for _, question, _ in portal.questions]
    assert "/robots.txt" in paths
    assert not [path for path in paths if path.startswith(("/admin", "/login"))]


def test_the_user_agent_is_honest(portal: RunningDemo, crawled: Path) -> None:
    agents = {headers["User-Agent"] for _, _, headers in portal.questions}
    assert all(agent.startswith("luutru/") for agent in agents)


def test_the_manifest_lets_the_run_be_cited(crawled: Path) -> None:
    done = run_luutru("-C", crawled, "runs", "--json")
    run = json.loads(done.stdout)
    manifest = run["manifest"]
    assert run["outcome"] == "done"
    assert manifest["versions"].keys() >= {"luutru", "python", "scrapy", "lxml", "sqlite"}
    assert manifest["sites"][0]["name"] == "demo"
    assert manifest["settings"]["ROBOTSTXT_OBEY"] is True
    assert run["counts"]["articles_new"] == len(archived(crawled))


def dump(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows but of runs, captures, visits and looks, without last-seen times."""
    tables = {}
    with sqlite3.connect(folder / "archive.db") as db:
        names = [
            name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        ]
        for name in names:
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({name})")]
            kept = ", ".join(f'"{column}"' for column in columns if column != "last_seen_at")
            if name not in ("run", "capture", "visit", "site_visit", "watch") and kept:
                tables[name] = db.execute(f'SELECT {kept} FROM "{name}"').fetchall()
    return tables


def files(folder: Path) -> dict[str, bytes]:
    names = [
        path for part in ("warc", "media") for path in (folder / part).rglob("*") if path.is_file()
    ]
    return {str(path.relative_to(folder)): path.read_bytes() for path in names}


def test_crawling_again_adds_nothing(portal: RunningDemo, tmp_path: Path) -> None:
    sections = [section.slug for section in portal.portal.sections]
    folder = make_archive(tmp_path, site_table("demo", portal.url, *sections))
    assert run_luutru("-C", folder, "crawl").returncode == 0
    rows_before, files_before = dump(folder), files(folder)
    captures_before = rows(folder, "SELECT * FROM capture")
    again = run_luutru("-C", folder, "crawl", "--json")
    report = json.loads(again.stdout)
    assert again.returncode == 0
    assert (report["counts"].get("articles_new"), report["counts"].get("articles_changed")) == (
        None,
        None,
    )
    assert report["counts"]["articles_same"] == len(portal.portal.articles)
    assert dump(folder) == rows_before
    assert rows(folder, "SELECT * FROM capture WHERE run_id = 1") == captures_before
    files_after = files(folder)
    assert {name: files_after[name] for name in files_before} == files_before
    assert [
        name for name in files_after if name.startswith("media") and name not in files_before
    ] == []
    assert rows(
        folder, "SELECT min(last_seen_at) >= (SELECT started_at FROM run WHERE id = 2) FROM article"
    ) == [(1,)]


def test_the_archive_finds_what_was_crawled(crawled: Path) -> None:
    found = run_luutru("-C", crawled, "search", "toan canh hoi nghi bch", "--json")
    hits = [json.loads(line) for line in found.stdout.splitlines()]
    assert hits[0]["title"].startswith("Hội nghị Ban Chấp hành Đảng bộ thành phố")
    assert "[Toàn] [cảnh]" in hits[0]["snippet"]


def test_files_can_wait_for_a_later_crawl(portal: RunningDemo, tmp_path: Path) -> None:
    sections = [section.slug for section in portal.portal.sections]
    folder = make_archive(tmp_path, site_table("demo", portal.url, *sections))
    without = json.loads(run_luutru("-C", folder, "crawl", "--no-files", "--json").stdout)
    assert without["counts"]["articles_new"] == len(portal.portal.articles)
    assert rows(folder, "SELECT count(*) FROM media") == [(0,)]
    assert run_luutru("-C", folder, "crawl").returncode == 0
    assert rows(folder, "SELECT count(*) FROM image WHERE media_id IS NULL") == [(0,)]

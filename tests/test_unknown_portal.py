"""A portal of a CMS that nobody has described is crawled whole, and never passed off as certain."""

import json
import re
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from running import make_archive, run_luutru, site_table
from unknown_portal import FOOTER, SECTIONS, UnknownPortal, unknown_portal

from archive import Archive
from archive.text import fold
from crawler.demo.exchange import Answer, Question
from crawler.demo.server import PortalServer
from crawler.extract.source import shape

Crawled = tuple[Path, UnknownPortal]


@pytest.fixture(scope="module")
def crawled_guess(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """An archive of the unknown portal, its sections found by `add`."""
    folder = make_archive(tmp_path_factory.mktemp("guess") / "kho")
    with unknown_portal() as (url, portal):
        added = run_luutru("-C", folder, "add", url, "--name", "xa", "--delay", "0", "--json")
        assert added.returncode == 0, added.stderr
        found = json.loads(added.stdout)
        assert [one["name"] for one in found["sections"]] == list(SECTIONS.values())
        assert found["portal"] == "generic"
        done = run_luutru("-C", folder, "crawl")
        assert done.returncode == 0, done.stdout + done.stderr
    return folder, portal


def test_every_article_is_read_whole_and_clean(crawled_guess: Crawled) -> None:
    folder, portal = crawled_guess
    with Archive.open(folder) as archive:
        found = {one.article.title: one.article for one in archive.articles()}
    truth = {one.article.title: one for one in portal.published}
    assert found.keys() == truth.keys()
    for title, article in found.items():
        assert article.paragraphs == truth[title].article.paragraphs
        assert article.section == SECTIONS[truth[title].section]
        assert (article.published_precision, article.published_raw is not None) == ("minute", True)


def test_a_guess_is_called_one_everywhere(crawled_guess: Crawled) -> None:
    folder, portal = crawled_guess
    exported = run_luutru("-C", folder, "export").stdout.splitlines()
    articles = [json.loads(line) for line in exported]
    assert {one["layout"] for one in articles} == {"generic"}
    assert all(0 < one["confidence"] < 1 for one in articles)
    shown = run_luutru("-C", folder, "show", articles[0]["id"]).stdout
    assert "a guess" in shown
    stats = json.loads(run_luutru("-C", folder, "stats", "--json").stdout)
    assert stats["by_site"][0]["guessed"] == len(portal.published)
    assert [row["layout"] for row in stats["filled"]] == ["generic"]
    assert stats["filled"][0]["confidence"] < 1
    csv = run_luutru("-C", folder, "export", "--format", "csv").stdout.splitlines()[0]
    assert "confidence" in csv.split(",")


def test_what_the_pages_share_was_learned(crawled_guess: Crawled) -> None:
    folder, portal = crawled_guess
    with sqlite3.connect(folder / "archive.db") as db:
        lines = {line for (line,) in db.execute("SELECT line FROM repeated_line")}
    assert {shape(fold(line)) for line in FOOTER} <= lines
    bodies = {shape(fold(text)) for one in portal.published for text in one.article.paragraphs}
    assert lines & bodies == set()


def test_an_update_over_it_finds_nothing_new(tmp_path: Path) -> None:
    with unknown_portal(9) as (url, _):
        table = site_table("xa", url, *SECTIONS)
        folder = make_archive(tmp_path / "kho", table)
        assert run_luutru("-C", folder, "crawl").returncode == 0
        done = run_luutru("-C", folder, "update", "--json")
        again = run_luutru("-C", folder, "crawl", "--json")
    assert json.loads(done.stdout)["counts"].get("articles_new", 0) == 0
    counts = json.loads(again.stdout)["counts"]
    assert (counts["articles_same"], counts.get("articles_changed", 0)) == (9, 0)


def test_a_pager_that_leads_nowhere_is_a_problem(tmp_path: Path) -> None:
    """A server that ignores the page's number shows page 1 again: the rest is out of reach."""
    with unknown_portal() as (_, portal):
        answer_well = portal.answer
        first_page = re.compile(r"\?trang=\d+")

        def ignoring(question: Question) -> Answer:
            return answer_well(replace(question, target=first_page.sub("", question.target)))

        with PortalServer(ignoring) as server:
            folder = make_archive(tmp_path / "kho", site_table("xa", server.url, "su-kien"))
            done = run_luutru("-C", folder, "crawl")
    assert done.returncode == 1
    found = json.loads(run_luutru("-C", folder, "problems", "--json").stdout)
    assert (found["kind"], found["url"]) == ("pagination", f"{server.url}su-kien")

"""A portal that is redesigned between two crawls: the second says which field fell, and where."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from portal_server import FaultyPortal, faulty_portal
from running import make_archive, run_luutru, site_table

from crawler.demo.exchange import Answer, Question


def redesigned(running: FaultyPortal, change: Callable[[bytes], bytes]) -> None:
    """From now on every article page is `change` of what it was."""
    answer_well = running.faults.answer_well

    def answer(question: Question) -> Answer:
        given = answer_well(question)
        if b"ArticleDetailControl" not in given.body:
            return given
        return Answer(status=given.status, headers=given.headers, body=change(given.body))

    running.faults.answer_well = answer


def problems(folder: Path) -> list[dict[str, str]]:
    listed = run_luutru("-C", folder, "problems", "--json").stdout
    return [json.loads(line) for line in listed.splitlines()]


def test_a_field_that_falls_is_a_problem_and_is_taken_back(tmp_path: Path) -> None:
    with faulty_portal() as running:
        folder = make_archive(tmp_path / "kho", site_table("demo", running.url))
        assert run_luutru("-C", folder, "crawl").returncode == 0
        answer_well = running.faults.answer_well
        redesigned(running, lambda page: page.replace(b'class="PostDate"', b"hidden"))
        done = run_luutru("-C", folder, "crawl")
        fallen = [one for one in problems(folder) if one["kind"] == "drift"]
        running.faults.answer_well = answer_well
        mended = run_luutru("-C", folder, "crawl")
    assert done.returncode == 1
    assert fallen
    for one in fallen:
        assert one["layout"] == "vnportal-article"
        assert "(.PostDate) on 0% of the newest pages" in one["detail"]
    assert mended.returncode == 0
    assert problems(folder) == []


def test_stats_show_the_week_in_which_a_layout_stopped_giving_articles(tmp_path: Path) -> None:
    with faulty_portal() as running:
        folder = make_archive(tmp_path / "kho", site_table("demo", running.url))
        assert run_luutru("-C", folder, "crawl").returncode == 0
        redesigned(running, lambda page: page.replace(b"ArticleHeader", b"TieuDe"))
        done = run_luutru("-C", folder, "crawl")
    assert done.returncode in (1, 3)
    stats = json.loads(run_luutru("-C", folder, "stats", "--json").stdout)
    rows = {row["layout"]: row for row in stats["filled"]}
    articles = len(running.portal.articles)
    assert rows["vnportal-article"]["read"] == articles
    assert sum(row["unread"] for row in rows.values()) == articles
    missing = [one for one in problems(folder) if one["kind"] == "missing_field"]
    assert len(missing) == rows["vnportal-article"]["unread"] > articles * 0.9
    assert "'.ArticleHeader'" in missing[0]["detail"]


def lists_redesigned(running: FaultyPortal, change: Callable[[bytes], bytes]) -> None:
    """From now on every list is `change` of what it was."""
    answer_well = running.faults.answer_well

    def answer(question: Question) -> Answer:
        given = answer_well(question)
        body = change(given.body) if b"ArticleList" in given.body else given.body
        return Answer(status=given.status, headers=given.headers, body=body)

    running.faults.answer_well = answer


def test_a_list_whose_entries_moved_is_a_problem(tmp_path: Path) -> None:
    with faulty_portal() as running:
        table = site_table("demo", running.url, "tin-tuc", "kinh-te")
        folder = make_archive(tmp_path / "kho", table)
        assert run_luutru("-C", folder, "crawl", "--no-files").returncode == 0
        lists_redesigned(running, lambda page: page.replace(b'class="Title"', b'class="TieuDe"'))
        for command in ("update", "crawl"):
            done = run_luutru("-C", folder, command)
            assert done.returncode in (1, 3), done.stdout
            found = problems(folder)
            assert {one["kind"] for one in found} == {"empty_list"}
            assert {one["layout"] for one in found} == {"vnportal-list"}
            assert ".Title a[href]" in found[0]["detail"]


def test_a_menu_without_lists_is_no_success(tmp_path: Path) -> None:
    """A site whose sections come from its menu: nothing found there is nothing collected."""

    def scripted(page: bytes) -> bytes:
        """The list as a page that its script fills only in a browser."""
        emptied = re.sub(rb'href="[^"]*-\d{5,}[^"]*"', b'href="#"', page)
        return emptied.replace(b"ArticleList", b"DanhSach").replace(b"ArticleInMenu", b"DS")

    with faulty_portal() as running:
        folder = make_archive(tmp_path / "kho", site_table("demo", running.url))
        lists_redesigned(running, scripted)
        done = run_luutru("-C", folder, "crawl")
    assert done.returncode == 3
    assert [one["kind"] for one in problems(folder)] == ["no_sections"]

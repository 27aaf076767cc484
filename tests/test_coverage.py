"""What each visit to a section's list covered, and what it left out."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from dated_portal import SECTION, Dated
from living import FRESH, OLD, Watched, printed, watched
from running import make_archive, run_luutru, site_table

from crawler.demo import RunningDemo
from crawler.demo.exchange import Answer


def coverage(one: Watched, *options: object) -> list[dict[str, Any]]:
    done = run_luutru("-C", one.folder, "stats", "--coverage", "--json", *options)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_list_read_to_its_end_leaves_nothing_open(crawled: Path) -> None:
    done = run_luutru("-C", crawled, "stats", "--coverage", "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) == 6
    for row in rows:
        assert (row["reached"], row["has_gap"], row["not_fetched"]) == ("end", False, [])
        assert row["stored"] == row["listed"] > 0
        assert row["pages"] >= 1 and row["promised_pages"] in (None, row["pages"])
    table = run_luutru("-C", crawled, "stats", "--coverage").stdout.splitlines()
    assert table[0].split("\t")[:4] == ["site", "section", "visited_at", "reached"]
    assert len(table) == 7


def test_a_limit_is_no_end(portal: RunningDemo, tmp_path: Path) -> None:
    sections = [section.slug for section in portal.portal.sections]
    folder = make_archive(tmp_path, site_table("demo", portal.url, sections[0]))
    assert run_luutru("-C", folder, "crawl", "--limit", "2").returncode == 0
    done = run_luutru("-C", folder, "stats", "--coverage", "--json")
    (row,) = map(json.loads, done.stdout.splitlines())
    assert (row["reached"], row["stored"]) == ("limit", 2)
    assert len(row["not_fetched"]) == row["listed"] - 2 > 0


def test_what_was_listed_and_not_fetched_is_named(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, OLD) as one:
        new = Dated(7003, printed=printed(0))
        one.portal.rules[new.path] = Answer(status=500)
        one.portal.pages.articles = (new, FRESH, OLD)
        one.run(code=1, minutes=30)
        (row,) = coverage(one, "--site", "xa")
        assert (row["listed"], row["stored"], row["not_fetched"]) == (3, 2, [new.path])


def test_a_list_that_moved_on_beyond_what_is_known_has_a_gap(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, OLD) as one:
        one.portal.rules[f"/{SECTION}"] = Answer(status=500)
        one.run(code=3, minutes=30)
        (row,) = coverage(one)
        assert (row["reached"], row["listed"], row["pages"]) == ("broken", 2, 0)
        assert row["has_gap"]
        del one.portal.rules[f"/{SECTION}"]
        one.portal.pages.articles = tuple(replace(FRESH, id=7100 + at) for at in range(3))
        one.run(minutes=30)
        (row,) = coverage(one)
        assert (row["reached"], row["has_gap"], row["stored"]) == ("end", False, 5)


def test_coverage_of_an_archive_without_visits(tmp_path: Path) -> None:
    run_luutru("-C", tmp_path, "init")
    done = run_luutru("-C", tmp_path, "stats", "--coverage")
    assert (done.returncode, done.stderr) == (0, "no section was visited yet\n")
    assert run_luutru("-C", tmp_path, "stats", "--coverage", "--site", "nope").returncode == 2
    assert run_luutru("-C", tmp_path, "stats", "--site", "nope").returncode == 2

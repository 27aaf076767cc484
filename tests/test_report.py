"""What a run did, for programs that watch over it."""

import json
from pathlib import Path

import pytest
from running import make_archive, run_luutru, site_table

from crawler.demo import RunningDemo
from crawler.report import write_metrics


def test_a_run_reports_what_it_did(portal: RunningDemo, tmp_path: Path) -> None:
    sections = [section.slug for section in portal.portal.sections]
    folder = make_archive(tmp_path / "kho", site_table("demo", portal.url, *sections))
    report, metrics = tmp_path / "run.json", tmp_path / "luutru.prom"
    done = run_luutru("-C", folder, "crawl", "--report", report, "--metrics", metrics)
    assert done.returncode == 0, done.stderr
    said = json.loads(report.read_text("utf-8"))
    assert (said["run"], said["command"], said["outcome"]) == (1, "crawl", "done")
    assert said["counts"]["articles_new"] == said["articles"]["demo"] > 0
    assert (said["problems"], said["seconds"] >= 0) == ({}, True)
    assert {row["section"] for row in said["coverage"]} == set(sections)
    lines = metrics.read_text("utf-8").splitlines()
    assert 'luutru_run_outcome{outcome="done"} 1' in lines
    assert 'luutru_run_outcome{outcome="failed"} 0' in lines
    assert f'luutru_articles{{site="demo"}} {said["articles"]["demo"]}' in lines
    assert all(line.startswith(("# ", "luutru_")) for line in lines)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kho", "luutru.prom", "run.json"]


def test_a_run_that_failed_reports_its_problems(tmp_path: Path) -> None:
    folder = make_archive(tmp_path / "kho", site_table("xa", "http://127.0.0.1:9/", "tin-tuc"))
    done = run_luutru("-C", folder, "update", "--report", tmp_path / "run.json")
    assert done.returncode == 3
    said = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert said["outcome"] == "failed"
    assert sum(said["problems"].values()) == 1


@pytest.mark.parametrize("option", ["--report", "--metrics"])
@pytest.mark.parametrize("place", [".", "nowhere/run.json"])
def test_a_report_needs_a_place(tmp_path: Path, option: str, place: str) -> None:
    folder = make_archive(tmp_path / "kho", site_table("xa", "http://127.0.0.1:9/", "tin-tuc"))
    done = run_luutru("-C", folder, "crawl", option, tmp_path / place)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert json.loads(run_luutru("-C", folder, "stats", "--json").stdout)["runs"] == 0


def test_odd_names_are_escaped(tmp_path: Path) -> None:
    report = {
        "outcome": "done",
        "finished_at": None,
        "seconds": None,
        "counts": {},
        "problems": {'a"b\\c\nd': 1},
        "articles": {},
        "coverage": [],
    }
    write_metrics(tmp_path / "x.prom", report)
    assert r'luutru_run_problems{kind="a\"b\\c\nd"} 1' in (tmp_path / "x.prom").read_text("utf-8")

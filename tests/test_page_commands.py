"""probe and fixture: looking at pages without keeping them in an archive."""

import json
import shutil
from pathlib import Path

import pytest
from portal_server import faulty_portal
from running import run_luutru
from test_portals import PORTALS

from crawler.demo import RunningDemo
from crawler.demo.exchange import Answer

SEEN = ("--seen-at", "2023-07-05T08:30:00+07:00")


def probe(url: str, *options: str, folder: Path) -> dict[str, object]:
    done = run_luutru("-C", folder, "probe", url, "--delay", "0", "--json", *options)
    assert done.returncode in (0, 1), done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_probe_tells_family_sections_and_fields(portal: RunningDemo, tmp_path: Path) -> None:
    found = probe(portal.url, "--articles", "7", folder=tmp_path)
    assert (found["portal"], found["layouts"]) == ("vnportal", ["vnportal-article"])
    sections, articles = found["sections"], found["articles"]
    assert isinstance(sections, list)
    assert isinstance(articles, list)
    assert len(sections) == 6
    assert all(section["entries"] and section["goes_on"] for section in sections)
    assert len({article["section"] for article in articles}) == 6
    assert len(articles) == 7
    assert all(article["title"] and article["paragraphs"] for article in articles)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("time", ["9999-12-31", "0001-01-01", "hôm qua", "2023-07-05T25:00"])
def test_a_time_at_which_no_page_was_saved_is_the_operators_mistake(
    time: str, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>Sáng 04/7</p>", "utf-8")
    done = run_luutru("extract", page, "--seen-at", time)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


def test_probe_prints_tables_with_their_names(portal: RunningDemo, tmp_path: Path) -> None:
    done = run_luutru("-C", tmp_path, "probe", portal.url, "--delay", "0", "--articles", "2")
    assert done.returncode == 0, done.stderr
    header = next(line for line in done.stdout.splitlines() if line.startswith("url\t"))
    assert header.split("\t")[:4] == ["url", "layout", "title", "published_at"]
    rows = [line for line in done.stdout.splitlines() if "vnportal-article\t" in line]
    assert {len(row.split("\t")) for row in rows} == {len(header.split("\t"))}
    assert len(rows) == 2


def test_probe_of_one_list_or_article_looks_at_that_alone(
    portal: RunningDemo, tmp_path: Path
) -> None:
    whole = probe(portal.url, "--articles", "1", folder=tmp_path)
    sections, articles = whole["sections"], whole["articles"]
    assert isinstance(sections, list)
    assert isinstance(articles, list)
    of_list = probe(sections[1]["url"], "--articles", "3", folder=tmp_path)
    of_article = probe(articles[0]["url"], folder=tmp_path)
    assert isinstance(of_list["articles"], list)
    assert len(of_list["articles"]) == 3
    assert of_article["sections"] == []
    assert of_article["articles"] == articles[:1]


def test_probe_warns_of_what_an_operator_should_know(tmp_path: Path) -> None:
    broken = Answer(status=500, body=b"<html><body>Loi</body></html>")
    with faulty_portal() as running:
        running.faults.rules["/kinh-te"] = broken
        found = probe(running.url, folder=tmp_path)
    assert isinstance(found["warnings"], list)
    assert any("/kinh-te" in warning and "500" in warning for warning in found["warnings"])


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://khong-co.invalid/"])
def test_probe_of_nothing_says_so(url: str, tmp_path: Path) -> None:
    done = run_luutru("-C", tmp_path, "probe", url, "--delay", "0")
    assert (done.returncode, done.stdout) == (3, "")
    assert "gives nothing to read" in done.stderr


@pytest.mark.parametrize("url", ["", "ftp://a.vn/", "http://", "file:///etc/passwd"])
def test_probe_of_no_address_is_the_operators_mistake(url: str, tmp_path: Path) -> None:
    done = run_luutru("-C", tmp_path, "probe", url)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def saved(case: str) -> tuple[Path, str]:
    folder = PORTALS / case
    return folder, json.loads((folder / "meta.json").read_text(encoding="utf-8"))["url"]


def test_fixture_of_a_file_is_a_whole_case(tmp_path: Path) -> None:
    folder, url = saved("vnportal/v1-italic-nbsp")
    options = ("--into", tmp_path, "--url", url, *SEEN, "--why", "Italic captions.")
    done = run_luutru("fixture", folder / "page.html", "vnportal", "another-case", *options)
    assert done.returncode == 0, done.stderr
    made = tmp_path / "vnportal" / "another-case"
    assert (made / "page.html").read_bytes() == (folder / "page.html").read_bytes()
    about = json.loads((made / "meta.json").read_text(encoding="utf-8"))
    assert about == {"url": url, "seen_at": SEEN[1], "why": "Italic captions."}
    read, known = ((one / "expected.json").read_text("utf-8") for one in (made, folder))
    assert json.loads(read)["images"] == json.loads(known)["images"]


def test_fixture_of_a_page_that_is_no_article_keeps_the_problem(tmp_path: Path) -> None:
    folder, url = saved("vnportal/challenge")
    options = ("--into", tmp_path, "--url", url)
    done = run_luutru("fixture", folder / "page.html", "vnportal", "blocked", *options)
    assert done.returncode == 0, done.stderr
    made = tmp_path / "vnportal" / "blocked"
    assert json.loads((made / "problem.json").read_text("utf-8")) == {"kind": "challenge"}
    assert not (made / "expected.json").exists()


def test_fixture_of_a_list_is_what_the_list_tests_compare(tmp_path: Path) -> None:
    folder, url = saved("vnportal/list-haiphong")
    options = ("--into", tmp_path, "--url", url, *SEEN)
    done = run_luutru("fixture", folder / "page.html", "vnportal", "list-again", *options)
    assert done.returncode == 0, done.stderr
    made = json.loads((tmp_path / "vnportal/list-again/expected.json").read_text("utf-8"))
    known = json.loads((folder / "expected.json").read_text("utf-8"))
    assert made["entries"] == known["entries"]
    assert made["pager"] == known["pager"]


def test_fixture_from_an_address(portal: RunningDemo, tmp_path: Path) -> None:
    found = probe(portal.url, "--articles", "1", folder=tmp_path)
    assert isinstance(found["articles"], list)
    article = found["articles"][0]
    options = ("--into", tmp_path / "cases")
    done = run_luutru("-C", tmp_path, "fixture", article["url"], "vnportal", "live", *options)
    assert done.returncode == 0, done.stderr
    made = tmp_path / "cases" / "vnportal" / "live"
    del article["dating"]
    assert json.loads((made / "expected.json").read_text("utf-8")) == article


def test_fixture_never_touches_a_case_that_exists(tmp_path: Path) -> None:
    folder, url = saved("vnportal/no-date")
    shutil.copytree(folder, tmp_path / "vnportal" / "no-date")
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    options = ("--into", tmp_path, "--url", url)
    done = run_luutru("fixture", folder / "page.html", "vnportal", "no-date", *options)
    assert done.returncode == 2
    assert "exists already" in done.stderr
    kept = tmp_path / "vnportal" / "no-date"
    assert {file.name: file.read_bytes() for file in kept.iterdir()} == before


@pytest.mark.parametrize(
    ("portal_name", "case"),
    [
        *(("..", "a"), ("vnportal", "../a"), ("/tmp", "a"), ("a", "A b"), ("", "a"), ("a", "")),
        *(("../../b", "a"), ("a/b", "c"), ("a", "b/c"), ("a", "/tmp/b"), ("/tmp/b", "a")),
    ],
)
def test_fixture_names_stay_in_their_folder(portal_name: str, case: str, tmp_path: Path) -> None:
    folder, url = saved("vnportal/no-date")
    done = run_luutru(
        *("fixture", folder / "page.html", portal_name, case),
        *("--into", tmp_path / "cases", "--url", url),
    )
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_fixture_needs_an_address(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(b"<html><body><p>A</p></body></html>")
    done = run_luutru("fixture", page, "vnportal", "a", "--into", tmp_path / "cases")
    assert done.returncode == 2
    assert "--url" in done.stderr

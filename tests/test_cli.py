"""The command line as users meet it: what it prints, where, and with which exit code."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from running import make_archive, run_luutru, site_table

COMMANDS = (
    "add backup changes crawl demo doctor export extract fixture import init probe problems review "
    "runs search show sites stats update"
)


@pytest.mark.parametrize("command", COMMANDS.split())
def test_every_command_says_what_it_does_in_one_line(command: str) -> None:
    listed = run_luutru("--help").stdout
    line = next(line for line in listed.splitlines() if line.split()[:1] == [command])
    assert len(line.split(None, 1)[1]) > 10
    assert not line.endswith("...")
    assert run_luutru(command, "--help").returncode == 0


def complaint(*arguments: object, code: int = 2) -> str:
    """The one line that a wrong call ends in."""
    done = run_luutru(*arguments)
    assert done.returncode == code, done.stdout + done.stderr
    assert done.stdout == ""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_unknown_command_names_the_nearest() -> None:
    assert "crawl" in complaint("crwal")


def test_not_an_archive_says_how_to_make_one(tmp_path: Path) -> None:
    assert "init" in complaint("-C", tmp_path, "search", "x")
    assert "init" in complaint("-C", tmp_path / "nowhere", "stats")


def test_without_a_command_the_help_is_shown() -> None:
    done = run_luutru()
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) > 10


def test_numbers_without_bounds_are_no_traceback(crawled: Path) -> None:
    for option in ("--limit", "--offset"):
        assert option in complaint("-C", crawled, "search", "a", option, "9" * 30)
    assert "delay" in complaint("-C", crawled, "add", "http://127.0.0.1:9/", "--delay", "nan")
    assert "nope" in complaint("-C", crawled, "problems", "--site", "nope")
    assert "nope" in complaint("-C", crawled, "problems", "--kind", "nope")


def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    folder = make_archive(tmp_path)
    file = folder / "sites.toml"
    file.write_text("\ufeff" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert run_luutru("-C", folder, "sites").returncode == 0


def test_init_twice_changes_nothing(tmp_path: Path) -> None:
    assert "is an archive folder now" in run_luutru("-C", tmp_path, "init").stdout
    (tmp_path / "sites.toml").write_text("# mine\n", encoding="utf-8")
    before = (tmp_path / "archive.db").read_bytes()
    again = run_luutru("-C", tmp_path, "init")
    assert (again.returncode, "already" in again.stdout) == (0, True)
    assert (tmp_path / "sites.toml").read_text(encoding="utf-8") == "# mine\n"
    assert (tmp_path / "archive.db").read_bytes() == before


@pytest.mark.parametrize(
    ("toml", "named"),
    [
        ("[[site]]\nname = 'x'", "'url'"),
        ("[[site]]\nurl = 'http://x/'", "'name'"),
        ("[[site]]\nname = 'X Y'\nurl = 'http://x/'", "'name'"),
        ("[[site]]\nname = 'x'\nurl = 'x.gov.vn'", "'url'"),
        ("[[site]]\nname = 'x'\nurl = 'ftp://x.gov.vn/'", "'url'"),
        ("[[site]]\nname = 'x'\nurl = 'http://x/'\ndelay = 'fast'", "'delay'"),
        ("[[site]]\nname = 'x'\nurl = 'http://x/'\ndelay = -1", "'delay'"),
        ("[[site]]\nname = 'x'\nurl = 'http://x/'\nverify_tls = 'no'", "'verify_tls'"),
        ("[[site]]\nname = 'x'\nurl = 'http://x/'\ndealy = 2", "did you mean 'delay'"),
        (
            "[[site]]\nname = 'x'\nurl = 'http://x/'\n[[site.section]]\nname = 'a'",
            "[[site.section]]",
        ),
        (
            "[[site]]\nname = 'x'\nurl = 'http://x/'\n"
            "[[site.section]]\nname = 'a'\nurl = 'http://y/a'",
            "section 'a'",
        ),
        ("[[site]]\nname='x'\nurl='http://x/'\n[[site]]\nname='x'\nurl='http://y/'", "'x'"),
        (
            "[[site]]\nname='x'\nurl='http://x/'\n[[site]]\nname='y'\nurl='https://www.x/'",
            "same host",
        ),
        ("[[sites]]\nname = 'x'", "'sites'"),
        ("site = 3", "[[site]]"),
        ("[site]\nname = 'x'", "[[site]]"),
        ("[[site]]\nname = 'x'\nurl = 'http://x/'\ndelay = nan", "'delay'"),
        ("[[site]]\nname = \"x\\n\"\nurl = 'http://x/'", "'name'"),
        ("[[site]\n", "TOML"),
        ("", "no site"),
    ],
)
def test_a_broken_sites_toml_names_table_and_key(tmp_path: Path, toml: str, named: str) -> None:
    folder = make_archive(tmp_path)
    (folder / "sites.toml").write_text(toml, encoding="utf-8")
    line = complaint("-C", folder, "crawl")
    assert "sites.toml" in line
    assert named in line


def test_unknown_sites_and_sections_are_named(tmp_path: Path) -> None:
    folder = make_archive(tmp_path, site_table("laocai", "http://127.0.0.1:9/", "tin-tuc"))
    assert "did you mean 'laocai'" in complaint("-C", folder, "crawl", "lao-cai")
    assert "tin-tuc" in complaint("-C", folder, "crawl", "--section", "kinh-te")
    assert "'x'" in complaint("-C", folder, "search", "a", "--site", "x")
    assert "'x'" in complaint("-C", folder, "search", "a", "--section", "x")
    assert "2023-07-04" in complaint("-C", folder, "search", "a", "--from", "yesterday")
    assert "999" in complaint("-C", folder, "show", "999")


@pytest.mark.parametrize(
    "content", [b"", b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 500]
)
def test_a_damaged_database_is_named_and_left_alone(tmp_path: Path, content: bytes) -> None:
    folder = make_archive(tmp_path, site_table("x", "http://127.0.0.1:9/", "a"))
    for name in ("archive.db-wal", "archive.db-shm"):
        (folder / name).unlink(missing_ok=True)
    (folder / "archive.db").write_bytes(content)
    for command in (("stats",), ("search", "x"), ("crawl",), ("init",)):
        assert "archive.db" in complaint("-C", folder, *command)
    assert (folder / "archive.db").read_bytes() == content


def test_a_foreign_database_is_named_and_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "archive.db") as db:
        db.execute("CREATE TABLE recipe (name TEXT)")
    db.close()
    before = (tmp_path / "archive.db").read_bytes()
    for command in ("init", "stats"):
        assert "another program" in complaint("-C", tmp_path, command)
    assert (tmp_path / "archive.db").read_bytes() == before


def test_a_newer_archive_is_not_touched(tmp_path: Path) -> None:
    folder = make_archive(tmp_path)
    with sqlite3.connect(folder / "archive.db") as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('luutru', 'from_the_future', '2030-01-01')"
        )
    assert "newer luutru" in complaint("-C", folder, "stats")


def test_the_folder_may_come_from_the_environment(crawled: Path) -> None:
    done = run_luutru("stats", "--json", folder=crawled)
    assert json.loads(done.stdout)["articles"] >= 60


def test_search_prints_plain_text_in_a_pipe(crawled: Path) -> None:
    done = run_luutru("-C", crawled, "search", "nong thon moi", "--limit", 3)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "[nông] [thôn] [mới]" in done.stdout.lower()


def test_search_json_is_the_article_with_snippet_and_score(crawled: Path) -> None:
    done = run_luutru(
        "-C", crawled, "search", "Đường", "--json", "--from", "2024-01-01", "--to", "31/12/2025"
    )
    hits = [json.loads(line) for line in done.stdout.splitlines()]
    assert hits
    for hit in hits:
        assert hit.keys() >= {
            "id",
            "url",
            "title",
            "paragraphs",
            "images",
            "snippet",
            "score",
            "version",
        }
        assert "2024" <= hit["published_at"] < "2026"
        assert "đường" in json.dumps(hit, ensure_ascii=False).lower()


def test_show_by_id_and_url_and_html(crawled: Path) -> None:
    hit = json.loads(
        run_luutru("-C", crawled, "search", "hội nghị bch", "--json", "--limit", 1).stdout
    )
    by_id = json.loads(run_luutru("-C", crawled, "show", hit["id"], "--json").stdout)
    by_url = json.loads(run_luutru("-C", crawled, "show", hit["url"], "--json").stdout)
    assert by_id == by_url
    assert by_id.keys() == hit.keys() - {"snippet", "score", "place"}
    text = run_luutru("-C", crawled, "show", hit["id"]).stdout
    assert all(image["caption"] in text for image in by_id["images"])
    page = run_luutru("-C", crawled, "show", hit["id"], "--html")
    assert "ArticleDetailControl" in page.stdout
    assert "version 7" in complaint("-C", crawled, "show", hit["id"], "--version", 7)


def test_extract_reads_what_show_html_gives(crawled: Path) -> None:
    shown = json.loads(run_luutru("-C", crawled, "show", 1, "--json").stdout)
    page = run_luutru("-C", crawled, "show", 1, "--html").stdout
    done = run_luutru(
        "extract", "-", "--url", shown["url"], "--seen-at", shown["last_seen_at"], stdin=page
    )
    article = json.loads(done.stdout)
    left_out = {"id", "first_seen_at", "last_seen_at", "gone_at", "version"}
    assert article.keys() == shown.keys() - left_out
    told_by_site = left_out | {"site", "section", "dating"}
    known = {name: value for name, value in shown.items() if name not in told_by_site}
    assert {name: article[name] for name in known} == known
    said = shown["dating"]["candidates"]
    on_page = [one for one in said if one["source"] not in ("list", "first_seen")]
    assert article["dating"]["candidates"] == on_page != said


def test_extract_of_something_else_is_3(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<html><body>" + "<p>không phải bài viết</p>" * 100 + "</body></html>", encoding="utf-8"
    )
    assert "no known layout" in complaint("extract", page, "--json", code=3)
    assert "page.html" in complaint("extract", tmp_path / "nothing" / "page.html")
    assert "--seen-at" in complaint("extract", page, "--seen-at", "then")


def test_export_and_import_give_the_same_articles(crawled: Path, tmp_path: Path) -> None:
    lines = run_luutru("-C", crawled, "export").stdout
    file = tmp_path / "all.jsonl"
    file.write_text(lines, encoding="utf-8")
    folder = make_archive(tmp_path / "other")
    assert run_luutru("-C", folder, "import", file).returncode == 0
    again = json.loads(run_luutru("-C", folder, "import", "-", "--json", stdin=lines).stdout)
    assert again["new"] == again["changed"] == 0
    exported = [json.loads(line) for line in run_luutru("-C", folder, "export").stdout.splitlines()]
    wanted = [json.loads(line) for line in lines.splitlines()]
    for article in exported + wanted:
        del article["id"]
    assert sorted(exported, key=lambda a: a["url"]) == sorted(wanted, key=lambda a: a["url"])
    assert "import:all.jsonl" in run_luutru("-C", folder, "show", 1).stdout


def test_import_keeps_good_lines_and_names_bad_ones(crawled: Path, tmp_path: Path) -> None:
    good = run_luutru("-C", crawled, "export").stdout.splitlines()[:2]
    bad = ["{", '{"url": "javascript:alert(1)", "title": "x"}', "[1]", '{"title": 3}']
    folder = make_archive(tmp_path)
    done = run_luutru("-C", folder, "import", "-", "--json", stdin="\n".join([*bad, *good]))
    assert (done.returncode, json.loads(done.stdout)["new"]) == (1, 2)
    assert [f"line {number}" in done.stderr for number in range(1, 7)] == [True] * 4 + [False] * 2
    assert "no article" in run_luutru("-C", folder, "import", "-", stdin="nonsense").stderr


def test_export_csv_and_by_query(crawled: Path) -> None:
    rows = run_luutru("-C", crawled, "export", "--format", "csv").stdout.splitlines()
    assert rows[0].startswith("id,url,site")
    some = run_luutru("-C", crawled, "export", "chuyển đổi số").stdout.splitlines()
    assert 0 < len(some) < 60


def test_add_writes_sites_toml_and_keeps_comments(portal: object, tmp_path: Path) -> None:
    url = portal.url  # type: ignore[attr-defined]
    folder = make_archive(tmp_path)
    sites = folder / "sites.toml"
    sites.write_text("# my own words\n" + sites.read_text(encoding="utf-8"), encoding="utf-8")
    done = run_luutru("-C", folder, "add", url, "--name", "lao-cai", "--delay", 0, "--json")
    assert done.returncode == 0, done.stderr
    names = [section["name"] for section in json.loads(done.stdout)["sections"]]
    assert {"Tin tức", "Kinh tế", "Xây dựng Đảng"} <= set(names)
    assert "Giới thiệu" not in names
    text = sites.read_text(encoding="utf-8")
    assert text.startswith("# my own words\n")
    again = json.loads(run_luutru("-C", folder, "add", url, "--json").stdout)
    assert (again["name"], again["sections"]) == ("lao-cai", [])
    assert sites.read_text(encoding="utf-8") == text
    assert run_luutru("-C", folder, "crawl", "lao-cai", "--limit", 2).returncode == 0


def test_add_never_drops_what_the_operator_wrote(portal: object, tmp_path: Path) -> None:
    url = portal.url  # type: ignore[attr-defined]
    folder = make_archive(tmp_path)
    written = 'site = [{name = "a", url = "http://127.0.0.1:9/"}]\n'
    (folder / "sites.toml").write_text(written, encoding="utf-8")
    assert "[[site]]" in complaint("-C", folder, "add", url, "--delay", 0)
    assert (folder / "sites.toml").read_text(encoding="utf-8") == written


def test_add_of_what_is_no_portal(portal: object, tmp_path: Path) -> None:
    folder = make_archive(tmp_path)
    before = (folder / "sites.toml").read_bytes()
    assert "refuses" in complaint("-C", folder, "add", "http://127.0.0.1:9/", code=3)
    assert "404" in complaint("-C", folder, "add", portal.files_url, code=3)  # type: ignore[attr-defined]
    assert "address" in complaint("-C", folder, "add", "not an address:")
    assert (folder / "sites.toml").read_bytes() == before


def test_the_demo_goes_the_whole_way_and_again(tmp_path: Path) -> None:
    done = run_luutru("demo", tmp_path / "demo")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n$ ") == 3
    assert "What to type next" in done.stdout
    again = run_luutru("demo", tmp_path / "demo")
    assert "Done: 0 new" in again.stdout


def test_the_demo_keeps_out_of_real_archives(tmp_path: Path) -> None:
    folder = make_archive(tmp_path, site_table("real", "http://127.0.0.1:9/", "a"))
    assert "other sites" in complaint("demo", folder)


@pytest.mark.parametrize("ending", ["| head -1", ">&-", "2>&-"])
def test_a_reader_that_leaves_is_no_failure(crawled: Path, ending: str) -> None:
    command = f"set -o pipefail; {sys.executable} -m crawler -C {crawled} export {ending}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_problems_runs_sites_and_stats_have_tables_and_json(crawled: Path) -> None:
    for command in ("problems", "runs", "sites", "stats"):
        assert run_luutru("-C", crawled, command).returncode == 0
        for line in run_luutru("-C", crawled, command, "--json").stdout.splitlines():
            assert isinstance(json.loads(line), dict)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_2(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert complaint("-C", tmp_path / "x", "init")

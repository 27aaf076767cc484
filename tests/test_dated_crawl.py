"""What a crawl makes of dates: sites that print the month first, lists, contradictions."""

import json
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from dated_portal import SECTION, Dated, american, dated_portal, uploaded
from running import make_archive, run_luutru, site_table

Rows = dict[str, dict[str, Any]]
BASE = datetime(2025, 6, 11, 14, 5)
# Newest first, none with a day over 12, and in an order that fits either reading of one alone.
UNTOLD = (datetime(2025, 3, 4, 14, 5, 9), datetime(2025, 2, 7, 9, 30, 1))
TOLD = (datetime(2025, 5, 16, 14, 21), *UNTOLD)


def crawl(folder: Path, code: int, command: str = "crawl") -> None:
    done = run_luutru("-C", folder, command)
    assert done.returncode == code, done.stdout + done.stderr


def articles(folder: Path) -> Rows:
    """Every article's JSON form, by the number at its address's end."""
    lines = run_luutru("-C", folder, "export").stdout.splitlines()
    return {(one := json.loads(line))["url"].rsplit("-", 1)[1]: one for line in lines}


def queue(folder: Path, *options: str) -> Rows:
    lines = run_luutru("-C", folder, "problems", "--dates", "--json", *options).stdout.splitlines()
    return {(one := json.loads(line))["url"].rsplit("-", 1)[1]: one for line in lines}


def problem_kinds(folder: Path) -> list[str]:
    lines = run_luutru("-C", folder, "problems", "--json").stdout.splitlines()
    return [json.loads(line)["kind"] for line in lines]


def archive_of(folder: Path, url: str, extra: str = "") -> Path:
    table = site_table("thitran", url, SECTION)
    return make_archive(folder / "kho", table.replace("delay = 0", f"delay = 0\n{extra}"))


def american_site(times: tuple[datetime, ...], first: int = 7001) -> tuple[Dated, ...]:
    return tuple(Dated(first + at, printed=american(time)) for at, time in enumerate(times))


def test_a_site_that_prints_the_month_first_tells_so_itself(tmp_path: Path) -> None:
    with dated_portal(american_site(TOLD)) as (url, _):
        folder = archive_of(tmp_path, url)
        crawl(folder, 0)
    found = articles(folder)
    assert [found[str(7001 + at)]["published_at"] for at in range(3)] == [
        f"{time.isoformat()}+07:00" for time in TOLD
    ]
    assert found["7002"]["published_raw"] == "3/4/2025 2:05:09 PM"
    assert found["7002"]["dating"]["rule"] == "site_order"
    assert queue(folder) == {} and problem_kinds(folder) == []
    orders = json.loads(run_luutru("-C", folder, "sites", "--json").stdout)["date_orders"]
    assert [(one["form"], one["first"], one["month_votes"]) for one in orders] == [
        ("am_pm", "month", 1)
    ]
    shown = run_luutru("-C", folder, "show", found["7002"]["id"]).stdout
    assert "month first" in shown


def test_without_evidence_there_is_no_date_but_a_place_in_the_queue(tmp_path: Path) -> None:
    with dated_portal(american_site(UNTOLD)) as (url, _):
        folder = archive_of(tmp_path, url)
        crawl(folder, 1)
    found = articles(folder)
    assert [one["published_at"] for one in found.values()] == [None, None]
    assert found["7001"]["published_raw"] == "3/4/2025 2:05:09 PM"
    assert {key: one["flags"] for key, one in queue(folder).items()} == {
        "7001": ["ambiguous"],
        "7002": ["ambiguous"],
    }
    assert problem_kinds(folder) == ["unreadable_date"] * 2


def test_evidence_that_comes_later_dates_what_is_there(tmp_path: Path) -> None:
    with dated_portal(american_site(UNTOLD)) as (url, portal):
        folder = archive_of(tmp_path, url)
        crawl(folder, 1)
        newest = Dated(7010, printed=american(datetime(2025, 5, 16, 8, 0)))
        portal.articles = (newest, *portal.articles)
        crawl(folder, 0, "update")
    found = articles(folder)
    assert found["7001"]["published_at"] == "2025-03-04T14:05:09+07:00"
    assert {one["version"] for one in found.values()} == {1}
    assert queue(folder) == {} and problem_kinds(folder) == []
    with sqlite3.connect(folder / "archive.db") as db:  # what the page alone says stays
        said = db.execute("SELECT page_at, page_raw FROM dating").fetchall()
    assert (None, "3/4/2025 2:05:09 PM") in said


def test_a_second_crawl_of_the_same_pages_changes_nothing(tmp_path: Path) -> None:
    with dated_portal(american_site(TOLD)) as (url, _):
        folder = archive_of(tmp_path, url)
        crawl(folder, 0)
        before = articles(folder)
        crawl(folder, 0)
    after = articles(folder)
    for one in (*before.values(), *after.values()):
        del one["last_seen_at"]
    assert after == before


def test_the_list_dates_what_the_page_does_not(tmp_path: Path) -> None:
    listed = (Dated(7001, listed="16/05/2025 08:30"), Dated(7002, listed="04/03/2025"), Dated(7003))
    with dated_portal(listed) as (url, _):
        folder = archive_of(tmp_path, url)
        crawl(folder, 0)
    found = articles(folder)
    said = {
        key: (one["published_at"], one["published_raw"], one["published_precision"])
        for key, one in found.items()
    }
    assert said == {
        "7001": ("2025-05-16T08:30:00+07:00", "16/05/2025 08:30", "minute"),
        "7002": ("2025-03-04T00:00:00+07:00", "04/03/2025", "day"),
        "7003": (None, None, None),
    }
    assert found["7001"]["dating"]["rule"] == "list"
    hits = run_luutru("-C", folder, "search", "hội nghị", "--from", "2025-05-01", "--json").stdout
    assert [json.loads(line)["id"] for line in hits.splitlines()] == [found["7001"]["id"]]


def test_the_list_tells_which_of_two_days_a_page_means(tmp_path: Path) -> None:
    one = Dated(7001, printed="3/4/2025 2:05:09 PM", listed="04/03/2025")
    with dated_portal((one,)) as (url, _):
        folder = archive_of(tmp_path, url)
        crawl(folder, 0)
    found = articles(folder)["7001"]
    assert found["published_at"] == "2025-03-04T14:05:09+07:00"
    assert (found["dating"]["rule"], found["dating"]["agreement"]) == ("confirmed", "agreed")


def test_the_head_dates_what_the_page_does_not_print(tmp_path: Path) -> None:
    with dated_portal((Dated(7001, stated="2025-03-04T07:05:09Z"),)) as (url, _):
        folder = archive_of(tmp_path, url)
        crawl(folder, 0)
    found = articles(folder)["7001"]
    assert found["published_at"] == "2025-03-04T14:05:09+07:00"
    assert found["dating"]["rule"] == "metadata"


def days(count: int) -> list[datetime]:
    return [BASE - timedelta(days=3 * at) for at in range(count)]


@pytest.mark.parametrize(
    ("odd", "flags"),
    [
        (Dated(7999, printed="30/05/2024 14:05"), ["list_order"]),
        (Dated(7999, printed="30/05/2052 14:05"), ["future"]),
        (Dated(7999, printed="30/05/1925 14:05"), ["before_portal", "list_order"]),
        (Dated(7999, printed="31/02/2025 14:05"), ["unreadable"]),
        (Dated(7999, printed="02/06/2025 14:05", listed="03/06/2025"), ["other_day"]),
        (
            Dated(7999, printed="03/06/2025 14:05", files=(uploaded(datetime(2025, 6, 25, 8, 0)),)),
            ["uploads"],
        ),
        (Dated(7999, printed="03/06/2025", opening="Sáng nay (3/6),"), []),
        (
            Dated(7999, printed="03/06/2025", files=(uploaded(datetime(2025, 6, 3, 8, 0)),)),
            [],
        ),
    ],
)
def test_a_date_that_does_not_fit_is_flagged(tmp_path: Path, odd: Dated, flags: list[str]) -> None:
    fitting = [Dated(7001 + at, printed=f"{day:%d/%m/%Y %H:%M}") for at, day in enumerate(days(9))]
    listed = (*fitting[:3], odd, *fitting[3:])
    with dated_portal(listed) as (url, _):
        folder = archive_of(tmp_path, url)
        has_date = not {"future", "unreadable"} & set(flags)
        crawl(folder, 0 if has_date else 1)
    found = queue(folder)
    assert {key: one["flags"] for key, one in found.items()} == ({"7999": flags} if flags else {})
    assert (articles(folder)["7999"]["published_at"] is not None) == has_date
    assert all(one["why"] for one in found.values())
    assert queue(folder, "--site", "thitran") == found
    if flags:
        assert found["7999"]["url"] in run_luutru("-C", folder, "problems", "--dates").stdout


def test_the_operator_can_say_when_the_portal_opened(tmp_path: Path) -> None:
    listed = (Dated(7001, printed="16/05/2025"), Dated(7002, printed="04/03/2011"))
    with dated_portal(listed) as (url, _):
        folder = archive_of(tmp_path, url, "opened = 2012-05-01")
        crawl(folder, 0)
    assert {key: one["flags"] for key, one in queue(folder).items()} == {"7002": ["before_portal"]}


def test_a_record_moves_to_another_archive_with_its_dates(tmp_path: Path) -> None:
    with dated_portal(american_site(TOLD)) as (url, _):
        folder = archive_of(tmp_path, url)
        crawl(folder, 0)
    exported = run_luutru("-C", folder, "export").stdout
    other = make_archive(tmp_path / "other")
    for target, new in ((other, 3), (other, 0), (folder, 0)):
        done = run_luutru("-C", target, "import", "-", "--json", stdin=exported)
        counts = json.loads(done.stdout)
        assert (counts["new"], counts["changed"], done.returncode) == (new, 0, 0)
    before, after = articles(folder), articles(other)
    assert [one["dating"] for one in before.values()] == [one["dating"] for one in after.values()]
    assert [one["published_at"] for one in before.values()] == [
        one["published_at"] for one in after.values()
    ]


def test_part_of_a_record_keeps_the_order_it_was_read_by(tmp_path: Path) -> None:
    plain = [Dated(7001 + at, printed=f"{day.month}/{day.day}/{day.year}") for at, day in enumerate(
        (datetime(2025, 7, 4), datetime(2025, 5, 16), datetime(2025, 4, 23), datetime(2025, 3, 30),
         datetime(2025, 3, 4), datetime(2025, 2, 7))
    )]  # fmt: skip
    with dated_portal(plain) as (url, _):
        folder = archive_of(tmp_path, url)
        crawl(folder, 0)
    before = articles(folder)
    assert before["7001"]["published_at"] == "2025-07-04T00:00:00+07:00"
    lines = run_luutru("-C", folder, "export").stdout.splitlines(keepends=True)
    untold = [line for line in lines if json.loads(line)["url"][-4:] in ("7001", "7005", "7006")]
    other = make_archive(tmp_path / "other")
    run_luutru("-C", other, "import", "-", stdin="".join(untold))
    found = articles(other)
    assert run_luutru("-C", other, "review", found["7006"]["id"], "none").returncode == 0
    after = articles(other)
    for key in ("7001", "7005"):
        assert after[key]["published_at"] == before[key]["published_at"]
        assert after[key]["dating"]["rule"] == "site_order"


def test_since_takes_the_order_that_earlier_runs_learned(tmp_path: Path) -> None:
    with dated_portal(american_site(TOLD)) as (url, portal):
        folder = archive_of(tmp_path, url)
        crawl(folder, 0)
        more = (datetime(2025, 9, 2, 8, 0), datetime(2025, 2, 9, 8, 0))
        portal.articles = tuple(
            Dated(7101 + at, printed=american(time), listed=american(time))
            for at, time in enumerate(more)
        )
        done = run_luutru("-C", folder, "crawl", "--since", "2025-06-01")
        assert done.returncode == 0, done.stderr
    assert {"7101"} == {key for key in articles(folder) if key.startswith("71")}


def test_a_person_settles_what_the_queue_asks(tmp_path: Path) -> None:
    with dated_portal(american_site(UNTOLD)) as (url, portal):
        folder = archive_of(tmp_path, url)
        crawl(folder, 1)
        found = articles(folder)
        one, two = found["7001"]["id"], found["7002"]["id"]
        done = run_luutru("-C", folder, "review", one, "4/3/2025 14:05", "--note", "sổ công văn")
        assert done.returncode == 0, done.stderr
        assert run_luutru("-C", folder, "review", two, "none").returncode == 0
        assert queue(folder) == {} and problem_kinds(folder) == []
        crawl(folder, 0)  # the pages say the same as then
        settled = articles(folder)
        assert settled["7001"]["published_at"] == "2025-03-04T14:05:00+07:00"
        assert settled["7001"]["published_raw"] == "3/4/2025 2:05:09 PM"
        assert settled["7001"]["dating"]["rule"] == "review"
        assert (settled["7002"]["published_at"], settled["7002"]["version"]) == (None, 1)
        assert "person" in run_luutru("-C", folder, "show", one).stdout
        changed = Dated(7001, printed="3/5/2025 2:05:09 PM")
        portal.articles = (changed, *portal.articles[1:])
        crawl(folder, 1)  # this page says something else
    assert set(queue(folder)) == {"7001"}


def test_a_review_goes_with_the_record(tmp_path: Path) -> None:
    with dated_portal((Dated(7001, printed="04/03/2025"),)) as (url, _):
        folder = archive_of(tmp_path, url)
        crawl(folder, 0)
        assert run_luutru("-C", folder, "review", 1, "2025-03-05").returncode == 0
        exported = run_luutru("-C", folder, "export").stdout
        other = archive_of(tmp_path / "other", url)
        assert run_luutru("-C", other, "import", "-", stdin=exported).returncode == 0
        crawl(other, 0)
    (one,) = articles(other).values()
    assert (one["published_at"], one["version"]) == ("2025-03-05T00:00:00+07:00", 1)


def test_a_review_can_be_taken_back(tmp_path: Path) -> None:
    with dated_portal((Dated(7001, printed="04/03/2025"),)) as (url, _):
        folder = archive_of(tmp_path, url)
        crawl(folder, 0)
    assert run_luutru("-C", folder, "review", 1, "2025-03-05").returncode == 0
    assert articles(folder)["7001"]["published_at"] == "2025-03-05T00:00:00+07:00"
    assert run_luutru("-C", folder, "review", 1, "--undo").returncode == 0
    assert articles(folder)["7001"]["published_at"] == "2025-03-04T00:00:00+07:00"


@pytest.mark.parametrize(
    "arguments",
    [
        (1, "hôm nào đó"), (1, "tháng 3/2025"), (1, "2031-01-01"), (1,), (99, "2025-03-05"),
        (1, "--undo"), (1, "2025-03-05", "--undo"),
    ],
)  # fmt: skip
def test_a_review_that_cannot_be_is_the_operators_mistake(
    tmp_path: Path, arguments: tuple[object, ...]
) -> None:
    with dated_portal((Dated(7001, printed="04/03/2025"),)) as (url, _):
        folder = archive_of(tmp_path, url)
        crawl(folder, 0)
    done = run_luutru("-C", folder, "review", *arguments)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert articles(folder)["7001"]["published_at"] == "2025-03-04T00:00:00+07:00"

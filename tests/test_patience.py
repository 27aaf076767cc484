"""Refusals: how long to wait, when to leave a site alone, and what the operator allows."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from archive_fixtures import AT
from dated_portal import SECTION
from living import FRESH, OLD, START, watched
from running import run_luutru
from timed import run_at

from archive.site_visits import Rest
from crawler.demo.exchange import Answer, Question
from crawler.hours import Hours
from crawler.patience import Patience, next_rest, retry_after

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 7 ", timedelta(seconds=7)),
        ("99999999999", timedelta(days=7)),
        ("Tue, 04 Jul 2023 02:30:00 GMT", None),
        ("", None),
        ("0", None),
        ("-5", None),
        ("soon", None),
        ("१२", None),
    ],
)
def test_what_a_retry_after_asks_for(said: str, wait: timedelta | None) -> None:
    assert retry_after(said, AT) == wait


def test_a_retry_after_may_be_a_date() -> None:
    at = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    assert retry_after("Mon, 02 Mar 2026 01:02:03 GMT", at) == timedelta(minutes=2, seconds=3)


def test_pauses_double_and_then_the_host_is_left_alone() -> None:
    patience, at, waits = Patience(), AT, []
    while (wait := patience.pause("xa", at, pace=1.0, asked=None)) is not None:
        waits.append(wait)
        at += timedelta(seconds=wait)
    assert waits == [8, 16, 32, 64]
    patience.welcomed("xa")
    assert patience.pause("xa", at, pace=1.0, asked=None) == 8


def test_answers_that_were_under_way_count_once() -> None:
    patience = Patience()
    assert patience.pause("xa", AT, pace=0.5, asked=timedelta(seconds=30)) == 30
    assert patience.pause("xa", AT + timedelta(seconds=9), pace=0.5, asked=None) == 0
    assert patience.pause("xa", AT, pace=0.5, asked=HOUR) == 0
    assert patience.pause("khac", AT, pace=0.5, asked=HOUR) is None


def test_one_forbidden_page_is_no_refusal() -> None:
    patience = Patience()
    assert [patience.answered("xa", status) for status in (403, 403, 200, 403, 403, 403)] == [
        *(False, False, False, False, False, True)
    ]
    assert patience.answered("xa", 429) and patience.answered("xa", 503)
    assert not patience.answered("xa", 500)


def test_rests_double_from_run_to_run() -> None:
    rest: Rest | None = None
    pauses = []
    for _ in range(7):
        rest = next_rest(rest, "it answers 429", None, AT)
        pauses.append((rest.until - AT) / HOUR)
    assert pauses == [1, 2, 4, 8, 16, 24, 24]
    assert next_rest(rest, "it answers 503", None, AT).until == AT + 3 * HOUR
    assert next_rest(None, "it answers 503", 9 * HOUR, AT).until == AT + 9 * HOUR


@pytest.mark.parametrize(
    ("hours", "at", "is_open"),
    [
        ("22:00-06:00", "23:59", True),
        ("22:00-06:00", "05:59", True),
        ("22:00-06:00", "06:00", False),
        ("22:00-06:00", "12:00", False),
        ("8:00 – 17:30", "08:00", True),
        ("8:00-17:30", "17:30", False),
    ],
)
def test_hours_by_vietnams_clock(hours: str, at: str, is_open: bool) -> None:
    hour, minute = map(int, at.split(":"))
    local = START.replace(hour=hour, minute=minute)
    assert (local in Hours.read(hours)) == is_open
    assert (local.astimezone(UTC) in Hours.read(hours)) == is_open


@pytest.mark.parametrize("text", ["", "22-6", "24:00-06:00", "06:00-06:00", "22:00-06:61", "đêm"])
def test_what_are_no_hours_is_said_in_a_line(tmp_path: Path, text: str) -> None:
    run_luutru("-C", tmp_path, "init")
    with (tmp_path / "sites.toml").open("a", encoding="utf-8") as file:
        file.write(f'[[site]]\nname = "xa"\nurl = "http://127.0.0.1:9/"\nhours = "{text}"\n')
    done = run_luutru("-C", tmp_path, "update")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "hours" in done.stderr


# Against a portal


def test_a_portal_that_asks_to_wait_is_waited_for(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, OLD) as one:
        times: list[float] = []

        def busy_once(question: Question) -> Answer:
            times.append(time.monotonic())
            if len(times) == 1:
                return Answer(status=429, headers=(("Retry-After", "2"),))
            return one.portal.pages.answer(question)

        one.portal.rules[f"/{SECTION}"] = busy_once
        one.run(hours=2)
        assert times[1] - times[0] >= 1.9
        assert one.rows("SELECT * FROM rest") == []


def test_a_portal_that_refuses_is_left_alone_longer_and_longer(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, OLD) as one:
        long = Answer(status=429, headers=(("Retry-After", "600"),))
        one.portal.rules = dict.fromkeys((f"/{SECTION}", FRESH.path, OLD.path), long)
        assert len(one.run(code=3, hours=2)) <= 3  # what was under way
        assert "left alone until" in one.said
        (until,) = one.rows("SELECT until FROM rest")[0]
        assert datetime.fromisoformat(until) - one.at >= HOUR
        assert one.run(code=3, minutes=30) == []
        assert "not visited" in one.said
        assert one.run(code=3, minutes=40) != []
        (until,) = one.rows("SELECT until FROM rest")[0]
        assert datetime.fromisoformat(until) - one.at >= 2 * HOUR
        assert one.site()["state"] == "refusing"
        one.run(code=3, minutes=5)
        assert one.run("crawl", "xa", code=3) != []  # the operator insists
        one.portal.rules = {}
        assert one.run("crawl", "xa", hours=1) != []
        assert one.rows("SELECT * FROM rest") == []
        assert one.rows("SELECT * FROM problem WHERE resolved_at IS NULL") == []
        assert one.site()["state"] == "live"
        assert one.events() == []


def test_hours_are_kept_to(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, OLD) as one:
        one.configure(hours='"22:00-06:00"')
        assert one.run(hours=2) == []
        assert "its hours are 22:00-06:00" in one.said
        assert sorted(one.run(hours=13)) == [f"/{SECTION}", FRESH.path]


def test_hours_that_end_end_the_visit_and_the_next_goes_on(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, OLD) as one:
        one.configure(hours='"07:00-10:00"')
        ends = (START + timedelta(days=1)).replace(hour=9, minute=59, second=54)

        def slow(question: Question) -> Answer:
            time.sleep(7)
            return one.portal.pages.answer(question)

        new = FRESH.__class__(7003), FRESH.__class__(7004)
        one.portal.pages.articles = (*new, FRESH, OLD)
        one.portal.rules[f"/{SECTION}"] = slow
        one.at = ends
        asked = one.run(code=1)
        assert asked == [f"/{SECTION}"] or FRESH.path in asked
        assert "its hours, 07:00-10:00, are over; the next run goes on there" in one.said
        assert one.rows("SELECT kind FROM problem WHERE resolved_at IS NULL") == [("cut",)]
        one.run(hours=22)
        assert one.count("article") == 4
        assert one.rows("SELECT kind FROM problem WHERE resolved_at IS NULL") == []


def test_a_site_that_is_switched_off_is_left_alone(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, OLD) as one:
        one.configure(visit="false")
        assert one.run(hours=2) == []
        assert "switched off" in one.said
        assert one.site()["state"] == "switched off"
        one.run("crawl", "xa", code=2)
        assert "visit = false" in one.said


def test_the_switch_stops_a_run_at_work(tmp_path: Path) -> None:
    many = [OLD.__class__(8000 + number) for number in range(60)]
    with watched(tmp_path, OLD) as one:
        one.portal.pages.articles = many

        is_off: list[bool] = []

        def switch_off(question: Question) -> Answer:
            if len(one.portal.asked) >= 10 and not is_off:
                is_off.append(True)
                one.configure(visit="false")
            time.sleep(0.6)
            return one.portal.pages.answer(question)

        one.portal.rules = {article.path: switch_off for article in many}
        one.run(code=1, hours=2)
        assert "it was switched off in sites.toml" in one.said
        assert one.count("article") < 60


def test_no_more_requests_than_allowed_and_the_rest_in_the_next_run(tmp_path: Path) -> None:
    many = [OLD.__class__(8000 + number) for number in range(12)]
    with watched(tmp_path, OLD) as one:
        one.portal.pages.articles = many
        assert len(one.run("update", "--max-requests", 5, code=1, hours=2)) == 5
        assert "--max-requests" in one.said
        assert one.rows("SELECT ended, requests FROM site_visit WHERE run_id = 2") == [("cut", 5)]
        one.run(hours=2)
        assert one.count("article") == 13
        assert one.rows("SELECT * FROM problem WHERE resolved_at IS NULL") == []


def test_the_bandwidth_is_kept_to(tmp_path: Path) -> None:
    heavy = [OLD.__class__(8000 + number, opening="Tin dài. " * 3000) for number in range(8)]
    with watched(tmp_path, OLD) as one:
        one.portal.pages.articles = heavy
        file = one.folder / "sites.toml"
        text = file.read_text("utf-8").replace("[crawler]", "[crawler]\nbandwidth = 100")
        file.write_text(text, "utf-8")
        began = time.monotonic()
        one.run(hours=2)
        (came,) = one.rows("SELECT bytes FROM site_visit WHERE run_id = 2")[0]
        assert came > 200_000
        # What is under way when the limit is reached comes in any case: four requests at most.
        assert time.monotonic() - began >= (came - 5 * came / 9) / 100_000


def test_robots_txt_is_asked_for_once_a_day(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, OLD) as one:
        one.portal.rules["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /rieng\n")
        robots = "SELECT count(*) FROM capture WHERE url LIKE '%/robots.txt'"
        one.run(hours=25)
        before = one.rows(robots)
        for _ in range(3):
            one.run(hours=2)
        assert one.rows(robots) == before
        one.portal.rules["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /\n")
        one.run(code=3, hours=25)
        one.portal.rules["/robots.txt"] = Answer(status=500)
        one.run(code=3, hours=25)  # its last word stands
        one.portal.rules["/robots.txt"] = Answer(status=404)
        one.run(hours=25)


def test_a_robots_txt_behind_a_redirect_is_kept_too(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, OLD) as one:
        one.portal.rules["/robots.txt"] = Answer(status=301, headers=(("Location", "/r.txt"),))
        one.portal.rules["/r.txt"] = Answer(body=b"User-agent: *\nDisallow: /tin-tuc\n")
        one.run(code=3, hours=25)
        one.portal.asked.clear()
        one.run(code=3, hours=2)
        assert one.portal.asked == []
        for status in (503, 429):
            one.portal.rules["/robots.txt"] = Answer(status=status)
            assert f"/{SECTION}" not in one.run(code=3, hours=73)


def test_what_a_cut_run_found_and_lists_dropped_since_is_fetched(tmp_path: Path) -> None:
    new = tuple(OLD.__class__(8000 + number) for number in range(4))
    with watched(tmp_path, FRESH, OLD) as one:
        one.portal.pages.articles = (*new, FRESH, OLD)
        one.run("update", "--max-requests", 2, code=1, minutes=10)
        one.portal.rules[f"/{SECTION}"] = one.portal.pages.__class__((FRESH, OLD)).answer(
            Question("GET", f"/{SECTION}", {}, "")
        )
        one.run(minutes=10)
        assert one.count("article") == 6
        assert one.run(minutes=10) == [f"/{SECTION}"]


def test_few_requests_are_not_all_spent_on_lists(tmp_path: Path) -> None:
    with watched(tmp_path, OLD) as one:
        one.portal.pages.articles = [OLD.__class__(8000 + number) for number in range(6)]
        for _ in range(9):
            one.at += timedelta(hours=1)
            run_at(one.at, "update", "--max-requests", 1, folder=one.folder)
        assert one.count("article") > 4

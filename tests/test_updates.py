"""`update` over simulated weeks: what is asked for again, what changed, what is gone."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from dated_portal import GIF, SECTION, Dated
from living import FRESH, OLD, PHOTO, printed, watched
from timed import run_at

from crawler.demo.exchange import Answer, Question


def test_an_unchanged_portal_costs_a_list_page_and_what_is_due(tmp_path: Path) -> None:
    many = [Dated(8000 + at, printed=printed(100 + at)) for at in range(30)]
    with watched(tmp_path, FRESH, *many) as one:
        versions, captures = one.count("version"), one.count("capture")
        assert one.run(minutes=30) == [f"/{SECTION}"]
        assert sorted(one.run(hours=2)) == [f"/{SECTION}", FRESH.path]
        assert one.run(minutes=30) == [f"/{SECTION}"]
        assert one.count("version") == versions
        assert one.count("capture") == captures + 4


def test_pauses_grow_and_are_short_again_after_a_change(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH) as one:
        looks = [FRESH.path in one.run(hours=1.5) for _ in range(12)]
        assert looks[:2] == [True, False] and 3 <= sum(looks) <= 5
        one.portal.pages.articles = (replace(FRESH, opening="Đã sửa."),)
        one.run(days=3)
        assert one.count("version") == 2
        assert one.run(hours=5) == [f"/{SECTION}"]
        assert FRESH.path in one.run(hours=3)


def test_a_title_or_date_changed_in_the_list_is_looked_into_at_once(tmp_path: Path) -> None:
    old = replace(OLD, listed="05/05/2025")
    with watched(tmp_path, old) as one:
        assert one.run(hours=1) == [f"/{SECTION}"]
        one.portal.pages.articles = (replace(old, listed="06/05/2025", opening="Đã sửa."),)
        assert one.run(hours=1) == [f"/{SECTION}", OLD.path]
        assert one.count("version") == 2
        assert one.run(hours=1) == [f"/{SECTION}"]


def test_what_counts_back_in_a_list_is_no_change(tmp_path: Path) -> None:
    with watched(tmp_path, replace(OLD, listed="2 giờ trước")) as one:
        one.portal.pages.articles = (replace(OLD, listed="3 giờ trước"),)
        assert one.run(hours=1) == [f"/{SECTION}"]


def test_a_server_that_knows_its_pages_is_asked_for_changes_alone(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, OLD, has_validators=True) as one:
        before = one.rows("SELECT last_seen_at FROM article ORDER BY key")
        assert FRESH.path in one.run(hours=2)
        (status,) = one.rows(f"SELECT status FROM capture WHERE url LIKE '%{FRESH.path}' "
                             "ORDER BY id DESC LIMIT 1")[0]  # fmt: skip
        assert status == 304
        after = one.rows("SELECT last_seen_at FROM article ORDER BY key")
        assert after[0] == before[0] and after[1] > before[1]
        one.portal.pages.articles = (replace(FRESH, opening="Đã sửa."), OLD)
        one.run(hours=12)
        assert one.count("version") == 3


def test_not_modified_is_not_believed_for_ever(tmp_path: Path) -> None:
    with watched(tmp_path, OLD, has_validators=True) as one:

        def says_no_change(question: Question) -> Answer:
            is_asked = "If-None-Match" in question.headers
            return Answer(status=304) if is_asked else one.portal.pages.answer(question)

        one.portal.rules[OLD.path] = says_no_change
        one.portal.pages.articles = (replace(OLD, opening="Đã sửa."),)
        for _ in range(4):
            one.run(days=40)
        assert one.count("version") == 2


# Gone, and returned


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(status=404), "http_404"),
        (Answer(status=410), "http_410"),
        (
            Answer(body="<html><body><h1>Không tìm thấy trang</h1></body></html>".encode()),
            "not_found",
        ),
    ],
)
def test_an_article_is_gone_after_several_looks_over_days(
    tmp_path: Path, answer: Answer, kind: str
) -> None:
    with watched(tmp_path, FRESH, OLD) as one:
        one.portal.rules[FRESH.path] = answer
        one.portal.pages.articles = (OLD,)
        one.run(code=1, hours=2)
        assert one.run(hours=20) == [f"/{SECTION}"]
        one.run(code=1, hours=10)
        assert one.events() == []
        one.run(hours=48)
        assert one.events() == ["gone"]
        assert kind in one.rows("SELECT detail FROM event")[0][0]
        article = one.rows("SELECT article_id FROM event")[0][0]
        shown = run_at(one.at, "show", article, "--json", folder=one.folder).stdout
        assert json.loads(shown)["gone_at"][:10] == f"{one.at:%Y-%m-%d}"
        assert "not there any more" in run_at(one.at, "show", article, folder=one.folder).stdout
        assert one.rows("SELECT kind FROM problem WHERE resolved_at IS NULL") == []
        versions = one.count("version")
        one.run(days=30)
        assert (one.events(), one.count("version")) == (["gone"], versions)


def test_a_gone_article_that_returns_is_an_event(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, OLD) as one:
        one.portal.rules[FRESH.path] = Answer(status=404)
        one.portal.pages.articles = (OLD,)
        for hours in (2, 30, 48):
            one.run(code=0 if hours == 48 else 1, hours=hours)
        del one.portal.rules[FRESH.path]
        one.portal.pages.articles = (FRESH, OLD)
        one.run(days=10)
        assert one.events() == ["gone", "returned"]
        assert one.count("version") == 2
        done = run_at(one.at, "changes", "--json", folder=one.folder)
        said = [json.loads(line) for line in done.stdout.splitlines()]
        assert [row["event"] for row in said] == ["returned", "gone"]
        assert "gone since" in run_at(one.at, "changes", folder=one.folder).stdout
        assert one.run(hours=1) == [f"/{SECTION}"]


def test_what_the_lists_still_name_takes_twice_as_many_looks(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, OLD) as one:
        one.portal.rules[FRESH.path] = Answer(status=404)
        for _ in range(5):
            one.run(code=1, hours=60)
        assert one.events() == []
        one.run(days=10)
        assert one.events() == ["gone"]


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_a_page_that_fails_is_not_gone(tmp_path: Path, status: int) -> None:
    with watched(tmp_path, FRESH, OLD) as one:
        one.portal.rules[FRESH.path] = Answer(status=status)
        one.portal.pages.articles = (OLD,)
        for _ in range(4):
            one.run(code=1, days=3)
        assert one.events() == []
        assert one.rows("SELECT misses FROM watch ORDER BY article_id")[0] == (0,)


def test_two_weeks_of_outage_delete_nothing(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, OLD) as one:
        one.portal.is_down = True
        for _ in range(5):
            one.run(code=3, days=3)
        one.portal.is_down = False
        one.run(hours=7)
        assert (one.events(), one.count("version")) == ([], 2)
        assert one.rows("SELECT max(misses) FROM watch") == [(0,)]


def test_a_portal_that_answers_404_to_everything_deletes_nothing(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, OLD) as one:
        for path in (FRESH.path, OLD.path, f"/{SECTION}", "/"):
            one.portal.rules[path] = Answer(status=404)
        for _ in range(5):
            one.run(code=3, days=30)
        assert one.events() == []


def test_the_operator_can_ask_for_more_looks(tmp_path: Path) -> None:
    with watched(tmp_path, FRESH, OLD) as one:
        sites = one.folder / "sites.toml"
        text = sites.read_text("utf-8").replace('contact = ""', 'contact = ""\ngone_checks = 5')
        sites.write_text(text, "utf-8")
        one.portal.rules[FRESH.path] = Answer(status=404)
        one.portal.pages.articles = (OLD,)
        for _ in range(4):
            one.run(code=1, days=5)
        assert one.events() == []
        one.run(days=30)
        assert one.events() == ["gone"]


# Files


def test_a_photo_replaced_under_its_address_is_a_new_version(tmp_path: Path) -> None:
    shown = replace(OLD, files=(PHOTO,))
    with watched(tmp_path, shown) as one:
        other = GIF.replace(b"\xff\xff\xff", b"\x00\xff\x00")
        one.portal.rules[f"/tenant/{PHOTO}"] = Answer(body=other, content_type="image/gif")
        assert f"/tenant/{PHOTO}" in one.run(days=40)
        assert (one.count("version"), one.count("media")) == (2, 2)
        done = run_at(one.at, "changes", "--json", folder=one.folder)
        (said,) = [json.loads(line) for line in done.stdout.splitlines()]
        assert [(one["part"], one["kind"]) for one in said["changes"]] == [("image", "changed")]
        one.run(days=90)
        assert one.count("version") == 2
        shown_media = one.rows("SELECT version_id, media_id FROM image ORDER BY version_id")
        assert shown_media == [(1, 1), (2, 2)]


def test_a_photo_that_is_gone_stays_in_the_archive(tmp_path: Path) -> None:
    shown = replace(OLD, files=(PHOTO,))
    with watched(tmp_path, shown) as one:
        one.portal.rules[f"/tenant/{PHOTO}"] = Answer(status=404)
        one.run(days=40)
        assert (one.count("version"), one.count("media")) == (1, 1)

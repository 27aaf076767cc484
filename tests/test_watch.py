"""When an article is looked at again, and when it counts as gone."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from archive_fixtures import ARTICLE, AT, URL, after, make_folder, put, rows, writing
from hypothesis import given
from hypothesis import strategies as st

from archive.folder import Folder
from archive.watch import (
    GONE_RULE,
    LONGEST,
    SHORTEST,
    GoneRule,
    Validators,
    first_pause,
    may_ask_if_modified,
    next_pause,
    pause_after_miss,
    spread,
    weight_of,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path / "kho")


@pytest.mark.parametrize(
    ("age", "pause"),
    [
        (timedelta(0), HOUR),
        (-DAY, HOUR),
        (8 * HOUR, 2 * HOUR),
        (4 * DAY, DAY),
        (400 * DAY, 30 * DAY),
        (None, 7 * DAY),
    ],
)
def test_the_first_pause_is_a_quarter_of_its_age(age: timedelta | None, pause: timedelta) -> None:
    assert first_pause(None if age is None else AT - age, AT) == pause


@pytest.mark.parametrize(
    ("last", "waited", "is_changed", "pause"),
    [
        (HOUR, HOUR, False, 2 * HOUR),
        (HOUR, 30 * DAY, False, 2 * HOUR),
        (60 * DAY, 60 * DAY, False, LONGEST),
        (60 * DAY, 60 * DAY, True, 6 * HOUR),
        (HOUR, HOUR, True, HOUR),
        (8 * DAY, 2 * DAY, False, 8 * DAY),
    ],
)
def test_the_next_pause(
    last: timedelta, waited: timedelta, is_changed: bool, pause: timedelta
) -> None:
    assert next_pause(last, waited=waited, is_changed=is_changed) == pause


def test_a_quiet_article_is_asked_for_some_dozen_times_in_ten_years() -> None:
    pause, at, looks = first_pause(AT, AT), AT, 0
    while at < AT + 3650 * DAY:
        at, looks = at + pause, looks + 1
        pause = next_pause(pause, waited=pause, is_changed=False)
    assert 45 <= looks <= 60


@given(st.timedeltas(SHORTEST, LONGEST), st.integers(1, 10**9))
def test_pauses_are_spread_but_never_shortened(pause: timedelta, number: int) -> None:
    assert pause <= spread(pause, number) <= pause * 1.125 + timedelta(microseconds=1)


def test_a_sites_articles_are_not_all_due_at_once() -> None:
    hours = {spread(30 * DAY, number) // HOUR for number in range(1000)}
    assert len(hours) > 50


@pytest.mark.parametrize(
    ("kind", "is_listed", "hours", "misses"),
    [
        ("http_404", False, 72, 3),
        ("http_410", None, 72, 3),
        ("http_404", True, 72, 6),
        ("not_found", False, 72, 3),
        ("not_found", None, 72, 6),
        ("redirected", None, 72, 6),
        ("redirected", True, 72, 12),
        ("http_404", None, 71, None),
    ],
)
def test_gone_takes_several_looks_over_days(
    kind: str, is_listed: bool | None, hours: float, misses: int | None
) -> None:
    """What the server says counts in full, what a page says half, and lists turn the scale."""
    weight, at = weight_of(kind, is_listed=is_listed), after(hours=hours)
    needed = (n for n in range(1, 100) if GONE_RULE.is_gone(n, n * weight, AT, at))
    assert next(needed, None) == misses


def test_three_looks_after_misses_take_the_hours_of_the_rule() -> None:
    at, misses = AT, 1
    while not GONE_RULE.is_gone(misses, misses * 4, AT, at):
        at, misses = at + pause_after_miss(misses), misses + 1
    assert (misses, at - AT < timedelta(hours=80)) == (4, True)
    assert pause_after_miss(10**6) == 30 * DAY


def test_the_operators_rule() -> None:
    assert GoneRule(checks=1, hours=0).is_gone(1, 4, AT, AT)


def test_not_modified_is_believed_for_a_month() -> None:
    assert may_ask_if_modified(AT, after(days=29))
    assert not may_ask_if_modified(AT, after(days=30))


def test_what_is_sent_to_ask_for_changes_alone() -> None:
    assert Validators().headers() == {}
    assert Validators(etag='W/"1"', last_modified="Tue, 04 Jul 2023 07:05:00 GMT").headers() == {
        "If-None-Match": 'W/"1"',
        "If-Modified-Since": "Tue, 04 Jul 2023 07:05:00 GMT",
    }


# In the archive


def due(folder: Folder, at: datetime) -> list[str]:
    with writing(folder, at=at) as store:
        site_id = store.record_site(
            name="tplaocai", host="tplaocai.laocai.gov.vn", url="https://tplaocai.laocai.gov.vn/"
        )
        return [one.key for one in store.due(site_id, now=at)]


def test_an_article_is_due_when_its_pause_is_over(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, ARTICLE)  # eighteen hours old
    assert due(folder, after(hours=4)) == []
    assert due(folder, after(hours=6)) == ["618434"]


def test_imported_articles_are_due_within_a_quarter_of_their_age(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, ARTICLE, origin="import:a.jsonl")
    assert rows(folder, "SELECT count(*) FROM watch") == [(0,)]
    assert due(folder, after(hours=1)) == []
    assert due(folder, after(hours=7)) == ["618434"]


def test_what_is_fresh_does_not_wait_for_a_thousand_imports(folder: Folder) -> None:
    with writing(folder) as store:
        for number in range(3):
            put(store, replace(ARTICLE, url=URL.replace("618434", f"61000{number}")))
        store._db.execute(
            "UPDATE watch SET seconds = 3000000, due_at = ?", ("2023-07-01T00:00:00+07:00",)
        )
        put(store, replace(ARTICLE, published_at=AT))
    assert due(folder, after(hours=2))[0] == "618434"


def test_an_imported_article_that_is_not_there_is_not_asked_for_in_every_run(
    folder: Folder,
) -> None:
    with writing(folder) as store:
        put(store, ARTICLE, origin="import:a.jsonl")
    assert due(folder, after(hours=1)) == []
    assert due(folder, after(hours=7)) == ["618434"]
    with writing(folder, at=after(hours=7)) as store:
        store.record_missed(
            1, "618434", "http_404", seen_at=after(hours=7), rule=GONE_RULE, weight=4
        )
    assert due(folder, after(hours=8)) == []
    assert due(folder, after(hours=36)) == ["618434"]


def test_what_cannot_be_read_is_asked_for_ever_more_rarely(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, ARTICLE)
        at, pauses = after(days=1), []
        for _ in range(10):
            store.postpone(1, ["618434"], at=at, is_down=False)
            (until,) = rows(folder, "SELECT due_at FROM watch")[0]
            pauses.append((datetime.fromisoformat(until) - at) / HOUR)
            at = datetime.fromisoformat(until)
        assert pauses[:4] == [6, 12, 24, 48] and pauses[-1] == 32 * 24
        store.postpone(1, ["618434"], at=at, is_down=True)
        assert rows(folder, "SELECT due_at FROM watch") == [((at + 6 * HOUR).isoformat(),)]
        put(store, ARTICLE, at=at)
        assert rows(folder, "SELECT failures FROM watch") == [(0,)]


def test_a_look_that_failed_halfway_leaves_no_trace(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, ARTICLE)
        before = rows(folder, "SELECT * FROM watch")
        site_id = store.record_site(
            name="tplaocai", host="tplaocai.laocai.gov.vn", url="https://tplaocai.laocai.gov.vn/"
        )
        store.record_unchanged(site_id, "999", seen_at=after(hours=9))
        store.record_missed(site_id, "999", "http_404", seen_at=AT, rule=GONE_RULE, weight=4)
        assert rows(folder, "SELECT * FROM watch") == before
        assert rows(folder, "SELECT count(*) FROM event") == [(0,)]


def test_a_file_that_takes_anothers_place_gives_a_version_of_its_own(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, ARTICLE)
        photo = ARTICLE.images[0].url
        store.record_media(photo, b"GIF89a one", seen_at=AT)
    for days in (8, 16):
        with writing(folder, at=after(days=days)) as store:
            store.record_media(photo, b"GIF89a two", seen_at=after(days=days))
    versions = rows(folder, "SELECT number, content_hash, title, first_seen_at FROM version")
    assert [row[0] for row in versions] == [1, 2]
    assert versions[0][1:3] == versions[1][1:3]
    assert versions[1][3] == after(days=8).isoformat()
    assert rows(folder, "SELECT version_id, media_id FROM image") == [(1, 1), (2, 2)]
    assert rows(folder, "SELECT version_id FROM article") == [(2,)]
    assert rows(folder, "SELECT count(*) FROM attachment") == [(2,)]
    with writing(folder, at=after(days=20)) as store:
        assert put(store, ARTICLE, at=after(days=20)).change == "same"
    assert rows(folder, f"SELECT count(*) FROM version WHERE url = '{URL}'") == [(2,)]


def test_text_and_photo_that_change_together_are_one_version(folder: Folder) -> None:
    photo, at = ARTICLE.images[0].url, after(days=8)
    with writing(folder) as store:
        put(store, ARTICLE)
        store.record_media(photo, b"GIF89a one", seen_at=AT)
    with writing(folder, at=at) as store:
        put(store, replace(ARTICLE, title="Tiêu đề khác"), at=at)
        store.record_media(photo, b"GIF89a two", seen_at=at)
    statement = "SELECT version.number, media_id FROM image JOIN version ON version.id = version_id"
    assert rows(folder, f"{statement} WHERE image.url = '{photo}'") == [(1, 1), (2, 2)]


def test_a_picture_that_is_another_at_every_visit_makes_no_versions_for_ever(
    folder: Folder,
) -> None:
    with writing(folder) as store:
        put(store, ARTICLE)
    for week in range(9):
        with writing(folder, at=after(weeks=week)) as store:
            data = f"GIF89a {week}".encode()
            store.record_media(ARTICLE.images[0].url, data, seen_at=after(weeks=week))
    assert rows(folder, "SELECT count(*) FROM version") == [(3,)]
    assert rows(folder, "SELECT count(*) FROM media") == [(9,)]

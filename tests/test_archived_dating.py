"""Dates in the archive: what the page says stays, what is decided later stands beside it."""

import json
import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from archive_fixtures import (
    ARTICLE,
    AT,
    SITE,
    URL,
    after,
    assert_sound,
    dump,
    make_folder,
    plain,
    put,
    rows,
    writing,
)
from dated_articles import (
    AGREED,
    AMERICAN,
    JULY,
    LISTED,
    MONTH_FIRST,
    PAGE,
    PRINTED,
    article,
    due,
    listed,
    settle,
    site_of,
    stored,
)

from archive import Archive
from archive.article import Article, Listed
from archive.dated import Undated
from archive.dating import Dating, Published
from archive.export import write_jsonl
from archive.folder import Folder
from archive.importing import import_lines
from crawler.dating import Settling
from crawler.extract.dating import decide
from crawler.extract.dating.evidence import printed_candidate


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path / "kho")


# Recording


def test_an_article_comes_back_with_its_dating(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, AMERICAN)
    assert stored(folder) == AMERICAN
    assert rows(folder, "SELECT page_at, page_raw, is_settled FROM dating") == [
        (None, PRINTED.raw, 0)
    ]


def test_what_is_decided_later_stands_beside_what_the_page_says(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, AMERICAN)
        for _ in range(2):  # what the page says is what it said first
            store.record_dating(1, JULY, AGREED, listed=None)
            found = stored(folder)
            assert found.published == JULY
            assert found.dating == replace(AGREED, page=PAGE)
            assert found.content_hash() == AMERICAN.content_hash()
        store.record_dating(1, PAGE, Dating(flags=("ambiguous",)), listed=None)
        assert stored(folder).dating == Dating(flags=("ambiguous",))
    assert_sound(folder)


def test_seen_again_it_keeps_its_date(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, AMERICAN)
        settle(store)
        seen = ("article", "version", "watch")
        before = dump(folder, without=seen)
        assert put(store, AMERICAN, at=after(days=1)).change == "same"
        assert dump(folder, without=seen) == before
    assert stored(folder).published == JULY


def test_an_edit_is_to_be_dated_again_and_the_old_version_is_not(folder: Folder) -> None:
    edited = replace(AMERICAN, title="Hội nghị (bổ sung)")
    with writing(folder) as store:
        put(store, AMERICAN)
        settle(store)
        put(store, edited, at=after(days=1))
        assert [(one.version_id, one.published) for one in due(store)] == [(2, PAGE)]
    with Archive.open(folder.path) as archive:
        assert [one.article.published for one in archive.versions(URL)] == [JULY, PAGE]


def test_a_record_of_an_older_program_gets_the_dating_of_the_same_page(folder: Folder) -> None:
    older, read_now = replace(AMERICAN, dating=None), replace(AMERICAN, site=None)
    with writing(folder) as store:
        put(store, older)
        assert stored(folder).dating is None
        assert put(store, read_now, at=after(days=1)).change == "same"
        assert stored(folder).dating == AMERICAN.dating
        other = replace(AMERICAN, dating=Dating(agreement="disputed"))
        put(store, other, at=after(days=2))
    assert stored(folder).dating == AMERICAN.dating


def test_an_undated_import_has_no_dating_until_it_is_settled(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, ARTICLE, origin="import:a.jsonl")
        assert rows(folder, "SELECT * FROM dating") == []
        (one,) = due(store)
        assert (one.published, one.candidates) == (ARTICLE.published, ())
        settle(store)
    assert stored(folder).dating == replace(AGREED, page=ARTICLE.published)
    assert stored(folder).content_hash() == ARTICLE.content_hash()


@pytest.mark.parametrize("how", ["ABORT", "ROLLBACK", "FAIL"])
def test_an_error_midway_leaves_nothing_of_a_decision(folder: Folder, how: str) -> None:
    with writing(folder) as store:
        for number in range(3):
            put(store, replace(AMERICAN, url=f"{SITE}/tin/bai-so-{number}00"))
        with plain(folder) as db:
            db.execute(
                "CREATE TRIGGER stop AFTER UPDATE OF published_at ON version WHEN new.id = 2"
                f" BEGIN SELECT RAISE({how}, 'đĩa đầy'); END"
            )
        before = dump(folder)
        with pytest.raises(sqlite3.IntegrityError, match="đĩa đầy"):
            settle(store)
        assert dump(folder) == before
        with plain(folder) as db:
            db.execute("DROP TRIGGER stop")
        settle(store)
        assert due(store) == []


# What is due


def test_what_is_due_tells_all_that_is_known(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, AMERICAN, at=after(hours=2))
        put(store, AMERICAN, at=after(days=3))
        section = store.record_section(site_of(store), name="Tin", url=f"{SITE}/tin")
        entry = Listed(key="618434", url=URL, printed_date="04/07/2023")
        store.record_listing(section, [entry], seen_at=after(hours=1))
        assert AMERICAN.dating is not None
        assert due(store) == [
            Undated(
                **{"version_id": 1, "article_id": 1, "key": "618434", "url": URL},
                layout=ARTICLE.layout,
                capture_id=None,
                seen_at=after(hours=2),
                first_seen_at=after(hours=2),
                published=PAGE,
                candidates=AMERICAN.dating.candidates,
                lists=(("04/07/2023", after(hours=1)),),
            )
        ]


def test_only_what_may_have_changed_is_due(folder: Folder) -> None:
    with writing(folder) as store:
        for number in (10000, 20000, 30000):
            put(store, article(number, dating=Dating()), at=after(days=number // 100))
        other = replace(ARTICLE, url="https://sapa.laocai.gov.vn/tin/khac-100", site="sapa")
        put(store, other)
        section = store.record_section(site_of(store), name="Tin", url=f"{SITE}/tin")
        store.record_listing(section, listed(10000, 20000), seen_at=AT)
        settle(store)
        assert due(store, days=301) == []
        assert [one.key for one in due(store, days=200)] == ["20000", "30000"]
        store.record_listing(section, listed(10000, printed="05/07/2023"), seen_at=after(days=1))
        assert [(one.key, one.listed) for one in due(store, days=301)] == [("10000", "05/07/2023")]
        assert [one.key for one in store.all_dated(site_of(store))] == ["10000", "20000", "30000"]


def test_the_list_seen_last_counts_if_it_prints_a_date(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, article(10000))
        site_id = site_of(store)
        for day, printed in enumerate(("01/07/2023", "02/07/2023", None)):
            section = store.record_section(site_id, name=f"Tin {day}", url=f"{SITE}/tin-{day}")
            store.record_listing(section, listed(10000, printed=printed), seen_at=after(days=day))
        foreign = store.record_site(name="sapa", host="sapa.gov.vn", url="https://sapa.gov.vn/")
        section = store.record_section(foreign, name="Tin", url="https://sapa.gov.vn/tin")
        store.record_listing(section, listed(10000, printed="09/07/2023"), seen_at=after(days=9))
        (one,) = due(store)
    assert one.lists == (("02/07/2023", after(days=1)), ("01/07/2023", AT))
    assert one.listed == "02/07/2023"


def test_more_than_is_read_at_once_may_be_written_meanwhile(folder: Folder) -> None:
    many = 1203
    with writing(folder) as store:
        put(store, article(1))
        with plain(folder) as db:
            db.execute("BEGIN")
            db.execute(
                "WITH RECURSIVE number(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM number"
                " WHERE n < ?) INSERT INTO article SELECT n, 1, n, n, ?, ? FROM number",
                (many, AT.isoformat(), AT.isoformat()),
            )
            db.execute(
                "INSERT INTO version (id, article_id, number, origin, first_seen_at, last_seen_at,"
                " content_hash, url, portal, layout, title, body) SELECT article.id, article.id, 1,"
                " origin, version.first_seen_at, version.last_seen_at, article.id, url, portal,"
                " layout, title, body FROM article JOIN version ON version.id = 1"
                " WHERE article.id > 1"
            )
            db.execute("COMMIT")
        done = []
        for one in store.undated(site_of(store), since=AT):
            store.record_dating(one.version_id, JULY, AGREED, listed=None)
            done.append(one.version_id)
        assert done == list(range(1, many + 1))
        assert due(store) == []


# Out and in again


def export(folder: Folder) -> list[bytes]:
    out = StringIO()
    with Archive.open(folder.path) as archive:
        write_jsonl(archive.articles(), out)
    return out.getvalue().encode().splitlines(keepends=True)


def take_in(folder: Folder, lines: list[bytes]) -> dict[str, int]:
    with writing(folder, at=after(days=30), command="import") as store:
        assert import_lines(store, lines, label="a.jsonl", now=after(days=30)) == ()
        return dict(store.counts)


def test_a_decided_date_moves_to_another_archive(folder: Folder, tmp_path: Path) -> None:
    from_list = replace(AGREED, rule="list", candidates=(LISTED,))
    with writing(folder) as store:
        put(store, replace(AMERICAN, url=article(10000).url))
        put(store, article(20000, published_at=None, published_raw=None, published_precision=None))
        store.record_date_orders(site_of(store), (MONTH_FIRST,), decided_at=AT)
        store.record_dating(1, JULY, AGREED, listed=None)
        store.record_dating(2, Published(at=AT, raw="x", precision="day"), from_list, listed="x")
    lines, other = export(folder), make_folder(tmp_path / "khác")
    before = dump(folder, without=("run",))
    assert take_in(other, lines) == {"articles_new": 2}
    assert [stored(other, n) for n in (1, 2)] == [stored(folder, n) for n in (1, 2)]
    assert take_in(other, lines) == take_in(folder, lines) == {"articles_same": 2}
    assert dump(folder, without=("run",)) == before
    first, second = (json.loads(line)["dating"]["page"] for line in export(other))
    assert (first["published_raw"], second["published_raw"]) == (PRINTED.raw, None)
    assert_sound(other)


def test_a_date_that_another_archive_decided_comes_to_a_record_without(
    folder: Folder, tmp_path: Path
) -> None:
    other = make_folder(tmp_path / "khác")
    with writing(other) as store:
        put(store, replace(AMERICAN, dating=None))
    with writing(folder) as store:
        put(store, AMERICAN)
        settle(store)
    for _ in range(2):
        assert take_in(other, export(folder)) == {"articles_same": 1}
        assert stored(other).published == JULY
        assert stored(other).dating == replace(AGREED, page=PAGE)


def counted_back(printed: str, seen_at: datetime, **changes: Any) -> Article:
    said = printed_candidate(printed, seen_at)
    published, dating = decide((said,), seen_at=seen_at)
    return replace(
        ARTICLE,
        published_at=published.at,
        published_raw=published.raw,
        published_precision=published.precision,
        dating=dating,
        **changes,
    )


@pytest.mark.parametrize(
    ("hours", "printed"),
    [
        (3, "3 giờ trước"),
        (45, "1 ngày trước"),
        (24 * 10, "1 tuần trước"),
        (24 * 70, "2 tháng trước"),
    ],
)
def test_how_long_ago_it_was_is_known_best_at_first(
    folder: Folder, hours: int, printed: str
) -> None:
    with writing(folder) as store:
        put(store, counted_back("30 phút trước", AT))
        Settling(store, site_of(store), AT).settle(since=AT)
        later = after(hours=hours)
        edited = counted_back(printed, later, paragraphs=("Nội dung đã sửa.",))
        put(store, edited, at=later)
        Settling(store, site_of(store), later).settle(since=later)
    found = stored(folder)
    assert found.published_at == AT - timedelta(minutes=30)
    assert found.published_raw == printed
    assert found.dating is not None and found.dating.flags == ()


def test_an_article_posted_anew_has_its_new_date(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, counted_back("30 phút trước", AT))
        Settling(store, site_of(store), AT).settle(since=AT)
        later = after(days=30)
        edited = counted_back("30 phút trước", later, paragraphs=("Nội dung đã sửa.",))
        put(store, edited, at=later)
        Settling(store, site_of(store), later).settle(since=later)
    assert stored(folder).published_at == later - timedelta(minutes=30)

"""What the archive tells of a site's dates: those printed, its lists, its orders."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from archive_fixtures import (
    ARTICLE,
    AT,
    SITE,
    URL,
    after,
    dump,
    make_folder,
    put,
    rows,
    writing,
)
from dated_articles import (
    AGREED,
    AMERICAN,
    JULY,
    MONTH_FIRST,
    PRINTED,
    article,
    due,
    listed,
    settle,
    site_of,
    stored,
)

from archive import Archive, Problem
from archive.dated import ListedDate, ListedDay
from archive.dating import DateOrder, Dating, Published, with_flag
from archive.folder import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path / "kho")


# Evidence for a site's order


def test_the_dates_that_pages_print(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, replace(AMERICAN, url=article(10000).url), at=after(days=1))
        settle(store, Published(at=JULY.at, raw="từ danh sách", precision="day"))
        put(store, article(20000), at=after(days=2))
        put(store, article(30000, published_raw=None, published_at=None, published_precision=None))
        found = store.printed_dates(site_of(store))
        assert [(one.raw, one.seen_at) for one in found] == [
            (ARTICLE.published_raw, after(days=2)),
            (PRINTED.raw, after(days=1)),
        ]
        assert found[1].candidates == AGREED.candidates
        assert store.printed_dates(site_of(store), newest=1) == found[:1]


def test_lists_are_read_page_by_page_in_their_order(folder: Folder) -> None:
    with writing(folder) as store:
        site_id = site_of(store)
        section = store.record_section(site_id, name="Tin", url=f"{SITE}/tin")
        store.record_listing(section, listed(9, 3, 5, 1), seen_at=AT)
        store.record_listing(section, listed(4, printed=None), seen_at=after(hours=1))
        store.record_listing(section, listed(7, 9), seen_at=after(hours=2))
        other = store.record_section(site_id, name="Ảnh", url=f"{SITE}/anh")
        store.record_listing(other, listed(3), seen_at=AT)
        found = store.listed_dates(site_id)
        assert [[one.key for one in page] for page in found] == [["7", "9"], ["3", "5", "1"], ["3"]]
        assert found[2] == (ListedDate(key="3", raw="04/07/2023", seen_at=AT),)
        assert [len(page) for page in store.listed_dates(site_id, newest=3)] == [2, 1]


def test_pages_of_the_same_second_are_told_apart(folder: Folder) -> None:
    with writing(folder) as store:
        site_id = site_of(store)
        section = store.record_section(site_id, name="Tin", url=f"{SITE}/tin")
        for page, numbers in enumerate(((8, 9, 7), (8, 6, 5)), 1):  # 8 is pinned to every page
            store.record_listing(section, listed(*numbers), seen_at=AT, page=page)
        found = store.listed_dates(site_id)
    assert [[one.key for one in page] for page in found] == [["9", "7"], ["8", "6", "5"]]


def test_a_list_with_its_articles_days(folder: Folder) -> None:
    with writing(folder) as store:
        for number in (10000, 20000, 30000):
            put(store, article(number, dating=Dating(flags=("before_portal",))))
        put(store, article(30000, published_at=None, published_precision=None), at=after(days=1))
        site_id = site_of(store)
        section = store.record_section(site_id, name="Tin", url=f"{SITE}/tin")
        store.record_listing(section, listed(30000, 99900, 10000), seen_at=AT)
        store.record_listing(section, listed(20000), seen_at=after(days=1))
        (page,) = store.list_days(site_id, frozenset({"10000", "30000", "99900"}))
        assert page.is_top and page.entries == (
            ListedDay(key="30000", version_id=4, day=None, flags=()),
            ListedDay(
                key="10000",
                version_id=1,
                day=datetime(2023, 7, 4).date(),
                flags=("before_portal",),
            ),
        )
        assert len(store.list_days(site_id, {"10000", "20000"})) == 2
        assert store.list_days(site_id, frozenset()) == ()


def test_a_lists_flag_is_set_and_taken_back(folder: Folder) -> None:
    early = Dating(rule="printed", flags=("before_portal",), candidates=AGREED.candidates)
    with writing(folder) as store:
        put(store, article(10000, dating=replace(early, agreement="agreed")))
        put(store, article(20000, dating=Dating(rule="printed")))
        before = dump(folder)
        store.flag_dates({1, 2}, (), "list_order")
        assert [stored(folder, which).dating for which in (1, 2)] == [
            replace(early, agreement="disputed", flags=("before_portal", "list_order")),
            Dating(rule="printed", agreement="disputed", flags=("list_order",)),
        ]
        store.flag_dates((), {1, 2}, "list_order")
        assert dump(folder) == before


def test_another_flag_keeps_a_date_disputed() -> None:
    both = Dating(agreement="disputed", flags=("uploads", "list_order"))
    assert with_flag(both, "list_order", on=False) == replace(both, flags=("uploads",))


# Orders


def test_an_order_that_is_news_makes_every_date_due(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, AMERICAN)
        settle(store)
        site_id = site_of(store)
        assert store.date_orders(site_id) == ()
        assert store.record_date_orders(site_id, (MONTH_FIRST,), decided_at=AT)
        assert store.date_orders(site_id) == (MONTH_FIRST,)
        assert len(due(store)) == 1  # also for a next run, if this one is broken off here
        settle(store)
        more = replace(MONTH_FIRST, month_votes=9)
        assert not store.record_date_orders(site_id, (more,), decided_at=after(days=1))
        assert store.date_orders(site_id) == (more,)
        assert due(store) == []
    with Archive.open(folder.path) as archive:
        (row,) = archive.date_orders("tplaocai")
        assert archive.date_orders() == (row,)
    assert (row["site"], row["first"], row["month_votes"]) == ("tplaocai", "month", 9)
    assert row["decided_at"] == AT.isoformat()


@pytest.mark.parametrize(
    "orders",
    [
        (),
        (replace(MONTH_FIRST, first="day"),),
        (replace(MONTH_FIRST, first=None, day_votes=2),),
        (MONTH_FIRST, DateOrder(form="plain", first="day", day_votes=1)),
        (MONTH_FIRST, DateOrder(form="plain", first=None, day_votes=1, month_votes=1)),
    ],
)
def test_whatever_reads_dates_otherwise_is_news(
    folder: Folder, orders: tuple[DateOrder, ...]
) -> None:
    with writing(folder) as store:
        site_id = site_of(store)
        store.record_date_orders(site_id, (MONTH_FIRST,), decided_at=AT)
        assert store.record_date_orders(site_id, orders, decided_at=after(days=1))
        assert store.date_orders(site_id) == orders
        assert not store.record_date_orders(site_id, orders, decided_at=after(days=2))
    unchanged = [one.form for one in orders if one == MONTH_FIRST]
    since_then = rows(folder, "SELECT form FROM date_order WHERE decided_at = ?", AT.isoformat())
    assert [form for (form,) in since_then] == unchanged


# Problems


def test_only_settling_resolves_a_date(folder: Folder) -> None:
    with writing(folder) as store:
        site_id = site_of(store)
        for kind in ("unreadable_date", "http_500"):
            problem = Problem(kind=kind, url=URL, key="618434", detail="?", seen_at=AT)
            store.record_problem(problem, site_id=site_id)
        put(store, AMERICAN)
        store.resolve_problems(URL, seen_at=AT)
        unresolved = "SELECT kind FROM problem WHERE resolved_at IS NULL"
        assert rows(folder, unresolved) == [("unreadable_date",)]
        store.settle_date_problem(site_id, "618435", seen_at=after(days=1))
        assert rows(folder, unresolved) == [("unreadable_date",)]
        store.settle_date_problem(site_id, "618434", seen_at=after(days=1))
        assert rows(folder, unresolved) == []

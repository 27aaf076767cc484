"""What went wrong, and what happened when: problems and runs."""

import itertools
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from archive_fixtures import (
    ARTICLE,
    AT,
    PHOTO,
    SITE,
    URL,
    after,
    make_capture,
    make_folder,
    put,
    rows,
    writing,
)

from archive import Archive, Problem
from archive.coverage import Visit
from archive.folder import Folder
from archive.identity import host
from archive.site_visits import RESUME_WITHIN, SiteVisit
from archive.store import Store

KILLED: str | None = None  # how the visit of a run that was killed ended


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path / "kho")


def problem(**changes: Any) -> Problem:
    standard: dict[str, Any] = {"kind": "unknown_layout", "url": URL, "detail": "?", "seen_at": AT}
    return Problem(**standard | changes)


def open_problems(folder: Folder) -> list[tuple[Any, ...]]:
    return rows(
        folder, "SELECT kind, url, detail FROM problem WHERE resolved_at IS NULL ORDER BY kind, url"
    )


def test_a_problem_is_one_row_for_each_address_and_kind(folder: Folder) -> None:
    with writing(folder) as store:
        for kind, url in itertools.product(("a", "b"), (URL, PHOTO)):
            store.record_problem(problem(kind=kind, url=url))
        store.record_problem(problem(kind="a", detail="thêm", seen_at=after(days=1)))
        assert store.open_problems(after(days=1)) == 1
        assert store.open_problems(AT) == 4
        assert store.counts["problem_a"] == 3
    assert ("a", URL, "thêm") in open_problems(folder)
    assert rows(
        folder, "SELECT first_seen_at, last_seen_at FROM problem WHERE detail = 'thêm'"
    ) == [(AT.isoformat(), after(days=1).isoformat())]


def test_a_problem_is_resolved_and_may_come_back(folder: Folder) -> None:
    with writing(folder) as store:
        store.record_problem(problem())
        store.resolve_problems(URL, seen_at=after(hours=1))
        assert open_problems(folder) == []
        store.resolve_problems(URL, seen_at=after(hours=2))
        assert rows(folder, "SELECT resolved_at FROM problem") == [(after(hours=1).isoformat(),)]
        store.record_problem(problem(seen_at=after(hours=3)))
    assert len(open_problems(folder)) == 1
    assert rows(folder, "SELECT count(*) FROM problem") == [(1,)]


def test_an_article_read_at_another_address_resolves_its_problems(folder: Folder) -> None:
    with writing(folder) as store:
        site_id = store.record_site(name="tplaocai", host=host(SITE), url=f"{SITE}/")
        store.record_problem(problem(key="618434", url=f"{SITE}/khac/b-618434"), site_id=site_id)
        store.record_problem(problem(key="618434", url=f"{SITE}/khac/c-618434"))
        put(store, ARTICLE)
    assert [row[1] for row in open_problems(folder)] == [f"{SITE}/khac/c-618434"]


def test_a_fetched_file_resolves_its_problem(folder: Folder) -> None:
    with writing(folder) as store:
        store.record_problem(problem(kind="http_404", url=PHOTO))
        store.record_media(PHOTO, b"GIF89a", seen_at=AT)
    assert open_problems(folder) == []


def test_a_problem_points_at_the_capture_that_its_detail_tells_of(folder: Folder) -> None:
    with writing(folder) as store:
        for layout in ("cũ", "mới"):
            capture_id = store.record_capture(make_capture(payload=layout.encode()))
            store.record_problem(problem(detail=layout, layout=layout, capture_id=capture_id))
    with Archive.open(folder.path) as archive:
        (found,) = archive.problems()
        payload = archive.capture(found["capture"]).payload.decode()
    assert (found["detail"], found["layout"], payload) == ("mới", "mới", "mới")


def test_a_run_keeps_its_manifest_and_counts(folder: Folder) -> None:
    with writing(folder, manifest={"program": "luutru 1", "tên": "Lào Cai"}) as store:
        put(store, ARTICLE)
        store.record_capture(make_capture(payload=b"12345"))
        store.finish("partial", finished_at=after(hours=1))
    with Archive.open(folder.path) as archive:
        (run,) = archive.runs()
    assert run["manifest"] == {"program": "luutru 1", "tên": "Lào Cai"}
    assert run["counts"] == {"articles_new": 1, "bytes": 5, "captures": 1}
    assert (run["outcome"], run["finished_at"]) == ("partial", after(hours=1).isoformat())


def test_a_run_has_no_outcome_of_another_name(folder: Folder) -> None:
    with writing(folder) as store:
        with pytest.raises(sqlite3.IntegrityError):
            store.finish("great", finished_at=AT)
        store.finish("done", finished_at=AT)


def test_what_was_seen_since(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, ARTICLE)
        site_id = rows(folder, "SELECT id FROM site")[0][0]
        assert store.seen_since(site_id, AT) == {"618434"}
        assert store.seen_since(site_id, AT.astimezone(UTC)) == {"618434"}
        assert store.seen_since(site_id, after(microseconds=1)) == frozenset()


@pytest.mark.parametrize(
    ("earlier", "began"),
    [
        ([], None),
        ([(2, "done")], None),
        ([(2, "cut")], 2),
        ([(2, KILLED)], 2),
        ([(3, KILLED), (2, "cut"), (1, KILLED)], 3),
        ([(4, KILLED), (3, "done"), (2, KILLED)], 2),
        ([(3, KILLED), (2, KILLED), (1, "done")], None),
        ([(7, KILLED)], 7),
        ([(7.001, KILLED)], None),
        ([(9, KILLED), (6, KILLED)], 6),
    ],
)
def test_unfinished_since(
    folder: Folder, earlier: list[tuple[float, str | None]], began: float | None
) -> None:
    assert timedelta(days=7) == RESUME_WITHIN
    for days_ago, ended in earlier:
        visit(folder, after(days=-days_ago), ended)
    visit(folder, after(minutes=-9), "done", is_crawl=False)
    visit(folder, after(minutes=-8), "done", host="khac.gov.vn")
    with writing(folder) as store:
        expected = None if began is None else after(days=-began)
        assert store.unfinished_since(site_id_of(store), now=AT) == expected


def site_id_of(store: Store, host: str = "tplaocai.gov.vn") -> int:
    return store.record_site(name=host.partition(".")[0], host=host, url=f"https://{host}/")


def visit(
    folder: Folder,
    at: datetime,
    ended: str | None,
    *,
    is_crawl: bool = True,
    host: str = "tplaocai.gov.vn",
    reached: str | None = None,
    pages: int = 1,
) -> None:
    """A run that visits the site, and its one section where it says how far that was read."""
    with writing(folder, at=at) as store:
        site_id = site_id_of(store, host)
        store.begin_visit(site_id, at=at, is_crawl=is_crawl, is_whole=is_crawl)
        if reached is not None:
            section_id = store.record_section(
                site_id, name="Tin", url="https://tplaocai.gov.vn/tin"
            )
            store.record_visit(
                Visit(
                    section_id=section_id,
                    pages=pages,
                    promised_pages=None,
                    listed=9,
                    unknown=0,
                    reached=reached,
                    has_gap=False,
                )
            )
        if ended is not None:
            store.end_visit(site_id, SiteVisit(state="up", is_cut=ended == "cut"))


@pytest.mark.parametrize(
    ("earlier", "is_walked"),
    [
        ([], False),
        ([("end", 5, "done")], True),
        ([("broken", 5, "done")], False),
        ([("end", 5, "done"), ("known", 1, "done")], True),
        ([("end", 5, "done"), ("broken", 0, "done")], True),  # an outage left no hole
        ([("end", 5, "done"), ("broken", 2, "done")], False),
        ([("end", 5, "done"), ("limit", 2, "done")], False),
        ([("end", 5, "done"), (None, 0, KILLED)], False),
        ([("end", 5, "done"), ("broken", 2, "cut"), ("end", 5, "done")], True),
        ([(None, 0, KILLED), ("end", 5, "done")], True),
    ],
)
def test_what_visits_say_of_a_list(
    folder: Folder, earlier: list[tuple[str | None, int, str | None]], is_walked: bool
) -> None:
    for number, (reached, pages, ended) in enumerate(earlier):
        at = after(days=number - 9)
        visit(folder, at, ended, reached=reached, pages=pages, is_crawl=False)
    with writing(folder) as store:
        url = "https://tplaocai.gov.vn/tin"
        assert store.is_walked(site_id_of(store), url) == is_walked
        assert not store.is_walked(site_id_of(store), f"{url}-khac")

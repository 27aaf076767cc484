"""Fields filled by site, layout and week; and the alarm when one falls."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from archive_fixtures import ARTICLE, SITE, make_folder, put, writing

from archive import Archive
from archive.article import VIETNAM, Article, Problem
from archive.filled import Fallen
from archive.folder import Folder
from archive.identity import host

MONDAY = datetime(2025, 6, 2, 0, 30, tzinfo=VIETNAM)  # Sunday evening in UTC


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path / "kho")


def articles(count: int, start: int = 0, **changes: object) -> list[Article]:
    return [
        replace(ARTICLE, url=f"{SITE}/tin-tuc/bai-{number}", **changes)  # type: ignore[arg-type]
        for number in range(1000 + start, 1000 + start + count)
    ]


NO_DATE = {"published_at": None, "published_raw": None, "published_precision": None}


def keep(folder: Folder, found: list[Article], at: datetime = MONDAY) -> tuple[Fallen, ...]:
    with writing(folder, at=at) as store:
        for article in found:
            put(store, article, at=at)
        site_id = store.record_site(name="tplaocai", host=host(SITE), url=f"{SITE}/")
        return store.fallen_fields(site_id)


def test_a_week_begins_on_monday_in_vietnam(folder: Folder) -> None:
    keep(folder, articles(1))
    keep(folder, articles(1, 1), MONDAY.replace(day=8, hour=23))
    keep(folder, articles(1, 2), MONDAY.replace(day=1, hour=23))
    with Archive.open(folder.path) as archive:
        weeks = [(row["week"], row["read"]) for row in archive.stats()["filled"]]
    assert weeks == [("2025-05-26", 1), ("2025-06-02", 2)]


def test_shares_are_of_the_articles_read(folder: Folder) -> None:
    keep(folder, [*articles(3), *articles(1, 3, author=None, images=(), references=())])
    with Archive.open(folder.path) as archive:
        (row,) = archive.stats()["filled"]
    assert (row["site"], row["layout"], row["read"], row["unread"]) == (
        *("tplaocai", ARTICLE.layout),
        *(4, 0),
    )
    assert {name: row[name] for name in ("author", "captions", "date", "references")} == {
        "author": 0.75,
        "captions": 0.75,
        "date": 1.0,
        "references": 0.75,
    }


def test_only_the_last_weeks_of_each_layout_are_shown(folder: Folder) -> None:
    for day in (2, 9, 16, 23):
        keep(folder, articles(1, day), MONDAY.replace(day=day))
    keep(folder, articles(1, 50, layout="generic", confidence=0.5), MONDAY.replace(month=1, day=6))
    with Archive.open(folder.path) as archive:
        rows = archive.stats(weeks=2)["filled"]
    assert [(row["layout"], row["week"], row["confidence"]) for row in rows] == [
        (ARTICLE.layout, "2025-06-16", 1.0),
        (ARTICLE.layout, "2025-06-23", 1.0),
        ("generic", "2025-01-06", 0.5),
    ]


def test_pages_that_gave_no_article_stand_beside(folder: Folder) -> None:
    keep(folder, articles(2))
    with writing(folder, at=MONDAY) as store:
        site_id = store.record_site(name="tplaocai", host=host(SITE), url=f"{SITE}/")
        for number, layout in enumerate((ARTICLE.layout, ARTICLE.layout, None)):
            url = f"{SITE}/tin-tuc/hong-{number}"
            problem = Problem(
                kind="missing_field",
                url=url,
                detail="no title",
                seen_at=MONDAY,
                key=str(number),
                layout=layout,
            )
            store.record_problem(problem, site_id=site_id)
    with Archive.open(folder.path) as archive:
        rows = archive.stats()["filled"]
    assert [(row["layout"], row["read"], row["unread"], row["author"]) for row in rows] == [
        (None, 0, 1, None),
        (ARTICLE.layout, 2, 2, 1.0),
    ]


def test_a_field_that_falls_is_named(folder: Folder) -> None:
    assert keep(folder, articles(30)) == ()
    found = keep(folder, articles(10, 30, **NO_DATE), MONDAY.replace(day=3))
    assert found == (Fallen(ARTICLE.layout, ARTICLE.section, "date", 1.0, 0.0),)


def test_a_new_section_or_layout_is_no_fall(folder: Folder) -> None:
    keep(folder, articles(30))
    assert keep(folder, articles(12, 30, **NO_DATE, section="Văn bản")) == ()
    assert keep(folder, articles(12, 50, **NO_DATE, layout="another")) == ()


@pytest.mark.parametrize("missing", [1, 5, 7])
def test_some_pages_without_it_are_no_fall(folder: Folder, missing: int) -> None:
    keep(folder, articles(30))
    assert keep(folder, [*articles(10 - missing, 30), *articles(missing, 60, **NO_DATE)]) == ()


def test_a_run_that_read_nothing_of_it_says_nothing(folder: Folder) -> None:
    keep(folder, articles(30))
    keep(folder, articles(10, 30, **NO_DATE))
    assert keep(folder, articles(1, 90, section="Khác")) == ()

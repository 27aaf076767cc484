"""Reading an archive: by our own means, and with nothing but SQLite."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from archive_fixtures import (
    ARTICLE,
    AT,
    PAPER,
    PHOTO,
    SITE,
    URL,
    after,
    assert_sound,
    make_capture,
    make_folder,
    picture,
    plain,
    put,
    rows,
    tables,
    writing,
)

from archive import Archive, Problem
from archive.article import Listed
from archive.coverage import Visit
from archive.dating import DateCandidate, DateOrder, Dating
from archive.errors import NotFound
from archive.folder import Folder
from archive.identity import host
from archive.site_visits import Rest
from archive.watch import GoneRule

EDITED = replace(ARTICLE, title="Hội nghị (bổ sung)", dating=Dating(rule="printed"))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path / "kho")


@pytest.fixture
def full(folder: Folder) -> Folder:
    """An archive with something in every table."""
    with writing(folder, manifest={"sites": [{"name": "tplaocai"}]}) as store:
        capture_id = store.record_capture(make_capture())
        put(store, ARTICLE, capture_id=capture_id)
        put(store, EDITED, at=after(days=1))
        site_id = store.record_site(name="tplaocai", host=host(SITE), url=f"{SITE}/")
        section = store.record_section(site_id, name="Tin tức", url=f"{SITE}/tin-tuc")
        listed = Listed(key="618434", url=f"{SITE}/diem-bao/b-618434", title="Hội nghị")
        store.record_listing(section, [listed], seen_at=AT)
        store.record_media(PHOTO, picture(), seen_at=AT)
        store.record_repeated_lines(site_id, ["dang nhap"], seen_at=AT)
        order = DateOrder(form="plain", first="day", day_votes=1, example="31/12/2022")
        store.record_date_orders(site_id, (order,), decided_at=AT)
        kept = DateCandidate(source="review", raw="none")
        store.record_review(1, kept, note=None, reviewed_at=AT)
        store.record_problem(Problem(kind="http_404", url=PAPER, detail="404", seen_at=AT))
        store.record_visit(
            Visit(
                section_id=section,
                pages=1,
                promised_pages=None,
                listed=1,
                unknown=1,
                reached="end",
                has_gap=False,
            )
        )
        store.begin_visit(site_id, at=AT, is_crawl=True, is_whole=True)
        store.record_rest(site_id, Rest(until=AT, strikes=1, reason="429"))
        rule = GoneRule(checks=1, hours=0)
        store.record_missed(
            site_id, "618434", "http_404", seen_at=after(days=2), rule=rule, weight=4
        )
        store.finish("done", finished_at=after(hours=1))
    return folder


def test_an_article_is_found_by_id_and_by_any_of_its_addresses(full: Folder) -> None:
    with Archive.open(full.path) as archive:
        found = archive.article(URL)
        for which in (found.id, str(found.id), f"{SITE}/diem-bao/b-618434"):
            assert archive.article(which) == found
    assert found.article == EDITED


def test_an_address_may_be_typed_as_a_browser_shows_it(folder: Folder) -> None:
    written = f"{SITE}/tin-tuc/h%E1%BB%99i%20ngh%E1%BB%8B-700100"
    with writing(folder) as store:
        put(store, replace(ARTICLE, url=written))
    with Archive.open(folder.path) as archive:
        for typed in (written, f"{SITE}/tin-tuc/hội nghị-700100"):
            assert archive.article(typed).article.url == written


@pytest.mark.parametrize(
    "which",
    [
        *(0, -1, 99, 2**63, 10**30, "99", "9" * 18, "9" * 30, "9" * 5000, "٣٣"),
        *("", "²", "1; DROP TABLE article", "https://khac.gov.vn/a/b-1", "\x00", "\udcff"),
    ],
)
def test_an_article_that_is_not_there_is_not_found(full: Folder, which: int | str) -> None:
    with Archive.open(full.path) as archive:
        with pytest.raises(NotFound, match="no article"):
            archive.article(which)
        with pytest.raises(NotFound, match="no article"):
            archive.versions(which)


@pytest.mark.parametrize("number", [0, -1, 3, 10**30])
def test_a_version_or_capture_that_is_not_there_is_not_found(full: Folder, number: int) -> None:
    with Archive.open(full.path) as archive:
        with pytest.raises(NotFound, match="no version"):
            archive.article(URL, version=number)
        with pytest.raises(NotFound, match="no capture"):
            archive.capture(number)


def test_each_version_has_its_own_times(full: Folder) -> None:
    with Archive.open(full.path) as archive:
        first, second = archive.versions(URL)
        assert (first.version, first.article, first.article.images) == (1, ARTICLE, ARTICLE.images)
        assert archive.capture(first.capture_id or 0) == make_capture()
        assert second.last_seen_at == after(days=1)
        assert archive.article(URL).first_seen_at == AT


def test_the_json_form_of_an_archived_article(full: Folder) -> None:
    with Archive.open(full.path) as archive:
        found = archive.article(URL)
        (hit,) = archive.search("bổ sung")
    data = found.as_dict()
    seen = ("first_seen_at", "last_seen_at", "gone_at", "version")
    assert list(data) == ["id", *ARTICLE.as_dict(), *seen]
    assert data["first_seen_at"] == "2023-07-05T08:30:00+07:00"
    place = {"field": "title", "url": None}
    added = {"snippet": hit.snippet, "score": hit.score, "place": place}
    assert hit.as_dict() == data | added
    assert (hit.id, hit.url, hit.title) == (found.id, URL, EDITED.title)


def test_more_articles_than_are_read_at_once(folder: Folder) -> None:
    many = 1203
    with writing(folder) as store:
        put(store, ARTICLE)
    with plain(folder) as db:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("BEGIN")
        for number in range(2, many + 1):
            db.execute(
                "INSERT INTO article SELECT ?1, site_id, ?1, ?1, first_seen_at, last_seen_at"
                " FROM article WHERE id = 1",
                (number,),
            )
            db.execute(
                "INSERT INTO version (id, article_id, number, origin, first_seen_at, last_seen_at,"
                " content_hash, url, portal, layout, title, body) SELECT ?1, ?1, 1, origin,"
                " first_seen_at, last_seen_at, ?1, url, portal, layout, ?1, ?1"
                " FROM version WHERE id = 1",
                (number,),
            )
        db.execute("COMMIT")
    with Archive.open(folder.path) as archive:
        found = list(archive.articles())
    assert [item.id for item in found] == list(range(1, many + 1))
    assert found[0].article == ARTICLE
    assert [item.article.paragraphs for item in found[-2:]] == [(str(many - 1),), (str(many),)]


def test_what_is_there_is_counted(full: Folder) -> None:
    with Archive.open(full.path) as archive:
        stats, (site,) = archive.stats(), archive.sites()
        (section,) = archive.sections("tplaocai")
    (of_site,) = stats.pop("by_site")
    assert {name: stats[name] for name in ("sites", "articles", "versions", "images")} == {
        **{"sites": 1, "articles": 1, "versions": 2, "images": 1}
    }
    assert (stats["captions"], stats["attachments"], stats["media_files"]) == (1, 1, 1)
    assert (stats["captures"], stats["problems"], stats["runs"]) == (1, 1, 1)
    assert stats["media_bytes"] == len(picture())
    assert (of_site["versions"], of_site["dated"], of_site["with_images"]) == (2, 1, 1)
    assert (site["name"], site["articles"], site["last_seen_at"]) == (
        *("tplaocai", 1),
        after(days=1).isoformat(),
    )
    assert (section["name"], section["listed"]) == ("Tin tức", 1)


def test_an_empty_archive_reads_as_empty(folder: Folder) -> None:
    with Archive.open(folder.path) as archive:
        assert archive.search() == archive.search("hội nghị") == ()
        assert archive.problems() == archive.runs() == archive.sites() == ()
        assert list(archive.articles()) == []
        assert archive.stats()["articles"] == 0


def test_old_words_are_no_longer_found(folder: Folder) -> None:
    first = replace(ARTICLE, summary="Tóm tắt đầu", title="Lễ hội Xuân", paragraphs=("Bản đầu.",))
    second = replace(first, summary=None, title="Lễ hội Thu", paragraphs=("Bản sau.",), images=())
    with writing(folder) as store:
        put(store, first)
        put(store, second, at=after(days=1))
    with Archive.open(folder.path) as archive:
        for gone in ("xuân", "xuan", "đầu", "dau", "toàn cảnh", "tom tat"):
            assert archive.search(gone) == ()
        for there in ("thu", "sau", "le hoi"):
            assert [hit.title for hit in archive.search(there)] == ["Lễ hội Thu"]
    assert_sound(folder)


# With the standard library alone


def test_any_sqlite_reads_every_table_and_view(full: Folder) -> None:
    with closing(sqlite3.connect(f"file:{full.database}?mode=ro", uri=True)) as db:
        found = db.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
        names = {name for (name,) in found.fetchall()}
        empty = {
            name for name in names if not db.execute(f'SELECT * FROM "{name}" LIMIT 5').fetchall()
        }
    documented = {"site", "section", "run", "capture", "media", "media_source", "article"}
    documented |= {
        "version",
        "image",
        "attachment",
        "reference",
        "listing",
        "problem",
        "search_index",
        "search_entry",
    }
    documented |= {
        "repeated_line",
        "section_name",
        "article_latest",
        "image_caption",
        "article_section",
        "article_date",
    }
    assert documented | {"article_text"} <= names
    assert empty == {"search_stale", "attachment_text"}


def test_a_view_says_what_is_current(full: Folder) -> None:
    assert rows(full, "SELECT title, site, version FROM article_latest") == [
        (EDITED.title, "tplaocai", 2)
    ]
    assert rows(full, "SELECT caption, width, mime FROM image_caption") == [
        ("Toàn cảnh phiên họp", 7, "image/png")
    ]
    assert rows(full, "SELECT section FROM article_section") == [("Tin tức",)]


def test_plain_sql_searches_the_index(full: Folder) -> None:
    query = "SELECT title FROM search_index WHERE search_index MATCH ?"
    for words in ("hoi nghi", "hội nghị", '"hoi nghi" AND title: bổ'):
        assert rows(full, query, words) == [(EDITED.title,)]


def test_tables_are_strict_and_say_where_their_keys_lead(folder: Folder) -> None:
    with plain(folder) as db:
        strict = dict(db.execute("SELECT name, strict FROM pragma_table_list").fetchall())
        ours = [name for name in tables(db) if not name.startswith("_")]
        assert len(ours) == 26
        assert [name for name in ours if not strict[name]] == []
        for table in ours:
            columns = {row[1] for row in db.execute(f"PRAGMA table_info({table})")}
            keys = {row[3]: row[2] for row in db.execute(f"PRAGMA foreign_key_list({table})")}
            assert keys == {
                name: name.removesuffix("_id") for name in columns if name.endswith("_id")
            }


def test_a_wrong_type_is_refused(folder: Folder) -> None:
    with plain(folder) as db, pytest.raises(sqlite3.IntegrityError, match="cannot store"):
        db.execute("INSERT INTO media VALUES (1, 'a', 'b', 'not a size', 1, 1, 'p', 'now')")

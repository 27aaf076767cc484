"""The index follows the articles, whatever happens to them, and it can be proved."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from archive_fixtures import (
    ARTICLE,
    URL,
    VIETNAM,
    after,
    assert_sound,
    make_folder,
    put,
    writing,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from running import run_luutru

from archive import Archive
from archive.article import Image, Listed
from archive.dating import Dating, Published
from archive.folder import Folder
from archive.identity import host
from archive.index import forget_article, is_index_equal, rebuild_index
from archive.search.find import Entry, Search
from archive.store import Store
from archive.watch import GoneRule

AT_ONCE = GoneRule(checks=1, hours=0)


def found(folder: Folder, query: str) -> list[str]:
    with Archive.open(folder.path) as archive:
        return [hit.title for hit in archive.search(query)]


def is_equal(folder: Folder) -> bool:
    db = folder.connect(write=True)
    try:
        return is_index_equal(db)
    finally:
        db.close()


def _step(store: Store, number: int, what: str, day: int) -> None:
    url = f"{URL[:-1]}{number}"
    text = f"Bản tin {what} số {day}"
    article = replace(ARTICLE, url=url, title=text, paragraphs=(text, "Đường sá."))
    at = after(days=day)
    recorded = put(store, article, at=at)
    site = store.record_site(name="tplaocai", host=host(url), url="https://tplaocai.laocai.gov.vn/")
    key = f"61843{number}"
    if what == "date":
        published = Published(at=datetime(2020, 1, day, tzinfo=VIETNAM), precision="day")
        version = store._db.execute(
            "SELECT version_id FROM article WHERE id = ?", (recorded.article_id,)
        ).fetchone()[0]
        store.record_dating(version, published, Dating(rule="list"), listed=None)
    elif what == "gone":
        store.record_missed(site, key, "not_found", seen_at=at, rule=AT_ONCE, weight=4)
    elif what == "list":
        section = store.record_section(site, name=f"Mục {day}", url=f"{URL}/{number}")
        store.record_listing(section, [Listed(key=key, url=url)], seen_at=at)
    elif what == "file":
        store.record_media(ARTICLE.attachments[0].url, b"%PDF-" + bytes([day]), seen_at=at)
    elif what == "forget":
        with store._db.atomic():
            forget_article(store._db, recorded.article_id)
            store._db.execute("INSERT INTO search_stale VALUES (?)", (recorded.article_id,))
        put(store, replace(article, title="Lại"), at=after(days=day, hours=1))


STEPS = st.tuples(
    st.integers(0, 3),
    st.sampled_from(["text", "date", "gone", "list", "file", "forget"]),
    st.integers(1, 28),
)


@settings(deadline=None, max_examples=15)
@given(st.lists(STEPS, max_size=8))
def test_the_index_equals_a_rebuild_after_anything(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, str, int]]
) -> None:
    folder = make_folder(tmp_path_factory.mktemp("kho"))
    with writing(folder) as store:
        for step in steps:
            _step(store, *step)
    assert_sound(folder)
    assert is_equal(folder)


@pytest.mark.parametrize(
    "harm",
    [
        "INSERT INTO search_index (rowid, body) VALUES (12345, 'ma')",
        "INSERT INTO search_index (search_index, rowid, body) "
        "SELECT 'delete', id, 'hội' FROM search_entry",
        "UPDATE version SET body = body || ' thêm'",
        "UPDATE search_entry SET filters = filters || ' ˎs9'",
        "INSERT INTO search_stale SELECT id FROM article",
        "DROP TRIGGER search_date",
    ],
)
def test_a_wrong_index_is_found_out_and_mended(tmp_path: Path, harm: str) -> None:
    folder = make_folder(tmp_path)
    with writing(folder) as store:
        put(store, ARTICLE)
    db = folder.connect(write=True)
    with db.atomic():
        db.execute(harm)
        if "TRIGGER" in harm:
            db.execute("UPDATE version SET published_at = '2020-01-01T00:00:00+07:00'")
    assert not is_index_equal(db)
    assert max(rebuild_index(db)) == 1
    assert is_index_equal(db)
    db.close()


def test_reindex_and_optimize_on_the_command_line(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    with writing(folder) as store:
        put(store, ARTICLE)
    assert run_luutru("-C", tmp_path, "reindex", "--check").returncode == 0
    db = folder.connect(write=True)
    db.execute("INSERT INTO search_index (rowid, body) VALUES (12345, 'ma')")
    db.close()
    wrong = run_luutru("-C", tmp_path, "reindex", "--check")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "luutru reindex" in wrong.stderr
    done = run_luutru("-C", tmp_path, "reindex", "--json")
    assert done.stdout == '{"indexed": 1, "is_equal": true}\n'
    assert run_luutru("-C", tmp_path, "optimize").returncode == 0
    assert_sound(folder)
    assert found(folder, "hội nghị") == [ARTICLE.title]


def test_entries_are_in_order_of_days(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    days = [date(2024, 5, 1), date(1999, 1, 1), None, date(2024, 5, 1), date(2030, 1, 1)]
    random.Random(1).shuffle(days)
    with writing(folder) as store:
        for number, day in enumerate(days):
            at = datetime(day.year, day.month, day.day, number, tzinfo=VIETNAM) if day else None
            one = replace(ARTICLE, url=f"{URL[:-1]}{number}", title=f"Bài {number}")
            put(store, replace(one, published_at=at, published_raw=None))
    with Archive.open(tmp_path) as archive:
        hits = archive.search("bài", by_date=True)
        dates = [hit.archived.article.published_at for hit in hits]
        assert dates[:4] == sorted((at for at in dates if at), reverse=True)
        assert dates[4] is None
        assert [hit.id for hit in archive.search("")] == [hit.id for hit in hits]


_DAYS = st.dates(date(2021, 11, 1), date(2025, 2, 28)) | st.dates()


@pytest.fixture(scope="module")
def of_many_days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, list[date]]]:
    """An article every eleven days for three years, one long before, and one without a date."""
    days = [date(1996, 2, 29), *(date(2021, 12, 31) + timedelta(days=11 * n) for n in range(100))]
    folder = make_folder(tmp_path_factory.mktemp("kho"))
    with writing(folder) as store:
        for number, day in enumerate([None, *days]):
            at = datetime.combine(day, time(23, 59), VIETNAM) if day else None
            put(store, replace(ARTICLE, url=f"{URL[:-3]}{number:03}", published_at=at))
    with Archive.open(folder.path) as archive:
        yield archive, days


@settings(deadline=None)
@given(st.none() | _DAYS, st.none() | _DAYS)
def test_any_days_find_just_the_articles_of_these_days(
    of_many_days: tuple[Archive, list[date]], since: date | None, until: date | None
) -> None:
    archive, days = of_many_days
    expected = {day for day in days if (since or date.min) <= day <= (until or date.max)}
    hits = archive.search("hội nghị", since=since, until=until, limit=200)
    assert {at.date() for hit in hits if (at := hit.archived.article.published_at)} == expected
    assert hits.total == len(hits) == len(expected) + (not since and not until)
    assert sum(hits.facets.month.values()) == hits.total


def test_filters_follow_what_happens(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    with writing(folder) as store:
        put(store, ARTICLE)
        assert found(folder, "has:image has:attachment has:video") == [ARTICLE.title]
        assert found(folder, "changed:yes") == found(folder, "gone:yes") == []
        put(store, replace(ARTICLE, title="Bản hai"), at=after(days=40))
    assert found(folder, "changed:yes") == found(folder, "changed:2023-08") == ["Bản hai"]
    assert found(folder, "changed:2023-07") == found(folder, "-changed:yes") == []
    with writing(folder, at=after(days=41)) as store:
        site = store.record_site(name="tplaocai", host=host(URL), url="https://x.vn/")
        store.record_missed(
            site, "618434", "not_found", seen_at=after(days=41), rule=AT_ONCE, weight=4
        )
    assert found(folder, "gone:yes") == found(folder, "gone:15/8/2023") == ["Bản hai"]
    assert found(folder, "gone:no") == found(folder, "gone:2022") == []
    with writing(folder, at=after(days=42)) as store:
        put(store, replace(ARTICLE, title="Bản hai"), at=after(days=42))
    assert found(folder, "gone:yes") == []


def test_a_hit_says_where_it_is(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    photos = (Image(url="https://x.vn/1.jpg", caption="Cầu Cốc Lếu"), *ARTICLE.images)
    with writing(folder) as store:
        put(store, replace(ARTICLE, images=photos))
    with Archive.open(tmp_path) as archive:
        (caption,) = archive.search("cốc lếu")
        (title,) = archive.search("đảng bộ")
        (paper,) = archive.search('"báo cáo sơ kết"')
        (none,) = archive.search("")
    assert caption.place is not None
    assert (caption.place.field, caption.place.url) == ("caption", "https://x.vn/1.jpg")
    assert caption.snippet == "Cầu [Cốc] [Lếu]"
    assert title.place is not None
    assert title.place.field == "title"
    assert paper.place is not None
    assert (paper.place.field, paper.place.url) == ("attachment", ARTICLE.attachments[0].url)
    assert (none.place, none.snippet) == (None, "")


def test_totals_and_facets(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    with writing(folder) as store:
        for number in range(3):
            one = replace(ARTICLE, url=f"{URL[:-1]}{number}", images=ARTICLE.images[:number])
            put(store, replace(one, section=f"Mục {number // 2}"))
    with Archive.open(tmp_path) as archive:
        hits = archive.search("hội nghị", limit=1)
        assert (len(hits), hits.total, hits.is_total_capped) == (1, 3, False)
        assert hits.facets.site == {"tplaocai": 3}
        assert hits.facets.section == {"Mục 0": 2, "Mục 1": 1}
        assert hits.facets.month == {"2023-07": 3}
        assert hits.facets.has["image"] == 2
        assert archive.search("không_có").facets.as_dict()["counted"] == 0
        assert archive.search("!!!").total == 0


def test_more_than_the_candidates_are_found_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.search.find.CANDIDATES", 5)
    monkeypatch.setattr("archive.search.find.WEIGHED", 2)
    folder = make_folder(tmp_path)
    with writing(folder) as store:
        for number in range(10, 30):
            one = replace(ARTICLE, url=f"{URL[:-2]}{number}", title=f"Bài {number}")
            put(store, replace(one, published_at=after(days=number)))
    with Archive.open(tmp_path) as archive:
        hits = archive.search("hội nghị", limit=50)
        assert len({hit.id for hit in hits}) == len(hits) == 20
        assert (hits.total, hits.is_total_capped, hits.facets.is_capped) == (5, True, True)
        pages = [archive.search("hội nghị", limit=3, offset=n) for n in range(0, 21, 3)]
        assert [hit.id for page in pages for hit in page] == [hit.id for hit in hits]
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        (old,) = archive.search('title:"bài 10" hội nghị')
        assert old.title == "Bài 10"


def test_a_search_sees_the_archive_as_of_one_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_folder(tmp_path)
    with writing(folder) as store:
        put(store, ARTICLE)
    whole = Search._candidates

    def edited_meanwhile(search: Search) -> Any:
        found = whole(search)
        with writing(folder, at=after(days=2)) as store:
            put(store, replace(ARTICLE, published_at=after(days=1)), at=after(days=2))
        return found

    monkeypatch.setattr(Search, "_candidates", edited_meanwhile)
    with Archive.open(tmp_path) as archive:
        assert [hit.title for hit in archive.search("hội nghị")] == [ARTICLE.title]


def test_an_export_finds_its_articles_as_of_one_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_folder(tmp_path)
    with writing(folder) as store:
        put(store, ARTICLE)
    looked_at = Search._is_match

    def edited_meanwhile(search: Search, entry: Entry) -> bool:
        with writing(folder, at=after(days=2)) as store:
            put(store, replace(ARTICLE, published_at=after(days=1)), at=after(days=2))
        return looked_at(search, entry)

    monkeypatch.setattr(Search, "_is_match", edited_meanwhile)
    with Archive.open(tmp_path) as archive:
        assert [one.article.title for one in archive.articles('"hội nghi"')] == [ARTICLE.title]


def test_a_search_out_of_time_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.search.find._BATCH", 3)
    folder = make_folder(tmp_path)
    with writing(folder) as store:
        for number in range(10, 20):
            one = replace(
                ARTICLE, url=f"{URL[:-2]}{number}", published_at=after(days=-100 * number)
            )
            put(store, one)
    with Archive.open(tmp_path) as archive:
        assert len(archive.search("hội nghị")) == 10
        assert len(archive.search("hội nghị", by_date=True)) == 10
        hits = archive.search("hội nghị", seconds=0)
    assert hits.is_broken_off
    assert 0 < len(hits) < 10


def test_search_on_the_command_line(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    with writing(folder) as store:
        put(store, ARTICLE)
        put(
            store, replace(ARTICLE, url=f"{URL[:-1]}5", title="=1+1 Hội xuân", paragraphs=("Xuân",))
        )
    search = ("-C", tmp_path, "search")
    found = run_luutru(*search, "hội", "-đảng", "--ids")
    assert (found.stdout, found.stderr) == ("2\n", "1 to 1 of 1\n")
    assert run_luutru(*search, "hội", "--ids", "--sort", "date", "--limit", 1).stdout == "2\n"
    sheet = run_luutru(*search, "xuân", "--format", "csv").stdout.splitlines()
    assert sheet[0].startswith("id,score,published_at,site")
    assert "'=1+1 Hội xuân" in sheet[1]
    said = run_luutru(*search, "UBND", "-x", "--explain").stdout.splitlines()
    assert said[0] == "read as\tubnd -x"
    assert '"ủy ban nhân dân" (this spelling)' in said[1]
    assert said[2] == "must not have\tx (any accenting)"
    facets = run_luutru(*search, "hội", "--facets")
    assert "site\ttplaocai\t2" in facets.stdout
    assert "counted over 2 articles" in facets.stderr
    mistyped = run_luutru(*search, "hội", "--limt", 3)
    assert mistyped.returncode == 2
    assert "--limt" in mistyped.stderr
    lines = run_luutru("-C", tmp_path, "export", "hội", "-đảng").stdout.splitlines()
    assert len(lines) == 1

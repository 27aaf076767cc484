"""The one writer: nothing is lost, nothing half done, nothing old changed."""

import itertools
import signal
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from archive_fixtures import (
    ARTICLE,
    AT,
    SITE,
    URL,
    after,
    another_process,
    assert_sound,
    dump,
    make_capture,
    make_folder,
    no_file_larger_than,
    plain,
    put,
    rows,
    writing,
)

from archive import Archive
from archive.article import Listed
from archive.captures import Place, payload_sha256, read_capture
from archive.errors import ConfigError
from archive.folder import Folder
from archive.identity import host
from archive.media import store_file

EDITED = replace(
    ARTICLE,
    title="Hội nghị Ban Chấp hành (bổ sung)",
    images=(replace(ARTICLE.images[0], caption="Quang cảnh phiên bế mạc"),),
)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path / "kho")


def version_rows(folder: Folder, number: int) -> list[tuple[Any, ...]]:
    """A version whole: its own row, and those of its images and attachments."""
    return [
        row
        for table, key in (("version", "id"), ("image", "version_id"), ("attachment", "version_id"))
        for row in rows(
            folder,
            f"SELECT * FROM {table} WHERE {key} IN (SELECT id FROM version WHERE number = ?)"
            " ORDER BY id",
            number,
        )
    ]


# Articles and their versions


def test_a_new_article_is_stored_whole(folder: Folder) -> None:
    with writing(folder) as store:
        capture_id = store.record_capture(make_capture())
        recorded = put(store, ARTICLE, capture_id=capture_id)
        assert (recorded.version, recorded.change) == (1, "new")
    with Archive.open(folder.path) as archive:
        found = archive.article(recorded.article_id)
    assert found.article == ARTICLE
    assert (found.version, found.origin, found.capture_id) == (1, "crawl", capture_id)
    assert found.first_seen_at == found.last_seen_at == AT
    assert_sound(folder)


def test_the_same_content_again_moves_last_seen_alone(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, ARTICLE)
        before = dump(folder)
        assert put(store, ARTICLE, at=after(days=1)).change == "same"
        now = dump(folder)
    changed = {name for name in before if before[name] != now[name]}
    assert changed == {"article", "version", "watch"}
    for table, cell in (("article", 5), ("version", 7)):
        (old,), (new,) = before[table], now[table]
        assert [i for i in range(len(old)) if old[i] != new[i]] == [cell]
        assert new[cell] == after(days=1).isoformat()


def test_another_place_or_layout_is_no_new_version(folder: Folder) -> None:
    moved = replace(
        ARTICLE, url=ARTICLE.url.replace("tin-tuc", "chinh-tri"), section="Chính trị", layout="b"
    )
    with writing(folder) as store:
        put(store, ARTICLE)
        assert put(store, moved, at=after(days=1)).change == "same"


def test_an_edit_is_a_new_version_beside_the_untouched_old_one(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, ARTICLE)
        old = version_rows(folder, 1)
        recorded = put(store, EDITED, at=after(days=1))
        assert (recorded.version, recorded.change) == (2, "changed")
    assert version_rows(folder, 1) == old
    assert len(old) == 3
    with Archive.open(folder.path) as archive:
        first, second = archive.versions(recorded.article_id)
        assert (first.article, second.article) == (ARTICLE, EDITED)
        assert archive.article(ARTICLE.url).article == EDITED
        assert archive.article(ARTICLE.url, version=1).article == ARTICLE
    assert_sound(folder)


def test_an_edit_taken_back_is_a_third_version(folder: Folder) -> None:
    with writing(folder) as store:
        for day, article in enumerate((ARTICLE, EDITED, ARTICLE, ARTICLE)):
            recorded = put(store, article, at=after(days=day))
    assert (recorded.version, recorded.change) == (3, "same")
    assert_sound(folder)


def test_an_older_import_does_not_become_current(folder: Folder) -> None:
    older = replace(EDITED, title="Bản cũ hiếm gặp")
    with writing(folder) as store:
        put(store, ARTICLE)
        for _ in range(2):
            recorded = put(store, older, at=after(days=-9), origin="import:a.jsonl")
        assert recorded.change == "same"
    with Archive.open(folder.path) as archive:
        assert archive.article(ARTICLE.url).article == ARTICLE
        assert archive.search("hiếm") == ()
        assert archive.versions(ARTICLE.url)[1].article == older
        assert archive.versions(ARTICLE.url)[1].origin == "import:a.jsonl"
    assert rows(folder, "SELECT last_seen_at FROM article") == [(AT.isoformat(),)]
    assert_sound(folder)


def test_articles_of_two_sites_may_share_an_id(folder: Folder) -> None:
    other = replace(ARTICLE, url="https://sapa.laocai.gov.vn/tin/khac-618434", site="sapa")
    with writing(folder) as store:
        assert put(store, ARTICLE).article_id != put(store, other).article_id
    assert rows(folder, "SELECT count(*) FROM version") == [(2,)]


@pytest.mark.parametrize("table", ["version", "image", "attachment"])
@pytest.mark.parametrize("how", ["ABORT", "ROLLBACK", "FAIL"])
@pytest.mark.parametrize("earlier", [(), (ARTICLE,)])
def test_an_error_midway_leaves_nothing_of_an_article(
    folder: Folder, table: str, how: str, earlier: tuple[Any, ...]
) -> None:
    with writing(folder) as store:
        for article in earlier:
            put(store, article)
        store.record_site(name="tplaocai", host=host(SITE), url=f"{SITE}/")
        with plain(folder) as db:
            db.execute(
                f"CREATE TRIGGER stop AFTER INSERT ON {table}"
                f" BEGIN SELECT RAISE({how}, 'đĩa đầy'); END"
            )
        before, counts = dump(folder), dict(store.counts)
        with pytest.raises(sqlite3.IntegrityError, match="đĩa đầy"):
            put(store, EDITED, at=after(days=1))
        assert dump(folder) == before
        assert dict(store.counts) == counts
        with plain(folder) as db:
            db.execute("DROP TRIGGER stop")
        put(store, EDITED, at=after(days=1))
    assert_sound(folder)


def test_a_full_disk_leaves_nothing_of_an_article(folder: Folder) -> None:
    long = replace(EDITED, paragraphs=("Thu ngân sách. " * 50_000,))
    with writing(folder) as store:
        put(store, ARTICLE)
        before = dump(folder)
        with no_file_larger_than(300_000), pytest.raises(sqlite3.OperationalError):
            put(store, long, at=after(days=1))
        assert dump(folder) == before
        put(store, long, at=after(days=1))
    assert_sound(folder)


KILLED = """
import sys
from dataclasses import replace
from pathlib import Path
from archive import Problem
from archive_fixtures import *
with writing(Folder(Path(sys.argv[1])), at=after(days=float(sys.argv[2]))) as store:
    for n in range(10**6):
        at = after(days=float(sys.argv[2]), seconds=n)
        article = replace(ARTICLE, url=f"{SITE}/tin-tuc/bai-{n % 7 + 10000}", title=f"Lần {at}")
        sent = make_capture(url=article.url, payload=b"x" * n, seen_at=at)
        capture_id = store.record_capture(sent)
        recorded = put(store, article, at=at, capture_id=capture_id)
        store.record_media(f"{PHOTO}?{n}", f"{at}".encode(), seen_at=at, capture_id=capture_id)
        store.record_problem(Problem(kind="k", url=f"{n % 5}", detail="d", seen_at=at))
        print(recorded.article_id, recorded.version, capture_id, flush=True)
"""


def test_kill_minus_nine_loses_nothing_that_was_reported(folder: Folder) -> None:
    reported = []
    for day, wait in enumerate((1, 20, 45)):
        with another_process(KILLED, folder.path, str(day)) as crawl:
            assert crawl.stdout is not None
            reported += [line.split() for line in itertools.islice(crawl.stdout, wait)]
            crawl.send_signal(signal.SIGKILL)
            reported += [line.split() for line in crawl.stdout if line.endswith("\n")]
            crawl.wait()
        assert_sound(folder)
    assert len(reported) >= 66
    with Archive.open(folder.path) as archive:
        for article_id, version, capture_id in (map(int, line) for line in reported):
            found = archive.article(article_id, version=version)
            assert found.capture_id == capture_id
            assert archive.capture(capture_id).url == found.article.url
        # The next run finds the one before it dead, since the folder's lock is free.
        outcomes = [run["outcome"] for run in archive.runs()]
        assert outcomes == [None, "interrupted", "interrupted"]
    assert_files_are_whole(folder)
    with writing(folder) as store:
        put(store, ARTICLE)


def assert_files_are_whole(folder: Folder) -> None:
    """Each row that names bytes on disk finds those very bytes."""
    found = rows(folder, "SELECT warc, offset, length, sha256 FROM capture")
    for *place, sha256 in found:
        assert payload_sha256(read_capture(folder.warc, Place(*place))) == sha256
    media = rows(folder, "SELECT path, size, sha256 FROM media")
    for path, size, sha256 in media:
        data = (folder.media / path).read_bytes()
        assert (len(data), store_file(folder.media, data).sha256) == (size, sha256)
    assert found
    assert media


# Sites and sections


def test_a_renamed_or_moved_site_keeps_its_articles(folder: Folder) -> None:
    with writing(folder) as store:
        article_id = put(store, ARTICLE).article_id
        first = store.record_site(name="tplaocai", host=host(SITE), url=f"{SITE}/")
        renamed = store.record_site(name="thanhpho", host=host(SITE), url=f"{SITE}/")
        moved = store.record_site(
            name="thanhpho", host="laocai.gov.vn", url="https://laocai.gov.vn/"
        )
        assert first == renamed == moved
        assert store.known_urls(moved) == {"618434": URL}
    assert rows(folder, "SELECT name, host, url FROM site") == [
        ("thanhpho", "laocai.gov.vn", "https://laocai.gov.vn/")
    ]
    with Archive.open(folder.path) as archive:
        assert archive.article(article_id).article == replace(ARTICLE, site="thanhpho")


def test_two_sites_are_not_merged_into_one(folder: Folder) -> None:
    with writing(folder) as store:
        store.record_site(name="a", host="a.gov.vn", url="https://a.gov.vn/")
        store.record_site(name="b", host="b.gov.vn", url="https://b.gov.vn/")
        before = dump(folder)
        with pytest.raises(ConfigError, match=r"'a' and 'b\.gov\.vn'"):
            store.record_site(name="a", host="b.gov.vn", url="https://b.gov.vn/")
        assert dump(folder) == before


def test_a_renamed_section_keeps_its_list(folder: Folder) -> None:
    entries = (Listed(key="1", url=f"{SITE}/tin/a-1", title="A", printed_date="04/7/2023"),)
    with writing(folder) as store:
        site_id = store.record_site(name="a", host="a.gov.vn", url="https://a.gov.vn/")
        first = store.record_section(site_id, name="Tin", url=f"{SITE}/tin")
        store.record_listing(first, entries, seen_at=AT)
        bare = (Listed(key="1", url=f"{SITE}/tin/b-1"),)
        store.record_listing(first, bare, seen_at=after(days=1))
        assert store.record_section(site_id, name="Tin tức", url=f"{SITE}/tin") == first
    assert rows(folder, "SELECT name FROM section") == [("Tin tức",)]
    assert rows(folder, "SELECT * FROM listing") == [
        (
            *(first, "1", f"{SITE}/tin/b-1", "A", "04/7/2023"),
            *(AT.isoformat(), after(days=1).isoformat(), AT.isoformat(), 1, 1),
        )
    ]


def test_a_broken_list_is_not_kept_in_part(folder: Folder) -> None:
    def entries() -> Iterator[Listed]:
        yield Listed(key="1", url=URL)
        raise KeyError

    with writing(folder) as store:
        site_id = store.record_site(name="a", host="a.gov.vn", url="https://a.gov.vn/")
        section_id = store.record_section(site_id, name="Tin", url=f"{SITE}/tin")
        with pytest.raises(KeyError):
            store.record_listing(section_id, entries(), seen_at=AT)
    assert rows(folder, "SELECT * FROM listing") == []

"""Archives that earlier versions of the program wrote, each as it lay on a disk then."""

import gzip
import os
from dataclasses import replace
from pathlib import Path

import pytest
from archive_fixtures import ARTICLE, SITE, URL, after, assert_sound, put, rows, writing

from archive import Archive
from archive.dating import Dating, Published
from archive.errors import Busy, NotAnArchive
from archive.folder import Folder
from archive.identity import host

OLD = Path(__file__).parent / "old_archives"
# Named by the last migration that each has.
REFERENCES = {"create_archive": ()}


@pytest.fixture(params=sorted(OLD.glob("*.db.gz")), ids=lambda file: file.name.split(".")[0])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Folder:
    folder = Folder(tmp_path / "old")
    folder.path.mkdir()
    folder.warc.mkdir()
    folder.database.write_bytes(gzip.decompress(request.param.read_bytes()))
    return folder


def test_reading_brings_it_up_to_date_and_keeps_everything(
    old: Folder, request: pytest.FixtureRequest
) -> None:
    with Archive.open(old.path) as archive:
        article, versions = archive.article(URL), archive.versions(URL)
        hits = archive.search("hội nghị ban chấp hành")
        assert archive.stats()["filled"][0]["summary"] == 1
    assert [one.version for one in versions] == [1, 2]
    assert article.article.confidence == 1.0
    assert article.article.references == REFERENCES.get(
        request.node.callspec.id, ARTICLE.references
    )
    assert (article.article.published_raw, article.article.dating) == (ARTICLE.published_raw, None)
    assert article.article.attachments == ARTICLE.attachments
    assert [hit.id for hit in hits] == [article.id]


def test_hashes_written_then_are_the_hashes_of_now(old: Folder) -> None:
    """An article that did not change since gets no new version by a new program."""
    (known,) = rows(old, "SELECT content_hash FROM version WHERE number = 2")
    with Archive.open(old.path) as archive:
        stored = archive.article(URL).article
    assert (stored.content_hash(),) == known
    with writing(old, at=after(days=2)) as store:
        assert put(store, stored, at=after(days=2)).change == "same"


def test_an_archive_in_use_waits_for_its_run(old: Folder) -> None:
    with old.lock("crawl"), pytest.raises(Busy):
        Archive.open(old.path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_copy_nobody_may_write_to_says_what_to_do(old: Folder) -> None:
    old.path.chmod(0o500)
    try:
        with pytest.raises(NotAnArchive, match="older luutru"):
            Archive.open(old.path)
    finally:
        old.path.chmod(0o700)


def test_upgrading_twice_changes_nothing(old: Folder) -> None:
    Archive.open(old.path).close()
    before = rows(old, "SELECT * FROM version")
    Archive.open(old.path).close()
    assert rows(old, "SELECT * FROM version") == before


def test_its_dates_are_settled_by_the_next_run(old: Folder) -> None:
    """Nothing was ever settled there: all are due, with what their pages said."""
    published = Published(at=ARTICLE.published_at, raw="04/07/2023", precision="day")
    with writing(old, at=after(days=2)) as store:
        site_id = store.record_site(name="tplaocai", host=host(SITE), url=f"{SITE}/")
        due = {one.key: one for one in store.undated(site_id, since=after(days=2))}
        known = due["618434"]
        assert (known.published, known.candidates) == (ARTICLE.published, ())
        store.record_dating(known.version_id, published, Dating(rule="list"), listed=known.listed)
        left = {one.key for one in store.undated(site_id, since=after(days=2))}
        assert left == due.keys() - {"618434"}
    with Archive.open(old.path) as archive:
        found = archive.article(URL).article
    assert found.published == published
    assert found.published_on_page == ARTICLE.published
    said = {name: getattr(ARTICLE, name) for name in ARTICLE.published.as_dict()}
    with writing(old, at=after(days=3)) as store:
        for read_again in (found, replace(found, dating=None, **said)):
            assert put(store, read_again, at=after(days=3)).change == "same"
    assert_sound(old)

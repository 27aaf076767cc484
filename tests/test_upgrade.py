"""Archives that earlier versions of the program wrote, each as it lay on a disk then."""

import gzip
import os
from pathlib import Path

import pytest
from archive_fixtures import ARTICLE, URL, after, put, rows, writing

from archive import Archive
from archive.errors import Busy, NotAnArchive
from archive.folder import Folder

OLD = Path(__file__).parent / "old_archives"


@pytest.fixture(params=sorted(OLD.glob("*.db.gz")), ids=lambda file: file.name.split(".")[0])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Folder:
    folder = Folder(tmp_path / "old")
    folder.path.mkdir()
    folder.warc.mkdir()
    folder.database.write_bytes(gzip.decompress(request.param.read_bytes()))
    return folder


def test_reading_brings_it_up_to_date_and_keeps_everything(old: Folder) -> None:
    with Archive.open(old.path) as archive:
        article, versions = archive.article(URL), archive.versions(URL)
        hits = archive.search("hội nghị ban chấp hành")
        assert archive.stats()["filled"][0]["summary"] == 1
    assert [one.version for one in versions] == [1, 2]
    assert article.article.confidence == 1.0
    assert article.article.references == ()
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

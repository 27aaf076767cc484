"""An archive folder on disk: made once, never harmed, held by one run at a time."""

import json
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from archive_fixtures import (
    ARTICLE,
    AT,
    another_process,
    assert_sound,
    make_folder,
    no_file_larger_than,
    plain,
    put,
    rows,
    writing,
)

from archive import Archive
from archive.errors import Busy, NewerArchive, NotAnArchive
from archive.folder import Folder

HOLD = """
import sys
from pathlib import Path
from archive.folder import Folder
with Folder(Path(sys.argv[1])).lock("update"):
    print("held", flush=True)
    sys.stdin.read()
"""

CREATE_MANY = """
import itertools, sys
from pathlib import Path
from archive.folder import Folder
for number in itertools.count():
    Folder(Path(sys.argv[1]) / str(number)).create("# ghi")
    print(number, flush=True)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path / "kho lưu trữ")


def contents(path: Path) -> dict[str, bytes | None]:
    """Every file's bytes; the two that SQLite keeps beside an open database are its own."""
    return {
        str(file.relative_to(path)): file.read_bytes() if file.is_file() else None
        for file in path.rglob("*")
        if not file.name.endswith(("-wal", "-shm"))
    }


def test_create_makes_the_documented_folder(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "a" / "b")
    assert folder.create("# trang\n") is True
    assert set(contents(folder.path)) == {"archive.db", "media", "sites.toml", "warc"}
    assert folder.sites.read_text("utf-8") == "# trang\n"
    assert rows(folder, "PRAGMA journal_mode") == [("wal",)]
    assert_sound(folder)


def test_creating_again_changes_nothing(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, ARTICLE)
        store.record_media("https://a.gov.vn/a.txt", b"xin", seen_at=AT)
    folder.sites.write_text("# của tôi", encoding="utf-8")
    before = contents(folder.path)
    assert folder.create("# khác") is False
    assert contents(folder.path) == before
    with Archive.open(folder.path) as archive:
        assert archive.article(ARTICLE.url).article == ARTICLE


def test_a_lost_sites_file_comes_back(folder: Folder) -> None:
    folder.sites.unlink()
    assert folder.create("# mới") is False
    assert folder.sites.read_text("utf-8") == "# mới"


def test_what_is_no_archive_folder_says_how_to_make_one(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(NotAnArchive, match=r"luutru -C .* init"):
            Archive.open(path)


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE orders (id)")
        db.execute("INSERT INTO orders VALUES (1)")
        db.commit()


def _cut(path: Path) -> None:
    make_folder(path.parent / "whole")
    path.write_bytes((path.parent / "whole" / "archive.db").read_bytes()[:5000])


DAMAGED: dict[str, Callable[[Path], object]] = {
    "another program's": _foreign,
    "empty": lambda path: path.write_bytes(b""),
    "garbage": lambda path: path.write_bytes(b"\x00\xff\x17" * 5000),
    "text": lambda path: path.write_bytes("Cộng hoà xã hội\n".encode() * 300),
    "cut short": _cut,
    "a directory": lambda path: path.mkdir(),
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_database_that_is_not_ours_is_left_alone(kind: str, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    DAMAGED[kind](folder.database)
    before = contents(tmp_path)
    with pytest.raises(NotAnArchive, match=r"archive|init"):
        Archive.open(tmp_path)
    for write in (False, True):
        with pytest.raises(NotAnArchive, match=r"archive\.db"):
            folder.connect(write=write)
    with pytest.raises(NotAnArchive, match=r"archive\.db"):
        folder.create("# trang")
    after = contents(tmp_path)
    assert {name: after.get(name) for name in before} == before
    assert "sites.toml" not in after


def test_refusing_to_create_leaves_nothing_behind(tmp_path: Path) -> None:
    _foreign(tmp_path / "archive.db")
    with pytest.raises(NotAnArchive):
        Folder(tmp_path).create("# trang")
    assert set(contents(tmp_path)) == {"archive.db"}


def test_a_newer_archive_is_refused_untouched(folder: Folder) -> None:
    with plain(folder) as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('luutru', 'add_maps', '2031-01-01')"
        )
    before = contents(folder.path)
    with pytest.raises(NewerArchive, match=r"add_maps.*update"):
        Archive.open(folder.path)
    with pytest.raises(NewerArchive, match="add_maps"):
        folder.connect(write=True)
    assert contents(folder.path) == before


def test_other_programs_migrations_are_no_concern_of_ours(folder: Folder) -> None:
    with plain(folder) as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('datasette', 'add_maps', '2031-01-01')"
        )
    with Archive.open(folder.path) as archive:
        assert archive.stats()["articles"] == 0


def test_a_reader_cannot_write(folder: Folder) -> None:
    db = folder.connect(write=False)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("DELETE FROM site")
    db.close()


def test_writing_enforces_foreign_keys(folder: Folder) -> None:
    db = folder.connect(write=True)
    with pytest.raises(sqlite3.IntegrityError), db.atomic():
        db.execute("INSERT INTO section (site_id, name, url) VALUES (99, 'a', 'b')")
    db.close()


def test_a_reader_works_while_a_transaction_is_open(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, ARTICLE)
    with closing(sqlite3.connect(folder.database, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        writer.execute("UPDATE version SET title = 'chưa xong'")
        with Archive.open(folder.path) as archive:
            assert archive.article(ARTICLE.url).article.title == ARTICLE.title
            assert [hit.title for hit in archive.search("hoi nghi")] == [ARTICLE.title]
        writer.execute("ROLLBACK")


def test_one_lock_for_one_run(folder: Folder) -> None:
    with folder.lock("crawl"), pytest.raises(Busy, match=r"crawl, process \d+"), folder.lock("add"):
        pass
    assert not (folder.path / "lock.json").exists()
    with folder.lock("add"):
        assert json.loads((folder.path / "lock.json").read_text())["command"] == "add"


def test_a_failing_run_frees_the_lock(folder: Folder) -> None:
    with pytest.raises(KeyError), folder.lock("crawl"):
        raise KeyError
    with folder.lock("crawl"):
        pass


def test_another_process_holds_the_lock_until_it_is_killed(folder: Folder) -> None:
    with another_process(HOLD, folder.path) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        named = f"update, process {holder.pid} on "
        with pytest.raises(Busy, match=named) as busy, folder.lock("crawl"):
            pass
        assert busy.value.exit_code == 75
        with Archive.open(folder.path) as archive:
            assert archive.stats()["runs"] == 0
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        with folder.lock("crawl"):
            pass


@pytest.mark.parametrize("said", ["", "{", "[]", '{"pid": 3}', "\udcff"])
def test_a_holder_that_has_not_said_its_name_still_holds(folder: Folder, said: str) -> None:
    with folder.lock("crawl"):
        (folder.path / "lock.json").write_bytes(said.encode(errors="surrogateescape"))
        with pytest.raises(Busy, match="has not said"), folder.lock("add"):
            pass


def test_a_creation_without_space_leaves_no_archive(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    with no_file_larger_than(20_000), pytest.raises((OSError, sqlite3.Error)) as failed:
        folder.create("# ghi")
    assert failed.tb is not None  # what the attempt left open stays open as long as its error
    assert not folder.database.exists()
    assert folder.create("# ghi") is True
    assert_sound(folder)


def test_a_killed_creation_leaves_a_whole_archive_or_none(tmp_path: Path) -> None:
    with another_process(CREATE_MANY, tmp_path) as maker:
        assert maker.stdout is not None
        for _ in range(4):
            maker.stdout.readline()
        time.sleep(0.005)
        maker.send_signal(signal.SIGKILL)
        maker.wait()
    made = sorted(tmp_path.iterdir())
    assert len(made) >= 4
    for path in made:
        Folder(path).create("# ghi")
        assert_sound(Folder(path))
        with Archive.open(path) as archive:
            assert archive.stats()["sites"] == 0

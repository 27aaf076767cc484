"""Whether an archive is whole, and backups of it."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from archive_fixtures import ARTICLE, PHOTO, dump, make_capture, make_folder, picture, put, writing
from running import make_archive, run_luutru, site_table

from archive import Archive
from archive.backup import back_up
from archive.doctor import examine
from archive.errors import ConfigError
from archive.folder import Folder
from archive.web.settings import write_password
from crawler.demo import RunningDemo

EMPTY = "DELETE FROM"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = make_folder(tmp_path / "kho")
    with writing(made) as store:
        capture_id = store.record_capture(make_capture())
        put(store, ARTICLE, capture_id=capture_id)
        store.record_media(PHOTO, picture(), seen_at=make_capture().seen_at)
        store.finish("done", finished_at=make_capture().seen_at)
    return made


def kinds(folder: Folder, *, deep: bool = True) -> list[str]:
    return [one.kind for one in examine(folder, deep=deep) if one.kind != "disk"]


def warc(folder: Folder) -> Path:
    return next(folder.warc.iterdir())


def media(folder: Folder) -> Path:
    return next(path for path in folder.media.rglob("*") if path.is_file())


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-9] ^= 0xFF
    path.write_bytes(data)


def execute(folder: Folder, *statements: str) -> None:
    with sqlite3.connect(folder.database) as db:
        for statement in statements:
            db.execute(statement)


def test_a_whole_archive_has_no_findings(folder: Folder) -> None:
    assert kinds(folder) == []


@pytest.mark.parametrize(
    ("harm", "found", "is_seen_by_size"),
    [
        (lambda one: warc(one).unlink(), ["warc", "capture"], True),
        (lambda one: os.truncate(warc(one), 50), ["warc", "capture"], True),
        (lambda one: media(one).unlink(), ["media"], True),
        (lambda one: os.truncate(media(one), 5), ["media"], True),
        (lambda one: flip(media(one)), ["media"], False),
        (lambda one: execute(one, "UPDATE capture SET sha256 = 'x'"), ["capture"], False),
        (lambda one: execute(one, "DELETE FROM image"), ["content"], False),
        (lambda one: execute(one, "UPDATE article SET version_id = NULL"), None, True),
        (lambda one: execute(one, "DELETE FROM search_index_docsize"), ["index"], True),
        (
            lambda one: execute(one, "DELETE FROM search_index_data WHERE id > 10"),
            ["index"] * 2,
            False,
        ),
        (lambda one: execute(one, "UPDATE version SET body = 'x'"), ["content"], False),
        (lambda one: execute(one, "UPDATE image SET media_id = 99"), ["database"], True),
        (lambda one: (one.media / "ab").write_text("x"), ["unnamed"], True),
        (lambda one: (one.warc / "ab.warc.gz").write_text("x"), ["unnamed"], True),
    ],
)
def test_what_is_not_as_it_should_be_is_found(
    folder: Folder, harm: Callable[[Folder], object], found: list[str] | None, is_seen_by_size: bool
) -> None:
    harm(folder)
    if found is None:
        assert "database" in kinds(folder)
    else:
        assert kinds(folder) == found
        assert bool(kinds(folder, deep=False)) == (is_seen_by_size and bool(found))


def test_the_doctor_on_the_command_line(folder: Folder) -> None:
    whole = run_luutru("-C", folder.path, "doctor", "--deep")
    assert (whole.returncode, whole.stdout) == (0, "")
    assert "is whole" in whole.stderr
    (folder.media / "ab").write_text("x", "utf-8")
    warned = run_luutru("-C", folder.path, "doctor")
    assert (warned.returncode, warned.stdout) == (0, "warning: media/ab is named by no row\n")
    media(folder).unlink() if media(folder).name != "ab" else None
    shutil.rmtree(folder.warc)
    folder.warc.mkdir()
    broken = run_luutru("-C", folder.path, "doctor", "--json")
    said = [json.loads(line) for line in broken.stdout.splitlines()]
    assert broken.returncode == 1
    assert {"kind", "detail", "is_warning"} == set(said[0])
    assert "warc" in {one["kind"] for one in said}


# Backups


def test_a_backup_is_the_archive(folder: Folder, tmp_path: Path) -> None:
    copy = back_up(folder, tmp_path / "copy")
    assert kinds(copy) == []
    assert dump(copy) == dump(folder)
    assert copy.sites.read_bytes() == folder.sites.read_bytes()
    with Archive.open(copy.path) as archive:
        assert archive.capture(1).payload == make_capture().payload
        assert [hit.id for hit in archive.search("hội nghị")] == [1]


def test_a_backup_has_how_the_folder_is_served(folder: Folder, tmp_path: Path) -> None:
    write_password(folder, "mật khẩu")
    copy = back_up(folder, tmp_path / "copy")
    assert copy.serving.read_bytes() == folder.serving.read_bytes()
    assert copy.serving.stat().st_mode & 0o077 == 0
    write_password(folder, "mật khẩu mới")
    assert back_up(folder, tmp_path / "copy").serving.read_bytes() == folder.serving.read_bytes()


def test_a_second_backup_adds_what_is_new(folder: Folder, tmp_path: Path) -> None:
    copy = back_up(folder, tmp_path / "copy")
    before = {path: path.stat().st_mtime_ns for path in copy.warc.iterdir()}
    with writing(folder) as store:
        store.record_capture(make_capture(payload=b"<h1>Hai</h1>"))
        store.record_media(f"{PHOTO}2", picture(colour="blue"), seen_at=make_capture().seen_at)
        store.finish("done", finished_at=make_capture().seen_at)
    back_up(folder, tmp_path / "copy")
    assert kinds(copy) == []
    assert dump(copy) == dump(folder)
    after = {path: path.stat().st_mtime_ns for path in copy.warc.iterdir()}
    assert len(after) == 2 and after.items() >= before.items()


def test_a_backup_can_be_gone_on_with(folder: Folder, tmp_path: Path) -> None:
    copy = back_up(folder, tmp_path / "copy")
    with writing(copy) as store:
        store.record_capture(make_capture(payload=b"<h1>Hai</h1>"))
        store.finish("done", finished_at=make_capture().seen_at)
    assert kinds(copy) == []
    assert len(list(folder.warc.iterdir())) == 1


@pytest.mark.parametrize("where", ["kho", "kho/media/copy", "file", "full", "other"])
def test_a_backup_overwrites_nothing_else(folder: Folder, tmp_path: Path, where: str) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x", "utf-8")
    (tmp_path / "other").mkdir()
    sqlite3.connect(tmp_path / "other" / "archive.db").execute("CREATE TABLE a (b)")
    before = dump(folder)
    with pytest.raises(ConfigError):
        back_up(folder, tmp_path / where)
    done = run_luutru("-C", folder.path, "backup", tmp_path / where)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert dump(folder) == before


def test_a_backup_while_a_crawl_writes_is_whole(portal: RunningDemo, tmp_path: Path) -> None:
    sections = [section.slug for section in portal.portal.sections]
    table = site_table("demo", portal.url, *sections, delay=0.01)
    folder = make_archive(tmp_path / "kho", table)
    crawl = subprocess.Popen(
        [sys.executable, "-m", "crawler", "-C", folder, "crawl", "-q"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    count = 0
    while crawl.poll() is None:
        back_up(Folder(folder), tmp_path / "copy")
        assert kinds(Folder(tmp_path / "copy")) in ([], ["unnamed"])
        count += 1
    assert crawl.returncode == 0 and count > 1
    done = run_luutru("-C", folder, "backup", tmp_path / "copy", "--verify")
    assert (done.returncode, done.stdout) == (0, "")
    assert dump(Folder(tmp_path / "copy")) == dump(Folder(folder))

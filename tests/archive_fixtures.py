"""Builders shared by the tests of the archive: real folders, real files, real processes."""

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image as Picture
from sqlite_utils import Database

from archive.article import VIETNAM, Article, Attachment, Capture, Image, Reference
from archive.folder import Folder
from archive.identity import article_key, host
from archive.index import rebuild_index
from archive.record import Recorded, Sighting
from archive.store import Store

ROOT = Path(__file__).parents[1]
AT = datetime(2023, 7, 5, 8, 30, tzinfo=VIETNAM)
SITE = "https://tplaocai.laocai.gov.vn"
URL = f"{SITE}/tin-tuc/hoi-nghi-ban-chap-hanh-618434"
PHOTO = "https://storage-vnportal.vnpt.vn/lci-ubnd-responsive/4/toan-canh.jpg"
VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
PAPER = "https://storage-vnportal.vnpt.vn/lci-ubnd-responsive/4/bao-cao.pdf"

ARTICLE = Article(
    url=URL,
    title="Hội nghị Ban Chấp hành Đảng bộ thành phố",
    portal="vnportal",
    layout="article-detail",
    site="tplaocai",
    section="Tin tức",
    summary="Ngày 04/7/2023, Thành uỷ tổ chức hội nghị lần thứ mười.",
    author="Khánh Nga",
    source="Báo Lào Cai",
    published_at=datetime(2023, 7, 4, 14, 5, tzinfo=VIETNAM),
    published_raw="Thứ ba, 04/07/2023 | 14:05",
    published_precision="minute",
    paragraphs=(
        "Hội nghị đánh giá nhiệm vụ nửa nhiệm kỳ.",
        "Thu ngân sách đạt 5.840/4.500 tỷ đồng.",
    ),
    images=(
        Image(
            url=PHOTO, caption="Toàn cảnh phiên họp", credit="Đỗ Sơn", alt="hội trường", position=1
        ),
    ),
    attachments=(Attachment(url=PAPER, label="Báo cáo sơ kết"),),
    references=(Reference(url=VIDEO, kind="video", label="Phóng sự"),),
    confidence=1.0,
)


def after(**passed: float) -> datetime:
    """The time that lies this far (as in timedelta) behind AT."""
    return AT + timedelta(**passed)


def make_folder(path: Path) -> Folder:
    folder = Folder(path)
    folder.create("# các cổng thông tin\n")
    return folder


@contextmanager
def writing(
    folder: Folder,
    *,
    at: datetime = AT,
    command: str = "crawl",
    manifest: Mapping[str, Any] | None = None,
) -> Iterator[Store]:
    """A run that holds the folder, as every command does."""
    with (
        folder.lock(command),
        Store(folder, command=command, manifest=manifest or {}, started_at=at) as store,
    ):
        yield store


def put(store: Store, article: Article, *, at: datetime = AT, **sighting: Any) -> Recorded:
    """Record `article` under the site and key that its address gives."""
    where = host(article.url)
    site_id = store.record_site(name=article.site or where, host=where, url=f"https://{where}/")
    key = article_key(article.url)
    assert key is not None
    standard: dict[str, Any] = {"first_at": at, "last_at": at, "run_id": store.run_id}
    seen = Sighting(**standard | sighting)
    return store.record(article, site_id=site_id, key=key, sighting=seen)


def make_capture(**changes: Any) -> Capture:
    standard: dict[str, Any] = {
        "url": URL,
        "seen_at": AT,
        "status": 200,
        "headers": (("Content-Type", "text/html; charset=utf-8"), ("Server", "nginx")),
        "payload": "<h1>Hội nghị Ban Chấp hành</h1>".encode(),
    }
    return Capture(**standard | changes)


def picture(form: str = "PNG", *, size: tuple[int, int] = (7, 5), colour: str = "red") -> bytes:
    out = BytesIO()
    Picture.new("RGB", size, colour).save(out, form)
    return out.getvalue()


@contextmanager
def plain(folder: Folder) -> Iterator[sqlite3.Connection]:
    """The database through the standard library alone, each statement its own transaction."""
    with closing(sqlite3.connect(folder.database, isolation_level=None)) as connection:
        yield connection


def rows(folder: Folder, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with plain(folder) as connection:
        return connection.execute(statement, values).fetchall()


def tables(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Names of the archive's own ordinary tables."""
    found = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    )
    return tuple(name for (name,) in found.fetchall())


def dump(folder: Folder, *, without: tuple[str, ...] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, and every word of both indexes."""
    with plain(folder) as connection:
        content = {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for name in tables(connection)
            if name not in without
        }
    return content | indexed_words(folder)


def indexed_words(folder: Folder) -> dict[str, list[tuple[Any, ...]]]:
    """What stands in the full-text index: (word, article, column, place), and its entries."""
    with copied(folder) as copy:
        return _index(copy)


def expected_words(folder: Folder) -> dict[str, list[tuple[Any, ...]]]:
    """What would stand there if the index were built anew from the current versions."""
    with copied(folder) as copy:
        copy.isolation_level = ""
        for _ in rebuild_index(Database(copy)):
            pass
        return _index(copy)


def _index(copy: sqlite3.Connection) -> dict[str, list[tuple[Any, ...]]]:
    copy.execute("CREATE VIRTUAL TABLE word USING fts5vocab(search_index, instance)")
    articles = dict(copy.execute("SELECT id, article_id FROM search_entry").fetchall())
    found = copy.execute('SELECT term, doc, col, "offset" FROM word').fetchall()
    names = {f"ˎc{number}": name for number, name in copy.execute("SELECT * FROM section_name")}
    entries = copy.execute(
        "SELECT article_id, version_id, id >> 22, filters, attachments FROM search_entry"
    )
    words = sorted(
        (names.get(term, term), articles.get(doc, -doc), column, place)
        for term, doc, column, place in found
        if not (column == "filters" and term in names)
    )
    return {"words": words, "entries": sorted(entry[:3] for entry in entries.fetchall())}


@contextmanager
def copied(folder: Folder) -> Iterator[sqlite3.Connection]:
    """The database copied into memory, free to be changed."""
    with closing(sqlite3.connect(":memory:")) as copy:
        with plain(folder) as connection:
            connection.backup(copy)
        yield copy


def assert_sound(folder: Folder) -> None:
    """SQLite finds no damage, no row points nowhere, and the indexes say what the articles say."""
    assert rows(folder, "PRAGMA integrity_check") == [("ok",)]
    assert rows(folder, "PRAGMA foreign_key_check") == []
    assert indexed_words(folder) == expected_words(folder)


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """As if the disk were full: writing past `size` bytes of a file fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def another_process(script: str, *arguments: str | Path) -> Iterator["subprocess.Popen[str]"]:
    """`script` in a Python of its own, killed -9 at the end at the latest."""
    with subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=ROOT,
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}

"""Times searches of a large archive beside raw FTS5 and Datasette's table search, in one run.

    python benchmarks/search.py [--articles 100000] [--folder DIR] [--repeat 20] [--no-plain]

Builds an archive of 100,000 articles (see `search_corpus.py`), or uses the one that DIR already
holds, and prints p50 and p95 in milliseconds, warm, each query text asked in turn. "raw" is one
FTS5 table with the default tokenizer, ranked by bm25, without snippets and facets; "datasette" the
statement that its table page runs for `_search` on the same table, without its facets and its web
server (Datasette 0.65, datasette/views/table.py). Both find other things: they neither tell `đường`
from `dương` by how it is typed nor know abbreviations. The machine may be noisy: trust the ratios.
"""

import argparse
import random
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date, datetime
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

from search_corpus import build

from archive import Archive
from archive.article import Article, Image
from archive.folder import Folder
from archive.record import Sighting
from archive.search.explain import RANKING
from archive.store import Store
from archive.text import fold, is_accented
from archive.times import VIETNAM

_RAW = """
SELECT version.id, version.title, version.summary FROM plain
JOIN version ON version.id = plain.rowid WHERE plain MATCH ?{} ORDER BY bm25(plain) LIMIT 20
"""
_DATASETTE = """
SELECT id, title, summary, body FROM version WHERE rowid IN (
  SELECT rowid FROM plain WHERE plain MATCH ?){} ORDER BY id LIMIT 101
"""
_NARROW = (
    " AND version.url >= 'https://site3.' AND version.url < 'https://site3/'"
    " AND version.published_at >= '2020' AND version.published_at < '2022'"
)
_FREQUENCY = """
SELECT count(*) FROM (SELECT 1 FROM search_index WHERE search_index MATCH ? LIMIT ?)
"""
Row = tuple[str, Sequence[str], dict[str, Any]]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--folder", type=Path)
    options.add_argument("--repeat", type=int, default=20)
    options.add_argument("--no-plain", action="store_true", help="leave out what it is beside")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="luutru-") as directory:
        folder = Folder(asked.folder or Path(directory) / "kho")
        if not folder.database.exists():
            _build(folder, asked.articles)
        _sizes(folder)
        if not asked.no_plain:
            _build_plain(folder, Path(directory))
        _measure(folder, Path(directory), repeat=asked.repeat)
        _adding(folder)


def _build(folder: Folder, count: int) -> None:
    started = time.perf_counter()
    for done in build(folder, count):
        if done % 50_000 == 0:
            print(f"{done} articles after {time.perf_counter() - started:.0f} s", flush=True)


def _sizes(folder: Folder) -> None:
    with closing(sqlite3.connect(folder.database)) as db:
        sizes = dict(db.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name").fetchall())
        count = db.execute("SELECT count(*) FROM article").fetchone()[0]
    index = sum(size for name, size in sizes.items() if name.startswith("search_"))
    articles = sizes["version"] + sizes["image"]
    print(f"{count} articles, {articles / 1e6:.0f} MB; index {index / 1e6:.0f} MB", end=" ")
    print(f"= {index / articles:.2f} of the articles")


def _build_plain(folder: Folder, directory: Path) -> None:
    """A raw FTS5 table over the same articles, in a file of its own that sees theirs."""
    if _plain(folder, directory).exists():
        return
    with closing(sqlite3.connect(_plain(folder, directory))) as db:
        db.execute("ATTACH ? AS kho", (str(folder.database),))
        db.execute("CREATE VIRTUAL TABLE plain USING fts5(title, summary, body, content='')")
        db.execute(
            "INSERT INTO plain (rowid, title, summary, body) "
            "SELECT id, title, summary, body FROM kho.version"
        )
        db.commit()


def _plain(folder: Folder, directory: Path) -> Path:
    return directory / "plain.db"


def _words(archive: Archive) -> dict[str, list[str]]:
    """Words and phrases of the archive by how many articles hold them."""
    chance = random.Random(0)
    db = archive._db
    total = db.execute("SELECT count(*) FROM article").fetchone()[0]
    ids = [chance.randrange(1, total + 1) for _ in range(150)]
    marks = ",".join("?" * len(ids))
    bodies = [row[0] for row in db.execute(f"SELECT body FROM version WHERE id IN ({marks})", ids)]
    found: dict[str, list[str]] = {name: [] for name in ("rare", "medium", "frequent")}
    phrases: dict[str, list[str]] = {name: [] for name in ("rare", "medium", "frequent")}
    said = [[word.strip(".,:;()“”").lower() for word in body.split()] for body in bodies]
    often = Counter(chain.from_iterable(map(set, said)))
    for words in said:
        place = chance.randrange(len(words) - 3)
        _sort(db, words[place], total, found)
        _sort(db, " ".join(words[place : place + 2]), total, phrases)
        if own := [word for word in words if often[word] == 1]:
            _sort(db, chance.choice(own), total, found)
    return found | {f"{name} phrase": of for name, of in phrases.items()}


def _sort(db: Any, text: str, total: int, found: dict[str, list[str]]) -> None:
    if not text.replace(" ", "").isalpha() or not all(map(is_accented, text.split())):
        return
    # Counted up to a fifth of all: what has that is frequent.
    share = db.execute(_FREQUENCY, (f'"{text}"', total // 5 + 1)).fetchone()[0] / total
    name = "rare" if share < 0.001 else "medium" if 0.01 <= share <= 0.05 else "frequent"
    if (name != "frequent" or share >= 0.2) and len(found[name]) < 10 and text not in found[name]:
        found[name].append(text)


def _rows(words: dict[str, list[str]]) -> list[Row]:
    frequent = words["frequent"]
    pairs = [" ".join(pair) for pair in pairwise(frequent)]
    narrow = {"site": "site3", "since": date(2020, 1, 1), "until": date(2021, 12, 31)}
    quoted = {name: [f'"{text}"' for text in words[name]] for name in words if "phrase" in name}
    return [
        ("rare word", words["rare"], {}),
        ("medium word (1-5 %)", words["medium"], {}),
        ("frequent word (over 20 %)", frequent, {}),
        ("two frequent words", pairs, {}),
        ("rare phrase", quoted["rare phrase"], {}),
        ("medium phrase", quoted["medium phrase"], {}),
        ("frequent phrase", quoted["frequent phrase"], {}),
        ("folded syllable", [fold(text) for text in frequent], {}),
        ("two folded syllables", [fold(text) for text in pairs], {}),
        ("abbreviation", ["UBND", "HĐND", "TP", "KT-XH"], {}),
        ("frequent, one site, two years", frequent, narrow),
        ("frequent, newest first", frequent, {"by_date": True}),
        ("frequent, page 10", frequent, {"offset": 180}),
        ("no words, one site", ["site:site3"], {}),
    ]


def _measure(folder: Folder, directory: Path, *, repeat: int) -> None:
    print(RANKING)
    plain = _plain(folder, directory)
    with Archive.open(folder.path) as archive, closing(sqlite3.connect(plain)) as db:
        db.execute("ATTACH ? AS kho", (f"{folder.database}",))
        has_plain = plain.exists() and plain.stat().st_size
        print(f"{'p50 / p95 ms':32} {'luutru':>16} {'raw FTS5':>18} {'Datasette':>18}")
        for name, texts, options in _rows(_words(archive)):
            if not texts:
                continue
            ours = _timed(lambda text, o=options: archive.search(text, **o), texts, repeat)
            print(f"{name:32} {ours:>16}", end="", flush=True)
            for statement in (_RAW, _DATASETTE) if has_plain and "site:" not in texts[0] else ():
                asked = statement.format(_NARROW if "site" in options else "")
                few = max(1, repeat // 10)
                other = _timed(
                    lambda text, sql=asked: db.execute(sql, (_quoted(text),)).fetchall(), texts, few
                )
                print(f" {other:>18}", end="", flush=True)
            print()


def _quoted(text: str) -> str:
    return text if text.startswith('"') else " ".join(f'"{word}"' for word in text.split())


def _timed(ask: Callable[[str], Any], texts: Sequence[str], repeat: int) -> str:
    taken = []
    for number in range(repeat + 1):
        for text in texts:
            started = time.perf_counter()
            ask(text)
            if number:  # the first round warms up
                taken.append((time.perf_counter() - started) * 1000)
    taken.sort()
    return f"{statistics.median(taken):.1f} / {taken[int(len(taken) * 0.95)]:.1f}"


def _adding(folder: Folder) -> None:
    """New articles into the full archive, each its own transaction."""
    with Archive.open(folder.path) as archive:
        texts = [archive.article(number).article for number in range(1, 101)]
    now = datetime(2026, 1, 1, tzinfo=VIETNAM)
    taken = []
    with folder.lock("add"), Store(folder, command="add", manifest={}, started_at=now) as store:
        site = store.record_site(name="them", host="them.vn", url="https://them.vn/")
        for number, one in enumerate(texts):
            article = Article(
                url=f"https://them.vn/{now:%s}-{number}",
                title=one.title,
                paragraphs=one.paragraphs,
                portal="p",
                layout="l",
                images=(Image(url="https://them.vn/1.jpg", caption=one.title),),
            )
            started = time.perf_counter()
            key = f"{time.time_ns()}"
            store.record(
                article, site_id=site, key=key, sighting=Sighting(first_at=now, last_at=now)
            )
            taken.append((time.perf_counter() - started) * 1000)
    taken.sort()
    print(f"adding an article: {statistics.median(taken):.1f} / {taken[95]:.1f} ms")


if __name__ == "__main__":
    main()

"""A large archive to measure searching by: articles of about 600 words in the language of portals.

The text is a Markov chain over the bundled articles and the test pages, so that words and phrases
are as frequent as there, with a tail of rare words, names and numbers. The same seed gives the same
archive. Rows and index entries are written as the store writes them, only in batches.
"""

import json
import random
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from multiprocessing import Pool
from pathlib import Path

from sqlite_utils import Database

from archive.folder import Folder
from archive.index import (
    ALL,
    COLUMNS,
    IMAGE,
    first_entry,
    indexed_filters,
    indexed_text,
    signs_of_day,
)

ROOT = Path(__file__).parent.parent
SITES, SECTIONS, FIRST_DAY, DAYS = 20, 10, date(2010, 1, 1), 365 * 16
_BATCH = 1000
_CHAIN: dict[str, list[str]] = defaultdict(list)


def _read_chain() -> None:
    for file in sorted((ROOT / "crawler/demo/content/articles").glob("*.toml")):
        for article in tomllib.loads(file.read_text("utf-8"))["article"]:
            _learn(article["body"])
    for file in sorted((ROOT / "tests/portals").rglob("expected.json")):
        found = json.loads(file.read_text("utf-8"))
        _learn(" ".join(found.get("paragraphs", ())))


def _learn(text: str) -> None:
    words = [word for word in text.split() if word[0] not in "!|"]
    for one, following in pairwise(words):
        _CHAIN[one].append(following)


_ONSETS = tuple("b c ch d đ g h kh l m n ng nh ph qu r s t th tr v x".split())  # noqa: SIM905
_RHYMES = tuple("a à á ả ã ạ ơn ớn ưng ường iên uốc ôi ồi ay ấy ình inh".split())  # noqa: SIM905


def _syllable(chance: random.Random) -> str:
    return chance.choice(_ONSETS) + chance.choice(_RHYMES)


def _name(number: int) -> str:
    """A word of its own for each number."""
    written = "Đắ"
    while number:
        number, digit = divmod(number, len(_ONSETS))
        written += _ONSETS[digit] + "ơ"
    return written


def _text(chance: random.Random, words: int) -> str:
    said, here = [], chance.choice(_STARTS)
    while len(said) < words:
        said.append(here)
        rare = chance.random()
        if rare < 0.004:  # a tail: the n-th rare word is met about 1/n as often
            said.append(_name(int(chance.paretovariate(0.5)) % 50_000))
        elif rare < 0.01:
            said.append(_syllable(chance).title())
        elif rare < 0.09 and len(said) > 30:  # an article comes back to what it is about
            start = chance.randrange(len(said) - 8)
            said += said[start : start + 7]
        here = chance.choice(_CHAIN.get(here) or _STARTS)
    return " ".join(said)


_STARTS: list[str] = []


def _start() -> None:
    if not _CHAIN:
        _read_chain()
        _STARTS.extend(sorted(word for word in _CHAIN if word[0].isupper()))


def _article(number: int, of: int) -> dict[str, object]:
    chance = random.Random(number)
    day = FIRST_DAY + timedelta(days=number * DAYS // of)
    has_image = chance.random() < 0.6
    return {
        "id": number,
        "site": chance.randrange(SITES) + 1,
        "section": chance.randrange(SECTIONS) + 1,
        "day": day,
        "title": _text(chance, 12),
        "summary": _text(chance, 30),
        "body": _text(chance, chance.randint(300, 800)),
        "caption": _text(chance, 12) if has_image else None,
    }


def _rows(part: tuple[int, int, int]) -> list[tuple[tuple[object, ...], ...]]:
    """Rows of version, image, entry and index for the articles of `part`: first, end, of all."""
    _start()
    return [_rows_of(_article(number, part[2])) for number in range(part[0], part[1])]


def _rows_of(one: dict[str, object]) -> tuple[tuple[object, ...], ...]:
    number, caption = one["id"], one["caption"] or ""
    signs = [ALL, f"ˎs{one['site']}", f"ˎc{one['section']}", *([IMAGE] if caption else [])]
    day = one["day"]
    assert isinstance(day, date)
    filters = " ".join([*signs, *signs_of_day(day)])
    texts = [str(one[name]) for name in ("title", "summary", "body")]
    title, summary, body = map(indexed_text, texts)
    last = indexed_filters(filters, texts[0], str(caption), "")
    at = f"{day}T08:00:00+07:00"
    section = f"Chuyên mục {one['section']}"
    version = (number, number, f"https://site{one['site']}.gov.vn/bai-{number}", section)
    return (
        (*version, *texts, at),
        (number, caption),
        (day, number, filters),
        (body, title, indexed_text(str(caption)), summary, "", last),
    )


_VERSION = """
INSERT INTO version (id, article_id, number, origin, first_seen_at, last_seen_at, content_hash, url,
  portal, layout, section, title, summary, body, published_at, published_precision)
VALUES (?1, ?2, 1, 'import', ?8, ?8, '', ?3, 'p', 'l', ?4, ?5, ?6, ?7, ?8, 'minute')
"""


def build(folder: Folder, count: int) -> Iterator[int]:
    """Fill the new `folder` with `count` articles; yields how many are there."""
    folder.create("")
    db = folder.connect(write=True)
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -400000")
    with db.atomic():
        _sites(db)
    parts = [(n, min(n + _BATCH, count + 1), count) for n in range(1, count + 1, _BATCH)]
    with Pool(1) as pool:
        place: dict[date, int] = defaultdict(int)
        for rows in pool.imap(_rows, parts):
            with db.atomic():
                _write(db, rows, place)
            yield int(str(rows[-1][0][0]))
    db.close()


def _sites(db: Database) -> None:
    for number in range(1, SITES + 1):
        row = (number, f"site{number}", f"site{number}.gov.vn", f"https://site{number}.gov.vn/")
        db.execute("INSERT INTO site (id, name, host, url) VALUES (?, ?, ?, ?)", row)
    for number in range(1, SECTIONS + 1):
        db.execute("INSERT INTO section_name VALUES (?, ?)", (number, f"Chuyên mục {number}"))


def _write(
    db: Database, rows: list[tuple[tuple[object, ...], ...]], place: dict[date, int]
) -> None:
    for version, image, (day, number, filters), texts in rows:
        assert isinstance(day, date)
        site = int(str(version[2]).split("site")[1].split(".")[0])
        entry = first_entry(day) + place[day]
        place[day] += 1
        row = (number, site, str(number), version[-1])
        db.execute(
            "INSERT INTO article (id, site_id, key, version_id, first_seen_at, last_seen_at) "
            "VALUES (?1, ?2, ?3, ?1, ?4, ?4)",
            row,
        )
        db.execute(_VERSION, version)
        if image[1]:
            db.execute(
                "INSERT INTO image (version_id, ordinal, position, url, caption) "
                "VALUES (?1, 1, 1, 'https://x.vn/' || ?1, ?2)",
                image,
            )
        entry_row = (entry, number, number, filters)
        db.execute("INSERT INTO search_entry VALUES (?, ?, ?, ?, '')", entry_row)
        db.execute(
            f"INSERT INTO search_index (rowid, {', '.join(COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (entry, *texts),
        )

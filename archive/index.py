"""The full-text index: what is written into it, how it follows the articles, how to prove it.

Each article has an entry, whose number begins with its day of publication: walking the index
backwards meets the newest first, and a range of days is a range of numbers. The columns hold each
text twice, exact and folded (see `archive.words`); `filters` holds signs for what can be filtered
by, and the words of titles, captions and authors once more, apart. Triggers note in `search_stale`
which articles are no longer as the index has them; `refresh_index` brings these up to date.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from archive.words import APART, BREAK, exact_token, words_of

# The first column costs two bytes less for each word that an article holds, so it is the longest.
COLUMNS = ("body", "title", "captions", "summary", "attachments", "filters")
APART_FIELDS = {"title": "1", "caption": "3", "author": "5"}  # the folded words have the next digit
ALL, IMAGE, ATTACHMENT, VIDEO, GONE, CHANGED = (
    APART + name for name in ("all", "image", "file", "video", "gone", "changed")
)
_DAY_SHIFT = 22  # bits for the articles of one day; those without a date count as one day, too
_MOST_MONTHS = 24  # that are asked for by month
_BATCH = 500
_APART_TEXTS = f" {BREAK} "

_STATE = """
SELECT article.version_id, article.site_id, version.published_at,
  EXISTS (SELECT 1 FROM image WHERE image.version_id = version.id) AS has_image,
  EXISTS (SELECT 1 FROM attachment WHERE attachment.version_id = version.id) AS has_attachment,
  EXISTS (SELECT 1 FROM reference WHERE reference.version_id = version.id AND kind = 'video')
    AS has_video,
  (SELECT gone_at FROM watch WHERE watch.article_id = article.id) AS gone_at
FROM article JOIN version ON version.id = article.version_id WHERE article.id = ?
"""
_CHANGED_ON = """
SELECT DISTINCT substr(first_seen_at, 1, 10) FROM version WHERE article_id = :id
  AND number > (SELECT min(number) FROM version WHERE article_id = :id) ORDER BY 1
"""
_SECTIONS = """
SELECT section FROM version
WHERE id = (SELECT version_id FROM article WHERE id = :id) AND section IS NOT NULL
UNION SELECT section FROM article_section WHERE article_id = :id ORDER BY 1
"""
_ATTACHMENTS = """
SELECT coalesce(group_concat(trim(
  coalesce(label, '') || char(10) || coalesce(attachment_text.text, '')), char(10)), '')
FROM (SELECT label, media_id FROM attachment WHERE version_id = ? ORDER BY ordinal) AS one
LEFT JOIN attachment_text ON attachment_text.media_id = one.media_id
"""
_TEXTS = """
SELECT body, title, captions, summary, attachments, filters, author FROM article_text
WHERE entry_id = ?
"""
_ADD = f"INSERT INTO search_index (rowid, {', '.join(COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?, ?)"
_REMOVE = (
    f"INSERT INTO search_index (search_index, rowid, {', '.join(COLUMNS)}) "
    "VALUES ('delete', ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the index has, or should have, of an article."""

    version_id: int
    day: int
    filters: str
    attachments: str


def day_number(day: date | None) -> int:
    """The number of a day in Vietnam that entries begin with; 0 without a day."""
    return day.toordinal() if day else 0


def first_entry(day: date | None) -> int:
    """The lowest entry number of that day."""
    return day_number(day) << _DAY_SHIFT


def day_of(entry_id: int) -> date | None:
    """The day of publication that an entry number says."""
    number = entry_id >> _DAY_SHIFT
    return date.fromordinal(number) if number else None


def signs_of_day(day: date) -> tuple[str, str]:
    """The signs of its year and its month."""
    return f"{APART}y{day.year:04}", f"{APART}m{day.year:04}{day.month:02}"


def month_of_sign(sign: str) -> str | None:
    """The month, "2023-07", that a sign is of; None of another sign."""
    is_month = sign.startswith(f"{APART}m") and sign[2:].isdecimal()
    return f"{sign[2:-2]}-{sign[-2:]}" if is_month else None


def signs_of_days(first: date, last: date) -> tuple[str, ...]:
    """Signs of which every entry from `first` to `last` has one: of months, of years if many."""
    months = range(12 * first.year + first.month - 1, 12 * last.year + last.month)
    if len(months) <= _MOST_MONTHS:
        return tuple(signs_of_day(date(month // 12, month % 12 + 1, 1))[1] for month in months)
    return tuple(signs_of_day(date(year, 1, 1))[0] for year in range(first.year, last.year + 1))


def indexed_text(text: str) -> str:
    """`text` as a column of the index holds it: its words exact, then folded."""
    return _tokens([text])


def indexed_captions(captions: str) -> str:
    """The same of captions, a line each; no phrase goes from one to the next."""
    return _tokens(captions.split("\n"))


# What makes each column of an article's own text.
_INDEXED = dict.fromkeys(COLUMNS[:-1], indexed_text) | {"captions": indexed_captions}


def indexed_filters(filters: str, title: str, captions: str, author: str) -> str:
    """The column `filters`: its signs, and the words of fields that can be asked for alone."""
    fields = ([title], captions.split("\n"), [author])
    apart = (
        _tokens(lines, exact=f"{APART}{digit}", folded=f"{APART}{int(digit) + 1}")
        for lines, digit in zip(fields, APART_FIELDS.values(), strict=True)
    )
    return " ".join(filter(None, (filters, *apart)))


def _tokens(texts: Sequence[str], *, exact: str = "", folded: str = "") -> str:
    read = list(map(words_of, texts))
    first = (" ".join(exact + exact_token(word.exact) for word in words) for words in read)
    second = (" ".join(folded + word.folded for word in words) for words in read)
    return f"{_APART_TEXTS.join(first)} {_APART_TEXTS.join(second)}".strip()


def refresh_index(db: Database, *, most: int = -1) -> int:
    """Bring the index up to date with at most `most` articles that changed; how many there were."""
    stale = "SELECT DISTINCT article_id FROM search_stale ORDER BY article_id LIMIT ?"
    ids = [article_id for (article_id,) in db.execute(stale, (most,)).fetchall()]
    for article_id in ids:
        _refresh(db, article_id)
        db.execute("DELETE FROM search_stale WHERE article_id = ?", (article_id,))
    return len(ids)


@contextmanager
def indexed(db: Database) -> Iterator[None]:
    """One transaction, at whose end the index holds what it wrote."""
    with db.atomic():
        yield
        refresh_index(db)


def catch_up(db: Database) -> Iterator[int]:
    """Index all that is stale, a batch a transaction; yields how many were done."""
    done = 0
    while True:
        with db.atomic():
            count = refresh_index(db, most=_BATCH)
        if not count:
            return
        done += count
        yield done


def forget_article(db: Database, article_id: int) -> None:
    """Take the article out of the index, by the very text that was put in."""
    found = db.execute("SELECT id FROM search_entry WHERE article_id = ?", (article_id,)).fetchone()
    if found:
        db.execute(_REMOVE, _row(db, found[0]))
        db.execute("DELETE FROM search_entry WHERE id = ?", found)
    db.execute("DELETE FROM search_stale WHERE article_id = ?", (article_id,))


def _refresh(db: Database, article_id: int) -> None:
    row = db.execute(
        "SELECT version_id, id, filters, attachments FROM search_entry WHERE article_id = ?",
        (article_id,),
    ).fetchone()
    known = _Entry(row[0], row[1] >> _DAY_SHIFT, row[2], row[3]) if row else None
    wanted = _wanted(db, article_id)
    if known == wanted:
        return
    forget_article(db, article_id)
    if wanted is None:
        return
    entry_id = _free_entry(db, wanted.day)
    db.execute(
        "INSERT INTO search_entry VALUES (?, ?, ?, ?, ?)",
        (entry_id, article_id, wanted.version_id, wanted.filters, wanted.attachments),
    )
    db.execute(_ADD, _row(db, entry_id))


def _free_entry(db: Database, day: int) -> int:
    low, high = day << _DAY_SHIFT, (day + 1) << _DAY_SHIFT
    found = db.execute("SELECT max(id) FROM search_entry WHERE id >= ? AND id < ?", (low, high))
    last: int | None = found.fetchone()[0]
    return low if last is None else last + 1


def _row(db: Database, entry_id: int) -> tuple[int | str, ...]:
    *texts, filters, author = db.execute(_TEXTS, (entry_id,)).fetchone()
    _, title, captions, *_ = texts
    last = indexed_filters(filters, title, captions, author)
    made = (make(text) for make, text in zip(_INDEXED.values(), texts, strict=True))
    return (entry_id, *made, last)


def _wanted(db: Database, article_id: int) -> _Entry | None:
    """What the index should have; nothing of an article without a current version."""
    state = db.execute(_STATE, (article_id,)).fetchone()
    if state is None:
        return None
    version_id, site_id, published_at, *has, gone_at = state
    signs = [ALL, f"{APART}s{site_id}"]
    signs += [f"{APART}c{number}" for number in _section_numbers(db, article_id)]
    signs += [sign for sign, it_has in zip((IMAGE, ATTACHMENT, VIDEO), has, strict=True) if it_has]
    signs += _days(CHANGED, [row[0] for row in db.execute(_CHANGED_ON, {"id": article_id})])
    signs += _days(GONE, [gone_at[:10]] if gone_at else [])
    day = date.fromisoformat(published_at[:10]) if published_at else None
    signs += signs_of_day(day) if day else ()
    attachments = db.execute(_ATTACHMENTS, (version_id,)).fetchone()[0]
    return _Entry(version_id, day_number(day), " ".join(signs), attachments)


def _days(sign: str, days: Sequence[str]) -> list[str]:
    """`sign` alone, and with each day, so that a prefix finds a month or a year."""
    return [sign, *(sign + day.replace("-", "") for day in days)] if days else []


def _section_numbers(db: Database, article_id: int) -> Iterator[int]:
    for (name,) in db.execute(_SECTIONS, {"id": article_id}).fetchall():
        db.execute("INSERT OR IGNORE INTO section_name (name) VALUES (?)", (name,))
        yield db.execute("SELECT id FROM section_name WHERE name = ?", (name,)).fetchone()[0]


def rebuild_index(db: Database) -> Iterator[int]:
    """Empty the index and build it from the current versions; yields how many are done.

    Broken off, it goes on when the archive is next opened to write.
    """
    with db.atomic():
        db.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
        db.execute("DELETE FROM search_entry")
        db.execute("DELETE FROM section_name")
        db.execute(
            "INSERT INTO search_stale "
            "SELECT article.id FROM article JOIN version ON version.id = article.version_id "
            "ORDER BY version.published_at, article.id"
        )
    yield from catch_up(db)


def optimize_index(db: Database) -> None:
    """Merge the index into one piece, and let SQLite count what its plans go by."""
    with db.atomic():
        db.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")
    db.execute("PRAGMA analysis_limit = 1000")
    db.execute("ANALYZE")


def is_index_equal(db: Database) -> bool:
    """Whether the index holds what the articles say, each word in its place, and nothing else.

    SQLite compares its index with the content it is given; for the while of that, this is the text
    as it was prepared. Needs a connection that may write, and changes nothing.
    """
    if db.execute(_UNLIKE).fetchone() is not None or not _are_entries_equal(db):
        return False
    for make in set(_INDEXED.values()):
        db.conn.create_function(make.__name__, 1, make, deterministic=True)
    db.conn.create_function("indexed_filters", 4, indexed_filters, deterministic=True)
    view = db.execute("SELECT sql FROM sqlite_schema WHERE name = 'article_text'").fetchone()[0]
    db.execute("SAVEPOINT proof")
    try:
        db.execute("DROP VIEW article_text")
        db.execute(_prepared(view))
        db.execute("INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError:
        return False
    finally:
        db.execute("ROLLBACK TO proof")
        db.execute("RELEASE proof")
    return True


def _are_entries_equal(db: Database) -> bool:
    rows = db.execute("SELECT article_id, version_id, id, filters, attachments FROM search_entry")
    return all(
        _wanted(db, article_id) == _Entry(version_id, entry_id >> _DAY_SHIFT, filters, attachments)
        for article_id, version_id, entry_id, filters, attachments in rows
    )


# Entries of no article or an older version, and articles without an entry.
_UNLIKE = """
SELECT 1 FROM search_stale UNION ALL
SELECT 1 FROM article LEFT JOIN search_entry ON search_entry.article_id = article.id
WHERE article.version_id IS NOT search_entry.version_id LIMIT 1
"""


def _prepared(view: str) -> str:
    """The view `article_text` with its texts as the index holds them."""
    inner = view.split(" AS\n", 1)[1]
    texts = ", ".join(f"{make.__name__}({name}) AS {name}" for name, make in _INDEXED.items())
    return (
        f"CREATE VIEW article_text AS SELECT entry_id, {texts}, "
        f"indexed_filters(filters, title, captions, author) AS filters FROM ({inner})"
    )

"""The full-text indexes: what is written into them, and how to take it out again.

`search_exact` holds the words of the stored text in their normalised spelling, `search_folded` the
same without marks. Only words: what else a text holds, emoji for one, the tokenizer of an older
SQLite may take for letters.
"""

from sqlite_utils import Database

from archive.text import WORD, fold, spell

_COLUMNS = ("title", "summary", "body", "captions")
_SOURCE = f"SELECT {', '.join(_COLUMNS)} FROM article_text WHERE article_id = ?"


def _exact(text: str) -> str:
    return " ".join(WORD.findall(spell(text)))


def _folded(text: str) -> str:
    return fold(_exact(text))


INDEXES = {"search_exact": _exact, "search_folded": _folded}


def index_article(db: Database, article_id: int) -> None:
    """Add the article's current version to both indexes."""
    texts = db.execute(_SOURCE, (article_id,)).fetchone()
    for table, prepare in INDEXES.items():
        db.execute(
            f"INSERT INTO {table} (rowid, {', '.join(_COLUMNS)}) VALUES (?, ?, ?, ?, ?)",
            (article_id, *map(prepare, texts)),
        )


def unindex_article(db: Database, article_id: int) -> None:
    """Take the article's current version out, by the very text that was put in."""
    texts = db.execute(_SOURCE, (article_id,)).fetchone()
    for table, prepare in INDEXES.items():
        db.execute(
            f"INSERT INTO {table} ({table}, rowid, {', '.join(_COLUMNS)}) "
            "VALUES ('delete', ?, ?, ?, ?, ?)",
            (article_id, *map(prepare, texts)),
        )

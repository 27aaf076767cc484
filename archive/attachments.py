"""Takes the text of attachments into the archive, for searching."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

from sqlite_utils import Database

from archive.attachment_text import PDF, READERS, Unreadable, read_attachment
from archive.index import indexed
from archive.text import normalize
from archive.times import time_text

_UNREAD = """
SELECT DISTINCT media.id, media.path, media.mime FROM attachment
JOIN media ON media.id = attachment.media_id
WHERE media.mime IN ({marks})
  AND NOT EXISTS (SELECT 1 FROM attachment_text WHERE media_id = media.id)
ORDER BY media.id
"""


def can_read_pdf() -> bool:
    """Whether the library that reads PDF files is installed."""
    return find_spec("pypdfium2") is not None


def read_attachments(db: Database, media: Path, *, now: datetime) -> Counter[str]:
    """Read every PDF and Word attachment not read yet, each in its own transaction.

    Returns how many are "read", "without_text" (scanned pages, for one) and "unreadable"; why a
    file is, stands in `attachment_text.failure`.
    """
    counts: Counter[str] = Counter()
    for media_id, path, mime in _unread(db):
        text, failure = _text(media / path, mime)
        with indexed(db):
            row = (media_id, time_text(now), text, failure)
            db.execute("INSERT INTO attachment_text VALUES (?, ?, ?, ?)", row)
        counts["unreadable" if failure else "read" if text else "without_text"] += 1
    return counts


def _unread(db: Database) -> Iterator[tuple[int, str, str]]:
    kinds = [mime for mime in READERS if mime != PDF or can_read_pdf()]
    statement = _UNREAD.format(marks=", ".join("?" * len(kinds)))
    yield from db.execute(statement, kinds).fetchall()


def _text(path: Path, mime: str) -> tuple[str, str | None]:
    try:
        lines = map(normalize, read_attachment(path, mime).splitlines())
    except Unreadable as error:
        return "", str(error)
    return "\n".join(filter(None, lines)), None

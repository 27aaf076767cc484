"""A file that took another's place at its address: articles that show it have a new version."""

from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

_SHOWN = """
SELECT DISTINCT article.id AS article_id, version.id AS version_id FROM {table} AS part
JOIN version ON version.id = part.version_id
JOIN article ON article.version_id = version.id
WHERE part.url = :url AND part.media_id IS NOT NULL AND part.media_id <> :media_id
"""
# A version that this very run made never showed the file that stood there before.
_CORRECT = """
UPDATE {table} SET media_id = :media_id
WHERE url = :url AND media_id <> :media_id AND version_id IN (
  SELECT version.id FROM version JOIN article ON article.version_id = version.id
  WHERE version.run_id = :run_id)
"""
# Another file at each of the last visits: a counter, a clock, a picture made anew for everyone.
_IS_VOLATILE = """
SELECT count(*) >= 4 FROM media_source WHERE url = :url AND first_seen_at = last_seen_at
"""
_COPY_VERSION = """
INSERT INTO version (
  article_id, number, origin, run_id, capture_id, first_seen_at, last_seen_at, content_hash, url,
  portal, layout, confidence, section, title, summary, author, source, published_at, published_raw,
  published_precision, body
)
SELECT article_id, (SELECT max(number) + 1 FROM version WHERE article_id = :article_id), origin,
  :run_id, capture_id, :seen_at, :seen_at, content_hash, url, portal, layout, confidence, section,
  title, summary, author, source, published_at, published_raw, published_precision, body
FROM version WHERE id = :version_id
"""
_COPIES = (
    """
INSERT INTO image (version_id, ordinal, position, url, caption, credit, alt, media_id)
SELECT :new_id, ordinal, position, url, caption, credit, alt, iif(url = :url, :media_id, media_id)
FROM image WHERE version_id = :version_id
""",
    """
INSERT INTO attachment (version_id, ordinal, url, label, media_id)
SELECT :new_id, ordinal, url, label, iif(url = :url, :media_id, media_id)
FROM attachment WHERE version_id = :version_id
""",
    """
INSERT INTO reference (version_id, ordinal, url, kind, label)
SELECT :new_id, ordinal, url, kind, label FROM reference WHERE version_id = :version_id
""",
    """
INSERT INTO dating (
  version_id, rule, agreement, flags, candidates, page_at, page_raw, page_precision, listed,
  is_settled
)
SELECT :new_id, rule, agreement, flags, candidates, page_at, page_raw, page_precision, listed,
  is_settled
FROM dating WHERE version_id = :version_id
""",
    "UPDATE article SET version_id = :new_id WHERE id = :article_id",
)


def replace_file(db: Database, row: Mapping[str, Any]) -> int:
    """Give each article that shows another file at `url` than `media_id` a version with this one.

    Not where each visit gave another file: that is no news. `row` has url, media_id, seen_at and
    run_id. Returns how many there were.
    """
    if db.execute(_IS_VOLATILE, dict(row)).fetchone()[0]:
        return 0
    shown: set[tuple[int, int]] = set()
    for table in ("image", "attachment"):
        db.execute(_CORRECT.format(table=table), dict(row))
        shown |= set(db.execute(_SHOWN.format(table=table), dict(row)).fetchall())
    for article_id, version_id in sorted(shown):
        values = dict(row) | {"article_id": article_id, "version_id": version_id}
        values["new_id"] = db.execute(_COPY_VERSION, values).lastrowid
        for statement in _COPIES:
            db.execute(statement, values)
    return len(shown)

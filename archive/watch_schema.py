"""The tables of looking again at articles, as they were added to archives that had none."""

# An article is looked at again after a quarter of its age when it was first seen, an hour at least.
WATCH = """
CREATE TABLE watch (
  article_id INTEGER PRIMARY KEY REFERENCES article(id),
  checked_at TEXT NOT NULL,
  read_at TEXT NOT NULL,
  seconds INTEGER NOT NULL CHECK (seconds > 0),
  due_at TEXT NOT NULL,
  etag TEXT,
  last_modified TEXT,
  misses INTEGER NOT NULL DEFAULT 0,
  missed_since TEXT,
  missed_as TEXT,
  gone_at TEXT
) STRICT;
CREATE INDEX watch_due ON watch(due_at);

CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES article(id),
  run_id INTEGER NOT NULL REFERENCES run(id),
  kind TEXT NOT NULL CHECK (kind IN ('gone', 'returned')),
  seen_at TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX event_article ON event(article_id);
CREATE INDEX event_seen ON event(seen_at);

INSERT INTO watch (article_id, checked_at, read_at, seconds, due_at)
SELECT id, last_seen_at, last_seen_at, seconds,
  strftime('%Y-%m-%dT%H:%M:%S', last_seen_at, '+7 hours', seconds || ' seconds') || '+07:00'
FROM (
  SELECT article.id, article.last_seen_at, max(3600, min(2592000, cast(21600 * (
    julianday(article.last_seen_at)
    - coalesce(julianday(version.published_at), julianday(article.first_seen_at) - 28)
  ) AS INTEGER))) AS seconds
  FROM article JOIN version ON version.id = article.version_id
  WHERE version.origin = 'crawl'
);

ALTER TABLE media_source ADD COLUMN etag TEXT;
ALTER TABLE media_source ADD COLUMN last_modified TEXT;
CREATE INDEX version_seen ON version(first_seen_at);
"""

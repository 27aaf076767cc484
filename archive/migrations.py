"""Every change of the database schema, oldest first; append only.

Times are ISO 8601 text with the offset of Vietnam, so that they sort and read alike.
"""

import sqlite3

from sqlite_utils import Database, Migrations

from archive.coverage import COVERAGE
from archive.date_schema import DATES
from archive.search_schema import SEARCH
from archive.visit_schema import SITE_VISITS
from archive.watch_schema import WATCH

APPLICATION_ID = (
    0x4C555554  # "LUUT" in the file's header, so that nobody else's database is taken for ours
)

migrations = Migrations("luutru")

_TABLES = """
CREATE TABLE site (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  host TEXT NOT NULL UNIQUE,
  url TEXT NOT NULL
) STRICT;

CREATE TABLE section (
  id INTEGER PRIMARY KEY,
  site_id INTEGER NOT NULL REFERENCES site(id),
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  UNIQUE (site_id, url)
) STRICT;

CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  command TEXT NOT NULL,
  started_at TEXT NOT NULL,
  finished_at TEXT,
  outcome TEXT CHECK (outcome IN ('done', 'partial', 'failed', 'interrupted')),
  manifest TEXT NOT NULL CHECK (json_valid(manifest)),
  counts TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(counts))
) STRICT;

CREATE TABLE capture (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES run(id),
  url TEXT NOT NULL,
  method TEXT NOT NULL,
  status INTEGER NOT NULL,
  seen_at TEXT NOT NULL,
  content_type TEXT,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  truncated TEXT,
  warc TEXT NOT NULL,
  offset INTEGER NOT NULL,
  length INTEGER NOT NULL
) STRICT;
CREATE INDEX capture_url ON capture(url, seen_at);
CREATE INDEX capture_run ON capture(run_id);

CREATE TABLE media (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  mime TEXT NOT NULL,
  size INTEGER NOT NULL,
  width INTEGER,
  height INTEGER,
  path TEXT NOT NULL,
  first_seen_at TEXT NOT NULL
) STRICT;

CREATE TABLE media_source (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL,
  media_id INTEGER NOT NULL REFERENCES media(id),
  capture_id INTEGER REFERENCES capture(id),
  first_seen_at TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  UNIQUE (url, media_id)
) STRICT;

CREATE TABLE article (
  id INTEGER PRIMARY KEY,
  site_id INTEGER NOT NULL REFERENCES site(id),
  key TEXT NOT NULL,
  version_id INTEGER REFERENCES version(id) DEFERRABLE INITIALLY DEFERRED,
  first_seen_at TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  UNIQUE (site_id, key)
) STRICT;

CREATE TABLE version (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES article(id),
  number INTEGER NOT NULL,
  origin TEXT NOT NULL,
  run_id INTEGER REFERENCES run(id),
  capture_id INTEGER REFERENCES capture(id),
  first_seen_at TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  url TEXT NOT NULL,
  portal TEXT NOT NULL,
  layout TEXT NOT NULL,
  section TEXT,
  title TEXT NOT NULL,
  summary TEXT,
  author TEXT,
  source TEXT,
  published_at TEXT,
  published_raw TEXT,
  published_precision TEXT CHECK (published_precision IN ('second', 'minute', 'day')),
  body TEXT NOT NULL,
  UNIQUE (article_id, number)
) STRICT;
CREATE INDEX version_published ON version(published_at);
CREATE INDEX version_url ON version(url);
CREATE INDEX version_section ON version(section);
CREATE INDEX article_version ON article(version_id);

CREATE TABLE image (
  id INTEGER PRIMARY KEY,
  version_id INTEGER NOT NULL REFERENCES version(id),
  ordinal INTEGER NOT NULL,
  position INTEGER NOT NULL,
  url TEXT NOT NULL,
  caption TEXT,
  credit TEXT,
  alt TEXT,
  media_id INTEGER REFERENCES media(id),
  UNIQUE (version_id, ordinal)
) STRICT;
CREATE INDEX image_url ON image(url);
CREATE INDEX image_media ON image(media_id);

CREATE TABLE attachment (
  id INTEGER PRIMARY KEY,
  version_id INTEGER NOT NULL REFERENCES version(id),
  ordinal INTEGER NOT NULL,
  url TEXT NOT NULL,
  label TEXT,
  media_id INTEGER REFERENCES media(id),
  UNIQUE (version_id, ordinal)
) STRICT;
CREATE INDEX attachment_url ON attachment(url);
CREATE INDEX attachment_media ON attachment(media_id);

CREATE TABLE listing (
  section_id INTEGER NOT NULL REFERENCES section(id),
  key TEXT NOT NULL,
  url TEXT NOT NULL,
  title TEXT,
  printed_date TEXT,
  first_seen_at TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  PRIMARY KEY (section_id, key)
) STRICT;
CREATE INDEX listing_key ON listing(key);
CREATE INDEX listing_url ON listing(url);

CREATE TABLE problem (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES run(id),
  site_id INTEGER REFERENCES site(id),
  kind TEXT NOT NULL,
  url TEXT NOT NULL,
  key TEXT,
  layout TEXT,
  detail TEXT NOT NULL,
  capture_id INTEGER REFERENCES capture(id),
  first_seen_at TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  resolved_at TEXT,
  UNIQUE (url, kind)
) STRICT;
CREATE INDEX problem_key ON problem(site_id, key);

CREATE VIEW article_latest AS
SELECT article.id, site.name AS site, version.url, version.section, version.title, version.summary,
  version.author, version.source, version.published_at, version.published_raw,
  version.published_precision, version.body, version.portal, version.layout,
  article.first_seen_at, article.last_seen_at, version.number AS version, version.origin
FROM article
JOIN site ON site.id = article.site_id
JOIN version ON version.id = article.version_id;

CREATE VIEW image_caption AS
SELECT article.id AS article_id, site.name AS site, version.title, image.caption, image.credit,
  image.url, image.position, media.path, media.mime, media.width, media.height
FROM article
JOIN site ON site.id = article.site_id
JOIN version ON version.id = article.version_id
JOIN image ON image.version_id = version.id
LEFT JOIN media ON media.id = image.media_id;

CREATE VIEW article_section AS
SELECT DISTINCT article.id AS article_id, section.id AS section_id, section.name AS section
FROM article
JOIN section ON section.site_id = article.site_id
JOIN listing ON listing.section_id = section.id AND listing.key = article.key;

CREATE VIEW article_text AS
SELECT article.id AS article_id, version.title, coalesce(version.summary, '') AS summary,
  version.body,
  coalesce((
    SELECT group_concat(caption, char(10)) FROM (
      SELECT caption FROM image
      WHERE image.version_id = version.id AND caption IS NOT NULL ORDER BY ordinal
    )
  ), '') AS captions
FROM article
JOIN version ON version.id = article.version_id;

CREATE VIRTUAL TABLE search_exact USING fts5(
  title, summary, body, captions,
  content = 'article_text', content_rowid = 'article_id',
  tokenize = 'unicode61 remove_diacritics 0'
);

CREATE VIRTUAL TABLE search_folded USING fts5(
  title, summary, body, captions,
  content = 'article_text', content_rowid = 'article_id',
  tokenize = 'unicode61 remove_diacritics 0'
);
"""

# Until now only known layouts were read.
_CONFIDENCE_AND_REFERENCES = """
ALTER TABLE version ADD COLUMN confidence REAL CHECK (confidence BETWEEN 0 AND 1);
UPDATE version SET confidence = 1 WHERE origin = 'crawl';

CREATE TABLE reference (
  id INTEGER PRIMARY KEY,
  version_id INTEGER NOT NULL REFERENCES version(id),
  ordinal INTEGER NOT NULL,
  url TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('video', 'audio')),
  label TEXT,
  UNIQUE (version_id, ordinal)
) STRICT;
CREATE INDEX reference_url ON reference(url);

CREATE TABLE repeated_line (
  site_id INTEGER NOT NULL REFERENCES site(id),
  line TEXT NOT NULL,
  first_seen_at TEXT NOT NULL,
  PRIMARY KEY (site_id, line)
) STRICT;

DROP VIEW article_latest;
CREATE VIEW article_latest AS
SELECT article.id, site.name AS site, version.url, version.section, version.title, version.summary,
  version.author, version.source, version.published_at, version.published_raw,
  version.published_precision, version.body, version.portal, version.layout, version.confidence,
  article.first_seen_at, article.last_seen_at, version.number AS version, version.origin
FROM article
JOIN site ON site.id = article.site_id
JOIN version ON version.id = article.version_id;
"""


@migrations()
def create_archive(db: Database) -> None:
    """Articles and their versions, what they were read from, and what could not be read."""
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in _statements(_TABLES):
        db.execute(statement)


@migrations()
def add_confidence_and_references(db: Database) -> None:
    """How sure a reading is, videos kept as addresses, and lines that a site's pages share."""
    for statement in _statements(_CONFIDENCE_AND_REFERENCES):
        db.execute(statement)


@migrations()
def add_dating(db: Database) -> None:
    """What else says when articles were published, and where they stand in their lists."""
    for statement in _statements(DATES):
        db.execute(statement)


@migrations()
def add_watch(db: Database) -> None:
    """When each article is looked at again, and which are gone; what servers say of files."""
    for statement in _statements(WATCH):
        db.execute(statement)


@migrations()
def add_coverage(db: Database) -> None:
    """How far each visit read a section's list."""
    for statement in _statements(COVERAGE):
        db.execute(statement)


@migrations()
def add_site_visits(db: Database) -> None:
    """How each visit to a site ended and found it, and how long one that refused is left alone."""
    for statement in _statements(SITE_VISITS):
        db.execute(statement)


@migrations()
def add_search(db: Database) -> None:
    """One index in order of days, with filters, that follows the articles by triggers."""
    for statement in _statements(SEARCH):
        db.execute(statement)


@migrations()
def add_days_to_search(db: Database) -> None:
    """Each entry of the index says its month and its year."""
    db.execute("INSERT INTO search_stale SELECT id FROM article WHERE version_id IS NOT NULL")


@migrations()
def rebuild_search(db: Database) -> None:
    """Captions stand apart, and numbers and units are words by other rules."""
    for statement in (
        "INSERT INTO search_index (search_index) VALUES ('delete-all')",
        "DELETE FROM search_entry",
        "INSERT INTO search_stale SELECT id FROM article WHERE version_id IS NOT NULL",
    ):
        db.execute(statement)


def _statements(script: str) -> list[str]:
    """The single statements of `script`: executescript would commit behind the transaction."""
    statements, pending = [], ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            statements.append(pending)
            pending = ""
    return statements


def unknown_to_us(db: Database) -> set[str]:
    """Names of applied migrations that this program does not have: the archive is newer."""
    known = {migration.name for migration in migrations._migrations}
    return {migration.name for migration in migrations.applied(db)} - known

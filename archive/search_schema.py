"""The tables of searching, as they were added to archives that had two indexes by article id."""

SEARCH = """
DROP TABLE search_exact;
DROP TABLE search_folded;
DROP VIEW article_text;

CREATE TABLE section_name (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE attachment_text (
  media_id INTEGER PRIMARY KEY REFERENCES media(id),
  read_at TEXT NOT NULL,
  text TEXT NOT NULL,
  failure TEXT
) STRICT;

CREATE TABLE search_entry (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL UNIQUE REFERENCES article(id),
  version_id INTEGER NOT NULL REFERENCES version(id),
  filters TEXT NOT NULL,
  attachments TEXT NOT NULL
) STRICT;

CREATE TABLE search_stale (
  article_id INTEGER NOT NULL REFERENCES article(id)
) STRICT;
CREATE INDEX search_stale_article ON search_stale(article_id);

CREATE VIEW article_text AS
SELECT search_entry.id AS entry_id, search_entry.article_id, version.title,
  coalesce((
    SELECT group_concat(caption, char(10)) FROM (
      SELECT caption FROM image
      WHERE image.version_id = version.id AND caption IS NOT NULL ORDER BY ordinal
    )
  ), '') AS captions,
  coalesce(version.summary, '') AS summary, version.body, search_entry.attachments,
  search_entry.filters, coalesce(version.author, '') AS author
FROM search_entry
JOIN version ON version.id = search_entry.version_id;

CREATE VIRTUAL TABLE search_index USING fts5(
  body, title, captions, summary, attachments, filters,
  content = 'article_text', content_rowid = 'entry_id',
  tokenize = 'unicode61 remove_diacritics 0'
);

CREATE TRIGGER search_article AFTER INSERT ON article
WHEN new.version_id IS NOT NULL BEGIN
  INSERT INTO search_stale VALUES (new.id);
END;
CREATE TRIGGER search_version AFTER UPDATE OF version_id ON article
WHEN new.version_id IS NOT NULL BEGIN
  INSERT INTO search_stale VALUES (new.id);
END;
CREATE TRIGGER search_older_version AFTER INSERT ON version BEGIN
  INSERT INTO search_stale VALUES (new.article_id);
END;
CREATE TRIGGER search_date AFTER UPDATE OF published_at ON version
WHEN new.published_at IS NOT old.published_at BEGIN
  INSERT INTO search_stale VALUES (new.article_id);
END;
CREATE TRIGGER search_gone AFTER UPDATE OF gone_at ON watch
WHEN new.gone_at IS NOT old.gone_at BEGIN
  INSERT INTO search_stale VALUES (new.article_id);
END;
CREATE TRIGGER search_listed AFTER INSERT ON listing BEGIN
  INSERT INTO search_stale
  SELECT article.id FROM article JOIN section ON section.site_id = article.site_id
  WHERE section.id = new.section_id AND article.key = new.key AND article.version_id IS NOT NULL;
END;
CREATE TRIGGER search_section AFTER UPDATE OF name ON section
WHEN new.name IS NOT old.name BEGIN
  INSERT INTO search_stale
  SELECT article.id FROM listing
  JOIN article ON article.site_id = new.site_id AND article.key = listing.key
  WHERE listing.section_id = new.id AND article.version_id IS NOT NULL;
END;
CREATE TRIGGER search_attachment AFTER UPDATE OF media_id ON attachment BEGIN
  INSERT INTO search_stale SELECT id FROM article WHERE version_id = new.version_id;
END;
CREATE TRIGGER search_attachment_text AFTER INSERT ON attachment_text BEGIN
  INSERT INTO search_stale
  SELECT article.id FROM attachment JOIN article ON article.version_id = attachment.version_id
  WHERE attachment.media_id = new.media_id;
END;

INSERT INTO search_stale SELECT id FROM article WHERE version_id IS NOT NULL;
"""

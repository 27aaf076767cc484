"""The tables of the dates, as they were added to archives that had none."""

DATES = """
CREATE TABLE dating (
  version_id INTEGER PRIMARY KEY REFERENCES version(id),
  rule TEXT,
  agreement TEXT NOT NULL CHECK (agreement IN ('agreed', 'alone', 'disputed')),
  flags TEXT NOT NULL CHECK (json_valid(flags)),
  candidates TEXT NOT NULL CHECK (json_valid(candidates)),
  page_at TEXT,
  page_raw TEXT,
  page_precision TEXT CHECK (page_precision IN ('second', 'minute', 'day')),
  listed TEXT,
  is_settled INTEGER NOT NULL DEFAULT 0 CHECK (is_settled IN (0, 1))
) STRICT;
CREATE INDEX dating_review ON dating(version_id) WHERE flags <> '[]' OR agreement = 'disputed';

CREATE TABLE date_order (
  site_id INTEGER NOT NULL REFERENCES site(id),
  form TEXT NOT NULL CHECK (form IN ('am_pm', 'plain')),
  first TEXT CHECK (first IN ('day', 'month')),
  day_votes INTEGER NOT NULL,
  month_votes INTEGER NOT NULL,
  example TEXT,
  decided_at TEXT NOT NULL,
  PRIMARY KEY (site_id, form)
) STRICT;

CREATE TABLE date_review (
  article_id INTEGER PRIMARY KEY REFERENCES article(id),
  page_raw TEXT,
  written TEXT NOT NULL,
  value TEXT,
  precision TEXT CHECK (precision IN ('second', 'minute', 'day')),
  note TEXT,
  reviewed_at TEXT NOT NULL
) STRICT;

ALTER TABLE listing ADD COLUMN printed_at TEXT;
ALTER TABLE listing ADD COLUMN page INTEGER;
ALTER TABLE listing ADD COLUMN position INTEGER;
CREATE INDEX listing_page ON listing(section_id, last_seen_at, page, position);

CREATE VIEW article_date AS
SELECT article.id, site.name AS site, version.url, version.title, version.published_at,
  version.published_raw, version.published_precision, dating.rule, dating.agreement, dating.flags,
  dating.candidates, dating.page_at, dating.page_raw, dating.page_precision, dating.listed
FROM article
JOIN site ON site.id = article.site_id
JOIN version ON version.id = article.version_id
LEFT JOIN dating ON dating.version_id = version.id;
"""

"""Named SQL longer than a line."""

ARTICLE_ROW = """
SELECT article.id, site.name AS site, article.first_seen_at, article.last_seen_at,
  version.first_seen_at AS seen_at, version.last_seen_at AS seen_until, watch.gone_at,
  version.id AS version_id, version.number AS version, version.origin, version.url, version.portal,
  version.layout, version.confidence, version.section, version.title, version.summary,
  version.author, version.source, version.published_at, version.published_raw,
  version.published_precision, version.body, version.capture_id, dating.rule, dating.agreement,
  dating.flags, dating.candidates, dating.page_at, dating.page_raw, dating.page_precision
FROM article
JOIN site ON site.id = article.site_id
JOIN version ON version.article_id = article.id
LEFT JOIN dating ON dating.version_id = version.id
LEFT JOIN watch ON watch.article_id = article.id
"""

INSERT_VERSION = """
INSERT INTO version (
  article_id, number, origin, run_id, capture_id, first_seen_at, last_seen_at, content_hash, url,
  portal, layout, confidence, section, title, summary, author, source, published_at, published_raw,
  published_precision, body
) VALUES (
  :article_id, :number, :origin, :run_id, :capture_id, :first_seen_at, :last_seen_at,
  :content_hash, :url, :portal, :layout, :confidence, :section, :title, :summary, :author, :source,
  :published_at, :published_raw, :published_precision, :body
)
"""

# A file once fetched from an address stands for that address in every version that shows it.
INSERT_IMAGE = """
INSERT INTO image (version_id, ordinal, position, url, caption, credit, alt, media_id)
VALUES (:version_id, :ordinal, :position, :url, :caption, :credit, :alt,
  (SELECT media_id FROM media_source WHERE url = :url ORDER BY last_seen_at DESC, id DESC LIMIT 1))
"""

INSERT_ATTACHMENT = """
INSERT INTO attachment (version_id, ordinal, url, label, media_id)
VALUES (:version_id, :ordinal, :url, :label, (
  SELECT media_id FROM media_source WHERE url = :url ORDER BY last_seen_at DESC, id DESC LIMIT 1))
"""

INSERT_REFERENCE = """
INSERT INTO reference (version_id, ordinal, url, kind, label)
VALUES (:version_id, :ordinal, :url, :kind, :label)
"""

INSERT_REPEATED_LINE = """
INSERT INTO repeated_line (site_id, line, first_seen_at) VALUES (:site_id, :line, :seen_at)
ON CONFLICT (site_id, line) DO NOTHING
"""

LISTED_AS = """
SELECT title, printed_date FROM listing WHERE section_id = :section_id AND key = :key
"""

UPSERT_LISTING = """
INSERT INTO listing (
  section_id, key, url, title, printed_date, first_seen_at, last_seen_at, printed_at, page,
  position
) VALUES (
  :section_id, :key, :url, :title, :printed_date, :seen_at, :seen_at,
  iif(:printed_date IS NULL, NULL, :seen_at), :page, :position
)
ON CONFLICT (section_id, key) DO UPDATE SET
  url = excluded.url, title = coalesce(excluded.title, title),
  printed_at = iif(excluded.printed_date IS NULL OR excluded.printed_date IS printed_date,
    printed_at, excluded.printed_at),
  printed_date = coalesce(excluded.printed_date, printed_date),
  page = excluded.page, position = excluded.position, last_seen_at = excluded.last_seen_at
"""

UPSERT_PROBLEM = """
INSERT INTO problem (
  run_id, site_id, kind, url, key, layout, detail, capture_id, first_seen_at, last_seen_at
) VALUES (
  :run_id, :site_id, :kind, :url, :key, :layout, :detail, :capture_id, :seen_at, :seen_at
)
ON CONFLICT (url, kind) DO UPDATE SET
  site_id = coalesce(excluded.site_id, site_id),
  key = coalesce(excluded.key, key),
  layout = iif(detail = excluded.detail, layout, excluded.layout),
  capture_id = iif(detail = excluded.detail, capture_id, excluded.capture_id),
  detail = excluded.detail, last_seen_at = excluded.last_seen_at, resolved_at = NULL
"""

INSERT_CAPTURE = """
INSERT INTO capture (
  run_id, url, method, status, seen_at, content_type, size, sha256, truncated, warc, offset, length
) VALUES (
  :run_id, :url, :method, :status, :seen_at, :content_type, :size, :sha256, :truncated, :warc,
  :offset, :length
)
"""

INSERT_MEDIA = """
INSERT INTO media (sha256, mime, size, width, height, path, first_seen_at)
VALUES (:sha256, :mime, :size, :width, :height, :path, :seen_at)
ON CONFLICT (sha256) DO NOTHING
"""

# That fields fell is taken back by what the pages say, not by reading their list; dates are decided
# when all is read.
RESOLVE_PROBLEMS = """
UPDATE problem SET resolved_at = :seen_at
WHERE url = :url AND resolved_at IS NULL AND kind NOT IN ('drift', 'unreadable_date')
"""

UPSERT_MEDIA_SOURCE = """
INSERT INTO media_source (
  url, media_id, capture_id, first_seen_at, last_seen_at, etag, last_modified
) VALUES (:url, :media_id, :capture_id, :seen_at, :seen_at, :etag, :last_modified)
ON CONFLICT (url, media_id) DO UPDATE SET last_seen_at = excluded.last_seen_at,
  etag = excluded.etag, last_modified = excluded.last_modified
"""

MISSING_FILES = """
SELECT DISTINCT 'image', image.url, version.url
FROM article
JOIN version ON version.id = article.version_id
JOIN image ON image.version_id = version.id
WHERE article.site_id = :site_id AND image.media_id IS NULL
UNION
SELECT DISTINCT 'attachment', attachment.url, version.url
FROM article
JOIN version ON version.id = article.version_id
JOIN attachment ON attachment.version_id = version.id
WHERE article.site_id = :site_id AND attachment.media_id IS NULL
"""

SITES = """
SELECT site.name, site.url,
  (SELECT count(*) FROM section WHERE section.site_id = site.id) AS sections,
  (SELECT count(*) FROM article WHERE article.site_id = site.id) AS articles,
  (SELECT count(*) FROM problem
   WHERE problem.site_id = site.id AND resolved_at IS NULL) AS problems,
  (SELECT max(last_seen_at) FROM article WHERE article.site_id = site.id) AS last_seen_at
FROM site ORDER BY site.name
"""

SITE_STATS = """
SELECT site.name AS site, count(*) AS articles,
  (SELECT count(*) FROM version JOIN article AS a ON a.id = version.article_id
   WHERE a.site_id = site.id) AS versions,
  min(version.published_at) AS oldest, max(version.published_at) AS newest,
  count(version.published_at) AS dated, count(version.author) AS with_author,
  count(version.summary) AS with_summary,
  sum(EXISTS (SELECT 1 FROM image WHERE image.version_id = version.id)) AS with_images,
  count(*) FILTER (WHERE version.confidence < 1) AS guessed
FROM article
JOIN site ON site.id = article.site_id
JOIN version ON version.id = article.version_id
GROUP BY site.id ORDER BY site.name
"""

TOTALS = """
SELECT
  (SELECT count(*) FROM site) AS sites,
  (SELECT count(*) FROM article) AS articles,
  (SELECT count(*) FROM version) AS versions,
  (SELECT count(*) FROM image JOIN article USING (version_id)) AS images,
  (SELECT count(*) FROM image JOIN article USING (version_id)
   WHERE caption IS NOT NULL) AS captions,
  (SELECT count(*) FROM attachment JOIN article USING (version_id)) AS attachments,
  (SELECT count(*) FROM media) AS media_files,
  (SELECT coalesce(sum(size), 0) FROM media) AS media_bytes,
  (SELECT count(*) FROM capture) AS captures,
  (SELECT coalesce(sum(length), 0) FROM capture) AS capture_bytes,
  (SELECT count(*) FROM problem WHERE resolved_at IS NULL) AS problems,
  (SELECT count(*) FROM run) AS runs
"""

PROBLEMS = """
SELECT problem.id, site.name AS site, problem.kind, problem.url, problem.key, problem.layout,
  problem.detail, problem.run_id AS run, problem.capture_id AS capture, problem.first_seen_at,
  problem.last_seen_at, problem.resolved_at
FROM problem LEFT JOIN site ON site.id = problem.site_id
WHERE (:site IS NULL OR site.name = :site) AND (:kind IS NULL OR problem.kind = :kind)
  AND (:all OR problem.resolved_at IS NULL)
ORDER BY problem.last_seen_at DESC, problem.id DESC
"""

ARTICLE_AT = """
SELECT article.id FROM article JOIN version ON version.article_id = article.id
WHERE version.url = ?1
UNION ALL
SELECT article.id FROM listing
JOIN section ON section.id = listing.section_id
JOIN article ON article.site_id = section.site_id AND article.key = listing.key
WHERE listing.url = ?1
LIMIT 1
"""

SECTIONS = """
SELECT section.name, section.url, count(listing.key) AS listed,
  max(listing.last_seen_at) AS last_seen_at
FROM section
JOIN site ON site.id = section.site_id
LEFT JOIN listing ON listing.section_id = section.id
WHERE site.name = :site
GROUP BY section.id ORDER BY section.id
"""

IMAGES = """
SELECT version_id, url, caption, credit, alt, position FROM image
WHERE version_id IN (SELECT value FROM json_each(:versions)) ORDER BY version_id, ordinal
"""

ATTACHMENTS = """
SELECT version_id, url, label FROM attachment
WHERE version_id IN (SELECT value FROM json_each(:versions)) ORDER BY version_id, ordinal
"""

REFERENCES = """
SELECT version_id, url, kind, label FROM reference
WHERE version_id IN (SELECT value FROM json_each(:versions)) ORDER BY version_id, ordinal
"""

# Versions that are not an article's first, and articles that went or came back, newest first.
# Imported articles may begin with any number.
CHANGED = """
SELECT article.id AS article_id, happened.before, happened.version, happened.event,
  happened.seen_at, happened.detail
FROM (
  SELECT article_id, number AS version, 'edited' AS event, first_seen_at AS seen_at, NULL AS detail,
    (SELECT max(number) FROM version AS earlier
     WHERE earlier.article_id = version.article_id AND earlier.number < version.number) AS before
  FROM version WHERE number > 1
  UNION ALL
  SELECT event.article_id, version.number, event.kind, event.seen_at, event.detail, version.number
  FROM event
  JOIN article ON article.id = event.article_id
  JOIN version ON version.id = article.version_id
) AS happened
JOIN article ON article.id = happened.article_id
JOIN site ON site.id = article.site_id
WHERE happened.before IS NOT NULL
  AND (:since IS NULL OR happened.seen_at >= :since) AND (:site IS NULL OR site.name = :site)
ORDER BY happened.seen_at DESC, article.id DESC LIMIT :limit
"""

FILES = """
SELECT image.url, media.sha256 FROM image JOIN media ON media.id = image.media_id
JOIN version ON version.id = image.version_id
WHERE version.article_id = :article_id AND version.number = :version
UNION ALL
SELECT attachment.url, media.sha256 FROM attachment JOIN media ON media.id = attachment.media_id
JOIN version ON version.id = attachment.version_id
WHERE version.article_id = :article_id AND version.number = :version
"""

TOUCH_VERSION = """
UPDATE version SET last_seen_at = max(last_seen_at, :seen_at) WHERE id = (
  SELECT version_id FROM article WHERE site_id = :site_id AND key = :key)
"""

TOUCH_ARTICLE = """
UPDATE article SET last_seen_at = max(last_seen_at, :seen_at)
WHERE site_id = :site_id AND key = :key
"""

GONE_KEYS = """
SELECT article.key FROM watch JOIN article ON article.id = watch.article_id
WHERE article.site_id = ? AND watch.gone_at IS NOT NULL
"""

KNOWN_FILE = """
SELECT last_seen_at, etag, last_modified FROM media_source WHERE url = ?
ORDER BY last_seen_at DESC, id DESC LIMIT 1
"""

TOUCH_FILE = """
UPDATE media_source SET last_seen_at = max(last_seen_at, :seen_at) WHERE id = (
  SELECT id FROM media_source WHERE url = :url ORDER BY last_seen_at DESC, id DESC LIMIT 1)
"""

WHOLE_VISIT = """
SELECT run.started_at FROM visit
JOIN section ON section.id = visit.section_id
JOIN run ON run.id = visit.run_id
WHERE section.site_id = :site_id AND section.url = :url AND visit.reached = 'end'
ORDER BY visit.run_id DESC LIMIT 1
"""

# The first sign counts: how it is worded may change.
RECORD_CLOSING = """
UPDATE site SET closing_sign = iif(:sign IS NULL, NULL, coalesce(closing_sign, :sign)),
  closing_at = iif(:sign IS NULL, NULL, coalesce(closing_at, :at))
WHERE id = :site_id
"""

# Where several sections list an article, the one that listed it last.
LISTED_PAGES = """
SELECT listing.key, listing.section_id, coalesce(listing.page, 1), max(listing.last_seen_at)
FROM json_each(:keys) AS wanted
JOIN listing ON listing.key = wanted.value
JOIN section ON section.id = listing.section_id AND section.site_id = :site_id
GROUP BY listing.key
"""

LAST_ANSWER = """
SELECT status, warc, offset, length FROM capture
WHERE url = :url AND seen_at >= :since AND method = 'GET' AND truncated IS NULL
ORDER BY status = 200 DESC, status < 400 DESC, seen_at DESC LIMIT 1
"""

LAST_VISITS = """
SELECT site.name, run.started_at AS last_run_at, run.outcome AS last_outcome
FROM site JOIN run ON run.id = (SELECT max(run_id) FROM site_visit WHERE site_id = site.id)
"""

PENDING = """
SELECT listing.key, listing.url, section.name FROM listing
JOIN section ON section.id = listing.section_id
WHERE section.site_id = ?1
  AND NOT EXISTS (SELECT 1 FROM article WHERE site_id = ?1 AND key = listing.key)
  AND NOT EXISTS (
    SELECT 1 FROM problem WHERE site_id = ?1 AND key = listing.key AND resolved_at IS NULL)
GROUP BY listing.key ORDER BY max(listing.last_seen_at) DESC, listing.key LIMIT 1000
"""

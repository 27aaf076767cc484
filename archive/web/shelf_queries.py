"""Named SQL of the reading room; each is bounded by an index or a limit."""

from datetime import datetime

# Ids are given in the order of collecting.
# Of those that came on one day the ones published last: a crawl begins with these.
COLLECTED_LAST = """
SELECT article.id FROM (
  SELECT * FROM article WHERE version_id IS NOT NULL ORDER BY id DESC LIMIT 500
) AS article JOIN version ON version.id = article.version_id
ORDER BY substr(article.first_seen_at, 1, 10) DESC, version.published_at DESC, article.id DESC
LIMIT :limit
"""

# As queries.CHANGED, narrowed and paged.
CHANGED = """
SELECT article.id AS article_id, happened.before, happened.version, happened.event,
  happened.seen_at, happened.detail
FROM (
  SELECT article_id, id AS version_id, number AS version, 'edited' AS event,
    first_seen_at AS seen_at, NULL AS detail,
    (SELECT max(number) FROM version AS earlier
     WHERE earlier.article_id = version.article_id AND earlier.number < version.number) AS before
  FROM version WHERE number > 1 AND first_seen_at >= :since
  UNION ALL
  SELECT event.article_id, version.id, version.number, event.kind, event.seen_at, event.detail,
    version.number
  FROM event
  JOIN article ON article.id = event.article_id
  JOIN version ON version.id = article.version_id
  WHERE event.seen_at >= :since
) AS happened
JOIN article ON article.id = happened.article_id
JOIN site ON site.id = article.site_id
JOIN version ON version.id = happened.version_id
WHERE happened.before IS NOT NULL AND (:site IS NULL OR site.name = :site)
  AND (:kind IS NULL OR happened.event = :kind)
  AND (:section IS NULL OR version.section = :section)
ORDER BY happened.seen_at DESC, article.id DESC LIMIT :limit OFFSET :offset
"""

AMOUNTS = """
SELECT
  (SELECT count(*) FROM article) AS articles, (SELECT count(*) FROM site) AS site_count,
  (SELECT count(*) FROM image JOIN article USING (version_id)) AS images,
  (SELECT count(*) FROM attachment JOIN article USING (version_id)) AS attachments,
  (SELECT min(published_at) FROM version WHERE published_at >= '1990') AS oldest,
  (SELECT max(published_at) FROM version) AS latest
"""

CHANGED_COUNTS = """
SELECT 'edited' AS kind, count(*) AS count FROM version
WHERE number > 1 AND first_seen_at >= :since
UNION ALL
SELECT kind, count(*) FROM event WHERE seen_at >= :since GROUP BY kind
"""

# What is in the record of one version, beside the article itself.
PROVENANCE = """
SELECT version.id AS version_id, version.content_hash, version.origin, version.run_id,
  article.key, site.name AS site, site.url AS site_url, capture.url AS capture_url,
  capture.seen_at AS captured_at, capture.sha256 AS capture_sha256, capture.size AS capture_size,
  capture.status, capture.warc, capture.content_type, capture.id AS capture_id
FROM version
JOIN article ON article.id = version.article_id
JOIN site ON site.id = article.site_id
LEFT JOIN capture ON capture.id = version.capture_id
WHERE version.article_id = :article_id AND version.number = :version
"""

VERSION_FILES = """
SELECT 'image' AS part, image.ordinal, image.url, media.sha256, media.mime, media.size, media.width,
  media.height, media.path
FROM version JOIN image ON image.version_id = version.id JOIN media ON media.id = image.media_id
WHERE version.article_id = :article_id AND version.number = :version
UNION ALL
SELECT 'attachment', attachment.ordinal, attachment.url, media.sha256, media.mime, media.size,
  media.width, media.height, media.path
FROM version JOIN attachment ON attachment.version_id = version.id
JOIN media ON media.id = attachment.media_id
WHERE version.article_id = :article_id AND version.number = :version
"""

ATTACHMENT_TEXTS = """
SELECT attachment.url, attachment_text.text
FROM version JOIN attachment ON attachment.version_id = version.id
JOIN attachment_text ON attachment_text.media_id = attachment.media_id
WHERE version.article_id = :article_id AND version.number = :version AND attachment_text.text <> ''
"""

EVENTS = "SELECT kind, seen_at, detail FROM event WHERE article_id = :article_id ORDER BY id"

LISTED_IN = """
SELECT DISTINCT section.name, section.url FROM article
JOIN section ON section.site_id = article.site_id
JOIN listing ON listing.section_id = section.id AND listing.key = article.key
WHERE article.id = :article_id ORDER BY section.id
"""

# Other articles that show a photo of this one, but no picture that stands everywhere.
SHARING = """
WITH shown(media_id) AS (
  SELECT DISTINCT image.media_id FROM article
  JOIN image ON image.version_id = article.version_id
  WHERE article.id = :article_id AND image.media_id IS NOT NULL LIMIT 50
), rare(media_id) AS (
  SELECT media_id FROM shown WHERE (
    SELECT count(*) FROM (SELECT 1 FROM image WHERE image.media_id = shown.media_id LIMIT 60)) < 60
)
SELECT article.id, version.title, version.published_at, version.published_precision,
  site.name AS site, media.sha256
FROM rare
JOIN image ON image.media_id = rare.media_id
JOIN media ON media.id = rare.media_id
JOIN article ON article.version_id = image.version_id
JOIN version ON version.id = article.version_id
JOIN site ON site.id = article.site_id
WHERE article.id <> :article_id
GROUP BY article.id ORDER BY version.published_at DESC LIMIT 20
"""

MEDIA = "SELECT * FROM media WHERE sha256 = :sha256"

# The first stored picture of each of these articles.
THUMBNAILS = """
SELECT article.id, (
  SELECT media.sha256 FROM image JOIN media ON media.id = image.media_id
  WHERE image.version_id = article.version_id AND media.mime IN (
    'image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/bmp', 'image/tiff')
  ORDER BY image.ordinal LIMIT 1) AS sha256
FROM article WHERE article.id IN (SELECT value FROM json_each(:ids))
"""

FILE_AT = """
SELECT media.sha256, media.mime FROM media_source JOIN media ON media.id = media_source.media_id
WHERE media_source.url IN (SELECT value FROM json_each(:urls))
ORDER BY media_source.first_seen_at > :seen_at, abs(julianday(media_source.first_seen_at)
  - julianday(:seen_at)) LIMIT 1
"""

SITE = "SELECT id, name, host, url FROM site WHERE name = :name"

PUBLISHED_BY_MONTH = """
SELECT substr(version.published_at, 1, 7) AS month, count(*) AS count
FROM article JOIN version ON version.id = article.version_id
WHERE article.site_id = :site_id AND version.published_at IS NOT NULL
GROUP BY month ORDER BY month
"""

COLLECTED_BY_DAY = """
SELECT day, sum(looks) AS looks, sum(articles) AS articles, max(gap) AS gap FROM (
  SELECT substr(run.started_at, 1, 10) AS day, count(DISTINCT run.id) AS looks, 0 AS articles,
    max(visit.has_gap OR visit.reached = 'broken') AS gap
  FROM section JOIN visit ON visit.section_id = section.id JOIN run ON run.id = visit.run_id
  WHERE section.site_id = :site_id AND run.started_at >= :since GROUP BY day
  UNION ALL
  SELECT substr(first_seen_at, 1, 10), 0, count(*), 0 FROM article
  WHERE site_id = :site_id AND first_seen_at >= :since GROUP BY 1
) GROUP BY day
"""

SITE_RUNS = """
SELECT run.id, run.command, run.started_at, run.finished_at, run.outcome, run.counts
FROM site_visit JOIN run ON run.id = site_visit.run_id
WHERE site_visit.site_id = :site_id ORDER BY site_visit.run_id DESC LIMIT :limit
"""

RUNS = """
SELECT id, command, started_at, finished_at, outcome, counts, (
  SELECT group_concat(json_extract(value, '$.name'), ', ')
  FROM json_each(run.manifest, '$.sites')) AS sites
FROM run ORDER BY id DESC LIMIT :limit OFFSET :offset
"""

PROBLEMS = """
SELECT problem.id, site.name AS site, problem.kind, problem.url, problem.detail,
  problem.first_seen_at, problem.last_seen_at, article.id AS article_id
FROM problem
LEFT JOIN site ON site.id = problem.site_id
LEFT JOIN article ON article.site_id = problem.site_id AND article.key = problem.key
WHERE (:site IS NULL OR site.name = :site) AND (:kind IS NULL OR problem.kind = :kind)
  AND problem.resolved_at IS NULL
ORDER BY problem.last_seen_at DESC, problem.id DESC LIMIT :limit OFFSET :offset
"""

PROBLEM_KINDS = """
SELECT problem.kind, count(*) AS count FROM problem
LEFT JOIN site ON site.id = problem.site_id
WHERE problem.resolved_at IS NULL AND (:site IS NULL OR site.name = :site)
GROUP BY problem.kind ORDER BY count(*) DESC, problem.kind
"""

_PHOTO = """
SELECT image.id AS image_id, article.id AS article_id, site.name AS site, version.title,
  version.published_at, version.published_precision, image.caption, image.credit, media.sha256,
  media.mime, media.width, media.height
FROM image
JOIN media ON media.id = image.media_id
JOIN article ON article.version_id = image.version_id
JOIN version ON version.id = article.version_id
JOIN site ON site.id = article.site_id
"""

# Images are walked from the last one on; CROSS keeps SQLite from beginning with the site.
PHOTOS = f"""{_PHOTO.replace("JOIN", "CROSS JOIN")}
WHERE (:site IS NULL OR site.name = :site) AND (:captioned = 0 OR image.caption IS NOT NULL)
  AND media.mime LIKE 'image/%'
ORDER BY image.id DESC LIMIT :limit OFFSET :offset
"""

PHOTOS_OF = f"""{_PHOTO}
WHERE article.id IN (SELECT value FROM json_each(:ids)) AND image.caption IS NOT NULL
  AND media.mime LIKE 'image/%'
ORDER BY image.id DESC
"""

SHOWN_IN = f"""{_PHOTO}
WHERE media.sha256 = :sha256 ORDER BY version.published_at DESC LIMIT 100
"""

SERVED_AT = """
SELECT media_source.url, media_source.first_seen_at, media_source.last_seen_at
FROM media_source JOIN media ON media.id = media_source.media_id
WHERE media.sha256 = :sha256 ORDER BY media_source.first_seen_at LIMIT 20
"""

# Files that stood at one address, one after the other.
SUCCESSION = """
SELECT media.sha256, media.mime, media_source.url, media_source.first_seen_at,
  media_source.last_seen_at
FROM media_source JOIN media ON media.id = media_source.media_id
WHERE media_source.url IN (
  SELECT url FROM media_source AS one JOIN media ON media.id = one.media_id
  WHERE media.sha256 = :sha256)
  AND (SELECT count(*) FROM media_source AS other WHERE other.url = media_source.url) > 1
ORDER BY media_source.url, media_source.first_seen_at LIMIT 50
"""

REPLACED = """
SELECT before.url, old.sha256 AS old_sha256, new.sha256 AS new_sha256, after.first_seen_at,
  (SELECT version.article_id FROM image JOIN version ON version.id = image.version_id
   WHERE image.url = before.url ORDER BY image.id DESC LIMIT 1) AS article_id
FROM media_source AS before
JOIN media_source AS after ON after.url = before.url AND after.id > before.id
JOIN media AS old ON old.id = before.media_id
JOIN media AS new ON new.id = after.media_id
WHERE old.mime LIKE 'image/%' AND new.mime LIKE 'image/%'
ORDER BY after.first_seen_at DESC LIMIT :limit
"""

STORED_PICTURES = """
SELECT id, sha256, path FROM media WHERE id > :after AND mime IN (
  'image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/bmp', 'image/tiff')
ORDER BY id LIMIT :limit
"""

PICTURES_BY_HASH = f"""{_PHOTO}
WHERE media.sha256 IN (SELECT value FROM json_each(:hashes)) GROUP BY media.id
"""


def time(text: str) -> datetime:
    """A stored time, aware."""
    return datetime.fromisoformat(text)

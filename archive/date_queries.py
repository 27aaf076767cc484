"""SQL over dates: what is said of them, and what was decided."""

# What a page alone says stands in its version until something else is decided.
_ON_PAGE = """
iif(dating.version_id IS NULL, version.published_at, dating.page_at) AS page_at,
  iif(dating.version_id IS NULL, version.published_raw, dating.page_raw) AS page_raw,
  iif(dating.version_id IS NULL, version.published_precision, dating.page_precision)
    AS page_precision
"""

ALL_DATED = "SELECT version_id FROM article WHERE site_id = :site_id ORDER BY id"

UNDATED = """
SELECT article.version_id FROM article
LEFT JOIN dating ON dating.version_id = article.version_id
WHERE article.site_id = :site_id AND (
  article.last_seen_at >= :since OR dating.version_id IS NULL OR dating.is_settled = 0
)
ORDER BY article.id
"""

# A list that dates an article otherwise than it did is about to be recorded.
UNSETTLE_LISTED = """
UPDATE dating SET is_settled = 0
WHERE version_id = (
  SELECT version_id FROM article
  WHERE key = :key AND site_id = (SELECT site_id FROM section WHERE id = :section_id)
)
"""

# What a person said holds as long as the page says what it said then.
_REVIEWED = """
LEFT JOIN date_review ON date_review.article_id = article.id AND date_review.page_raw
  IS iif(dating.version_id IS NULL, version.published_raw, dating.page_raw)
"""

TO_DATE = f"""
SELECT version.id AS version_id, article.id AS article_id, article.key, version.url, version.layout,
  version.capture_id, version.first_seen_at AS seen_at, article.first_seen_at, dating.candidates,
  date_review.written, date_review.value AS reviewed, date_review.precision AS reviewed_precision,
  earlier.candidates AS earlier, {_ON_PAGE}
FROM version
JOIN article ON article.id = version.article_id
LEFT JOIN dating ON dating.version_id = version.id
LEFT JOIN version AS first_version ON first_version.article_id = article.id
  AND first_version.number = 1 AND first_version.id <> version.id
LEFT JOIN dating AS earlier ON earlier.version_id = first_version.id
{_REVIEWED}
WHERE version.id IN (SELECT value FROM json_each(:versions)) ORDER BY article.id
"""

LISTS_OF = """
SELECT version.id AS version_id, listing.printed_date,
  coalesce(listing.printed_at, listing.last_seen_at) AS printed_at
FROM version
JOIN article ON article.id = version.article_id
JOIN listing ON listing.key = article.key AND listing.printed_date IS NOT NULL
JOIN section ON section.id = listing.section_id AND section.site_id = article.site_id
WHERE version.id IN (SELECT value FROM json_each(:versions))
ORDER BY version.id, listing.last_seen_at DESC, listing.section_id
"""

SETTLED = """
UPDATE dating SET is_settled = 1
WHERE is_settled = 0
  AND version_id IN (SELECT version_id FROM article WHERE site_id = :site_id)
"""

INSERT_DATING = """
INSERT INTO dating (
  version_id, rule, agreement, flags, candidates, page_at, page_raw, page_precision
) VALUES (
  :version_id, :rule, :agreement, :flags, :candidates, :page_at, :page_raw, :page_precision
)
"""

# What is in the version before its first dating is what its page says.
_FIRST = """
INSERT INTO dating (
  version_id, rule, agreement, flags, candidates, page_at, page_raw, page_precision, listed,
  is_settled
)
SELECT id, :rule, :agreement, :flags, :candidates, published_at, published_raw,
  published_precision, :listed, :is_settled
FROM version WHERE id = :version_id
ON CONFLICT (version_id) DO
"""

ADD_DATING = f"{_FIRST} NOTHING"

RECORD_DATING = f"""{_FIRST} UPDATE SET
  rule = excluded.rule, agreement = excluded.agreement, flags = excluded.flags,
  candidates = excluded.candidates, listed = excluded.listed, is_settled = excluded.is_settled
"""

UPDATE_PUBLISHED = """
UPDATE version SET published_at = :published_at, published_raw = :published_raw,
  published_precision = :published_precision
WHERE id = :version_id
"""

UNSETTLE = """
UPDATE dating SET is_settled = 0
WHERE version_id IN (SELECT version_id FROM article WHERE site_id = :site_id)
"""

PRINTED_DATES = f"""
SELECT page_raw, first_seen_at, candidates FROM (
  SELECT version.id, version.first_seen_at, dating.candidates, {_ON_PAGE}
  FROM article
  JOIN version ON version.id = article.version_id
  LEFT JOIN dating ON dating.version_id = version.id
  WHERE article.site_id = :site_id
)
WHERE page_raw IS NOT NULL ORDER BY first_seen_at DESC, id DESC LIMIT :newest
"""

# A page of a list is what a section showed at one moment, in the order of its places. Where it
# prints no dates, those of its articles stand for them.
LISTED_DATES = """
SELECT listing.section_id, listing.last_seen_at, listing.page, listing.key,
  coalesce(listing.printed_date, dating.page_raw) AS printed_date
FROM section JOIN listing ON listing.section_id = section.id
LEFT JOIN article ON article.site_id = section.site_id AND article.key = listing.key
LEFT JOIN dating ON dating.version_id = article.version_id
WHERE section.site_id = :site_id AND listing.position IS NOT NULL
  AND coalesce(listing.printed_date, dating.page_raw) IS NOT NULL
ORDER BY listing.last_seen_at DESC, listing.section_id, listing.page, listing.position
LIMIT :newest
"""

LIST_PAGES = """
SELECT listing.section_id, listing.last_seen_at, listing.page,
  max(listing.key IN (SELECT value FROM json_each(:keys))) AS is_wanted
FROM section JOIN listing ON listing.section_id = section.id
WHERE section.site_id = :site_id AND listing.position IS NOT NULL
GROUP BY listing.section_id, listing.last_seen_at, listing.page
ORDER BY listing.section_id, listing.last_seen_at, listing.page
"""

LIST_DAYS = """
SELECT listing.key, version.id AS version_id, substr(version.published_at, 1, 10) AS day,
  dating.flags
FROM json_each(:pages) AS page
CROSS JOIN listing ON listing.section_id = page.value ->> 0
  AND listing.last_seen_at = page.value ->> 1 AND listing.page = page.value ->> 2
JOIN article ON article.site_id = :site_id AND article.key = listing.key
JOIN version ON version.id = article.version_id
LEFT JOIN dating ON dating.version_id = version.id
ORDER BY page.key, listing.position
"""

TO_FLAG = """
SELECT version_id, flags, candidates FROM dating
WHERE version_id IN (SELECT value FROM json_each(:versions)) AND rule IS NOT 'review'
  AND EXISTS (SELECT 1 FROM json_each(flags) WHERE value = :flag) <> :is_on
"""

# A version without a dating counts as never settled anyway.
UNSETTLE_ARTICLE = """
UPDATE dating SET is_settled = 0
WHERE version_id = (SELECT version_id FROM article WHERE id = :article_id)
"""

RECORD_REVIEW = f"""
INSERT OR REPLACE INTO date_review (
  article_id, page_raw, written, value, precision, note, reviewed_at
)
SELECT article_id, page_raw, :written, :value, :precision, :note, :reviewed_at FROM (
  SELECT article.id AS article_id, {_ON_PAGE}
  FROM article JOIN version ON version.id = article.version_id
  LEFT JOIN dating ON dating.version_id = version.id
  WHERE article.id = :article_id
)
"""

INSERT_REVIEW = """
INSERT OR IGNORE INTO date_review (article_id, page_raw, written, value, precision, reviewed_at)
SELECT article_id, :page_raw, :written, :value, :precision, last_seen_at
FROM version WHERE id = :version_id
"""

# What another archive read as its site prints dates.
IMPORTED_BY_ORDER = """
SELECT version.published_at, dating.candidates
FROM article
JOIN version ON version.id = article.version_id
JOIN dating ON dating.version_id = version.id
WHERE article.site_id = :site_id AND version.origin LIKE 'import:%' AND dating.rule = 'site_order'
ORDER BY article.id LIMIT :most
"""

DATE_ORDERS = """
SELECT form, first, day_votes, month_votes, example FROM date_order
WHERE site_id = :site_id ORDER BY form
"""

SITE_DATE_ORDERS = """
SELECT site.name AS site, form, first, day_votes, month_votes, example, decided_at
FROM date_order JOIN site ON site.id = date_order.site_id
WHERE :site IS NULL OR site.name = :site ORDER BY site.name, form
"""

UPSERT_DATE_ORDER = """
INSERT INTO date_order (site_id, form, first, day_votes, month_votes, example, decided_at)
VALUES (:site_id, :form, :first, :day_votes, :month_votes, :example, :decided_at)
ON CONFLICT (site_id, form) DO UPDATE SET
  decided_at = iif(first IS excluded.first, decided_at, excluded.decided_at),
  first = excluded.first, day_votes = excluded.day_votes, month_votes = excluded.month_votes,
  example = excluded.example
"""

SETTLE_DATE_PROBLEM = """
UPDATE problem SET resolved_at = :seen_at
WHERE site_id = :site_id AND key = :key AND kind = 'unreadable_date' AND resolved_at IS NULL
"""

DATES_TO_REVIEW = """
SELECT article.id, site.name AS site, version.url, version.title, version.published_at,
  version.published_raw, version.published_precision, dating.rule, dating.agreement, dating.flags,
  '' AS why, dating.candidates
FROM dating
CROSS JOIN article ON article.version_id = dating.version_id
JOIN version ON version.id = article.version_id
JOIN site ON site.id = article.site_id
WHERE (:site IS NULL OR site.name = :site)
  AND (dating.flags <> '[]' OR dating.agreement = 'disputed') AND dating.rule IS NOT 'review'
ORDER BY article.last_seen_at DESC, article.id DESC
"""

"""Which fields pages gave, by site, layout and week: a redesign shows as a field that falls."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from archive.rows import rows_of

FIELDS = (
    *("summary", "author", "section", "date", "body", "images", "captions", "attachments"),
    "references",
)

_GIVEN = """
  version.summary IS NOT NULL AS summary, version.author IS NOT NULL AS author,
  version.section IS NOT NULL AS section,
  iif(EXISTS (SELECT 1 FROM dating WHERE version_id = version.id),
    (SELECT page_raw FROM dating WHERE version_id = version.id), version.published_raw)
    IS NOT NULL AS date,
  version.body <> '' AS body,
  EXISTS (SELECT 1 FROM image WHERE version_id = version.id) AS images,
  EXISTS (SELECT 1 FROM image WHERE version_id = version.id AND caption IS NOT NULL) AS captions,
  EXISTS (SELECT 1 FROM attachment WHERE version_id = version.id) AS attachments,
  EXISTS (SELECT 1 FROM reference WHERE version_id = version.id) AS "references"
"""

# A week begins on Monday, in Vietnam: times are stored with its offset.
_WEEK = "date(substr({0}, 1, 10), 'weekday 0', '-6 days')"

_SHARES = ", ".join(f'round(avg("{name}"), 3) AS "{name}"' for name in FIELDS)

_BY_WEEK = f"""
WITH given AS (
  SELECT article.site_id, version.layout, {_WEEK.format("version.first_seen_at")} AS week,
    version.confidence, {_GIVEN}
  FROM version JOIN article ON article.id = version.article_id
  WHERE version.origin = 'crawl'
    AND (:site IS NULL OR article.site_id = (SELECT id FROM site WHERE name = :site))
), unread AS (
  SELECT site_id, layout, {_WEEK.format("last_seen_at")} AS week, count(*) AS pages
  FROM problem WHERE key IS NOT NULL AND kind <> 'unreadable_date' AND resolved_at IS NULL
    AND (:site IS NULL OR site_id = (SELECT id FROM site WHERE name = :site))
  GROUP BY site_id, layout, week
), counted AS (
  SELECT site_id, layout, week, count(*) AS read, round(avg(confidence), 3) AS confidence, {_SHARES}
  FROM given GROUP BY site_id, layout, week
), weeks AS (
  SELECT site_id, layout, week FROM counted UNION SELECT site_id, layout, week FROM unread
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY site_id, layout ORDER BY week DESC) AS rank FROM weeks
)
SELECT site.name AS site, ranked.layout, ranked.week, coalesce(counted.read, 0) AS read,
  coalesce(unread.pages, 0) AS unread, counted.confidence,
  {", ".join(f'counted."{name}"' for name in FIELDS)}
FROM ranked
LEFT JOIN site ON site.id = ranked.site_id
LEFT JOIN counted ON counted.site_id = ranked.site_id AND counted.layout IS ranked.layout
  AND counted.week = ranked.week
LEFT JOIN unread ON unread.site_id IS ranked.site_id AND unread.layout IS ranked.layout
  AND unread.week = ranked.week
WHERE ranked.rank <= :weeks
ORDER BY site.name, ranked.layout, ranked.week
"""

# Of a layout in one section, the articles published last are compared with what runs before this
# one read: a crawl that goes on into old articles says nothing of the portal's pages today.
_NOW, _BEFORE, _FEWEST_BEFORE = 10, 100, 10
_WATCHED = ("summary", "author", "date", "body", "images")
_USUAL, _FALLEN = 0.8, 0.2

_NEWEST = f"""
WITH ranked AS (
  SELECT version.id, version.run_id, article.version_id = version.id AS is_current,
    row_number() OVER (
      PARTITION BY version.layout, version.section, article.version_id = version.id
      ORDER BY coalesce(version.published_at, version.first_seen_at) DESC, version.id DESC
    ) AS rank,
    row_number() OVER (
      PARTITION BY version.layout, version.section, version.run_id < :run_id
      ORDER BY coalesce(version.published_at, version.first_seen_at) DESC, version.id DESC
    ) AS rank_then
  FROM version JOIN article ON article.id = version.article_id
  WHERE article.site_id = :site_id AND version.origin = 'crawl'
), given AS (
  SELECT version.layout, version.section AS within,
    ranked.is_current AND ranked.rank <= {_NOW} AS is_now, version.run_id, {_GIVEN}
  FROM ranked JOIN version ON version.id = ranked.id
  WHERE (ranked.is_current AND ranked.rank <= {_NOW})
    OR (ranked.run_id < :run_id AND ranked.rank_then <= {_BEFORE})
)
SELECT layout, within, is_now, count(*) AS pages, max(run_id) AS run_id, {_SHARES}
FROM given GROUP BY layout, within, is_now
"""


@dataclass(frozen=True, slots=True)
class Fallen:
    """A field that a layout's pages in one section used to give and no longer do; shares 0 to 1."""

    layout: str
    section: str | None
    field: str
    before: float
    now: float


def filled_by_week(
    db: Database, *, weeks: int, site: str | None = None
) -> tuple[dict[str, Any], ...]:
    """A row for each site, layout and week (its Monday), the last `weeks` of each that have any.

    `read` counts versions, `unread` pages that gave no article and still do not; the fields are the
    shares (0 to 1) of `read` that gave them, None where nothing was read.
    """
    return tuple(rows_of(db, _BY_WEEK, weeks=weeks, site=site))


def fallen_fields(db: Database, site_id: int, *, run_id: int) -> tuple[Fallen, ...]:
    """Fields that a layout used to give in one section, and on its newest pages does not.

    Only where the run read pages of that layout and section.
    """
    found: dict[tuple[str, str | None], dict[int, dict[str, Any]]] = {}
    for row in rows_of(db, _NEWEST, site_id=site_id, run_id=run_id):
        found.setdefault((row["layout"], row["within"]), {})[row["is_now"]] = row
    return tuple(
        fallen
        for (layout, section), rows in found.items()
        if {0, 1} <= rows.keys() and rows[1]["run_id"] == run_id
        for fallen in _fallen(layout, section, before=rows[0], now=rows[1])
    )


def _fallen(
    layout: str, section: str | None, *, before: Mapping[str, Any], now: Mapping[str, Any]
) -> Iterable[Fallen]:
    if before["pages"] < _FEWEST_BEFORE:
        return
    for field in _WATCHED:
        if before[field] >= _USUAL and now[field] <= _FALLEN:
            yield Fallen(layout, section, field, before[field], now[field])

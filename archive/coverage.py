"""What each visit to a section's list covered, and what it left out."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from sqlite_utils import Database

from archive.rows import rows_of

# Why a list was not read further: it ended; all on its last page was known; the operator's limit or
# day was reached; it broke.
REACHED = ("end", "known", "limit", "broken")

COVERAGE = """
CREATE TABLE visit (
  run_id INTEGER NOT NULL REFERENCES run(id),
  section_id INTEGER NOT NULL REFERENCES section(id),
  pages INTEGER NOT NULL,
  promised_pages INTEGER,
  listed INTEGER NOT NULL,
  unknown INTEGER NOT NULL,
  reached TEXT NOT NULL CHECK (reached IN ('end', 'known', 'limit', 'broken')),
  has_gap INTEGER NOT NULL CHECK (has_gap IN (0, 1)),
  PRIMARY KEY (run_id, section_id)
) STRICT;
CREATE INDEX visit_section ON visit(section_id, run_id);
"""

_RECORD = """
INSERT INTO visit (run_id, section_id, pages, promised_pages, listed, unknown, reached, has_gap)
VALUES (:run_id, :section_id, :pages, :promised_pages, :listed, :unknown, :reached, :has_gap)
ON CONFLICT (run_id, section_id) DO UPDATE SET pages = excluded.pages,
  promised_pages = excluded.promised_pages, listed = excluded.listed,
  unknown = excluded.unknown, reached = excluded.reached, has_gap = excluded.has_gap
"""

# A gap stays open until the list is read to its end, or to what was known before: a list that was
# broken off in the middle is read to its end in any case.
_COVERAGE = """
SELECT site.name AS site, section.name AS section, section.url,
  last.run_id AS run, run.started_at AS visited_at, last.reached, last.pages, last.promised_pages,
  EXISTS (
    SELECT 1 FROM visit AS gap WHERE gap.section_id = section.id AND gap.has_gap
      AND gap.run_id > coalesce((
        SELECT max(whole.run_id) FROM visit AS whole
        WHERE whole.section_id = section.id AND whole.reached IN ('end', 'known')), 0)
  ) AS has_gap,
  count(listing.key) AS listed, count(article.id) AS stored,
  json_group_array(listing.key) FILTER (WHERE listing.key IS NOT NULL AND article.id IS NULL)
    AS not_fetched
FROM section
JOIN site ON site.id = section.site_id
LEFT JOIN visit AS last ON last.section_id = section.id AND last.run_id = (
  SELECT max(run_id) FROM visit WHERE visit.section_id = section.id)
LEFT JOIN run ON run.id = last.run_id
LEFT JOIN listing ON listing.section_id = section.id
LEFT JOIN article ON article.site_id = section.site_id AND article.key = listing.key
WHERE :site IS NULL OR site.name = :site
GROUP BY section.id ORDER BY site.name, section.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One run's reading of a section's list.

    `promised_pages` is what the list says that it has, None where it does not say. `listed` counts
    the articles on the pages read, `unknown` those of them that the archive did not have. `reached`
    is one of REACHED. `has_gap`: the pages did not come to what earlier runs had listed.
    """

    section_id: int
    pages: int
    promised_pages: int | None
    listed: int
    unknown: int
    reached: str
    has_gap: bool


def record_visit(db: Database, visit: Visit, *, run_id: int) -> None:
    """Keep a visit; always called inside the store's transaction."""
    db.execute(_RECORD, asdict(visit) | {"run_id": run_id})


def coverage(db: Database, site: str | None) -> tuple[dict[str, Any], ...]:
    """A row for each section: how far its list was read, and what of it is stored.

    `not_fetched` are the keys of articles that were listed and are not in the archive. A section
    that no run visited has no `visited_at`: it is not collected, which is not the same as empty.
    """
    return tuple(
        row
        | {"has_gap": bool(row["has_gap"]), "not_fetched": json.loads(row["not_fetched"] or "[]")}
        for row in rows_of(db, _COVERAGE, site=site)
    )

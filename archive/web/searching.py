"""A search as its page shows it: hits, how many, and what they can be narrowed by.

The one place of the reading room that knows how `archive.search` is asked.
"""

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from archive.archived import Hit
from archive.search import find_ids, read_query
from archive.snippet import MARKS
from archive.text import WORD, fold, is_accented, spell
from archive.web.shelf import Shelf

# A found word in a snippet; whether it was asked for is to be seen, for texts have brackets too.
FOUND = re.compile(rf"{re.escape(MARKS[0])}({WORD.pattern}){re.escape(MARKS[1])}")
SORTS = ("relevance", "newest", "oldest", "collected")
PER_PAGE = 20
_COUNTED = 5_000  # matches whose site, section and month are counted: the last ones collected
_ORDERS = {
    "newest": "version.published_at DESC NULLS LAST, article.id DESC",
    "oldest": "version.published_at NULLS LAST, article.id",
    "collected": "article.id DESC",
}
_SORTED = """
SELECT article.id FROM json_each(:ids) AS asked
JOIN article ON article.id = asked.value JOIN version ON version.id = article.version_id
ORDER BY {order} LIMIT :limit OFFSET :offset
"""
_CAPTIONED = """
SELECT rowid AS id FROM {index} WHERE {index} MATCH :words ORDER BY rowid DESC LIMIT :limit
"""
_COUNTS = """
SELECT site.name AS site, version.section, substr(version.published_at, 1, 7) AS month,
  count(*) AS count
FROM json_each(:ids) AS asked
JOIN article ON article.id = asked.value JOIN version ON version.id = article.version_id
JOIN site ON site.id = article.site_id
GROUP BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is asked for; days are days of publication in Vietnam, inclusive."""

    query: str = ""
    site: str | None = None
    section: str | None = None
    since: date | None = None
    until: date | None = None
    sort: str = "relevance"

    @property
    def narrowing(self) -> dict[str, Any]:
        """The filters, as Archive's methods take them."""
        return {name: getattr(self, name) for name in ("site", "section", "since", "until")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many match, and how the `counted` last collected of them fall apart."""

    total: int
    counted: int
    sites: tuple[tuple[str, int], ...]
    sections: tuple[tuple[str, int], ...]
    months: tuple[tuple[str, int], ...]


def finder(query: str) -> Callable[[str], str | None]:
    """Says of a word in a text which word of the query it answers, if any."""
    words = {*WORD.findall(spell(query))}
    accented = {word for word in words if is_accented(word)}
    bare = words - accented

    def answer(word: str) -> str | None:
        spelled = spell(word)
        folded = fold(spelled)
        return spelled if spelled in accented else folded if folded in bare else None

    return answer


def check(shelf: Shelf, search: Search) -> None:
    """Raises ConfigError for an unknown site or section."""
    shelf.filters(**search.narrowing)


def find(
    shelf: Shelf, search: Search, *, limit: int = PER_PAGE, offset: int = 0
) -> tuple[Hit, ...]:
    """The hits in the order asked for; raises ConfigError for an unknown site or section."""
    if search.sort == "relevance" or (search.sort == "newest" and not search.query.strip()):
        return shelf.search(search.query, limit=limit, offset=offset, **search.narrowing)
    order = _SORTED.format(order=_ORDERS[search.sort])
    ids = json.dumps(_matching(shelf, search))
    rows = shelf.rows(order, ids=ids, limit=limit, offset=offset)
    found = shelf.by_ids(tuple(row["id"] for row in rows))
    return tuple(Hit(archived, "", 0.0) for archived in found)


def count(shelf: Shelf, search: Search) -> Counts:
    """What the whole result can be narrowed by."""
    ids = _matching(shelf, search)
    last = ids[-_COUNTED:]
    tallies: dict[str, Counter[str]] = {name: Counter() for name in ("site", "section", "month")}
    for row in shelf.rows(_COUNTS, ids=json.dumps(last)):
        for name, tally in tallies.items():
            if row[name]:
                tally[row[name]] += row["count"]
    return Counts(
        total=len(ids),
        counted=len(last),
        sites=tuple(tallies["site"].most_common(30)),
        sections=tuple(tallies["section"].most_common(30)),
        months=tuple(sorted(tallies["month"].items())),
    )


def _matching(shelf: Shelf, search: Search) -> tuple[int, ...]:
    """The ids of all matches, in the order of collecting."""
    asked = read_query(search.query)
    filters = shelf.filters(**search.narrowing)
    if asked.terms:
        return find_ids(shelf.database, asked, filters)
    return () if search.query.strip() else _all_ids(shelf, search)


def _all_ids(shelf: Shelf, search: Search) -> tuple[int, ...]:
    """All that is here within the filters."""
    filters = shelf.filters(**search.narrowing)
    conditions = {
        "site": "article.site_id = (SELECT id FROM site WHERE name = :site)",
        "since": "version.published_at >= :since",
        "until": "substr(version.published_at, 1, 10) <= :until",
        "sections": "(version.section IN (SELECT value FROM json_each(:sections)) OR EXISTS ("
        "SELECT 1 FROM article_section AS listed WHERE listed.article_id = article.id "
        "AND listed.section IN (SELECT value FROM json_each(:sections))))",
    }
    wanted = [text for name, text in conditions.items() if getattr(filters, name) is not None]
    join = "JOIN version ON version.id = article.version_id" if wanted else ""
    where = " AND ".join(["article.version_id IS NOT NULL", *wanted])
    rows = shelf.rows(
        f"SELECT article.id FROM article {join} WHERE {where} ORDER BY article.id",
        site=filters.site,
        since=filters.since.isoformat() if filters.since else None,
        until=filters.until.isoformat() if filters.until else None,
        sections=json.dumps(filters.sections),
    )
    return tuple(row["id"] for row in rows)


def with_caption(shelf: Shelf, query: str, *, limit: int) -> tuple[int, ...]:
    """Ids of articles whose captions hold every word of `query`, those collected last first."""
    asked = read_query(query)
    if not asked.terms:
        return ()
    name, words = ("folded", asked.folded) if asked.folded else ("exact", asked.exact)
    statement = _CAPTIONED.format(index=f"search_{name}")
    rows = shelf.rows(statement, words=f"captions : ({words})", limit=limit)
    return tuple(row["id"] for row in rows)


def is_said_by(text: str, query: str) -> bool:
    """Whether all the words of `query` stand in this one text."""
    is_found = finder(query)
    answered = {is_found(word) for word in WORD.findall(text)}
    return {*WORD.findall(spell(query))} <= answered

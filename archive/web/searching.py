"""A search as its page shows it: hits, how many, and what they can be narrowed by.

The one place of the reading room that knows how `archive.search` is asked.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from archive.archived import Hit, Hits
from archive.search.matching import is_match
from archive.search.parse import read_query
from archive.search.plan import make_plan
from archive.search.scope import make_scope
from archive.search.snippet import MARKS
from archive.search.vocabulary import Vocabulary
from archive.text import fold
from archive.web.shelf import Shelf
from archive.words import WORD

# A found word in a snippet; whether it was asked for is to be seen, for texts have brackets too.
FOUND = re.compile(rf"{re.escape(MARKS[0])}({WORD.pattern}){re.escape(MARKS[1])}")
SORTS = ("relevance", "newest", "oldest", "collected")
PER_PAGE = 20
SECONDS = 3.0  # that a search may look on; then it shows what it has
_ORDERS = {
    "oldest": "version.published_at NULLS LAST, article.id",
    "collected": "article.id DESC",
}
_SORTED = """
SELECT article.id FROM json_each(:ids) AS asked
JOIN article ON article.id = asked.value JOIN version ON version.id = article.version_id
ORDER BY {order} LIMIT :limit OFFSET :offset
"""
_CAPTIONED = """
SELECT entry.article_id AS id
FROM search_index CROSS JOIN search_entry AS entry ON entry.id = search_index.rowid
WHERE search_index MATCH :match AND search_index.rowid >= :low AND search_index.rowid < :high
ORDER BY search_index.rowid DESC LIMIT :limit
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
    """How many match, and how the newest `counted` of them fall apart.

    Where `is_capped`, more match than were counted.
    """

    total: int
    is_capped: bool
    counted: int
    sites: tuple[tuple[str, int], ...]
    sections: tuple[tuple[str, int], ...]
    months: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, hits: Hits) -> "Counts":
        """What a page of hits knows of all of them."""
        facets = hits.facets
        return cls(
            total=hits.total,
            is_capped=hits.is_total_capped or hits.is_broken_off,
            counted=facets.counted,
            sites=tuple(facets.site.items()),
            sections=tuple(facets.section.items()),
            months=tuple(sorted(item for item in facets.month.items() if item[0])),
        )


def finder(query: str) -> Callable[[str], str | None]:
    """Says of a word in a text which word of the query it answers, if any."""
    vocabulary = Vocabulary(make_plan(read_query(query)).wanted_words)

    def answer(written: str) -> str | None:
        return next(chain.from_iterable(vocabulary.read(written).found.values()), None)

    return answer


def reading(query: str) -> str:
    """How the query was read, where that is not as it was typed."""
    read = str(read_query(query))
    return read if fold(read) != fold(query.strip()) else ""


def check(shelf: Shelf, search: Search) -> None:
    """Raises ConfigError for an unknown site or section."""
    shelf.prepared_search(search.query, **search.narrowing)


def find(
    shelf: Shelf, search: Search, *, limit: int = PER_PAGE, offset: int = 0
) -> tuple[tuple[Hit, ...], Counts]:
    """The hits in the order asked for, and what all of the result can be narrowed by.

    Raises ConfigError for an unknown site or section.
    """
    is_ranked = search.sort not in _ORDERS
    hits = shelf.search(
        search.query,
        limit=limit if is_ranked else 0,
        offset=offset,
        by_date=search.sort == "newest",
        seconds=SECONDS,
        **search.narrowing,
    )
    counts = Counts.of(hits)
    if is_ranked:
        return hits, counts
    ids = json.dumps(shelf.prepared_search(search.query, **search.narrowing).ids())
    order = _SORTED.format(order=_ORDERS[search.sort])
    rows = shelf.rows(order, ids=ids, limit=limit, offset=offset)
    found = shelf.by_ids(tuple(row["id"] for row in rows))
    return tuple(Hit(archived, "", 0.0) for archived in found), counts


def with_caption(shelf: Shelf, query: str, *, limit: int) -> tuple[int, ...]:
    """Ids of articles whose captions hold all that `query` wants, the newest first."""
    asked = read_query(query)
    plan = make_plan(asked)
    if not plan.wanted:
        return ()
    scope = make_scope(shelf.database, asked)
    match = scope.match(plan.expression(field="caption"), plan.unwanted)
    rows = shelf.rows(_CAPTIONED, match=match, low=scope.low, high=scope.high, limit=limit)
    return tuple(row["id"] for row in rows)


def is_said_by(text: str, query: str) -> bool:
    """Whether all that `query` wants stands in this one caption."""
    plan = make_plan(read_query(query))
    return is_match(plan, {"captions": Vocabulary(plan.words).read(text)})

"""Finds articles, within bounded work however many there are.

The newest `CANDIDATES` articles that match are looked at, and beside them the newest that have the
words in their title, in a caption, spelled as typed or side by side. These are put in order, the
first `WEIGHED` of them by all their words. Where no more than that match, this is all of them.
"""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain, groupby, islice, starmap
from typing import NamedTuple

from sqlite_utils import Database

from archive.index import day_of
from archive.search.facets import Facets, count_facets
from archive.search.matching import is_in, is_match
from archive.search.plan import Pattern, Plan, beside_expression, make_plan, pattern_expression
from archive.search.query import Query
from archive.search.scope import Scope, latest_day, make_scope
from archive.search.texts import Place, Texts
from archive.search.vocabulary import Vocabulary
from archive.search.weighing import Rarity, length_of, weigh

CANDIDATES = 2000
WEIGHED = 60
_SIGNALS = {"typed": 8, "title": 4, "together": 2, "caption": 1}
_MOST_OF_SIGNAL = 500
_MOST_BESIDE = 300_000  # articles, by the number of words, that are searched for words side by side
_MOST_COUNTED = 1000  # articles with a word that are counted, among …
_AMONG = 50_000  # … the newest, to tell how rare it is
_MOST_TOGETHER = 6  # words of a query that are searched for side by side, the first
_BATCH = 128  # entries read between two looks at the clock
_HALF_LIFE = 730.0  # days in which what being new is worth halves
_NEWNESS = 0.25  # the most it is worth, as a share of relevance

_STREAM = """
SELECT entry.id, entry.article_id, entry.filters
FROM search_index CROSS JOIN search_entry AS entry ON entry.id = search_index.rowid
WHERE search_index MATCH :match AND search_index.rowid >= :low AND search_index.rowid < :high
ORDER BY search_index.rowid DESC LIMIT :limit
"""
_PUBLISHED = """
SELECT search_entry.id, coalesce(version.published_at, '') FROM search_entry
JOIN version ON version.id = search_entry.version_id
WHERE search_entry.id IN (SELECT value FROM json_each(?))
"""
_HOLDING = """
SELECT rowid FROM search_index WHERE search_index MATCH ? ORDER BY rowid DESC LIMIT ?
"""
_SINCE = "SELECT count(*) FROM (SELECT 1 FROM search_entry WHERE id >= ? LIMIT ?)"
_NTH = "SELECT id FROM search_entry ORDER BY id DESC LIMIT 1 OFFSET ?"


class Entry(NamedTuple):
    """A place in the index."""

    id: int
    article_id: int
    filters: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """One article that matched; a higher score is better, comparable within one search."""

    article_id: int
    snippet: str
    score: float
    place: Place | None


@dataclass
class Search:
    """One query being answered; `seconds` is when it stops to look on, with what it has."""

    db: Database
    query: Query
    seconds: float = 10.0
    clock: Callable[[], float] = time.monotonic
    is_broken_off: bool = False
    _texts: dict[int, Texts] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.plan: Plan = make_plan(self.query)
        self._typed = self.plan.typed
        self._vocabulary = Vocabulary((*self.plan.words, *self._typed.words))
        self._scope = make_scope(self.db, self.query)
        self._match = self._scope.matching(self.plan)
        self._until = self.clock() + self.seconds

    # What there is

    @cached_property
    def newest(self) -> tuple[Entry, ...]:
        """The newest that match, one more than `CANDIDATES` at most."""
        return tuple(self._stream(self._match, CANDIDATES + 1))

    @property
    def is_capped(self) -> bool:
        """Whether more match than are looked at."""
        return len(self.newest) > CANDIDATES

    @cached_property
    def _counted(self) -> tuple[Entry, ...]:
        """The newest that match, looked at again where that is needed and they are few."""
        if len(self.newest) <= WEIGHED:
            return tuple(filter(self._is_match, self.newest))
        return self.newest[:CANDIDATES]

    @property
    def total(self) -> int:
        """How many match; `CANDIDATES` where more do, or were found in time."""
        return len(self._counted)

    @property
    def facets(self) -> Facets:
        """Counts over the newest that match."""
        return count_facets(
            self.db,
            (entry.filters for entry in self._counted),
            counted=self.total,
            is_capped=self.is_capped or self.is_broken_off,
        )

    # In which order

    def matches(self, *, limit: int, offset: int, by_date: bool = False) -> tuple[Match, ...]:
        """A page of what matches, best first; with `by_date` or without words the latest first."""
        if by_date or not self.plan.wanted:
            chosen = [(entry, 0.0) for entry in self._by_date(offset + limit)][offset:]
        else:
            chosen = list(islice(self._ranked(), offset, offset + limit))
        return tuple(self._shown(entry, score) for entry, score in chosen)

    def ids(self) -> tuple[int, ...]:
        """All articles that match, in order of id."""
        self._until = float("inf")
        found = self._stream(self._match, -1)
        return tuple(sorted(entry.article_id for entry in filter(self._is_match, found)))

    def _shown(self, entry: Entry, score: float) -> Match:
        snippet, place = (
            self._text(entry).snippet(self.plan.wanted) if self.plan.wanted else ("", None)
        )
        return Match(entry.article_id, snippet, score, place)

    def _by_date(self, most: int) -> list[Entry]:
        """The latest published, by the minute; the index itself is in order of days."""
        stream = filter(self._is_match, self._stream(self._match, -1))
        by_day = groupby(stream, key=lambda entry: day_of(entry.id))
        return list(islice(chain.from_iterable(starmap(self._within_day, by_day)), most))

    def _within_day(self, day: date | None, entries: Iterable[Entry]) -> Iterable[Entry]:
        of_day = list(entries) if day else []
        if len(of_day) < 2:
            return of_day or entries
        asked = json.dumps([entry.id for entry in of_day])
        at = dict(self.db.execute(_PUBLISHED, (asked,)).fetchall())
        return sorted(of_day, key=lambda entry: (at[entry.id], entry.article_id), reverse=True)

    def _ranked(self) -> Iterator[tuple[Entry, float]]:
        """All that match: what was weighed, the other candidates, and the rest as it is older."""
        candidates, signals = self._candidates()
        ordered = sorted(candidates, key=lambda entry: (-signals[entry.id], -entry.id))
        yield from self._weighed(ordered[:WEIGHED])
        others = filter(self._is_match, chain(ordered[WEIGHED:], self._older(candidates)))
        for number, entry in enumerate(others, 1):
            yield entry, 1 / (1 + number)

    def _candidates(self) -> tuple[list[Entry], dict[int, int]]:
        entries = {entry.id: entry for entry in self.newest[:CANDIDATES]}
        signals = dict.fromkeys(entries, 0)
        for name, match in self._signals() if len(entries) > WEIGHED else ():
            for entry in self._stream(match, _MOST_OF_SIGNAL):
                entries.setdefault(entry.id, entry)
                signals[entry.id] = signals.get(entry.id, 0) | _SIGNALS[name]
        return list(entries.values()), signals

    def _signals(self) -> Iterator[tuple[str, str]]:
        """What is worth more than standing somewhere, as the index is asked for it."""
        plan = self.plan
        if plan.has_bare:
            yield "typed", self._scope.match(self._typed.expression(), plan.unwanted)
        for name in ("title", "caption"):
            yield name, self._scope.match(plan.expression(field=name), plan.unwanted)
        if plan.together:
            typed = beside_expression(plan.together[0], most=_MOST_TOGETHER)
            yield "together", self._recent.match(typed, plan.unwanted)

    def _weighed(self, entries: list[Entry]) -> Iterator[tuple[Entry, float]]:
        kept = [entry for entry in entries if self._is_match(entry)]
        if not kept:
            return
        fields_of = {entry: self._text(entry).skimmed for entry in kept}
        lengths = list(map(length_of, fields_of.values()))
        usual = sum(lengths) / len(lengths)
        rarity = Rarity.measured(self._counts(), self._articles)
        latest = max(entry.id for entry in kept)
        scored = []
        for entry in kept:
            fields = fields_of[entry]
            weight = weigh(fields, self.plan.wanted, rarity, usual_length=usual)
            if any(is_in(pattern, fields) for pattern in self.plan.together):
                weight *= 2
            weight *= 1 + _NEWNESS * _newness(entry.id, latest)
            is_typed = self.plan.has_bare and is_match(self._typed, fields)
            scored.append((is_typed, weight, entry))
        scored.sort(key=lambda one: (one[0], one[1], one[2].id), reverse=True)
        above = 1 + max((weight for is_typed, weight, _ in scored if not is_typed), default=0.0)
        for is_typed, weight, entry in scored:
            yield entry, 1 + weight + above * is_typed

    def _counts(self) -> dict[str, float]:
        """About how many articles have each word that is wanted."""
        return {word: self._count(word) for word in sorted({*self.plan.wanted_words})}

    def _count(self, word: str) -> float:
        """Of words that are frequent by how often they come among the newest."""
        asked = pattern_expression(Pattern(((word,),)))
        newest = [row[0] for row in self.db.execute(_HOLDING, (asked, _MOST_COUNTED))]
        if len(newest) < _MOST_COUNTED:
            return len(newest)
        among = int(self.db.execute(_SINCE, (newest[-1], _AMONG)).fetchone()[0])
        if among < _AMONG:
            return _MOST_COUNTED * self._articles / among
        most = _MOST_COUNTED * self._articles // _AMONG
        return sum(1 for _ in self.db.execute(_HOLDING, (asked, most)))

    # How the index is read

    def _older(self, candidates: list[Entry]) -> Iterator[Entry]:
        """What matches and is older than all that was looked at."""
        if not self.is_capped:
            return
        known = {entry.id for entry in candidates}
        below = self.newest[CANDIDATES - 1].id
        for entry in self._stream(self._match, -1, below=below):
            if entry.id not in known:
                yield entry

    @property
    def _recent(self) -> Scope:
        """The newest of a large archive.

        The more words stand side by side, the longer each article takes to look at.
        """
        words = len(tuple(self.plan.together[0].words))
        found = self.db.execute(_NTH, (_MOST_BESIDE // min(words, _MOST_TOGETHER),)).fetchone()
        day = day_of(found[0]) if found else None
        return self._scope.from_day(day, latest_day(self.db)) if day else self._scope

    def _stream(self, match: str, limit: int, *, below: int | None = None) -> Iterator[Entry]:
        """What matches, newest first; in time."""
        high = self._scope.high if below is None else min(below, self._scope.high)
        values = {"match": match, "low": self._scope.low, "high": high, "limit": limit}
        cursor = self.db.execute(_STREAM, values)
        while batch := cursor.fetchmany(_BATCH):
            yield from map(Entry._make, batch)
            if self.clock() > self._until:
                self.is_broken_off = True
                return

    @cached_property
    def _articles(self) -> int:
        """About how many articles there are; ids are given without gaps."""
        found = self.db.execute("SELECT coalesce(max(id), 0) FROM article").fetchone()
        return int(found[0])

    def _text(self, entry: Entry) -> Texts:
        if entry.id not in self._texts:
            self._texts[entry.id] = Texts(self.db, entry.id, self._vocabulary)
        return self._texts[entry.id]

    def _is_match(self, entry: Entry) -> bool:
        """Whether it answers the query indeed; of phrases half with marks the index finds more."""
        return not self.plan.is_mixed or is_match(self.plan, self._text(entry).fields)


def _newness(entry_id: int, latest_id: int) -> float:
    day, latest = day_of(entry_id), day_of(latest_id)
    return 2 ** (-(latest - day).days / _HALF_LIFE) if day and latest else 0.0

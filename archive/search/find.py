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

from archive.index import day_number, day_of, first_entry
from archive.search.facets import Facets, count_facets
from archive.search.matching import is_in, is_match
from archive.search.plan import Pattern, Plan, beside_expression, make_plan, pattern_expression
from archive.search.query import Query
from archive.search.scope import make_scope
from archive.search.texts import Place, Texts
from archive.search.vocabulary import Vocabulary
from archive.search.weighing import Rarity, length_of, weigh

CANDIDATES = 2000
WEIGHED = 60
_SIGNALS = {"typed": 8, "title": 4, "together": 2, "caption": 1}
_MOST_OF_SIGNAL = 500
_MOST_BESIDE = 300_000  # articles, by the number of words, that are searched for words side by side
_MOST_COUNTED = 1000  # articles that are counted to tell how rare a word is
_HALF_LIFE = 730.0  # days in which what being new is worth halves
_NEWNESS = 0.25  # the most it is worth, as a share of relevance
_LARGE = 100_000  # articles; beyond, the index is read in slices of days, to stop in time

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
_NEWEST = """
SELECT rowid FROM search_index WHERE search_index MATCH ? ORDER BY rowid DESC LIMIT ?
"""
_ENDS = """
SELECT (SELECT min(id) FROM search_entry WHERE id >= ?), (SELECT max(id) FROM search_entry)
"""


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
        self._vocabulary = Vocabulary(self.plan.words)
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
    def total(self) -> int:
        """How many match; `CANDIDATES` where more do, or were found in time."""
        if self.plan.is_mixed and len(self.newest) <= WEIGHED:
            return sum(map(self._is_match, self.newest))
        return min(len(self.newest), CANDIDATES)

    @property
    def facets(self) -> Facets:
        """Counts over the newest that match."""
        entries = self.newest[:CANDIDATES]
        if self.plan.is_mixed and len(self.newest) <= WEIGHED:
            entries = tuple(filter(self._is_match, entries))
        return count_facets(
            self.db,
            ((entry.id, entry.filters) for entry in entries),
            counted=len(entries),
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
        yield from self._weighed(ordered[:WEIGHED], signals)
        others = filter(self._is_match, chain(ordered[WEIGHED:], self._older(candidates)))
        for number, entry in enumerate(others, 1):
            yield entry, 1 / (1 + number)

    def _candidates(self) -> tuple[list[Entry], dict[int, int]]:
        entries = {entry.id: entry for entry in self.newest[:CANDIDATES]}
        signals = dict.fromkeys(entries, 0)
        for name, match in self._signals() if entries else ():
            low = self._recent if name == "together" else 0
            for entry in self._stream(match, _MOST_OF_SIGNAL, low=low):
                entries.setdefault(entry.id, entry)
                signals[entry.id] = signals.get(entry.id, 0) | _SIGNALS[name]
        return list(entries.values()), signals

    def _signals(self) -> Iterator[tuple[str, str]]:
        """What is worth more than standing somewhere, as the index is asked for it."""
        plan = self.plan
        if plan.has_bare:
            yield "typed", self._scope.match(plan.expression(is_exact=True), plan.unwanted)
        for name in ("title", "caption"):
            yield name, self._scope.match(plan.expression(field=name), plan.unwanted)
        if plan.together:
            yield "together", self._scope.match(beside_expression(plan.together[0]), plan.unwanted)

    def _weighed(
        self, entries: list[Entry], signals: dict[int, int]
    ) -> Iterator[tuple[Entry, float]]:
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
            is_typed = bool(signals[entry.id] & _SIGNALS["typed"])
            scored.append((is_typed, weight, entry))
        scored.sort(key=lambda one: (one[0], one[1], one[2].id), reverse=True)
        above = 1 + max((weight for is_typed, weight, _ in scored if not is_typed), default=0.0)
        for is_typed, weight, entry in scored:
            yield entry, 1 + weight + above * is_typed

    def _counts(self) -> dict[str, float]:
        """About how many articles have each word that is wanted."""
        words = {word for need in self.plan.wanted for word in need.words}
        return {word: self._count(word) for word in sorted(words)}

    def _count(self, word: str) -> float:
        """Of many, by how far back the newest of them go, as far as articles are spread evenly."""
        asked = pattern_expression(Pattern(((word,),)))
        newest = [row[0] for row in self.db.execute(_NEWEST, (asked, _MOST_COUNTED))]
        if len(newest) < _MOST_COUNTED or not (day := day_number(day_of(newest[-1]))):
            return len(newest)
        oldest, latest = self._days
        return max(1.0, (latest - oldest + 1) / (latest - day + 1)) * _MOST_COUNTED

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

    @cached_property
    def _recent(self) -> int:
        """Where the newest of a large archive begin, as far as articles are spread evenly.

        The more words stand side by side, the longer each article takes to look at.
        """
        most = _MOST_BESIDE // len(tuple(self.plan.together[0].words))
        if self._articles <= most:
            return 0
        oldest, newest = self._days
        return first_entry_of(newest - (newest - oldest) * most // self._articles)

    def _stream(
        self, match: str, limit: int, *, low: int = 0, below: int | None = None
    ) -> Iterator[Entry]:
        """What matches, newest first; in time."""
        high = self._scope.high if below is None else min(below, self._scope.high)
        for first, end in self._slices(max(low, self._scope.low), high):
            values = {"match": match, "low": first, "high": end, "limit": limit}
            for entry in map(Entry._make, self.db.execute(_STREAM, values)):
                limit -= 1
                yield entry
            if limit == 0:
                return
            if self.clock() > self._until:
                self.is_broken_off = True
                return

    def _slices(self, low: int, high: int) -> Iterator[tuple[int, int]]:
        """Ranges of entries, newest first, each of twice as many days as the one before."""
        if self._articles >= _LARGE:
            oldest, newest = self._days
            days = max(1, (newest - oldest) // 32)
            start = newest + 1 - days
            while first_entry_of(start) > low and start > oldest:
                if first_entry_of(start) < high:
                    yield first_entry_of(start), high
                    high = first_entry_of(start)
                days *= 2
                start -= days
        yield low, high

    @cached_property
    def _days(self) -> tuple[int, int]:
        """The numbers of the first and the last day of publication."""
        found = self.db.execute(_ENDS, (first_entry(date.min),)).fetchone()
        first, last = (day_number(day_of(entry or 0)) for entry in found)
        return max(first, 1), max(last, 1)

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


def first_entry_of(day: int) -> int:
    """The first entry of the day with this number."""
    return first_entry(date.fromordinal(day))


def _newness(entry_id: int, latest_id: int) -> float:
    day, latest = day_of(entry_id), day_of(latest_id)
    return 2 ** (-(latest - day).days / _HALF_LIFE) if day and latest else 0.0

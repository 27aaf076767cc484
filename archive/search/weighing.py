"""How well an article answers a query: Okapi BM25 over its fields, as FTS5's bm25() has it.

Our own, since bm25() first counts every article that holds each word, however few are weighed.
https://www.sqlite.org/fts5.html, "The bm25() function"; same k1 and b.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive.search.equivalents import Writing
from archive.search.matching import Fields, columns_of, places
from archive.search.plan import Need, Pattern

FIELD_WEIGHTS = {"title": 10.0, "captions": 5.0, "summary": 3.0, "body": 1.0, "attachments": 0.5}
_K1, _B = 1.2, 0.75
_OTHER_WRITING = 2 / 3  # what only another writing is worth: an abbreviation for a name, and so on


@dataclass(frozen=True, slots=True)
class Rarity:
    """How much each word of a query tells articles apart."""

    of: Mapping[str, float]

    @classmethod
    def measured(cls, counts: Mapping[str, float], articles: int) -> "Rarity":
        """By how many of all articles have each word, about."""
        return cls({word: _rarity(count, articles) for word, count in counts.items()})

    def need(self, need: Need) -> float:
        """The weight of a need: of its writings the least rare, since they mean one thing."""
        return min(map(self.pattern, need.patterns))

    def pattern(self, pattern: Pattern) -> float:
        """The weight of all words of a pattern."""
        return sum(self.of.get(word, 1.0) for word in pattern.words)


def _rarity(count: float, articles: int) -> float:
    return math.log(1 + (max(articles, count) - count + 0.5) / (count + 0.5))


def weigh(fields: Fields, needs: Sequence[Need], rarity: Rarity, *, usual_length: float) -> float:
    """The relevance of an article, more than 0 where any need is answered."""
    norm = _K1 * (1 - _B + _B * length_of(fields) / (usual_length or 1))
    total = 0.0
    for need in needs:
        often = [_often(fields, pattern) for pattern in need.patterns]
        if need.is_choice:
            worth = (
                rarity.pattern(pattern) * _saturated(one, norm)
                for pattern, one in zip(need.patterns, often, strict=True)
            )
            total += sum(worth)
        else:
            worth_of_writing = 1 if often[0] else _OTHER_WRITING
            total += rarity.need(need) * _saturated(sum(often), norm) * worth_of_writing
    return total


def _saturated(often: float, norm: float) -> float:
    return often * (_K1 + 1) / (often + norm)


def length_of(fields: Fields) -> int:
    """Words of an article."""
    return sum(words.count for name, words in fields.items() if name in FIELD_WEIGHTS)


def _often(fields: Fields, pattern: Pattern) -> float:
    """How often the pattern occurs, each time worth what its field is; 0 if any part lacks."""
    columns = [name for name in columns_of(pattern) if name in fields]
    parts = [
        sum(FIELD_WEIGHTS.get(name, 1.0) * _count(fields, name, part) for name in columns)
        for part in pattern.parts
    ]
    return sum(parts) / len(parts) if all(parts) else 0.0


def _count(fields: Fields, name: str, part: Writing) -> int:
    return sum(1 for _ in places(fields[name], part))

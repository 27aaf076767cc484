"""How well an article answers a query: Okapi BM25 over its fields, as FTS5's bm25() has it.

Our own, since bm25() first counts every article that holds each word, however few are weighed.
https://www.sqlite.org/fts5.html, "The bm25() function"; same k1 and b.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from archive.search.matching import Fields, columns_of, places
from archive.search.plan import Need, Pattern, pattern_expression

FIELD_WEIGHTS = {"title": 10.0, "captions": 5.0, "summary": 3.0, "body": 1.0, "attachments": 0.5}
_K1, _B = 1.2, 0.75
_OTHER_WRITING = 0.8  # what an abbreviation is worth where its name was typed, and so on
_MOST_COUNTED = 2000  # articles counted to tell how rare a word is; beyond, it is just common
_COUNT = """
SELECT count(*) FROM (
  SELECT 1 FROM search_index WHERE search_index MATCH ? LIMIT ?)
"""


@dataclass(frozen=True, slots=True)
class Rarity:
    """How much each word of a query tells articles apart."""

    of: Mapping[str, float]

    def pattern(self, pattern: Pattern) -> float:
        """The weight of all words of a pattern."""
        return sum(self.of.get(word, 1.0) for word in pattern.words)


def measure_rarity(db: Database, needs: Sequence[Need], articles: int) -> Rarity:
    """The rarity of each word that is needed, counted up to a bound."""
    words = {word for need in needs for word in need.words}
    return Rarity({word: _rarity(db, word, articles) for word in sorted(words)})


def _rarity(db: Database, word: str, articles: int) -> float:
    asked = pattern_expression(Pattern(((word,),)))
    count = db.execute(_COUNT, (asked, _MOST_COUNTED)).fetchone()[0]
    return math.log(1 + (max(articles, count) - count + 0.5) / (count + 0.5))


def weigh(fields: Fields, needs: Sequence[Need], rarity: Rarity, *, usual_length: float) -> float:
    """The relevance of an article, more than 0 where any need is answered."""
    length = length_of(fields)
    norm = _K1 * (1 - _B + _B * length / (usual_length or 1))
    total = 0.0
    for need in needs:
        for number, pattern in enumerate(need.patterns):
            often = _often(fields, pattern)
            worth = rarity.pattern(pattern) * often * (_K1 + 1) / (often + norm)
            total += worth if not number or need.is_choice else worth * _OTHER_WRITING
    return total


def length_of(fields: Fields) -> int:
    """Words of an article."""
    return sum(len(words.exact) for name, words in fields.items() if name in FIELD_WEIGHTS)


def _often(fields: Fields, pattern: Pattern) -> float:
    """How often the pattern occurs, each occurrence worth what its field is."""
    return sum(
        FIELD_WEIGHTS.get(name, 1.0) * _count(fields, name, pattern)
        for name in columns_of(pattern)
        if name in fields
    ) / len(pattern.parts)


def _count(fields: Fields, name: str, pattern: Pattern) -> int:
    return sum(1 for part in pattern.parts for _ in places(fields[name], part))

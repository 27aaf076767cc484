"""Cuts from a text the part that shows why it was found, the found words marked."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from archive.text import normalize

MARKS = ("[", "]")
_WORDS = 32  # in a snippet
_LEAD = 6  # words shown before the first found one


@dataclass(frozen=True)
class Excerpt:
    """The stretch of about 32 words of a text that answers most; of equal ones the first.

    `word` finds the `count` words of `text`; `answers` says by its place which parts of the query a
    word answers.
    """

    text: str
    word: re.Pattern[str]
    count: int
    answers: Mapping[int, frozenset[Hashable]]

    @property
    def answered(self) -> int:
        """How many different parts of the query it answers."""
        return self._densest[1]

    @cached_property
    def _densest(self) -> tuple[int, int]:
        """Where the stretch with the most different answers begins, and how many it has."""
        placed = sorted(self.answers)
        everything = len(frozenset().union(*self.answers.values()))
        best, most, end = 0, 0, 0
        for begin, start in enumerate(placed):
            while end < len(placed) and placed[end] < start + _WORDS - _LEAD:
                end += 1
            count = len(frozenset().union(*(self.answers[place] for place in placed[begin:end])))
            if count > most:
                best, most = start, count
            if most == everything:
                break
        return best, most

    def __str__(self) -> str:
        """One line, the found words in marks, "…" where the text goes on."""
        first = max(0, min(self._densest[0] - _LEAD, self.count - _WORDS))
        last = min(first + _WORDS, self.count) - 1
        words = list(islice(self.word.finditer(self.text), first, last + 1))
        parts = ["…"] if first else []
        position = words[0].start() if first else 0
        for number, one in enumerate(words, first):
            found = f"{MARKS[0]}{one[0]}{MARKS[1]}" if number in self.answers else one[0]
            parts += [self.text[position : one.start()], found]
            position = one.end()
        parts.append("…" if last + 1 < self.count else self.text[position:])
        return normalize("".join(parts))

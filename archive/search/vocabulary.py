"""Where the words of a plan stand in a text; every other word is only counted.

Every search reads the texts of many articles. Looking each written word up in one table, that is
filled as they are met, takes a third of the time that spelling and folding all of them takes.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from archive.text import normalize
from archive.words import PLAIN_WORD, WORD, exact_token, word


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text: how many, and at which place which words of the plan, in order.

    One written word may answer two of a plan's, spelled and bare.
    """

    count: int
    found: Mapping[int, tuple[str, ...]]


class Vocabulary(dict[str, tuple[str, ...]]):
    """Which of the words asked for each written word answers, worked out when first met."""

    def __init__(self, asked: Iterable[str]) -> None:
        super().__init__()
        self.asked = frozenset(asked)
        has_number = any(character.isdigit() for one in self.asked for character in one)
        self.skimming: re.Pattern[str] = WORD if has_number else PLAIN_WORD

    def __missing__(self, written: str) -> tuple[str, ...]:
        one = word(written)
        found = self.asked.intersection((exact_token(one.exact), one.folded))
        self[written] = answers = tuple(sorted(found)) if found else ()
        return answers

    def read(self, text: str, *, is_lines: bool = False) -> Words:
        """The words of `text` in any state, as many as the index has: `archive.words.WORD`.

        With `is_lines` a place lies between its lines, as between captions in the index.
        """
        parts = text.split("\n") if is_lines else [text]
        return self._words(*(WORD.findall(normalize(part)) for part in parts))

    def skim(self, text: str, *, is_lines: bool = False) -> Words:
        """The words of a stored text, found in two thirds of the time by `skimming`.

        Where no number is asked for, numbers come in pieces.
        """
        parts = text.split("\n") if is_lines else [text]
        return self._words(*map(self.skimming.findall, parts))

    def _words(self, *parts: list[str]) -> Words:
        found: dict[int, tuple[str, ...]] = {}
        first = 0
        for written in parts:
            answers = enumerate(map(self.__getitem__, written), first)
            found |= {place: one for place, one in answers if one}
            first += len(written) + 1
        return Words(first - 1, found)

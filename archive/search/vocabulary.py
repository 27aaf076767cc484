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

    def read(self, text: str) -> Words:
        """The words of `text` in any state, as many as the index has: `archive.words.WORD`."""
        return self._words(WORD.findall(normalize(text)))

    def read_lines(self, text: str) -> Words:
        """The same of captions, a line each, with a place between them as in the index."""
        return self._words(*(WORD.findall(normalize(line)) for line in text.split("\n")))

    def skim(self, text: str) -> Words:
        """The words of a stored text, found in half the time by `skimming`.

        Where no number is asked for, numbers come in pieces, and a unit glued to one is missed.
        """
        return self._words(self.skimming.findall(text))

    def skim_lines(self, text: str) -> Words:
        """The same of captions."""
        return self._words(*map(self.skimming.findall, text.split("\n")))

    def _words(self, *texts: list[str]) -> Words:
        found: dict[int, tuple[str, ...]] = {}
        first = 0
        for written in texts:
            answers = enumerate(map(self.__getitem__, written), first)
            found |= {place: one for place, one in answers if one}
            first += len(written) + 1
        return Words(first - 1, found)

"""Cuts from a text the part that shows why it was found, the found words marked."""

import re
from collections.abc import Mapping

from archive.text import normalize
from archive.words import WORD

MARKS = ("[", "]")
_WORDS = 32  # in a snippet
_LEAD = 6  # words shown before the first found one


def count_answers(answers: Mapping[int, int]) -> int:
    """How many different parts of a query the best stretch of a text answers."""
    return _densest(answers)[1]


def cut_snippet(text: str, answers: Mapping[int, int]) -> str:
    """The stretch of about 32 words of `text` that answers most; of equal ones the first.

    `answers` says by its place which part of the query a word answers.
    """
    text = normalize(text)
    words = tuple(WORD.finditer(text))
    start, _ = _densest(answers)
    first = max(0, min(start - _LEAD, len(words) - _WORDS))
    return " ".join(_cut(text, words, frozenset(answers), first).split())


def _densest(answers: Mapping[int, int]) -> tuple[int, int]:
    """Where the stretch with the most different answers begins, and how many it has."""
    placed = sorted(answers)
    best, most, end = 0, 0, 0
    for begin, start in enumerate(placed):
        while end < len(placed) and placed[end] < start + _WORDS - _LEAD:
            end += 1
        count = len({answers[place] for place in placed[begin:end]})
        if count > most:
            best, most = start, count
    return best, most


def _cut(text: str, words: tuple[re.Match[str], ...], found: frozenset[int], first: int) -> str:
    last = min(first + _WORDS, len(words)) - 1
    parts = ["…"] if first else []
    position = words[first].start() if first else 0
    for number in range(first, last + 1):
        one = words[number]
        marked = f"{MARKS[0]}{one[0]}{MARKS[1]}" if number in found else one[0]
        parts += [text[position : one.start()], marked]
        position = one.end()
    parts.append("…" if last + 1 < len(words) else text[position:])
    return "".join(parts)

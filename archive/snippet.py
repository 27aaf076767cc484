"""Cuts from a text the part that shows why it was found, the found words marked."""

import re
from collections.abc import Callable, Iterable

MARKS = ("[", "]")
_WORDS = 32  # in a snippet
_LEAD = 6  # words shown before the first found one


def make_snippet(
    texts: Iterable[str], is_found: Callable[[str], str | None], word: re.Pattern[str]
) -> str:
    """The stretch of about 32 words in `texts` that holds the most of what was asked for.

    `is_found` says which part of the query a word answers, if any; of equal stretches the first
    wins. Empty when no word was found.
    """
    best, most = "", 0
    for text in texts:
        words = tuple(word.finditer(text))
        answers = {n: answer for n, one in enumerate(words) if (answer := is_found(one[0]))}
        start, count = _densest(answers)
        if count > most:
            most = count
            first = max(0, min(start - _LEAD, len(words) - _WORDS))
            best = _cut(text, words, frozenset(answers), first)
    return " ".join(best.split())


def _densest(answers: dict[int, str]) -> tuple[int, int]:
    """Where the stretch with the most different answers begins, and how many it has."""
    counts = {
        start: len({answers[n] for n in answers if start <= n < start + _WORDS - _LEAD})
        for start in answers
    }
    start = max(counts, key=lambda one: (counts[one], -one), default=0)
    return start, counts.get(start, 0)


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

"""Whether and where the words of an article answer a plan: what the index means, told in Python."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from archive.search.equivalents import Writing
from archive.search.plan import Need, Pattern, Plan
from archive.search.vocabulary import Words

_MOST_PLACES = 4096  # combinations of places looked at for terms near each other

Fields = Mapping[str, Words]  # by name: the columns of the index, and "author"
_ANYWHERE = ("title", "captions", "summary", "body", "attachments")
_COLUMN = {"title": "title", "caption": "captions", "author": "author"}


def is_match(plan: Plan, fields: Fields) -> bool:
    """Whether the article answers the whole plan."""
    return all(_answers(need, fields) != need.is_negated for need in plan.needs)


def _answers(need: Need, fields: Fields) -> bool:
    return any(is_in(pattern, fields) for pattern in need.patterns)


def is_in(pattern: Pattern, fields: Fields) -> bool:
    """Whether the pattern occurs where it may; words near each other stand in one field."""
    columns = [fields[name] for name in columns_of(pattern) if name in fields]
    if pattern.distance is None:
        return all(
            any(True for words in columns for _ in places(words, part)) for part in pattern.parts
        )
    return any(_is_near(words, pattern) for words in columns)


def columns_of(pattern: Pattern) -> tuple[str, ...]:
    """The columns in which the pattern may occur."""
    return (_COLUMN[pattern.field],) if pattern.field else _ANYWHERE


def _is_near(words: Words, pattern: Pattern) -> bool:
    """As FTS5 has it: no more than so many words between the end of each and the last one's start.

    https://www.sqlite.org/fts5.html, "FTS5 NEAR Queries".
    """
    assert pattern.distance is not None
    starts = [list(places(words, part)) for part in pattern.parts]
    lengths = [len(part) for part in pattern.parts]
    for _, chosen in zip(range(_MOST_PLACES), product(*starts), strict=False):
        last = max(chosen)
        if all(
            last - start - length <= pattern.distance
            for start, length in zip(chosen, lengths, strict=True)
        ):
            return True
    return False


def places(words: Words, sequence: Writing) -> Iterator[int]:
    """Where the words of `sequence` stand side by side, by their first."""
    found = words.found
    first, *others = sequence
    for start, answers in found.items():
        if first in answers and all(
            word in found.get(start + number, ()) for number, word in enumerate(others, 1)
        ):
            yield start


Answers = Mapping[int, frozenset[tuple[int, int]]]


def marked(words: Words, needs: Iterable[Need], column: str) -> Answers:
    """Which words of a text in `column` were asked for, by place, and what they answer.

    That is parts of needs, by their numbers; another writing answers all parts of what was typed.
    """
    found: dict[int, frozenset[tuple[int, int]]] = {}
    for number, need in enumerate(needs):
        whole = frozenset((number, part) for part in range(len(need.patterns[0].parts)))
        for which, pattern in enumerate(need.patterns):
            if column not in columns_of(pattern):
                continue
            for part, sequence in enumerate(pattern.parts):
                answered = whole if which else frozenset({(number, part)})
                for start in places(words, sequence):
                    for place in range(start, start + len(sequence)):
                        found[place] = found.get(place, frozenset()) | answered
    return found

"""Other writings of what was typed: abbreviations and names, by a table."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from archive.text import fold, is_accented
from archive.words import exact_token, words_of

Writing = tuple[str, ...]  # words in one exact spelling; a bare one any accenting, `ˍlao` just that
_MOST = 16  # writings of one phrase


def groups() -> Iterator[tuple[Writing, ...]]:
    """The groups of the table `equivalents.txt`, in order."""
    table = files("archive.search").joinpath("equivalents.txt").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            yield tuple(tuple(word.exact for word in words_of(one)) for one in line.split(" = "))


@cache
def _by_first_word() -> dict[str, list[tuple[Writing, Writing]]]:
    """(what is typed, what else is meant) by the folded first word, longest first."""
    found: dict[str, list[tuple[Writing, Writing]]] = {}
    for group in groups():
        for one in group:
            pairs = [(one, other) for other in group if other != one]
            found.setdefault(fold(one[0]), []).extend(pairs)
    return {first: sorted(pairs, key=lambda pair: -len(pair[0])) for first, pairs in found.items()}


def in_known(words: Writing) -> Iterator[tuple[Writing, tuple[Writing, ...]]]:
    """The words in order, those together that the table knows, each with what else they mean."""
    start = 0
    while start < len(words):
        length, others = _known_at(words, start)
        end = start + max(length, 1)
        yield words[start:end], others
        start = end


def _known_at(words: Writing, start: int) -> tuple[int, tuple[Writing, ...]]:
    """How many words from `start` on are the longest that the table has, and what else they mean.

    Words without marks are taken for any accenting; (0, ()) when the table has nothing.
    """
    length = 0
    typed: Writing = ()
    others: list[Writing] = []
    for one, other in _by_first_word().get(fold(words[start]), ()):
        if len(one) < length:
            break
        typed = words[start : start + len(one)]
        if _says(typed, one):
            length = len(one)
            is_strict = _has_marks(typed) or not _has_marks(one)
            others.append(tuple(map(exact_token if is_strict else fold, other)))
    return length, tuple(other for other in dict.fromkeys(others) if other != typed)


def writings(words: Writing) -> tuple[Writing, ...]:
    """All ways to write this phrase, as typed first; the first few of very many."""
    made: list[Writing] = [()]
    for choices in ((typed, *others) for typed, others in in_known(words)):
        made = [one + choice for choice in choices for one in made][:_MOST]
    return tuple(made)


def _says(typed: Writing, one: Writing) -> bool:
    return len(typed) == len(one) and all(
        word == wanted or (not is_accented(word) and word == fold(wanted))
        for word, wanted in zip(typed, one, strict=True)
    )


def _has_marks(words: Writing) -> bool:
    return any(map(is_accented, words))

"""What a query looks for: patterns of words, with their other writings, as the index is asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice, product

from archive.index import APART_FIELDS
from archive.search.equivalents import Writing, in_known, writings
from archive.search.query import Clause, Near, Query, Term
from archive.text import fold, is_accented
from archive.words import APART, BARE, exact_token

_MOST = 16  # writings of terms near each other


@dataclass(frozen=True, slots=True)
class Pattern:
    """Sequences of words that all occur, within `distance` words of each other if that is given.

    A word with marks, or led by the sign of bare words, is that spelling; a bare word is any
    accenting. `field` narrows where.
    """

    parts: tuple[Writing, ...]
    distance: int | None = None
    field: str | None = None

    @property
    def words(self) -> Iterator[str]:
        """All its words, in order."""
        return (word for part in self.parts for word in part)

    @property
    def is_mixed(self) -> bool:
        """Whether the index is asked for a little too much: exact and folded words side by side."""
        joined = self.parts if self.distance is None else (sum(self.parts, ()),)
        return any(len(set(map(is_exact, part))) > 1 for part in joined)

    def exactly(self) -> "Pattern":
        """The same with bare words meant bare."""
        return replace(self, parts=tuple(tuple(map(as_exact, part)) for part in self.parts))


@dataclass(frozen=True, slots=True)
class Need:
    """One of `patterns` must be there; with `is_negated`, none.

    With `is_choice` they were all typed; else those behind the first are other writings of it.
    """

    patterns: tuple[Pattern, ...]
    is_negated: bool = False
    is_choice: bool = False

    @property
    def words(self) -> Iterator[str]:
        """The words of all writings."""
        return (word for pattern in self.patterns for word in pattern.words)

    @property
    def is_mixed(self) -> bool:
        """Whether what the index finds for it must be looked at again."""
        return any(pattern.is_mixed for pattern in self.patterns)

    @property
    def is_abbreviation(self) -> bool:
        """Whether one word was typed that is written out otherwise; marks are no matter there."""
        words = len(tuple(self.patterns[0].words))
        return words == 1 and len(self.patterns) > 1 and not self.is_choice

    @property
    def has_bare(self) -> bool:
        """Whether a word is typed without marks, so that spelling it so is worth more."""
        is_bare = not all(map(is_exact, self.patterns[0].words))
        return is_bare and not self.is_abbreviation

    def exactly(self) -> "Need":
        """The same, spelled as typed."""
        if self.is_abbreviation:
            return self
        typed = self.patterns if self.is_choice else self.patterns[:1]
        return replace(self, patterns=tuple(pattern.exactly() for pattern in typed))


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is needed.

    `together` is the whole query as one phrase, in all its writings, if it is several words.
    """

    needs: tuple[Need, ...]
    together: tuple[Pattern, ...] = ()

    @property
    def wanted(self) -> tuple[Need, ...]:
        """What articles are found by."""
        return tuple(need for need in self.needs if not need.is_negated)

    @property
    def typed(self) -> "Plan":
        """What is wanted, spelled as typed."""
        return Plan(tuple(need.exactly() for need in self.wanted))

    def expression(self, *, field: str | None = None) -> str:
        """What is wanted, for FTS5, every word quoted; with `field`, what may be anywhere is there.

        Empty when nothing is wanted.
        """
        return " AND ".join(_any(need, field) for need in self.wanted)

    @property
    def unwanted(self) -> str:
        """What must not be there, for FTS5."""
        return " OR ".join(_any(need, None) for need in self.needs if need.is_negated)

    @property
    def is_mixed(self) -> bool:
        """Whether what the index finds must be looked at again."""
        return any(need.is_mixed for need in self.needs)

    @property
    def has_bare(self) -> bool:
        """Whether a word is typed without marks, so that spelling it so is worth more."""
        return any(need.has_bare for need in self.wanted)

    @property
    def words(self) -> Iterator[str]:
        """All words, of what is needed and what must not be there."""
        return (word for need in self.needs for word in need.words)

    @property
    def wanted_words(self) -> Iterator[str]:
        """The words of what articles are found by."""
        return (word for need in self.wanted for word in need.words)


def is_exact(word: str) -> bool:
    """Whether this word of a pattern is one spelling, not any accenting."""
    return word.startswith(BARE) or is_accented(word)


def as_exact(word: str) -> str:
    """The word of a pattern as that one spelling."""
    return word if word.startswith(BARE) else exact_token(word)


def make_plan(query: Query) -> Plan:
    """What `query` looks for, with all other writings of the table of equivalents."""
    needs = tuple(_needs(query.clauses))
    return Plan(needs, _together(query))


def _needs(clauses: tuple[Clause, ...]) -> Iterator[Need]:
    for is_unquoted, run in groupby(clauses, key=_is_unquoted):
        if is_unquoted:
            terms = [clause.choices[0] for clause in run]
            yield from _unquoted([term for term in terms if isinstance(term, Term)])
        else:
            yield from map(_need, run)


def _is_unquoted(clause: Clause) -> bool:
    """Whether it is just a word or joined words, that may form a known writing with others."""
    (choice, *others) = clause.choices
    is_term = isinstance(choice, Term) and (choice.is_joined or len(choice.words) == 1)
    return is_term and not others and not clause.is_negated


def _unquoted(terms: Sequence[Term]) -> Iterator[Need]:
    for field, run in groupby(terms, key=lambda term: term.field):
        for is_joined, part in groupby(_dissolved(tuple(run)), key=lambda term: term.is_joined):
            if is_joined:
                yield from (_need(Clause((term,))) for term in part)
            else:
                yield from _loose(tuple(term.words[0] for term in part), field)


def _dissolved(terms: Sequence[Term]) -> Iterator[Term]:
    """The terms, but joined words one by one where a known writing goes across their ends.

    As in "kinh tế-xã hội" and "Lào Cai-Hà Nội"; not in "145/QĐ-UBND".
    """
    owners = [place for place, term in enumerate(terms) for _ in term.words]
    words = tuple(word for term in terms for word in term.words)
    crossed, start = set[int](), 0
    for typed, _ in in_known(words):
        own = set(owners[start : start + len(typed)])
        crossed |= own if len(own) > 1 else set()
        start += len(typed)
    for place, term in enumerate(terms):
        if place in crossed:
            yield from (Term((word,), term.field) for word in term.words)
        else:
            yield term


def _loose(words: Writing, field: str | None) -> Iterator[Need]:
    for typed, others in in_known(words):
        apart = Pattern(tuple((word,) for word in typed), None, field)
        yield Need((apart, *(Pattern((other,), None, field) for other in others)))


def _need(clause: Clause) -> Need:
    patterns = (pattern for choice in clause.choices for pattern in _patterns(choice))
    return Need(tuple(dict.fromkeys(patterns)), clause.is_negated, len(clause.choices) > 1)


def _patterns(choice: Term | Near) -> Iterator[Pattern]:
    if isinstance(choice, Term):
        for writing in writings(choice.words):
            yield Pattern((writing,), None, choice.field)
        return
    written = product(*(writings(term.words) for term in choice.terms))
    for _, parts in zip(range(_MOST), written, strict=False):
        yield Pattern(parts, choice.distance, choice.terms[0].field)


def _together(query: Query) -> tuple[Pattern, ...]:
    clauses = [clause for clause in query.clauses if not clause.is_negated]
    choices = [clause.choices[0] for clause in clauses if len(clause.choices) == 1]
    terms = [one for one in choices if isinstance(one, Term) and one.field is None]
    if len(terms) < 2 or len(terms) < len(clauses):
        return ()
    words = tuple(word for term in terms for word in term.words)
    return tuple(Pattern((writing,)) for writing in writings(words))


def _any(need: Need, field: str | None) -> str:
    asked = dict.fromkeys(pattern_expression(pattern, field=field) for pattern in need.patterns)
    return f"({' OR '.join(asked)})"


def pattern_expression(pattern: Pattern, *, field: str | None = None) -> str:
    """The pattern for FTS5; what is mixed finds all that it should, and a little more."""
    field = pattern.field or field
    if pattern.distance is not None:
        return _near(pattern, field)
    return f"({' AND '.join(_sequence(part, field) for part in pattern.parts)})"


def beside_expression(pattern: Pattern, *, most: int) -> str:
    """Its first `most` words side by side; where the pattern is mixed, in any accenting."""
    ((*words,),) = pattern.parts
    asked = map(_folded, words) if pattern.is_mixed else words
    return _phrase(tuple(islice(asked, most)), pattern.field)


def _near(pattern: Pattern, field: str | None) -> str:
    if not pattern.is_mixed:
        parts = " ".join(_sequence(part, field) for part in pattern.parts)
        return f"NEAR({parts}, {pattern.distance})"
    folded = tuple(tuple(map(_folded, part)) for part in pattern.parts)
    near = " ".join(_phrase(part, field) for part in folded)
    exact = " AND ".join(_sequence(part, field) for part in pattern.parts)
    return f"(NEAR({near}, {pattern.distance}) AND {exact})"


def _sequence(words: Writing, field: str | None) -> str:
    runs = [(exact, tuple(run)) for exact, run in groupby(words, key=is_exact)]
    if len(runs) == 1:
        return _phrase(words, field)
    asked = [_phrase(run, field) for exact, run in runs if exact]
    return f"({' AND '.join((*asked, _phrase(tuple(map(_folded, words)), field)))})"


def _folded(word: str) -> str:
    return fold(word.removeprefix(BARE))


def _phrase(words: Writing, field: str | None) -> str:
    """Words of one kind side by side, quoted; those of a field are kept apart in the index."""
    lead = ""
    if field is not None:
        digit = int(APART_FIELDS[field])
        lead = f"{APART}{digit if is_exact(words[0]) else digit + 1}"
    return f'"{" ".join(lead + word for word in words)}"'

"""What a query says, as data: clauses that must all hold, and filters.

`str(query)` writes it so that reading it again gives the same query.
"""

from dataclasses import dataclass, field
from datetime import date

from archive.words import BARE

NEAR_DISTANCE = 10  # words that may lie between, where a query does not say


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand side by side, in their one spelling; `field` narrows where.

    `field` is "title", "caption", "author" or None. `is_joined`: hyphens or the like joined them,
    no quotes did.
    """

    words: tuple[str, ...]
    field: str | None = None
    is_joined: bool = False

    def __post_init__(self) -> None:
        """One word is joined to none."""
        object.__setattr__(self, "is_joined", self.is_joined and len(self.words) > 1)

    def __str__(self) -> str:
        """The term as a person types it."""
        shown = ("-" if self.is_joined else " ").join(map(_typed, self.words))
        quoted = shown if self.is_joined or len(self.words) == 1 else f'"{shown}"'
        return f"{self.field}:{quoted}" if self.field else quoted


@dataclass(frozen=True, slots=True)
class Near:
    """Terms with at most `distance` words between them, in any order."""

    terms: tuple[Term, ...]
    distance: int = NEAR_DISTANCE

    def __str__(self) -> str:
        """The operator and its terms as a person types them."""
        return f" NEAR/{self.distance} ".join(map(str, self.terms))


@dataclass(frozen=True, slots=True)
class Clause:
    """One of `choices` must be there; with `is_negated`, none."""

    choices: tuple[Term | Near, ...]
    is_negated: bool = False

    def __str__(self) -> str:
        """The clause as a person types it."""
        return ("-" if self.is_negated else "") + " OR ".join(map(str, self.choices))


@dataclass(frozen=True, slots=True)
class Filter:
    """A fact about articles: `kind` is "site", "section", "from", "to", "has", "changed" or "gone".

    `value` is a name, a day (ISO), what it has, or for changed and gone "yes" or a year, month or
    day (ISO).
    """

    kind: str
    value: str
    is_negated: bool = False

    def __str__(self) -> str:
        """The filter as a person types it."""
        return f'{"-" if self.is_negated else ""}{self.kind}:"{self.value}"'


@dataclass(frozen=True, slots=True)
class Query:
    """How a query was read; `is_cut` says that it had more words than are looked for.

    `is_void`: something was typed, and nothing in it can be looked for.
    """

    clauses: tuple[Clause, ...] = ()
    filters: tuple[Filter, ...] = ()
    is_cut: bool = field(default=False, compare=False)
    is_void: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        """The query as a person types it."""
        return " ".join(map(str, (*self.clauses, *self.filters)))

    def __bool__(self) -> bool:
        """Whether it asks for anything."""
        return bool(self.clauses or self.filters)

    def of(self, kind: str, *, is_negated: bool = False) -> tuple[str, ...]:
        """The values of all filters of this kind."""
        return tuple(
            one.value for one in self.filters if (one.kind, one.is_negated) == (kind, is_negated)
        )

    @property
    def since(self) -> date | None:
        """The first day of publication."""
        days = self.of("from")
        return date.fromisoformat(max(days)) if days else None

    @property
    def until(self) -> date | None:
        """The last day of publication."""
        days = self.of("to")
        return date.fromisoformat(min(days)) if days else None


def _typed(word: str) -> str:
    return word.replace(BARE, ",")

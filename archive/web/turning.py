"""Long lists, a page at a time: one more row than is shown tells whether there is another page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from archive.web.visit import Visit

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Turned(Generic[Row]):
    """The page with this number: the `rows` shown, and whether more follow."""

    rows: Sequence[Row]
    number: int
    has_more: bool

    @property
    def values(self) -> dict[str, Any]:
        """What a template's pager needs."""
        return {"number_of_page": self.number, "has_more": self.has_more}


def turn(visit: Visit, size: int, read: Callable[[int, int], Sequence[Row]]) -> Turned[Row]:
    """The page that is asked for, of `size` rows; `read` takes a limit and an offset."""
    number = visit.number("page", default=1)
    found = read(size + 1, (number - 1) * size)
    return Turned(found[:size], number, len(found) > size)

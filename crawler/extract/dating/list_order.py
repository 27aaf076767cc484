"""Finds the entries of a list whose day does not fit between their neighbours."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# An order is evident where four of five entries keep it, which takes five entries to tell: of ten
# shuffled days so many do in one of seven hundred lists.
FEWEST_IN_ORDER = 0.8
_FEWEST_OLDEST_FIRST = 6  # the rarer order takes more to be believed
# Lists are sorted by a time of posting that may stand a day from the date they print.
_LEEWAY = timedelta(days=1)
# Editors pin news to the top of a list, whatever its day; more than three is no pinboard.
_MOST_PINNED = 3


@dataclass(frozen=True, slots=True)
class _Chain:
    """Values that never fall, up to the one at `place`, and the `first` of them."""

    place: int
    value: int
    first: int
    before: "_Chain | None"

    def places(self) -> list[int]:
        """Where the values stand, in order."""
        found, link = [self.place], self.before
        while link:
            found.append(link.place)
            link = link.before
        return found[::-1]


def misplaced(days: Sequence[date | None], *, is_top: bool = True) -> frozenset[int]:
    """The places of entries whose day contradicts the order of the list, counted from 0.

    `days` are those of a list's entries from top to bottom, None where one has no day. The list's
    order is newest first, or oldest first where more entries stand so; one without evident
    order has no misplaced entries. Of several explanations the one counts that leaves the days
    left closest together. Up to three entries out of order are pinned at the very top, if `days`
    begin there.
    """
    places, dated = [place for place, day in enumerate(days) if day], [day for day in days if day]
    kept = _in_order(dated)
    if not kept or len(kept) < FEWEST_IN_ORDER * len(dated):
        return frozenset()
    if dated[kept[0]] < dated[kept[-1]] and len(dated) < _FEWEST_OLDEST_FIRST:
        return frozenset()
    first = kept[0] if is_top and kept[0] <= _MOST_PINNED else 0
    odd = set(range(first, len(dated))) - set(kept)
    return frozenset(places[at] for at in odd if _is_off(at, kept, dated))


def ordered_length(days: Sequence[date | None]) -> int:
    """How many of `days` at most stand in order, newest first or oldest first."""
    return len(_in_order([day for day in days if day]))


def _in_order(days: Sequence[date]) -> list[int]:
    """The places of the most days that stand in order, newest first if that is as many."""
    oldest_first = [day.toordinal() for day in days]
    return max(_longest([-day for day in oldest_first]), _longest(oldest_first), key=len)


def _longest(values: Sequence[int]) -> list[int]:
    """The places of the longest run of values that never fall; of several the least wide.

    Patience sorting: `piles[n]` are the chains of n + 1 values, of which each ends lower than the
    one before it, and begins no higher.
    """
    piles: list[list[_Chain]] = []
    lowest: list[int] = []
    for place, value in enumerate(values):
        length = bisect_right(lowest, value)
        before = _narrowest(piles[length - 1], value) if length else None
        chain = _Chain(place, value, before.first if before else value, before)
        if length == len(piles):
            piles.append([])
            lowest.append(value)
        piles[length].append(chain)
        lowest[length] = value
    return min(piles[-1], key=lambda one: one.value - one.first).places() if piles else []


def _narrowest(pile: Sequence[_Chain], value: int) -> _Chain:
    """The chain of a pile that begins highest, of those that `value` continues."""
    return pile[bisect_left(pile, -value, key=lambda one: -one.value)]


def _is_off(at: int, kept: Sequence[int], days: Sequence[date]) -> bool:
    """Whether the day at `at` lies outside those of its kept neighbours by more than the leeway."""
    after = bisect_left(kept, at)
    around = [days[place] for place in kept[max(0, after - 1) : after + 1]]
    is_newest_first = days[kept[0]] >= days[kept[-1]]
    upper, lower = (around[0], around[-1]) if is_newest_first else (around[-1], around[0])
    return days[at] - upper > _LEEWAY or lower - days[at] > _LEEWAY

"""Which entries of a list stand where their day does not belong."""

import random
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.date_pages import stretches
from archive.times import VIETNAM
from crawler.extract.dating.list_order import misplaced, ordered_length

START = date(2023, 6, 1)
AT = datetime(2023, 6, 1, 8, 0, tzinfo=VIETNAM)
Numbers = tuple[int | None, ...]


def days(numbers: Numbers) -> list[date | None]:
    """Days counted from one, so that a list is read at a glance: 10 is newer than 9."""
    return [None if number is None else START + timedelta(days=number) for number in numbers]


@pytest.mark.parametrize(
    ("numbers", "blamed"),
    [
        pytest.param((10, 9, 8, 7, 6), set(), id="newest first"),
        pytest.param((6, 7, 8, 9, 10), set(), id="oldest first"),
        pytest.param((9, 9, 9, 8, 8, 8), set(), id="several a day"),
        pytest.param((10, 9, 30, 8, 7), {2}, id="one too new"),
        pytest.param((10, 9, 2, 8, 7), {2}, id="one too old"),
        pytest.param((10, 9, -355, 8, 7), {2}, id="last year's"),
        pytest.param((10, 30, 9, 8, 7), {1}, id="too new, though the first would do as well"),
        pytest.param((10, 9, 8, -355, 7), {3}, id="too old, though the last would do as well"),
        pytest.param((6, 7, 40, 8, 9, 10), {2}, id="one of a list that is oldest first"),
        pytest.param((10, 9, None, 30, None, 8, 7), {3}, id="entries without a day count for none"),
        pytest.param((10, 9, 8, 9, 7), set(), id="a day off"),
        pytest.param((10, 9, 8, 10, 7), {3}, id="two days off"),
        pytest.param((6, 7, 9, 8, 10, 11), set(), id="a day off, oldest first"),
        pytest.param((30, 10, 9, 8, 50, 7), {4}, id="the least wide of three explanations"),
        pytest.param((2, 20, 19, 18, 17, 16), set(), id="one pinned to the top"),
        pytest.param((2, 5, 1, *range(30, 15, -1)), set(), id="three pinned to the top"),
        pytest.param((2, 5, 1, 3, *range(40, 20, -1)), {0, 1, 2, 3}, id="four are no pins"),
        pytest.param((2, *range(30, 20, -1), 99, 20), {11}, id="a pin forgives no other"),
        pytest.param((30, 9, 8, 7, 6), set(), id="too new at the top is in order"),
        pytest.param((10, 9, 30, 8), set(), id="four entries say too little"),
        pytest.param((10, 9, 30, 8, None, None), set(), id="four days say too little"),
        pytest.param((10, 30, 9, 40, 8, 7), set(), id="two of six odd: no evident order"),
        pytest.param((5, 9, 1, 7, 3, 8, 2, 6), set(), id="no order at all"),
        pytest.param((), set(), id="nothing"),
        pytest.param((None, None), set(), id="no days"),
    ],
)
def test_misplaced(numbers: Numbers, blamed: set[int]) -> None:
    assert misplaced(days(numbers)) == blamed


def by_trying_all(numbers: list[int]) -> int:
    """The longest ordered selection, found the slow way."""
    for length in range(len(numbers), 0, -1):
        for some in combinations(numbers, length):
            if list(some) in (sorted(some), sorted(some, reverse=True)):
                return length
    return 0


@given(st.lists(st.integers(0, 8), max_size=9))
def test_the_longest_order_is_found(numbers: list[int]) -> None:
    assert ordered_length(days(tuple(numbers))) == by_trying_all(numbers)


@given(
    st.sets(st.integers(-400, 400), min_size=4, max_size=12),
    st.integers(1, 12),
    st.sampled_from((2000, -2000)),
)
def test_one_far_off_is_the_one_blamed(fitting: set[int], at: int, far: int) -> None:
    numbers = sorted(fitting, reverse=True)
    place = min(at, len(numbers))
    numbers.insert(place, far)
    is_the_oldest_last = far < 0 and place == len(fitting)
    assert misplaced(days(tuple(numbers))) == (set() if is_the_oldest_last else {place})


@given(st.lists(st.integers(0, 300), max_size=60))
def test_a_list_in_order_has_no_misplaced_entry(numbers: list[int]) -> None:
    assert misplaced(days(tuple(sorted(numbers)))) == frozenset()
    assert misplaced(days(tuple(sorted(numbers, reverse=True)))) == frozenset()


def test_a_long_list_takes_no_time() -> None:
    numbers = list(range(40_000, 0, -1))
    odd = sorted(random.Random(7).sample(range(10, 39_990, 10), 500))
    for place in odd:
        numbers[place] += 50_000
    assert misplaced(days(tuple(numbers))) == set(odd)


def test_only_the_top_of_a_list_has_pins() -> None:
    fitting = days(tuple(range(100, 80, -1)))
    old = days((2,))
    assert misplaced([*old, *fitting]) == frozenset()
    assert misplaced([*old, *fitting], is_top=False) == {0}


def rows(*pages: tuple[int, int, int, bool]) -> list[dict[str, Any]]:
    """Rows of pages by section, minute, number and whether they are wanted."""
    return [
        {
            "section_id": section,
            "last_seen_at": (AT + timedelta(minutes=minute)).isoformat(),
            "page": number,
            "is_wanted": is_wanted,
        }
        for section, minute, number, is_wanted in pages
    ]


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ([], []),
        ([(1, 0, 1, True)], [[1]]),
        ([(1, 0, 1, False)], []),
        ([(1, 0, 1, True), (1, 1, 2, False), (1, 2, 3, False)], [[1, 2]]),
        ([(1, 0, 1, False), (1, 1, 2, True), (1, 2, 3, False)], [[1, 2, 3]]),
        ([(1, 0, 1, True), (2, 1, 2, True)], [[1], [2]]),
        ([(1, 0, 1, True), (1, 1, 3, True)], [[1], [3]]),
        ([(1, 0, 1, True), (1, 400, 2, True)], [[1], [2]]),
        ([(1, n, n + 1, n in (0, 5)) for n in range(7)], [[1, 2], [5, 6, 7]]),
    ],
)
def test_pages_read_one_after_the_other_are_one_stretch(
    pages: list[tuple[int, int, int, bool]], expected: list[list[int]]
) -> None:
    found = [[one.number for one in stretch] for stretch in stretches(rows(*pages))]
    assert found == expected

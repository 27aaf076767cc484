"""Learns from what a site prints whether its dates begin with the day or with the month."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from archive.dated import ReadByOrder
from archive.dating import DateOrder
from crawler.extract.dates.clock import local
from crawler.extract.dates.grammar import flatten
from crawler.extract.dating.field import read_field
from crawler.extract.dating.list_order import FEWEST_IN_ORDER, ordered_length

AM_PM, PLAIN = "am_pm", "plain"
# A page may be seen by a server whose clock or zone is ahead; no date is later than that.
LATEST_AFTER_SEEN = timedelta(days=1)
# Schedules and invitations are dated ahead; what lies further in the future is a wrong reading.
MOST_AHEAD = timedelta(days=45)
_NUMBERS = re.compile(r"(?<!\d)(?<!\d[/.-])(\d{1,2}) ?([/.-]) ?(\d{1,2}) ?\2 ?\d{4}(?!\d|[/.-]\d)")
_SLASHED = re.compile(r"\d{1,2} ?/ ?\d{1,2} ?/ ?\d{4}")
_TWELVE_HOURS = re.compile(r"\d{1,2}: ?\d{2}(?:: ?\d{2})? ?[ap]\.?m\b")
# A picture goes up when the article is written: it tells two readings apart at this distance.
_UPLOAD_LEEWAY = timedelta(days=2)
# Fewer entries with two readings are in order by chance under either, and so is one more of them.
_FEWEST_IN_LIST = 5
_LIST_LEAD = 2
# How many times as many must speak for an order as against it: people mistype, and a picture that
# is used again, or a mistyped year, is a sign by chance.
_ALL = 10**6
_TOLD_LEAD = 5
# A date's usual order is the day first: to turn all of a site's round takes more.
_LEAD_TO_TURN = 20
_USUAL_LEAD = 4
_FEWEST_TO_TURN = 3
# Fewer dates that can be in one order only do not outweigh lists.
_FEWEST_ALONE = 3
_FEWEST_SIGNS = 2


@dataclass(frozen=True, slots=True)
class Sample:
    """A date that a site prints, seen at `seen_at` (aware).

    `value` is its ISO reading with the day first, or its only one; `other` the reading with the
    month first, where that is another. `uploaded` is when a file of the article was.
    """

    raw: str
    seen_at: datetime
    value: str | None
    other: str | None
    uploaded: date | None = None


@dataclass(frozen=True, slots=True)
class SiteOrders:
    """Which of day and month a site prints first, by form."""

    orders: tuple[DateOrder, ...] = ()

    def first(self, form: str) -> str | None:
        """ "day" or "month"; None where the site does not tell."""
        return next((one.first for one in self.orders if one.form == form), None)

    def is_doubtful(self, form: str) -> bool:
        """Whether dates of the site speak for the month, yet too few or not all of them."""
        return any(
            one.form == form and one.first is None and one.month_votes > 0 for one in self.orders
        )


NO_ORDERS = SiteOrders()


@dataclass(slots=True)
class _Votes:
    """Dates, or list pages, that speak for either order, by an example of each."""

    day: list[str]
    month: list[str]

    def of(self, order: str) -> int:
        """How many speak for `order`."""
        return len(self.day if order == "day" else self.month)

    def __add__(self, other: "_Votes") -> "_Votes":
        return _Votes(self.day + other.day, self.month + other.month)

    def leader(self, slips: int) -> str | None:
        """The order that more than `slips` times as many speak for as against it."""
        day, month = len(self.day), len(self.month)
        if day > slips * month:
            return "day"
        return "month" if month > slips * day else None


def form_of(raw: str) -> str:
    """ "am_pm": numbers with slashes and a 12-hour clock with AM or PM; "plain": all else."""
    flat = flatten(raw)[0]
    return AM_PM if _SLASHED.search(flat) and _TWELVE_HOURS.search(flat) else PLAIN


def find_orders(printed: Iterable[Sample], lists: Iterable[Sequence[Sample]]) -> SiteOrders:
    """The orders that a site's dates tell: those printed anywhere, and those of its list pages.

    Each list is one page's entries from top to bottom; what its dates say counts like `printed`.
    A date counts once, however often it is printed. Forms without a vote are left out.
    """
    pages = {tuple(one.raw for one in page): page for page in lists}.values()
    samples = (*printed, *(one for page in pages for one in page))
    orders = []
    for form in (AM_PM, PLAIN):
        own = [one for one in samples if form_of(one.raw) == form]
        told, signs = _date_votes(own, _tells), _date_votes(own, _hints)
        listed = _list_votes([one for one in page if form_of(one.raw) == form] for page in pages)
        if form == AM_PM:
            first, every = _first_of_am_pm(told, signs, listed), told + signs + listed
        else:  # a usual date that would lie in the future is a slip, not a sign
            first, every = _first_of_plain(told, listed), told + listed
        if every.day or every.month:
            orders.append(_order(form, first, every))
    return SiteOrders(tuple(orders))


def orders_used(read: Iterable[ReadByOrder]) -> tuple[DateOrder, ...]:
    """The orders that decisions were made by, where all of a form were made by the same."""
    used: dict[str, dict[str, str]] = {}
    for one in read:
        for said in one.candidates:
            days = {"day": (said.value or "")[:10], "month": (said.other or "")[:10]}
            order = next((name for name, day in days.items() if day == one.day), None)
            if said.other and said.agrees and order:
                used.setdefault(form_of(said.raw), {}).setdefault(order, said.raw)
                break
    return tuple(
        DateOrder(form=form, first=first, example=example)
        for form, orders in used.items()
        if len(orders) == 1
        for first, example in orders.items()
    )


def _order(form: str, first: str | None, every: _Votes) -> DateOrder:
    speaking = every.month if first == "month" else every.day or every.month
    return DateOrder(
        form=form,
        first=first,
        day_votes=len(every.day),
        month_votes=len(every.month),
        example=speaking[0],
    )


def _first_of_am_pm(told: _Votes, signs: _Votes, listed: _Votes) -> str | None:
    """What dates tell that can be in one order only; else what all lists, or all signs, say."""
    if not (told.day or told.month):
        if listed.day or listed.month:
            return listed.leader(_ALL)
        return signs.leader(_ALL) if len(signs.day + signs.month) >= _FEWEST_SIGNS else None
    first = told.leader(_TOLD_LEAD)
    if first is None or told.of(first) >= _FEWEST_ALONE:
        return first
    return first if listed.leader(1) in (first, None) else None


def _first_of_plain(told: _Votes, listed: _Votes) -> str | None:
    every = told + listed
    if len(told.month) >= _FEWEST_TO_TURN and every.leader(_LEAD_TO_TURN) == "month":
        return "month"
    return "day" if every.leader(_USUAL_LEAD) == "day" else None


def _date_votes(samples: Iterable[Sample], says: Callable[[Sample], set[str]]) -> _Votes:
    """One vote for each day that is printed in an order, whatever stands beside it."""
    votes: dict[str, dict[object, str]] = {"day": {}, "month": {}}
    for one in samples:
        said = says(one)
        if len(said) == 1:
            days = (day_in(one.value), day_in(one.other))
            votes[said.pop()].setdefault(days if any(days) else one.raw, one.raw)
    return _Votes([*votes["day"].values()], [*votes["month"].values()])


def _tells(sample: Sample) -> set[str]:
    """The orders that `sample` can only be in: by a number over 12, or its weekday."""
    found = _NUMBERS.findall(flatten(sample.raw)[0])
    numbers = [(int(first), int(second)) for first, _, second in found]
    told = {"day" for a, b in numbers if a > 12 >= b} | {"month" for a, b in numbers if b > 12 >= a}
    if told or len(found) != 1 or found[0][1] != "/":  # others are never read month first
        return told
    return {*_by_weekday(sample, *numbers[0])}


def _hints(sample: Sample) -> set[str]:
    """The orders that the time it was seen, or the upload of a picture, speak for."""
    found = _NUMBERS.findall(flatten(sample.raw)[0])
    if len(found) != 1 or _tells(sample):
        return set()
    return {*_by_time(sample), *_by_upload(sample)}


def _by_weekday(sample: Sample, first: int, second: int) -> Iterator[str]:
    """The order that a printed weekday settles: then even a month-first reader is certain."""
    reading = read_field(sample.raw, sample.seen_at, day_first=False)
    if first != second and reading and reading.at and not reading.ambiguous:
        yield "month" if (reading.at.month, reading.at.day) == (first, second) else "day"


def _by_time(sample: Sample) -> Iterator[str]:
    latest = (local(sample.seen_at) + LATEST_AFTER_SEEN).date()
    days = (day_in(sample.value), day_in(sample.other))
    if not any(day and latest < day <= latest + MOST_AHEAD for day in days):
        yield from _only_one(sample, lambda day: day <= latest)


def _by_upload(sample: Sample) -> Iterator[str]:
    uploaded = sample.uploaded
    if uploaded is not None:
        yield from _only_one(sample, lambda day: abs(day - uploaded) <= _UPLOAD_LEEWAY)


def _only_one(sample: Sample, fits: Callable[[date], bool]) -> Iterator[str]:
    """The order of the one reading that fits, of two."""
    readings = {"day": day_in(sample.value), "month": day_in(sample.other)}
    if None not in readings.values():
        fitting = [order for order, day in readings.items() if day and fits(day)]
        yield from fitting if len(fitting) == 1 else ()


def _list_votes(pages: Iterable[Sequence[Sample]]) -> _Votes:
    """One vote for each page that stands in order under one reading, and not under the other."""
    votes = _Votes([], [])
    for page in pages:
        double = [one for one in page if one.value and one.other]
        day_first = ordered_length([day_in(one.value) for one in page])
        month_first = ordered_length([day_in(one.other or one.value) for one in page])
        is_in_order = max(day_first, month_first) >= FEWEST_IN_ORDER * len(page)
        lead = abs(day_first - month_first)
        if len(double) >= _FEWEST_IN_LIST and is_in_order and lead >= _LIST_LEAD:
            (votes.day if day_first > month_first else votes.month).append(double[0].raw)
    return votes


def day_in(value: str | None) -> date | None:
    """The day of an ISO day or time, None for nothing and for anything wider."""
    try:
        return date.fromisoformat((value or "").partition("T")[0])
    except ValueError:
        return None

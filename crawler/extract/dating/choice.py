"""Picks, of what may give an article's date, what is certain to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from archive.dating import DATING_SOURCES, DateCandidate
from crawler.extract.dating.order import AM_PM, MOST_AHEAD, SiteOrders, day_in, form_of

_RANK = ("review", *DATING_SOURCES)
_BESIDE = timedelta(days=1)  # from a text's own day to the date that it confirms
_PRECISIONS = {10: "day", 16: "minute", 19: "second"}  # by length of value


@dataclass(frozen=True, slots=True)
class Word:
    """What the candidate at `place` says as the site orders day and month, and by which rule."""

    place: int
    said: DateCandidate
    rule: str

    @property
    def is_certain(self) -> bool:
        """Whether it says one day."""
        return self.said.at is not None and not self.said.ambiguous

    def readings(self) -> tuple[DateCandidate, ...]:
        """The candidate in each way it may be read that gives a day."""
        ways = (self.said,) if self.is_certain else (self.said, _turned(self.said))
        return tuple(one for one in ways if one.at is not None)

    def is_future(self, latest: datetime) -> bool:
        """Whether it names a day, and none but such as are later than `latest`."""
        return self.said.at is not None and not any(_is_by(o, latest) for o in self.readings())


def words_of(
    candidates: Sequence[DateCandidate], orders: SiteOrders, latest: datetime
) -> tuple[Word, ...]:
    """What may give the date, best source first, as the site orders day and month.

    Nothing that was published is later than `latest`. The same numbers elsewhere are the same
    doubt, unless the site's order of that form is known.
    """
    words = [
        _ordered(Word(place, one, source), orders, latest)
        for source in _RANK
        for place, one in enumerate(candidates)
        if one.source == source
    ]
    doubted = {_two_days(one.said) for one in words if one.said.ambiguous}
    return tuple(
        _doubted(one)
        if _two_days(one.said) in doubted and orders.first(form_of(one.said.raw)) is None
        else one
        for one in words
    )


def _ordered(word: Word, orders: SiteOrders, latest: datetime) -> Word:
    """`word` read in the site's order, or in the only way in which it was out by `latest`.

    Where the site does not tell, and its other dates or this one's own day in the future speak
    against the usual order, a date with two readings is ambiguous.
    """
    said, form = word.said, form_of(word.said.raw)
    if said.other is None:
        return word
    order = orders.first(form)
    if order == "month":
        return Word(word.place, _turned(said), "site_order")
    if order == "day" and form == AM_PM and said.ambiguous:
        return Word(word.place, _sure(said), "site_order")
    if said.ambiguous:
        possible = [way for way in word.readings() if _is_by(way, latest + MOST_AHEAD)]
        is_told = len(possible) == 1 and _is_by(possible[0], latest)
        return Word(word.place, _sure(possible[0]), "confirmed") if is_told else word
    is_odd = not _is_by(said, latest) and _is_by(_turned(said), latest)
    return _doubted(word) if order is None and (is_odd or orders.is_doubtful(form)) else word


def _turned(said: DateCandidate) -> DateCandidate:
    """The candidate by its other reading."""
    precision = _PRECISIONS.get(len(said.other or ""))
    return replace(said, value=said.other, other=said.value, precision=precision, ambiguous=False)


def _sure(said: DateCandidate) -> DateCandidate:
    return replace(said, ambiguous=False)


def _doubted(word: Word) -> Word:
    return replace(word, said=replace(word.said, ambiguous=True)) if word.said.other else word


def _two_days(said: DateCandidate) -> tuple[date | None, date | None]:
    """The days of both readings, day first and month first, in whatever form."""
    return day_in(said.value), day_in(said.other)


def _is_by(said: DateCandidate, latest: datetime) -> bool:
    return said.at is not None and said.at <= latest


def day_named(said: DateCandidate) -> date:
    """The day of a candidate that has one."""
    assert said.at is not None
    return said.at.date()


def choose(
    words: Sequence[Word], candidates: Sequence[DateCandidate], latest: datetime
) -> Word | None:
    """The first that is certain or confirmed, and not in the future.

    None also where a person says that there is none. The day that the article's text calls its own,
    among `candidates`, confirms the one of two readings that it is near to.
    """
    if any(word.rule == "review" and word.said.at is None for word in words):
        return None
    for word in words:
        found = word if word.is_certain else _confirmed(word, words) or _near(word, candidates)
        if found is not None and _is_by(found.said, latest):
            return found
    return None


def _confirmed(word: Word, words: Sequence[Word]) -> Word | None:
    """`word` by the one of its readings whose day others name."""
    named = {day_named(one.said) for one in words if one.is_certain}
    fitting = [way for way in word.readings() if day_named(way) in named]
    return Word(word.place, _sure(fitting[0]), "confirmed") if len(fitting) == 1 else None


def _near(word: Word, candidates: Sequence[DateCandidate]) -> Word | None:
    """`word` by the one of its two readings that the text's own day, with its year, stands beside.

    Uploads confirm nothing: pictures are used again.
    """
    if word.said.at is None or word.said.other is None:
        return None
    own = [one for one in candidates if one.source == "dateline" and one.at and not one.ambiguous]
    near = [
        way
        for way in word.readings()
        if any(abs(day_named(way) - day_named(one)) <= _BESIDE for one in own)
    ]
    return Word(word.place, _sure(near[0]), "confirmed") if len(near) == 1 else None

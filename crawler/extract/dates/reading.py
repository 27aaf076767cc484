"""What a printed date says, and the tokens it is read from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from archive.times import VIETNAM
from crawler.extract.dates.clock import day_of, hour_of, in_vietnam, time_of
from crawler.extract.dates.grammar import Token

Precision = Literal["second", "minute", "day", "month", "quarter", "year", "range", "list"]
_PARTS = frozenset(("part", "today", "yesterday"))
_SHOWN = frozenset(("time", "weekday", "part"))
_WHOLE_DAY = re.compile("hom|today|yesterday")
_PRECISIONS: dict[int, Precision] = {10: "day", 16: "minute", 19: "second"}  # by length of value


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a printed date says.

    `value` is ISO 8601 in Vietnam local time without offset, cut to `precision`: a moment, a day,
    a month or a year; `first/last` days for a quarter or range; days joined by commas for a list.
    `start` and `end` are offsets in the text as given. `ambiguous` says that another reading is as
    plausible, `relative` that the moment of capture was needed ("3 giờ trước").
    """

    value: str
    precision: Precision
    start: int
    end: int
    ambiguous: bool = False
    relative: bool = False

    @property
    def at(self) -> datetime | None:
        """The moment in Asia/Ho_Chi_Minh, a day's first for a day, None for anything wider."""
        if self.precision not in ("second", "minute", "day"):
            return None
        return datetime.fromisoformat(self.value).replace(tzinfo=VIETNAM)


@dataclass(frozen=True, slots=True)
class Stamp:
    """The tokens under one label, seen at a (Vietnam, aware) moment by a reader with an order."""

    tokens: tuple[Token, ...]
    seen: datetime
    day_first: bool
    _by_kind: dict[str, list[Token]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for token in self.tokens:
            self._by_kind.setdefault(token.kind, []).append(token)

    def of(self, kind: str) -> Sequence[Token]:
        """The tokens of one kind, in order."""
        return self._by_kind.get(kind, ())

    def has(self, kinds: frozenset[str]) -> bool:
        """Whether there is a token of any of these kinds."""
        return not kinds.isdisjoint(self._by_kind)

    def part(self) -> str | None:
        """The part of the day named apart from the time: "Sáng 04/7, 8h30"."""
        if not self.has(_PARTS):
            return None
        parts = (token.text for token in self.tokens if token.kind in _PARTS)
        return next((text for text in parts if not _WHOLE_DAY.match(text)), None)


def with_time(
    stamp: Stamp, day: date, token: Token, *, ambiguous: bool = False, relative: bool = False
) -> DateReading | None:
    """The reading of `day`, which `token` names, with the time of day that the stamp prints.

    None when the time is none; a time left unset, "12:00 AM", leaves the day.
    """
    shown = [one for one in stamp.tokens if one.kind in _SHOWN or one is token]
    start, end = shown[0].start, shown[-1].end
    clock = stamp.of("time")
    value: str | None = str(day)
    if clock and not _is_unset(clock[0]):
        value = _moment(day, clock[0], stamp.part())
    if value is None:
        return None
    precision = _PRECISIONS[len(value)]
    return DateReading(value, precision, start, end, ambiguous, relative)


def _is_unset(clock: Token) -> bool:
    """Whether this is midnight on a 12-hour clock, which portals print for no time at all."""
    hour, minute, second, _, _, part, _ = clock.values
    is_midnight = (hour, minute, second or "00") == ("12", "00", "00")
    return is_midnight and part in ("am", "a.m.", "sa")


def _moment(day: date, clock: Token, part: str | None) -> str | None:
    """The ISO minute or second that `clock` names on `day`, or None when there is none."""
    printed, colon_minute, colon_second, minute, second, own_part, zone = clock.values
    hour = hour_of(int(printed or 0), own_part or part)
    seconds = colon_second or second
    at = time_of(hour, int(colon_minute or minute or 0), int(seconds or 0))
    if at is None:
        return None
    moment = in_vietnam(datetime.combine(day, at), zone)
    if day_of(moment.year, moment.month, moment.day) is None:
        return None  # an empty field's value in another zone: "1969-12-31T17:00:00-07:00"
    return moment.isoformat(timespec="seconds" if seconds else "minutes")

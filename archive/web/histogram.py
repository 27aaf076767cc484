"""Counts over time as bars: by month, or by year where months would be too many."""

from collections import Counter
from dataclasses import dataclass
from typing import Self

from archive.times import by_year

_MOST_MONTHS, _MOST_YEARS = 48, 60
WIDTH, HEIGHT = 600, 72  # of the drawing; it is scaled to its place
_GAP, _WIDEST = 0.2, 60.0  # between bars, of the room that each has; of a bar


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: what it counts, the days it spans, and where it is drawn."""

    label: str
    since: str
    until: str
    count: int
    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """Bars side by side, none left out between the first and the last.

    One mistyped year would make hundreds: then only the years that have any are shown.
    """

    bars: tuple[Bar, ...]
    by_month: bool

    @classmethod
    def of(cls, months: tuple[tuple[str, int], ...]) -> Self:
        """Of counts by month, as ("2023-07", 5)."""
        if not months:
            return cls(bars=(), by_month=True)
        counts: Counter[str] = Counter(dict(months))
        first, last = _number(min(counts)), _number(max(counts))
        by_month = last - first < _MOST_MONTHS
        if by_month:
            names = [_month(number) for number in range(first, last + 1)]
        else:
            counts = by_year(counts)
            names = _years(counts)
        most = max(counts.values())
        step = WIDTH / len(names)
        bars = (
            _bar(name, counts[name], most, place * step, step) for place, name in enumerate(names)
        )
        return cls(bars=tuple(bars), by_month=by_month)


def _bar(name: str, count: int, most: int, x: float, step: float) -> Bar:
    width = min(step * (1 - _GAP), _WIDEST)
    height = max(2.0, count / most * (HEIGHT - 4)) if count else 0.0
    since, until = (
        (f"{name}-01", last_day(name)) if "-" in name else (f"{name}-01-01", f"{name}-12-31")
    )
    return Bar(
        label=name,
        since=since,
        until=until,
        count=count,
        x=round(x + (step - width) / 2, 2),
        width=round(width, 2),
        y=round(HEIGHT - height, 2),
        height=round(height, 2),
    )


def last_day(month: str) -> str:
    """The last day of a month as 2023-07."""
    year, number = map(int, month.split("-"))
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = (31, 29 if is_leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return f"{month}-{days[number - 1]:02d}"


def _years(counts: Counter[str]) -> list[str]:
    years = range(int(min(counts)), int(max(counts)) + 1)
    return [f"{year:04d}" for year in years] if len(years) <= _MOST_YEARS else sorted(counts)


def _number(month: str) -> int:
    year, number = map(int, month.split("-"))
    return year * 12 + number - 1


def _month(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"

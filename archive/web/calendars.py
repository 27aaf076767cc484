"""When articles were published and when they were collected, as calendars with visible gaps."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from archive.web.histogram import last_day

LEVELS = 4


@dataclass(frozen=True, slots=True)
class Month:
    """A month's count, and how strong it is against the others, 0 (none) to 4."""

    name: str
    count: int
    level: int
    is_inside: bool

    @property
    def until(self) -> str:
        """Its last day."""
        return last_day(self.name)


@dataclass(frozen=True, slots=True)
class MonthCalendar:
    """Years, newest first, of twelve months; those before the first article are not inside."""

    years: tuple[tuple[int, tuple[Month, ...]], ...]

    @classmethod
    def of(cls, rows: Sequence[dict[str, Any]]) -> Self:
        """Of counts by month."""
        counts = {row["month"]: int(row["count"]) for row in rows}
        if not counts:
            return cls(())
        most, first, last = max(counts.values()), min(counts), max(counts)

        def month(name: str) -> Month:
            count = counts.get(name, 0)
            return Month(name, count, level(count, most), first <= name <= last)

        years = range(int(last[:4]), int(first[:4]) - 1, -1)
        return cls(
            tuple(
                (year, tuple(month(f"{year:04d}-{number:02d}") for number in range(1, 13)))
                for year in years
            )
        )


def level(count: int, most: int) -> int:
    """1 to 4 by the size of `count` against `most`, 0 for none; roots, so that few are seen too."""
    if not count:
        return 0
    return max(1, min(LEVELS, round(math.sqrt(count / most) * LEVELS)))


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on a day: looks at the site, articles that came new, whether a gap was left."""

    at: date
    looks: int
    articles: int
    has_gap: bool
    level: int
    week: int


@dataclass(frozen=True, slots=True)
class DayCalendar:
    """The days of the last 53 weeks, weeks as columns that begin on Monday."""

    days: tuple[Day, ...]

    WEEKS = 53

    @classmethod
    def of(cls, rows: Sequence[dict[str, Any]], *, until: date) -> Self:
        """Of counts by day."""
        known = {row["day"]: row for row in rows}
        first = until - timedelta(days=until.weekday(), weeks=cls.WEEKS - 1)
        most = max((row["articles"] for row in rows), default=1) or 1
        days = []
        for number in range((until - first).days + 1):
            at = first + timedelta(days=number)
            row = known.get(at.isoformat(), {"looks": 0, "articles": 0, "gap": 0})
            strength = level(row["articles"], most) or (1 if row["looks"] else 0)
            days.append(
                Day(at, row["looks"], row["articles"], bool(row["gap"]), strength, number // 7)
            )
        return cls(tuple(days))

    @property
    def looked(self) -> int:
        """On how many days somebody looked."""
        return sum(day.looks > 0 for day in self.days)

"""The hours in which a site may be visited, by Vietnam's clock."""

import re
from dataclasses import dataclass
from datetime import datetime, time
from typing import Self

from archive.times import VIETNAM

_HOURS = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Hours:
    """From `opens` until just before `closes`, over midnight where that is earlier."""

    opens: time
    closes: time

    @classmethod
    def read(cls, text: str) -> Self:
        """The hours written as "22:00-06:00"; raises ValueError."""
        found = _HOURS.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"{text!r} are no hours; write them as 22:00-06:00")
        hour, minute, last_hour, last_minute = map(int, found.groups())
        hours = cls(time(hour, minute), time(last_hour, last_minute))
        if hours.opens == hours.closes:
            raise ValueError(f"{text!r} is no time at all, or all of it: leave it out")
        return hours

    def __contains__(self, at: datetime) -> bool:
        clock = at.astimezone(VIETNAM).time()
        if self.opens < self.closes:
            return self.opens <= clock < self.closes
        return clock >= self.opens or clock < self.closes

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"

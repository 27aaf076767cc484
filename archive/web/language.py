"""The words, dates and numbers of the reading room, in Vietnamese and in English."""

import tomllib
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from archive.times import VIETNAM

LANGUAGES = ("vi", "en")  # the first one is what who has not chosen reads
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


@cache
def catalogue() -> dict[str, tuple[str, ...]]:
    """Each text of `strings.toml` by its key ("search.button"), in the order of LANGUAGES."""
    written = tomllib.loads(files("archive.web").joinpath("strings.toml").read_text("utf-8"))
    return {
        f"{group}.{name}": tuple(texts)
        for group, entries in written.items()
        for name, texts in entries.items()
    }


class Language:
    """One of LANGUAGES: what is said in it, and how days and numbers are written."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._place = LANGUAGES.index(code)

    def say(self, key: str, **values: Any) -> str:
        """The text of `key`, its {names} filled in; raises KeyError for one nobody wrote."""
        return catalogue()[key][self._place].format(**values)

    def word(self, group: str, name: str | None) -> str:
        """What the record calls `name`, in words; the name itself where there are none for it."""
        texts = catalogue().get(f"{group}.{name}")
        return texts[self._place] if texts else str(name or "")

    def number(self, value: float) -> str:
        """12.345 in Vietnam, 12,345 in English."""
        written = f"{value:,}"
        return written.replace(",", ".") if self.code == "vi" else written

    def day(self, at: date | datetime | str | None) -> str:
        """04/07/2023, or 4 July 2023."""
        if at is None:
            return ""
        found = _local(at)
        if self.code == "vi":
            return f"{found:%d/%m/%Y}"
        return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"

    def moment(self, at: datetime | str | None, precision: str | None = "minute") -> str:
        """The day, and the time of day in Vietnam where `precision` has it."""
        if at is None:
            return ""
        found = _local(at)
        if precision == "day":
            return self.day(found)
        clock = f"{found:%H:%M:%S}" if precision == "second" else f"{found:%H:%M}"
        return f"{self.day(found)} {clock}" if self.code == "vi" else f"{self.day(found)}, {clock}"

    def written(self, value: str) -> str:
        """A day or a moment as it stands in the record (ISO), as it is if it is none."""
        try:
            return self.day(value) if len(value) <= len("2023-07-04") else self.moment(value)
        except ValueError:
            return value

    def month(self, written: str) -> str:
        """A month as 2023-07: 7/2023, or July 2023."""
        year, month = written.split("-")
        number = int(month)
        return f"{number}/{year}" if self.code == "vi" else f"{_MONTHS[number - 1]} {year}"

    def size(self, count: int) -> str:
        """Bytes in kB or MB."""
        value, unit = (count / 1e6, "MB") if count >= 1e6 else (count / 1e3, "kB")
        text = f"{value:.1f}" if value < 10 else f"{value:,.0f}"
        point = str.maketrans(",.", ".,") if self.code == "vi" else {}
        return f"{text.translate(point)} {unit}"


def _local(at: date | datetime | str) -> date | datetime:
    found = datetime.fromisoformat(at) if isinstance(at, str) else at
    return found.astimezone(VIETNAM) if isinstance(found, datetime) and found.tzinfo else found


def choose(cookie: str | None, asked: str | None) -> str:
    """The language that the address asks for, else the one that was remembered, else Vietnamese."""
    return next((one for one in (asked, cookie) if one in LANGUAGES), LANGUAGES[0])

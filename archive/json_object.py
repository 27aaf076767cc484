"""Reads JSON of unknown origin, field by field."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, TypeVar

from archive.text import normalize

Part = TypeVar("Part")
_ADDRESS = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class JsonObject:
    """One JSON object; every reading raises ValueError, naming the field, for what is no such."""

    data: Mapping[str, Any]

    def __post_init__(self) -> None:
        if not isinstance(self.data, Mapping):
            raise ValueError(f"expected a JSON object, not {type(self.data).__name__}")

    def text(self, name: str) -> str | None:
        """Text or null, normalised; empty is null."""
        value = self.data.get(name)
        if not isinstance(value, str | None):
            raise ValueError(f"{name}: expected text or null, not {type(value).__name__}")
        return normalize(value) or None if value is not None else None

    def required(self, name: str) -> str:
        """Text that must be there."""
        value = self.text(name)
        if value is None:
            raise ValueError(f"{name}: missing")
        return value

    def word(self, name: str, known: Collection[str]) -> str | None:
        """One of the `known` words, or null."""
        return None if self.text(name) is None else self.required_word(name, known)

    def required_word(self, name: str, known: Collection[str]) -> str:
        """One of the `known` words."""
        return _known(name, self.required(name), known)

    def url(self, name: str) -> str:
        """An http or https address that must be there."""
        value = self.required(name)
        if not _ADDRESS.match(value):
            raise ValueError(f"{name}: expected an http or https address, not {value[:80]!r}")
        return value

    def time(self, name: str, zone: tzinfo) -> datetime | None:
        """An ISO 8601 time, in `zone`; without an offset it is of that zone."""
        value = self.text(name)
        if value is None:
            return None
        try:
            at = datetime.fromisoformat(value)
            return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(zone)
        except (ValueError, OverflowError) as error:
            raise ValueError(f"{name}: {value!r} is no ISO 8601 time") from error

    def number(self, name: str) -> int:
        """A count from 0 up; 0 where the field is not there."""
        value = self.data.get(name, 0)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
            raise ValueError(f"{name}: expected a count, not {value!r}")
        return value

    def share(self, name: str) -> float | None:
        """A number from 0 to 1, or null."""
        value = self.data.get(name)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
            raise ValueError(f"{name}: expected a number from 0 to 1, not {value!r}")
        return float(value)

    def truth(self, name: str) -> bool | None:
        """True, false or null."""
        value = self.data.get(name)
        if not isinstance(value, bool | None):
            raise ValueError(f"{name}: expected true, false or null, not {value!r}")
        return value

    def part(self, name: str, make: Callable[["JsonObject"], Part]) -> Part | None:
        """The object made by `make`, or null; errors name the field."""
        if self.data.get(name) is None:
            return None
        return self._named(name, lambda: make(JsonObject(self.data[name])))

    def items(self, name: str) -> list[Any]:
        """A list, empty where the field is not there."""
        value = self.data.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise ValueError(f"{name}: expected a list, not {type(value).__name__}")
        return value

    def parts(self, name: str, make: Callable[["JsonObject"], Part]) -> tuple[Part, ...]:
        """The objects of a list, each made by `make`; errors name the list."""
        return self._named(name, lambda: tuple(make(JsonObject(one)) for one in self.items(name)))

    def lines(self, name: str) -> tuple[str, ...]:
        """A list of texts, normalised, without empty ones."""
        values = self.items(name)
        if not all(isinstance(value, str) for value in values):
            raise ValueError(f"{name}: expected a list of texts")
        return tuple(line for line in map(normalize, values) if line)

    def words(self, name: str, known: Collection[str]) -> tuple[str, ...]:
        """A list of `known` words."""
        return tuple(_known(name, value, known) for value in self.lines(name))

    @staticmethod
    def _named(name: str, make: Callable[[], Part]) -> Part:
        try:
            return make()
        except ValueError as error:
            raise ValueError(
                str(error) if str(error).startswith(name) else f"{name}: {error}"
            ) from error


def _known(name: str, value: str, known: Collection[str]) -> str:
    if value not in known:
        raise ValueError(f"{name}: {value[:80]!r} is none of {', '.join(known)}")
    return value

"""Reads JSON of unknown origin, field by field."""

import re
from collections.abc import Callable, Mapping
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
        try:
            return tuple(make(JsonObject(item)) for item in self.items(name))
        except ValueError as error:
            raise ValueError(
                str(error) if str(error).startswith(name) else f"{name}: {error}"
            ) from error

    def lines(self, name: str) -> tuple[str, ...]:
        """A list of texts, normalised, without empty ones."""
        values = self.items(name)
        if not all(isinstance(value, str) for value in values):
            raise ValueError(f"{name}: expected a list of texts")
        return tuple(line for line in map(normalize, values) if line)

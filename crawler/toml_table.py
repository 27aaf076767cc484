"""Reads tables of `sites.toml` by key and type; what is wrong is named so that it can be mended."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from archive.errors import ConfigError
from crawler.extract.address import is_address
from crawler.hours import Hours

_WANTED = {
    "str": "text",
    "date": "a day such as 2012-05-01",
    "bool": "true or false",
    "number": "a number",
    "dict": "a table",
    "list": "a list of tables, each headed [[{key}]]",
}


@dataclass(frozen=True, slots=True)
class TomlTable:
    """One TOML table whose keys are read by type; `label` is how errors call it.

    All raise ConfigError, naming the table and the key; an unknown key does so at once.
    """

    label: str
    data: Mapping[str, Any]
    known: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        if not isinstance(self.data, dict):
            raise ConfigError(f"sites.toml: {self.label} must be a table")
        for key in self.data:
            if key not in self.known:
                close = difflib.get_close_matches(key, self.known, 1)
                hint = f"; did you mean {close[0]!r}?" if close else ""
                raise ConfigError(f"sites.toml: {self.label} has an unknown key {key!r}{hint}")

    def get(self, key: str, kind: type | tuple[type, ...], default: Any = None) -> Any:
        """The value at `key`, or `default`; None as default means that it must be there."""
        value = self.data.get(key, default)
        if value is None:
            raise ConfigError(f"sites.toml: {self.label} lacks the key {key!r}")
        is_number_as_bool = isinstance(value, bool) and kind is not bool
        if not isinstance(value, kind) or is_number_as_bool:
            names = kind.__name__ if isinstance(kind, type) else "number"
            wanted = _WANTED.get(names, names).format(key=key)
            raise ConfigError(
                f"sites.toml: {self.label} key {key!r} must be {wanted}, not {value!r}"
            )
        return value

    def day(self, key: str) -> date | None:
        """The day at `key`, None where it is missing."""
        if key not in self.data:
            return None
        found: date = self.get(key, date)
        return found.date() if isinstance(found, datetime) else found

    def hours(self, key: str) -> Hours | None:
        """The hours of a day at `key`, None where it is missing."""
        if key not in self.data:
            return None
        try:
            return Hours.read(self.get(key, str))
        except ValueError as error:
            raise ConfigError(f"sites.toml: {self.label} key {key!r}: {error}") from error

    def url(self, key: str) -> str:
        """The web address at `key`."""
        value = str(self.get(key, str)).strip()
        if not is_address(value):
            raise ConfigError(
                f"sites.toml: {self.label} key {key!r} must be an http(s) address, not {value!r}"
            )
        return value

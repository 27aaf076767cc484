"""One request as a page's maker sees it: what is asked, in which language, of which archive."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request

from archive.times import read_day
from archive.web.language import Language
from archive.web.pictures import Pictures
from archive.web.pool import Pool
from archive.web.recall import Recall
from archive.web.settings import Settings
from archive.web.shelf import Shelf
from archive.web.told import NotUnderstood

MAX_TEXT = 500  # characters of a parameter
_MOST_PAGES = 500
_PATH = "/-._~!$&'()*+,;=:@"  # what may stand in a path as it is (RFC 3986)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A reader's request; `recall` and `pictures` are shared by all of them."""

    request: Request
    shelf: Shelf
    settings: Settings
    language: Language
    recall: Recall
    pictures: Pictures
    pool: Pool

    def text(self, name: str) -> str | None:
        """A parameter of the address, None where it is empty; raises ConfigError."""
        value = self.request.query_params.get(name, "").strip()
        if len(value) > MAX_TEXT:
            raise NotUnderstood(self.language.say("error.too_long", name=name, most=MAX_TEXT))
        return value or None

    def day(self, name: str) -> date | None:
        """A day as 2023-07-04 or 4/7/2023; raises ConfigError for anything else."""
        value = self.text(name)
        if value is None:
            return None
        if (day := read_day(value)) is None:
            raise NotUnderstood(self.language.say("error.no_day", value=value[:40]))
        return day

    def choice(self, name: str, known: tuple[str, ...]) -> str | None:
        """One of `known`, or None; raises ConfigError."""
        value = self.text(name)
        if value is not None and value not in known:
            raise NotUnderstood(self.language.say("error.no_choice", value=value[:40]))
        return value

    def number(self, name: str, *, default: int, most: int = _MOST_PAGES) -> int:
        """A number from 1 to `most`; raises ConfigError."""
        value = self.text(name)
        if value is None:
            return default
        if not re.fullmatch(r"[0-9]{1,9}", value) or not 1 <= int(value) <= most:
            raise NotUnderstood(self.language.say("error.no_number", name=name, most=most))
        return int(value)

    def link(self, path: str, **query: Any) -> str:
        """The address of a page of ours, without what is None or empty in `query`."""
        kept = {name: value for name, value in query.items() if value not in (None, "")}
        written = quote(path, safe=_PATH)
        return f"{self.settings.prefix}{written}" + (f"?{urlencode(kept)}" if kept else "")

    def whole_link(self, path: str, **query: Any) -> str:
        """The same with scheme and host, for feeds and citations."""
        base = self.request.base_url
        root = f"{base.scheme}://{base.netloc}"
        if self.settings.url is not None:
            root = self.settings.url.rstrip("/").removesuffix(self.settings.prefix)
        return f"{root}{self.link(path, **query)}"

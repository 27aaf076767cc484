"""Pages from templates; whatever is not said to be markup is escaped."""

import hashlib
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from archive.web.language import LANGUAGES
from archive.web.searching import FOUND
from archive.web.visit import Visit
from archive.words import WORD

_DIFFERENCE = re.compile(r"\[-(.*?)-\]|\{\+(.*?)\+\}", re.DOTALL)


@cache
def environment() -> Environment:
    """The templates."""
    made = Environment(
        loader=PackageLoader("archive.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "marked": marked,
        "highlit": highlit,
        "difference": difference,
        "is_address": is_address,
    }
    return made


def page(visit: Visit, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """The template as a page in the reader's language."""
    language = visit.language
    words = {
        "t": language.say,
        "word": language.word,
        "number": language.number,
        "day": language.day,
        "moment": language.moment,
        "written": language.written,
        "month": language.month,
        "size": language.size,
        "link": visit.link,
        "static": lambda name: visit.link(f"/static/{name}", v=fingerprint(name)),
        "language": language.code,
        "languages": LANGUAGES,
        "here": _here(visit),
        "path": visit.request.url.path,
    }
    text = environment().get_template(template).render(words | values)
    return HTMLResponse(text, status_code=status)


def _here(visit: Visit) -> str:
    """This page's own address, to come back to from the language switch."""
    url = visit.request.url
    return url.path + (f"?{url.query}" if url.query else "")


@cache
def fingerprint(name: str) -> str:
    """What a static file's address ends in, so that a new one is not taken for the old."""
    data = files("archive.web").joinpath("static", name).read_bytes()
    return hashlib.sha256(data).hexdigest()[:10]


def marked(snippet: str, is_found: Callable[[str], str | None]) -> Markup:
    """A snippet with its found words in <mark>; other brackets are text."""
    parts, at = [], 0
    for found in FOUND.finditer(snippet):
        if is_found(found[1]) is not None:
            parts += [
                escape(snippet[at : found.start()]),
                Markup("<mark>{}</mark>").format(found[1]),
            ]
            at = found.end()
    return Markup("").join([*parts, escape(snippet[at:])])


def highlit(text: str, is_found: Callable[[str], str | None]) -> Markup:
    """A text with the words that were asked for in <mark>."""
    parts, at = [], 0
    for found in WORD.finditer(text):
        if is_found(found[0]) is not None:
            parts += [escape(text[at : found.start()]), Markup("<mark>{}</mark>").format(found[0])]
            at = found.end()
    return Markup("").join([*parts, escape(text[at:])])


def difference(words: str, *, around: int | None = None) -> Markup:
    """A word diff of `archive.versions` as <del> and <ins>.

    With `around`, of what did not change only so many characters on either side stay.
    """
    parts, at = [], 0
    for found in _DIFFERENCE.finditer(words):
        parts.append(escape(_between(words[at : found.start()], around, is_first=at == 0)))
        name, text = ("del", found[1]) if found[1] is not None else ("ins", found[2])
        parts.append(Markup(f"<{name}>{{}}</{name}>").format(_between(text, around and 3 * around)))
        at = found.end()
    rest = words[at:]
    is_long = around is not None and len(rest) > around
    shown = f"{_head(rest, around)}…" if is_long and around else rest
    return Markup("").join([*parts, escape(shown)])


def _between(text: str, around: int | None, *, is_first: bool = False) -> str:
    """The text without its middle, or, at the beginning, without its start."""
    if around is None or len(text) <= (around if is_first else 2 * around + 3):
        return text
    tail = _tail(text, around)
    return f"…{tail}" if is_first else f"{_head(text, around)} … {tail}"


def _head(text: str, length: int) -> str:
    """Its first whole words."""
    return text[:length].rpartition(" ")[0] or text[:length]


def _tail(text: str, length: int) -> str:
    """Its last whole words."""
    return text[-length:].partition(" ")[2] or text[-length:]


def is_address(url: str | None) -> bool:
    """Whether an address from the record may be a link: http and https alone."""
    return bool(url) and re.match(r"https?://[^\s/]", url or "", re.IGNORECASE) is not None

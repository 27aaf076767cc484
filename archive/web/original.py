"""A page as its server sent it, made harmless: nothing runs, links to nowhere, asks for nothing.

nh3 (the ammonia library) parses it as a browser does and keeps only what `cleaning` lists; pictures
come from the archive, or not at all.
"""

import codecs
import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

from archive.article import Capture
from archive.content import content
from archive.errors import NotFound

MAX_BYTES = 4_000_000  # of a page that is shown; larger ones can be saved
SECONDS = 5.0  # that cleaning a page may take; a usual one takes a hundredth
_CLEANING = Path(__file__).with_name("cleaning.py")
_at_once = threading.Semaphore(2)
# Charsets that pages are written in; Python knows others that take quadratic time.
_KNOWN = re.compile(r"(?:utf-?8|utf-?16\w*|windows-\d{3,4}|cp\d{3,4}|iso-?8859-\d+|(?:us-)?ascii)")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{1,40})""", re.IGNORECASE)
_FRAME = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>-</title><style>
body{{font:16px/1.5 system-ui,sans-serif;margin:1rem;overflow-wrap:anywhere}}
html{{color:#222;background:#fff}}img{{max-width:100%;height:auto}}
a{{color:#245;text-decoration:underline dotted}}
table{{max-width:100%}}</style></head><body>{}</body></html>"""


def page_bytes(capture: Capture) -> bytes:
    """The page's bytes, content encodings undone; raises ArchiveError."""
    return content(capture)


class CannotShow(NotFound):
    """The page can only be saved."""


def harmless(capture: Capture, picture: Callable[[str], str | None]) -> str:
    """The page of `capture` as a document of its own; `picture` gives our address of a URL's file.

    Raises CannotShow for a page that is too large, or too tangled, to be shown.
    """
    data = page_bytes(capture)
    if len(data) > MAX_BYTES:
        raise CannotShow(f"the page has {len(data)} bytes, too many to show")
    html, word, sources = _cleaned(decode(data, capture))

    def shown(found: re.Match[str]) -> str:
        ours = picture(urljoin(capture.url, sources[int(found[1])].strip()))
        return f'src="{ours}"' if ours else ""

    return _FRAME.format(re.sub(rf'src="/{word}/(\d+)"', shown, html))


def _cleaned(html: str) -> tuple[str, str, list[str]]:
    """What `cleaning.clean` gives, from a process of its own; raises CannotShow if it fails."""
    command = [sys.executable, "-I", str(_CLEANING)]
    written = json.dumps(html).encode() + b"\n"
    try:
        with _at_once:
            done = subprocess.run(
                command, input=written, capture_output=True, timeout=SECONDS, check=True
            )
    except subprocess.SubprocessError as error:
        raise CannotShow("the page is too tangled to be shown") from error
    cleaned, word, sources = json.loads(done.stdout)
    return cleaned, word, sources


def decode(data: bytes, capture: Capture) -> str:
    """The page's text by its BOM, its header, its own word, or as UTF-8 (WHATWG HTML, 13.2.3)."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le")):
        if data.startswith(mark):
            return data[len(mark) :].decode(name, errors="replace")
    said = next((value for name, value in capture.headers if name.lower() == "content-type"), "")
    in_header = re.search(r"charset\s*=\s*[\"']?([\w-]{1,40})", said, re.IGNORECASE)
    in_page = _CHARSET.search(data[:4096])
    named = (
        in_header[1] if in_header else "",
        in_page[1].decode("ascii", "replace") if in_page else "",
    )
    for name in filter(_KNOWN.fullmatch, map(str.lower, named)):
        try:
            return data.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("utf-8", errors="replace")

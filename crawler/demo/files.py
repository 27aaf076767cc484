"""The demo's file host: images and PDFs under the address grammar of VNPT file hosts."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from crawler.demo.content import FOLDER
from crawler.demo.exchange import Answer, Question

MEDIA = FOLDER / "media"
CONTENT_TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".pdf": "application/pdf"}

_TICKS = re.compile(r"-?\d{18}$")


def answer_file(question: Question) -> Answer:
    """Answer with the media file whose name is the address's last part without its ticks."""
    path = Path(unquote(urlsplit(question.target).path))
    stem = _TICKS.sub("", path.stem).replace(" ", "-")
    kind = CONTENT_TYPES.get(path.suffix)
    file = MEDIA / f"{stem}{path.suffix}"
    if kind is None or not re.fullmatch(r"[a-z0-9-]+", stem) or not file.is_file():
        return Answer(404, b"<h1>404 - File or directory not found.</h1>")
    return Answer(body=file.read_bytes(), content_type=kind)

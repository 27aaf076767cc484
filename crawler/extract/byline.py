"""Who wrote an article and where it was taken from: the short lines that end its body."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.text import fold, normalize
from crawler.extract.blocks import Block, Line, Picture

_LOOKED_AT = 4  # lines at the end of a body; bylines stand nowhere else
_LONGEST = 80
_LABEL = re.compile(
    r"^(?P<label>tác giả|người viết|người đăng|thực hiện|biên tập|bút danh"
    r"|(?:tin|bài)(?:\s*(?:,|và|&|-|/)\s*(?:bài|ảnh|tin))*|nguồn(?: tin| bài)?|theo)"
    r"\s*(?::|(?<=theo)\s)\s*(?P<name>\S.*)$",
    re.IGNORECASE,
)
_SOURCES = ("nguon", "nguon tin", "nguon bai", "theo")
_ACCOUNT = re.compile(r"^(?:admin(?:istrator)?|quan tri(?: vien)?|ban quan tri|root|user|test)\b")
_PEN_NAME = re.compile(r"^[A-ZĐ]{1,2}(?:\.\s?[A-ZĐ]{1,2}){1,3}\.?$|^(?:BBT|CTV|PV|TTXVN|VP)$")
_JOINED = re.compile(r"\s*[-–—,&/]\s*|\s+và\s+")
# Over the name of who signed a document, not of who wrote the article.
_SIGNED = re.compile(
    r"^\(?\s*da ky\s*\)?$|^(?:tm|kt|tl|tuq|q)\.|^(?:pho )?(?:chu tich|giam doc|bi thu)$"
)
_NO_NAME = re.compile(r"[.!?…;,]$|:")
_OFFICE = re.compile(r"\s*\([^()]{2,60}\)$")


@dataclass(frozen=True, slots=True)
class Byline:
    """What the end of a body says of its origin."""

    author: str | None = None
    source: str | None = None


def read_author(text: str | None) -> str | None:
    """The name in an author field, its label taken off; None for an account such as "admin"."""
    name = normalize(text or "")
    if labelled := _LABEL.match(name):
        name = labelled["name"]
    return name if name and not _ACCOUNT.match(fold(name)) else None


def take_byline(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], Byline]:
    """`blocks` without the bylines at their end, and what those say."""
    kept, author, source = list(blocks), None, None
    for number in reversed(range(max(0, len(blocks) - _LOOKED_AT), len(blocks))):
        block = blocks[number]
        if not isinstance(block, Line) or len(block.text) > _LONGEST:
            break
        labelled = _LABEL.match(block.text)
        if labelled and fold(normalize(labelled["label"])) in _SOURCES:
            source = labelled["name"]
        elif author is None and (labelled or _is_signature(blocks, number)):
            author = read_author(block.text)
        else:
            break
        del kept[number]
    return tuple(kept), Byline(author, source)


def find_author(lines: Sequence[Block], *, besides: str) -> str | None:
    """The author among lines that stand below a body; `besides` is no name (folded)."""
    for number, line in enumerate(lines):
        if isinstance(line, Line) and len(line.text) <= _LONGEST and fold(line.text) != besides:
            labelled = _LABEL.match(line.text)
            is_source = labelled and fold(normalize(labelled["label"])) in _SOURCES
            if not is_source and (labelled or _is_signature((line, *lines), number + 1)):
                return read_author(line.text)
    return None


def _is_signature(blocks: Sequence[Block], number: int) -> bool:
    """A bare name on a line of its own; right under a picture it may be who the picture shows."""
    line = blocks[number]
    if not isinstance(line, Line) or line.kind not in ("text", "heading"):
        return False
    under_picture = number > 0 and isinstance(blocks[number - 1], Picture)
    if number == 0 or (under_picture and not line.is_right and (line.is_italic or line.is_centred)):
        return False
    if number and _SIGNED.match(fold(getattr(blocks[number - 1], "text", ""))):
        return False
    if line.is_right and line.text[0].isupper() and not _NO_NAME.search(line.text):
        return True
    name = _OFFICE.sub("", line.text)
    return bool(_PEN_NAME.match(name)) or all(map(_is_name, _JOINED.split(name)))


def _is_name(text: str) -> bool:
    """Two to six words that begin with a capital, as in "Khánh Nga" or "Lê Thị B"."""
    words = text.split()
    return 2 <= len(words) <= 6 and all(word[0].isupper() and word[-1] != "." for word in words)

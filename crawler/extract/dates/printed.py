"""Reads a date field: a short text that prints one date, perhaps with labels beside it."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from crawler.extract.dates.clock import local
from crawler.extract.dates.coded import read_coded
from crawler.extract.dates.grammar import BLANK, PART, flatten, tokens_of
from crawler.extract.dates.reading import DateReading
from crawler.extract.dates.spelled import field_as_spelled
from crawler.extract.dates.stamp import read_tokens
from crawler.extract.dates.unusual import read_unusual

_LONGEST = 300  # characters; a date field is shorter, a paragraph is no date field
# "Lào Cai, ngày …", "HNP - Sáng …": a place, an agency or a writer, and then the date.
_NAMED = re.compile(
    rf"[ (]*([a-z][a-z .-]{{1,40}}?) *\)? *(?:,|\||-+) *(?=\d|(?:ngay|{PART}) ?\d|hom )"
)
_LETTERHEAD = re.compile(r"ngay \d{1,2} thang [a-z\d ]+ nam \d{4}")
_LONGEST_NAME = 60  # characters of a name or a section
_LONGEST_SIGN = 6  # letters of an agency's sign
_SMALL_WORDS = frozenset(("phố", "thị", "xã", "trấn", "phường", "quận", "huyện", "tỉnh", "và"))
# How sections are mostly called, and who writes.
_SECTION = re.compile(
    r"(?:tin(?: tuc| trong tinh| trong nuoc| dia phuong| noi bat| van| moi)?|thoi su|kinh te"
    r"|chinh tri|van hoa|xa hoi|giao duc|y te|phap luat|the thao|du lich|su kien|hoat dong|admin"
    r"|bbt|ban bien tap)(?: (?:- )?(?:su kien|xa hoi|chinh tri|van hoa|the thao|du lich))*"
)
# Words that make a label of what looks like a name: "Hạn Nộp, 5/1/2022".
_LABEL = re.compile(
    r"\b(?:han|hieu luc|ket thuc|bat dau|khai mac|be mac|sinh|mat|ky|den|tu|truoc|sau|so|ngay"
    r"|hoi nghi|hoi thao|dai hoi|hop|le|khoa|thong bao|cap nhat)\b"
)


def read_date(raw: str, seen_at: datetime, *, day_first: bool = True) -> DateReading | None:
    """The one date that the date field `raw` prints, or None when it is not certain to be one.

    `seen_at` (aware) is when the page was captured: relative dates count back from it, and a day
    without a year is the latest such day before it. `day_first=False` prefers month before day
    where both make a date; a date that could be either is ambiguous.
    Raises ValueError when `seen_at` has no time zone.
    """
    seen = local(seen_at)
    text, offsets = flatten(raw)
    if len(text) > _LONGEST or (len(text) < len(raw) and BLANK.search(raw)):
        return None
    text = field_as_spelled(raw, text, offsets)
    tokens = tokens_of(text)
    if tokens is None:
        text = _without_names(text)
        tokens = tokens_of(text)
    if tokens is None and (named := _NAMED.match(text)) and _is_name(raw, offsets, named):
        tokens = tokens_of(text, named.end())
    if tokens is None:
        reading = read_coded(text) or read_unusual(text, seen)
    else:
        reading = read_tokens(tokens, seen, day_first=day_first)
    if reading is None or isinstance(offsets, range):
        return reading
    return replace(reading, start=offsets[reading.start], end=offsets[reading.end])


def _is_name(raw: str, offsets: Sequence[int], named: re.Match[str]) -> bool:
    """Whether what stands before a date is a name: its words have capitals."""
    name = unicodedata.normalize("NFC", raw[offsets[named.start(1)] : offsets[named.end(1)]])
    rest = named.string[named.end() :]
    words = [word for word in re.split(r"[\s-]+", name) if word]
    if _SECTION.fullmatch(named[1].strip()):
        return True
    if _LABEL.search(named[1]) or not all(w[0].isupper() or w in _SMALL_WORDS for w in words):
        return False
    if name.isupper() and len(name) > _LONGEST_SIGN:
        return _LETTERHEAD.match(rest) is not None
    return len(words) > 1 or name.isupper() or not rest[:1].isdigit()


def _without_names(text: str) -> str:
    """Flattened `text` with spaces for words that a bar sets off and that are no label."""
    parts = text.split("|")
    if len(parts) == 1:
        return text
    return "|".join(" " * len(part) if _is_words(part) else part for part in parts)


def _is_words(part: str) -> bool:
    is_plain = re.fullmatch(r"[ a-z.,&()-]*[a-z][ a-z.,&()-]*", part) is not None
    return (
        is_plain
        and len(part) <= _LONGEST_NAME
        and tokens_of(part) is None
        and not _LABEL.search(part)
    )

"""The days that an article's opening names: its own day, and others."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from archive.dating import DateCandidate
from archive.text import is_accented
from crawler.extract.dates import DateReading, find_dates
from crawler.extract.dates.grammar import PART, flatten

_LONGEST = 3000  # characters of a text
_MOST_TEXTS, _MOST = 8, 3  # of texts, and of days of each kind
_AHEAD = timedelta(days=2)  # that a text may name a day without a year in advance
_LONG_AGO = timedelta(days=300)
_JOINED = re.compile(r"\d\s?[-/.]\s?\d|\d\s+th[aá]", re.IGNORECASE)
_LOOKED_BEFORE, _LOOKED_AFTER = 60, 16  # characters
_WEEKDAY = r"(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat)"
_TODAY = re.compile(rf"\b(?:hom|{PART}) nay\b[ ,:(-]*(?:(?:{_WEEKDAY}|la|ngay)[ ,:(-]*)*$")
_PLACE = re.compile(r"^[( ]*[a-z][a-z. -]{1,40}, *(?:ngay *)?$")
_AGENCY = re.compile(rf"^ *(?:\([\w .-]{{2,30}}\)|[\w.]{{2,20}}) *[-:]+ *{PART},? *(?:ngay *)?$")
_ENDS = re.compile(r"^[ )]*(?:$|[-:.])")
_WORDS_OF_PLACE = 5
# What makes a day another than the text's: words that count from the text's, a document's number,
# a deadline, a feast, the other end of a stretch.
_ANOTHER = re.compile(
    rf"""\b(?:hom[ ](?:qua|kia)|{PART}[ ]qua|(?:ngay|hom|{PART})[ ](?:mai|mot|kia))\b[ ,(]*
        (?:ngay[ ])?$
    | \d\S*[/-][a-z][\w./-]*,?[ ]*\(?(?:ban[ ]hanh[ ])?(?:ngay[ ]*)?$
    | \bso[ ]\d+,?[ ](?:ngay[ ])?$
    | (?<!thu[ ])\b(?:tu|den|truoc|het)[ ](?:ngay[ ])?$
    | \b(?:ky[ ]niem|chao[ ]mung|nhan[ ]dip|quoc[ ]khanh|liet[ ]si|thanh[ ]lap)\b[^,.;]*$
    | [/.]\d+[ ]*-+[ ]*(?:ngay[ ])?$""",
    re.VERBOSE,
)
_STRETCHES = re.compile(r"^ *-+ *(?:ngay )?\d+[/.]\d")
_LAW = re.compile(r"\s*căn cứ\b", re.IGNORECASE)  # each of its dates is another law's


def text_candidates(texts: Sequence[str], *, near: datetime) -> tuple[DateCandidate, ...]:
    """The days that `texts`, an article's opening, name: "dateline" those they call their own.

    A text's own day is named beside "hôm nay" and the like, or where a place or an agency begins
    it. The others are its first three single days, without documents' dates, deadlines, feasts and
    what is counted from another day. A day without a year is the latest one up to two days after
    `near` (aware), and `ambiguous`: the year is a guess.
    """
    found: dict[str, dict[str | None, DateCandidate]] = {"dateline": {}, "body": {}}
    for text in texts[:_MOST_TEXTS]:
        part = text[:_LONGEST]
        if _JOINED.search(part) and not _LAW.match(part):
            for one in _named(part, near + _AHEAD):
                found[one.source].setdefault(one.value, one)
    return tuple(one for days in found.values() for one in islice(days.values(), _MOST))


def _named(text: str, until: datetime) -> Iterator[DateCandidate]:
    for read in find_dates(text, until):
        if read.precision != "day":
            continue
        own, end = _own_words(text, read), read.end
        if own is None and (_is_another(text, read) or _is_ahead(read, until)):
            continue
        if own is not None and text[end : end + 1] == ")" and "(" in text[own:end]:
            end += 1
        yield DateCandidate(
            source="body" if own is None else "dateline",
            raw=text[read.start if own is None else own : end],
            value=read.value,
            precision="day",
            ambiguous=read.ambiguous,
        )


def _is_ahead(read: DateReading, until: datetime) -> bool:
    """Whether a day without a year is rather one to come than one of a year ago."""
    return read.ambiguous and read.at is not None and until - read.at > _LONG_AGO


def _own_words(text: str, read: DateReading) -> int | None:
    """Where the words begin that make this the text's own day; None where there are none."""
    first = max(0, read.start - _LOOKED_BEFORE)
    before, offsets = flatten(text[first : read.start])
    today = _TODAY.search(before)
    if today is not None:
        start = first + offsets[today.start()]
        return start if _is_spelled(text, start) else None
    if first > 0:
        return None
    after, _ = flatten(text[read.end : read.end + _LOOKED_AFTER])
    is_place = _PLACE.match(before) and _ENDS.match(after) and _is_name(text[: read.start])
    return 0 if is_place or (_AGENCY.match(before) and _is_agency(text)) else None


def _is_spelled(text: str, start: int) -> bool:
    """Whether the words at `start` are "… nay", and not "… này", or have no marks at all."""
    words = text[start : start + _LOOKED_BEFORE].lower().split()[:3]
    return any(word.startswith("nay") for word in words[1:]) or not is_accented(text)


def _is_name(opening: str) -> bool:
    """Whether the words before the comma are a place's: few, each with a capital."""
    words = opening.partition(",")[0].strip(" (").split()
    return 1 <= len(words) <= _WORDS_OF_PLACE and all(word[0].isupper() for word in words)


def _is_agency(text: str) -> bool:
    """Whether a text begins with an agency's sign: in parentheses, or "HNP"."""
    word = text.split(maxsplit=1)[0]
    return word.startswith("(") or word.rstrip("-–—:").isupper()


def _is_another(text: str, read: DateReading) -> bool:
    before, _ = flatten(text[max(0, read.start - _LOOKED_BEFORE) : read.start])
    after, _ = flatten(text[read.end : read.end + _LOOKED_AFTER])
    return bool(_ANOTHER.search(before) or _STRETCHES.match(after))

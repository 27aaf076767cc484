"""Finds the days that running Vietnamese text names, among all its other numbers."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from archive.text import is_accented
from crawler.extract.dates.clock import local
from crawler.extract.dates.grammar import LUNAR_YEAR, MONTH, PART, flatten, tokens_of
from crawler.extract.dates.reading import DateReading, Stamp
from crawler.extract.dates.stamp import read_stamp

_NUMBER = r"\d{1,2}(?!\d)"
_YEAR = r"(?:\d{4}|\d\d)(?!\d)"
_DAY = rf"""(?:{_NUMBER}[ ]?/[ ]?{_NUMBER}(?:[ ]?/[ ]?{_YEAR})?|{_NUMBER}-{_NUMBER}(?:-{_YEAR})?
    |{_NUMBER}\.{_NUMBER}(?:\.{_YEAR})?|\d{{4}}-\d\d-\d\d(?!\d)
    |{_NUMBER}[ ]thang[ ]{MONTH}(?:(?:,?[ ]nam[ ]|[ ]?/[ ]?|,?[ ])\d{{4}}(?!\d))?)"""
_JOINT = r"(?:[ ]?-[ ]?|(?:[ ](?:den|toi)(?:[ ]het)?[ ]|,?[ ]va[ ]|,[ ])(?:ngay[ ])?)"
_WEEKDAY = r"(?:thu[ ](?:hai|ba|tu|nam|sau|bay|[2-7])|chu[ ]nhat|cn)"
# The words that make a day of two numbers.
_CUE = rf"(?P<cue>\b(?:ngay|(?:hom|{PART})(?:[ ](?:nay|qua))?|{_WEEKDAY}))"
_MENTION = re.compile(
    rf"""(?:{_CUE}[ ,]*[ (](?:ngay[ ])?|(?P<open>\())?
    (?<![\w/.,%-])(?P<days>(?:(?:{_DAY}|{_NUMBER}){_JOINT}){{0,7}}{_DAY})
    (?!\d|[ ]?%|[/.,-]\d|[/-][a-z]|/)""",
    re.VERBOSE,
)
# As the words above are written with marks; "sang" is also "over to", "toi" also "up to".
_CUES = frozenset(
    ("ngày", "hôm", "sáng", "trưa", "chiều", "tối", "đêm", "khuya", "thứ", "chủ", "cn")
)
_LUNAR_BEFORE = re.compile(r"\b(?:am lich|lich am|al|ram|m[uo]ng)[ :(]*(?:ngay )?$")
_LUNAR_AFTER = re.compile(
    rf"[ ,]*[(]?(?:(?:theo[ ])?(?:am[ ]lich|lich[ ]am)|al\b|(?:nam[ ])?{LUNAR_YEAR})", re.VERBOSE
)
_NAMELY_BEFORE = re.compile(r"\b(?:tuc|nham) (?:la |vao )?$")
# Words that make a number of what follows: a document's, a score, a share, a scale; a daily one.
_COUNT_BEFORE = re.compile(
    r"\b(?:so|t[yi] (?:le|so)|cap|dat|chiem|khoan|dieu|muc|dien thoai|s?dt|fax|hotline|phien ban"
    r"|thua(?: dat)?)[ :.(]*$"
)
_MONTHS = re.compile(r"\d+ thang nam \d+")  # "9 tháng năm 2023": nine months, not the ninth of May
_PRICE_AFTER = re.compile(r" ?(?:dong|lan|trieu|ty)\b")
_YEARLY_AFTER = re.compile(r" hang nam\b")
# "Sáng 1/2 số hộ", "chiều 2-1 trước đội bạn"; "(3/10 xã)" is no day in parentheses.
_SHARE_AFTER = re.compile(r" (?:(?:tong )?so\b|vien\b|truoc (?:doi|chu nha)|nghieng ve)")
_ALL_AFTER = re.compile(r" (?:xa|phuong|huyen|thon|truong|chi bo|don vi|dai bieu|phieu)\b")
_ALL = re.compile(r"(\d+)/\1")
_DAILY_BEFORE = re.compile(r"\b(?:moi|mot|hang|tung) $")
_SHARE_BEFORE = re.compile(r"%|\b(?:dat|t[yi] (?:le|so)|chiem|hoan thanh|phieu|vuot)\b")
_ONE_DAY = re.compile(_DAY, re.VERBOSE)
_COUNTED_FIRST = re.compile(r"\d+(?:,| va )")
_UNIT_AFTER = re.compile(
    r" ?(?:lan|luot|vien|gio|tieng|kg|km|m|m2|ha|tan|ta|trieu|ty|nghin|nguoi|do|con|chuyen|ca|ngay"
    r"|thang|nam|diem|mm|cm)\b"
)


def find_dates(text: str, seen_at: datetime) -> tuple[DateReading, ...]:
    """The days that `text` names, each from its first digit to its last, in order.

    A day without a year is the latest one up to `seen_at` (aware) and ambiguous: pass the time of
    publication where it is known. Two numbers are a day only beside a word for one. Words such as
    "hôm qua", clock times, months and lunar days are no mentions.
    """
    seen = local(seen_at)
    flat, offsets = flatten(text)
    found = (
        reading
        for mention in _MENTION.finditer(flat)
        if not _is_something_else(flat, mention) and _is_spelled(text, offsets, mention)
        for reading in _readings(mention, seen)
    )
    return tuple(replace(one, start=offsets[one.start], end=offsets[one.end]) for one in found)


def _is_something_else(flat: str, mention: re.Match[str]) -> bool:
    """Whether the numbers are lunar days, or count something, or lack a word for a day."""
    before = flat[max(0, mention.start() - 40) : mention.start()]
    after = flat[mention.end() : mention.end() + 16]
    if _LUNAR_BEFORE.search(before) or _LUNAR_AFTER.match(after):
        return True
    days = mention["days"]
    if not mention["cue"] and (
        _COUNT_BEFORE.search(before)
        or _MONTHS.fullmatch(days)
        or ("." in days and _PRICE_AFTER.match(after))
    ):
        return True
    return not (re.search(r"\d{4}", days) or _is_named(mention, before, after))


def _is_named(mention: re.Match[str], before: str, after: str) -> bool:
    """Whether words or parentheses make a day of numbers without a year."""
    days = mention["days"]
    if _NAMELY_BEFORE.search(before) or _DAILY_BEFORE.search(before) or _YEARLY_AFTER.match(after):
        return False
    if mention["cue"]:
        return not (after[:1].isalpha() or _is_counted(mention, after))
    if days == "24/7":
        return False
    is_whole = mention["open"] and after.startswith(")") and re.fullmatch(r"\d+/\d+", days)
    return bool(is_whole) and not _SHARE_BEFORE.search(before)


def _is_counted(mention: re.Match[str], after: str) -> bool:
    """Whether what follows is what the numbers count, though a word for a day stands before."""
    days = mention["days"]
    if mention[0].startswith(mention["cue"] + " (") and re.match(r" (?!tuc|nham)[a-z]", after):
        return True
    if "/" not in days and _UNIT_AFTER.match(after):
        return True
    is_all = _ALL.fullmatch(days) and _ALL_AFTER.match(after)
    return bool(is_all or _SHARE_AFTER.match(after))


def _is_spelled(text: str, offsets: Sequence[int], mention: re.Match[str]) -> bool:
    """Whether the word for a day is spelled as one, or the text is written without marks."""
    if mention["cue"] is None:
        return True
    start, end = mention.span("cue")
    printed = unicodedata.normalize("NFC", text[offsets[start] : offsets[end]]).lower()
    if printed.split()[0] in _CUES:
        return True
    return not is_accented(printed) and not is_accented(text)


def _readings(mention: re.Match[str], seen: datetime) -> Iterator[DateReading]:
    """What the days of `mention` say: together, or one by one where they make no series."""
    whole = _read(mention["days"], mention["cue"], seen)
    if whole and (mention["cue"] or not _COUNTED_FIRST.match(mention["days"])):
        start, end = mention.span("days")
        yield replace(whole, start=start, end=end)
        return
    for day in _ONE_DAY.finditer(mention["days"]):
        alone = _read(day[0], mention["cue"], seen)
        if alone and (mention["cue"] or re.search(r"\d{4}", day[0])):
            start = mention.start("days") + day.start()
            yield replace(alone, start=start, end=start + len(day[0]))


def _read(days: str, cue: str | None, seen: datetime) -> DateReading | None:
    word = tokens_of(cue if cue and re.match(_WEEKDAY, cue, re.VERBOSE) else "ngay") or ()
    return read_stamp(Stamp((*word, *(tokens_of(days) or ())), seen, day_first=True))

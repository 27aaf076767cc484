"""Finds the days that running Vietnamese text names, among all its other numbers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from archive.text import is_accented
from crawler.extract.dates.around import Around
from crawler.extract.dates.clock import local
from crawler.extract.dates.grammar import MONTH, PART, flatten, tokens_of
from crawler.extract.dates.reading import DateReading, Stamp
from crawler.extract.dates.spelled import text_as_spelled
from crawler.extract.dates.stamp import read_stamp

_NUMBER = r"\d{1,2}(?!\d)"
_YEAR = r"(?:\d{4}|\d\d)(?!\d)"
_DAY = rf"""(?:{_NUMBER}[ ]?/[ ]?{_NUMBER}(?:[ ]?/[ ]?{_YEAR})?|{_NUMBER}-{_NUMBER}-{_YEAR}
    |{_NUMBER}-{_NUMBER}(?!/|[ ]?(?:thang|-{_NUMBER}/|(?:,|[ ]va)[ ]?(?:{_NUMBER}-)?{_NUMBER}/))
    |{_NUMBER}\.{_NUMBER}(?:\.{_YEAR})?|\d{{4}}-\d\d-\d\d(?!\d)
    |(?:m[uo]ng[ ](?={_NUMBER}[ ]thang[ ]{MONTH},?[ ]nam[ ]\d))?
      {_NUMBER}[ ]thang[ ]{MONTH}(?:(?:,?[ ]nam[ ]|[ ]?[/-][ ]?|,?[ ])\d{{4}}(?!\d))?)"""
_WEEKDAY = r"(?:thu[ ](?:hai|ba|tu|nam|sau|bay|[2-7](?!\d))|chu[ ]nhat|cn)"
_JOINT = rf"""(?:[ ]?-[ ]?|(?:[ ]den(?:[ ]het)?(?:[ ]{_WEEKDAY},?)?[ ]|,?[ ]va[ ]|[ ]?&[ ]?|,[ ]?)
    (?:{PART}[ ])?(?:ngay[ ])?|(?<=-\d{{4}})/(?=\d{{1,2}}-))"""
_CLOCK = r"\d{1,2}[ ]?(?:gio|h|g)(?:[ ]?\d{1,2}(?:[ ]?phut|'|p)?)?"
# The words that make a day of two numbers.
_CUE = rf"""(?P<cue>\b(?:(?:ngay|hom)[ ](?:mai|kia|mot)|ngay|(?:hom|{PART})(?:[ ](?:nay|qua|mai))?
    |{_WEEKDAY}))"""
_MENTION = re.compile(
    rf"""(?:{_CUE}(?P<gap>[ ,:]+\(?|\(|(?=\d))(?:ngay[ :]+)?
      |\b(?P<weak>tu|tinh[ ]den(?:[ ]het)?|den[ ]het|ke[ ]tu|truoc|tuc|{_CLOCK})[ ]
      |(?P<open>\()|(?<![\w/.%-])(?<!\d,))
    (?P<days>(?:(?:{_DAY}|{_NUMBER}){_JOINT}){{0,7}}{_DAY})
    (?:[ ](?:\(|cua[ ])?nam[ ](?:(?P<year>\d{{4}})(?!\d)|(?P<when>nay|ngoai|truoc|(?i:sau)|den)\b)
      |(?=[ ]den(?:[ ]het)?[ ]thang[ ]\d{{1,2}}[ ]?[-/][ ]?(?P<ends>\d{{4}})(?!\d)))?
    (?!\d|[ ]?%|[/.,-]\d|[/-][a-z]|/)""",
    re.VERBOSE,
)
_JOINED = re.compile(r"\d[ ]?[-/.][ ]?\d|\d thang")
_REACH = 80  # characters around two joined numbers that may belong to the days they name
_ITEM = re.compile(rf"({_JOINT})?({_DAY}|{_NUMBER})", re.VERBOSE)
_WEEKDAY_AFTER = re.compile(rf"[ ,]*\(({_WEEKDAY})\)", re.VERBOSE)
_IS_WEEKDAY = re.compile(_WEEKDAY, re.VERBOSE)
_WHEN = {"nay": 0, "ngoai": -1, "truoc": -1, "SAU": 1, "sau": 1, "den": 1}  # years
_FULL = re.compile(r"\d{4}")
# How far ahead a day without a year may be, by what stands beside it.
_TOMORROW, _WEEKS, _COMING = timedelta(days=3), timedelta(days=92), timedelta(days=183)


def find_dates(text: str, seen_at: datetime) -> tuple[DateReading, ...]:
    """The days that `text` names, each from its first digit to its last, in order.

    A day without a year is the latest one up to `seen_at` (aware) and ambiguous: pass the time of
    publication where it is known. Words beside it may say otherwise: "ngày mai (5/7)", "15/12 tới",
    "năm ngoái", a weekday that fits one of the next three months. Two numbers are a day only beside
    a word for one. Words such as "hôm qua", clock times, months and lunar days are no mentions.
    """
    seen = local(seen_at)
    plain, offsets = flatten(text)
    spans = _near_numbers(plain)
    has_marks = bool(spans) and is_accented(text)
    flat = text_as_spelled(text, plain, offsets, spans, has_marks=has_marks)
    found = (
        reading
        for span in spans
        for match in _MENTION.finditer(flat, *span)
        for reading in _Mention.of(
            match, Around(text, offsets, match, has_marks=has_marks)
        ).readings(seen)
    )
    return tuple(replace(one, start=offsets[one.start], end=offsets[one.end]) for one in found)


def _near_numbers(flat: str) -> list[tuple[int, int]]:
    """The parts of a text, from space to space, that may name days, with the words around them."""
    spans: list[tuple[int, int]] = []
    for found in _JOINED.finditer(flat):
        start = flat.rfind(" ", 0, max(0, found.start() - _REACH)) + 1
        end = flat.find(" ", found.end() + _REACH)
        if spans and start <= spans[-1][1]:
            start = spans.pop()[0]
        spans.append((start, len(flat) if end < 0 else end))
    return spans


@dataclass(frozen=True, slots=True)
class _Item:
    """One day or number of a mention, what joins it to the one before, and where it stands."""

    joint: str
    text: str
    start: int
    end: int

    @property
    def is_full(self) -> bool:
        return _FULL.search(self.text) is not None

    @property
    def is_number(self) -> bool:
        return self.text.isdecimal()

    @property
    def is_apart(self) -> bool:
        """Whether it is not the end of a stretch."""
        return self.joint.lstrip().startswith((",", "va", "&", "/"))

    @property
    def is_named(self) -> bool:
        """Whether it is a day of its own, behind "và ngày"."""
        return self.is_apart and "ngay" in self.joint

    @property
    def joining(self) -> str:
        """The word that joins it, and the weekday in front of it."""
        weekday = _IS_WEEKDAY.search(self.joint)
        return f"{'va' if self.is_apart else 'den'} {weekday[0] if weekday else ''}"


@dataclass(frozen=True, slots=True)
class _Mention:
    """Numbers that may be days, and the words around them."""

    match: re.Match[str]
    around: Around
    cue: str | None
    items: tuple[_Item, ...]

    @classmethod
    def of(cls, match: re.Match[str], around: Around) -> "_Mention":
        items = tuple(
            _Item(one[1] or "", one[2], one.start(2), one.end())
            for one in _ITEM.finditer(match.string, *match.span("days"))
        )
        cue = match["cue"]
        if cue is None and len(items) > 1:  # "Nghị quyết số 05, ngày 12/6/2023"
            named = next((at for at, one in enumerate(items) if one.is_named), 0)
            items = items[named:] if not any(one.is_full for one in items[:named]) else items
            apart = (items[at].is_number and one.is_apart for at, one in enumerate(items[1:]))
            first = next((at for at, is_apart in enumerate(apart) if not is_apart), len(items) - 1)
            items = items[first:]
            cue = "ngay" if "ngay" in items[0].joint else None
        return cls(match, around, cue, items)

    def readings(self, seen: datetime) -> Iterator[DateReading]:
        """What the days say: together, or each by itself that has its year."""
        items = self._without_counts()
        if not items or self._is_something_else(items):
            return
        for part in self._parts(items, seen):
            found = self._read(part, seen)
            if found is not None and not part[-1].is_number:
                end = self._year_end() if part[-1] is self.items[-1] else None
                yield replace(found, start=part[0].start, end=end or part[-1].end)

    def _parts(self, items: Sequence[_Item], seen: datetime) -> list[Sequence[_Item]]:
        """The items together, else as "ngày … và ngày …" parts them, else those with a year."""
        if self._read(items, seen) is not None:
            return [items]
        starts = [at for at, item in enumerate(items) if at == 0 or item.is_named]
        parts = [items[a:b] for a, b in pairwise((*starts, len(items)))]
        if len(parts) > 1:
            return [one for part in parts for one in self._parts(part, seen)]
        is_first_named = self.cue is not None and len(items) > 1 and items[1].joint.startswith(",")
        return [
            (item,) for at, item in enumerate(items) if item.is_full or (is_first_named and at == 0)
        ]

    def _without_counts(self) -> tuple[_Item, ...]:
        """The items but those behind them that count what follows: "ngày 30/9, 10/12 xã"."""
        items = list(self.items)
        while len(items) > 1 and self._is_count(items[-1], items[-2]):
            items.pop()
        return tuple(items)

    def _is_count(self, last: _Item, before: _Item) -> bool:
        if last.is_full or "ngay" in last.joint or not last.is_apart:
            return False
        if "-" in last.text and "/" in before.text:
            return True  # "ngày 15/3, 4-3 là tỷ số"
        is_last = last is self.items[-1]
        is_plural = self.around.is_plural or before.is_number
        return before.is_full or (is_last and self.around.is_noun_after and not is_plural)

    def _is_something_else(self, items: Sequence[_Item]) -> bool:
        """Whether the numbers are lunar days, or count something, or lack a word for a day."""
        days, around = self.match.string[items[0].start : items[-1].end], self.around
        is_full, has_year = any(item.is_full for item in items), self.match["year"] is not None
        if around.is_blank or around.is_lunar(is_full=is_full):
            return True
        if is_full:
            is_cut = items[0].start > self.match.start("days")
            return self.cue is None and not is_cut and around.is_no_date(days)
        is_cut = items[-1] is not self.items[-1]
        if is_cut and not self.match["weak"]:
            return self.cue is None
        if self.cue is not None:
            is_weekday = _IS_WEEKDAY.match(self.cue) is not None
            is_certain = has_year or (is_weekday and not self.cue[-1].isdecimal())
            gap = self.match["gap"] or " "
            return around.is_counted(days, gap, self.cue, is_certain=is_certain)
        if self.match["weak"]:
            return not around.is_dated(self.match["weak"], days, is_cut=is_cut)
        return not (self.match["open"] and around.is_bracketed(days))

    def _read(self, items: Sequence[_Item], seen: datetime) -> DateReading | None:
        """The series of `items`, by the year, the weekday or the nearness that words tell."""
        days = items[0].text + "".join(f" {one.joining} {one.text}" for one in items[1:])
        year = self._year_of(items, seen)
        if year is not None:
            days += f" nam {year}"
        after = _WEEKDAY_AFTER.match(self.match.string, self.match.end())
        weekday = after[1] if after else self.cue
        is_weekday = weekday is not None and _IS_WEEKDAY.match(weekday) is not None
        words = tokens_of(weekday if is_weekday and weekday else "vao") or ()
        ahead = self._ahead(is_weekday=is_weekday)
        tokens = (*words, *(tokens_of(days) or ()))
        if ahead and not any(item.is_full for item in items):
            found = read_stamp(Stamp(tokens, seen + ahead, day_first=True))
            if found is not None and found.value[-10:] > str(seen.date()):
                return replace(found, ambiguous=ahead != _TOMORROW)
        return read_stamp(Stamp(tokens, seen, day_first=True))

    def _year_of(self, items: Sequence[_Item], seen: datetime) -> int | None:
        """The year that stands behind the last of `items`, or follows from the day before it."""
        last, before = items[-1], items[-2] if len(items) > 1 else None
        if last.is_full or last.is_number:
            return None
        from_year = int(_FULL.findall(before.text)[0]) if before and before.is_full else None
        if last is self.items[-1] and (year := self.match["year"] or self.match["ends"]):
            return int(year)
        if last is self.items[-1] and self.match["when"]:
            return (from_year or seen.year) + _WHEN[self.match["when"]]
        if before is None or from_year is None:
            return self.around.year_before
        is_next = _day_and_month(last.text) < _day_and_month(before.text)
        return from_year + is_next

    def _ahead(self, *, is_weekday: bool) -> timedelta | None:
        """How far ahead of the text a day without a year may be."""
        if self.cue is not None and self.cue.rpartition(" ")[2] in ("mai", "kia", "mot"):
            return _TOMORROW
        return _COMING if self.around.is_coming else _WEEKS if is_weekday else None

    def _year_end(self) -> int | None:
        """Where a year ends that follows the days outside parentheses."""
        year = self.match["year"]
        is_inside = "(" in self.match.string[self.match.end("days") : self.match.end()]
        return self.match.end("year") if year and not is_inside else None


def _day_and_month(text: str) -> tuple[int, int]:
    """Month and day of "15/1" or "15 tháng 1", to compare."""
    numbers = [int(number) for number in re.findall(r"\d+", text)][:2]
    return numbers[-1], numbers[0]

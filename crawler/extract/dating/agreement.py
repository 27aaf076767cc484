"""Compares what all sources say with the day that was chosen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from archive.dating import DateCandidate
from crawler.extract.dates.clock import day_of
from crawler.extract.dating.choice import Word, day_named

CONTRADICTING = ("printed", "metadata", "list", "dateline")
_TEXTS = ("dateline", "body")


@dataclass(frozen=True, slots=True)
class _Tolerance:
    """How many days a source's day may stand before and after the article's, to agree with it.

    `inside` and `outside` are what `agrees` is then, and otherwise.
    """

    before: int
    after: int
    inside: bool | None = True
    outside: bool | None = False


_TOLERANCES = {
    "review": _Tolerance(0, 0),
    "printed": _Tolerance(0, 0),
    "issued": _Tolerance(0, 0, outside=None),  # documents are put on portals at any time
    "metadata": _Tolerance(1, 1),  # some servers write Vietnam's time as if it were Greenwich's
    "list": _Tolerance(0, 0),
    # Pictures wait for their article a month at most, and are added the next day.
    "upload": _Tolerance(31, 2),
    # News of "this morning" waits for its release, and may come in the evening before.
    "dateline": _Tolerance(3, 1),
    "body": _Tolerance(7, 1, outside=None),  # articles tell of any day, but often of the last ones
    # An archive sees articles any time after they come out.
    "first_seen": _Tolerance(1, date.max.toordinal(), inside=None),
}
_SUPPORT = _Tolerance(7, 0)  # of a text's day for an article whose pictures are all older


def compare(
    candidates: Sequence[DateCandidate], words: Sequence[Word], chosen: Word
) -> tuple[DateCandidate, ...]:
    """The candidates, each with whether it agrees with the day of `chosen`.

    `words` are what those say that may give the date, `chosen` among them.
    """
    day, by_place = day_named(chosen.said), {one.place: one for one in words}
    agrees = [_agrees(one, by_place.get(at), day) for at, one in enumerate(candidates)]
    agrees[chosen.place] = True
    uploads = [at for at, one in enumerate(candidates) if one.source == "upload"]
    is_late = chosen.said.source == "issued" or _are_old_pictures(candidates, day)
    if is_late and not any(agrees[at] for at in uploads):
        agrees = [None if at in uploads else one for at, one in enumerate(agrees)]
    return tuple(replace(one, agrees=is_so) for one, is_so in zip(candidates, agrees, strict=True))


def _agrees(one: DateCandidate, word: Word | None, day: date) -> bool | None:
    """Whether `one`, which says what `word` does if that may give a date, agrees with `day`."""
    days, tolerance = _days(one, word, day), _TOLERANCES[one.source]
    if not days:
        return None
    if any(_is_within(tolerance, named, day) for named in days):
        return tolerance.inside
    is_vague = word is not None and word.said.ambiguous and word.said.other is None
    return None if is_vague else tolerance.outside  # "a week ago" contradicts no day


def _days(one: DateCandidate, word: Word | None, day: date) -> list[date]:
    """The days that `one` may mean, of a text's without a year that nearest to `day`."""
    if word is not None:
        return [day_named(way) for way in word.readings()] if word.said.at else []
    if one.at is None:
        return []
    named = one.at.date()
    if one.source not in _TEXTS or not one.ambiguous:
        return [named]
    years = range(day.year - 1, day.year + 2)
    near = [found for year in years if (found := day_of(year, named.month, named.day))]
    return [min(near, key=lambda found: abs(found - day), default=named)]


def _is_within(tolerance: _Tolerance, named: date, day: date) -> bool:
    return -tolerance.before <= (named - day).days <= tolerance.after


def _are_old_pictures(candidates: Sequence[DateCandidate], day: date) -> bool:
    """Whether all uploads are earlier than `day`, and the text names a day that supports it."""
    uploads = [one.at.date() for one in candidates if one.source == "upload" and one.at]
    texts = (one for one in candidates if one.source in _TEXTS)
    named = [found for one in texts for found in _days(one, None, day)]
    is_supported = any(_is_within(_SUPPORT, found, day) for found in named)
    return is_supported and all(found < day for found in uploads)


def agreement_of(compared: Sequence[DateCandidate], flags: Iterable[str]) -> str:
    """One of AGREEMENTS; the chosen candidate agrees with itself."""
    is_denied = any(one.agrees is False and one.source in CONTRADICTING for one in compared)
    if is_denied or not {"uploads", "list_order"}.isdisjoint(flags):
        return "disputed"
    return "agreed" if sum(one.agrees is True for one in compared) > 1 else "alone"

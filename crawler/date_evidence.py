"""All that the archive knows of one article's date, for a decision on it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from archive.dated import Undated
from archive.dating import DateCandidate
from archive.times import VIETNAM, time_text
from crawler.extract.dates import DateReading
from crawler.extract.dating.evidence import printed_candidate, read_field

_ROUNDED = timedelta(hours=1)  # how far off "2 giờ trước" may be either way


def candidates_of(due: Undated) -> Iterator[DateCandidate]:
    """What the article's page says, then its list, and the archive itself."""
    if due.review is not None:
        yield due.review
    known = [one for one in due.candidates if one.source not in ("review", "list", "first_seen")]
    for one in known or _of_older_record(due):
        yield _as_first_said(one, due.earlier, due.seen_at)
    yield from _of_lists(due)
    first = time_text(due.first_seen_at)
    yield DateCandidate(source="first_seen", raw=first, value=first[:10], precision="day")


def _of_lists(due: Undated) -> Iterator[DateCandidate]:
    """What the lists say, each day once; how long ago it was they said best at first."""
    before = [one for one in (*due.candidates, *due.earlier) if one.source == "list"]
    if not due.lists:  # an imported article may have been listed elsewhere
        yield from (one for one in due.candidates if one.source == "list")
        return
    said: dict[object, DateCandidate] = {}
    for raw, at in due.lists:
        one = _as_first_said(printed_candidate(raw, at, source="list"), before, at)
        said.setdefault((one.value, one.other) if one.value or one.other else one.raw, one)
    yield from said.values()


def _as_first_said(
    one: DateCandidate, earlier: Sequence[DateCandidate], seen_at: datetime
) -> DateCandidate:
    """`one`, or where it counts back from `seen_at`, what was said of the same moment at first."""
    if one.source not in ("printed", "issued", "list"):
        return one
    read = read_field(one.raw, seen_at)
    if read is None or not read.relative:
        return one
    exact = (o for o in earlier if o.source == one.source and o.at and not o.ambiguous)
    first = next(exact, None)
    if first is None or first.at is None or not _may_be(read, first.at):
        return one
    return replace(first, raw=one.raw, agrees=None)


def _may_be(read: DateReading, at: datetime) -> bool:
    """Whether `at` is so long ago as `read` says in whole hours, days, weeks, months or years."""
    if read.at is None:
        month = at.year * 12 + at.month - 1
        year, _, number = read.value.partition("-")
        said = int(year) * 12 + (int(number) - 1 if number else at.month - 1)
        return said - (1 if number else 12) <= month <= said
    unit = (
        timedelta(hours=1)
        if read.precision != "day"
        else timedelta(days=7 if read.ambiguous else 1)
    )
    latest = read.at + (timedelta(days=1) if read.precision == "day" else timedelta())
    return read.at - unit - _ROUNDED <= at <= latest + _ROUNDED


def _of_older_record(due: Undated) -> Iterator[DateCandidate]:
    """What is known of a page that was read before candidates were kept, or was imported.

    Who read it then may have known better than we can now.
    """
    said = due.published
    if said.at is not None:
        length = {"day": 10, "minute": 16}.get(said.precision or "day", 19)
        local = said.at.astimezone(VIETNAM).isoformat()[:length]
        precision = said.precision or "day"
        yield DateCandidate(source="printed", raw=said.raw or "", value=local, precision=precision)
    elif said.raw is not None:
        yield printed_candidate(said.raw, due.seen_at)

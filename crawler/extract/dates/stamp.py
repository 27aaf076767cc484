"""What the tokens of one date field say together."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from crawler.extract.dates.days import PARTS, Series, read_series, series_of
from crawler.extract.dates.grammar import Token, month_number
from crawler.extract.dates.periods import PERIODS, read_periods
from crawler.extract.dates.reading import DateReading, Precision, Stamp, with_time

_AGO_KINDS = ("ago", "english_ago")
_RELATIVE = frozenset(("just", *_AGO_KINDS, "today", "yesterday", "before"))
_DATED = (frozenset(PARTS) | PERIODS | _RELATIVE) - {"number"}
_OPEN = frozenset(("from", "to"))
_AWAY = _RELATIVE - {"just", "today"}
_LABELS = frozenset(("posted", "issued", "updated", "another"))
_AGO = {"giay": 1, "phut": 60, "gio": 3600, "tieng": 3600, "ngay": 86400, "tuan": 604800}
_ENGLISH = {
    "minute": "phut",
    "hour": "gio",
    "day": "ngay",
    "week": "tuan",
    "month": "thang",
    "year": "nam",
}


def read_tokens(tokens: Sequence[Token], seen: datetime, *, day_first: bool) -> DateReading | None:
    """The date of a field; of several the one labelled as posting, or the one not an update.

    Days on which something takes effect, ends or was signed are none of these.
    """
    starts = [at for at, token in enumerate(tokens) if token.kind in _LABELS]
    if not starts:
        return read_stamp(Stamp(tuple(tokens), seen, day_first))
    bounds = sorted({0, *starts, len(tokens)})
    stamps = _stamps([tuple(tokens[start:end]) for start, end in pairwise(bounds)])
    return _agreed(read_stamp(Stamp(stamp, seen, day_first)) for stamp in stamps)


def _stamps(parts: Sequence[tuple[Token, ...]]) -> list[tuple[Token, ...]]:
    """Those of `parts`, each under its label, that may say when something came out."""
    others = [part for part in parts if part[0].kind == "another"]
    rest = [part for part in parts if part[0].kind != "another"]
    stamps = [part for part in rest if _is_dated(part)]
    if not all(map(_is_dated, others)):
        return []
    if len(stamps) < 2:
        return [tuple(token for part in rest for token in part)]
    stamps = [part for part in stamps if part[0].kind != "updated"] or stamps
    return [part for part in stamps if part[0].kind == "posted"] or stamps


def _is_dated(tokens: Sequence[Token]) -> bool:
    return any(token.kind in _DATED for token in tokens)


def _agreed(readings: Iterable[DateReading | None]) -> DateReading | None:
    found = list(readings)
    if len(found) == 1:
        return found[0]
    return found[0] if found and len({one and one.value for one in found}) == 1 else None


def read_stamp(stamp: Stamp) -> DateReading | None:
    """The date of the tokens under one label, or None when they are none or do not fit."""
    every = series_of(stamp.tokens)
    if _is_too_much(stamp, every):
        return None
    solar = [series for series in every if not series.lunar]
    periods = (
        [token for token in stamp.tokens if token.kind in PERIODS] if stamp.has(PERIODS) else []
    )
    if stamp.has(_OPEN) and all(len(series.tokens) == 1 for series in every) and len(periods) < 2:
        return None  # "từ ngày 4/7" says when something begins
    if solar and (stamp.of("lunar") or all(period.kind == "year" for period in periods)):
        found = _agreed(read_series(stamp, series) for series in solar)
        return None if found and _is_denied(stamp, found) else found
    if every or stamp.of("lunar"):
        return None
    return read_periods(stamp, periods) if periods else _read_relative(stamp)


def _is_too_much(stamp: Stamp, every: Sequence[Series]) -> bool:
    """Whether there are more times or weekdays than days, or a time in a stretch."""
    clock, weekdays = stamp.of("time"), stamp.of("weekday")
    if len(weekdays) > 1 and not any(len(weekdays) <= len(one.tokens) for one in every):
        return True
    return len(clock) > 1 or bool(clock and stamp.of("from"))


def _is_denied(stamp: Stamp, found: DateReading) -> bool:
    """Whether a day with its year is another than what stands beside it says: "2 ngày trước"."""
    if not stamp.has(_AWAY) or found.ambiguous or found.at is None:
        return False
    away = [token for token in stamp.tokens if token.kind in _AWAY]
    said = _read_relative(Stamp(tuple(away), stamp.seen, stamp.day_first))
    if said is None or said.at is None:
        return said is None
    return abs(said.at.date() - found.at.date()) > timedelta(days=1)


def _read_relative(stamp: Stamp) -> DateReading | None:
    """What a stamp says by its distance from the capture."""
    named = [token for token in stamp.tokens if token.kind in _RELATIVE]
    if len(named) != 1:
        return None
    token, today = named[0], stamp.seen.date()
    back = {"today": 0, "yesterday": 1, "before": 2}.get(token.kind)
    if back is not None:
        return with_time(stamp, today - timedelta(days=back), token, relative=True)
    if stamp.of("time") or stamp.of("weekday"):
        return None
    if token.kind == "just":
        return _ago(token, stamp.seen, "minute")
    is_day = any(one.text.endswith("ngay") for one in stamp.of("cue"))
    if is_day and token.values[1] in ("thang", "nam"):
        return None  # "ngày 5 tháng trước" is a day of last month
    count, unit = month_number(token.values[0] or ""), token.values[1] or ""
    return _read_ago(token, stamp.seen, count, _ENGLISH.get(unit, unit))


def _read_ago(token: Token, seen: datetime, count: int, unit: str) -> DateReading | None:
    if unit in ("thang", "nam"):
        months_back = count * (12 if unit == "nam" else 1)
        year, month = divmod(seen.year * 12 + seen.month - 1 - months_back, 12)
        value = f"{year}-{month + 1:02}" if unit == "thang" else f"{year}"
        precision: Precision = "month" if unit == "thang" else "year"
        return DateReading(value, precision, token.start, token.end, relative=True)
    seconds = _AGO[unit]
    moment = seen - timedelta(seconds=count * seconds)
    return _ago(token, moment, "day" if seconds >= 86400 else "minute", ambiguous=unit == "tuan")


def _ago(
    token: Token, moment: datetime, precision: Precision, *, ambiguous: bool = False
) -> DateReading:
    value = moment.strftime("%Y-%m-%d" if precision == "day" else "%Y-%m-%dT%H:%M")
    return DateReading(value, precision, token.start, token.end, ambiguous, relative=True)

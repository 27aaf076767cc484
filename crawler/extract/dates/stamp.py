"""What the tokens of one date field say together."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from crawler.extract.dates.clock import day_of, months
from crawler.extract.dates.days import PARTS, read_series, series_of
from crawler.extract.dates.grammar import Token, month_number
from crawler.extract.dates.reading import DateReading, Precision, Stamp, with_time

_PERIODS = frozenset(("month", "month_number", "quarter", "half", "year"))
_RELATIVE = frozenset(("just", "ago", "today", "yesterday", "before"))
_DATED = (frozenset(PARTS) | _PERIODS | _RELATIVE) - {"number"}
_LABELS = frozenset(("posted", "issued", "updated", "another"))
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_AGO = {"giay": 1, "phut": 60, "gio": 3600, "tieng": 3600, "ngay": 86400, "tuan": 604800}


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
    return found[0] if found and len({one and one.value for one in found}) == 1 else None


def read_stamp(stamp: Stamp) -> DateReading | None:
    """The date of the tokens under one label, or None when they are none or do not fit."""
    clock = stamp.of("time")
    if len(clock) > 1 or len(stamp.of("weekday")) > 1 or (clock and stamp.of("from")):
        return None
    every = series_of(stamp.tokens)
    solar = [series for series in every if not series.lunar]
    periods = [token for token in stamp.tokens if token.kind in _PERIODS]
    is_open = any(token.kind in ("from", "to") for token in stamp.tokens)
    if is_open and all(len(series.tokens) == 1 for series in every):
        return None  # "từ ngày 4/7" says when something begins
    if solar and (stamp.of("lunar") or all(period.kind == "year" for period in periods)):
        return _agreed(read_series(stamp, series) for series in solar)
    if every or stamp.of("lunar"):
        return None
    return _read_period(stamp, periods) if periods else _read_relative(stamp)


def _read_period(stamp: Stamp, periods: Sequence[Token]) -> DateReading | None:
    """The month, quarter, half-year or year that is all a stamp names."""
    token = periods[0]
    if len(periods) > 1 or stamp.of("time") or stamp.of("weekday") or stamp.of("part"):
        return None
    if token.kind == "year":
        year = int(token.values[0] or 0)
        return _period(token, str(year), "year") if day_of(year, 12, 31) else None
    if token.kind == "quarter":
        last = 3 * int(_ROMAN.get(token.values[0] or "", token.values[0] or 0))
        first = last - 2
    elif token.kind == "half":
        count = int(token.values[0] or 6)
        first, last = (1, count) if token.values[1] == "dau" else (13 - count, 12)
    else:
        first = last = month_number(token.values[0] or "")
    return _months(stamp, token, first, last)


def _months(stamp: Stamp, token: Token, first: int, last: int) -> DateReading | None:
    if not 1 <= first <= last <= 12:
        return None
    printed = token.values[-1]
    year = int(printed) if printed else stamp.seen.year - (first > stamp.seen.month)
    if day_of(year, 12, 31) is None:
        return None
    if token.kind in ("month", "month_number"):
        return _period(token, f"{year}-{first:02}", "month", ambiguous=printed is None)
    precision: Precision = "quarter" if token.kind == "quarter" else "range"
    return _period(token, months(year, first, last), precision, ambiguous=printed is None)


def _period(
    token: Token, value: str, precision: Precision, *, ambiguous: bool = False
) -> DateReading:
    return DateReading(value, precision, token.start, token.end, ambiguous)


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
    return _read_ago(token, stamp.seen, int(token.values[0] or 0), token.values[1] or "")


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

"""Decides when an article was published, from all that is said of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from archive.dating import FLAGS, DateCandidate, Dating, Published
from crawler.extract.dating.agreement import CONTRADICTING, agreement_of, compare
from crawler.extract.dating.choice import Word, choose, day_named, words_of
from crawler.extract.dating.order import LATEST_AFTER_SEEN, NO_ORDERS, SiteOrders

# Vietnam's first public Internet services opened that day, as its network information centre
# (VNNIC) and Internet association (VIA) keep it: no portal says anything older.
INTERNET_OPENED = date(1997, 11, 19)
_CLOCKS_DIFFER = timedelta(hours=1)


def decide(
    candidates: Sequence[DateCandidate],
    *,
    seen_at: datetime,
    orders: SiteOrders = NO_ORDERS,
    opened: date = INTERNET_OPENED,
) -> tuple[Published, Dating]:
    """When the article was published, and why; without a date where nothing is certain.

    A person's word counts first, and leaves nothing to flag; then what is printed, a document's day
    of issue, metadata, and the list. Nothing else is chosen, and nothing later than a day after
    `seen_at` (aware). Of two readings the one counts that the site's `orders`, the time it was seen
    or another source tells. `opened` is the portal's first day. Candidates are kept as they are,
    but for `agrees`.
    """
    latest = seen_at + LATEST_AFTER_SEEN
    words = words_of(candidates, orders, latest)
    chosen = choose(words, candidates, latest)
    if chosen is None:
        return _without_date(candidates, words, latest)
    words = tuple(chosen if one.place == chosen.place else one for one in words)
    compared = compare(candidates, words, chosen)
    said = _flags_of_words(words, latest) | _flags_of_day(compared, chosen.said, opened)
    said["future"] |= chosen.said.at is not None and chosen.said.at > seen_at + _CLOCKS_DIFFER
    is_reviewed = chosen.rule == "review"
    flags = () if is_reviewed else _named(said)
    dating = Dating(
        rule=chosen.rule,
        agreement=agreement_of(compared, flags),
        flags=flags,
        candidates=compared,
    )
    raw = _written(words) if is_reviewed else chosen.said.raw or None
    return Published(at=chosen.said.at, raw=raw, precision=chosen.said.precision), dating


def _without_date(
    candidates: Sequence[DateCandidate], words: Sequence[Word], latest: datetime
) -> tuple[Published, Dating]:
    compared = tuple(replace(one, agrees=None) for one in candidates)
    published = Published(raw=_written(words))
    if any(one.rule == "review" for one in words):
        return published, Dating(rule="review", candidates=compared)
    is_ambiguous = any(_is_two_days(one, latest) for one in words)
    flags = _named(_flags_of_words(words, latest) | {"ambiguous": is_ambiguous})
    return published, Dating(flags=flags, candidates=compared)


def _written(words: Sequence[Word]) -> str | None:
    """What is written where the date should be."""
    return next((one.said.raw or None for one in words if one.rule != "review"), None)


def _named(flags: Mapping[str, bool]) -> tuple[str, ...]:
    return tuple(name for name in FLAGS if flags.get(name))


def _is_two_days(word: Word, latest: datetime) -> bool:
    return word.said.ambiguous and word.said.at is not None and not word.is_future(latest)


def _flags_of_words(words: Sequence[Word], latest: datetime) -> dict[str, bool]:
    shown = [one.said for one in words if one.said.source in ("printed", "issued")]
    return {
        "unreadable": any(said.at is None for said in shown),
        "future": any(one.is_future(latest) for one in words),
    }


def _flags_of_day(
    compared: Iterable[DateCandidate], chosen: DateCandidate, opened: date
) -> dict[str, bool]:
    said = {(one.source, one.agrees) for one in compared}
    is_older = day_named(chosen) < opened
    return {
        "before_portal": is_older and chosen.source != "issued",  # as old as any document
        "after_first_seen": ("first_seen", False) in said,
        "other_day": any((source, False) in said for source in CONTRADICTING),
        "uploads": ("upload", False) in said and ("upload", True) not in said,
    }

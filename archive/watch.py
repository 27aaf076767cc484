"""When an article is looked at again, and when it counts as gone: rules, without a database."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# News is edited within hours; what stood for months is edited rarely, and mostly never.
SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=90)
_LONGEST_FIRST = timedelta(days=30)
_AGE_OF_UNDATED = timedelta(days=28)  # what has no date is mostly old
_AFTER_CHANGE = timedelta(hours=6)
# Between two looks at an article that is not there: three of them take three days at least.
_AFTER_MISS = timedelta(hours=25)
_LONGEST_AFTER_MISS = timedelta(days=30)
# What a look that missed an article weighs. A server that says "not found" or "gone" is believed; a
# page that says so, or a way to another page, may be a portal in trouble.
_FULL, _SOFT, _LEAST = 4, 2, 1
_WEIGHTS = {"http_404": _FULL, "http_410": _FULL}
# "Not modified" is a server's word, and some say it of anything: now and then ask for all of it.
_TRUSTED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class GoneRule:
    """How many looks, over how long, must miss an article before it counts as gone.

    The rule of the Environmental Data and Governance Initiative's monitoring: several failures,
    spread over days, of a page whose site is up.
    """

    checks: int = 3
    hours: float = 72.0

    def is_gone(self, misses: int, weight: int, since: datetime, at: datetime) -> bool:
        """Whether it is, missed `misses` times from `since` to `at`, which weigh `weight`."""
        is_long = at - since >= timedelta(hours=self.hours)
        return misses >= self.checks and weight >= self.checks * _FULL and is_long


def weight_of(kind: str, *, is_listed: bool | None, is_one_of_many: bool = False) -> int:
    """What a look that missed an article as `kind` says weighs; four is a full one.

    `is_listed`: whether the portal's lists still name it, None where they were not read so far.
    What they no longer name weighs in full, what they still name half. `is_one_of_many`: so many
    were missed at once that the portal may be in trouble.
    """
    if is_one_of_many:
        return _LEAST
    weight = _WEIGHTS.get(kind, _SOFT)
    if is_listed is None:
        return weight
    return weight // 2 if is_listed else _FULL


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server said to ask for a page or file with next time (RFC 9110, section 8.8)."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """The request headers that ask for it only if it was changed."""
        said = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in said.items() if value}


NO_VALIDATORS = Validators()


def first_pause(published_at: datetime | None, seen_at: datetime) -> timedelta:
    """How long after it was first seen an article is looked at again: a quarter of its age."""
    age = seen_at - published_at if published_at else _AGE_OF_UNDATED
    return min(max(age / 4, SHORTEST), _LONGEST_FIRST)


GONE_RULE = GoneRule()


def next_pause(last: timedelta, *, waited: timedelta, is_changed: bool) -> timedelta:
    """The pause after one of `last`: twice as long, but short again after a change.

    A look long before it was due, after `waited`, says nothing: the pause stays.
    """
    if is_changed:
        return min(_AFTER_CHANGE, last)
    return last if waited < last / 2 else min(last * 2, LONGEST)


def pause_after_miss(misses: int) -> timedelta:
    """The pause after the article was not there for the `misses`th time."""
    return min(_AFTER_MISS * (1 << min(max(0, misses - 3), 8)), _LONGEST_AFTER_MISS)


def may_ask_if_modified(read_at: datetime, now: datetime) -> bool:
    """Whether the page was read whole so lately that "not modified" is believed."""
    return now - read_at < _TRUSTED


def share(number: int) -> float:
    """From 0 up to 1 by the article's `number`, spread evenly whatever numbers there are."""
    part: float = number * 2654435761 % 997 / 997
    return part


def spread(pause: timedelta, number: int) -> timedelta:
    """`pause`, up to an eighth longer by the article's `number`: not all are due at once."""
    return pause + pause * share(number) / 8

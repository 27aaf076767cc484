"""What says when an article was published, and which of it counts."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from archive.json_object import JsonObject
from archive.times import VIETNAM, time_text

PRECISIONS = ("second", "minute", "day")
# Who says it: a person who looked into it; the page's date field; a document's day of issue, where
# its page prints no other; the page's head, scripts and time elements; the section's list; the
# upload times in names of its files; the text's own "today"; other days its opening names; and the
# moment the archive first saw the article, which is later than any publication.
SOURCES = (
    *("review", "printed", "issued", "metadata", "list"),
    *("upload", "dateline", "body", "first_seen"),
)
# Those that may give the date, best first; "review" stands before them.
DATING_SOURCES = ("printed", "issued", "metadata", "list")
# How the date was come to: as a source says it; as the site orders day and month; or because
# another source names the same day as one of two readings.
RULES = ("review", "printed", "issued", "metadata", "list", "site_order", "confirmed")
AGREEMENTS = ("agreed", "alone", "disputed")
# What a person should look at.
FLAGS = {
    "unreadable": "what is printed is no day that a rule reads",
    "ambiguous": "what is printed may be one day or another, and nothing tells which",
    "future": "a date is later than the page was seen",
    "before_portal": "it is earlier than the portal can be",
    "after_first_seen": "it is later than the article was first seen",
    "other_day": "another source names another day",
    "uploads": "the article's files were uploaded at another time",
    "list_order": "it does not fit between its neighbours in the list",
}
_DISPUTING = {"other_day", "uploads", "list_order"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DateCandidate:
    """One source's word on when an article was published.

    `raw` is what is written there, a file's name or a time. `value` reads it: an ISO date or time
    in Vietnam without offset, cut to `precision` ("second", "minute", "day", or wider); None where
    no rule reads it. `other` is the reading by the other order of day and month, where that is
    another date. `ambiguous`: what is written does not say which. `agrees` compares it with the
    date that was chosen; None where it has no say.
    """

    source: str
    raw: str
    value: str | None = None
    precision: str | None = None
    other: str | None = None
    ambiguous: bool = False
    agrees: bool | None = None

    @property
    def at(self) -> datetime | None:
        """The moment, aware, a day's first for a day; None where `value` is none or wider."""
        if self.value is None or self.precision not in PRECISIONS:
            return None
        return datetime.fromisoformat(self.value).replace(tzinfo=VIETNAM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """When something was published, as `Article` says it: the time, aware, and what is written."""

    at: datetime | None = None
    raw: str | None = None
    precision: str | None = None

    def as_dict(self) -> dict[str, str | None]:
        """The three fields of an article's JSON form."""
        return {
            "published_at": time_text(self.at) if self.at else None,
            "published_raw": self.raw,
            "published_precision": self.precision,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """Why an article has the date it has.

    `rule` is one of RULES, None without a date. `agreement`: whether other sources name the day
    ("agreed"), say nothing ("alone") or contradict ("disputed"). `flags` are names in FLAGS.
    `page` is what the page alone, without the site around it, says, where that is something else.
    """

    rule: str | None = None
    agreement: str = "alone"
    flags: tuple[str, ...] = ()
    candidates: tuple[DateCandidate, ...] = ()
    page: Published | None = None

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "rule": self.rule,
            "agreement": self.agreement,
            "flags": list(self.flags),
            "page": self.page.as_dict() if self.page else None,
            "candidates": [asdict(one) for one in self.candidates],
        }


def with_flag(dating: Dating, flag: str, *, on: bool) -> Dating:
    """`dating` with `flag`, or without, and the agreement that follows."""
    flags = tuple(name for name in FLAGS if (on if name == flag else name in dating.flags))
    others = sum(one.agrees is True for one in dating.candidates) > 1  # the chosen one is the first
    agreement = "disputed" if _DISPUTING & {*flags} else "agreed" if others else "alone"
    return replace(dating, flags=flags, agreement=agreement)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateOrder:
    """Which of day and month a site prints first in dates of one `form`.

    `form` is "am_pm" (numbers with a 12-hour clock, as .NET prints them in en-US) or "plain".
    `first` is "day", "month", or None while the site does not tell; the votes are the dates, and
    list pages, that speak for either; `example` is a date that does.
    """

    form: str
    first: str | None
    day_votes: int = 0
    month_votes: int = 0
    example: str | None = None


# Candidates of a page are far fewer and shorter; these bounds are for what others wrote.
_MOST_CANDIDATES = 200
_LONGEST = 1000  # characters
_NARROW = {10: "day", 16: "minute", 19: "second"}  # by length of an ISO day or time
_WIDE = ("month", "quarter", "year", "range", "list")


def published_of(read: JsonObject) -> Published:
    """The Published of its three fields; raises ValueError, naming the field."""
    return Published(
        at=read.time("published_at", VIETNAM),
        raw=read.text("published_raw"),
        precision=read.word("published_precision", PRECISIONS),
    )


def read_dating(read: JsonObject) -> Dating:
    """The Dating of its JSON form; raises ValueError, naming the field."""
    if len(read.items("candidates")) > _MOST_CANDIDATES:
        raise ValueError(f"candidates: more than {_MOST_CANDIDATES}")
    return Dating(
        rule=read.word("rule", RULES),
        agreement=read.required_word("agreement", AGREEMENTS),
        flags=read.words("flags", FLAGS),
        page=read.part("page", published_of),
        candidates=read.parts("candidates", _read_candidate),
    )


def _read_candidate(read: JsonObject) -> DateCandidate:
    """The DateCandidate of its JSON form; raises ValueError, naming the field."""
    value, other = _reading(read, "value"), _reading(read, "other")
    precision = read.word("precision", (*PRECISIONS, *_WIDE))
    if precision in PRECISIONS and precision != _NARROW.get(len(value or "")):
        raise ValueError(f"precision: {value!r} is no {precision}")
    return DateCandidate(
        source=read.required_word("source", SOURCES),
        raw=_short(read, "raw") or "",
        value=value,
        precision=precision,
        other=other,
        ambiguous=read.truth("ambiguous") or False,
        agrees=read.truth("agrees"),
    )


def _reading(read: JsonObject, name: str) -> str | None:
    """An ISO day or time without offset; a wider reading, of another length, may be any text."""
    value = _short(read, name)
    if value is not None and len(value) in _NARROW:
        at = read.time(name, VIETNAM)
        if at is None or not at.isoformat().startswith(value):
            raise ValueError(f"{name}: {value!r} is no day or time in Vietnam")
    return value


def _short(read: JsonObject, name: str) -> str | None:
    value = read.text(name)
    if value is not None and len(value) > _LONGEST:
        raise ValueError(f"{name}: longer than {_LONGEST} characters")
    return value

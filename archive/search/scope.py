"""Which part of the index a query asks: its filters as signs, its days as entry numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlite_utils import Database

from archive.index import (
    ALL,
    ATTACHMENT,
    CHANGED,
    GONE,
    IMAGE,
    VIDEO,
    day_of,
    first_entry,
    signs_of_days,
)
from archive.search.plan import Plan
from archive.search.query import Query
from archive.text import fold
from archive.words import APART

_HAS = {"image": IMAGE, "attachment": ATTACHMENT, "video": VIDEO}
_MOST_YEARS = 50  # asked for by their signs
_NOBODY = f'"{APART}nobody"'  # a sign that no article has


@dataclass(frozen=True, slots=True)
class Scope:
    """Entries from `low` up to but without `high` that have all `signs` and none of `without`."""

    low: int
    high: int
    signs: tuple[str, ...]
    without: tuple[str, ...]

    def match(self, wanted: str, unwanted: str) -> str:
        """The FTS5 expression for `wanted` and not `unwanted`, within this scope."""
        parts = [f"({part})" for part in (*self.signs, wanted) if part] or [f'"{ALL}"']
        excluded = [part for part in (*self.without, unwanted) if part]
        found = " AND ".join(parts)
        return f"({found}) NOT ({' OR '.join(excluded)})" if excluded else found

    def from_day(self, first: date, last: date) -> "Scope":
        """The same from `first` on, `last` being the latest day that there is.

        The days are asked for by their signs, too: by numbers alone, FTS5 looks on to the next that
        matches, however far that is.
        """
        low = max(self.low, first_entry(first))
        if last.year - first.year > _MOST_YEARS:
            return replace(self, low=low)
        signs = (f'"{sign}"' for sign in signs_of_days(first, last))
        days = " OR ".join(signs) or _NOBODY
        return replace(self, low=low, signs=(*self.signs, days))

    def matching(self, plan: Plan) -> str:
        """The FTS5 expression for the plan within this scope."""
        return self.match(plan.expression(), plan.unwanted)


def make_scope(db: Database, query: Query) -> Scope:
    """The filters of `query`; a site or section that is not there finds nothing.

    An article without a date is on no day: any filter by days leaves it out.
    """
    since, until = query.since, query.until
    scope = Scope(
        low=first_entry(date.min) if since or until else 0,
        high=_after(until),
        signs=tuple(_signs(db, query, is_negated=False)),
        without=tuple(_signs(db, query, is_negated=True)),
    )
    if since is None:
        return scope
    latest = latest_day(db)
    return scope.from_day(since, min(until or latest, latest))


def latest_day(db: Database) -> date:
    """The latest day of publication that the archive has."""
    found = db.execute("SELECT max(id) FROM search_entry").fetchone()
    return day_of(found[0] or 0) or date.min


def _after(until: date | None) -> int:
    """The first entry number behind that day."""
    if until is None or until == date.max:
        return 2**63 - 1
    return first_entry(until + timedelta(days=1))


def _signs(db: Database, query: Query, *, is_negated: bool) -> Iterable[str]:
    if query.is_void:
        yield _NOBODY
    asked = {
        kind: query.of(kind, is_negated=is_negated)
        for kind in ("site", "section", "has", "changed", "gone")
    }
    for kind, letter, table in (("site", "s", "site"), ("section", "c", "section_name")):
        if asked[kind]:
            found = [number for name in asked[kind] for number in _numbers(db, table, name)]
            yield " OR ".join(f'"{APART}{letter}{number}"' for number in found) or _NOBODY
    has = [f'"{_HAS[value]}"' for value in asked["has"]]
    yield from [" OR ".join(has)] if is_negated and has else has
    for kind, sign in (("changed", CHANGED), ("gone", GONE)):
        if asked[kind]:
            yield " OR ".join(_at(sign, value) for value in asked[kind])


def _at(sign: str, value: str) -> str:
    if value == "yes":
        return f'"{sign}"'
    return f'"{sign}{value.replace("-", "")}"' + (" *" if len(value) < 10 else "")


def _numbers(db: Database, table: str, name: str) -> Sequence[int]:
    """Ids of the rows of `table` whose names read like `name`, whatever the case and marks."""
    rows = db.execute(f"SELECT id, name FROM {table}").fetchall()
    return [number for number, known in rows if fold(known) == fold(name)]

"""How the articles that were found spread over sites, sections, months and what they have."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from archive.index import ATTACHMENT, CHANGED, GONE, IMAGE, VIDEO, day_of

_HAS = {IMAGE: "image", ATTACHMENT: "attachment", VIDEO: "video", CHANGED: "changed", GONE: "gone"}


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts by value, most first (months latest first), over `counted` articles.

    `is_capped`: only the newest were counted, there are more.
    """

    site: dict[str, int]
    section: dict[str, int]
    month: dict[str, int]
    has: dict[str, int]
    counted: int
    is_capped: bool

    def as_dict(self) -> dict[str, object]:
        """The JSON form."""
        names = ("site", "section", "month", "has", "counted", "is_capped")
        return {name: getattr(self, name) for name in names}


def count_facets(
    db: Database, entries: Iterable[tuple[int, str]], *, counted: int, is_capped: bool
) -> Facets:
    """The facets of (entry number, signs) pairs."""
    signs, months = _count(entries)
    return Facets(
        site=_named(db, signs, "s", "site"),
        section=_named(db, signs, "c", "section_name"),
        month=dict(sorted(months.items(), reverse=True)),
        has={name: signs[sign] for sign, name in _HAS.items() if signs[sign]},
        counted=counted,
        is_capped=is_capped,
    )


def _count(entries: Iterable[tuple[int, str]]) -> tuple[Counter[str], Counter[str]]:
    """How many have each sign, and how many are of each month; those alike are counted at once."""
    numbered = list(entries)
    signs: Counter[str] = Counter()
    for filters, count in Counter(filters for _, filters in numbered).items():
        signs.update(dict.fromkeys(filters.split(), count))
    months: Counter[str] = Counter()
    for day, count in Counter(day_of(entry_id) for entry_id, _ in numbered).items():
        months[day.isoformat()[:7] if day else ""] += count
    return signs, months


def _named(db: Database, signs: Counter[str], letter: str, table: str) -> dict[str, int]:
    names = dict(db.execute(f"SELECT id, name FROM {table}").fetchall())
    counts: Counter[str] = Counter()
    for sign, count in signs.items():
        if sign[1] == letter and sign[2:].isdecimal() and int(sign[2:]) in names:
            counts[names[int(sign[2:])]] += count
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

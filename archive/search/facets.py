"""How the articles that were found spread over sites, sections, months and what they have."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from archive.index import ATTACHMENT, CHANGED, GONE, IMAGE, VIDEO, month_of_sign
from archive.times import by_year

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

    @property
    def year(self) -> dict[str, int]:
        """By year, the latest first; those without a date under ""."""
        return dict(by_year(self.month))

    def as_dict(self) -> dict[str, object]:
        """The JSON form."""
        names = ("site", "section", "year", "month", "has", "counted", "is_capped")
        return {name: getattr(self, name) for name in names}


def count_facets(db: Database, filters: Iterable[str], *, counted: int, is_capped: bool) -> Facets:
    """The facets of articles with these signs each."""
    signs: Counter[str] = Counter()
    for those, count in Counter(filters).items():  # many are alike
        signs.update(dict.fromkeys(those.split(), count))
    return Facets(
        site=_named(db, signs, "s", "site"),
        section=_named(db, signs, "c", "section_name"),
        month=_months(signs, counted),
        has={name: signs[sign] for sign, name in _HAS.items() if signs[sign]},
        counted=counted,
        is_capped=is_capped,
    )


def _months(signs: Counter[str], counted: int) -> dict[str, int]:
    """By month, the latest first; those without a date under ""."""
    months = {month: count for sign, count in signs.items() if (month := month_of_sign(sign))}
    undated = counted - sum(months.values())
    return dict(sorted(months.items(), reverse=True)) | ({"": undated} if undated else {})


def _named(db: Database, signs: Counter[str], letter: str, table: str) -> dict[str, int]:
    names = dict(db.execute(f"SELECT id, name FROM {table}").fetchall())
    counts: Counter[str] = Counter()
    for sign, count in signs.items():
        if sign[1] == letter and sign[2:].isdecimal() and int(sign[2:]) in names:
            counts[names[int(sign[2:])]] += count
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

"""Which pages of a list were read one after the other, so that their order can be looked at."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

# Between two pages of a list a crawl fetches the articles that the first one names.
_APART = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class ListPage:
    """Page `number` of a section's list as it was at `seen_at`, written as in the archive."""

    section_id: int
    seen_at: str
    number: int
    is_wanted: bool

    def continues(self, before: "ListPage") -> bool:
        """Whether this was read behind `before`, in one walk through the list."""
        apart = datetime.fromisoformat(self.seen_at) - datetime.fromisoformat(before.seen_at)
        is_next = self.section_id == before.section_id and self.number == before.number + 1
        return is_next and timedelta(0) <= apart <= _APART


def stretches(rows: Iterable[Mapping[str, Any]]) -> Iterator[Sequence[ListPage]]:
    """Runs of wanted pages with their neighbours, of `rows` of date_queries.LIST_PAGES."""
    for walk in _walks(rows):
        near = [
            any(one.is_wanted for one in walk[max(0, at - 1) : at + 2]) for at in range(len(walk))
        ]
        for is_near, run in groupby(zip(near, walk, strict=True), itemgetter(0)):
            if is_near:
                yield [page for _, page in run]


def _walks(rows: Iterable[Mapping[str, Any]]) -> Iterator[list[ListPage]]:
    walk: list[ListPage] = []
    for row in rows:
        page = ListPage(row["section_id"], row["last_seen_at"], row["page"], bool(row["is_wanted"]))
        if walk and not page.continues(walk[-1]):
            yield walk
            walk = []
        walk.append(page)
    if walk:
        yield walk

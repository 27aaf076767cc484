"""Says in plain words how a query was read, and how what it finds is put in order."""

from collections.abc import Iterator

from archive.search.find import CANDIDATES, WEIGHED, Search
from archive.search.plan import Need, Pattern, is_exact
from archive.search.query import Filter, Query
from archive.words import BARE

_WHERE = {"title": " in the title", "caption": " in a caption", "author": " as author", None: ""}
_FILTERS = {
    "site": "from the site {}",
    "section": "in the section {}",
    "from": "published on {} or later",
    "to": "published on {} or earlier",
    "has": "with {}",
}
RANKING = (
    f"more than {CANDIDATES} articles match; ranked are the newest {CANDIDATES}, and the newest "
    "that have the words in the title, in a caption, spelled as typed or side by side; the others "
    "follow by date"
)


def explain_query(search: Search) -> Iterator[tuple[str, str]]:
    """What must be there, what must not, and what narrows it, as (label, text) pairs."""
    query: Query = search.query
    yield "read as", str(query) or ("nothing" if query.is_void else "everything")
    for need in search.plan.needs:
        yield ("must not have" if need.is_negated else "must have"), _need(need)
    for one in query.filters:
        yield ("must not be" if one.is_negated else "must be"), _filter(one)
    if query.is_cut:
        yield "left out", "words beyond the first 64"
    yield "order", _order(search)


def _order(search: Search) -> str:
    if not search.plan.wanted:
        return "latest first"
    if search.is_capped:
        return RANKING
    said = "spelled as typed first, then by relevance (title, caption, summary, body) and newness"
    count = len(search.newest)
    return said if count <= WEIGHED else f"{said}; by all their words the best {WEIGHED} of {count}"


def _need(need: Need) -> str:
    return ", or ".join(map(_pattern, need.patterns))


def _pattern(pattern: Pattern) -> str:
    joint = " and " if pattern.distance is None else " near "
    shown = joint.join(map(_part, pattern.parts))
    near = f" (at most {pattern.distance} words between)" if pattern.distance is not None else ""
    return shown + near + _WHERE[pattern.field]


def _part(words: tuple[str, ...]) -> str:
    shown = " ".join(word.lstrip(BARE).replace(BARE, ",") for word in words)
    quoted = f'"{shown}"' if len(words) > 1 else shown
    exact = [is_exact(word) for word in words]
    if all(exact):
        return f"{quoted} (this spelling)"
    return f"{quoted} (any accenting)" if not any(exact) else f"{quoted} (words without marks: any)"


def _filter(one: Filter) -> str:
    if one.kind in ("changed", "gone"):
        what = "edited since first seen" if one.kind == "changed" else "gone from its portal"
        return what if one.value == "yes" else f"{what}, in {one.value}"
    return _FILTERS[one.kind].format(one.value)

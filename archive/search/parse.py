"""Reads what a person typed; what is no operator is text, so nothing can be an error."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from archive.search.periods import first_day, last_day, read_period
from archive.search.query import NEAR_DISTANCE, Clause, Filter, Near, Query, Term
from archive.text import fold, normalize
from archive.words import words_of

_MOST_WORDS = 64  # more than any person means; keeps a pasted page from becoming a query
_MOST_CHARACTERS = 10_000
_MOST_DISTANCE = 100

# What may stand before a colon, folded; with and without marks alike.
_FIELDS = {
    **dict.fromkeys(("title", "tieu de"), "title"),
    **dict.fromkeys(("caption", "chu thich"), "caption"),
    **dict.fromkeys(("author", "tac gia"), "author"),
}
_FILTERS = {
    **dict.fromkeys(("site", "trang"), "site"),
    **dict.fromkeys(("section", "chuyen muc"), "section"),
    **dict.fromkeys(("from", "since", "tu ngay"), "from"),
    **dict.fromkeys(("to", "until", "den ngay"), "to"),
    **dict.fromkeys(("has", "co"), "has"),
    **dict.fromkeys(("changed", "edited", "da sua"), "changed"),
    **dict.fromkeys(("gone", "deleted", "da go"), "gone"),
}
_PARTS = {
    **dict.fromkeys(("image", "images", "photo", "anh", "hinh", "hinh anh"), "image"),
    **dict.fromkeys(("attachment", "attachments", "file", "tep", "dinh kem"), "attachment"),
    **dict.fromkeys(("video",), "video"),
}
_YES, _NO = {"yes", "co", "true", "1"}, {"no", "khong", "false", "0"}

_LEXEME = re.compile(
    r"""(?P<minus>(?<!\S)-(?=\S))?
    (?:(?P<key>[^\W\d_]+(?:[ ][^\W\d_]+)?):(?P<gap>\s*))?
    (?:["“”«»](?P<quoted>[^"“”«»]*)["“”«»]|(?P<bare>[^\s"“”«»]+))""",
    re.VERBOSE,
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NEAR = re.compile(r"NEAR(?:/(\d{1,3}))?")


@dataclass(frozen=True, slots=True)
class _Operator:
    """OR or NEAR, where it stood between words."""

    typed: str
    distance: int | None = None


_Item = Clause | Filter | _Operator


def read_query(text: str) -> Query:
    """`text` as a person meant it; see `docs/search.md` for the language."""
    items = _joined(list(_items(normalize(_CONTROL.sub(" ", text[:_MOST_CHARACTERS])))))
    clauses, filters, left, is_cut = [], [], _MOST_WORDS, len(text) > _MOST_CHARACTERS
    for item in items:
        if isinstance(item, Filter):
            if item not in filters:
                filters.append(item)
        elif (size := _size(item)) <= left:
            clauses.append(item)
            left -= size
        else:
            is_cut = True
            if first := _beginning(item, left):
                clauses.append(first)
                left -= _size(first)
    is_void = bool(text.strip()) and not clauses and not filters
    return Query(tuple(clauses), tuple(filters), is_cut, is_void)


def _items(text: str) -> Iterator[_Item]:
    place = 0
    while found := _LEXEME.search(text, place):
        place = found.end()
        key = fold(found["key"]) if found["key"] else ""
        value = found["quoted"] if found["quoted"] is not None else found["bare"]
        item, used = _item(found, key, value)
        if not used:  # the key is text: read again from behind its first word
            first = re.match(r"\S+", text[found.start() :])
            assert first is not None
            place = found.start() + len(first[0])
            typed = first[0].removeprefix("-") if found["minus"] else first[0]
            operator = None if found["minus"] else _operator(typed)
            item = operator or _words(typed, found)
        if item is not None:
            yield item


def _item(found: re.Match[str], key: str, value: str) -> tuple[_Item | None, bool]:
    """What was typed, and whether all of it was read."""
    negated = found["minus"] is not None
    if not key:
        operator = None if found["quoted"] is not None or negated else _operator(value)
        return operator or _words(value, found), True
    if field := _FIELDS.get(key):
        term = _term(value, found, field)
        return (Clause((term,), negated) if term else None), term is not None
    one = _filter(_FILTERS.get(key), value, is_negated=negated)
    return one, one is not None


def _words(value: str, found: re.Match[str]) -> Clause | None:
    term = _term(value, found)
    return Clause((term,), found["minus"] is not None) if term else None


def _spelled(text: str) -> tuple[str, ...]:
    return tuple(word.exact for word in words_of(text))


def _term(value: str, found: re.Match[str], field: str | None = None) -> Term | None:
    words = _spelled(value)
    return Term(words, field, is_joined=found["quoted"] is None) if words else None


def _operator(value: str) -> _Operator | None:
    if value == "OR":
        return _Operator(value)
    if found := _NEAR.fullmatch(value):
        distance = int(found[1]) if found[1] else NEAR_DISTANCE
        return _Operator(value, min(distance, _MOST_DISTANCE))
    return None


def _filter(kind: str | None, value: str, *, is_negated: bool) -> Filter | None:
    """The filter, or None where `value` is none that this kind can have."""
    read = _READERS.get(kind or "")
    said = read(value.strip()) if read else None
    if kind is None or said is None or (is_negated and kind in ("from", "to")):
        return None
    if said == "no" and kind in ("changed", "gone"):
        said, is_negated = "yes", not is_negated
    return Filter(kind, said, is_negated)


def _day(value: str, *, is_last: bool) -> str | None:
    period = read_period(value)
    if period is None:
        return None
    return (last_day(period) if is_last else first_day(period)).isoformat()


def _when(value: str) -> str | None:
    said = fold(value)
    return "yes" if said in _YES else "no" if said in _NO else read_period(value)


_READERS = {
    "site": lambda value: value or None,
    "section": lambda value: value or None,
    "from": lambda value: _day(value, is_last=False),
    "to": lambda value: _day(value, is_last=True),
    "has": lambda value: _PARTS.get(fold(value)),
    "changed": _when,
    "gone": _when,
}


def _joined(items: list[_Item]) -> Iterator[Clause | Filter]:
    """Items with those that OR or NEAR joins made one; an operator that joins nothing is a word."""
    place = 0
    while place < len(items):
        item = items[place]
        while isinstance(item, Clause) and (joined := _join(item, items[place + 1 : place + 3])):
            item = joined
            place += 2
        if isinstance(item, _Operator):
            item = Clause((Term(_spelled(item.typed), is_joined=True),))
        yield item
        place += 1


def _join(first: Clause, following: list[_Item]) -> Clause | None:
    if len(following) < 2 or first.is_negated:
        return None
    operator, second = following
    if not isinstance(operator, _Operator) or not isinstance(second, Clause) or second.is_negated:
        return None
    if operator.distance is None:
        return Clause(first.choices + second.choices)
    *others, last = first.choices
    near = _near(last, second.choices[0], operator.distance)
    return Clause((*others, near)) if near else None


def _near(first: Term | Near, second: Term | Near, distance: int) -> Near | None:
    if isinstance(second, Near):
        return None
    terms = first.terms if isinstance(first, Near) else (first,)
    if isinstance(first, Near) and first.distance != distance:
        return None
    return (
        Near((*terms, second), distance) if len({t.field for t in (*terms, second)}) == 1 else None
    )


def _size(clause: Clause) -> int:
    return sum(
        len(term.words)
        for choice in clause.choices
        for term in (choice.terms if isinstance(choice, Near) else (choice,))
    )


def _beginning(clause: Clause, most: int) -> Clause | None:
    """The first `most` words of a single term; of anything else nothing."""
    if most and len(clause.choices) == 1 and isinstance(term := clause.choices[0], Term):
        return Clause((replace(term, words=term.words[:most]),), clause.is_negated)
    return None

"""Finds articles: exact hits for what is written with marks, any accenting for what is not.

A syllable typed with diacritics is looked up in the index of exact spellings, a bare one in the
folded index, so `duong` finds `Đường` while `đường` does not find `dương`. Order: articles that
spell the query as typed, then relevance (title, captions, summary, body, in this order of weight),
words standing together counting double, then the newest.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from archive.snippet import make_snippet
from archive.text import WORD, fold, is_accented, spell

_WEIGHTS = "10.0, 3.0, 1.0, 5.0"  # title, summary, body, captions
_TERM = re.compile(r'"([^"]*)"|(\S+)')
_MAX_TOKENS = 64  # more words than any person means; keeps a pasted page from becoming a query


@dataclass(frozen=True, slots=True)
class Term:
    """One word or quoted phrase of a query, as the tokens the indexes hold."""

    tokens: tuple[str, ...]

    def exact(self) -> str:
        """The term for the index of exact spellings."""
        return _phrase(self.tokens)

    def folded(self) -> str:
        """The term for the folded index."""
        return _phrase(tuple(map(fold, self.tokens)))


@dataclass(frozen=True, slots=True)
class Query:
    """How a query was read: `terms` must all occur."""

    terms: tuple[Term, ...]

    @property
    def exact(self) -> str:
        """What the exact index is asked: every token that carries a mark, phrases as phrases."""
        return " AND ".join(filter(None, map(_exact_part, self.terms)))

    @property
    def folded(self) -> str:
        """What the folded index is asked: every term; empty when no token is bare."""
        if all(is_accented(token) for term in self.terms for token in term.tokens):
            return ""
        return " AND ".join(term.folded() for term in self.terms)

    @property
    def as_typed(self) -> str:
        """All terms in their typed spelling, for the exact index."""
        return " AND ".join(term.exact() for term in self.terms)

    @property
    def together(self) -> str:
        """All tokens side by side, for the folded index."""
        return _phrase(tuple(fold(token) for term in self.terms for token in term.tokens))

    def finder(self) -> Callable[[str], str | None]:
        """Says of a word in a text which token of the query it answers, if any."""
        tokens = {token for term in self.terms for token in term.tokens}
        accented = frozenset(filter(is_accented, tokens))
        bare = frozenset(tokens - accented)

        def answer(word: str) -> str | None:
            spelled = spell(word)
            folded = fold(spelled)
            return spelled if spelled in accented else folded if folded in bare else None

        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Narrows a search; days are inclusive, in Vietnam; `sections` are names as stored."""

    site: str | None = None
    sections: tuple[str, ...] | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """One article that matched; a higher score is better, comparable within one search."""

    article_id: int
    snippet: str
    score: float


def read_query(text: str) -> Query:
    """`text` as a person meant it; nothing in it can be an error or an operator of the index."""
    terms, count = [], 0
    for quoted, word in _TERM.findall(text):
        tokens = tuple(WORD.findall(spell(quoted or word)))[: _MAX_TOKENS - count]
        count += len(tokens)
        if tokens:
            terms.append(Term(tokens))
    return Query(tuple(terms))


def _phrase(tokens: tuple[str, ...]) -> str:
    return f'"{" ".join(tokens)}"'


def _exact_part(term: Term) -> str:
    if all(map(is_accented, term.tokens)):
        return term.exact()
    return " AND ".join(f'"{token}"' for token in term.tokens if is_accented(token))


def find(
    db: Database, query: Query, filters: Filters, *, limit: int, offset: int = 0
) -> tuple[Match, ...]:
    """The best matches of `query` within `filters`, best first."""
    statement = _matching(query, filters)
    values = _values(query, filters) | {"limit": limit, "offset": offset}
    found = query.finder()
    ranked = db.execute(statement, values).fetchall()
    return tuple(
        Match(article_id, make_snippet(_texts(db, article_id), found, WORD), score)
        for article_id, score in ranked
    )


def find_ids(db: Database, query: Query, filters: Filters) -> tuple[int, ...]:
    """All articles that match, in order of id."""
    statement = f"SELECT article.id {_from_where(query, filters)} ORDER BY article.id"
    return tuple(row[0] for row in db.execute(statement, _values(query, filters)))


def _texts(db: Database, article_id: int) -> tuple[str, ...]:
    statement = "SELECT summary, body, captions, title FROM article_text WHERE article_id = ?"
    return tuple(db.execute(statement, (article_id,)).fetchone())


def newest(db: Database, filters: Filters, *, limit: int, offset: int = 0) -> tuple[Match, ...]:
    """The newest articles within `filters`, for a query without words; snippets are empty."""
    statement = f"""
SELECT article.id, '', 0.0 FROM article
JOIN version ON version.id = article.version_id JOIN site ON site.id = article.site_id
WHERE {_conditions(filters)}
ORDER BY version.published_at DESC NULLS LAST, article.id DESC LIMIT :limit OFFSET :offset"""
    values = _values(Query(()), filters) | {"limit": limit, "offset": offset}
    return tuple(Match(*row) for row in db.execute(statement, values).fetchall())


def _matching(query: Query, filters: Filters) -> str:
    main = _main(query)
    return f"""
WITH typed(id) AS MATERIALIZED (
  SELECT rowid FROM search_exact WHERE search_exact MATCH :as_typed),
beside(id) AS MATERIALIZED (
  SELECT rowid FROM search_folded WHERE search_folded MATCH :together)
SELECT article.id,
  -bm25({main}, {_WEIGHTS}) * (1 + (article.id IN (SELECT id FROM beside))) AS score
{_from_where(query, filters)}
ORDER BY article.id IN (SELECT id FROM typed) DESC, score DESC,
  version.published_at DESC, article.id
LIMIT :limit OFFSET :offset"""


def _main(query: Query) -> str:
    """The index that ranks: the folded one as soon as a word is typed without marks."""
    return "search_folded" if query.folded else "search_exact"


def _from_where(query: Query, filters: Filters) -> str:
    main = _main(query)
    both = query.folded and query.exact
    exact = "JOIN search_exact ON search_exact.rowid = search_folded.rowid" if both else ""
    return f"""
FROM {main} {exact}
JOIN article ON article.id = {main}.rowid
JOIN version ON version.id = article.version_id
JOIN site ON site.id = article.site_id
WHERE {main} MATCH :{"folded" if query.folded else "exact"}
  {"AND search_exact MATCH :exact" if both else ""} AND {_conditions(filters)}"""


def _conditions(filters: Filters) -> str:
    wanted = ["1"]
    if filters.site is not None:
        wanted.append("site.name = :site")
    if filters.sections is not None:
        wanted.append(_in_sections(filters.sections))
    if filters.since is not None:
        wanted.append("version.published_at >= :since")
    if filters.until is not None:
        wanted.append("substr(version.published_at, 1, 10) <= :until")
    return " AND ".join(wanted)


def _in_sections(sections: Sequence[str]) -> str:
    names = ", ".join(f":section{number}" for number in range(len(sections)))
    return (
        f"(version.section IN ({names}) OR EXISTS (SELECT 1 FROM article_section AS listed "
        f"WHERE listed.article_id = article.id AND listed.section IN ({names})))"
    )


def _values(query: Query, filters: Filters) -> dict[str, str | int | None]:
    return {
        "exact": query.exact,
        "folded": query.folded,
        "as_typed": query.as_typed,
        "together": query.together,
        "site": filters.site,
        "since": filters.since.isoformat() if filters.since else None,
        "until": filters.until.isoformat() if filters.until else None,
        **{f"section{number}": name for number, name in enumerate(filters.sections or ())},
    }

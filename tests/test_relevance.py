"""The public relevance set: what each query must find and must not, and what comes first."""

import tomllib
from collections.abc import Iterator
from datetime import datetime, time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from archive_fixtures import assert_sound, make_folder, put, writing
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from archive import Archive
from archive.article import VIETNAM, Article, Image
from archive.search.matching import Fields, is_match
from archive.search.parse import read_query
from archive.search.plan import Plan, make_plan
from archive.search.vocabulary import Vocabulary
from archive.text import fold
from archive.words import words_of

SET = Path(__file__).parent / "search"
DOCUMENTS: dict[str, dict[str, Any]] = tomllib.loads((SET / "documents.toml").read_text("utf-8"))
_ASKED = tomllib.loads((SET / "relevance.toml").read_text("utf-8"))
RANKED = [(one["text"], one["first"]) for one in _ASKED["ranked"]]
TRIPLES = [
    (one["text"], name, should)
    for one in _ASKED["query"]
    for should in (True, False)
    for name in one.get("finds" if should else "misses", ())
]


def _article(number: int, name: str) -> Article:
    document = DOCUMENTS[name]
    url = f"https://tap.gov.vn/tin/{name}-{10_000 + number}"
    captions = document.get("captions", ())
    return Article(
        url=url,
        site="tap",
        portal="p",
        layout="l",
        title=document["title"],
        summary=document.get("summary"),
        author=document.get("author"),
        paragraphs=(document["body"],),
        published_at=datetime.combine(document["day"], time(), VIETNAM),
        published_precision="day",
        images=tuple(Image(url=f"{url}/{n}.jpg", caption=one) for n, one in enumerate(captions)),
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = make_folder(tmp_path_factory.mktemp("kho"))
    with writing(folder) as store:
        for number, name in enumerate(DOCUMENTS):
            put(store, _article(number, name))
    with Archive.open(folder.path) as archive:
        yield archive
    assert_sound(folder)


def found(archive: Archive, query: str) -> list[str]:
    hits = archive.search(query, limit=100)
    return [hit.url.rpartition("/")[2].rpartition("-")[0] for hit in hits]


def test_the_set_is_large_enough() -> None:
    assert len(TRIPLES) >= 150
    assert len(RANKED) >= 40
    assert len({(query, name) for query, name, _ in TRIPLES}) == len(TRIPLES)


@pytest.mark.parametrize(("query", "name", "should"), TRIPLES)
def test_a_query_finds_what_it_should(
    archive: Archive, query: str, name: str, should: bool
) -> None:
    assert (name in found(archive, query)) == should


@pytest.mark.parametrize(("query", "first"), RANKED)
def test_the_best_comes_first(archive: Archive, query: str, first: str) -> None:
    assert found(archive, query)[:1] == [first]


def test_every_word_of_every_title_is_found_without_marks(archive: Archive) -> None:
    for name, document in DOCUMENTS.items():
        assert name in found(archive, fold(document["title"]))
        for word in document["title"].split():
            assert name in found(archive, fold(word)), word


def test_no_word_with_marks_finds_an_article_without_it(archive: Archive) -> None:
    """The index against the rule as told in Python, for every word of the set."""
    texts = [text for one in DOCUMENTS.values() for text in _texts(one).values()]
    for word in sorted({word.exact for text in texts for word in words_of(text)}):
        assert set(found(archive, word)) == _expected(make_plan(read_query(word))), word


def _expected(plan: Plan) -> set[str]:
    return {name for name, one in DOCUMENTS.items() if is_match(plan, _fields(plan, one))}


def _fields(plan: Plan, document: dict[str, Any]) -> Fields:
    vocabulary = Vocabulary(plan.words)
    return {
        name: vocabulary.read(text, is_lines=name == "captions")
        for name, text in _texts(document).items()
    }


def _texts(document: dict[str, Any]) -> dict[str, str]:
    texts = {name: document.get(name, "") for name in ("title", "summary", "body", "author")}
    texts["captions"] = "\n".join(document.get("captions", ()))
    return texts


_SAID = sorted({word for one in DOCUMENTS.values() for word in one["body"].split()})
_PHRASES = sorted(
    {" ".join(pair) for one in DOCUMENTS.values() for pair in pairwise(one["title"].split())}
)
_PIECE = st.sampled_from(_SAID) | st.sampled_from(_PHRASES) | st.sampled_from(_PHRASES).map(fold)
_TERM = st.tuples(
    st.sampled_from(["", "", "", "title:", "chú thích:", "author:", "-"]),
    _PIECE,
    st.booleans(),
).map(lambda one: one[0] + (f'"{one[1]}"' if one[2] else one[1]))
_QUERIES = st.lists(_TERM, min_size=1, max_size=4).flatmap(
    lambda terms: st.sampled_from([" ", " OR ", " NEAR/4 "]).map(lambda joint: joint.join(terms))
)


@settings(deadline=None, max_examples=200)
@given(_QUERIES)
def test_any_query_finds_just_what_the_rule_says(archive: Archive, query: str) -> None:
    asked = read_query(query)
    assume(not asked.is_void)
    expected = _expected(make_plan(asked))
    assert set(found(archive, query)) == expected
    assert len(list(archive.articles(query))) == len(expected)

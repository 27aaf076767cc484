"""Every saved page of every portal, field by field; and what each page's selectors are worth."""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from quality import BOILERPLATE

from archive.article import Article
from crawler.extract import ExtractionError, extract
from crawler.extract.html import decode, parse, select
from crawler.extract.listing import ListingPage, read_fragment
from crawler.extract.page import ArticlePage
from crawler.extract.portal import article_layouts, list_page, read_source

PORTALS = Path(__file__).parent / "portals"
FIELDS = (
    *("url", "site", "portal", "layout", "confidence", "section"),
    *("title", "summary", "author", "source"),
    *("published_at", "published_raw", "published_precision"),
    *("paragraphs", "images", "attachments", "references"),
)
SELECTORS = {  # and the fields that tell when what it finds is gone
    "title_at": ("title",),
    "content_at": ("paragraphs", "images", "attachments"),
    "date_at": ("published_raw",),
    "summary_at": ("summary",),
    "author_at": ("author",),
}


def _cases(kind: str, *, lists: bool = False) -> list[str]:
    folders = [file.parent for file in PORTALS.glob(f"*/*/{kind}")]
    return sorted(
        str(folder.relative_to(PORTALS))
        for folder in folders
        if folder.name.startswith("list-") == lists
    )


ARTICLES, PROBLEMS = _cases("expected.json"), _cases("problem.json")
LISTS = _cases("expected.json", lists=True)


def _load(case: str, name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((PORTALS / case / name).read_text(encoding="utf-8"))
    return loaded


def _seen_at(case: str) -> tuple[str, datetime]:
    meta = _load(case, "meta.json")
    return meta["url"], datetime.fromisoformat(meta["seen_at"])


def _page(case: str) -> bytes:
    return (PORTALS / case / "page.html").read_bytes()


@cache
def _read(case: str) -> dict[str, Any]:
    return extract(_page(case), *_seen_at(case)).as_dict()


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("case", ARTICLES)
def test_field(case: str, field: str) -> None:
    found, expected = _read(case)[field], _load(case, "expected.json")[field]
    if field == "confidence" and expected < 1:  # how sure a guess is, no person can read
        assert 0 < found < 1
    else:
        assert found == expected


@pytest.mark.parametrize("case", ARTICLES)
def test_form(case: str) -> None:
    assert tuple(_read(case)) == (*FIELDS, "dating")
    assert tuple(_load(case, "expected.json")) == FIELDS
    assert Article.from_dict(_read(case)).as_dict() == _read(case)


@pytest.mark.parametrize("case", ARTICLES)
def test_no_boilerplate(case: str) -> None:
    read = _read(case)
    captions = [image["caption"] or "" for image in read["images"]]
    texts = [read["title"], read["summary"] or "", *read["paragraphs"], *captions]
    assert [(words, text) for words in BOILERPLATE for text in texts if words in text] == []


@pytest.mark.parametrize("case", PROBLEMS)
def test_problem(case: str) -> None:
    with pytest.raises(ExtractionError) as raised:
        extract(_page(case), *_seen_at(case))
    assert raised.value.kind == _load(case, "problem.json")["kind"]


def _layout(case: str) -> type[ArticlePage]:
    named = _load(case, "expected.json")["layout"]
    return next(layout for layout in article_layouts() if layout.layout == named)


def _said(article: dict[str, Any], selector: str) -> list[Any]:
    return [article[field] for field in SELECTORS[selector]]


def _tree(case: str) -> html.HtmlElement:
    tree = parse(decode(_page(case)))
    assert tree is not None
    return tree


def _drifts() -> Iterator[tuple[str, str]]:
    """The selectors that give a field on each page."""
    for case in ARTICLES:
        expected, layout, tree = _load(case, "expected.json"), _layout(case), _tree(case)
        for selector in SELECTORS:
            css = getattr(layout, selector)
            if css and any(_said(expected, selector)) and select(tree, css):
                yield case, selector


@pytest.mark.parametrize(("case", "selector"), list(_drifts()))
def test_drift(case: str, selector: str) -> None:
    """Take out what a selector finds: the outcome must tell."""
    tree = _tree(case)
    for element in select(tree, getattr(_layout(case), selector)):
        element.drop_tree()
    page = html.tostring(tree, encoding="utf-8", doctype="<!DOCTYPE html>")
    try:
        outcome = extract(page, *_seen_at(case)).as_dict()
    except ExtractionError as error:
        assert error.kind in ("missing_field", "unknown_layout", "tiny_page", "empty")
        return
    assert _said(outcome, selector) != _said(_read(case), selector)


def _list(case: str) -> ListingPage:
    return list_page(read_source(_page(case), *_seen_at(case)))


def _entries(found: Any) -> list[dict[str, Any]]:
    names = ("key", "url", "title", "printed_date")
    return [{name: getattr(entry, name) for name in names} for entry in found]


@pytest.mark.parametrize("case", LISTS)
def test_list_entries(case: str) -> None:
    assert _entries(_list(case).entries()) == _load(case, "expected.json")["entries"]


def _list_drifts() -> Iterator[tuple[str, str]]:
    """The selectors that give a list's entries and their dates."""
    for case in LISTS:
        entries, tree = _load(case, "expected.json")["entries"], _tree(case)
        is_dated = any(entry["printed_date"] for entry in entries)
        for selector in ("marker", "link_at", *(("date_at",) if is_dated else ())):
            if entries and select(tree, getattr(_list(case), selector)):
                yield case, selector


@pytest.mark.parametrize(("case", "selector"), list(_list_drifts()))
def test_list_drift(case: str, selector: str) -> None:
    """Take out what a list's selector finds: its entries, or their dates, must be gone."""
    tree, before = _tree(case), _entries(_list(case).entries())
    found = select(tree, getattr(_list(case), selector))
    for element in found:
        element.drop_tree()
    page = html.tostring(tree, encoding="utf-8", doctype="<!DOCTYPE html>")
    try:
        after = _entries(list_page(read_source(page, *_seen_at(case))).entries())
    except ExtractionError as error:
        assert error.kind
        return
    assert after != before


@pytest.mark.parametrize("case", LISTS)
def test_list_pager(case: str) -> None:
    expected, pager = _load(case, "expected.json")["pager"], _list(case).pager()
    if expected is None:
        assert pager is None
        return
    assert pager is not None
    to = pager.ask(2)
    assert (to.url, pager.last_page) == (expected["url"], expected["last_page"])
    assert dict(to.form) == expected["form_for_page_2"]
    assert to.is_json == expected.get("is_json", False)


@pytest.mark.parametrize("case", _cases("next.html", lists=True))
def test_list_fragment(case: str) -> None:
    tree = read_fragment(decode((PORTALS / case / "next.html").read_bytes()))
    assert tree is not None
    assert _entries(_list(case).fragment(tree)) == _load(case, "expected.json")["next_entries"]


@pytest.mark.parametrize("case", [*ARTICLES, *PROBLEMS, *LISTS])
def test_case_says_why(case: str) -> None:
    assert set(_load(case, "meta.json")) == {"url", "seen_at", "why"}

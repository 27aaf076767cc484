"""What a page's JSON-LD says of articles."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from archive.text import fold
from crawler.extract.html import select

_MOST_SCRIPTS, _MOST_OBJECTS = 20, 60
_LONGEST = 300_000  # characters of a script
_LONGEST_VALUE = 400
_WRAPPING = re.compile(r"<!\[CDATA\[|\]\]>|<!--|-->")
_STARTS = re.compile(r"[\[{]")
# Types of schema.org that are an article, or the page that shows one.
_ARTICLE = re.compile(r"(?:Article|Posting|Report|^WebPage|^ItemPage)$")
_DATE = re.compile(r'"datePublished"\s*:\s*"([^"<>]{4,60})"')
_TYPE = re.compile(r'"@type"\s*:\s*"(\w{0,30}(?:Article|Posting))"')
_HEADLINE = re.compile(r'"headline"\s*:\s*"([^"]{1,400})')


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """An article by its JSON-LD: its folded headline, its addresses, when it was published."""

    headline: str
    urls: tuple[str, ...]
    published: str


def linked_data(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """The objects of the page's JSON-LD, and of its graphs; those of broken scripts are left out.

    Values are `Any`: JSON that others wrote.
    """
    for text in _scripts(tree):
        yield from islice(_objects(text) or (), _MOST_OBJECTS)


def linked_articles(tree: HtmlElement) -> tuple[LinkedArticle, ...]:
    """The articles, and pages of articles, that JSON-LD dates; not those listed in another."""
    found: list[LinkedArticle | None] = []
    for text in _scripts(tree):
        if "datePublished" not in text:
            continue
        objects = _objects(text)
        read = [_torn(text)] if objects is None else map(_article, islice(objects, _MOST_OBJECTS))
        found += read
    return tuple(one for one in found if one is not None)


def _scripts(tree: HtmlElement) -> Iterator[str]:
    for script in select(tree, "script[type*='ld+json']")[:_MOST_SCRIPTS]:
        text = script.text or ""
        if len(text) <= _LONGEST:
            yield text


def _objects(text: str) -> Iterator[dict[str, Any]] | None:
    """The objects in a script; None where it is no JSON."""
    bare = _WRAPPING.sub("", text)
    start, end = _STARTS.search(bare), max(bare.rfind("]"), bare.rfind("}")) + 1
    try:
        return _parts(json.loads(bare[start.start() : end], strict=False)) if start else None
    except (ValueError, RecursionError):
        return None


def _parts(data: object) -> Iterator[dict[str, Any]]:
    for one in data if isinstance(data, list) else [data]:
        graph = one.get("@graph", one) if isinstance(one, dict) else None
        for part in graph if isinstance(graph, list) else [graph]:
            if isinstance(part, dict):
                yield part
                if isinstance(part.get("mainEntity"), dict):
                    yield part["mainEntity"]


def _article(one: dict[str, Any]) -> LinkedArticle | None:
    kinds = one.get("@type")
    is_article = kinds is None or any(
        isinstance(kind, str) and _ARTICLE.search(kind)
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )
    published = one.get("datePublished")
    if not (is_article and isinstance(published, str)):
        return None
    page = one.get("mainEntityOfPage")
    urls = (one.get("url"), one.get("@id"), page.get("@id") if isinstance(page, dict) else page)
    headline = one.get("headline") or one.get("name")
    return LinkedArticle(
        fold(headline[:_LONGEST_VALUE]) if isinstance(headline, str) else "",
        tuple(url for url in urls if isinstance(url, str)),
        published,
    )


def _torn(text: str) -> LinkedArticle | None:
    """The one article of a script that a stray comma, or a quotation mark in a title, breaks."""
    dates, kinds = set(_DATE.findall(text)), _TYPE.findall(text)
    if len(dates) != 1 or len(kinds) != 1:
        return None
    headline = _HEADLINE.search(text)
    return LinkedArticle(fold(headline[1]) if headline else "", (), dates.pop())

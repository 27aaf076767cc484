"""Articles from another archive: the JSON lines that `export` writes, labelled as imported."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from archive.article import Article, read_seen_time
from archive.identity import article_key, host
from archive.record import Recorded, Sighting
from archive.store import Store

_ENDS_LIKE_AN_ARTICLE = re.compile(r"(?:-\d{5,}|\.html?|\.aspx)$")
_FEWEST_HYPHENS = 4  # categories have fewer words


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no article's JSON form, and why."""

    number: int
    reason: str


def import_lines(
    store: Store, lines: Iterable[bytes], *, label: str, now: datetime
) -> tuple[BadLine, ...]:
    """Keep the article of each line, one transaction each; returns the lines that are none.

    Idempotent: a content that the archive has adds nothing. Articles keep their seen times (`now`
    where the line has none) and, when new here, their version number; `label` says where they
    came from. `store.counts` tells what was new.
    """
    bad = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            _import(store, json.loads(line.decode("utf-8")), label=label, now=now)
        except (ValueError, RecursionError) as error:
            bad.append(BadLine(number, " ".join(str(error).split())[:200]))
    return tuple(bad)


def _import(store: Store, data: Any, *, label: str, now: datetime) -> Recorded:
    article = Article.from_dict(data)
    key = article_key(article.url) or _slug_path(article.url)
    if key is None:
        raise ValueError(
            f"url: {article.url!r} is a site's or a section's address, not an article's: that has "
            "a section before its name, an id at its end, .html, or five words and more"
        )
    last_at = read_seen_time(data, "last_seen_at") or now
    first_at = read_seen_time(data, "first_seen_at") or last_at
    number = data.get("version")
    where = host(article.url)
    name = article.site or where
    site_id = store.record_foreign_site(name=name, host=where, url=_root(article.url))
    sighting = Sighting(
        first_at=min(first_at, last_at),
        last_at=last_at,
        origin=f"import:{label}",
        run_id=store.run_id,
        number=number if isinstance(number, int) and 0 < number < 2**31 else None,
    )
    return store.record(replace(article, site=name), site_id=site_id, key=key, sighting=sighting)


def _slug_path(url: str) -> str | None:
    """The path of an article that stands in no category, known by its id or its many words.

    Categories may end in digits too, but what is imported says that it is an article.
    """
    path = urlsplit(url).path.rstrip("/")
    is_named = path.count("-") >= _FEWEST_HYPHENS or _ENDS_LIKE_AN_ARTICLE.search(path)
    return path if is_named else None


def _root(url: str) -> str:
    return url[: url.index("/", url.index("//") + 2) + 1]

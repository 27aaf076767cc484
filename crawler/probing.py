"""What a look at a portal tells its operator: its family, its sections, and how articles read."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crawler.extract.listing import ListingPage
from crawler.looking import NoPortal, look
from crawler.sites import Section
from crawler.spiders.probe import Probed, ProbeSpider

FIELDS = (
    *("title", "published_at", "summary", "author", "section"),
    *("paragraphs", "images", "captions", "attachments", "references"),
)
_RARELY = 0.5  # of the articles looked at


def probe(url: str, folder: Path, *, articles: int, **options: Any) -> dict[str, Any]:
    """Look at the portal, list or article at `url`, storing nothing, and say what it is.

    Returns url, portal, layouts, sections, articles (each with its address and either its JSON form
    or the problem's kind and detail), warnings, and how many pages failed. Raises ConfigError, or
    NoPortal when no page there could be read.
    """
    spider = look(ProbeSpider, url, folder, wanted=articles, **options)
    if not (spider.lists or spider.probed):
        raise NoPortal(f"{spider.front} is no portal that luutru knows: it leads to no list")
    read = [one.article for one in spider.probed if one.article is not None]
    portals = Counter(article.portal for article in read)
    return {
        "url": spider.front,
        "portal": spider.portal or next(iter(portals), None),
        "layouts": sorted({article.layout for article in read}),
        "sections": [_section(*one) for one in spider.lists],
        "articles": [_article(one) for one in spider.probed],
        "warnings": list(_warnings(spider)),
        "failed": len(spider.unread) + sum(one.article is None for one in spider.probed),
    }


def _section(section: Section, page: ListingPage) -> dict[str, Any]:
    pager = page.pager()
    return {
        "name": section.name,
        "url": section.url,
        "layout": page.layout,
        "entries": len(page.entries()),
        "goes_on": pager is not None,
        "last_page": pager.last_page if pager is not None else None,
    }


def _article(probed: Probed) -> dict[str, Any]:
    if probed.article is None:
        return {"url": probed.url, "problem": probed.kind, "detail": probed.detail}
    return probed.article.as_dict()


def _warnings(spider: ProbeSpider) -> Iterator[str]:
    """What an operator should look at before a long crawl."""
    for entry in spider.unread:
        yield f"a menu entry could not be read: {entry}"
    for section, page in spider.lists:
        if page.shows_more_pages() and page.pager() is None:
            yield f"the list {section.url} has more pages, but does not say how to get them"
    for one in spider.probed:
        if one.article is None:
            yield f"{one.url} gives no article: {one.detail}"
        elif one.article.confidence is not None and one.article.confidence < 1:
            yield f"{one.url} has no known layout; it was read by guess"
        elif one.article.published_raw and one.article.published_at is None:
            yield f"{one.url} prints a date that no rule reads: {one.article.published_raw[:80]}"
    yield from _missing(spider)


def _missing(spider: ProbeSpider) -> Iterator[str]:
    rows = [row for one in spider.probed if (row := _article(one)).get("title")]
    for field in ("published_at", "section", "paragraphs"):
        given = sum(bool(row[field]) for row in rows)
        if given < len(rows) * _RARELY:
            yield f"only {given} of {len(rows)} articles say their {field}"


def table_row(article: dict[str, Any]) -> dict[str, Any]:
    """A probed article as a row: what it says, shortened and counted."""
    empty: dict[str, Any] = dict.fromkeys(("url", "layout", *FIELDS))
    if "problem" in article:
        return empty | {"url": article["url"], "title": f"({article['problem']})"}
    captions = sum(image["caption"] is not None for image in article["images"])
    counted = {"captions": captions} | {
        name: len(article[name]) for name in ("paragraphs", "images", "attachments", "references")
    }
    said = {name: article[name] for name in FIELDS if name not in counted}
    return empty | {"url": article["url"], "layout": article["layout"]} | said | counted

"""When a page states for machines that its article was published."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from itertools import islice
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from archive.dating import DateCandidate
from archive.text import fold, normalize
from archive.times import VIETNAM
from crawler.extract.dating.field import printed_candidate
from crawler.extract.dating.linked import LinkedArticle, linked_articles
from crawler.extract.html import select, text_of

# In wide use, those that say most first: Open Graph, schema.org, Dublin Core, and what the makers
# of readers, search engines and reference managers ask for. Not "date", "created" and "dc.date",
# which may be those of anything, nor what says when the page was changed.
_METAS = (
    "article:published_time", "og:article:published_time", "og:published_time",
    "article:published", "article.published", "datepublished", "date_published",
    "rnews:datepublished", "dc.date.issued", "dcterms.issued", "dc.date.published",
    "dcterms.published", "dc.date.created", "dcterms.created", "dc.created", "pubdate",
    "pub_date", "publishdate", "publish_date", "publish-date", "published_date",
    "published-date", "publication_date", "publicationdate", "originalpublicationdate",
    "citation_publication_date", "citation_date", "parsely-pub-date", "sailthru.date",
    "cxenseparse:recs:publishtime",
)  # fmt: skip
_RANK = {name: rank for rank, name in enumerate(_METAS)}
_LONGEST = 80  # characters of a date
_RENDERED = timedelta(minutes=10)  # between a page's making and its capture
_ZONES = timedelta(hours=14)  # the furthest ahead of Greenwich
_YEARS = range(1990, 2101)  # what is older is an empty field's
_ISO = re.compile(r"\d{4}(-?)\d\d\1\d\d(?:[T ]\d\d[\d:.,+Z -]*)?")
_DIGIT = re.compile(r"[1-9]")
_MOST_METAS, _MOST_MARKED, _MOST_TIMES, _MOST = 300, 50, 50, 6
# By way of the attributes, which libxml2 walks in a quarter of the time; but then it compares all
# parents with one another.
_MARKED = etree.XPath(
    "(descendant::*/@itemprop[contains(., 'datePublished')])"
    f"[position() <= {_MOST_MARKED}]/parent::*"
)
_SECONDS = re.compile(r":\d\d:\d|T\d{6}")
_LISTED = frozenset(("li", "a", "aside", "nav", "footer"))
_RELATED = re.compile(
    r"relate|other|khac|lien-?quan|comment|sidebar|clock|today|current-?date", re.IGNORECASE
)
_ARTICLE = re.compile(r"Article|Posting|WebPage|ItemPage|CreativeWork|Report", re.IGNORECASE)
_PUBLISHED = re.compile(r"publish|entry-date|post-date|posted|date-?created", re.IGNORECASE)
_CHANGED = re.compile(r"updat|modif", re.IGNORECASE)
_WORDS_BEFORE = 1500  # characters that title, summary and the block's head have at most
_BESIDE = 80  # characters of a line that holds a time and little more
_OPENING = 800  # characters of a block in which its title stands
_SHORTEST = 20  # characters of a headline that may stand among other words


def stated_candidates(
    tree: HtmlElement, block: HtmlElement, seen_at: datetime
) -> tuple[DateCandidate, ...]:
    """What the page's head, JSON-LD, microdata and time elements say, each moment once.

    `block` holds the article. What is said of other articles, of the site, or of the page's making
    at `seen_at` (aware) is left out; so is what no rule reads.
    """
    return read_stated(said_dates(tree, block), seen_at)


def read_stated(said: Iterable[str], seen_at: datetime) -> tuple[DateCandidate, ...]:
    """The candidates among what `said_dates` found."""
    found: dict[tuple[str | None, str | None], DateCandidate] = {}
    for raw in said:
        one = _read(raw, seen_at)
        if _is_moment(one, seen_at):
            found.setdefault((one.value, one.other), one)
    return tuple(found.values())[:_MOST]


def said_dates(tree: HtmlElement, block: HtmlElement) -> tuple[str, ...]:
    """What the page states as the publication of the article in `block`, as it is written."""
    return _distinct((*head_dates(tree, block), *_marked(block), *_times(block)))


def head_dates(tree: HtmlElement, block: HtmlElement) -> tuple[str, ...]:
    """The same of its meta elements and JSON-LD alone, what says most first."""
    return _distinct((*_metas(tree), *_linked(tree, block)))


def _distinct(said: Iterable[str]) -> tuple[str, ...]:
    found = dict.fromkeys(normalize(one) for one in said if len(one) <= _LONGEST)
    return tuple(one for one in found if _DIGIT.search(one))


def _metas(tree: HtmlElement) -> Iterator[str]:
    found = []
    for meta in islice(tree.iter("meta"), _MOST_METAS):
        named = meta.get("property") or meta.get("name") or ""
        parent = meta.getparent()
        if not named and parent is not None and parent.tag == "head":
            named = meta.get("itemprop") or ""
        rank = _RANK.get(named.strip().lower())
        if rank is not None:
            found.append((rank, meta.get("content") or ""))
    yield from (text for _, text in sorted(found, key=lambda one: one[0]))


def _is_moment(one: DateCandidate, seen_at: datetime) -> bool:
    """Whether this is a day or a time that is neither empty nor the clock of the page's making.

    Such a clock may be in a wrong zone, and so some hours ahead.
    """
    if one.at is None:
        return one.value is None and one.other is not None
    is_clock = one.precision != "day" and -_RENDERED <= one.at - seen_at <= _ZONES
    return one.at.year in _YEARS and not is_clock


def as_written(text: str) -> datetime | None:
    """The naive time of an ISO date as it is written, whatever its zone; None where it is none."""
    at = _iso(text)
    return None if at is None else at.replace(tzinfo=None)


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if _ISO.fullmatch(text) else None
    except ValueError:
        return None


def _read(text: str, seen_at: datetime) -> DateCandidate:
    """Times in other zones are told by Vietnam's clocks; midnight in any zone is a day."""
    at = _iso(text)
    if at is None or at.year not in _YEARS:
        return printed_candidate(text, seen_at, source="metadata")
    local = at.astimezone(VIETNAM) if at.tzinfo else at
    midnight = next((one for one in (at, local) if one.time() == time.min), None)
    if midnight is not None:
        unit, value = "day", f"{midnight:%Y-%m-%d}"
    elif _SECONDS.search(text):
        unit, value = "second", f"{local:%Y-%m-%dT%H:%M:%S}"
    else:
        unit, value = "minute", f"{local:%Y-%m-%dT%H:%M}"
    return DateCandidate(source="metadata", raw=text, value=value, precision=unit)


def _linked(tree: HtmlElement, block: HtmlElement) -> Iterator[str]:
    """When JSON-LD says that the page's own article was published."""
    articles = linked_articles(tree)
    if not articles:
        return
    titles, urls = _titles(tree, block), _own_addresses(tree)
    for one in articles:
        is_nameless = not (one.headline or one.urls) and len(articles) == 1
        if is_nameless or _is_shown(one, titles) or urls & {*map(_bare, one.urls)}:
            yield one.published


def _titles(tree: HtmlElement, block: HtmlElement) -> tuple[str, ...]:
    """Folded titles of the page, and the words that its article begins with."""
    metas = select(tree, "meta[property='og:title'], meta[name='twitter:title']")[:2]
    titles = [text_of(one) for one in (*select(tree, "head title")[:1], *select(tree, "h1")[:3])]
    titles += [normalize(one.get("content") or "") for one in metas]
    opening = " ".join(islice(filter(str.strip, block.itertext("*")), 30))[:_OPENING]
    return tuple(map(fold, (*titles, normalize(opening))))


def _is_shown(one: LinkedArticle, titles: Iterable[str]) -> bool:
    headline = normalize(one.headline).rstrip(" .…“”'")
    is_long = len(headline) >= _SHORTEST
    return bool(headline) and any(
        headline == title or (is_long and headline in title) for title in titles
    )


def _own_addresses(tree: HtmlElement) -> set[str]:
    links = [one.get("href") for one in select(tree, "link[rel=canonical]")[:2]]
    links += [one.get("content") for one in select(tree, "meta[property='og:url']")[:2]]
    return {bare for link in links if link and "/" in (bare := _bare(link))}


def _bare(url: str) -> str:
    """An address without scheme, "www." and what ends it."""
    return url.partition("#")[0].partition("://")[2].removeprefix("www.").rstrip("/")


def _marked(block: HtmlElement) -> tuple[str, ...]:
    """Microdata: schema.org's datePublished in the block, or in the item that the block is of."""
    around = (block, *block.iterancestors())
    found: dict[str, bool] = {}
    for element in cast("list[HtmlElement]", _MARKED(around[-1])):
        above = (element, *element.iterancestors())
        scope = next((one for one in above if one.get("itemscope") is not None), None)
        is_own = scope in around
        if (is_own or block in above) and _is_of_article(scope) and not _is_listed(element, block):
            said = element.get("content") or element.get("datetime")
            said = said or "".join(islice(element.itertext("*"), 10))[:_LONGEST]
            found[said] = found.get(said, False) or is_own
    certain = tuple(said for said, is_certain in found.items() if is_certain)
    return tuple(found) if len(found) == 1 else certain


def _is_of_article(scope: HtmlElement | None) -> bool:
    kind = scope.get("itemtype") if scope is not None else None
    return not kind or _ARTICLE.search(kind) is not None


def _times(block: HtmlElement) -> Iterator[str]:
    """Time elements that are marked as the publication's, else the first beside the title."""
    plain = []
    for element in islice(block.iter("time"), _MOST_TIMES):
        said, name = element.get("datetime") or "", element.get("class") or ""
        if not said or _is_listed(element, block):
            continue
        if element.get("pubdate") is not None or _PUBLISHED.search(name):
            yield said
            return
        if not _CHANGED.search(f"{name} {element.get('itemprop') or ''}"):
            plain.append(element)
    first = next(iter(plain), None)
    if first is not None and _is_beside_title(first, block):
        yield first.get("datetime") or ""


def _is_listed(element: HtmlElement, block: HtmlElement) -> bool:
    """Whether this belongs to a list, a comment or the like within the block."""
    for above in element.iterancestors():
        if above is block or above.tag in ("body", "html"):
            return False
        if above.tag in _LISTED or _RELATED.search(f"{above.get('class')} {above.get('id')}"):
            return True
    return False


def _is_beside_title(element: HtmlElement, block: HtmlElement) -> bool:
    """Whether the line holds little else, and no body stands before it."""
    parent = element.getparent()
    if parent is None or (parent is not block and len(text_of(parent)) > _BESIDE):
        return False
    before = 0
    for one in block.iter():
        if one is element:
            return True
        before += len((one.text or "").strip()) + len((one.tail or "").strip())
        if before > _WORDS_BEFORE:
            return False
    return False

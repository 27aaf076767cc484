"""Which line of a page is its article's title, by what the address and the page's head say."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from archive.identity import article_id
from archive.text import fold, normalize
from crawler.extract.dating.linked import linked_data
from crawler.extract.dating.stated import head_dates
from crawler.extract.generic.outline import Outline
from crawler.extract.html import select, text_of
from crawler.extract.section import slug

_CUT = 96  # characters after which portals cut the slug of an address
_SHORTEST_PREFIX = 24  # characters of a slug that other systems cut
_MOST_LONGER = 2.5  # times that a title may be longer than its slug, or the slug than the title
_LONGEST = 400  # characters of a title
# In an address without an id, and in one that is nothing else; fewer may name a section.
_WORDS_OF_SLUG, _WORDS_OF_PATH = 3, 5
_WORDS_OF_TITLE = 4
_LETTER = re.compile(r"[a-z]")
_EXTENSION = re.compile(r"\.(?:html?|aspx|php|jsp|htm|ashx)$", re.IGNORECASE)
_FIRST_NUMBER, _LAST_NUMBER = re.compile(r"^\d+-+"), re.compile(r"[-_.]+[a-z]?\d+$")
_BETWEEN = re.compile(r"\s+[-–—|»›:/]+\s+|\s*[|»›]+\s*")
# Names of sites and of pages that hold no article.
_SITE = re.compile(r"^(?:cong|trang) (?:thong tin|tin)\b|^(?:trang )?(?:website|web) |^portal\b")
_NO_TITLE = re.compile(
    r"^(?:trang chu|home(?:page)?|lien he|gop y|dang nhap|dang ky|login|sign in|tim kiem"
    r"|ket qua tim kiem|search(?: results)?|so do (?:cong|trang|website|site)|sitemap|thu vien"
    r"(?: (?:anh|hinh anh|video|clip))?|album(?: anh)?|hoi dap|404|error|loi|khong tim thay"
    r"|(?:page )?not found|page not found|access denied|tin (?:moi|noi bat|tuc)|lien ket website"
    r"|tham do (?:y kien|du luan)|thong ke|quang cao|binh chon|lien ket|doc nhieu|xem nhieu"
    r"|quen mat khau|contact(?: us)?|truy cap bi tu choi)(?:\b.{0,40})?$"
)


@dataclass(frozen=True, slots=True)
class Head:
    """What address and head say of the article: slugs of its title, titles, its summary, dates."""

    slugs: tuple[str, ...]
    titles: tuple[str, ...]
    description: str
    dates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Title:
    """A line that may be the title, and what speaks for it; `numbers` are its items."""

    text: str
    numbers: range
    has_slug: bool
    has_meta: bool
    score: float

    @property
    def is_agreed(self) -> bool:
        """Whether the address or the head gives the same title."""
        return self.has_slug or self.has_meta


def read_head(tree: HtmlElement, url: str) -> Head:
    """What the page's address and head say."""
    linked = tuple(islice(linked_data(tree), 20))
    titles = [text_of(one) for one in select(tree, "head title")[:1]]
    titles += _metas(tree, "og:title", "twitter:title", "title")
    titles += [one["headline"] for one in linked if isinstance(one.get("headline"), str)]
    summary = next(iter(_metas(tree, "description", "og:description")), "")
    return Head(
        slugs=tuple(_slugs(url)),
        titles=tuple(dict.fromkeys(filter(None, map(normalize, titles)))),
        description=summary,
        dates=head_dates(tree, tree),
    )


def _metas(tree: HtmlElement, *names: str) -> list[str]:
    """Contents of meta elements, in the order of `names`."""
    found: dict[str, str] = {}
    for meta in select(tree, "meta[content]")[:200]:
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        found.setdefault(name.lower(), normalize(meta.get("content") or ""))
    return [text for name in names if (text := found.get(name.lower()))]


def _slugs(url: str) -> Iterator[str]:
    """Parts of the address that may spell the title, without numbers and extension."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    segments = [one for one in re.split(r"[/=&]", f"{parts.path}/{parts.query}") if one]
    has_id = article_id(url) is not None
    if has_id and segments[-1].count("-") >= _WORDS_OF_SLUG:
        segments = segments[-1:]  # what stands before it spells the section
    for number, segment in enumerate(segments):
        bare = _FIRST_NUMBER.sub("", _EXTENSION.sub("", unquote(segment)))
        once = _LAST_NUMBER.sub("", bare)
        is_last = has_id and number == len(segments) - 1
        spelled = dict.fromkeys(map(slug, (bare, once, _LAST_NUMBER.sub("", once))))
        least = _WORDS_OF_SLUG if len(segments) > 1 else _WORDS_OF_PATH
        yield from (one for one in spelled if is_last or one.count("-") >= least - 1)


def slug_score(folded: str, slugs: Sequence[str]) -> float:
    """How well an address spells the text: 4 whole or cut as portals cut, 2.5 nearly, 0 not."""
    close = [wanted for wanted in slugs if wanted.partition("-")[0] in folded]
    spelled = slug(folded) if close else ""
    return max((_spells(wanted, spelled) for wanted in close if spelled), default=0.0)


def _spells(wanted: str, spelled: str) -> float:
    """How well the slug `wanted` spells `spelled`; nearly: cut, or grown, or words left out."""
    if wanted in (spelled, spelled[:_CUT].strip("-")):
        return 4.0
    short, long = sorted((wanted, spelled), key=len)
    if len(short) < _SHORTEST_PREFIX or len(long) > _MOST_LONGER * len(short):
        return 0.0
    is_among = len(spelled) <= 1.5 * len(wanted) and _is_among(
        wanted.split("-"), spelled.split("-")
    )
    return 2.5 if is_among or long.startswith(short) else 0.0


def _is_among(words: list[str], others: list[str]) -> bool:
    """Whether all `words` are among `others`, in their order."""
    left = iter(others)
    return all(word in left for word in words)


def bare_titles(head: Head) -> dict[str, float]:
    """The head's titles, folded, and what is left of "Title - Section | Site" without its ends.

    With each, which share of the whole it is.
    """
    found: dict[str, float] = {}
    for title in head.titles:
        joints = [joint.span() for joint in islice(_BETWEEN.finditer(title), 6)]
        parts = [
            title,
            *(title[:start] for start, _ in joints),
            *(title[end:] for _, end in joints),
        ]
        for part in filter(None, map(fold, parts)):
            found[part] = max(found.get(part, 0.0), min(1.0, len(part) / len(title)))
    return {part: share for part, share in found.items() if not _SITE.search(part)}


def is_no_title(folded: str) -> bool:
    """Whether the folded text is the name of a site, or of a page that holds no article."""
    return bool(_SITE.search(folded) or _NO_TITLE.match(folded))


def find_titles(page: Outline, head: Head) -> tuple[Title, ...]:
    """Lines that may be the title, those with most evidence first."""
    wanted = bare_titles(head)
    found = [_judge(page, span, head.slugs, wanted) for span in _candidates(page)]
    return tuple(sorted(filter(None, found), key=lambda one: -one.score))


def _candidates(page: Outline) -> Iterator[range]:
    """Lines, and the lines of one element taken together."""
    items = page.items
    start = 0
    for number, item in enumerate(items):
        if item.kind != "text":
            start = number + 1
            continue
        if len(item.text) <= _LONGEST and _LETTER.search(item.folded):
            yield range(number, number + 1)
        if item.element is not items[start].element:
            start = number
        follows = number + 1 < len(items) and items[number + 1].element is item.element
        if 1 <= number - start <= 3 and not follows:
            yield range(start, number + 1)


def _judge(
    page: Outline, span: range, slugs: Sequence[str], wanted: Mapping[str, float]
) -> Title | None:
    """The evidence for a candidate; None where there is none."""
    item = page.items[span.start]
    folded = " ".join(page.items[one].folded for one in span)
    by_slug = slug_score(folded, slugs)
    share = wanted.get(folded, 0.0)
    if not (by_slug or share or item.level) or not 3 <= len(folded) <= _LONGEST:
        return None
    if is_no_title(folded) and not by_slug:
        return None
    score = by_slug + (1.5 + 1.5 * share if share else 0.0)
    score += (2.5 - 0.4 * item.level if item.level else 0.0) + 0.5 * item.is_bold
    score -= 3.0 * item.is_link + 2.5 * item.is_chrome + 1.5 * item.in_item
    text = " ".join(page.items[one].text for one in span)
    return Title(text, span, by_slug > 0, share > 0, score)


def title_beside(page: Outline, numbers: Iterable[int], skipped: Container[int]) -> Title | None:
    """A line of its own beside the body, where nothing names the title and there is no heading."""
    found = [number for number in numbers if number not in skipped and _stands_alone(page, number)]
    bold = [number for number in found if page.items[number].is_bold]
    number = next(iter((*bold, *found)), None)
    if number is None:
        return None
    return Title(page.items[number].text, range(number, number + 1), False, False, 0.5)


def _stands_alone(page: Outline, number: int) -> bool:
    item = page.items[number]
    if item.kind != "text" or item.is_link or item.is_chrome or item.in_item:
        return False
    is_short = len(item.text) <= 2 * _CUT and item.text[-1] not in ".:;,"
    is_long_enough = len(item.text.split()) >= _WORDS_OF_TITLE
    return is_short and is_long_enough and not is_no_title(item.folded)

"""How well articles read: shares over many pages, each of what a person would have read."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from archive.text import fold

Json = dict[str, Any]

# Words of menus, counters, logins and footers on the pages of tests/portals.
BOILERPLATE = (
    *("Đăng nhập", "Designed by VNPT", "Thống kê truy cập", "Đang online", "Lượt xem", "Bản in"),
    *("Trang chủ", "Tin liên quan", "TIN ĐÃ ĐƯA", "No title...", "Về đầu trang"),
    *("image advertisement", "Số lượt người xem", "Hôm nay:", "Tất cả:", "Liên kết website"),
)


@dataclass(frozen=True, slots=True)
class Read:
    """One page: the article as expected, and as read (None: nothing was)."""

    expected: Json
    found: Json | None


def measures(pages: Sequence[Read]) -> dict[str, float]:
    """Shares from 0 to 1 over all `pages`; `leaking` is the only one that is better when lower."""
    return {
        "title": _share(
            page.found and page.found["title"] == page.expected["title"] for page in pages
        ),
        "paragraphs": _f1(pages, lambda article: article["paragraphs"]),
        "tokens": _f1(pages, lambda article: " ".join(article["paragraphs"]).split()),
        "images": _recall(pages, lambda article: [image["url"] for image in article["images"]]),
        "captions": _f1(pages, _captions),
        "attachments": _f1(pages, lambda article: [one["url"] for one in article["attachments"]]),
        "dates": _share(page.found and _day(page.found) == _day(page.expected) for page in pages),
        "caption_in_body": _share(_has_caption_in_body(page) for page in pages),
        "leaking": _share(bool(leaks(page)) for page in pages),
    }


def leaks(page: Read) -> list[str]:
    """Words of boilerplate that were read and are no part of the article."""
    if page.found is None:
        return []
    own = "\n".join(_texts(page.expected))
    return [
        words
        for words in BOILERPLATE
        if words in "\n".join(_texts(page.found)) and words not in own
    ]


def _texts(article: Json) -> list[str]:
    captions = [image["caption"] or "" for image in article["images"]]
    return [article["title"], article["summary"] or "", *article["paragraphs"], *captions]


def _captions(article: Json) -> list[tuple[str, str]]:
    return [(image["url"], image["caption"]) for image in article["images"] if image["caption"]]


def _has_caption_in_body(page: Read) -> bool:
    captions = {fold(caption) for _, caption in _captions(page.expected)}
    own = {fold(line) for line in page.expected["paragraphs"]}
    found = {fold(line) for line in page.found["paragraphs"]} if page.found else set()
    return bool(captions & found - own)


def _title(article: Json | None) -> str | None:
    return article["title"] if article else None


def _day(article: Json) -> str | None:
    return (article["published_at"] or "")[:10] or None


def _share(truths: Iterable[Any]) -> float:
    counted = [bool(one) for one in truths]
    return sum(counted) / len(counted) if counted else 1.0


def _f1(pages: Sequence[Read], parts: Any) -> float:
    """Twice what both have over what each has, in all pages together."""
    common = wanted = found = 0
    for page in pages:
        expected = Counter(parts(page.expected))
        given = Counter(parts(page.found)) if page.found else Counter()
        common += (expected & given).total()
        wanted += expected.total()
        found += given.total()
    return 2 * common / (wanted + found) if wanted + found else 1.0


def _recall(pages: Sequence[Read], parts: Any) -> float:
    common = wanted = 0
    for page in pages:
        expected = Counter(parts(page.expected))
        common += (expected & Counter(parts(page.found))).total() if page.found else 0
        wanted += expected.total()
    return common / wanted if wanted else 1.0

"""What a page says and how we came to know it: the contract between crawler and archive."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self
from urllib.parse import urljoin

from archive.dating import Dating, Published, published_of, read_dating
from archive.json_object import JsonObject
from archive.text import fold
from archive.times import VIETNAM

REFERENCE_KINDS = ("video", "audio")

# "3 giờ trước" reads differently on every visit without the article having changed.
_RELATIVE = re.compile(r"\b(truoc|hom nay|hom qua|hom kia|vua xong|ago|yesterday|today)\b")

_COUNT = re.compile(
    r"\(?\b(?:(?:lượt )?(?:xem|đọc|truy cập|views?)\s*:\s*[\d.,]+|[\d.,]+ (?:lượt \w+|views?)\b)\)?"
)

_YEAR = re.compile(r"\d{4}|\d[/.-]\d{1,2}[/.-]\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture of an article; `position` counts the paragraphs that stand before it."""

    url: str
    caption: str | None = None
    credit: str | None = None
    alt: str | None = None
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A document that an article hands out."""

    url: str
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Something shown on the page that is kept as an address only; `kind`: "video" or "audio"."""

    url: str
    kind: str
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What one page says, in the order it says it; None is "the page does not say".

    `published_at` is aware; its raw string stands beside it as printed. Paragraphs are one line
    each, NFC, without captions, author line or boilerplate. `confidence` is 1 where a known layout
    was read, less where the layout was guessed, None where nobody wrote it down. `dating` says
    where the date is from, None where nobody wrote that down.
    """

    url: str
    title: str
    portal: str
    layout: str
    confidence: float | None = None
    site: str | None = None
    section: str | None = None
    summary: str | None = None
    author: str | None = None
    source: str | None = None
    published_at: datetime | None = None
    published_raw: str | None = None
    published_precision: str | None = None
    paragraphs: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    references: tuple[Reference, ...] = ()
    dating: Dating | None = None

    @property
    def published(self) -> Published:
        """When it was published, as the archive knows."""
        return Published(
            at=self.published_at, raw=self.published_raw, precision=self.published_precision
        )

    @property
    def published_on_page(self) -> Published:
        """When it was published as the page alone says, whatever the archive learned since."""
        page = self.dating.page if self.dating else None
        return self.published if page is None else page

    def as_dict(self) -> dict[str, Any]:
        """The article in its JSON form; times are ISO 8601 with their offset."""
        return {
            "url": self.url,
            "site": self.site,
            "portal": self.portal,
            "layout": self.layout,
            "confidence": self.confidence,
            "section": self.section,
            "title": self.title,
            "summary": self.summary,
            "author": self.author,
            "source": self.source,
            **self.published.as_dict(),
            "paragraphs": list(self.paragraphs),
            "images": [asdict(image) for image in self.images],
            "attachments": [asdict(attachment) for attachment in self.attachments],
            "references": [asdict(reference) for reference in self.references],
            "dating": self.dating.as_dict() if self.dating else None,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The article of its JSON form, its texts normalised.

        Raises ValueError, naming the field, when a value is not what the form promises.
        """
        read = JsonObject(data)
        published = published_of(read)
        return cls(
            url=read.url("url"),
            title=read.required("title"),
            portal=read.text("portal") or "unknown",
            layout=read.text("layout") or "unknown",
            confidence=read.share("confidence"),
            site=read.text("site"),
            section=read.text("section"),
            summary=read.text("summary"),
            author=read.text("author"),
            source=read.text("source"),
            published_at=published.at,
            published_raw=published.raw,
            published_precision=published.precision,
            paragraphs=read.lines("paragraphs"),
            images=read.parts("images", _image),
            attachments=read.parts("attachments", _attachment),
            references=read.parts("references", _reference),
            dating=read.part("dating", read_dating),
        )

    def content_hash(self) -> str:
        """SHA-256, hex, of what makes a version: equal hashes mean that nothing was edited.

        Where the page stands (url, section) and how it was read (portal, layout, confidence) are
        not content; nor is what else than the page told its date.
        """
        content = self.as_dict() | self.published_on_page.as_dict()
        for name in ("url", "site", "portal", "layout", "confidence", "section", "dating"):
            del content[name]
        for name in ("images", "attachments", "references"):
            for part in content[name]:  # https is no other picture
                part["url"] = part["url"].partition("://")[2].removeprefix("www.")
        if not self.references:  # hashes are older than references
            del content["references"]
        raw = self.published_on_page.raw
        if _RELATIVE.search(fold(raw or "")):
            content |= Published().as_dict()
        elif not _YEAR.search(raw or "0000"):  # "04/7" is of another year when read years later
            content |= Published(raw=raw).as_dict()
        written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One entry of a section's list page, as printed there.

    `key` is the portal's id, or where it has none the address's path.
    """

    key: str
    url: str
    title: str | None = None
    printed_date: str | None = None


def _uncounted(title: str) -> str:
    """The title without a count of views, which is another at every visit."""
    return _COUNT.sub("", title.casefold())


def is_listed_otherwise(entry: Listed, title: str | None, printed_date: str | None) -> bool:
    """Whether `entry` has another title or date than the list had: perhaps its page changed.

    A date that counts back, or a count of views, is another at every visit.
    """
    if entry.title and title and _uncounted(entry.title) != _uncounted(title):
        return True
    printed = entry.printed_date
    if not printed or not printed_date or printed == printed_date:
        return False
    return not any(_RELATIVE.search(fold(one)) for one in (printed, printed_date))


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One exchange with a server: what was asked, what came back, byte for byte, and when.

    `payload` is the body as sent (still compressed where the server compressed it). `truncated`
    names why it is not whole ("disconnect", "length"), None when it is.
    """

    url: str
    seen_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    payload: bytes
    method: str = "GET"
    request_headers: tuple[tuple[str, str], ...] = ()
    request_body: bytes = b""
    ip_address: str | None = None
    truncated: str | None = None

    @property
    def content_type(self) -> str | None:
        """The media type that the server claims, without parameters, in lower case."""
        return (self._header("content-type") or "").partition(";")[0].strip().lower() or None

    @property
    def location(self) -> str | None:
        """Where a redirect leads; None of other answers."""
        said = self._header("location") if 300 <= self.status < 400 else None
        return urljoin(self.url, said.strip()) if said else None

    def _header(self, wanted: str) -> str | None:
        return next((value for name, value in self.headers if name.lower() == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something we could not read or fetch, and why; `kind` is a short word to count by."""

    kind: str
    url: str
    detail: str
    seen_at: datetime
    site: str | None = None
    key: str | None = None
    layout: str | None = None
    capture_id: int | None = None


def _image(read: JsonObject) -> Image:
    return Image(
        url=read.url("url"),
        caption=read.text("caption"),
        credit=read.text("credit"),
        alt=read.text("alt"),
        position=read.number("position"),
    )


def _attachment(read: JsonObject) -> Attachment:
    return Attachment(url=read.url("url"), label=read.text("label"))


def _reference(read: JsonObject) -> Reference:
    kind = read.required_word("kind", REFERENCE_KINDS)
    return Reference(url=read.url("url"), kind=kind, label=read.text("label"))


def read_seen_time(data: Mapping[str, Any], name: str) -> datetime | None:
    """The aware time of field `name` of an article's JSON form; raises ValueError."""
    return JsonObject(data).time(name, VIETNAM)

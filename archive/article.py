"""What a page says and how we came to know it: the contract between crawler and archive."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo

from archive.text import fold, normalize

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
Part = TypeVar("Part")
PRECISIONS = ("second", "minute", "day")

_ADDRESS = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)
# "3 giờ trước" reads differently on every visit without the article having changed.
_RELATIVE = re.compile(r"\b(truoc|hom nay|hom qua|hom kia|vua xong|ago|yesterday|today)\b")


def time_text(at: datetime) -> str:
    """`at` as the archive writes it: ISO 8601 in Vietnam time, so that texts sort as times do."""
    return at.astimezone(VIETNAM).isoformat()


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
class Article:
    """What one page says, in the order it says it; None is "the page does not say".

    `published_at` is aware; its raw string stands beside it as printed. Paragraphs are one line
    each, NFC, without captions, author line or boilerplate.
    """

    url: str
    title: str
    portal: str
    layout: str
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

    def as_dict(self) -> dict[str, Any]:
        """The article in its JSON form; times are ISO 8601 with their offset."""
        return {
            "url": self.url,
            "site": self.site,
            "portal": self.portal,
            "layout": self.layout,
            "section": self.section,
            "title": self.title,
            "summary": self.summary,
            "author": self.author,
            "source": self.source,
            "published_at": time_text(self.published_at) if self.published_at else None,
            "published_raw": self.published_raw,
            "published_precision": self.published_precision,
            "paragraphs": list(self.paragraphs),
            "images": [asdict(image) for image in self.images],
            "attachments": [asdict(attachment) for attachment in self.attachments],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The article of its JSON form, its texts normalised.

        Raises ValueError, naming the field, when a value is not what the form promises.
        """
        read = _Reader(data)
        published_at = read.time("published_at")
        precision = read.text("published_precision")
        if precision not in (*PRECISIONS, None):
            raise ValueError(f"published_precision: {precision!r} is none of {PRECISIONS}")
        return cls(
            url=read.url("url"),
            title=read.required("title"),
            portal=read.text("portal") or "unknown",
            layout=read.text("layout") or "unknown",
            site=read.text("site"),
            section=read.text("section"),
            summary=read.text("summary"),
            author=read.text("author"),
            source=read.text("source"),
            published_at=published_at,
            published_raw=read.text("published_raw"),
            published_precision=precision,
            paragraphs=read.lines("paragraphs"),
            images=read.parts("images", _image),
            attachments=read.parts("attachments", _attachment),
        )

    def content_hash(self) -> str:
        """SHA-256, hex, of what makes a version: equal hashes mean that nothing was edited.

        Where the page stands (url, section) and how it was read (portal, layout) are not content.
        """
        content = self.as_dict()
        for name in ("url", "site", "portal", "layout", "section"):
            del content[name]
        for part in (*content["images"], *content["attachments"]):  # https is no other picture
            part["url"] = part["url"].partition("://")[2].removeprefix("www.")
        if _RELATIVE.search(fold(self.published_raw or "")):
            content |= {"published_at": None, "published_raw": None, "published_precision": None}
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
        for name, value in self.headers:
            if name.lower() == "content-type":
                return value.partition(";")[0].strip().lower() or None
        return None


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


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one JSON object of unknown origin field by field."""

    data: Mapping[str, Any]

    def __post_init__(self) -> None:
        if not isinstance(self.data, Mapping):
            raise ValueError(f"expected a JSON object, not {type(self.data).__name__}")

    def text(self, name: str) -> str | None:
        value = self.data.get(name)
        if not isinstance(value, str | None):
            raise ValueError(f"{name}: expected text or null, not {type(value).__name__}")
        return normalize(value) or None if value is not None else None

    def required(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise ValueError(f"{name}: missing")
        return value

    def url(self, name: str) -> str:
        value = self.required(name)
        if not _ADDRESS.match(value):
            raise ValueError(f"{name}: expected an http or https address, not {value[:80]!r}")
        return value

    def time(self, name: str) -> datetime | None:
        value = self.text(name)
        if value is None:
            return None
        try:
            at = datetime.fromisoformat(value)
            return (at if at.tzinfo else at.replace(tzinfo=VIETNAM)).astimezone(VIETNAM)
        except (ValueError, OverflowError) as error:
            raise ValueError(f"{name}: {value!r} is no ISO 8601 time") from error

    def number(self, name: str) -> int:
        value = self.data.get(name, 0)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
            raise ValueError(f"{name}: expected a count, not {value!r}")
        return value

    def items(self, name: str) -> list[Any]:
        value = self.data.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise ValueError(f"{name}: expected a list, not {type(value).__name__}")
        return value

    def parts(self, name: str, make: Callable[["_Reader"], Part]) -> tuple[Part, ...]:
        """The objects of a list, each made by `make`; errors name the list."""
        try:
            return tuple(make(_Reader(item)) for item in self.items(name))
        except ValueError as error:
            raise ValueError(
                str(error) if str(error).startswith(name) else f"{name}: {error}"
            ) from error

    def lines(self, name: str) -> tuple[str, ...]:
        values = self.items(name)
        if not all(isinstance(value, str) for value in values):
            raise ValueError(f"{name}: expected a list of texts")
        return tuple(line for line in map(normalize, values) if line)


def _image(read: _Reader) -> Image:
    return Image(
        url=read.url("url"),
        caption=read.text("caption"),
        credit=read.text("credit"),
        alt=read.text("alt"),
        position=read.number("position"),
    )


def _attachment(read: _Reader) -> Attachment:
    return Attachment(url=read.url("url"), label=read.text("label"))


def read_seen_time(data: Mapping[str, Any], name: str) -> datetime | None:
    """The aware time of field `name` of an article's JSON form; raises ValueError."""
    return _Reader(data).time(name)

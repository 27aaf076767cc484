"""The demo's articles and sections, read from the TOML files under ``content/``.

All articles but one are invented. The one is "Hội nghị Ban Chấp hành Đảng bộ thành phố lần thứ 25".
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crawler.demo.blocks import Block, Bullets, Heading, Paragraph, Picture, Table, parse_blocks

FOLDER = Path(__file__).parent / "content"
LOCAL_TIME = ZoneInfo("Asia/Ho_Chi_Minh")
SLUG_LENGTH = 96  # where vnPortal cuts an article's slug, even inside a word
WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
DATE_FORMS = {
    "day": "{:%d/%m/%Y}",
    "dashes": "{:%d-%m-%Y}",
    "minute": "{:%d/%m/%Y %H:%M}",
    "weekday": "{weekday}, {:%d/%m/%Y | %H:%M}",
    "label": "Ngày đăng: {:%d/%m/%Y %H:%M}",
    "time-first": "{:%H:%M %d/%m/%Y}",
    "halves": "{:%d-%m-%Y %I:%M} {half}",
}


@dataclass(frozen=True, slots=True)
class DemoSite:
    """Who the portal belongs to: the numbers and names its pages and file addresses carry."""

    name: str
    site_id: int
    tenant: str
    unit: str
    address: str


@dataclass(frozen=True, slots=True)
class DemoSection:
    """One category list; ``style`` names the deployment whose parameters its script carries."""

    slug: str
    name: str
    category_id: int
    style: str = "haiphong"
    category_ids: str = ""
    also_lists: tuple[str, ...] = ()
    dates_in_fragments: bool = False
    link_query: str = ""

    @property
    def lists(self) -> tuple[str, ...]:
        """The category slugs whose articles the list shows, its own first."""
        return (self.slug, *self.also_lists)


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """One article; ``posted_at`` is aware, Vietnam time, printed as ``date_form`` says.

    ``author_place`` is ``field`` (``div.author``), ``body`` (a last bold paragraph) or ``line``
    (``Tác giả: …``). Under the category ``hidden_under`` the page shows another module instead.
    """

    id: int
    slug: str
    categories: tuple[str, ...]
    title: str
    posted_at: datetime
    blocks: tuple[Block, ...]
    date_form: str = "day"
    summary: str | None = None
    author: str | None = None
    author_place: str = "field"
    source: str | None = None
    lead: str | None = None
    hidden_under: str | None = None
    paste: str = "plain"
    alt: str = "anh tin bai"

    @property
    def printed_date(self) -> str:
        """The publication date as the page prints it."""
        half = "SA" if self.posted_at.hour < 12 else "CH"
        weekday = WEEKDAYS[self.posted_at.weekday()]
        return DATE_FORMS[self.date_form].format(self.posted_at, weekday=weekday, half=half)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body's texts in reading order, single-spaced; captions and signature left out.

        Table rows are one text each, cells joined by `` | ``.
        """
        texts = (" ".join(text.split()) for block in self.blocks for text in _texts(block))
        return tuple(text for text in texts if text)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The images of the body in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Picture))

    def path(self, category: str) -> str:
        """The article's path on the portal under one of its categories."""
        return f"/{category}/{self.slug}-{self.id}"


def slugify(title: str) -> str:
    """Write a title as vnPortal writes slugs: no diacritics, other signs a hyphen, cut at 96."""
    plain = unicodedata.normalize("NFD", title.lower().replace("đ", "d"))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:SLUG_LENGTH]


def load_site() -> DemoSite:
    """Read who the bundled portal belongs to."""
    return DemoSite(**_table(FOLDER / "portal.toml")["site"])


def load_sections() -> tuple[DemoSection, ...]:
    """Read the bundled sections, in menu order."""
    return tuple(
        DemoSection(**{**fields, "also_lists": tuple(fields.get("also_lists", ()))})
        for fields in _table(FOLDER / "portal.toml")["section"]
    )


def load_articles() -> tuple[DemoArticle, ...]:
    """Read the bundled articles, newest first; ValueError when two share an id."""
    files = sorted((FOLDER / "articles").glob("*.toml"))
    articles = [_article(fields) for file in files for fields in _table(file)["article"]]
    if len({article.id for article in articles}) < len(articles):
        raise ValueError("two demo articles share an id")
    return tuple(sorted(articles, key=lambda article: -article.id))


def _article(fields: Mapping[str, Any]) -> DemoArticle:  # Any: a TOML table before it is read
    body = str(fields["body"])
    read = {
        "slug": slugify(fields["title"]),
        **{name: value for name, value in fields.items() if name != "body"},
        "categories": tuple(fields["categories"]),
        "posted_at": fields["posted_at"].replace(tzinfo=LOCAL_TIME),
        "blocks": parse_blocks(body),
    }
    return DemoArticle(**read)


def _texts(block: Block) -> tuple[str, ...]:
    match block:
        case Paragraph(text) | Heading(text):
            return (text.replace("***", ""),)
        case Bullets(items):
            return items
        case Table(rows):
            return tuple(" | ".join(row) for row in rows)
        case _:
            return ()


def _table(file: Path) -> dict[str, Any]:  # Any: TOML of any shape
    return tomllib.loads(unicodedata.normalize("NFC", file.read_text(encoding="utf-8")))

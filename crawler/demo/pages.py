"""The portal's pages as HTML: the frame all share, the front page, the article page."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from crawler.demo.addresses import Addresses
from crawler.demo.content import WEEKDAYS, DemoArticle, DemoSection
from crawler.demo.markup import body_html

_FOLDER = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Moment:
    """What differs between two looks at one page: the visit's number and the time of day."""

    visit: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page: menu, hot news, login, footer, visitor counter."""

    addresses: Addresses
    sections: tuple[DemoSection, ...]
    hot: tuple[tuple[str, DemoArticle], ...]

    def page(self, title: str, main: str, *, action: str, moment: Moment) -> str:
        """Put ``main`` into the whole page; ``title`` and ``action`` are plain text."""
        site = self.addresses.site
        visits = 48_211 + moment.visit
        menu = (f'<li><a href="/{one.slug}">{escape(one.name)}</a></li>' for one in self.sections)
        return fill(
            "frame.html",
            title=escape(title),
            site=escape(site.name),
            address=escape(site.address),
            action=escape(action),
            main=main,
            menu="\n".join(menu),
            hot=links(self.hot),
            clock=f"{WEEKDAYS[moment.now.weekday()]}, {moment.now:%d/%m/%Y %H:%M:%S}",
            viewstate=_viewstate(moment.visit),
            online=str(1 + moment.visit % 23),
            today=str(310 + moment.visit),
            week=str(2_954 + moment.visit),
            total=str(visits),
        )


@cache
def template(name: str) -> Template:
    """Return one of the bundled templates."""
    return Template((_FOLDER / name).read_text(encoding="utf-8"))


def fill(name: str, **values: str) -> str:
    """Fill a bundled template; KeyError when a value is missing. Values are HTML."""
    return template(name).substitute(values)


def links(articles: Iterable[tuple[str, DemoArticle]]) -> str:
    """List items that link articles, each under the category given with it."""
    return "\n".join(
        f'<li><a href="{article.path(category)}">{escape(article.title)}</a></li>'
        for category, article in articles
    )


def front_module(section: DemoSection, articles: Iterable[tuple[str, DemoArticle]]) -> str:
    """Write a section's box on the front page."""
    title = f'<a href="/{section.slug}">{escape(section.name)}</a>'
    return (
        f'<div class="UIArticleOnHome_Default"><div class="ModuleTitle">{title}</div>\n'
        f"<ul>\n{links(articles)}\n</ul></div>"
    )


def detail(
    article: DemoArticle,
    section: DemoSection,
    *,
    addresses: Addresses,
    related: Sequence[tuple[str, DemoArticle]],
    views: int,
) -> str:
    """Write the main part of an article's page."""
    return fill(
        "detail.html",
        category=section.slug,
        section=escape(section.name),
        title=escape(article.title),
        date=article.printed_date,
        views=str(views),
        address=escape(article.path(section.slug)),
        lead=_lead(article, addresses),
        summary=_division("ArticleSummary", article.summary),
        body=body_html(article, addresses),
        author=_division("author", article.author if article.author_place == "field" else None),
        related=links(related),
    )


def _lead(article: DemoArticle, addresses: Addresses) -> str:
    source = addresses.lead(article)
    if article.lead is None or source is None:
        return ""
    place = 'class="ImgDetailImage" id="ctrl_162921_22_imgImagePath"'
    return f'<img {place} src="{escape(source)}" alt="{article.alt}" />\n'


def _division(name: str, text: str | None) -> str:
    return f'<div class="{name}">{escape(text, quote=False)}</div>\n' if text else ""


def _viewstate(visit: int) -> str:
    return base64.b64encode(random.Random(visit).randbytes(2_100)).decode("ascii")

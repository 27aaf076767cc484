"""NukeViet 3 and 4, news module: /<language>/news/<category>/<alias>-<id>.html, or index.php?op=.

The markup is that of the default theme (github.com/nukeviet/nukeviet, themes/default/modules/news).
"""

import re
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from lxml.html import HtmlElement

from archive.article import Attachment
from archive.identity import article_key
from archive.text import normalize
from crawler.extract.boilerplate import BLOCKS
from crawler.extract.byline import Byline, read_labels
from crawler.extract.html import drop, first, select, text_of
from crawler.extract.listing import ListingPage
from crawler.extract.page import ArticlePage
from crawler.extract.source import Source

_BODY = "#news-bodyhtml, #page-bodyhtml, .news_column .bodytext, #news_detail .bodytext"
_SHELL = "#news_detail, .news_column > .panel-body:has(h1.title)"  # a detail page without its body
_SHOWN = "img, iframe, object, embed, video, a[href]"  # a body may be nothing but these
_DOWNLOADS = ".news-download-file a[href]:not([href^='#']):not([href^=javascript])"
_BELOW = ".bodytext ~ p, .bodytext ~ * p, #news-bodyhtml ~ p, #news-bodyhtml ~ * p"
_HEADER = re.compile(r"\b(?:header|logo|banner)\b", re.IGNORECASE)
_POSTER = re.compile(r"\s+-\s+(?:Người đăng|Đã xem|Lượt xem)\b.*$", re.IGNORECASE | re.DOTALL)
# A category ends in "/", even one with a number; further pages end in "/page-2".
_ARTICLE = re.compile(r"/[^/]*(?<!/page)-\d+(?:\.html?)?$")


class NukeVietArticle(ArticlePage):
    """The panel with h1, date, div.hometext with the lead image, body, files, author and source."""

    portal = "nukeviet"
    layout = "nukeviet-news"
    marker = "#news-bodyhtml, #page-bodyhtml, .bodytext, #news_detail, .news_column"
    title_at = "h1, h2.title"
    content_at = "#news-bodyhtml, #page-bodyhtml, .bodytext"
    summary_at = ".hometext, #hometext"
    date_at = "span.h5, span.time, .publtime"
    lead_image_at = ":not(.bodytext):not(.image-center) > figure.article, #imghome, .imghome"
    boilerplate_at = f"{BLOCKS}, .socialicon, .keywords, #form3B, ul.related, .copyright"

    @classmethod
    def find_block(cls, tree: HtmlElement) -> HtmlElement | None:
        """What title and body share; without a title, the news column."""
        body = first(tree, _BODY)
        if body is None:
            return first(tree, _SHELL)
        return None if _is_body_in_summary(tree, body) else _around(tree, body)

    def summary(self) -> str | None:
        """The sapo, without the lead image's caption that stands within it in NukeViet 3."""
        found = self._fields[self.summary_at]
        if found is not None:
            drop(found, self.lead_image_at)
        return super().summary()

    def printed_date(self) -> str | None:
        """The date, without the account that posted it and the views behind it."""
        printed = super().printed_date()
        return _POSTER.sub("", printed) if printed else None

    @property
    def byline(self) -> Byline:
        """The lines with author and source below the body, else what ends it."""
        below = read_labels(text_of(line) for line in select(self.element, _BELOW))
        inner = super().byline
        return Byline(below.author or inner.author, below.source or inner.source)

    def attachments(self) -> tuple[Attachment, ...]:
        """Documents of the body, and the files listed below it: index.php hands those out."""
        for link in select(self.block, _DOWNLOADS):
            link.classes.add("link-download")
        return super().attachments()


class NukeVietBrief(NukeVietArticle):
    """An article whose editor left the body empty: all it says stands in div.hometext."""

    layout = "nukeviet-brief"
    content_at = ".hometext, #hometext"
    summary_at = ""

    @classmethod
    def find_block(cls, tree: HtmlElement) -> HtmlElement | None:
        """As of other articles, where the body is empty."""
        body = first(tree, _BODY)
        is_brief = body is not None and _is_body_in_summary(tree, body)
        return _around(tree, body) if is_brief and body is not None else None

    def summary(self) -> None:
        """None: it is the body."""


class NukeVietListing(ListingPage):
    """A category in any of the default theme's views; pages are links, /page-2/."""

    portal = "nukeviet"
    layout = "nukeviet-list"
    marker = ".news_column, .list-group, .thumbnail, hr ~ ul.related"
    link_at = "h2 a[href], h3 a[href], h4 a[href], a.show[href], .related a[href]"
    date_at = ".text-muted li, .time, .publtime, li > em:not([class]), a > em:not([class])"
    pager_at = "ul.pagination li"

    @classmethod
    def of(cls, source: Source) -> Self | None:
        """The list, or None: on an article's page others are listed."""
        tree = source.tree
        if first(tree, f"{_BODY}, {_SHELL}") is not None or not _is_nukeviet(tree):
            return None
        page = super().of(source)
        is_news = page is not None and (first(tree, ".news_column") is not None or page.entries())
        return page if is_news else None

    def key_of(self, url: str) -> str | None:
        """The article's id; None for categories and further pages, listed in the same places."""
        parts = urlsplit(url)
        shown = dict(parse_qsl(parts.query)).get("op") or parts.path
        return (article_key(url) or shown) if _ARTICLE.search(shown) else None

    def title_of(self, link: HtmlElement) -> str:
        """The title attribute: the text may be cut short, numbered, or followed by the date."""
        return normalize(link.get("title") or "") or text_of(link)


def _around(tree: HtmlElement, body: HtmlElement) -> HtmlElement:
    """The smallest part of the page that holds the body and a title before it."""
    within = set(body.iter())
    for above in body.iterancestors():
        title = first(above, NukeVietArticle.title_at)
        if title is not None and _is_site_name(title):
            break
        if title is not None and title not in within:
            return above
    columns = set(select(tree, ".news_column, #news_detail"))
    outer = [one for one in body.iterancestors() if one in columns]
    parent = body.getparent()
    return outer[0] if outer else body if parent is None else parent


def _is_site_name(title: HtmlElement) -> bool:
    """Whether a title stands in the page's header."""
    return any(
        above.tag in ("header", "nav") or _HEADER.search(f"{above.get('id')} {above.get('class')}")
        for above in title.iterancestors()
    )


def _is_body_in_summary(tree: HtmlElement, body: HtmlElement) -> bool:
    said = first(tree, NukeVietArticle.summary_at)
    is_empty = not text_of(body) and first(body, _SHOWN) is None
    return is_empty and said is not None and bool(text_of(said))


def _is_nukeviet(tree: HtmlElement) -> bool:
    if first(tree, ".news_column, meta[name=generator][content^=NukeViet]") is not None:
        return True
    return any("nv_module_name" in (script.text or "") for script in select(tree, "script"))

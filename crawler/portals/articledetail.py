"""The CMS of "Article-Detail-*" sections: module wrappers, files under /upload/<site>/<yyyymmdd>/.

Its vendor and the shape of its addresses are not established; slugs carry no id that we know of.
"""

from copy import deepcopy
from typing import Self
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.identity import article_key
from crawler.extract.boilerplate import BLOCKS
from crawler.extract.byline import Byline, read_labels
from crawler.extract.html import drop, first, select, text_of
from crawler.extract.listing import ListingPage
from crawler.extract.page import ArticlePage
from crawler.extract.source import Source

_MODULES = ".ModuleWrapper, #module34, section.section-list"
_SHOWN = "img, table, iframe, object, embed, video, a[href]"  # a body may be nothing but these
_NO_SUMMARY = "img, table, ul, ol, p ~ p ~ p"  # a sapo is a paragraph or two
_LAYOUT = "[class*=news-detail-layout]"
_SHORTEST_ID = 5  # digits; "…-dot-2.html" and "…-so-35.html" end in numbers that are no ids


class ArticleDetail(ArticlePage):
    """article.news-detail-layout-type-2: date, h1.title-detail, div.brief, div.content-detail."""

    portal = "articledetail"
    layout = "articledetail-article"
    marker = f"{_LAYOUT}, .title-detail"
    title_at = ".title-detail"
    content_at = ".content-detail"
    summary_at = ".brief"
    date_at = ".post-date"
    boilerplate_at = (
        f"{BLOCKS}, .block_share, .social-connect, .network-share, .button-bookmark"
        ", .show-article, .relatedArticles, [id^=audio], .loadDetailLayout"
    )

    @classmethod
    def find_block(cls, tree: HtmlElement) -> HtmlElement | None:
        """The detail layout, unless its body stands in div.brief."""
        block = _find_detail(tree)
        return None if block is None or _is_body_in_brief(block) else block

    def printed_date(self) -> str | None:
        """The printed date, else the one that the article states for machines."""
        stated = first(self.element, "meta[itemprop=datePublished][content]")
        return super().printed_date() or (stated.get("content") if stated is not None else None)

    @property
    def byline(self) -> Byline:
        """The lines with author and source below the body, else what ends it."""
        below = read_labels(text_of(line) for line in select(self.element, ".author, .source"))
        inner = super().byline
        return Byline(below.author or inner.author, below.source or inner.source)


class ArticleDetailBrief(ArticleDetail):
    """The same where div.brief holds the body, or begins it."""

    layout = "articledetail-brief"
    content_at = ".brief, .content-detail"
    summary_at = ""

    @classmethod
    def find_block(cls, tree: HtmlElement) -> HtmlElement | None:
        """The detail layout whose body stands in div.brief."""
        block = _find_detail(tree)
        return block if block is not None and _is_body_in_brief(block) else None


class ArticleDetailListing(ListingPage):
    """section.Article-Detail-default, -listmeberpost, -listType5, -listType10 and their like."""

    portal = "articledetail"
    layout = "articledetail-list"
    marker = "section[class*='Article-Detail-']"
    link_at = (
        "h2 a[href], h3 a[href], h4 a[href], .entry-title a[href], .post-title a[href]"
        ", .news-title a[href]"
    )
    date_at = "time.post-date, span.time-news, span.post-date, span.date"
    pager_at = ".default-pagination li, [id^=pagination] li, ul.pagination li"

    @classmethod
    def of(cls, source: Source) -> Self | None:
        """The list; None on an article's page, which may list others in the same markup."""
        return None if _find_detail(source.tree) is not None else super().of(source)

    def key_of(self, url: str) -> str | None:
        """The address's path, one segment being enough; the id where it ends in a long one."""
        key = article_key(url)
        if key is not None and key.isdecimal() and len(key) >= _SHORTEST_ID:
            return key
        parts, own = urlsplit(url), urlsplit(self.source.url)
        path = parts.path.rstrip("/")
        is_own = (path, parts.query) == (own.path.rstrip("/"), own.query)
        named = f"{path}?{parts.query}" if parts.query else path
        return named if path and not is_own else None

    def shows_more_pages(self) -> bool:
        """Whether the pager has pages, or is an empty block that a script is to fill."""
        return super().shows_more_pages() or self._is_filled_by_script()

    def _is_filled_by_script(self) -> bool:
        blocks = select(self.source.tree, "[id^=pagination]")
        shown = [one for one in blocks if "none" not in (one.get("style") or "")]
        script = "\n".join(one.text or "" for one in select(self.source.tree, "script"))
        return any(f"#{one.get('id')}" in script for one in shown)


def _find_detail(tree: HtmlElement) -> HtmlElement | None:
    """The detail layout by its class, else the part of a module that holds a title and a body."""
    named = first(tree, _LAYOUT)
    title = first(tree, ArticleDetail.title_at)
    if named is not None or title is None:
        return named
    modules = set(select(tree, _MODULES))
    for above in title.iterancestors():
        is_whole = above.tag == "article" or above in modules
        if (
            is_whole
            and first(above, f"{ArticleDetail.content_at}, {ArticleDetail.summary_at}") is not None
        ):
            return above
        if above in modules:
            break
    return None


def _is_body_in_brief(block: HtmlElement) -> bool:
    brief, content = first(block, ".brief"), first(block, ".content-detail")
    if brief is None or not _says_something(brief):
        return False
    rest = block if content is None else content
    return not _says_something(rest) or first(brief, _NO_SUMMARY) is not None


def _says_something(part: HtmlElement) -> bool:
    """Whether there is text or a picture beside title, date and boilerplate."""
    named = f"{ArticleDetail.title_at}, {ArticleDetail.date_at}, {ArticleDetail.summary_at}"
    copy = deepcopy(part)
    drop(copy, f"{ArticleDetail.boilerplate_at}, {named}, .author, .source, header, script, style")
    return bool(text_of(copy)) or first(copy, _SHOWN) is not None

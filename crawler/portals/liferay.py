"""Liferay 6.2: articles are web content in an asset publisher, /-/view_content/<id>-<slug>.

Portlets stand beside one another on every page, web content in sidebars and footers among them: an
article is only what stands in its portlet's full content. Addresses gather the languages a reader
switched through (/vi/en/vi); under a wrong one the category's list stands where the article should.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import takewhile
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from lxml.html import HtmlElement

from archive.identity import host
from crawler.extract.address import absolute, is_page
from crawler.extract.boilerplate import BLOCKS
from crawler.extract.errors import NotAnArticle
from crawler.extract.html import first, select
from crawler.extract.listing import ListingPage
from crawler.extract.page import ArticlePage
from crawler.extract.pager import LinkPager, NextPage, Pager, next_link
from crawler.extract.source import Source

_TOOLS = (
    ".asset-control-detail, .asset-user-actions, .lfr-meta-actions, .asset-actions, .asset-ratings"
    ", .taglib-ratings, .taglib-discussion, .asset-flag, .taglib-social-bookmarks, .asset-metadata"
    ", .portlet-topper, .taglib-header, .asset-more, .portlet-icon-back"
)
_ADDRESSED = re.compile(r"/-/|view_content")  # an article's address, however it is written
_HOME = re.compile(
    r"(?:/(?:vi|en)(?:_[A-Z]{2})?)*(?:/web/[^/]+)?(?:/(?:home|trang-chu|trangchu|index))?/?"
)
_LOGIN = re.compile(r"(?:^|/)login(?:[?/;]|$)|[?&]p_p_id=58(?:&|$)|/c/portal/", re.IGNORECASE)


class LiferayArticle(ArticlePage):
    """Title, date, sapo and web content in or beside div.asset-full-content."""

    portal = "liferay"
    layout = "liferay-article"
    marker = ".asset-full-content"
    title_at = ".asset-full-content-title, .header-title"
    content_at = ".asset-full-content .journal-content-article"
    summary_at = ".sapo"
    date_at = ".assetPublishDate, .metadata-publish-date"
    author_at = ".view-content-author"
    related_at = ".related_asset, .asset-links"
    boilerplate_at = f"{BLOCKS}, {_TOOLS}"

    @classmethod
    def of(cls, source: Source) -> Self | None:
        """The article; raises NotAnArticle where full contents make up a front page or a list."""
        found = super().of(source)
        if found is None or _ADDRESSED.search(source.url):
            return found
        parts = urlsplit(source.url)
        is_home = parts.netloc and _HOME.fullmatch(parts.path)
        if is_home or len(select(source.tree, cls.marker)) > 1:
            raise NotAnArticle("list_page", "articles in full on a front page or in a list")
        return found

    @classmethod
    def find_block(cls, tree: HtmlElement) -> HtmlElement | None:
        """The portlet with the full content, or what this shares with its title."""
        content = first(tree, cls.marker)
        return None if content is None else _around(content, cls.marker, cls.title_at)

    def _unnamed(self) -> HtmlElement:
        content = first(self.block, self.marker)
        return self.block if content is None else content


class LiferayWebContent(LiferayArticle):
    """The same in a theme that calls the full content's wrapper otherwise."""

    layout = "liferay-web-content"
    marker = ".asset-full-content-title"
    content_at = ".journal-content-article"

    @classmethod
    def find_block(cls, tree: HtmlElement) -> HtmlElement | None:
        """What the title shares with web content, within its portlet; None without any."""
        title = first(tree, cls.marker)
        block = None if title is None else _around(title, cls.marker, cls.content_at)
        return None if block is None or first(block, cls.content_at) is None else block


def _around(element: HtmlElement, own: str, sought: str) -> HtmlElement:
    """The portlet of `element`, unless there are more like it; then what it shares with `sought`.

    Where no portlet is marked as one, the smallest element that holds both.
    """
    portlet = _portlet_of(element)
    if portlet is not None and len(select(portlet, own)) == 1:
        return portlet
    within = takewhile(lambda one: one is not portlet, element.iterancestors())
    holding = (one for one in (element, *within) if first(one, sought) is not None)
    return next(holding, element)


def _portlet_of(element: HtmlElement) -> HtmlElement | None:
    above = element.iterancestors()
    return next((one for one in above if "portlet-boundary" in one.classes), None)


class LiferayListing(ListingPage):
    """div.asset-abstract for each article; further pages by links that count in _101_cur."""

    portal = "liferay"
    layout = "liferay-list"
    marker = ".asset-abstract"
    link_at = ".asset-title a[href]"
    date_at = ".assetPublishDate, .metadata-publish-date"
    pager_at = (
        ".lfr-pagination-buttons li:not(.disabled), .pager li:not(.disabled)"
        ", .pagination li:not(.disabled)"
    )

    def is_entry(self, reference: str) -> bool:
        """Whether the link leads anywhere but to a login, which Liferay links at every step."""
        return is_page(reference) and not _LOGIN.search(reference.strip())

    def _link_pager(self) -> Pager | None:
        """The link that counts one further than this page's address, else one that says so.

        Of the portlet with the most articles: others may have pagers of their own.
        """
        source, portlet = self.source, self._portlet()
        counted = dict(_counters(source.url))
        for link in select(portlet, "a[href*='_cur=']"):
            url = absolute(source.base, link.get("href") or "")
            if url is None or host(url) != host(source.url):
                continue
            if any(page == counted.get(name, 1) + 1 for name, page in _counters(url)):
                return LinkPager(NextPage(url))
        return next_link(portlet, self.pager_at, url=source.url, base=source.base)

    def _portlet(self) -> HtmlElement:
        """The portlet that lists most, else the whole page."""
        items = select(self.source.tree, self.marker)
        found = Counter(portlet for item in items if (portlet := _portlet_of(item)) is not None)
        return next((portlet for portlet, _ in found.most_common(1)), self.source.tree)


def _counters(url: str) -> Iterator[tuple[str, int]]:
    """The numbers of pages that an address names, by the portlet's parameter (_101_cur)."""
    for name, value in parse_qsl(urlsplit(url).query):
        if name.endswith("_cur") and value.isdecimal() and len(value) < 7:
            yield name, int(value)

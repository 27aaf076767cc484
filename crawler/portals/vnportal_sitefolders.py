"""vnPortal's older file layout: files on the portal's own host, under /SiteFolders/.

Only addresses of files were seen (/SiteFolders/<unit>/<site>/…, /sitefolders/Root/…), and that the
editor is Telerik's: pastes from Word, <object data> with raw spaces. The markup of its pages is not
known, so they are read by what their text looks like, and `confidence` says how sure that is. Pages
that name their fields as the current generation does are read as that one.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Self
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.identity import article_id, article_key, host
from crawler.extract.address import absolute
from crawler.extract.generic.article import GenericArticle
from crawler.extract.html import select
from crawler.extract.no_article import why_no_article
from crawler.extract.plain_listing import PlainListing
from crawler.extract.source import Source

_FOLDER = re.compile(r"/sitefolders/", re.IGNORECASE)
_NAMED = re.compile(r"sitefolders/", re.IGNORECASE)
_SHOWN = (("src", "img[src], embed[src]"), ("data", "object[data]"), ("href", "a[href]"))
_FEWEST = 2  # entries of a list


class SiteFoldersArticle(GenericArticle):
    """An article on a page that shows files of its own host's /SiteFolders/."""

    portal = "vnportal"
    layout = "vnportal-sitefolders"

    @classmethod
    def of(cls, source: Source) -> Self | None:
        """The page's reading, or None when it shows no such file or reads like no article."""
        is_article = article_key(source.url) is not None and _shows_site_folders(source)
        return super().of(source) if is_article and why_no_article(source) is None else None


class SiteFoldersListing(PlainListing):
    """A list of articles with dates, on a page that shows such files."""

    portal = "vnportal"
    layout = "vnportal-sitefolders-list"

    @classmethod
    def of(cls, source: Source) -> Self | None:
        """The list, where most of what it links to is dated; a front page is none."""
        is_section = article_key(source.url) is None and urlsplit(source.url).path not in ("", "/")
        if not is_section or not _shows_site_folders(source):
            return None
        page = cls(source)
        entries = page.entries()
        dated = [entry for entry in entries if entry.printed_date]
        return page if len(entries) >= _FEWEST and 2 * len(dated) > len(entries) else None

    @cached_property
    def listed(self) -> HtmlElement:
        """The smallest element with most of the dated links: boxes beside a list are undated.

        On a short last page their links may be as many as the list's.
        """
        tree = self.source.tree
        dated = {entry.key for entry in self.fragment(tree) if entry.printed_date}
        links = [link for key, same in self.links(tree).items() if key in dated for link in same]
        holds = Counter(above for link in links for above in link.iterancestors())
        most = [one for one, count in holds.items() if 2 * count > len(links)]
        return min(most, key=lambda one: sum(1 for _ in one.iter()), default=super().listed)

    def key_of(self, url: str) -> str | None:
        """The portal's own id: no file and no category has one."""
        return article_id(url)


def _shows_site_folders(source: Source) -> bool:
    own = host(source.url)
    return any(host(url) == own and _FOLDER.match(urlsplit(url).path) for url in _files(source))


def _files(source: Source) -> Iterator[str]:
    for name, selector in _SHOWN:
        references = (element.get(name) or "" for element in select(source.tree, selector))
        for reference in filter(_NAMED.search, references):
            if (url := absolute(source.base, reference)) is not None:
                yield url

"""The one spider for all sites: lists to articles to files, each site at its own pace."""

import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.article import Article, Listed
from archive.errors import ArchiveError
from archive.identity import article_id, article_url
from archive.store import Store, Wanted
from crawler.extract import ExtractionError, NotAnArticle, extract
from crawler.extract.html import decode
from crawler.extract.listing import read_fragment
from crawler.extract.menu import find_sections
from crawler.extract.portal import list_page, read_source
from crawler.failures import failed_request
from crawler.items import ArticleItem, FileItem, ProblemItem
from crawler.plan import Plan
from crawler.sites import Section, Site, choose_sections
from crawler.spiders.files import FilesSpider
from crawler.spiders.recording import seen_at
from crawler.walk import SectionWalk, SiteWalk, is_since

# Depth first: what was found is fetched before more is looked for, files before all else.
_LIST, _ARTICLE = 0, 10

# What a menu entry may answer that is no section at all.
_NO_SECTION = ("http_404", "http_410", "http_403", "robots", "offsite")

Output = Iterator[Request | ArticleItem | FileItem | ProblemItem]


class PortalSpider(FilesSpider):
    """Crawls the sites of a plan: their lists, their articles, and the articles' files."""

    name = "portal"

    def __init__(self, plan: Plan, store: Store, **kwargs: Any) -> None:
        super().__init__(plan, store, **kwargs)
        self.lists_read = 0
        self.walks: list[SiteWalk] = []

    async def start(self) -> AsyncIterator[Any]:
        """Begin with each site's lists, and with files that earlier runs could not get."""
        try:
            for site in self.plan.sites:
                for request in self.begin(site):
                    yield request
        except (ArchiveError, OSError, sqlite3.Error) as error:
            self.give_up(error)

    def begin(self, site: Site) -> Iterator[Request]:
        """First requests to one site."""
        walk = self._site_walk(site)
        self.walks.append(walk)
        if self.plan.command == "crawl":  # not every hour: what failed mostly fails again
            for wanted in self.store.missing_files(walk.site_id):
                yield from self.ask_file(site, wanted)
        sections = choose_sections(site, self.plan.section) if self.plan.section else site.sections
        for section in sections:
            yield self.ask_list(walk, section)
        if not site.sections:
            callbacks = (self.parse_front, self.failed_front)
            about = {"walk": walk}
            yield self.ask(site, site.url, callbacks, priority=_LIST, cb_kwargs=about)

    def _site_walk(self, site: Site) -> SiteWalk:
        site_id = self.store.record_site(name=site.name, host=site.host, url=site.url)
        self.site_ids[site.name] = site_id
        skip: frozenset[str] = frozenset()
        if self.plan.command == "crawl":
            unfinished = self.store.unfinished_since(site.name, now=self.started_at)
            skip = self.store.seen_since(site_id, unfinished) if unfinished else skip
        known = self.store.known_urls(site_id)
        is_walked = self.store.is_walked(site.name)
        return SiteWalk(site, site_id, known, skip, self.plan.limit, is_walked)

    # Requests

    def ask_list(self, on: SiteWalk, section: Section, *, is_guess: bool = False) -> Request:
        """The first page of a section's list; a guessed section need not be a list."""
        walk = SectionWalk(
            on,
            section,
            section_id=None,
            since=self.plan.since,
            only_new=self.plan.command == "update",
            is_guess=is_guess,
        )
        callbacks = (self.parse_list, self.failed_list)
        about = {"list_of": walk}
        return self.ask(on.site, section.url, callbacks, priority=_LIST, cb_kwargs=about)

    def ask_next_page(self, walk: SectionWalk) -> Iterator[Request]:
        """The next page of the list, as the page's own script would ask for it."""
        if walk.pager is None or not walk.wants_more():
            return
        walk.page += 1
        form = walk.pager.form(walk.page)
        kind = "application/x-www-form-urlencoded; charset=UTF-8"
        body = urlencode(form)
        if walk.pager.is_json:
            kind, body = "application/json; charset=UTF-8", json.dumps(dict(form))
        yield self.ask(
            walk.on.site,
            walk.pager.url,
            (self.parse_fragment, self.failed_list),
            priority=_LIST,
            cb_kwargs={"list_of": walk},
            method="POST",
            body=body,
            headers={"Content-Type": kind, "X-Requested-With": "XMLHttpRequest"},
        )

    def ask_article(self, walk: SectionWalk, key: str, url: str) -> Request:
        """The article `key`, found in the section of `walk`."""
        callbacks = (self.parse_article, self.failed_article)
        about = {"article_of": walk, "key": key}
        return self.ask(walk.on.site, url, callbacks, priority=_ARTICLE, cb_kwargs=about)

    # Answers

    def parse_front(self, response: Response, walk: SiteWalk) -> Output:
        """The front page of a site without sections in sites.toml: its menu has them."""
        try:
            entries = find_sections(read_source(response.body, response.url, seen_at(response)))
        except ExtractionError as error:
            yield self.problem(response, error.kind, str(error))
            return
        self.store.resolve_problems(walk.site.url, seen_at=seen_at(response))
        sections = tuple(Section(name=entry.name, url=entry.url) for entry in entries)
        wanted = self.plan.section
        if wanted:
            sections = choose_sections(replace(walk.site, sections=sections), wanted)
        if not sections:
            yield self.problem(
                response, "no_sections", "no sections in the menus of the front page"
            )
        for section in sections:
            yield self.ask_list(walk, section, is_guess=not wanted)

    def parse_list(self, response: Response, list_of: SectionWalk) -> Output:
        """The first page of a section: entries, and how to get more."""
        walk = list_of
        try:
            page = list_page(read_source(response.body, response.url, seen_at(response)))
        except ExtractionError as error:
            if not walk.is_guess:
                yield self.problem(response, error.kind, str(error))
            return
        section = walk.section
        walk.open(
            page, self.store.record_section(walk.on.site_id, name=section.name, url=section.url)
        )
        if walk.pager is None and page.shows_more_pages():
            walk.has_failed = True
            yield self.problem(
                response,
                "pagination",
                "the list has more pages, its script does not say how to get them",
            )
        yield from self.listed(response, walk, page.entries())

    def parse_fragment(self, response: Response, list_of: SectionWalk) -> Output:
        """A further page of a section."""
        tree = read_fragment(decode(response.body))
        entries = list_of.layout.fragment(tree) if list_of.layout and tree is not None else ()
        if not entries and list_of.pager is not None and list_of.pager.last_page is not None:
            list_of.has_failed = True
            detail = f"page {list_of.page} of {list_of.pager.last_page} lists nothing"
            yield self.problem(response, "pagination", detail, url=list_of.section.url)
        yield from self.listed(response, list_of, entries)

    def listed(self, response: Response, walk: SectionWalk, entries: tuple[Listed, ...]) -> Output:
        """Ask for what a page lists, then for the page after it."""
        at = seen_at(response)
        self.lists_read += 1
        assert walk.section_id is not None
        self.store.record_listing(walk.section_id, entries, seen_at=at)
        walk.take(entries)
        for entry in entries:
            url = walk.choose(entry, at)
            if url is not None:
                yield self.ask_article(walk, entry.key, url)
        if walk.is_at_end and not walk.has_failed:
            self.store.resolve_problems(walk.section.url, seen_at=at)
        yield from self.ask_next_page(walk)

    def parse_article(self, response: Response, article_of: SectionWalk, key: str) -> Output:
        """An article, its files, or why there is none."""
        walk = article_of
        at = seen_at(response)
        landed = article_id(response.url)
        try:
            if landed is not None and landed != key:
                raise NotAnArticle("redirected", f"leads to another article, {response.url}")
            article = extract(response.body, article_url(response.url), at)
        except ExtractionError as error:
            assert response.request is not None
            yield from self.unread(
                response.request, walk, key, error.kind, str(error), layout=error.layout
            )
            return
        is_recent = self._is_recent(article)
        if is_recent:
            article = replace(
                article, site=walk.on.site.name, section=article.section or walk.section.name
            )
            yield ArticleItem(
                article=article,
                site_id=walk.on.site_id,
                key=key,
                seen_at=at,
                capture_id=response.meta.get("capture_id"),
            )
            yield from self.beside(response, article)
        yield from self.settled(walk, key, is_recent=is_recent)

    def beside(self, response: Response, article: Article) -> Output:
        """What comes with an article: its files, and a date that could not be read."""
        if article.published_raw and article.published_at is None:
            detail = f"no rule reads the date {article.published_raw[:100]!r}"
            about = {"layout": article.layout, "key": response.cb_kwargs["key"]}
            yield self.problem(response, "unreadable_date", detail, **about)
        site = response.meta["site"]
        for image in article.images:
            yield from self.ask_file(site, Wanted("image", image.url, response.url))
        for attachment in article.attachments:
            yield from self.ask_file(site, Wanted("attachment", attachment.url, response.url))

    def unread(
        self,
        request: Request,
        walk: SectionWalk,
        key: str,
        kind: str,
        detail: str,
        *,
        layout: str | None = None,
    ) -> Output:
        """The article may stand whole under another of its addresses; else it is a problem."""
        another = walk.on.next_address(key)
        if another is not None:
            yield self.ask_article(walk, key, another)
            return
        yield self.problem_of(request, kind, detail, key=key, layout=layout)
        yield from self.settled(walk, key, is_recent=True)

    def settled(self, walk: SectionWalk, key: str, *, is_recent: bool) -> Iterator[Request]:
        """An article's age is known now: perhaps the list's next page was waiting for it."""
        if walk.settle(key, is_recent=is_recent):
            yield from self.ask_next_page(walk)

    # Failures: a request without a usable answer, after its retries

    def failed_list(self, failure: Failure) -> Output:
        """A list page could not be had: what it lists is not known."""
        request, kind, detail = failed_request(failure)
        walk: SectionWalk = request.cb_kwargs["list_of"]
        if not walk.is_guess or walk.page > 1 or kind not in _NO_SECTION:
            detail = f"{detail}; list page {walk.page}"
            yield self.problem_of(request, kind, detail, url=walk.section.url)

    def failed_front(self, failure: Failure) -> Output:
        """The front page of a site without sections could not be had."""
        request, kind, detail = failed_request(failure)
        yield self.problem_of(request, kind, detail)

    def failed_article(self, failure: Failure) -> Output:
        """An article could not be had under this address; it may have another."""
        request, kind, detail = failed_request(failure)
        walk, key = request.cb_kwargs["article_of"], request.cb_kwargs["key"]
        yield from self.unread(request, walk, key, kind, detail)

    def read_anything(self) -> bool:
        """Whether articles were read or, where none was asked for, lists."""
        counts = self.store.counts
        read = counts["articles_new"] + counts["articles_changed"] + counts["articles_same"]
        asked = self.plan.command == "crawl" and any(walk.asked for walk in self.walks)
        return bool(read) or (not asked and bool(self.lists_read))

    def _is_recent(self, article: Article) -> bool:
        since, at = self.plan.since, article.published_at
        return since is None or at is None or is_since(at, since)

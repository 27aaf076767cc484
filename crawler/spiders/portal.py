"""The one spider for all sites: lists to articles to files, each site at its own pace."""

import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.article import Listed
from archive.errors import ArchiveError
from crawler.extract import ExtractionError
from crawler.extract.closing import closing_notice
from crawler.extract.menu import find_sections
from crawler.extract.pager import NextPage
from crawler.extract.portal import list_page, read_source
from crawler.failures import failed_request
from crawler.sites import Section, Site, choose_sections
from crawler.spiders.articles import Output
from crawler.spiders.recording import seen_at
from crawler.spiders.visiting import VisitingSpider
from crawler.walk import SectionWalk, SiteWalk

_PRIORITY = 0  # after articles and files

_DEEP_AFTER = timedelta(days=30)

# What a menu entry may answer that is no section at all.
_NO_SECTION = ("http_404", "http_410", "http_403", "robots", "offsite")


class PortalSpider(VisitingSpider):
    """Crawls the sites of a plan: their lists, their articles, and the articles' files."""

    name = "portal"

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
        walk = self.visit(site)
        if walk is None:
            return
        if not walk.only_new:  # not every hour: what failed mostly fails again
            for wanted in self.store.missing_files(walk.site_id):
                yield from self.ask_file(site, wanted)
        if self.plan.is_whole:
            yield from self.look_again(walk)
            yield from self.go_on(walk)
        sections = choose_sections(site, self.plan.section) if self.plan.section else site.sections
        for section in sections:
            yield self.ask_list(walk, section)
        if not site.sections:
            callbacks = (self.parse_front, self.failed_front)
            about = {"walk": walk}
            yield self.ask(site, site.url, callbacks, priority=_PRIORITY, cb_kwargs=about)

    def go_on(self, on: SiteWalk) -> Iterator[Request]:
        """Articles that earlier runs found in lists, and came to their ends before they asked."""
        for key, listed_at, name in self.store.pending(on.site_id):
            if key not in on.asked:
                url = on.address_here(listed_at)
                on.asked[key], on.spare[key] = {url}, []
                walk = SectionWalk(on, Section(name=name, url=on.site.url), section_id=None)
                yield self.ask_article(walk, key, url)

    def look_again(self, on: SiteWalk) -> Iterator[Request]:
        """Known articles that are due, by the section that they were read in."""
        walks: dict[str, SectionWalk] = {}
        for due in self.store.due(on.site_id, now=self.started_at):
            if due.key in on.skip or due.key in on.asked:
                continue
            section = Section(name=due.section, url=on.site.url)
            walk = walks.setdefault(due.section, SectionWalk(on, section, section_id=None))
            url = on.address_here(due.url)
            on.asked[due.key] = {url}
            on.spare[due.key] = [on.address_here(one) for one in due.listed_at]
            yield self.ask_article(walk, due.key, url, due.validators)

    # Requests

    def ask_list(self, on: SiteWalk, section: Section, *, is_guess: bool = False) -> Request:
        """The first page of a section's list; a guessed section need not be a list."""
        was_listed = self.store.has_listed(on.site_id, section.url)
        walk = SectionWalk(
            on,
            section,
            section_id=None,
            since=self.plan.since,
            is_guess=is_guess and not was_listed,
            was_listed=was_listed,
            is_walked=self.store.is_walked(on.site_id, section.url),
            is_deep=self._is_deep(on, section),
        )
        on.sections.append(walk)
        callbacks = (self.parse_list, self.failed_list)
        about = {"list_of": walk}
        return self.ask(on.site, section.url, callbacks, priority=_PRIORITY, cb_kwargs=about)

    def _is_deep(self, on: SiteWalk, section: Section) -> bool:
        """Whether it is time to read the list to its end again."""
        if not self.plan.is_whole:
            return False
        last = self.store.whole_visit_at(on.site_id, section.url)
        return last is None or self.started_at - last > _DEEP_AFTER

    def ask_next_page(self, walk: SectionWalk) -> Iterator[Request]:
        """The next page of the list, as the page's own script would ask for it."""
        if walk.pager is None or not walk.wants_more():
            return
        walk.page += 1
        to = walk.pager.ask(walk.page)
        yield self.ask(
            walk.on.site,
            to.url,
            (self.parse_next_page, self.failed_list),
            priority=_PRIORITY,
            cb_kwargs={"list_of": walk},
            **_sent(to),
        )

    # Answers

    def parse_front(self, response: Response, walk: SiteWalk) -> Output:
        """The front page of a site without sections in sites.toml: its menu has them."""
        try:
            front = read_source(response.body, response.url, seen_at(response))
            entries = find_sections(front)
        except ExtractionError as error:
            self.unread_page(response, walk, error)
            yield self.problem(response, error.kind, str(error))
            return
        self.store.resolve_problems(walk.site.url, seen_at=seen_at(response))
        walk.menu_read = True
        walk.closing = walk.closing or closing_notice(front)
        walk.lines.learn(front)
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
            source = read_source(response.body, response.url, seen_at(response))
            page = list_page(source, guess=not walk.is_guess)
        except ExtractionError as error:
            self.unread_page(response, walk.on, error)
            if not walk.is_guess:
                yield self.problem(response, error.kind, str(error))
            return
        walk.on.closing = walk.on.closing or closing_notice(source)
        walk.open(page, self._section_id(walk))
        if walk.pager is None and page.shows_more_pages():
            walk.has_failed = True
            yield self.problem(
                response,
                "pagination",
                "the list has more pages, its script does not say how to get them",
            )
        entries = page.entries()
        if not entries and (page.shows_more_pages() or walk.was_listed):
            walk.has_failed = True
            detail = f"layout {page.layout} finds no entry at {page.link_at!r}; there were some"
            yield self.problem(response, "empty_list", detail, layout=page.layout)
        walk.on.lists_read += 1
        walk.on.lists_filled += bool(entries)
        self.patience.welcomed(walk.on.site.host)
        yield from self.listed(response, walk, entries)

    def _section_id(self, walk: SectionWalk) -> int:
        section = walk.section
        return self.store.record_section(walk.on.site_id, name=section.name, url=section.url)

    def parse_next_page(self, response: Response, list_of: SectionWalk) -> Output:
        """A further page of a section: a fragment of entries, or a page like the first."""
        walk = list_of
        try:
            entries = walk.read_next(response.body, response.url, seen_at(response))
        except ExtractionError as error:
            walk.has_failed, entries = True, ()
            detail = f"list page {walk.page}: {error}"
            yield self.problem(response, error.kind, detail, url=walk.section.url)
        if not entries and walk.pager is not None and walk.pager.last_page is not None:
            walk.has_failed = True
            detail = f"page {walk.page} of {walk.pager.last_page} lists nothing"
            yield self.problem(response, "pagination", detail, url=walk.section.url)
        yield from self.listed(response, walk, entries)

    def listed(self, response: Response, walk: SectionWalk, entries: tuple[Listed, ...]) -> Output:
        """Ask for what a page lists, then for the page after it."""
        at = seen_at(response)
        assert walk.section_id is not None
        changed = self.store.record_listing(walk.section_id, entries, seen_at=at, page=walk.page)
        walk.take(entries)
        for entry in entries:
            url = walk.choose(entry, at, is_changed=entry.key in changed)
            if url is not None:
                yield self.ask_article(walk, entry.key, url)
        if walk.is_at_end and walk.ignores_pages and not walk.has_failed:
            walk.has_failed = True
            detail = f"page {walk.page} of {walk.promised_pages} lists what pages before it listed"
            yield self.problem(response, "pagination", detail, url=walk.section.url)
        if walk.is_at_end and not walk.has_failed:
            self.store.resolve_problems(walk.section.url, seen_at=at)
        yield from self.ask_next_page(walk)

    def settled(self, walk: SectionWalk, key: str, *, is_recent: bool) -> Iterator[Request]:
        """An article's age is known now: perhaps the list's next page was waiting for it."""
        if walk.settle(key, is_recent=is_recent):
            yield from self.ask_next_page(walk)

    # Failures: a request without a usable answer, after its retries

    def failed_list(self, failure: Failure) -> Output:
        """A list page could not be had: what it lists is not known."""
        request, kind, detail = failed_request(failure)
        walk: SectionWalk = request.cb_kwargs["list_of"]
        walk.has_failed = True
        if kind == "cut":
            return
        walk.on.failed_as(kind, detail)
        if not walk.is_guess and walk.section_id is None:
            walk.section_id = self._section_id(walk)
        if not walk.is_guess or walk.page > 1 or kind not in _NO_SECTION:
            detail = f"{detail}; list page {walk.page}"
            yield self.problem_of(request, kind, detail, url=walk.section.url)

    def failed_front(self, failure: Failure) -> Output:
        """The front page of a site without sections could not be had."""
        request, kind, detail = failed_request(failure)
        if kind != "cut":
            request.cb_kwargs["walk"].failed_as(kind, detail)
            yield self.problem_of(request, kind, detail)

    def read_anything(self) -> bool:
        """Whether articles were read or, where none was asked for, lists."""
        counts = self.store.counts
        read = sum(counts[f"articles_{how}"] for how in ("new", "changed", "same", "unmodified"))
        asked = self.plan.command == "crawl" and any(walk.asked for walk in self.walks)
        return bool(read) or (not asked and any(walk.lists_filled for walk in self.walks))


def _sent(to: NextPage) -> dict[str, Any]:
    """Method, body and headers of the request for a list's next page."""
    if not to.form:
        return {}
    kind, body = "application/x-www-form-urlencoded; charset=UTF-8", urlencode(to.form)
    if to.is_json:
        kind, body = "application/json; charset=UTF-8", json.dumps(dict(to.form))
    headers = {"Content-Type": kind, "X-Requested-With": "XMLHttpRequest"}
    return {"method": "POST", "body": body, "headers": headers}

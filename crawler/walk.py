"""What a crawl remembers while it runs: each site's articles asked for, each section's pages."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlsplit

from archive.article import Listed
from archive.coverage import Visit
from archive.identity import host
from archive.times import VIETNAM
from crawler.extract.dating import decide
from crawler.extract.dating.evidence import printed_candidate
from crawler.extract.dating.order import NO_ORDERS, SiteOrders
from crawler.extract.errors import ExtractionError
from crawler.extract.html import decode
from crawler.extract.listing import ListingPage, read_fragment
from crawler.extract.pager import Pager
from crawler.extract.portal import list_page, read_source
from crawler.extract.repeated import RepeatedLines
from crawler.sites import Section, Site

# Lists that ignore the page number, or shift while they are read, repeat what was already listed.
_BARREN_PAGES = 3


class SamePage(ExtractionError):
    """A list's further page is the one before it again: what comes after is out of reach."""

    kind = "pagination"


@dataclass(slots=True)
class SiteWalk:
    """One site's state: which articles were asked for, which are known from earlier runs.

    `only_new`: what is known is left to its schedule. `answered` counts articles that were read,
    `missed` says why others were not; `listed` are all that its lists name. `gone` are those that
    count as gone. `failures` are requests without a usable answer, by kind, each with the last
    detail; `closing` is what a page says of the portal's end.
    """

    site: Site
    site_id: int
    known_urls: dict[str, str]
    skip: frozenset[str]
    limit: int | None
    only_new: bool = False
    menu_read: bool = False
    lists_read: int = 0
    lists_filled: int = 0
    asked: dict[str, set[str]] = field(default_factory=dict)
    spare: dict[str, list[str]] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    lines: RepeatedLines = field(default_factory=RepeatedLines)
    troubled: frozenset[str] = frozenset()
    orders: SiteOrders = NO_ORDERS
    gone: frozenset[str] = frozenset()
    answered: int = 0
    missed: dict[str, str] = field(default_factory=dict)
    listed: set[str] = field(default_factory=set)
    sections: list["SectionWalk"] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    details: dict[str, str] = field(default_factory=dict)
    closing: str | None = None

    def failed_as(self, kind: str, detail: str) -> None:
        """Note a request without a usable answer."""
        self.failures[kind] += 1
        self.details[kind] = detail

    def lists(self, key: str, place: tuple[int, int] | None) -> bool | None:
        """Whether the site's lists name the article, None where they were not read so far.

        `place`: the section whose list named it in earlier runs, and on which page.
        """
        if key in self.listed:
            return True
        told = {walk.section_id: walk for walk in self.sections if walk.section_id is not None}
        if told and all(walk.reached == "end" for walk in told.values()):
            return False
        if place is None:
            return None
        section_id, page = place
        return True if section_id not in told or page > told[section_id].pages else None

    @property
    def is_up(self) -> bool:
        """Whether the site answered well to something of this run."""
        return bool(self.lists_filled or self.answered)

    def choose(self, entry: Listed) -> str | None:
        """The address to ask for, None when this entry needs no request (now).

        An article is asked for once however many sections list it, first where it was read before;
        its other addresses are kept for when that fails.
        """
        if entry.key in self.skip:
            return None
        if entry.key in self.asked:
            return self.choose_again(entry)
        if self.is_full:
            return None
        url = self.address_here(self.known_urls.get(entry.key, entry.url))
        self.asked[entry.key] = {url}
        self.spare[entry.key] = [entry.url]
        return url

    def address_here(self, url: str) -> str:
        """`url` on the host that the site has now: it may have moved since."""
        if host(url) == self.site.host:
            return url
        now = urlsplit(self.site.url)
        return urlsplit(url)._replace(scheme=now.scheme, netloc=now.netloc).geturl()

    def choose_again(self, entry: Listed) -> str | None:
        """The address of a known article that lists name, None unless its last one failed."""
        self.spare.setdefault(entry.key, []).append(entry.url)
        return self.next_address(entry.key) if entry.key in self.failed else None

    def next_address(self, key: str) -> str | None:
        """Another address of an article whose last one failed, each tried once."""
        for url in self.spare.get(key, []):
            if url not in self.asked[key]:
                self.asked[key].add(url)
                self.failed.discard(key)
                return url
        self.failed.add(key)
        return None

    @property
    def is_full(self) -> bool:
        """Whether as many articles were asked for as the operator allows."""
        return self.limit is not None and len(self.asked) >= self.limit


@dataclass(slots=True)
class SectionWalk:
    """One section's list, page by page: what to ask for, when to go on and when to stop.

    `was_listed`: earlier runs read it, `is_walked`: to its end, and left no hole since. `is_deep`:
    it is read to its end though all seems known, for articles that were put between older ones.

    With `since`, entries that the list dates earlier are passed over; those it does not date are
    asked for, and the next page waits until their own pages told their age.
    """

    on: SiteWalk
    section: Section
    section_id: int | None
    since: date | None = None
    is_guess: bool = False
    page: int = 1
    layout: ListingPage | None = None
    pager: Pager | None = None
    listed: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)
    entries: int = 0
    barren: int = 0
    waiting: set[str] = field(default_factory=set)
    saw_wanted: bool = False
    has_failed: bool = False
    was_listed: bool = False
    is_walked: bool = False
    is_deep: bool = False
    pages: int = 0
    unknown_at_last: int = 0

    def visit(self, *, is_finished: bool) -> Visit | None:
        """How far the list was read; None for what turned out to be no list.

        `is_finished`: the run came to its end.
        """
        if self.section_id is None:
            return None
        known = self.listed & self.on.known_urls.keys()
        reached = self.reached if is_finished else "broken"
        return Visit(
            section_id=self.section_id,
            pages=self.pages,
            promised_pages=self.promised_pages,
            listed=len(self.listed),
            unknown=len(self.listed) - len(known),
            reached=reached,
            has_gap=self.was_listed
            and reached != "end"
            and bool(self.unknown_at_last or not self.pages),
        )

    @property
    def reached(self) -> str:
        """Why the list was not read further."""
        if self.has_failed or not self.pages or self.ignores_pages:
            return "broken"
        is_last = self.promised_pages is not None and self.page >= self.promised_pages
        if self.pager is None or not self.entries or is_last or self.barren >= _BARREN_PAGES:
            return "end"
        is_passed_over = self.since is not None and not self.saw_wanted
        return "limit" if self.on.is_full or is_passed_over else "known"

    @property
    def ignores_pages(self) -> bool:
        """Whether the list promises more pages, and gives the same entries again for them."""
        if self.promised_pages is None or not self.barren:
            return False
        return self.barren >= _BARREN_PAGES or self.page >= self.promised_pages

    @property
    def promised_pages(self) -> int | None:
        """How many pages the list says that it has."""
        return self.pager.last_page if self.pager is not None else None

    @property
    def is_at_end(self) -> bool:
        """Whether no page is left to ask for, as far as is known now."""
        return not self.waiting and not self.wants_more()

    def open(self, page: ListingPage, section_id: int) -> None:
        """The section's first page was read: it is a list."""
        self.layout = page
        self.on.lines.learn(page.source)
        self.pager = page.pager()
        self.section_id = section_id

    def read_next(self, body: bytes, url: str, seen_at: datetime) -> tuple[Listed, ...]:
        """The entries of the answer to the pager's request; raises ExtractionError."""
        assert self.layout is not None and self.pager is not None
        if self.pager.is_whole:
            self.pager = None
            source, before = read_source(body, url, seen_at), self.shown
            self.layout = self.layout.further(source) or list_page(source)
            self.on.lines.learn(self.layout.source)
            self.pager = self.layout.pager()
            entries = self.layout.entries()
            if entries and {entry.key for entry in entries} == before:
                self.pager = None
                raise SamePage("the link to the next page leads to the same page again")
            return entries
        tree = read_fragment(decode(body))
        return self.layout.fragment(tree) if tree is not None else ()

    def take(self, entries: Sequence[Listed]) -> None:
        """Begin with a page's entries."""
        self.pages += 1
        keys = {entry.key for entry in entries}
        self.barren = 0 if keys - self.listed else self.barren + 1
        self.unknown_at_last = len(keys - self.on.known_urls.keys())
        self.listed |= keys
        self.on.listed |= keys
        self.shown = keys
        self.entries = len(entries)
        self.waiting.clear()
        self.saw_wanted = False

    def choose(self, entry: Listed, seen_at: datetime, *, is_changed: bool = False) -> str | None:
        """The address to ask for, None when the entry is not wanted or needs no request.

        `is_changed`: the list titles or dates a known article otherwise than it did.
        """
        recent = self._is_recent(entry, seen_at)
        if recent is False:
            return None
        only_new = self.on.only_new
        if only_new and is_changed and entry.key in self.on.known_urls:
            return self.on.choose(entry)
        if only_new and entry.key in self.on.known_urls:
            self.saw_wanted = self.saw_wanted or self.is_deep or not self.is_walked
            return self.on.choose_again(entry)
        url = self.on.choose(entry)
        if only_new and entry.key in self.on.troubled:  # known to fail: no news
            return url
        if recent is None and url is not None:
            self.waiting.add(entry.key)
        else:
            self.saw_wanted = True
        return url

    def _is_recent(self, entry: Listed, seen_at: datetime) -> bool | None:
        """Whether the entry was published since the wanted day; None when the list does not say."""
        if self.since is None:
            return True
        if entry.printed_date is None:
            return None
        said = printed_candidate(entry.printed_date, seen_at, source="list")
        at = decide((said,), seen_at=seen_at, orders=self.on.orders)[0].at
        return None if at is None else is_since(at, self.since)

    def settle(self, key: str, *, is_recent: bool) -> bool:
        """Note an article's age; True when it was the last one the next page waited for."""
        if key not in self.waiting:
            return False
        self.waiting.discard(key)
        self.saw_wanted = self.saw_wanted or is_recent
        return not self.waiting

    def wants_more(self) -> bool:
        """Whether to ask for the page after this one now."""
        if (
            self.pager is None
            or not self.entries
            or self.on.is_full
            or self.barren >= _BARREN_PAGES
        ):
            return False
        if self.waiting or not self.saw_wanted:
            return False
        return self.pager.last_page is None or self.page < self.pager.last_page


def is_since(at: datetime, day: date) -> bool:
    """Whether `at` is on `day` or later, in Vietnam."""
    return at.astimezone(VIETNAM).date() >= day

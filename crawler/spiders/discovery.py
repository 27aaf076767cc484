"""Which of a portal's menu entries are sections."""

from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.extract import ExtractionError
from crawler.extract.generic.listing import GenericListing
from crawler.extract.listing import ListingPage
from crawler.extract.menu import MenuEntry, find_sections
from crawler.extract.portal import list_page
from crawler.failures import failed_request
from crawler.sites import Section, Site
from crawler.spiders.looking import LookingSpider, source_of


class DiscoverySpider(LookingSpider):
    """Reads the front page's menus and visits what they name; `sections` are the lists."""

    name = "discovery"

    def __init__(self, site: Site, front: str, **kwargs: Any) -> None:
        super().__init__(site, front, **kwargs)
        self.unread: list[str] = []
        self.found: dict[int, tuple[Section, ListingPage]] = {}

    @property
    def lists(self) -> tuple[tuple[Section, ListingPage], ...]:
        """The sections found, in the order of the menu; by guess only where none is of a layout."""
        in_order = [one for _, one in sorted(self.found.items())]
        known = [one for one in in_order if not isinstance(one[1], GenericListing)]
        return tuple(known or in_order)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections found, in the order of the menu."""
        return tuple(section for section, _ in self.lists)

    @property
    def portal(self) -> str | None:
        """The family of the lists."""
        return self.lists[0][1].portal if self.lists else None

    def parse_front(self, response: Response) -> Iterator[Request]:
        """The front page, or any other page with the portal's menus."""
        try:
            entries = find_sections(source_of(response))
        except ExtractionError as error:
            self.failure = str(error)
            return
        for number, entry in enumerate(entries):
            callbacks = (self.parse_entry, self.failed_entry)
            about = {"number": number, "entry": entry}
            yield self.ask(self.site, entry.url, callbacks, cb_kwargs=about)

    def parse_entry(self, response: Response, number: int, entry: MenuEntry) -> Iterator[Request]:
        """A menu entry's page: a section if it is a list."""
        try:
            page = list_page(source_of(response), guess=True)
        except ExtractionError:
            page = None
        if page is not None and page.entries():
            self.found[number] = (Section(name=entry.name, url=entry.url), page)
        yield from self.visited()

    def failed_entry(self, failure: Failure) -> Iterator[Request]:
        """A menu entry whose page could not be had may be a section that is now missed."""
        request, _, detail = failed_request(failure)
        self.unread.append(f"{request.cb_kwargs['entry'].name} ({request.meta['asked']}): {detail}")
        yield from self.visited()

    def visited(self) -> Iterator[Request]:
        """One more menu entry was looked at; subclasses may go on from there."""
        yield from ()

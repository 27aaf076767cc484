"""Looks at a portal once, storing nothing: which of its menu entries are sections."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.clock import now
from crawler import settings
from crawler.extract import ExtractionError
from crawler.extract.menu import MenuEntry, find_sections
from crawler.extract.page import Source
from crawler.extract.portal import list_page, read_source
from crawler.failures import describe, failed_request
from crawler.sites import Section, Site
from crawler.spiders.site import SiteSpider


class DiscoverySpider(SiteSpider):
    """Reads the front page's menus and visits what they name; `sections` are the lists."""

    name = "discovery"
    custom_settings = {  # noqa: RUF012 (Scrapy's own name for it)
        "DOWNLOADER_MIDDLEWARES": settings.DOWNLOADER_MIDDLEWARES
        | {"crawler.middlewares.CaptureEverything": None},
        "ITEM_PIPELINES": {},
    }

    def __init__(self, site: Site, front: str, **kwargs: Any) -> None:
        super().__init__((site,), **kwargs)
        self.site = site
        self.front = front
        self.portal: str | None = None
        self.failure: str | None = None
        self.unread: list[str] = []
        self._found: dict[int, Section] = {}

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections found, in the order of the menu."""
        return tuple(section for _, section in sorted(self._found.items()))

    async def start(self) -> AsyncIterator[Any]:
        """Begin with the address the operator gave."""
        yield self.ask(self.site, self.front, (self.parse_front, self.failed_front))

    def parse_front(self, response: Response) -> Iterator[Request]:
        """The front page, or any other page with the portal's menus."""
        try:
            source = _source(response)
        except ExtractionError as error:
            self.failure = str(error)
            return
        for number, entry in enumerate(find_sections(source)):
            callbacks = (self.parse_entry, self.failed_entry)
            about = {"number": number, "entry": entry}
            yield self.ask(self.site, entry.url, callbacks, cb_kwargs=about)

    def parse_entry(self, response: Response, number: int, entry: MenuEntry) -> None:
        """A menu entry's page: a section if it is a list."""
        try:
            page = list_page(_source(response))
        except ExtractionError:
            return
        if page.entries():
            self.portal = self.portal or page.portal
            self._found[number] = Section(name=entry.name, url=entry.url)

    def failed_entry(self, failure: Failure) -> None:
        """A menu entry whose page could not be had may be a section that is now missed."""
        request, _, detail = failed_request(failure)
        self.unread.append(f"{request.cb_kwargs['entry'].name} ({request.meta['asked']}): {detail}")

    def failed_front(self, failure: Failure) -> None:
        """The front page could not be had: nothing can be found."""
        self.failure = describe(failure)[1]


def _source(response: Response) -> Source:
    return read_source(response.body, response.url, now())

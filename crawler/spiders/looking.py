"""Looks at a site, storing nothing."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.clock import now
from crawler import settings
from crawler.extract.portal import read_source
from crawler.extract.source import Source
from crawler.failures import describe
from crawler.sites import Site
from crawler.spiders.site import SiteSpider


class LookingSpider(SiteSpider):
    """Begins at one address of a site; `failure` says why that could not be had."""

    name = "looking"
    custom_settings = {  # noqa: RUF012 (Scrapy's own name for it)
        "DOWNLOADER_MIDDLEWARES": settings.DOWNLOADER_MIDDLEWARES
        | {"crawler.middlewares.CaptureEverything": None},
        "ITEM_PIPELINES": {},
    }

    def __init__(self, site: Site, front: str, **kwargs: Any) -> None:
        super().__init__((site,), **kwargs)
        self.site = site
        self.front = front
        self.failure: str | None = None

    async def start(self) -> AsyncIterator[Any]:
        """Begin with the address the operator gave."""
        yield self.ask(self.site, self.front, (self.parse_front, self.failed_front))

    def parse_front(self, response: Response) -> Iterator[Request]:
        """The page at that address; subclasses know what to do with it."""
        raise NotImplementedError

    def failed_front(self, failure: Failure) -> None:
        """The page could not be had: nothing can be found."""
        self.failure = describe(failure)[1]


class PageSpider(LookingSpider):
    """Fetches one page: `response`, or None with the `failure`."""

    name = "page"

    def __init__(self, site: Site, front: str, **kwargs: Any) -> None:
        super().__init__(site, front, **kwargs)
        self.response: Response | None = None

    def parse_front(self, response: Response) -> Iterator[Request]:
        """Keep it."""
        self.response = response
        yield from ()


def source_of(response: Response) -> Source:
    """The page that just came; raises NotAnArticle when it has no element."""
    return read_source(response.body, response.url, now())

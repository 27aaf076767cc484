"""Between Scrapy and the network: whom we talk to, and keeping every word that comes back."""

import sqlite3
from datetime import datetime
from typing import Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Request, Response

from archive.article import Capture
from archive.clock import now
from archive.identity import host
from crawler.addresses import Addresses
from crawler.patience import retry_after
from crawler.spiders.recording import RecordingSpider
from crawler.spiders.site import SiteSpider
from crawler.throttle import SiteThrottle


class Refused(IgnoreRequest):
    """A request that we will not make; the message says why."""


class Truncated(IgnoreRequest):
    """The body was cut short on every try."""


class HostGate:
    """Lets requests through to the sites of this run and to the hosts of their articles' files.

    Hosts that resolve to the same address share one pace, that of the most patient of their sites.

    Pages, their redirects included, must be on the site's own host. A file host must be public,
    unless the site itself is not: an article must not lead the crawler into a private network.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._addresses = Addresses()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Refuse the request, or give it its host's slot and pace."""
        spider = self._crawler.spider
        assert isinstance(spider, SiteSpider)
        wanted = host(request.url)
        site = spider.site_of(request)
        if urlsplit(request.url).scheme not in ("http", "https") or not spider.may_visit(request):
            raise Refused(f"leads off the site, to {wanted}")
        if (
            site is not None
            and wanted != site.host
            and not await self._is_safe(request.url, site.url)
        ):
            raise Refused(f"the file's host {wanted} is in a private network")
        slot = spider.slots[wanted] = await self._addresses.slot(request.url)
        request.meta["download_slot"] = slot
        throttle = self._crawler.get_extension(SiteThrottle)
        if throttle is not None and site is not None:
            throttle.set_floor(slot, site.delay)

    async def _is_safe(self, url: str, site_url: str) -> bool:
        is_public = self._addresses.is_public
        return await is_public(url) or not await is_public(site_url)


class HeedRefusals:
    """Gives hosts that answer 429, 503 or 403 again and again a rest, as long as they ask for."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Take the answer's word for how the host wants to be treated."""
        spider = self._crawler.spider
        is_forbidden_file = response.status == 403 and request.meta.get("is_file")
        if not isinstance(spider, RecordingSpider) or is_forbidden_file:
            return response
        if spider.patience.answered(host(request.url), response.status):
            said = (response.headers.get("Retry-After") or b"").decode("latin-1")
            spider.refused(request, f"it answers {response.status}", retry_after(said, now()))
        return response


class CaptureEverything:
    """Keeps each exchange before anyone reads it; asks again for bodies that were cut short."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Write the exchange to the archive and note where in `request.meta`."""
        spider = self._crawler.spider
        assert isinstance(spider, RecordingSpider)
        capture = _capture(request, response, now())
        try:
            request.meta["capture_id"] = spider.store.record_capture(capture)
            spider.received[spider.payer(request)] += len(capture.payload)
        except (OSError, sqlite3.Error) as error:
            spider.give_up(error)
            raise IgnoreRequest("the archive cannot be written") from error
        request.meta["seen_at"] = capture.seen_at
        if capture.truncated:
            again = get_retry_request(request, spider=spider, reason="truncated")
            if again is None:
                raise Truncated(f"the body ends after {len(response.body)} bytes, before its end")
            return again
        return response


def _capture(request: Request, response: Response, seen_at: datetime) -> Capture:
    return Capture(
        url=request.url,
        seen_at=seen_at,
        method=request.method,
        request_headers=(
            ("Host", urlsplit(request.url).netloc.rpartition("@")[2]),
            *_pairs(request.headers),
        ),
        request_body=request.body,
        status=response.status,
        headers=_pairs(response.headers),
        payload=response.body,
        ip_address=str(response.ip_address) if response.ip_address else None,
        truncated="disconnect" if "dataloss" in response.flags else None,
    )


def _pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    )

"""Between Scrapy and the network: whom we talk to, and keeping every word that comes back."""

import asyncio
import ipaddress
import socket
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
from crawler.spiders.recording import RecordingSpider
from crawler.spiders.site import SiteSpider
from crawler.throttle import SiteThrottle

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


_CARRIERS = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))


class Refused(IgnoreRequest):
    """A request that we will not make; the message says why."""


class Truncated(IgnoreRequest):
    """The body was cut short on every try."""


class HostGate:
    """Lets requests through to the sites of this run and to the hosts of their articles' files.

    Pages, their redirects included, must be on the site's own host. A file host must be public,
    unless the site itself is not: an article must not lead the crawler into a private network.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._public: dict[str, bool] = {}

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
        request.meta["download_slot"] = wanted
        throttle = self._crawler.get_extension(SiteThrottle)
        if throttle is not None and site is not None:
            throttle.set_floor(wanted, site.delay)

    async def _is_safe(self, url: str, site_url: str) -> bool:
        return await self._is_public(url) or not await self._is_public(site_url)

    async def _is_public(self, url: str) -> bool:
        name = urlsplit(url).hostname or ""
        if name not in self._public:
            addresses = await _resolve(name)
            if not addresses:
                return True  # for now: the download will say that the name does not resolve
            self._public[name] = all(map(_is_public, addresses))
        return self._public[name]


async def _resolve(name: str) -> tuple[Address, ...]:
    """The addresses behind `name`; none when it cannot be resolved, which the download will say."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found)


def _is_public(address: Address) -> bool:
    """Global unicast, also where IPv6 carries an IPv4 address (mapped, 6to4, NAT64, compatible)."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and any(address in network for network in _CARRIERS):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast


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

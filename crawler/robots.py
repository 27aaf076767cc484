"""robots.txt, asked for once a day and host, and obeyed by every request that waited for it."""

import asyncio
from datetime import timedelta

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Request, Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler

from archive.clock import now
from crawler.spiders.recording import RecordingSpider

# A copy may be used for a day, and longer while there is no other (RFC 9309, sections 2.4, 2.3.1).
_KEPT, _KEPT_AT_LEAST = timedelta(hours=24), timedelta(days=30)
_MOST_HOPS = 6  # a redirect may be followed five times (section 2.3.1.2)


class PatientRobots(RobotsTxtMiddleware):
    """Scrapy's middleware, but all who wait for a host's robots.txt get it, and runs share it.

    In Scrapy 2.19 several requests await one Deferred, whose result only the first receives; the
    others are let through as if there were no robots.txt.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._asked: dict[str, asyncio.Task[RobotParser | None]] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's host, None when it has none."""
        host = urlparse_cached(request).netloc
        if host not in self._asked:
            self._asked[host] = asyncio.ensure_future(self._rules(request))
        return await asyncio.shield(self._asked[host])

    async def _rules(self, request: Request) -> RobotParser | None:
        """The rules as an earlier run got them, else as the host gives them now."""
        status, body = self._kept(request, _KEPT)
        if status == 200:
            return await self._read(request, body)
        if status in (404, 410):
            return None
        asked = await super().robot_parser(request)
        if asked is None:
            status, body = self._kept(request, _KEPT_AT_LEAST)
            return await self._read(request, body) if status == 200 else None
        return asked

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        """Take a failing server's last good word, and nothing of a page that says "not found"."""
        body = response.body
        if response.status >= 500 or response.status == 429:
            status, kept = self._kept(request, _KEPT_AT_LEAST)
            body = kept if status == 200 else b""
        elif response.status >= 400:
            body = b""
        await super()._parse_robots(response.replace(body=body), netloc, request)

    def _kept(self, request: Request, age: timedelta) -> tuple[int | None, bytes]:
        """Status and text of the host's robots.txt in a capture of this age at most."""
        spider = self.crawler.spider
        if not isinstance(spider, RecordingSpider):
            return None, b""
        parts = urlparse_cached(request)
        place: str | None = f"{parts.scheme}://{parts.netloc}/robots.txt"
        for _ in range(_MOST_HOPS):
            status, body, place = spider.store.last_answer(place or "", since=now() - age)
            if place is None:
                return status, body
        return None, b""

    async def _read(self, request: Request, body: bytes) -> RobotParser:
        parser = build_from_crawler(self._parserimpl, self.crawler, body)
        await self.crawler.signals.send_catch_log_async(
            signal=signals.robots_parsed, robotparser=parser, request=request
        )
        return parser

"""What a run may still ask for: the operator's limits, hours and switch, site by site."""

import asyncio
import logging
from time import monotonic
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

from archive.clock import now
from archive.errors import ConfigError
from crawler.sites import Site, read_sites
from crawler.spiders.recording import RecordingSpider

_LOOK_EVERY = 5.0  # seconds between looks at sites.toml
_logger = logging.getLogger(__name__)


class Cut(IgnoreRequest):
    """The visit to the site ends here; the message says why."""


class Budget:
    """Refuses what a site's hours, its switch, or the run's limits do not allow any more.

    A site that was refused anything gets nothing more in the run. The switch, `visit = false` in
    sites.toml, also stops a run at work, within seconds.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._off: frozenset[str] = frozenset()
        self._looked_at = self._free_at = monotonic()
        self._paid = 0
        self._written_at = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Refuse the request, or count it and wait until the bandwidth allows it."""
        spider = self._crawler.spider
        if not isinstance(spider, RecordingSpider):
            return
        site = spider.site_of(request)
        if site is not None:
            why = spider.cuts.get(site.name) or self._why_not(spider, site)
            if why:
                spider.cuts[site.name] = why
                raise Cut(why)
        spider.requests[spider.payer(request)] += 1
        await self._wait(spider)

    def _why_not(self, spider: RecordingSpider, site: Site) -> str | None:
        most = spider.plan.max_requests
        if most is not None and spider.requests.total() >= most:
            return f"{most} requests were made, as many as --max-requests allows"
        if site.hours is not None and now() not in site.hours:
            return f"its hours, {site.hours}, are over"
        self._look(spider)
        return "it was switched off in sites.toml" if site.name in self._off else None

    def _look(self, spider: RecordingSpider) -> None:
        """See whether the operator switched a site off while the run is at work."""
        if monotonic() - self._looked_at < _LOOK_EVERY:
            return
        self._looked_at = monotonic()
        try:
            written_at = spider.plan.folder.sites.stat().st_mtime
            if written_at == self._written_at:
                return
            sites = read_sites(spider.plan.folder.sites).sites
        except (ConfigError, OSError) as error:  # it may be half written: the next look will tell
            _logger.warning("sites.toml cannot be read now: %s", error)
            return
        self._written_at = written_at
        self._off = frozenset(site.name for site in sites if not site.visit)

    async def _wait(self, spider: RecordingSpider) -> None:
        """Wait until what came so far is paid for at the run's bandwidth."""
        bandwidth = spider.plan.bandwidth
        if bandwidth is None:
            return
        came = spider.received.total()
        self._free_at = max(self._free_at, monotonic()) + (came - self._paid) / bandwidth
        self._paid = came
        if (wait := self._free_at - monotonic()) > 0:
            await asyncio.sleep(wait)

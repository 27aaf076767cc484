"""Each address at its own pace: AutoThrottle that never goes below a site's delay."""

from time import monotonic

from scrapy import signals
from scrapy.core.downloader import Downloader, Slot
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response
from scrapy.robotstxt import RobotParser

from archive.identity import host

# No robots.txt is taken to ask for longer pauses than this: a crawl would never end.
_LONGEST_CRAWL_DELAY = 120.0
_TINY = 0.001  # seconds


class SiteThrottle(AutoThrottle):
    """AutoThrottle with a floor for each host: `delay` of sites.toml, Crawl-delay of robots.txt.

    Scrapy's own lowers every host's delay to one common minimum.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._floors: dict[str, float] = {}
        crawler.signals.connect(self._robots_parsed, signal=signals.robots_parsed)

    def set_floor(self, key: str, delay: float) -> None:
        """Wait at least `delay` seconds between requests to the hosts of the slot `key`."""
        if delay <= self._floors.get(key, -1.0):
            return
        self._floors[key] = delay
        downloader = self._downloader()
        downloader.per_slot_settings[key] = {"delay": delay}
        if key in downloader.slots:
            downloader.slots[key].delay = max(downloader.slots[key].delay, delay)

    def floor(self, key: str) -> float:
        """Seconds between requests to the hosts of the slot `key`, at least."""
        return self._floors.get(key, 0.0)

    def rest(self, key: str, seconds: float) -> None:
        """Ask the hosts of the slot `key` for nothing for so long."""
        slot = self._downloader().slots.get(key)
        if slot is not None and seconds > 0:
            slot.delay = max(slot.delay, _TINY)  # a slot without a delay does not look at its clock
            slot.lastseen = max(slot.lastseen, monotonic() + seconds - slot.delay)

    def _robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        parser = getattr(robotparser, "rp", None)  # Protego; Scrapy's interface has no crawl_delay
        asked = parser.crawl_delay("luutru") if parser is not None else None
        if asked:
            slot = request.meta.get("download_slot", host(request.url))
            self.set_floor(slot, min(float(asked), _LONGEST_CRAWL_DELAY))

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        slots = self._downloader().slots
        key = next((key for key, one in slots.items() if one is slot), "")
        slot.delay = max(slot.delay, self.floor(key))

    def _downloader(self) -> Downloader:
        engine = self.crawler.engine
        assert engine is not None
        return engine.downloader

"""Adds a portal to sites.toml by looking at it."""

import re
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import urljoin

from archive.errors import ConfigError
from archive.folder import Folder
from archive.identity import host
from crawler.crawl import run_spider
from crawler.log import Log, level_of
from crawler.looking import NoPortal, check_delay, checked_address, failure_of
from crawler.sites import DEFAULT_DELAY, SITE_NAME, Site, add_site, read_sites
from crawler.spiders.discovery import DiscoverySpider


def add_portal(
    folder: Folder,
    url: str,
    *,
    name: str | None = None,
    delay: float | None = None,
    insecure: bool = False,
    verbose: int = 0,
) -> dict[str, Any]:
    """Look at the portal at `url` and write it with its sections into sites.toml.

    Returns the site's name, portal, the sections added, and the menu entries it could not read.
    Raises ConfigError for what the operator must mend, NoPortal when nothing could be found.
    """
    config = read_sites(folder.sites)
    front = checked_address(url, keep_query=False)
    check_delay(delay)
    known = next((site for site in config.sites if site.host == host(front)), None)
    site = Site(
        name=name or (known.name if known else _name_of(front)),
        url=known.url if known else urljoin(front, "/"),
        delay=delay if delay is not None else known.delay if known else DEFAULT_DELAY,
        verify_tls=not insecure,
    )
    if not SITE_NAME.fullmatch(site.name):
        raise ConfigError(f"--name must be of a-z, 0-9 and -, not {site.name!r}")
    spider = run_spider(
        DiscoverySpider, (site,), config.agent, log=Log(level_of(verbose)), site=site, front=front
    )
    assert isinstance(spider, DiscoverySpider)
    if spider.failure is not None:
        raise failure_of(spider, url)
    if not spider.sections:
        raise NoPortal(f"{front} is no portal that luutru knows: no menu entry leads to a list")
    added = add_site(folder.sites, replace(site, sections=spider.sections))
    return {
        "name": known.name if known else site.name,
        "url": site.url,
        "known": known is not None,
        "portal": spider.portal,
        "sections": [asdict(section) for section in added],
        "unread": spider.unread,
    }


def _name_of(url: str) -> str:
    """A name from the host: its first label, or all of it where that is a number."""
    name = host(url)
    first = name.split(".")[0]
    return re.sub(r"[^a-z0-9]+", "-", name if first.isdecimal() else first).strip("-") or "site"

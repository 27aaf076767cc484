"""Looks at pages of portals that need not be in any archive, storing nothing."""

from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit, urlunsplit

from archive.errors import ArchiveError, ConfigError
from archive.folder import Folder
from archive.identity import host
from crawler.crawl import run_spider
from crawler.extract.address import is_address
from crawler.log import Log, level_of
from crawler.sites import DEFAULT_DELAY, LONGEST_DELAY, Site, read_sites
from crawler.spiders.looking import LookingSpider
from crawler.version import user_agent

Looking = TypeVar("Looking", bound=LookingSpider)


class NoPortal(ArchiveError):
    """The address cannot be reached, or nothing there is a portal we know."""

    exit_code = 3


def checked_address(url: str, *, keep_query: bool = True) -> str:
    """The address, with a scheme and a path; raises ConfigError."""
    text = url if "://" in url else f"https://{url}"
    if not is_address(text):
        raise ConfigError(f"{url!r} is no http(s) address")
    parts = urlsplit(text)
    query = parts.query if keep_query else ""
    return urlunsplit(parts._replace(path=parts.path or "/", query=query, fragment=""))


def check_delay(delay: float | None) -> None:
    """Raises ConfigError for a delay that sites.toml would not take."""
    if delay is not None and not 0 <= delay <= LONGEST_DELAY:
        raise ConfigError(f"--delay must be 0 to {LONGEST_DELAY} seconds, not {delay}")


def look(
    kind: type[Looking],
    url: str,
    folder: Path,
    *,
    delay: float | None = None,
    insecure: bool = False,
    verbose: int = 0,
    **arguments: Any,
) -> Looking:
    """Send a spider of this kind to `url`; raises ConfigError, or NoPortal when nothing came.

    It introduces itself, and paces itself, as the sites.toml in `folder` says, if there is one.
    """
    front = checked_address(url)
    check_delay(delay)
    known = Folder(folder).sites
    config = read_sites(known) if known.is_file() else None
    named = [site for site in config.sites if site.host == host(front)] if config else []
    pace = named[0].delay if named else DEFAULT_DELAY
    site = Site(
        name="looked-at",
        url=urljoin(front, "/"),
        delay=pace if delay is None else delay,
        verify_tls=not insecure and (not named or named[0].verify_tls),
    )
    agent = config.agent if config else user_agent()
    spider = run_spider(
        kind, (site,), agent, log=Log(level_of(verbose)), site=site, front=front, **arguments
    )
    assert isinstance(spider, kind)
    if spider.failure is not None:
        raise failure_of(spider, url)
    return spider


def failure_of(spider: LookingSpider, url: str) -> NoPortal:
    """The error that says why the operator's `url` gave nothing."""
    hint = "" if "://" in url else f"; perhaps it is http://{url}"
    return NoPortal(f"{spider.front} gives nothing to read: {spider.failure}{hint}")

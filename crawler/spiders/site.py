"""What every spider keeps to: the hosts of its sites, and those of their articles' files."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from twisted.python.failure import Failure

from archive.identity import host
from crawler.sites import Site

_PAGE_MAXSIZE = 20 * 1024 * 1024  # bytes; article pages seen are under 1 MB
Callbacks = tuple[Callable[..., Any], Callable[[Failure], Any]]


class SiteSpider(Spider):
    """A spider over named sites; each of its requests carries its site in `meta["site"]`."""

    def __init__(self, sites: tuple[Site, ...], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sites: Mapping[str, Site] = {site.host: site for site in sites}
        self.file_hosts: dict[str, Site] = {}
        self.slots: dict[str, str] = {}

    def site_of(self, request: Request) -> Site | None:
        """The site that a request is made for; for robots.txt, whose host it is on."""
        site = request.meta.get("site")
        if isinstance(site, Site):
            return site
        wanted = host(request.url)
        return self.sites.get(wanted) or self.file_hosts.get(wanted)

    def slot_of(self, url: str) -> str:
        """Whose turns a request for `url` takes: those of its address, as far as that is known."""
        wanted = host(url)
        return self.slots.get(wanted, wanted)

    def note_file_host(self, url: str, site: Site) -> None:
        """An article of `site` names a file at `url`: its host may be asked for files."""
        self.file_hosts.setdefault(host(url), site)

    def may_visit(self, request: Request) -> bool:
        """Whether the request stays within its site, or, for files, on a host its articles name."""
        site = self.site_of(request)
        wanted = host(request.url)
        if site is None:
            return False
        if request.meta.get("is_file") or urlsplit(request.url).path == "/robots.txt":
            return wanted in self.sites or wanted in self.file_hosts
        return wanted == site.host

    def ask(
        self, site: Site, url: str, callbacks: Callbacks, *, priority: int = 0, **request: Any
    ) -> Request:
        """A request for a page of `site`; `meta["asked"]` stays its address through redirects."""
        callback, errback = callbacks
        return Request(
            url,
            callback=callback,
            errback=errback,
            priority=priority,
            meta={
                "site": site,
                "asked": url,
                "download_slot": self.slot_of(url),
                "download_maxsize": _PAGE_MAXSIZE,
            },
            dont_filter=True,
            **request,
        )

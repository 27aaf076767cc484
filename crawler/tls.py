"""Downloads over HTTP(S); certificates are checked unless a site's `verify_tls` is false."""

from copy import copy
from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer


@implementer(IPolicyForHTTPS)
class _PolicyByHost:
    """Strict for all hosts but those the operator exempted by name."""

    def __init__(self, strict: Any, exempt: frozenset[str]) -> None:
        self._strict = strict
        self._lax = copy(strict)
        self._lax._verify_certificates = False
        self._exempt = exempt

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 (the interface's name)
        policy = self._lax if hostname.decode("ascii") in self._exempt else self._strict
        return policy.creatorForNetloc(hostname, port)


class SiteTlsHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler with a certificate policy for each host (setting UNVERIFIED_HOSTS)."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # Twisted would send a request again at once when a kept connection was closed: unseen by
        # the pace of the host and by the archive. Scrapy's own retry does it in its turn.
        self._pool.retryAutomatically = False
        exempt = frozenset(crawler.settings.getlist("UNVERIFIED_HOSTS"))
        policy: Any = _PolicyByHost(self._contextFactory, exempt)  # zope interfaces are not types
        self._contextFactory = policy

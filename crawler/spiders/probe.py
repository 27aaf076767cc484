"""What a portal is, and how well some of its articles read."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.article import Article, Listed
from archive.clock import now
from archive.identity import article_key, article_url
from crawler.extract import ExtractionError, extract
from crawler.extract.portal import list_page
from crawler.failures import failed_request
from crawler.sites import Section, Site
from crawler.spiders.discovery import DiscoverySpider
from crawler.spiders.looking import source_of


@dataclass(frozen=True, slots=True)
class Probed:
    """One article page: what it says, or the kind of problem and a line on it."""

    url: str
    article: Article | None = None
    kind: str | None = None
    detail: str | None = None


class ProbeSpider(DiscoverySpider):
    """Finds the sections as `add` does, then reads `wanted` articles spread over them.

    Begun at an article or a list, it looks at that alone.
    """

    name = "probe"

    def __init__(self, site: Site, front: str, wanted: int, **kwargs: Any) -> None:
        super().__init__(site, front, **kwargs)
        self.wanted = wanted
        self.probed: list[Probed] = []
        self._to_visit = 0

    def parse_front(self, response: Response) -> Iterator[Request]:
        """The portal's front page, a list, or an article."""
        is_front = urlsplit(response.url)[2:4] in (("", ""), ("/", ""))
        if not is_front and self._is_list(response):
            yield from self._ask_articles()
            return
        read = read_page(response)
        if read.article is not None and not is_front and article_key(read.url) is not None:
            self.probed.append(read)
            return
        found = list(super().parse_front(response))
        self._to_visit = len(found)
        yield from found

    def _is_list(self, response: Response) -> bool:
        try:
            page = list_page(source_of(response), guess=article_key(response.url) is None)
        except ExtractionError:
            return False
        self.found[0] = (Section(name="this list", url=self.front), page)
        return True

    def visited(self) -> Iterator[Request]:
        """After the last menu entry, the articles."""
        self._to_visit -= 1
        if self._to_visit == 0:
            yield from self._ask_articles()

    def _ask_articles(self) -> Iterator[Request]:
        """Articles from the top of each list, in turn."""
        listed = (page.entries() for _, page in self.lists)
        in_turn = chain.from_iterable(zip_longest(*listed))
        once: dict[str, Listed] = {entry.key: entry for entry in in_turn if entry is not None}
        for entry in list(once.values())[: self.wanted]:
            yield self.ask(self.site, entry.url, (self.parse_article, self.failed_article))

    def parse_article(self, response: Response) -> None:
        """A listed article's page."""
        self.probed.append(read_page(response))

    def failed_article(self, failure: Failure) -> None:
        """A listed article that could not be had."""
        request, kind, detail = failed_request(failure)
        self.probed.append(Probed(request.meta["asked"], kind=kind, detail=detail))


def read_page(response: Response) -> Probed:
    """What the page says as an article."""
    url = article_url(response.url)
    try:
        return Probed(url, extract(response.body, url, now()))
    except ExtractionError as error:
        return Probed(url, kind=error.kind, detail=str(error))

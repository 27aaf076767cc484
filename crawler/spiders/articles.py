"""Articles: asked for where lists name them, read, and their files with them."""

from collections.abc import Iterator
from dataclasses import replace

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.article import Article
from archive.identity import article_id, article_url
from archive.store import Wanted
from archive.watch import NO_VALIDATORS, Validators
from crawler.extract import ExtractionError, NotAnArticle, extract
from crawler.failures import failed_request
from crawler.items import (
    ArticleItem,
    FileItem,
    ProblemItem,
    UnchangedFileItem,
    UnchangedItem,
)
from crawler.spiders.files import FilesSpider
from crawler.spiders.recording import NOT_MODIFIED, seen_at, validators
from crawler.walk import SectionWalk, SiteWalk, is_since

_PRIORITY = 10  # before lists: what was found is fetched before more is looked for

Output = Iterator[
    Request | ArticleItem | UnchangedItem | FileItem | UnchangedFileItem | ProblemItem
]


class ArticlesSpider(FilesSpider):
    """Fetches and reads articles."""

    def settled(self, walk: SectionWalk, key: str, *, is_recent: bool) -> Iterator[Request]:
        """An article's age is known now; subclasses know what waited for it."""
        raise NotImplementedError

    def ask_article(
        self, walk: SectionWalk, key: str, url: str, known: Validators = NO_VALIDATORS
    ) -> Request:
        """The article `key`, found in the section of `walk`; only if it changed, where `known`."""
        callbacks = (self.parse_article, self.failed_article)
        about = {"article_of": walk, "key": key}
        request = self.ask(walk.on.site, url, callbacks, priority=_PRIORITY, cb_kwargs=about)
        if headers := known.headers():
            request.meta.update(NOT_MODIFIED)
            request.headers.update(headers)
        return request

    def parse_article(self, response: Response, article_of: SectionWalk, key: str) -> Output:
        """An article, its files, or why there is none."""
        walk = article_of
        at = seen_at(response)
        if response.status == 304:
            walk.on.answered += 1
            yield UnchangedItem(site_id=walk.on.site_id, key=key, seen_at=at)
            return
        landed = article_id(response.url)
        named = walk.layout.key_of(response.url) if walk.layout is not None else landed
        try:
            if landed is not None and key not in (landed, named) and _is_elsewhere(response):
                raise NotAnArticle("redirected", f"leads to another article, {response.url}")
            article = self.read(response, walk.on)
        except ExtractionError as error:
            assert response.request is not None
            yield from self.unread(
                response.request, walk, key, error.kind, str(error), layout=error.layout
            )
            return
        walk.on.answered += 1
        is_recent = self._is_recent(article)
        if is_recent:
            article = replace(
                article,
                site=walk.on.site.name,
                section=article.section or walk.section.name or None,
            )
            yield ArticleItem(
                article=article,
                site_id=walk.on.site_id,
                key=key,
                seen_at=at,
                capture_id=response.meta.get("capture_id"),
                validators=validators(response),
            )
            yield from self.beside(response, article)
        yield from self.settled(walk, key, is_recent=is_recent)

    def read(self, response: Response, on: SiteWalk) -> Article:
        """What the page says; where its layout is not known, the site's other pages help."""
        url, at = article_url(response.url), seen_at(response)
        return extract(response.body, url, at, repeated=on.lines.repeated())

    def beside(self, response: Response, article: Article) -> Output:
        """What comes with an article: its files."""
        site = response.meta["site"]
        for image in article.images:
            yield from self.ask_file(site, Wanted("image", image.url, response.url))
        for attachment in article.attachments:
            yield from self.ask_file(site, Wanted("attachment", attachment.url, response.url))

    def unread(
        self,
        request: Request,
        walk: SectionWalk,
        key: str,
        kind: str,
        detail: str,
        *,
        layout: str | None = None,
    ) -> Output:
        """The article may stand whole under another of its addresses; else it is a problem."""
        another = walk.on.next_address(key)
        if another is not None:
            yield self.ask_article(walk, key, another)
            return
        walk.on.missed[key] = kind
        if key not in walk.on.gone:
            yield self.problem_of(request, kind, detail, key=key, layout=layout)
        yield from self.settled(walk, key, is_recent=True)

    def failed_article(self, failure: Failure) -> Output:
        """An article could not be had under this address; it may have another."""
        request, kind, detail = failed_request(failure)
        walk, key = request.cb_kwargs["article_of"], request.cb_kwargs["key"]
        yield from self.unread(request, walk, key, kind, detail)

    def _is_recent(self, article: Article) -> bool:
        since, at = self.plan.since, article.published_at
        return since is None or at is None or is_since(at, since)


def _is_elsewhere(response: Response) -> bool:
    """Whether redirects led to another address than was asked for."""
    return bool(response.url != response.meta["asked"])

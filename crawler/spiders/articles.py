"""Articles: asked for where lists name them, read, and their files with them."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.article import Article
from archive.identity import article_id, article_key, article_url
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
            self.welcomed(walk.on, key)
            yield UnchangedItem(site_id=walk.on.site_id, key=key, seen_at=at)
            return
        try:
            article = self._article(response, walk, key)
        except ExtractionError as error:
            assert response.request is not None
            self.unread_page(response, walk.on, error)
            yield from self.unread(
                response.request, walk, key, error.kind, str(error), layout=error.layout
            )
            return
        self.welcomed(walk.on, key)
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
            yield from self.beside(response, article, is_new=key not in walk.on.known_urls)
        yield from self.settled(walk, key, is_recent=is_recent)

    def _article(self, response: Response, walk: SectionWalk, key: str) -> Article:
        """The article `key` on the page; raises ExtractionError, also where it is another."""
        landed = article_id(response.url)
        names = {landed, article_key(response.url)}
        names |= {walk.layout.key_of(response.url)} if walk.layout is not None else set()
        is_elsewhere = _is_elsewhere(response) and key not in names
        if is_elsewhere and landed is not None:
            raise NotAnArticle("redirected", f"leads to another article, {response.url}")
        if is_elsewhere and key in walk.on.known_urls:
            raise NotAnArticle("redirected", f"leads to {response.url}")
        article = self.read(response, walk.on)
        if is_elsewhere and article.confidence != 1:
            raise NotAnArticle("redirected", f"leads to {response.url}, which is only like one")
        return article

    def welcomed(self, on: SiteWalk, key: str) -> None:
        """The site gave the article that was asked for."""
        on.answered += 1
        on.missed.pop(key, None)
        self.patience.welcomed(on.site.host)

    def unread_page(self, response: Response, on: SiteWalk, error: ExtractionError) -> None:
        """The site gave a page that cannot be read; a challenge is a refusal of us."""
        on.failed_as(error.kind, str(error))
        if error.kind == "challenge":
            assert response.request is not None
            self.refused(response.request, "it tests for a browser")

    def read(self, response: Response, on: SiteWalk) -> Article:
        """What the page says; where its layout is not known, the site's other pages help."""
        url, at = article_url(response.url), seen_at(response)
        return extract(response.body, url, at, repeated=on.lines.repeated())

    def beside(self, response: Response, article: Article, *, is_new: bool) -> Output:
        """What comes with an article: its files."""
        site = response.meta["site"]
        named = [("image", image.url) for image in article.images]
        named += [("attachment", attachment.url) for attachment in article.attachments]
        for role, url in named:
            yield from self.ask_file(site, Wanted(role, url, response.url), is_new=is_new)

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
        if kind == "cut":  # what the list names behind it was not asked for either
            walk.has_failed = True
            return
        walk.on.failed_as(kind, detail)
        yield from self.unread(request, walk, key, kind, detail)

    def _is_recent(self, article: Article) -> bool:
        since, at = self.plan.since, article.published_at
        return since is None or at is None or is_since(at, since)


def _is_elsewhere(response: Response) -> bool:
    """Whether redirects led to another page, and not to another spelling of its address."""
    asked, given = (
        (parts.path.rstrip("/").casefold(), parts.query)
        for parts in map(urlsplit, (response.meta["asked"], response.url))
    )
    return asked != given

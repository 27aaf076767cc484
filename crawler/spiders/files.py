"""The files of articles: asked for once a run, kept if they are what they should be."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.media import sniff
from archive.store import Store, Wanted
from crawler.failures import failed_request
from crawler.items import FileItem, ProblemItem, UnchangedFileItem
from crawler.plan import Plan
from crawler.sites import Site
from crawler.spiders.recording import NOT_MODIFIED, RecordingSpider, seen_at, validators

_PRIORITY = 20  # before pages: an article is whole before the next is asked for
_LOOKED_AGAIN = timedelta(days=7)
FileOutput = Iterator[FileItem | UnchangedFileItem | ProblemItem]


class FilesSpider(RecordingSpider):
    """Fetches images and attachments."""

    def __init__(self, plan: Plan, store: Store, **kwargs: Any) -> None:
        super().__init__(plan, store, **kwargs)
        self.files_asked: set[str] = set()

    def ask_file(self, site: Site, wanted: Wanted, *, is_new: bool = False) -> Iterator[Request]:
        """A file of an article, once a run; its host becomes one that may be contacted.

        A file that is known is asked for again after a while, and at once for an article that
        `is_new`: another may stand in its place.
        """
        if not self.plan.files or wanted.url in self.files_asked:
            return
        known = self.store.known_file(wanted.url)
        is_fresh = known is not None and self.started_at - known.seen_at < _LOOKED_AGAIN
        if is_fresh and not is_new:
            return
        self.files_asked.add(wanted.url)
        self.note_file_host(wanted.url, site)
        yield Request(
            wanted.url,
            callback=self.parse_file,
            errback=self.failed_file,
            priority=_PRIORITY,
            cb_kwargs={"wanted": wanted, "is_known": known is not None},
            meta={"site": site, "is_file": True, "download_slot": self.slot_of(wanted.url)}
            | NOT_MODIFIED,
            headers={"Referer": wanted.page} | (known.validators.headers() if known else {}),
            dont_filter=True,
        )

    def parse_file(self, response: Response, wanted: Wanted, is_known: bool) -> FileOutput:
        """An image or attachment, unless something else came under its address.

        Something else in the place of a file that is known is no problem: the archive has it.
        """
        for item in self._file(response, wanted):
            if not (is_known and isinstance(item, ProblemItem)):
                yield item

    def _file(self, response: Response, wanted: Wanted) -> FileOutput:
        mime = sniff(response.body)
        if response.status == 304:
            yield UnchangedFileItem(url=wanted.url, seen_at=seen_at(response))
        elif not response.body:
            yield self.problem(
                response, "empty_file", f"the {wanted.role} has no bytes", url=wanted.url
            )
        elif wanted.role == "image" and not mime.startswith("image/"):
            yield self.problem(response, "not_an_image", f"the image is {mime}", url=wanted.url)
        elif wanted.role == "attachment" and mime == "text/html":
            yield self.problem(
                response, "not_a_document", "the attachment is a web page", url=wanted.url
            )
        else:
            yield FileItem(
                url=wanted.url,
                data=response.body,
                seen_at=seen_at(response),
                capture_id=response.meta.get("capture_id"),
                validators=validators(response),
            )

    def failed_file(self, failure: Failure) -> Iterator[ProblemItem]:
        """A file could not be had; its article stands without it."""
        request, kind, detail = failed_request(failure)
        if kind != "cut" and not request.cb_kwargs["is_known"]:
            yield self.problem_of(request, kind, detail, url=request.cb_kwargs["wanted"].url)

"""A spider that writes what it sees into an archive, and says how its run ended."""

import sqlite3
from collections import Counter
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.defer import deferred_from_coro
from twisted.python.failure import Failure

from archive.article import Problem
from archive.clock import now
from archive.identity import host
from archive.site_visits import Rest
from archive.store import Store
from archive.watch import Validators
from crawler.items import ProblemItem
from crawler.patience import Patience, next_rest
from crawler.plan import Plan, make_plan
from crawler.recording import apply_plan, recording
from crawler.spiders.site import SiteSpider
from crawler.throttle import SiteThrottle

# For requests that a server may answer with "not modified".
NOT_MODIFIED = {"handle_httpstatus_list": [304]}
_LONGEST_HEADER = 200  # characters of an ETag or a date that is sent back


class RecordingSpider(SiteSpider):
    """Carries out a plan into a store.

    By the names of sites: `requests` made and bytes `received` for them, why the visit to some was
    `cuts` short, and the `rests` that those who refused us are given.

    From `luutru` it is given both; from `scrapy crawl` it makes them from the arguments
    -a folder=DIR -a sites=NAME,NAME -a section=… -a limit=N -a since=YYYY-MM-DD.
    """

    def __init__(self, plan: Plan, store: Store, **kwargs: Any) -> None:
        super().__init__(plan.sites, **kwargs)
        self.plan = plan
        self.store = store
        self.started_at = now()
        self.fatal: BaseException | None = None
        self.outcome = "interrupted"
        self.is_finished = False
        self.site_ids: dict[str, int] = {}
        self.cuts: dict[str, str] = {}
        self.rests: dict[str, Rest] = {}
        self.requests: Counter[str] = Counter()
        self.received: Counter[str] = Counter()
        self.patience = Patience()
        self._resources = ExitStack()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's way to make one; without a plan, reads it from the spider's arguments."""
        resources = ExitStack()
        if "plan" not in kwargs:
            kwargs["plan"] = plan = _plan_from_arguments(kwargs)
            apply_plan(crawler.settings, plan.sites, plan.user_agent)
            kwargs["store"] = resources.enter_context(recording(kwargs["plan"], now()))
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider._resources = resources
        crawler.signals.connect(spider.met_bug, signal=signals.spider_error)
        crawler.signals.connect(spider.met_bug, signal=signals.item_error)
        return spider

    def read_anything(self) -> bool:
        """Whether the run read anything of what it went for; subclasses know."""
        raise NotImplementedError

    def payer(self, request: Request) -> str:
        """The name of the site for which the request is made; empty where that is not known."""
        site = self.site_of(request)
        return site.name if site is not None else ""

    def problem(
        self, response: Response, kind: str, detail: str, **about: str | None
    ) -> ProblemItem:
        """A problem with an answer that came."""
        request = response.request
        assert request is not None
        return self.problem_of(request, kind, detail, **about)

    def problem_of(self, request: Request, kind: str, detail: str, **about: Any) -> ProblemItem:
        """A problem with a request; `about` may name url (else what was asked for), key, layout."""
        site = self.site_of(request)
        about = {"url": request.meta.get("asked", request.url)} | about
        problem = Problem(
            kind=kind,
            detail=detail,
            seen_at=request.meta.get("seen_at") or now(),
            site=site.name if site else None,
            capture_id=request.meta.get("capture_id"),
            **about,
        )
        return ProblemItem(problem=problem, site_id=self.site_ids.get(site.name) if site else None)

    def refused(self, request: Request, reason: str, asked: timedelta | None = None) -> None:
        """The host will not have us now: rest, or end the visit to its site.

        `asked` is how long it wants to be left alone.
        """
        throttle = self.crawler.get_extension(SiteThrottle)
        assert throttle is not None
        slot, at = request.meta["download_slot"], now()
        pace = throttle.floor(slot)
        wait = self.patience.pause(host(request.url), at, pace=pace, asked=asked)
        if wait is not None:
            throttle.rest(slot, wait)
            return
        site = self.site_of(request)
        if site is None or site.host != host(request.url):
            return
        rest = next_rest(self.store.rest_of(self.site_ids[site.name]), reason, asked, at)
        self.rests[site.name] = rest
        self.cuts[site.name] = str(rest)

    def met_bug(self, failure: Failure, response: Response) -> None:
        """A fault of our own: the capture is safe, the run goes on and ends with a problem."""
        detail = f"{type(failure.value).__name__}: {failure.value} (a bug in luutru)"
        item = self.problem(response, "bug", detail[:500], key=response.cb_kwargs.get("key"))
        self.store.record_problem(item.problem, site_id=item.site_id)
        walk = response.cb_kwargs.get("list_of") or response.cb_kwargs.get("article_of")
        if walk is not None:
            walk.has_failed = True

    def give_up(self, error: BaseException) -> None:
        """End the run: the archive cannot be written."""
        if self.fatal is None:
            self.fatal = error
            engine = self.crawler.engine
            assert engine is not None
            deferred_from_coro(engine.close_spider_async(reason="fatal"))

    def look_back(self) -> None:
        """Write down what only the whole run shows; subclasses know what."""

    def closed(self, reason: str) -> None:
        """Write down how the run ended."""
        self.is_finished = reason == "finished"
        try:
            if self.fatal is None:
                self.look_back()
            self.outcome = self._outcome(reason)
            self.store.finish(self.outcome, finished_at=now())
        except (OSError, sqlite3.Error) as error:
            self.fatal = self.fatal or error
        self._resources.close()

    def _outcome(self, reason: str) -> str:
        if self.fatal is not None or reason != "finished":
            return "interrupted"
        if not self.store.open_problems(self.started_at):
            return "done"
        return "partial" if self.read_anything() else "failed"


def _plan_from_arguments(arguments: dict[str, Any]) -> Plan:
    folder = Path(arguments.pop("folder", "."))
    names = [name for name in arguments.pop("sites", "").split(",") if name]
    limit, since = arguments.pop("limit", None), arguments.pop("since", None)
    return make_plan(
        folder,
        names,
        section=arguments.pop("section", None),
        limit=int(limit) if limit else None,
        since=date.fromisoformat(since) if since else None,
    )


def seen_at(response: Response) -> datetime:
    """When the answer came, as its capture says."""
    at = response.meta["seen_at"]
    assert isinstance(at, datetime)
    return at


def validators(response: Response) -> Validators:
    """What the server says to ask for this with next time."""
    return Validators(
        etag=_header(response, "ETag"), last_modified=_header(response, "Last-Modified")
    )


def _header(response: Response, name: str) -> str | None:
    value: bytes | None = response.headers.get(name)
    written = value.decode("latin-1").strip() if value else ""
    return written if 0 < len(written) <= _LONGEST_HEADER and written.isprintable() else None

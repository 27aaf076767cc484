"""Visits to sites: whom to visit now, what is known of them before, and what is kept after."""

from datetime import datetime
from typing import Any

from archive.article import Problem
from archive.clock import now
from archive.site_visits import SiteVisit
from archive.store import Store
from crawler.dating import Settling
from crawler.drift import describe_drift
from crawler.extract.dating import INTERNET_OPENED
from crawler.extract.dating.order import SiteOrders
from crawler.extract.repeated import RepeatedLines
from crawler.missing import judge_missed
from crawler.observed import observed
from crawler.plan import Plan
from crawler.sites import Site
from crawler.spiders.articles import ArticlesSpider
from crawler.walk import SiteWalk


class VisitingSpider(ArticlesSpider):
    """Begins and ends the visits to a plan's sites.

    `skipped` says, by their names, why sites were not visited, `closing` what makes it likely that
    they will soon be gone, where no crawl of all of them came to its end since.
    """

    def __init__(self, plan: Plan, store: Store, **kwargs: Any) -> None:
        super().__init__(plan, store, **kwargs)
        self.walks: list[SiteWalk] = []
        self.skipped: dict[str, str] = {}
        self.closing: dict[str, str] = {}

    def visit(self, site: Site) -> SiteWalk | None:
        """Begin a visit; None where the site may not be visited now."""
        site_id = self.store.record_site(name=site.name, host=site.host, url=site.url)
        self.site_ids[site.name] = site_id
        if not self._may_visit_now(site, site_id):
            return None
        walk = self._site_walk(site, site_id)
        self.walks.append(walk)
        return walk

    def _may_visit_now(self, site: Site, site_id: int) -> bool:
        """Whether the operator and the site allow it; why not is told at the run's end."""
        rest = self.store.rest_of(site_id)
        if not site.visit:
            self.skipped[site.name] = "it is switched off in sites.toml"
        elif site.hours is not None and self.started_at not in site.hours:
            self.skipped[site.name] = f"its hours are {site.hours}"
        elif rest is not None and self.started_at < rest.until and not self._insists:
            self.skipped[site.name] = str(rest)
            self._note(site, "refusing", str(rest), self.started_at)
        return site.name not in self.skipped

    @property
    def _insists(self) -> bool:
        """Whether the operator asks for the very sites, and at once."""
        return self.plan.command == "crawl" and self.plan.is_named

    def _site_walk(self, site: Site, site_id: int) -> SiteWalk:
        is_crawl = self.plan.command == "crawl" or self._is_last_chance(site, site_id)
        skip: frozenset[str] = frozenset()
        if is_crawl:
            unfinished = self.store.unfinished_since(site_id, now=self.started_at)
            skip = self.store.seen_since(site_id, unfinished) if unfinished else skip
        self.store.begin_visit(
            site_id,
            at=self.started_at,
            is_crawl=is_crawl,
            is_whole=is_crawl and self.plan.is_whole,
        )
        known = self.store.known_urls(site_id)
        lines = RepeatedLines(self.store.repeated_lines(site_id))
        walk = SiteWalk(site, site_id, known, skip, self.plan.limit, not is_crawl, lines=lines)
        walk.troubled = self.store.troubled_keys(site_id)
        walk.orders = SiteOrders(self.store.date_orders(site_id))
        walk.gone = self.store.gone_keys(site_id)
        return walk

    def _is_last_chance(self, site: Site, site_id: int) -> bool:
        """Whether an update crawls all of the site, for it seems to be closing."""
        if not site.last_chance or not self.plan.is_whole:
            return False
        return self.store.closing_sign(site_id, now=self.started_at) is not None

    def look_back(self) -> None:
        """Keep what was learned of each site; fields its pages lost are a problem, "drift"."""
        at = now()
        for walk in self.walks:
            judge_missed(self.store, walk, at, rule=self.plan.gone)
            visits = (one.visit(is_finished=self.is_finished) for one in walk.sections)
            for visit in filter(None, visits):
                self.store.record_visit(visit)
            opened = walk.site.opened or INTERNET_OPENED
            settling = Settling(self.store, walk.site_id, at, opened)
            settling.settle(since=self.started_at)
            if walk.menu_read and not walk.lists_read and walk.site.name not in self.cuts:
                self._note(walk.site, "no_sections", "no entry of the menu is a list", at)
            self.store.record_repeated_lines(walk.site_id, walk.lines.learned(), seen_at=at)
            self.store.resolve_drift(walk.site_id, seen_at=at)
            fallen = self.store.fallen_fields(walk.site_id)
            for url, layout, detail in describe_drift(walk.site, fallen):
                self._note(walk.site, "drift", detail, at, url=url, layout=layout)
            self._end_visit(walk, at)

    def _end_visit(self, walk: SiteWalk, at: datetime) -> None:
        """Keep how the site was found, and whether its visit came to its end."""
        name, rest = walk.site.name, self.rests.get(walk.site.name)
        cut = self.cuts.get(name)
        state, detail = observed(walk, refusal=rest.reason if rest else None)
        if walk.is_up:
            self.store.record_closing(walk.site_id, walk.closing, seen_at=at)
        if rest is not None or walk.is_up:
            self.store.record_rest(walk.site_id, rest)
        self.store.resolve_cuts(walk.site_id, seen_at=at)
        if cut is not None:
            self._note(walk.site, "refusing" if rest else "cut", cut, at)
        visit = SiteVisit(
            state=state,
            detail=detail,
            is_cut=cut is not None or not self.is_finished,
            requests=self.requests[name],
            bytes=self.received[name],
        )
        self.store.end_visit(walk.site_id, visit)
        if (closing := self.store.closing_sign(walk.site_id, now=at)) is not None:
            self.closing[name] = closing.sign

    def _note(
        self,
        site: Site,
        kind: str,
        detail: str,
        at: datetime,
        *,
        url: str | None = None,
        layout: str | None = None,
    ) -> None:
        """Record a problem with a site as a whole, or with its section at `url`."""
        problem = Problem(
            kind=kind,
            url=url or site.url,
            detail=detail,
            seen_at=at,
            site=site.name,
            layout=layout,
        )
        self.store.record_problem(problem, site_id=self.site_ids[site.name])

"""Runs a plan in this process: Scrapy, the archive, a progress display."""

from dataclasses import dataclass
from typing import Any

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from archive.clock import now
from archive.errors import ArchiveError
from crawler import settings as project
from crawler.log import SILENT, Log, start_log
from crawler.notices import Notice, notices
from crawler.plan import Plan
from crawler.progress import Progress
from crawler.recording import apply_plan, recording
from crawler.sites import Site
from crawler.spiders.portal import PortalSpider

EXIT_CODES = {"done": 0, "partial": 1, "failed": 3, "interrupted": 130}


@dataclass(frozen=True, slots=True)
class Report:
    """How a run ended."""

    run_id: int
    outcome: str
    counts: dict[str, int]
    notices: tuple[Notice, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 done, 1 done with problems, 3 nothing could be done, 130 interrupted."""
        return EXIT_CODES[self.outcome]


def run_plan(plan: Plan, *, log: Log = SILENT, quiet: bool = False) -> Report:
    """Carry out `plan`; once a process, since its event loop cannot be started again.

    Raises ArchiveError when another run holds the folder or the archive cannot be written.
    """
    with recording(plan, now()) as store:
        with Progress(store.counts, plan.command, quiet=quiet):
            spider = run_spider(
                PortalSpider, plan.sites, plan.user_agent, log=log, plan=plan, store=store
            )
        assert isinstance(spider, PortalSpider)
        if isinstance(spider.fatal, ArchiveError):
            raise spider.fatal
        if spider.fatal is not None:
            raise ArchiveError(f"the archive cannot be written: {spider.fatal}") from spider.fatal
        return Report(store.run_id, spider.outcome, dict(store.counts), notices(spider))


def run_spider(
    kind: type[Spider], sites: tuple[Site, ...], user_agent: str, *, log: Log, **arguments: Any
) -> Spider:
    """Run one spider to its end and hand it back."""
    start_log(log)
    settings = Settings()
    settings.setmodule(project, priority="project")
    apply_plan(settings, sites, user_agent)
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(kind)
    process.crawl(crawler, **arguments)
    process.start()
    assert crawler.spider is not None
    return crawler.spider

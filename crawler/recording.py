"""Holds an archive folder for one run."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings

from archive.store import Store
from crawler.plan import Plan
from crawler.sites import Site


def apply_plan(settings: BaseSettings, sites: Sequence[Site], user_agent: str) -> None:
    """Tell Scrapy who we are, and whose certificates the operator does not want checked."""
    settings.set("USER_AGENT", user_agent, priority="cmdline")
    exempt = [urlsplit(site.url).hostname for site in sites if not site.verify_tls]
    settings.set("UNVERIFIED_HOSTS", exempt, priority="cmdline")


@contextmanager
def recording(plan: Plan, started_at: datetime) -> Iterator[Store]:
    """The store of a run that begins now; raises Busy when another run holds the folder."""
    with (
        plan.folder.lock(plan.command),
        Store(
            plan.folder, command=plan.command, manifest=plan.manifest(), started_at=started_at
        ) as store,
    ):
        yield store

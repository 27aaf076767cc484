"""What one run is to do, and the manifest that lets it be cited and repeated."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from archive.errors import ConfigError
from archive.folder import Folder
from archive.watch import GONE_RULE, GoneRule
from crawler import settings
from crawler.sites import Site, choose_sections, read_sites
from crawler.version import program, versions

_CITED_SETTINGS = (
    "ROBOTSTXT_OBEY",
    "AUTOTHROTTLE_ENABLED",
    "AUTOTHROTTLE_TARGET_CONCURRENCY",
    "CONCURRENT_REQUESTS",
    "CONCURRENT_REQUESTS_PER_DOMAIN",
    "DOWNLOAD_TIMEOUT",
    "DOWNLOAD_MAXSIZE",
    "RETRY_TIMES",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One run over some sites; `since` is a day in Vietnam, `limit` articles a site.

    Without `files`, images and attachments are left to a later crawl. It makes `max_requests` at
    most, and takes `bandwidth` bytes a second. `is_named`: the operator named the sites.
    """

    folder: Folder
    sites: tuple[Site, ...]
    command: str = "crawl"
    user_agent: str
    section: str | None = None
    limit: int | None = None
    since: date | None = None
    files: bool = True
    gone: GoneRule = GONE_RULE
    max_requests: int | None = None
    bandwidth: float | None = None
    is_named: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether the run is about all of its sites' articles."""
        return self.section is None and self.limit is None and self.since is None

    def manifest(self) -> dict[str, Any]:
        """Program and library versions, settings, sites and options of the run."""
        return {
            "program": program(),
            "versions": versions(),
            "user_agent": self.user_agent,
            "settings": {name: getattr(settings, name) for name in _CITED_SETTINGS},
            "options": {
                "section": self.section,
                "limit": self.limit,
                "since": _written(self.since),
                "files": self.files,
                "gone": asdict(self.gone),
                "max_requests": self.max_requests,
                "bandwidth": self.bandwidth,
            },
            "sites": [
                asdict(site) | {"opened": _written(site.opened), "hours": _hours(site)}
                for site in self.sites
            ],
        }


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _hours(site: Site) -> str | None:
    return str(site.hours) if site.hours else None


def make_plan(  # noqa: PLR0913 (the operator's options, all named)
    folder: Path,
    names: Sequence[str] = (),
    *,
    command: str = "crawl",
    section: str | None = None,
    limit: int | None = None,
    since: date | None = None,
    files: bool = True,
    max_requests: int | None = None,
) -> Plan:
    """The run that the operator asks for; raises ArchiveError for what cannot be."""
    archive = Folder.existing(folder)
    config = read_sites(archive.sites)
    sites = config.named(names)
    for site in sites if names else ():
        if not site.visit:
            raise ConfigError(f"{site.name} is switched off in {archive.sites} (visit = false)")
    if not sites:
        raise ConfigError(f"{archive.sites} names no site; add one with: luutru add URL")
    if section is not None and not _may_have(sites, section):
        known = ", ".join(sorted({s.name for site in sites for s in site.sections}))
        raise ConfigError(f"no section {section!r}; sites.toml has: {known}")
    return Plan(
        folder=archive,
        sites=sites,
        command=command,
        user_agent=config.agent,
        section=section,
        limit=limit,
        since=since,
        files=files,
        gone=config.gone,
        max_requests=max_requests,
        bandwidth=config.bandwidth,
        is_named=bool(names),
    )


def _may_have(sites: Sequence[Site], section: str) -> bool:
    """Whether a site names the section, or names none, so that only its menu can tell."""
    return any(not site.sections or choose_sections(site, section) for site in sites)

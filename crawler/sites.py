"""Reads and checks `sites.toml`, the operator's list of what to visit; adds to it without harm."""

import difflib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT

from archive.disk import write_whole
from archive.errors import ConfigError
from archive.identity import host
from archive.text import fold, normalize
from archive.watch import GONE_RULE, GoneRule
from crawler.hours import Hours
from crawler.toml_table import TomlTable
from crawler.version import user_agent

SITE_NAME = re.compile(r"[a-z0-9-]+")
LONGEST_DELAY = 3600  # seconds
DEFAULT_DELAY = 1.0  # seconds; what working crawlers of these portals use is 0.5 to 1
NEW_FILE = """\
# The sites this archive keeps. Add one with: luutru add URL
# or by hand:
#
# [[site]]
# name = "ninhbinh"                       # unique, [a-z0-9-]
# url = "https://ninhbinh.gov.vn/"
# delay = 1.0                             # seconds between requests to this host
# verify_tls = true
# opened = 2012-05-01                     # the portal's first day: an earlier date is flagged
# hours = "22:00-06:00"                   # visit it only then, by Vietnam's clock
# visit = false                           # leave it alone from now on; also stops a run at work
# last_chance = true                      # crawl all of it by itself when it seems to be closing
# [[site.section]]                        # leave sections out to take those of the site's menu
# name = "Kinh tế"
# url = "https://ninhbinh.gov.vn/kinh-te"

[crawler]
# Who is visiting, so that a portal's keeper can reach you: an e-mail or web address.
contact = ""
# An article counts as gone when so many looks missed it, over so many hours, its portal being up.
# gone_checks = 3
# gone_hours = 72
# hours = "20:00-07:00"                   # for all sites that name none
# bandwidth = 500                         # kilobytes a second at most, of all sites together
# user_agent = "my-archive/1.0 (+https://example.org/)"   # instead of luutru's own

"""


_CRAWLER_KEYS = {"contact", "user_agent", "gone_checks", "gone_hours", "hours", "bandwidth"}
_SITE_KEYS = {"name", "url", "delay", "verify_tls", "opened", "section"}
_SITE_KEYS |= {"hours", "visit", "last_chance"}
_MOST_HOURS = 24 * 3660


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One category list of a site."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One host we visit; `delay` is seconds between requests to it.

    `opened` is the portal's first day, if the operator knows it. It is visited in its `hours`
    alone, and not at all without `visit`. With `last_chance` an update crawls all of it when it
    seems to be closing.
    """

    name: str
    url: str
    delay: float = DEFAULT_DELAY
    verify_tls: bool = True
    opened: date | None = None
    hours: Hours | None = None
    visit: bool = True
    last_chance: bool = False
    sections: tuple[Section, ...] = ()

    @property
    def host(self) -> str:
        """The site's identity: host and, if unusual, port."""
        return host(self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What `sites.toml` says; `bandwidth` is bytes a second, None without a limit."""

    sites: tuple[Site, ...] = ()
    contact: str = ""
    user_agent: str = ""
    bandwidth: float | None = None
    gone: GoneRule = GONE_RULE

    @property
    def agent(self) -> str:
        """The User-Agent to send: the operator's own, else ours with his contact."""
        return self.user_agent or user_agent(self.contact)

    def named(self, names: Sequence[str]) -> tuple[Site, ...]:
        """The sites with these names, or all; raises ConfigError for an unknown one."""
        known = {site.name: site for site in self.sites}
        for name in names:
            if name not in known:
                close = difflib.get_close_matches(name, known, 1)
                hint = (
                    f"did you mean {close[0]!r}?"
                    if close
                    else f"known: {', '.join(known) or 'none'}"
                )
                raise ConfigError(f"sites.toml has no site {name!r}; {hint}")
        return tuple(known[name] for name in dict.fromkeys(names)) if names else self.sites


def read_sites(path: Path) -> Config:
    """The configuration in `path`; raises ConfigError naming the table and the key."""
    try:
        data = tomllib.loads(_read(path))
    except FileNotFoundError as error:
        raise ConfigError(f"{path} is missing; make it with: luutru init") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path.name} is no valid TOML: {error}") from error
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error
    top = TomlTable("the file", data, {"site", "crawler"})
    settings = TomlTable("[crawler]", top.get("crawler", dict, {}), _CRAWLER_KEYS)
    tables = top.get("site", list, [])
    hours = settings.hours("hours")
    sites = tuple(_site(number, table, hours) for number, table in enumerate(tables, 1))
    _check_unique(sites)
    return Config(
        sites=sites,
        contact=settings.get("contact", str, ""),
        user_agent=settings.get("user_agent", str, ""),
        gone=_gone_rule(settings),
        bandwidth=_bandwidth(settings),
    )


def _gone_rule(settings: TomlTable) -> GoneRule:
    checks = settings.get("gone_checks", int, GONE_RULE.checks)
    hours = settings.get("gone_hours", (int, float), GONE_RULE.hours)
    if checks < 1 or not 0 <= hours < _MOST_HOURS:
        raise ConfigError(
            "sites.toml: [crawler] keys 'gone_checks' and 'gone_hours' must be at least 1 and 0"
        )
    return GoneRule(checks=checks, hours=float(hours))


def _bandwidth(settings: TomlTable) -> float | None:
    if "bandwidth" not in settings.data:
        return None
    kilobytes = float(settings.get("bandwidth", (int, float)))
    if not kilobytes >= 1:
        raise ConfigError(
            f"sites.toml: [crawler] key 'bandwidth' must be 1 kilobyte a second or more, not "
            f"{kilobytes}"
        )
    return kilobytes * 1000


def _site(number: int, data: Any, hours: Hours | None) -> Site:
    label = f"[[site]] number {number}"
    if isinstance(data, dict) and isinstance(data.get("name"), str):
        label += f" ({data['name']!r})"
    table = TomlTable(label, data, _SITE_KEYS)
    name = table.get("name", str)
    if not SITE_NAME.fullmatch(name):
        raise ConfigError(f"sites.toml: {label} key 'name' must be of a-z, 0-9 and -, not {name!r}")
    delay = float(table.get("delay", (int, float), DEFAULT_DELAY))
    if not 0 <= delay <= LONGEST_DELAY:
        raise ConfigError(f"sites.toml: {label} key 'delay' must be 0 to 3600 seconds, not {delay}")
    site = Site(
        name=name,
        url=table.url("url"),
        delay=delay,
        verify_tls=table.get("verify_tls", bool, True),
        opened=table.day("opened"),
        hours=table.hours("hours") or hours,
        visit=table.get("visit", bool, True),
        last_chance=table.get("last_chance", bool, False),
        sections=tuple(
            _section(f"{label} [[site.section]] number {count}", one)
            for count, one in enumerate(table.get("section", list, []), 1)
        ),
    )
    _check_sections(label, site)
    return site


def _section(label: str, data: Any) -> Section:
    table = TomlTable(label, data, {"name", "url"})
    name = normalize(table.get("name", str))
    if not name:
        raise ConfigError(f"sites.toml: {label} key 'name' is empty")
    return Section(name=name, url=table.url("url"))


def _check_sections(label: str, site: Site) -> None:
    seen: set[str] = set()
    for section in site.sections:
        if host(section.url) != site.host:
            raise ConfigError(f"sites.toml: {label} section {section.name!r} is not on {site.host}")
        if section.url in seen:
            raise ConfigError(f"sites.toml: {label} names the section {section.url} twice")
        seen.add(section.url)


def _check_unique(sites: Sequence[Site]) -> None:
    names: set[str] = set()
    hosts: dict[str, str] = {}
    for site in sites:
        if site.name in names:
            raise ConfigError(f"sites.toml: two [[site]] tables have the name {site.name!r}")
        if site.host in hosts:
            raise ConfigError(
                f"sites.toml: sites {hosts[site.host]!r} and {site.name!r} have the same host, "
                f"{site.host}"
            )
        names.add(site.name)
        hosts[site.host] = site.name


def choose_sections(site: Site, wanted: str) -> tuple[Section, ...]:
    """The site's sections called `wanted` (case and marks don't matter) or standing at that URL."""
    found = (s for s in site.sections if fold(s.name) == fold(wanted) or s.url == wanted)
    return tuple(found)


def add_site(path: Path, site: Site) -> tuple[Section, ...]:
    """Write `site` into the file at `path`, keeping all that the operator wrote.

    A site whose host is there already only gains the sections it lacks. Returns the sections added.
    Raises ConfigError when the name is taken by another host.
    """
    config = read_sites(path)
    document = tomlkit.parse(_read(path))
    known = next((one for one in config.sites if one.host == site.host), None)
    if known is None and any(one.name == site.name for one in config.sites):
        raise ConfigError(f"sites.toml has another site {site.name!r}; choose a name with --name")
    if known is None:
        _append_site(document, site)
        added = site.sections
    else:
        urls = {section.url for section in known.sections}
        added = tuple(section for section in site.sections if section.url not in urls)
        _append_sections(document["site"][config.sites.index(known)], added)
    _write(path, tomlkit.dumps(document))
    return added


def _append_site(document: tomlkit.TOMLDocument, site: Site) -> None:
    table = tomlkit.table()
    table.update({"name": site.name, "url": site.url, "delay": site.delay})
    if not site.verify_tls:
        table["verify_tls"] = False
    table.trivia.indent = "\n"
    _append_sections(table, site.sections)
    tables = document.get("site")
    if tables is not None and not isinstance(tables, AoT):
        raise ConfigError("sites.toml: write sites as [[site]] tables, so that one can be added")
    if not isinstance(tables, AoT):
        tables = tomlkit.aot()
        document["site"] = tables
    tables.append(table)


def _append_sections(table: Any, sections: Sequence[Section]) -> None:
    tables = table.get("section")
    if tables is not None and not isinstance(tables, AoT):
        raise ConfigError(
            "sites.toml: write sections as [[site.section]] so that more can be added"
        )
    if not isinstance(tables, AoT):
        tables = tomlkit.aot()
    for section in sections:
        one = tomlkit.table()
        one.trivia.indent = "\n"
        one.update({"name": section.name, "url": section.url})
        tables.append(one)
    if sections:
        table["section"] = tables


def _read(path: Path) -> str:
    """The file's text; some editors begin UTF-8 files with a byte-order mark."""
    return path.read_text(encoding="utf-8-sig")


def _write(path: Path, text: str) -> None:
    tomllib.loads(text)
    write_whole(path, text)

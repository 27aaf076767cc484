"""The operator's view of the sites: what sites.toml says beside what is archived."""

from typing import Any

from archive.archive import Archive
from archive.clock import now
from archive.folder import Folder
from archive.times import time_text
from crawler.sites import Site, read_sites

Row = dict[str, Any]


def overview(folder: Folder) -> tuple[Row, ...]:
    """A row for each configured or archived site: sections, last run, articles, state."""
    configured = {site.name: site for site in read_sites(folder.sites).sites}
    with Archive(folder) as archive:
        archived = {row["name"]: row for row in archive.sites()}
        visited = archive.last_visits()
        orders = archive.date_orders()
        return tuple(
            _counts(archived.get(name))
            | visited.get(name, {"last_run_at": None, "last_outcome": None})
            | _state(archive, configured.get(name), name)
            | {"name": name, "url": _url(name, configured, archived)}
            | {"sections": _sections(configured.get(name), archive, name)}
            | {"date_orders": [_without_site(one) for one in orders if one["site"] == name]}
            for name in dict.fromkeys((*configured, *archived))
        )


def _without_site(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "site"}


def _url(name: str, configured: dict[str, Site], archived: dict[str, Row]) -> str:
    return configured[name].url if name in configured else str(archived[name]["url"])


def _counts(archived: Row | None) -> Row:
    return {name: archived[name] if archived else 0 for name in ("articles", "problems")}


def _state(archive: Archive, site: Site | None, name: str) -> Row:
    """How the site is, since when and why; what the operator said of it comes first."""
    at = now()
    state, sign = archive.site_state(name, now=at), archive.closing_sign(name, now=at)
    known = state.name if state is not None else "never crawled"
    if site is None:
        known = "not in sites.toml"
    elif not site.visit:
        known = "switched off"
    return {
        "state": known,
        "state_since": time_text(state.since) if state is not None and state.since else None,
        "state_detail": state.detail if state is not None else None,
        "closing_sign": sign.sign if sign is not None else None,
    }


def _sections(site: Site | None, archive: Archive, name: str) -> list[Row]:
    """Those of sites.toml, else those that crawls found."""
    if site is not None and site.sections:
        return [{"name": section.name, "url": section.url} for section in site.sections]
    return [{"name": row["name"], "url": row["url"]} for row in archive.sections(name)]

"""The operator's view of the sites: what sites.toml says beside what is archived."""

from typing import Any

from archive.archive import Archive
from archive.clock import now
from archive.folder import Folder
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
    found: Row = dict(archive.site_health(name, now=now()).as_dict())
    if site is None:
        return found | {"state": "not in sites.toml"}
    return found | {"state": found["state"] or "never crawled" if site.visit else "switched off"}


def _sections(site: Site | None, archive: Archive, name: str) -> list[Row]:
    """Those of sites.toml, else those that crawls found."""
    if site is not None and site.sections:
        return [{"name": section.name, "url": section.url} for section in site.sections]
    return [{"name": row["name"], "url": row["url"]} for row in archive.sections(name)]

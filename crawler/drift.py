"""Notices that a portal's pages changed: a field they used to give is gone."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from archive.filled import Fallen
from crawler.extract.portal import article_layouts
from crawler.sites import Site

_STANDS_AT = {"date": "date_at", "summary": "summary_at", "author": "author_at"}
_STANDS_AT |= {"body": "content_at"}


def describe_drift(site: Site, fallen: Iterable[Fallen]) -> Iterator[tuple[str, str, str]]:
    """Addresses of sections, each with a layout and a line that names fields and selectors.

    All that fell at one address is one problem: sections of a menu have the site's.
    """
    told: dict[str, list[tuple[str, str]]] = {}
    for (layout, section), fields in groupby(fallen, key=lambda one: (one.layout, one.section)):
        named = (one.url for one in site.sections if one.name == section)
        said = "; ".join(
            f"{one.field}{_selector(layout, one.field)} on {one.now:.0%} of the newest pages, "
            f"{one.before:.0%} before"
            for one in fields
        )
        where = f" in {section}" if section else ""
        line = f"the pages{where} changed: layout {layout} has {said}"
        told.setdefault(next(named, site.url), []).append((layout, line))
    for url, lines in told.items():
        yield url, lines[0][0], "; ".join(line for _, line in lines)


def _selector(layout: str, field: str) -> str:
    """Where the layout looks for the field."""
    known = next((one for one in article_layouts() if one.layout == layout), None)
    selector = getattr(known, _STANDS_AT.get(field, ""), "") if known else ""
    return f" ({selector})" if selector else ""

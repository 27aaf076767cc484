"""Articles with datings, and the steps that date them, for tests of the archive."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from archive_fixtures import (
    ARTICLE,
    SITE,
    URL,
    after,
)

from archive import Archive
from archive.article import Article, Listed
from archive.dated import Dated, Undated
from archive.dating import DateCandidate, DateOrder, Dating, Published
from archive.folder import Folder
from archive.identity import host
from archive.store import Store
from archive.times import VIETNAM

UPLOAD = DateCandidate(
    source="upload",
    raw="toan-canh-638240475000000000.jpg",
    value="2023-07-04T08:05:00",
    precision="second",
)
PRINTED = DateCandidate(
    source="printed",
    raw="7/4/2023 2:05:09 PM",
    value="2023-04-07T14:05:09",
    precision="second",
    other="2023-07-04T14:05:09",
    ambiguous=True,
)
LISTED = DateCandidate(source="list", raw="04/07/2023", value="2023-07-04", precision="day")
# What a page alone says that prints two days: no date, but what is printed.
PAGE = Published(raw=PRINTED.raw)
AMERICAN = replace(
    ARTICLE,
    published_at=None,
    published_raw=PRINTED.raw,
    published_precision=None,
    dating=Dating(flags=("ambiguous",), candidates=(PRINTED, UPLOAD)),
)
JULY = Published(
    at=datetime(2023, 7, 4, 14, 5, 9, tzinfo=VIETNAM), raw=PRINTED.raw, precision="second"
)
AGREED = Dating(
    rule="site_order",
    agreement="agreed",
    candidates=(replace(PRINTED, agrees=True), replace(UPLOAD, agrees=True)),
)
MONTH_FIRST = DateOrder(form="am_pm", first="month", month_votes=3, example="5/16/2022 2:21:00 PM")


def site_of(store: Store, url: str = SITE) -> int:
    where = host(url)
    return store.record_site(name=where.split(".")[0], host=where, url=f"{url}/")


def due(store: Store, *, days: float = 999) -> list[Undated]:
    """What a run is to date that began so many days after AT."""
    return list(store.undated(site_of(store), since=after(days=days)))


def settle(store: Store, published: Published = JULY, dating: Dating = AGREED) -> None:
    """Date all that is due alike."""
    store.record_datings(
        Dated(version_id=one.version_id, published=published, dating=dating, listed=one.listed)
        for one in due(store)
    )


def article(number: int, **changes: Any) -> Article:
    return replace(ARTICLE, url=f"{SITE}/tin/bai-so-{number}", **changes)


def listed(*numbers: int, printed: str | None = "04/07/2023") -> list[Listed]:
    return [Listed(key=str(n), url=article(n).url, printed_date=printed) for n in numbers]


def stored(folder: Folder, which: int | str = URL) -> Article:
    with Archive.open(folder.path) as archive:
        return archive.article(which).article

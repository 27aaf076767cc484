"""Takes a person's word on when an article was published."""

from datetime import date, timedelta
from pathlib import Path

from archive.archive import Archive
from archive.archived import ArchivedArticle
from archive.clock import now
from archive.dating import DateCandidate
from archive.errors import ConfigError
from archive.folder import Folder
from archive.store import Store
from crawler.dating import Settling
from crawler.extract.dating import INTERNET_OPENED
from crawler.extract.dating.evidence import printed_candidate
from crawler.sites import read_sites

_CLOCKS_DIFFER = timedelta(days=1)
NO_DATE = "none"


def review_date(
    folder: Path, which: str, written: str | None, *, note: str | None = None
) -> ArchivedArticle:
    """Date the article `which` as `written` says, and return it as it is then.

    `written` is any printed form of a day or time, NO_DATE for "looked into, there is none", or
    None to take back what was said before. Raises NotFound, and ConfigError for what is no day.
    """
    target = Folder.existing(folder)
    with Archive(target) as archive:
        found = archive.article(which)
    said = None if written is None else _read(written, found)
    at = now()
    manifest = {"article": found.id, "url": found.article.url, "date": written, "note": note}
    with (
        target.lock("review"),
        Store(target, command="review", manifest=manifest, started_at=at) as store,
    ):
        if said is not None:
            store.record_review(found.id, said, note=note, reviewed_at=at)
        elif not store.undo_review(found.id):
            store.finish("failed", finished_at=now())
            raise ConfigError(f"nobody reviewed the date of article {found.id}")
        Settling(store, store.site_of(found.id), at, opened=_opened(target, found)).settle(since=at)
        store.finish("done", finished_at=now())
    with Archive(target) as archive:
        return archive.article(found.id)


def _opened(folder: Folder, found: ArchivedArticle) -> date:
    """The first day of the article's portal, as sites.toml says."""
    named = (site for site in read_sites(folder.sites).sites if site.name == found.article.site)
    return next((site.opened for site in named if site.opened), INTERNET_OPENED)


def _read(written: str, found: ArchivedArticle) -> DateCandidate:
    """What the person wrote, read the way dates are printed."""
    if written == NO_DATE:
        return DateCandidate(source="review", raw=written)
    said = printed_candidate(written, now(), source="review")
    if said.at is None or said.ambiguous:
        raise ConfigError(f"{written!r} is no day; write it as 2023-07-04 or 4/7/2023 14:05")
    if said.at > found.first_seen_at + _CLOCKS_DIFFER:
        seen = f"{found.first_seen_at:%Y-%m-%d}"
        raise ConfigError(f"{written!r} is later than the article was first seen, {seen}")
    return said

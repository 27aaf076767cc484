"""What the store knows of looking again: what is due, what was there, and what was not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from archive.rows import rows_of
from archive.times import read_time, time_text
from archive.watch import (
    GoneRule,
    Validators,
    first_pause,
    may_ask_if_modified,
    next_pause,
    pause_after_miss,
    spread,
)

_DUE = """
SELECT article.key, version.url, coalesce(version.section, '') AS section, watch.seconds,
  watch.read_at, watch.etag, watch.last_modified, watch.gone_at IS NOT NULL AS is_gone
FROM watch
JOIN article ON article.id = watch.article_id
JOIN version ON version.id = article.version_id
WHERE article.site_id = :site_id AND watch.due_at <= :now
ORDER BY watch.due_at, article.id LIMIT :most
"""
# Imported articles were not looked at by us: they are due when their site is visited.
_ADOPT = """
INSERT INTO watch (article_id, checked_at, read_at, seconds, due_at)
SELECT id, last_seen_at, last_seen_at, 3600, :now FROM article
WHERE site_id = :site_id AND version_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM watch WHERE article_id = article.id)
"""
_WATCHED = """
SELECT article.id, watch.checked_at, watch.seconds, watch.gone_at, watch.misses, watch.missed_since
FROM article LEFT JOIN watch ON watch.article_id = article.id
WHERE article.site_id = :site_id AND article.key = :key
"""
_SEEN = """
INSERT INTO watch (article_id, checked_at, read_at, seconds, due_at, etag, last_modified)
VALUES (:article_id, :at, :at, :seconds, :due_at, :etag, :last_modified)
ON CONFLICT (article_id) DO UPDATE SET
  checked_at = excluded.checked_at, read_at = excluded.read_at, seconds = excluded.seconds,
  due_at = excluded.due_at, etag = excluded.etag, last_modified = excluded.last_modified,
  misses = 0, missed_since = NULL, missed_as = NULL, gone_at = NULL
WHERE excluded.checked_at >= checked_at
"""
_UNCHANGED = """
UPDATE watch SET checked_at = :at, seconds = :seconds, due_at = :due_at, misses = 0,
  missed_since = NULL, missed_as = NULL, gone_at = NULL
WHERE article_id = :article_id
"""
_MISSED = """
UPDATE watch SET checked_at = :at, due_at = :due_at, misses = :misses,
  missed_since = :since, missed_as = :kind, gone_at = :gone_at
WHERE article_id = :article_id
"""
_POSTPONE = """
UPDATE watch SET due_at = :due_at WHERE due_at <= :due_at AND article_id = (
  SELECT id FROM article WHERE site_id = :site_id AND key = :key)
"""
_EVENT = """
INSERT INTO event (article_id, run_id, kind, seen_at, detail)
VALUES (:article_id, :run_id, :kind, :at, :detail)
"""
_MOST_DUE = 1000  # of a site and run; the rest is due in the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An article to look at again; `pause` is how long it was left alone."""

    key: str
    url: str
    section: str
    pause: timedelta
    validators: Validators
    is_gone: bool


def due_articles(db: Database, site_id: int, now: datetime) -> Iterator[Due]:
    """Articles of the site to look at again, those longest overdue first.

    Always called inside the store's transaction.
    """
    db.execute(_ADOPT, {"site_id": site_id, "now": time_text(now)})
    values = {"site_id": site_id, "now": time_text(now), "most": _MOST_DUE}
    for row in rows_of(db, _DUE, values):
        read_at = read_time(row["read_at"]) or now
        is_trusted = may_ask_if_modified(read_at, now)
        said = Validators(etag=row["etag"], last_modified=row["last_modified"])
        yield Due(
            key=row["key"],
            url=row["url"],
            section=row["section"],
            pause=timedelta(seconds=row["seconds"]),
            validators=said if is_trusted else Validators(),
            is_gone=bool(row["is_gone"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at an article of a site, by one run."""

    site_id: int
    key: str
    at: datetime
    run_id: int


def note_read(
    db: Database,
    look: Look,
    *,
    published_at: datetime | None,
    is_changed: bool,
    validators: Validators,
) -> bool:
    """The article's page was read; whether it was gone before."""
    known = _watched(db, look)
    if known is None:
        return False
    is_first = known["seconds"] is None
    pause = first_pause(published_at, look.at) if is_first else _next_pause(known, look, is_changed)
    row = _next(known["id"], look, pause) | {
        "etag": validators.etag,
        "last_modified": validators.last_modified,
    }
    db.execute(_SEEN, row)
    return _note_return(db, look, known)


def note_unchanged(db: Database, look: Look) -> bool:
    """The server says that the page is as it was; whether it was gone before."""
    known = _watched(db, look)
    if known is None or known["seconds"] is None:
        return False
    db.execute(_UNCHANGED, _next(known["id"], look, _next_pause(known, look, is_changed=False)))
    return _note_return(db, look, known)


def note_missed(db: Database, look: Look, kind: str, *, rule: GoneRule, is_listed: bool) -> bool:
    """The article was not there, as `kind` says, though its site is up; whether it is gone now.

    `is_listed`: the portal's own lists still name it.
    """
    known = _watched(db, look)
    if known is None or known["seconds"] is None:
        return False
    misses, since = known["misses"] + 1, read_time(known["missed_since"]) or look.at
    is_gone = known["gone_at"] is None and rule.is_gone(misses, since, look.at, is_listed=is_listed)
    gone_at = time_text(look.at) if is_gone else known["gone_at"]
    row = _next(known["id"], look, pause_after_miss(misses))
    row |= {"misses": misses, "since": time_text(since), "kind": kind, "gone_at": gone_at}
    db.execute(_MISSED, row)
    if is_gone:
        detail = f"{kind}; not there at {misses} looks since {since:%Y-%m-%d %H:%M}"
        _note_event(db, look, known["id"], "gone", detail)
    return is_gone


def postpone(db: Database, site_id: int, keys: Iterable[str], *, until: datetime) -> None:
    """Look at these articles, whose site did not answer well, no earlier than `until`."""
    for key in keys:
        db.execute(_POSTPONE, {"site_id": site_id, "key": key, "due_at": time_text(until)})


def _watched(db: Database, look: Look) -> dict[str, Any] | None:
    return next(rows_of(db, _WATCHED, {"site_id": look.site_id, "key": look.key}), None)


def _next_pause(known: dict[str, Any], look: Look, is_changed: bool) -> timedelta:
    last = timedelta(seconds=known["seconds"])
    waited = look.at - (read_time(known["checked_at"]) or look.at)
    return next_pause(last, waited=waited, is_changed=is_changed)


def _next(article_id: int, look: Look, pause: timedelta) -> dict[str, Any]:
    return {
        "article_id": article_id,
        "at": time_text(look.at),
        "seconds": int(pause.total_seconds()),
        "due_at": time_text((look.at + spread(pause, article_id)).replace(microsecond=0)),
    }


def _note_return(db: Database, look: Look, known: dict[str, Any]) -> bool:
    if known["gone_at"] is None:
        return False
    _note_event(db, look, known["id"], "returned", f"gone since {known['gone_at']}")
    return True


def _note_event(db: Database, look: Look, article_id: int, kind: str, detail: str) -> None:
    row = {"article_id": article_id, "run_id": look.run_id, "kind": kind, "detail": detail}
    db.execute(_EVENT, row | {"at": time_text(look.at)})

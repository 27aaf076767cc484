"""What the store knows of looking again: what is due, what was there, and what was not."""

import json
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
    share,
    spread,
)

_DUE = """
SELECT article.key, coalesce(watch.url, version.url) AS url,
  coalesce(version.section, '') AS section, watch.read_at, watch.etag, watch.last_modified,
  EXISTS (SELECT 1 FROM image WHERE version_id = version.id AND media_id IS NULL)
    OR EXISTS (SELECT 1 FROM attachment WHERE version_id = version.id AND media_id IS NULL)
    AS lacks_file,
  (SELECT json_group_array(DISTINCT listing.url) FROM listing
   JOIN section ON section.id = listing.section_id
   WHERE listing.key = article.key AND section.site_id = article.site_id) AS listed_at
FROM watch
JOIN article ON article.id = watch.article_id
JOIN version ON version.id = article.version_id
WHERE article.site_id = :site_id AND watch.due_at <= :now
ORDER BY (julianday(:now) - julianday(watch.due_at)) / watch.seconds DESC, article.id LIMIT :most
"""
_UNWATCHED = """
SELECT article.id, article.last_seen_at, version.published_at FROM article
JOIN version ON version.id = article.version_id
WHERE article.site_id = :site_id AND NOT EXISTS (
  SELECT 1 FROM watch WHERE article_id = article.id)
"""
_ADOPT = """
INSERT INTO watch (article_id, checked_at, read_at, seconds, due_at)
VALUES (:id, :last_seen_at, :last_seen_at, :seconds, :due_at)
"""
_WATCHED = """
SELECT article.id, watch.checked_at, watch.seconds, watch.gone_at, watch.misses, watch.weight,
  watch.missed_since
FROM article LEFT JOIN watch ON watch.article_id = article.id
WHERE article.site_id = :site_id AND article.key = :key
"""
_SEEN = """
INSERT INTO watch (article_id, checked_at, read_at, seconds, due_at, etag, last_modified, url)
VALUES (:article_id, :at, :at, :seconds, :due_at, :etag, :last_modified, :url)
ON CONFLICT (article_id) DO UPDATE SET
  checked_at = excluded.checked_at, read_at = excluded.read_at, seconds = excluded.seconds,
  due_at = excluded.due_at, etag = excluded.etag, last_modified = excluded.last_modified,
  url = excluded.url, failures = 0, misses = 0, weight = 0, missed_since = NULL, missed_as = NULL,
  gone_at = NULL
"""
_UNCHANGED = """
UPDATE watch SET checked_at = :at, seconds = :seconds, due_at = :due_at, failures = 0,
  misses = 0, weight = 0, missed_since = NULL, missed_as = NULL, gone_at = NULL
WHERE article_id = :article_id
"""
_MISSED = """
UPDATE watch SET checked_at = :at, due_at = :due_at, misses = :misses,
  weight = :weight, missed_since = :since, missed_as = :kind, gone_at = :gone_at
WHERE article_id = :article_id
"""
_POSTPONE = """
UPDATE watch SET failures = failures + :step,
  due_at = strftime('%Y-%m-%dT%H:%M:%S', :at, '+7 hours',
    (21600 * (1 << min(failures * :step, 7))) || ' seconds') || '+07:00'
WHERE due_at <= :at AND article_id = (
  SELECT id FROM article WHERE site_id = :site_id AND key = :key)
"""
_EVENT = """
INSERT INTO event (article_id, run_id, kind, seen_at, detail)
VALUES (:article_id, :run_id, :kind, :at, :detail)
"""
_MOST_DUE = 1000  # of a site and run; the rest is due in the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An article to look at again.

    `url` is the address that last gave it, `listed_at` are those that lists name it by.
    """

    key: str
    url: str
    listed_at: tuple[str, ...]
    section: str
    validators: Validators


def due_articles(db: Database, site_id: int, now: datetime) -> Iterator[Due]:
    """Articles of the site to look at again, those longest overdue first.

    Always called inside the store's transaction.
    """
    _adopt(db, site_id, now)
    for row in rows_of(db, _DUE, site_id=site_id, now=time_text(now), most=_MOST_DUE):
        read_at = read_time(row["read_at"]) or now
        is_trusted = may_ask_if_modified(read_at, now) and not row["lacks_file"]
        said = Validators(etag=row["etag"], last_modified=row["last_modified"])
        yield Due(
            key=row["key"],
            url=row["url"],
            listed_at=tuple(json.loads(row["listed_at"])),
            section=row["section"],
            validators=said if is_trusted else Validators(),
        )


def _adopt(db: Database, site_id: int, now: datetime) -> None:
    """Give imported articles, which were not looked at by us, turns within their first pause."""
    for row in rows_of(db, _UNWATCHED, site_id=site_id):
        pause = first_pause(read_time(row["published_at"]), now)
        due_at = (now + pause * share(row["id"])).replace(microsecond=0)
        row |= {"seconds": int(pause.total_seconds()), "due_at": time_text(due_at)}
        db.execute(_ADOPT, row)


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
    url: str,
) -> bool:
    """The article's page was read, at `url`; whether it was gone before."""
    known = _watched(db, look)
    if known is None:
        return False
    is_first = known["seconds"] is None
    pause = first_pause(published_at, look.at) if is_first else _next_pause(known, look, is_changed)
    row = _next(known["id"], look, pause) | {
        "etag": validators.etag,
        "last_modified": validators.last_modified,
        "url": url,
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


def note_missed(db: Database, look: Look, kind: str, *, rule: GoneRule, weight: int) -> bool:
    """The article was not there, as `kind` says, though its site is up; whether it is gone now.

    `weight` is that of the look, see `archive.watch.weight_of`.
    """
    known = _watched(db, look)
    if known is None or known["seconds"] is None:
        return False
    misses, since = known["misses"] + 1, read_time(known["missed_since"]) or look.at
    weight += known["weight"]
    is_gone = known["gone_at"] is None and rule.is_gone(misses, weight, since, look.at)
    gone_at = time_text(look.at) if is_gone else known["gone_at"]
    row = _next(known["id"], look, pause_after_miss(misses))
    row |= {"misses": misses, "weight": weight, "since": time_text(since)}
    row |= {"kind": kind, "gone_at": gone_at}
    db.execute(_MISSED, row)
    if is_gone:
        detail = f"{kind}; not there at {misses} looks since {since:%Y-%m-%d %H:%M}"
        _note_event(db, look, known["id"], "gone", detail)
    return is_gone


def postpone(
    db: Database, site_id: int, keys: Iterable[str], *, at: datetime, is_down: bool
) -> None:
    """Look at these articles, which could not be read, six hours after `at`.

    Where the site is up otherwise (not `is_down`), twice as long after each time, up to a month.
    """
    common = {"site_id": site_id, "at": time_text(at), "step": int(not is_down)}
    for key in keys:
        db.execute(_POSTPONE, common | {"key": key})


def _watched(db: Database, look: Look) -> dict[str, Any] | None:
    return next(rows_of(db, _WATCHED, site_id=look.site_id, key=look.key), None)


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

"""How an article becomes rows; always called inside the store's transaction."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from archive import queries
from archive.article import Article
from archive.date_rows import add_dating, insert_dating
from archive.times import time_text
from archive.watch import NO_VALIDATORS, Validators


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording did: `change` is "new", "changed" or "same"."""

    article_id: int
    version: int
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """When and how an article was seen; `number` is the version's number in another archive.

    `validators` are what its server said to ask for it with next time.
    """

    first_at: datetime
    last_at: datetime
    origin: str = "crawl"
    capture_id: int | None = None
    run_id: int | None = None
    number: int | None = None
    validators: Validators = NO_VALIDATORS


@dataclass(frozen=True, slots=True)
class _Known:
    """The article as the archive has it."""

    article_id: int
    version_id: int
    number: int
    content_hash: str
    last_seen_at: str


def record_article(
    db: Database, article: Article, *, site_id: int, key: str, sighting: Sighting
) -> Recorded:
    """Keep `article`: a new version only when its content is not the current one."""
    known = _known(db, site_id, key)
    if known is None:
        return _record_new(db, article, site_id=site_id, key=key, sighting=sighting)
    content_hash = article.content_hash()
    is_same = _has_version(db, known, content_hash, sighting)
    if is_same or _is_same_page(db, article, known, sighting):
        seen = content_hash if is_same else known.content_hash
        _touch(db, known, seen, sighting)
        if seen == known.content_hash:
            add_dating(db, article, known.version_id)
        return Recorded(known.article_id, known.number, "same")
    return _record_change(db, article, known, sighting)


def _known(db: Database, site_id: int, key: str) -> _Known | None:
    row = db.execute(
        "SELECT article.id, version.id, version.number, version.content_hash, article.last_seen_at "
        "FROM article JOIN version ON version.id = article.version_id "
        "WHERE article.site_id = ? AND article.key = ?",
        (site_id, key),
    ).fetchone()
    return _Known(*row) if row else None


def _record_new(
    db: Database, article: Article, *, site_id: int, key: str, sighting: Sighting
) -> Recorded:
    article_id = _insert(
        db,
        "INSERT INTO article (site_id, key, first_seen_at, last_seen_at) VALUES (?, ?, ?, ?)",
        (site_id, key, time_text(sighting.first_at), time_text(sighting.last_at)),
    )
    number = sighting.number or 1
    _insert_version(db, article, article_id=article_id, number=number, sighting=sighting)
    _make_current(db, article_id, number)
    return Recorded(article_id, number, "new")


def _has_version(db: Database, known: _Known, content_hash: str, sighting: Sighting) -> bool:
    """Whether the content is the current one or, seen earlier or elsewhere, any known one."""
    if known.content_hash == content_hash:
        return True
    is_own_news = sighting.origin == "crawl" and time_text(sighting.last_at) >= known.last_seen_at
    if is_own_news:
        return False
    found = db.execute(
        "SELECT 1 FROM version WHERE article_id = ? AND content_hash = ?",
        (known.article_id, content_hash),
    )
    return found.fetchone() is not None


def _is_same_page(db: Database, article: Article, known: _Known, sighting: Sighting) -> bool:
    """Whether a page read by guess came byte for byte as before: only the guess is another."""
    if article.confidence is None or article.confidence == 1 or sighting.capture_id is None:
        return False
    found = db.execute(
        "SELECT 1 FROM version JOIN capture AS before ON before.id = version.capture_id "
        "JOIN capture AS now ON now.id = ? AND now.sha256 = before.sha256 WHERE version.id = ?",
        (sighting.capture_id, known.version_id),
    )
    return found.fetchone() is not None


def _touch(db: Database, known: _Known, content_hash: str, sighting: Sighting) -> None:
    last_at = time_text(sighting.last_at)
    db.execute(
        "UPDATE article SET last_seen_at = max(last_seen_at, :last), "
        "first_seen_at = min(first_seen_at, :first) WHERE id = :id",
        {"last": last_at, "first": time_text(sighting.first_at), "id": known.article_id},
    )
    if known.content_hash == content_hash:
        db.execute(
            "UPDATE version SET last_seen_at = max(last_seen_at, ?) WHERE id = ?",
            (last_at, known.version_id),
        )


def _record_change(db: Database, article: Article, known: _Known, sighting: Sighting) -> Recorded:
    """Add the version after all others; current unless it was seen before the current one."""
    highest = db.execute(
        "SELECT max(number) FROM version WHERE article_id = ?", (known.article_id,)
    ).fetchone()[0]
    last_at = time_text(sighting.last_at)
    is_later = last_at >= known.last_seen_at
    _insert_version(db, article, article_id=known.article_id, number=highest + 1, sighting=sighting)
    if is_later:
        db.execute("UPDATE article SET last_seen_at = ? WHERE id = ?", (last_at, known.article_id))
        _make_current(db, known.article_id, highest + 1)
    return Recorded(known.article_id, highest + 1, "changed")


def _make_current(db: Database, article_id: int, number: int) -> None:
    db.execute(
        "UPDATE article SET version_id = "
        "(SELECT id FROM version WHERE article_id = :id AND number = :number) WHERE id = :id",
        {"id": article_id, "number": number},
    )


def _insert_version(
    db: Database, article: Article, *, article_id: int, number: int, sighting: Sighting
) -> None:
    row = _version_row(article, sighting) | {"article_id": article_id, "number": number}
    version_id = _insert(db, queries.INSERT_VERSION, row)
    insert_dating(db, article, version_id)
    for ordinal, image in enumerate(article.images, 1):
        row = {"version_id": version_id, "ordinal": ordinal, "url": image.url, "alt": image.alt}
        row |= {"caption": image.caption, "credit": image.credit, "position": image.position}
        db.execute(queries.INSERT_IMAGE, row)
    for ordinal, attachment in enumerate(article.attachments, 1):
        row = {"url": attachment.url, "label": attachment.label}
        db.execute(queries.INSERT_ATTACHMENT, row | {"version_id": version_id, "ordinal": ordinal})
    for ordinal, reference in enumerate(article.references, 1):
        row = asdict(reference) | {"version_id": version_id, "ordinal": ordinal}
        db.execute(queries.INSERT_REFERENCE, row)


def _version_row(article: Article, sighting: Sighting) -> dict[str, Any]:
    return {
        "origin": sighting.origin,
        "run_id": sighting.run_id,
        "capture_id": sighting.capture_id,
        "first_seen_at": time_text(sighting.first_at),
        "last_seen_at": time_text(sighting.last_at),
        "content_hash": article.content_hash(),
        "url": article.url,
        "portal": article.portal,
        "layout": article.layout,
        "confidence": article.confidence,
        "section": article.section,
        "title": article.title,
        "summary": article.summary,
        "author": article.author,
        "source": article.source,
        "body": "\n\n".join(article.paragraphs),
        **article.published.as_dict(),
    }


def _insert(db: Database, statement: str, values: Any) -> int:
    row_id = db.execute(statement, values).lastrowid
    assert row_id is not None
    return row_id

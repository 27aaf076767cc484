"""How a dating becomes a row, and rows datings."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlite_utils import Database

from archive import date_queries
from archive.article import Article
from archive.dating import DateCandidate, Dating, Published
from archive.explaining import why
from archive.times import read_time


def dating_row(dating: Dating) -> dict[str, str | None]:
    """The columns of `dating` that are what was decided."""
    return {
        "rule": dating.rule,
        "agreement": dating.agreement,
        "flags": json.dumps(dating.flags),
        "candidates": json.dumps([asdict(one) for one in dating.candidates], ensure_ascii=False),
    }


def read_candidates(written: str | None) -> tuple[DateCandidate, ...]:
    """The candidates of a row, none where there is no row."""
    return tuple(DateCandidate(**one) for one in json.loads(written or "[]"))


def read_flags(written: str | None) -> tuple[str, ...]:
    """The flags of a row, none where there is no row."""
    return tuple(json.loads(written or "[]"))


def read_page(row: Mapping[str, Any]) -> Published:
    """What the page of a row alone says."""
    return Published(
        at=read_time(row["page_at"]), raw=row["page_raw"], precision=row["page_precision"]
    )


def read_dating_row(row: Mapping[str, Any], published: Published) -> Dating | None:
    """The dating of a version that is `published` then; None where the row has none."""
    if row["agreement"] is None:
        return None
    page = read_page(row)
    return Dating(
        rule=row["rule"],
        agreement=row["agreement"],
        flags=read_flags(row["flags"]),
        candidates=read_candidates(row["candidates"]),
        page=None if page == published else page,
    )


def read_review(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row of `date_queries.DATES_TO_REVIEW` says, and what to look at."""
    dating = Dating(
        rule=row["rule"],
        agreement=row["agreement"],
        flags=read_flags(row["flags"]),
        candidates=read_candidates(row["candidates"]),
    )
    written = dating.as_dict()
    return {"flags": written["flags"], "why": why(dating), "candidates": written["candidates"]}


def insert_dating(db: Database, article: Article, version_id: int) -> None:
    """Keep the dating of a new version, if it has one."""
    if article.dating is None:
        return
    page = article.published_on_page.as_dict()
    row = dating_row(article.dating) | {
        name.replace("published", "page"): value for name, value in page.items()
    }
    db.execute(date_queries.INSERT_DATING, row | {"version_id": version_id})
    _insert_review(db, article, version_id)


def add_dating(db: Database, article: Article, version_id: int) -> None:
    """Keep the dating of a version that was there before, where it had none."""
    if article.dating is None:
        return
    row = dating_row(article.dating) | {"listed": None, "is_settled": 0, "version_id": version_id}
    added = db.execute(date_queries.ADD_DATING, row).rowcount
    if added and article.dating.page is not None:  # an import knows more than our page said
        row = article.published.as_dict() | {"version_id": version_id}
        db.execute(date_queries.UPDATE_PUBLISHED, row)
    if added:
        _insert_review(db, article, version_id)


def _insert_review(db: Database, article: Article, version_id: int) -> None:
    """Keep what a person said in the archive that the article was exported from."""
    said = article.dating.candidates if article.dating else ()
    for one in said:
        if one.source == "review":
            row = {"written": one.raw, "value": one.value, "precision": one.precision}
            row["page_raw"] = article.published_on_page.raw
            db.execute(date_queries.INSERT_REVIEW, row | {"version_id": version_id})

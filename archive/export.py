"""The record as JSON lines or CSV, streamed."""

import csv
import json
from collections.abc import Iterable
from typing import TextIO

from archive.archived import ArchivedArticle, Hit

_CSV_COLUMNS = (
    *("id", "url", "site", "portal", "layout", "confidence", "section"),
    *("title", "summary", "author", "source"),
    *("published_at", "published_raw", "published_precision", "published_rule"),
    *("first_seen_at", "last_seen_at"),
    *("version", "text", "image_urls", "captions", "attachment_urls", "reference_urls"),
)
_HIT_COLUMNS = (
    *("id", "score", "published_at", "site", "section", "title", "url", "place", "snippet"),
)


def write_jsonl(articles: Iterable[ArchivedArticle], out: TextIO) -> None:
    """One article's JSON form a line, UTF-8 as it is."""
    for article in articles:
        out.write(json.dumps(article.as_dict(), ensure_ascii=False) + "\n")


def write_csv(articles: Iterable[ArchivedArticle], out: TextIO) -> None:
    """One article a row; lists are joined by line breaks.

    A cell that a spreadsheet would run as a formula is led by an apostrophe (OWASP, CSV Injection).
    """
    writer = csv.writer(out)
    writer.writerow(_CSV_COLUMNS)
    for archived in articles:
        row = archived.as_dict()
        row["published_rule"] = row["dating"] and row["dating"]["rule"]
        row["text"] = "\n".join(row["paragraphs"])
        row["image_urls"] = "\n".join(image["url"] for image in row["images"])
        row["captions"] = "\n".join(image["caption"] or "" for image in row["images"])
        row["attachment_urls"] = "\n".join(item["url"] for item in row["attachments"])
        row["reference_urls"] = "\n".join(item["url"] for item in row["references"])
        writer.writerow([_safe(row[name]) for name in _CSV_COLUMNS])


def write_hits_csv(hits: Iterable[Hit], out: TextIO) -> None:
    """One search result a row: what finds the article again, and where the query hit."""
    writer = csv.writer(out)
    writer.writerow(_HIT_COLUMNS)
    for hit in hits:
        row = hit.as_dict()
        row["place"] = hit.place.field if hit.place else None
        writer.writerow([_safe(row[name]) for name in _HIT_COLUMNS])


def _safe(value: object) -> object:
    is_formula = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{value}" if is_formula else value

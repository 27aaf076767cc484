"""HTML and time in, Article out: pure, no I/O, no clock."""

from datetime import datetime

from archive.article import Article
from crawler.extract.errors import ExtractionError, MissingField, NotAnArticle, UnknownLayout
from crawler.extract.portal import read_article, read_source

__all__ = ["ExtractionError", "MissingField", "NotAnArticle", "UnknownLayout", "extract"]


def extract(
    html: bytes, url: str, seen_at: datetime, *, repeated: frozenset[str] = frozenset()
) -> Article:
    """What the article page `html`, served at `url` and captured at `seen_at` (aware), says.

    `repeated` are lines that several pages of the site share, as `RepeatedLines` gives them; they
    are no part of an article whose layout is not known. Raises ExtractionError when the page is no
    article that we can read.
    """
    return read_article(read_source(html, url, seen_at, repeated=repeated))

"""HTML and time in, Article out: pure, no I/O, no clock."""

from datetime import datetime

from archive.article import Article
from crawler.extract.errors import ExtractionError, MissingField, NotAnArticle, UnknownLayout
from crawler.extract.portal import article_page, read_source

__all__ = ["ExtractionError", "MissingField", "NotAnArticle", "UnknownLayout", "extract"]


def extract(html: bytes, url: str, seen_at: datetime) -> Article:
    """What the article page `html`, served at `url` and captured at `seen_at` (aware), says.

    Raises ExtractionError when the page is no article that we can read.
    """
    return article_page(read_source(html, url, seen_at)).article()

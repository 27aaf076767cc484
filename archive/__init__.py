"""Keeps, finds and serves the record of what Vietnamese public portals said."""

from archive.archive import Archive
from archive.archived import ArchivedArticle, Hit
from archive.article import Article, Attachment, Capture, Image, Problem
from archive.errors import ArchiveError

__all__ = [
    "Archive",
    "ArchiveError",
    "ArchivedArticle",
    "Article",
    "Attachment",
    "Capture",
    "Hit",
    "Image",
    "Problem",
]

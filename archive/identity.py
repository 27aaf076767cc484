"""What makes two addresses the same article: the host, and the portal's own id in the path."""

import re
from urllib.parse import urlsplit, urlunsplit

_ARTICLE_ID = re.compile(r"-(\d+)(?:\.html?|\.aspx)?$")
_YEAR = re.compile(r"(?:19|20)\d\d")  # a slug may end in one: /van-ban/ke-hoach-2024
_DEFAULT_PORTS = {"http": 80, "https": 443}


def host(url: str) -> str:
    """The site's identity in an address: host and, if unusual, port; "www." is no difference."""
    parts = urlsplit(url)
    name = (parts.hostname or "").rstrip(".").removeprefix("www.")
    is_usual = parts.port in (None, _DEFAULT_PORTS.get(parts.scheme))
    return name if is_usual else f"{name}:{parts.port}"


def article_id(url: str) -> str | None:
    """The portal's own id at the end of an article's address, /<category>/<slug>-<id>, or None.

    A category's slug may end in digits too (/thu-tuc-hanh-chinh-76761), so an article needs a
    category before it.
    """
    segments = [segment for segment in urlsplit(url).path.split("/") if segment]
    found = _ARTICLE_ID.search(segments[-1]) if len(segments) >= 2 else None
    return found[1] if found and not _YEAR.fullmatch(found[1]) else None


def article_key(url: str) -> str | None:
    """What names an article on its host: its id, else path and query, if deeper than a category."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    named = f"{path}?{parts.query}" if parts.query else path
    return article_id(url) or (named if path.count("/") >= 2 else None)


def article_url(url: str) -> str:
    """An article's address without what only says how a list was left (?pageindex=0)."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query="" if article_id(url) else parts.query, fragment=""))

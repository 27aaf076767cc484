"""Addresses on a portal: made absolute, cleaned, and told from what is no page at all."""

import posixpath
import re
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

_HOST = re.compile(r"^(?:[^\W_](?:[\w-]*[^\W_])?(?:\.|$))+$|^[0-9a-f:]+$", re.IGNORECASE)
_NO_PAGE = re.compile(
    r"^(?:javascript|mailto|tel|data|file|about|blob):|^#|/admin/|/login|/search|default\.aspx"
    r"|pageid=|format=pdf",
    re.IGNORECASE,
)


def absolute(base: str, reference: str) -> str | None:
    """`reference`, as found on the page at `base`, as a full http(s) address; None if it is none.

    Spaces and Vietnamese letters are percent-encoded, line breaks dropped, as browsers do.
    """
    try:
        url = urljoin(base, re.sub(r"[\t\r\n]", "", reference.strip()))
        parts = urlsplit(url)
        if not is_address(f"{parts.scheme}://{parts.netloc}"):
            return None
        return safe_url_string(url).partition("#")[0]
    except ValueError:
        return None


def is_address(url: str) -> bool:
    """Whether `url` is a full http(s) address of a host that could exist."""
    if not url.isprintable() or " " in url or "@" in url.partition("://")[2].partition("/")[0]:
        return False
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(_HOST.match(parts.hostname or ""))


def is_page(reference: str) -> bool:
    """Whether a link leads to content at all: no script, login, search, module or print view."""
    return bool(reference.strip()) and not _NO_PAGE.search(reference.strip())


def without_query(url: str) -> str:
    """`url` without query and fragment, which say how a list was left (?pageindex=0), not what."""
    return urlunsplit(urlsplit(url)._replace(query="", fragment=""))


def category(url: str) -> str | None:
    """The path of the category an article stands in: all of its address but the last segment.

    In Liferay what stands before "/-/", where a portlet's part of the address begins.
    """
    path, mark, _ = urlsplit(url).path.rstrip("/").partition("/-/")
    parent = path if mark else posixpath.dirname(path)
    return parent if parent not in ("", "/") else None


def file_name(url: str) -> str:
    """The readable last part of an address."""
    return unquote(posixpath.basename(urlsplit(url).path))

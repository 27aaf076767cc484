"""What makes two addresses the same article: the host, and the portal's own id in the path."""

import re
from urllib.parse import quote, urlsplit, urlunsplit

# Short numbers without an extension end titles: "tong-ket-dot-2", "ky-niem-ngay-30-4".
_ARTICLE_ID = re.compile(r"-(\d{5,}|\d+(?=\.(?:html?|aspx)$))(?:\.html?|\.aspx)?$")
_LIFERAY = re.compile(
    r"^(.*/-/(?:view_content/(\d+)(?:-[^/;]*)?|asset_publisher/[^/]+/content/([^/;]+)))"
)
_NUKEVIET = re.compile(r"(?:^|&)op=[^&]+-(\d+)(?:&|$)")
# What a module page shows, not how its list was narrowed or turned over; names ignore case there.
_MODULE = re.compile(r"(?:^|&)(p_(?!cate|page|year|type|p_|l_)[a-z_]+=\d+)(?:&|$)", re.IGNORECASE)
_PAGE = re.compile(r"(?:^|&)pageid=\d", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")  # a slug may end in one: /van-ban/ke-hoach-2024
_ADDRESS = "%/:=&?~#+!$,;'@()*[]"  # signs of an address that stay
_DEFAULT_PORTS = {"http": 80, "https": 443}


def host(url: str) -> str:
    """The site's identity in an address: host and, if unusual, port; "www." is no difference."""
    parts = urlsplit(url)
    name = (parts.hostname or "").rstrip(".").removeprefix("www.")
    is_usual = parts.port in (None, _DEFAULT_PORTS.get(parts.scheme))
    return name if is_usual else f"{name}:{parts.port}"


def written_address(url: str) -> str:
    """An address whose letters may be typed as they are read, as it is sent."""
    return quote(url, safe=_ADDRESS, errors="replace")


def article_id(url: str) -> str | None:
    """The portal's own id in an article's address, or None.

    VNPT, NukeViet and others end the path in it: /<category>/<slug>-<id>[.html]. A category's slug
    may end in digits too (/thu-tuc-hanh-chinh-76761), so an article needs a category before it.
    Liferay has it in the middle, /-/view_content/<id>-<slug>, or has the slug alone there,
    /-/asset_publisher/<publisher>/content/<slug>, and appends what is no part of it.
    """
    parts = urlsplit(url)
    if within := _LIFERAY.search(parts.path):
        return f"view_content/{within[2]}" if within[2] else within[1]
    if shown := _NUKEVIET.search(parts.query):  # without rewriting of addresses
        return shown[1]
    segments = [segment for segment in parts.path.split("/") if segment]
    found = _ARTICLE_ID.search(segments[-1]) if len(segments) >= 2 else None
    return found[1] if found and not _YEAR.fullmatch(found[1]) else None


def article_key(url: str) -> str | None:
    """What names an article on its host: its id, else path and query, if deeper than a category.

    A module page (/?pageid=27218&p_steering=153) is named by what its module shows.
    """
    if (known := article_id(url)) is not None:
        return known
    parts = urlsplit(url)
    shown = _MODULE.search(parts.query)
    if shown and _PAGE.search(parts.query):
        return shown[1].lower()
    path = parts.path.rstrip("/")
    named = f"{path}?{parts.query}" if parts.query else path
    return named if path.count("/") >= 2 else None


def article_url(url: str) -> str:
    """An article's address without what only says how it was reached.

    As in ?pageindex=0, or the languages that Liferay appends (/vi/en).
    """
    parts = urlsplit(url)
    if within := _LIFERAY.search(parts.path):
        return urlunsplit(parts._replace(path=within[1], query="", fragment=""))
    is_in_path = article_id(url) is not None and not _NUKEVIET.search(parts.query)
    return urlunsplit(parts._replace(query="" if is_in_path else parts.query, fragment=""))

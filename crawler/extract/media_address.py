"""Videos and sound by their addresses: which service shows them, what a player is given."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

from bs4.element import Tag

from crawler.extract.address import absolute

PLAYERS = ("iframe", "video", "audio", "object", "embed", "oembed")
_YOUTUBE = re.compile(
    r"(?:youtu\.be/|youtube(?:-nocookie)?\.com/(?:(?:embed|v|e|shorts|live)/|watch/?\?(?:[^#]*&)?v="
    r"|attribution_link\?[^#]*v%3D))(?!videoseries)([\w-]{6,20})(?![\w-])",
    re.IGNORECASE,
)
_VIMEO = re.compile(
    r"vimeo\.com/(?:video/|channels/\w+/|groups/\w+/videos/)?(\d{6,12})(?!\d)", re.I
)
_FACEBOOK = re.compile(
    r"^(?:https?:)?//(?:[\w-]+\.)?(?:facebook\.com/(?:(?:[^/?#]+/)?videos/|watch/?\?(?:.*&)?v=|reel/"
    r"|video\.php\?(?:.*&)?v=)|fb\.watch/)",
    re.IGNORECASE,
)
_FACEBOOK_PLUGIN = re.compile(r"facebook\.com/(?:v[\d.]+/)?plugins/video\.php\?", re.IGNORECASE)
_VIDEO = r"mp4|m4v|webm|ogv|mov|avi|wmv|flv|mpe?g|mkv|3gp|m3u8"
_AUDIO = r"mp3|m4a|wma|ogg|oga|wav|aac|opus|flac|amr"
_FILE = re.compile(rf"\.(?:(?P<video>{_VIDEO})|(?P<audio>{_AUDIO}))$", re.IGNORECASE)
# What a player's script or its variables name as the file; an address in quotes or up to a "&".
_IN_SCRIPT = re.compile(
    r"(?:file|src|source|url|hls|mp4|mp3|video|audio|videoUrl|audioUrl)[\"']?\s*[:=]\s*"
    rf"([\"'])(?P<url>[^\"'<>\\]{{1,500}}?\.(?:{_VIDEO}|{_AUDIO})(?:\?[^\"']{{0,200}})?)\1",
    re.IGNORECASE,
)
_YOUTUBE_IN_SCRIPT = re.compile(
    r"https?:(?:\\?/){2}(?:www\.)?(?:youtu\.be|youtube(?:-nocookie)?\.com)\\?/[\w\\/?=&;-]{5,100}"
)
_VARIABLES = re.compile(r"(?:^|[?&])(?:file|src|url|clip|video|mp3|soundFile)=([^&]+)", re.I)
_PARAMS = ("movie", "src", "url", "filename", "flashvars")


def media(reference: str, base: str) -> tuple[str, str] | None:
    """The one address of the video or sound at `reference`, and its kind; None if it is neither."""
    text = unescape(reference).strip()
    if found := _YOUTUBE.search(text):
        return f"https://www.youtube.com/watch?v={found[1]}", "video"
    if found := _VIMEO.search(text):
        return f"https://vimeo.com/{found[1]}", "video"
    if _FACEBOOK_PLUGIN.search(text):
        href = parse_qs(urlsplit(text).query).get("href", [""])[0]
        text = href if _FACEBOOK.match(href) else ""
    if _FACEBOOK.match(text):
        url = absolute(base, text)
        return (url, "video") if url else None
    return _file(text, base)


def _file(text: str, base: str) -> tuple[str, str] | None:
    found = _FILE.search(unquote(text.partition("#")[0].partition("?")[0]).strip())
    url = absolute(base, text) if found else None
    if found is None or url is None:
        return None
    return url, "video" if found["video"] else "audio"


def shown_media(tag: Tag, base: str) -> tuple[tuple[str, str], ...]:
    """Addresses and kinds of what a player element shows; the first of several encodings."""
    for reference in _references(tag):
        if found := media(reference, base):
            kind = tag.name if tag.name == "audio" else found[1]
            return ((found[0], kind),)
    return ()


def _references(tag: Tag) -> Iterator[str]:
    """What a player element may be told to show, most telling first."""
    names = ("src", "data-src", "data-lazy-src", "data", "url", "flashvars")
    yield from _values([str(tag.get(name) or "") for name in names])
    for inner in tag.find_all(("source", "param", "embed", "iframe")):
        if inner.name == "param" and str(inner.get("name") or "").lower() not in _PARAMS:
            continue
        yield from _values([str(inner.get(name) or "") for name in ("src", "value", "flashvars")])


def _values(written: list[str]) -> Iterator[str]:
    for value in written:
        yield from (unquote(found) for found in _VARIABLES.findall(value))
        yield value


def scripted_media(script: str, base: str) -> Iterator[tuple[str, str]]:
    """Addresses and kinds of what a player's script is told to show."""
    for found in _YOUTUBE_IN_SCRIPT.findall(script):
        if read := media(found.replace("\\/", "/"), base):
            yield read
    for match in _IN_SCRIPT.finditer(script.replace("\\/", "/")):
        if read := _file(match["url"], base):
            yield read

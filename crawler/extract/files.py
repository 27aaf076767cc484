"""Addresses of an article's pictures and documents, wherever its markup hides them."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from bs4.element import Tag
from lxml.html import HtmlElement

from archive.article import Attachment
from archive.text import normalize
from crawler.extract.address import absolute, file_name
from crawler.extract.blocks import plain_text
from crawler.extract.html import soup_of

# The platform's own alt text on every picture says nothing ("anh tin bai", "Anh-tin-bai").
_CONSTANT_ALT = re.compile(r"^\s*[aả]nh[\s_-]*tin[\s_-]*b[aà]i\s*$", re.IGNORECASE)
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-lazy")
_NO_PICTURE = re.compile(
    r"(?:spacer|blank|pixel|transparent|loading|icon[-_]\w+)\.(?:gif|png|svg)$", re.IGNORECASE
)
_SMALLEST = 32  # pixels: file-type icons and smileys are 16 to 32
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf|zip|rar|7z)$", re.IGNORECASE)
_SCRIPTED = re.compile(r"https?://[^\s\"'<>\\]{1,500}?\.pdf(?=[\"'\s#?])", re.IGNORECASE)
_VIEWER = re.compile(r"[?&#]file=([^&#]+)")


def picture_url(tag: Tag, base: str) -> str | None:
    """The address of an img element, lazily loaded or not; None for icons, spacers and data."""
    candidates = [str(tag.get(name) or "") for name in _LAZY]
    candidates += [str(tag.get("src") or ""), str(tag.get("srcset") or "").split(" ")[0]]
    url = next((url for text in candidates if text.strip() and (url := absolute(base, text))), None)
    return None if url is None or _is_ornament(tag, url) else url


def _is_ornament(tag: Tag, url: str) -> bool:
    sizes = [str(tag.get(side) or "").removesuffix("px") for side in ("width", "height")]
    small = [size.isdecimal() and len(size) < 6 and int(size) <= _SMALLEST for size in sizes]
    return any(small) or bool(_NO_PICTURE.search(file_name(url)))


def picture_alt(tag: Tag) -> str | None:
    """The picture's own alternative text; None for the platform's constant."""
    alt = normalize(str(tag.get("alt") or ""))
    return alt if alt and not _CONSTANT_ALT.match(alt) else None


def same_file(one: str, other: str) -> bool:
    """Whether two addresses show one picture: thumbnails keep the file's name in another folder."""
    return one == other or file_name(one).lower() == file_name(other).lower()


def attachments(block: HtmlElement, base: str) -> tuple[Attachment, ...]:
    """Documents that `block` links, embeds or shows in a viewer, each address once."""
    found: dict[str, str | None] = {}
    for reference, label in _references(block):
        url = absolute(base, reference)
        if url is not None:
            found[url] = found.get(url) or label or None
    return tuple(Attachment(url=url, label=label) for url, label in found.items())


def _references(block: HtmlElement) -> Iterator[tuple[str, str | None]]:
    for element in block.iter("a", "iframe", "embed", "object", "script"):
        if element.tag == "script":
            yield from ((url, None) for url in _SCRIPTED.findall(element.text or ""))
        elif element.tag == "a":
            href = element.get("href") or ""
            if "link-download" in (element.get("class") or "").split() or _is_document(href):
                yield href, plain_text(soup_of(element)) or normalize(element.get("title") or "")
        else:
            yield from _shown(element)


def _shown(element: HtmlElement) -> Iterator[tuple[str, str | None]]:
    shown = element.get("data" if element.tag == "object" else "src") or ""
    if viewed := _VIEWER.search(shown):
        yield unquote(viewed[1]), None
    elif _is_document(shown) or element.get("type") == "application/pdf":
        yield shown, None


def _is_document(reference: str) -> bool:
    return bool(_DOCUMENT.search(reference.partition("#")[0].partition("?")[0].strip()))

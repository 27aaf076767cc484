"""A field's text on one line."""

from collections.abc import Iterator

from lxml.html import HtmlElement

from archive.text import normalize
from crawler.extract.blocks import BREAKING, SILENT
from crawler.extract.cues import is_hidden_by


def line_of(element: HtmlElement) -> str:
    """All text shown in `element`, spaced where its elements break lines and only there."""
    return normalize("".join(_pieces(element)))


def _pieces(element: HtmlElement) -> Iterator[str]:
    tag = element.tag
    if not isinstance(tag, str) or tag in SILENT or tag == "noscript" or _is_hidden(element):
        return
    is_broken_off = tag in BREAKING or tag == "br"
    if is_broken_off:
        yield " "
    yield element.text or ""
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    if is_broken_off:
        yield " "


def _is_hidden(element: HtmlElement) -> bool:
    return element.get("hidden") is not None or is_hidden_by(element.get("style") or "")

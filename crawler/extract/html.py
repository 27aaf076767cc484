"""Bytes to text to trees: decoding as the page means it, parsing once, cutting out a block."""

import re
from functools import cache
from typing import cast

from bs4 import BeautifulSoup
from bs4.element import Tag
from cssselect import HTMLTranslator
from lxml import etree, html

from archive.text import normalize

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]")
_TOLERATED = 0.001  # share of undecodable bytes in a page cut short or patched by hand


def decode(page: bytes) -> str:
    """The page's text: UTF-8 where the bytes are, else what the page declares, else windows-1258.

    The HTTP header has no say: portals send a wrong charset there over a right page.
    """
    for mark, encoding in _BOMS:
        if page.startswith(mark):
            return page.decode(encoding, "replace")
    text = page.decode("utf-8", "replace")
    if text.count("\ufffd") <= len(page) * _TOLERATED:
        return text
    declared = _DECLARED.search(page[:4096])
    try:
        return page.decode(declared[1].decode() if declared else "windows-1258", "replace")
    except LookupError:
        return text


def parse(page: str) -> html.HtmlElement | None:
    """The page's tree, at most 256 deep (libxml2's bound); None when it has no element."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True)
    data = page.replace("\x00", "").encode("utf-8", "replace")
    try:
        return cast("html.HtmlElement | None", html.document_fromstring(data, parser=parser))
    except etree.ParserError:
        return None


def stated_address(page: bytes) -> str:
    """The address that the page names as its own, "" when it names none."""
    tree = parse(decode(page))
    if tree is None:
        return ""
    links = ((one.get("href") or "") for one in select(tree, "link[rel=canonical]"))
    metas = ((one.get("content") or "") for one in select(tree, "meta[property='og:url']"))
    return next((url for url in (*links, *metas) if url.startswith("http")), "")


@cache
def xpath(selector: str) -> etree.XPath:
    """A CSS selector, compiled."""
    return etree.XPath(HTMLTranslator().css_to_xpath(selector))


def select(tree: html.HtmlElement, selector: str) -> list[html.HtmlElement]:
    """Elements of `tree` that match the CSS `selector`, in document order."""
    return cast("list[html.HtmlElement]", xpath(selector)(tree))


def first(tree: html.HtmlElement, selector: str) -> html.HtmlElement | None:
    """The first element of `tree` that matches the CSS `selector`."""
    return next(iter(select(tree, selector)), None)


def drop(tree: html.HtmlElement, selector: str) -> None:
    """Take what `selector` names out of `tree`, leaving the text that follows it."""
    for element in select(tree, selector):
        if element is not tree and element.getparent() is not None:
            element.drop_tree()


def text_of(element: html.HtmlElement) -> str:
    """All text in `element`, normalised."""
    return normalize("".join(cast("list[str]", element.itertext())))


def _strip_addresses(element: html.HtmlElement) -> None:
    """Take spaces and control characters off addresses, which libxml2 would percent-encode."""
    for inner in element.iter("a", "img", "iframe", "embed", "object"):
        for name in ("href", "src", "data"):
            value = inner.get(name) or ""
            if value != (clean := _UNSEEN.sub("", value).strip()):
                inner.set(name, clean)


def soup_of(element: html.HtmlElement) -> Tag:
    """`element` alone, as BeautifulSoup reads it."""
    _strip_addresses(element)
    written = html.tostring(element, encoding="unicode", with_tail=False)
    soup = BeautifulSoup(written, "lxml")
    body = soup.body
    return body if body is not None else soup

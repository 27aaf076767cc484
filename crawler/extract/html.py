"""Bytes to text to trees: decoding as the page means it, parsing once, cutting out a block."""

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import cast

from bs4 import BeautifulSoup
from bs4.element import Tag
from cssselect import HTMLTranslator
from lxml import etree, html

from archive.text import normalize
from crawler.extract.address import is_address
from crawler.extract.errors import NotAnArticle
from crawler.extract.legacy import count_words, is_suspected, modernise
from crawler.extract.limits import check_whole, within_limits
from crawler.extract.word import strip_word

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
# What a page may declare; utf-16 is not among them, its declaration could not be read.
_CHARSET = re.compile(
    r"iso-?8859-\d+|latin-?1|us-ascii|ascii|windows-?\d+|cp\d+|gbk?|gb2312|gb18030|big5(?:-?hkscs)?"
    r"|euc-?(?:jp|kr)|shift[_-]jis|koi8-[ru]|tis-620",
    re.IGNORECASE,
)
_WESTERN = re.compile(r"iso-?8859-1|latin-?1|(?:us-)?ascii|(?:windows-?|cp)125[28]", re.IGNORECASE)
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]")
_HEAD = 200_000  # bytes of a page in which its head ends
_LOOKED_AT = 1024  # bytes that tell UTF-16, every other of which is zero in markup
_TO_ONE_BROKEN = 4  # continued bytes of whole letters for each broken one, in UTF-8 patched by hand
_CONTROL = re.compile(b"\xc2[\x80-\x9f]")
_CONTROL_REFERENCE = re.compile(rb"&#0{0,5}(1(?:2[89]|[345]\d));")
_CONTROL_HEX = re.compile(rb"&#[xX]0{0,5}([89][0-9a-fA-F]);")


def decode(page: bytes) -> str:
    """The page's text: UTF-8 where the bytes are, else as it reads best.

    That is as declared; where that is no charset for Vietnamese, or a wrong one, as whichever of
    windows-1258 and windows-1252 (for text in legacy fonts) gives more Vietnamese words. The HTTP
    header has no say: portals send a wrong charset there over a right page.
    """
    for mark, encoding in _BOMS:
        if page.startswith(mark):
            return page.decode(encoding, "replace")
    if (wide := _utf16(page[:_LOOKED_AT])) is not None:
        return page.decode(wide, "replace")
    text = page.decode("utf-8", "replace")
    broken = text.count("\ufffd") - page.count(b"\xef\xbf\xbd")
    if broken * _TO_ONE_BROKEN <= len(page) - len(text):
        return text
    return _decode_bytes(page)


def _utf16(head: bytes) -> str | None:
    """UTF-16 without its mark, by the zeros that its markup is half made of."""
    first, second = head[::2].count(0), head[1::2].count(0)
    if len(head) < 4 or first + second < len(head) / 4:
        return None
    if min(first, second) * 4 > max(first, second):
        return None
    return "utf-16-be" if first > second else "utf-16-le"


def _decode_bytes(page: bytes) -> str:
    """A page that is no UTF-8."""
    found = _DECLARED.search(page[:4096])
    declared = found[1].decode() if found and _CHARSET.fullmatch(found[1].decode()) else ""
    if declared and not _WESTERN.fullmatch(declared):
        with suppress(LookupError):
            return page.decode(declared, "replace")
    order = ("cp1252", "cp1258") if declared and "1258" not in declared else ("cp1258", "cp1252")
    return max((page.decode(one, "replace") for one in order), key=count_words)


# Characters, raw or as references, that lxml reads from a page but refuses to write again.
_SPACES = b"\x0b\x0c\x1c\x1d\x1e\x1f"  # of the same kind, but they part words
_AS_SPACE = bytes.maketrans(_SPACES, b" " * len(_SPACES))
_UNWRITABLE = bytes(code for code in range(32) if code not in b"\t\n\r" + _SPACES)
_NONCHARACTERS = ("\ufffe".encode(), "\uffff".encode())
_UNWRITABLE_REFERENCE = re.compile(
    rb"&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f])"
    rb"|0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d));?",
    re.IGNORECASE,
)
# libxml2 does not know that these have no content, and would put all that follows into them.
_VOID = re.compile(r"<(embed|source|track|wbr)(?=[\s/>])[^>]*+>", re.IGNORECASE)


def parse(page: str) -> html.HtmlElement | None:
    """The page's tree, at most 256 deep (libxml2's bound); None when it has no element.

    Its text is Unicode also where the page holds text typed for legacy Vietnamese fonts. Raises
    NotAnArticle when the page is larger or deeper than is read.
    """
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True)
    # lxml.html's own parser looks up a class in Python for every element it hands out.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    whole = _VOID.sub(r"\g<0></\1>", within_limits(page))
    data = _shown_controls(_writable(whole.encode("utf-8", "replace")))
    try:
        tree = cast("html.HtmlElement | None", html.document_fromstring(data, parser=parser))
    except etree.ParserError:
        check_whole(parser)
        return None
    check_whole(parser)
    if tree is not None and tree.find("body") is None and tree.find("head") is not None:
        tree.find("head").tag = "body"  # libxml2 leaves all in the head that HTML 4 did not know
    if tree is not None and is_suspected(data):
        modernise(tree)
    return tree


def _writable(data: bytes) -> bytes:
    data = data.translate(_AS_SPACE, _UNWRITABLE)
    for character in _NONCHARACTERS:
        data = data.replace(character, b"")
    return _UNWRITABLE_REFERENCE.sub(b"", data)


def _shown_controls(data: bytes) -> bytes:
    """`data` with C1 controls as browsers show them (WHATWG HTML): "&#150;" is a dash."""
    data = _CONTROL_REFERENCE.sub(lambda found: _shown(int(found[1])), data)
    data = _CONTROL_HEX.sub(lambda found: _shown(int(found[1], 16)), data)
    return _CONTROL.sub(lambda found: _shown(found[0][1]), data)


def _shown(code: int) -> bytes:
    return bytes([code]).decode("cp1252", "ignore").encode() or chr(code).encode()


def stated_address(page: bytes) -> str:
    """The address that the page names as its own, "" when it names none."""
    try:
        tree = parse(decode(page[:_HEAD]))
    except NotAnArticle:
        return ""
    if tree is None:
        return ""
    links = ((one.get("href") or "") for one in select(tree, "link[rel=canonical]"))
    metas = ((one.get("content") or "") for one in select(tree, "meta[property='og:url']"))
    return next((url for url in (*links, *metas) if is_address(url)), "")


_MOST_FOUND = 20_000  # elements; the pages seen have a few thousand of all kinds
# One tag, class, id, or part of either: "div.tool", "#main", "[class*=news]".
_SIMPLE = re.compile(
    r"([a-z][a-z0-9]*)?(?:\.([\w-]+)|#([\w-]+)|\[(class|id)\*=[\"']?([\w-]+)[\"']?\])"
)


@cache
def xpath(selector: str) -> etree.XPath:
    """A CSS selector, compiled."""
    parts = [_SIMPLE.fullmatch(one.strip()) for one in selector.split(",")]
    simple = [_by_attribute(*one.groups()) for one in parts if one is not None]
    if len(simple) == len(parts):
        return etree.XPath(" | ".join(simple))
    return etree.XPath(HTMLTranslator().css_to_xpath(selector))


def _by_attribute(tag: str | None, name: str, id_: str, attribute: str, part: str) -> str:
    """A path by way of the attributes, which libxml2 walks in a third of the time.

    It then compares all parents with one another, so there must be an end to them.
    """
    if name:
        word = (
            f"[contains(., '{name}')][contains(concat(' ', normalize-space(.), ' '), ' {name} ')]"
        )
        found = f"@class{word}"
    else:
        found = f"@id[. = '{id_}']" if id_ else f"@{attribute}[contains(., '{part}')]"
    return f"(descendant-or-self::*/{found})[position() <= {_MOST_FOUND}]/parent::{tag or '*'}"


_NAME = re.compile(r"[.#](-?[A-Za-z_][\w-]*)|\[(?:class|id)[*^$~|]?=[\"']?([\w-]+)")


_NAMES = etree.XPath(
    "descendant-or-self::*/@class | descendant-or-self::*/@id", smart_strings=False
)


@cache
def names_in(selector: str) -> Mapping[str, tuple[str, ...]]:
    """The alternatives of the CSS `selector`, each with classes and ids that it asks for."""
    if "(" in selector:  # what stands in :not() is not asked for
        return {selector: ()}
    return {
        one: tuple(whole or part for whole, part in _NAME.findall(one))
        for one in selector.split(",")
    }


def names_on(tree: html.HtmlElement) -> str:
    """All classes and ids in `tree`, in one text."""
    return " ".join(cast("list[str]", _NAMES(tree)))


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
    strip_word(soup, written)
    body = soup.body
    return body if body is not None else soup

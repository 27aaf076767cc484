"""What is read of a page at most, so that no page takes a crawl's time or memory.

Measured: text costs about 0.3 s of processor time a megabyte, markup 30 to 50 µs a tag. The
largest real pages, budgets as tables, have some 100,000 tags; libxml2 takes time by the square of
the attributes of one tag, and stops reading without a word at 256 levels and at texts of 10 MB.
"""

import re

from lxml import etree

from crawler.extract.errors import NotAnArticle

_LARGEST = 20 * 1024 * 1024  # characters without pictures written into the page
_LARGEST_RAW = 100 * 1024 * 1024
_MOST_TAGS = 300_000  # opening and closing
_MOST_ATTRIBUTES = 500  # of one tag
_PICTURE = re.compile(
    r"data:[\w.+-]{1,60}/[\w.+-]{1,80}(?:;[\w=.-]{1,60}){0,4},[\w+/=%.~!*()-]{400,}+"
)
_CROWDED = re.compile(
    r"<[a-zA-Z][^\s>/]*+(?:[\s/]++[^\s=>/\"']++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"']++))?+)"
    rf"{{{_MOST_ATTRIBUTES}}}"
)


def within_limits(page: str) -> str:
    """`page` without pictures written into it as data; raises NotAnArticle "too_large"."""
    if len(page) > _LARGEST_RAW:
        raise _too_large(f"{len(page):,} characters")
    text = _PICTURE.sub("data:,", page) if "data:" in page else page
    if len(text) > _LARGEST:
        raise _too_large(f"{len(text):,} characters without pictures")
    if (tags := text.count("<")) > _MOST_TAGS:
        raise _too_large(f"{tags:,} tags")
    if _CROWDED.search(text):
        raise _too_large(f"a tag with {_MOST_ATTRIBUTES} attributes or more")
    return text


def check_whole(parser: etree.HTMLParser) -> None:
    """Raises NotAnArticle "too_large" where libxml2 stopped reading half-way."""
    for error in parser.error_log.filter_from_fatals():
        if error.type_name == "ERR_RESOURCE_LIMIT":
            raise _too_large(error.message.strip())


def _too_large(what: str) -> NotAnArticle:
    return NotAnArticle("too_large", f"more than is read of one page: {what}")

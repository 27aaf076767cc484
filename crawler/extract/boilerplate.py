"""What surrounds an article and is no part of it: blocks by name, lines by wording."""

import re
from collections.abc import Collection, Sequence

from archive.text import fold
from crawler.extract.blocks import Block, Line

# Dropped by working crawlers of such portals; any of these inside an article's block.
BLOCKS = (
    "div.tool, .UISocialShare, .social-share, .relate-news, .box-relate, .related-news, .tags"
    ", .rating, .tin-lien-quan, .other-news, .article-tool, .print, .comment, .comments"
    ", [id*=comment], [id*=Comment]"
    ", .fb-like, .zalo-share-button, .addthis_toolbox, nav, .breadcrumb, .pagination"
)

# Words that make up boilerplate lines, compared folded; a line of nothing else goes.
_WORDS = "|".join(
    (
        r"thong ke truy cap|(?:dang )?(?:online|truy cap)\s*:?\s*[\d.,]*",
        r"hom (?:nay|qua)\s*:\s*[\d.,]+",
        r"(?:trong )?(?:tuan|thang|nam)(?: nay| truoc)?\s*:\s*(?!(?:19|20)\d\d\b)[\d.,]+",
        r"(?:tat ca|tong(?: so)?(?: luot)?(?: truy cap)?|tong cong)\s*:?\s*[\d.,]+",
        r"dang nhap|dang ky|designed by (?:vnpt|[\w-]+(?: [\w-]+)?)",
        r"luot (?:xem|truy cap|doc)\s*:?\s*[\d.,]+",
        r"so (?:luot|lan) (?:nguoi )?(?:xem|doc|truy cap)\s*:?\s*[\d.,]*|view count\s*:?\s*\d*",
        r"print|in bai(?: viet)?|ban in|in trang|send email|gui (?:email|mail|cho ban be)",
        r"ve dau trang|quay lai|tro ve|tu khoa\s*:?|\(?0\)? binh luan|binh luan",
        r"chia se(?: bai viet)?(?: (?:tren|len|qua)(?: mang xa hoi)?)?|share|tweet|facebook|zalo",
        r"doc bai(?: viet)?|nghe (?:doc|bai)(?: viet)?|(?:tang |giam )?co chu\s*:?|a ?[+-]",
        r"no title\.*|image advertisement|anh[ _-]*tin[ _-]*bai",
    )
)
_WORD = re.compile(rf"(?:{_WORDS})(?![^\s|·•/,-])")
_BETWEEN = re.compile(r"[\s|·•/,-]*")
_INSET = 12  # links in a list of other articles amid the text
_LONGEST = 200  # characters of a line that is nothing but such words

# A heading that opens a list of other articles at the end of the body; it and all below go.
_RELATED = re.compile(
    r"^(?:(?:cac )?(?:tin|bai)(?: viet| tuc)?(?: khac| lien quan| cung chuyen muc| cung muc"
    r"| moi hon| cu hon| da dua| moi nhat| doc nhieu)|xem tiep|xem them|other news"
    r"|tin cung (?:chuyen muc|loai))"
    r"\s*[:.…]*$"
)


def drop_lines(blocks: Sequence[Block], labels: Collection[str] = ()) -> tuple[Block, ...]:
    """`blocks` without boilerplate lines, cut off where a list of related articles begins.

    `labels` are texts of download links: a line that is nothing else is no part of the body.
    """
    kept: list[Block] = []
    tail = _titles_begin(blocks)
    for number, block in enumerate(blocks):
        if isinstance(block, Line):
            folded = fold(block.text)
            if number + 1 >= tail and is_related(folded):
                break
            if is_boilerplate(folded) or block.text in labels or _is_inset(blocks, number):
                continue
        kept.append(block)
    return tuple(kept)


def _is_inset(blocks: Sequence[Block], number: int) -> bool:
    """A heading over links to other articles amid the text, or one of those links."""
    start = number
    while start > 0 and number - start < _INSET and _is_linked(blocks[start]):
        start -= 1
    heading = blocks[start]
    if not isinstance(heading, Line) or not is_related(folded := fold(heading.text)):
        return False
    if folded.startswith("xem"):  # "Xem thêm" may lead to a document
        return False
    return start < number or (number + 1 < len(blocks) and _is_linked(blocks[number + 1]))


def _is_linked(block: Block) -> bool:
    return isinstance(block, Line) and block.is_linked


def is_related(folded: str) -> bool:
    """Whether the folded line is a heading over a list of other articles."""
    return bool(_RELATED.match(folded))


def is_boilerplate(folded: str) -> bool:
    """Whether the folded line is made of boilerplate words alone."""
    position = 0
    while position < len(folded) <= _LONGEST:
        word = _WORD.match(folded, position)
        if word is None or word.end() == position:
            return False
        between = _BETWEEN.match(folded, word.end())
        position = between.end() if between else word.end()
    return 0 < len(folded) <= _LONGEST


def _titles_begin(blocks: Sequence[Block]) -> int:
    """From where on all lines are short and without an end, as in a list of links."""
    for number in reversed(range(len(blocks))):
        block = blocks[number]
        if isinstance(block, Line) and (
            len(block.text) >= 250 or block.text.endswith((".", ":", ";"))
        ):
            return number + 1
    return 0

"""Who wrote an article and where it was taken from: the short lines that end its body."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from archive.text import fold, normalize
from crawler.extract.blocks import Block, Line, Picture

_LOOKED_AT = 4  # lines at the end of a body; bylines stand nowhere else
_LONGEST = 80
_LABEL = re.compile(
    r"^(?P<label>tác giả(?: bài viết)?|người viết|người đăng|thực hiện|biên tập|bút danh"
    r"|(?:tin|bài)(?:\s*(?:,|và|&|-|/)\s*(?:bài|ảnh|tin))*|nguồn(?: tin| bài)?|theo)"
    # "Theo kế hoạch, hội nghị họp vào tháng 7." goes on with the article.
    r"\s*(?::|(?<=theo)\s(?!\s*(?:\S+\s+){4,}\S+[.!?…;]$))\s*(?P<name>\S.*)$",
    re.IGNORECASE,
)
# What stands behind a name in one line: a date, a source, a counter.
_PARTS = re.compile(
    r"\s*[|•·;]\s*|\s+[-–—]\s+"
    r"(?=\d|(?:nguồn|theo|tác giả|ảnh|cập nhật|ngày|thứ|đăng|lượt|thời gian)\b)",
    re.IGNORECASE,
)
_SOURCES = ("nguon", "nguon tin", "nguon bai", "theo")
_ACCOUNT = re.compile(r"^(?:admin(?:istrator)?|quan tri(?: vien)?|ban quan tri|root|user|test)\b")
_PEN_NAME = re.compile(r"^[A-ZĐ]{1,2}(?:\.\s?[A-ZĐ]{1,2}){1,3}\.?$|^(?:BBT|CTV|PV|TTXVN|VP)$")
_JOINED = re.compile(r"\s*[-–—,&/]\s*|\s+và\s+")
# Over the name of who signed a document, not of who wrote the article.
_SIGNED = re.compile(
    r"^\(?\s*da ky\s*\)?$|^(?:tm|kt|tl|tuq|q)\.|^(?:pho )?(?:chu tich|giam doc|bi thu)$"
)
# The same in capitals alone: in running text these words head nothing.
_OFFICES = re.compile(
    r"^(?:tm|t/m|kt|k/t|tl|t/l|tuq|q|qd)[./ ]"
    r"|^(?:q\. ?)?(?:pho )?(?:tong )?(?:chu tich|giam doc|bi thu"
    r"|chu nhiem|truong (?:ban|phong|doan|cong an)|chanh (?:van phong|thanh tra)|hieu truong"
    r"|thu truong|(?:chi )?cuc truong|vu truong|vien truong|chi huy truong|nguoi ky|dai dien)\b"
)
_SIGNED_WITHIN = 6  # lines at the end that hold a signatory, his office and "(Đã ký)"
_NO_NAME = re.compile(r"[.!?…;,]$|:|\d")
_BRACKETED = re.compile(r"\(\s*([^()]{2,70})\s*\)")
_ADDRESS = re.compile(r"https?://|(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
_HAND = re.compile(r"^(?:CTV|PV|BTV|Phóng viên|Cộng tác viên)[.:]?\s+")
_SHOWN = re.compile(
    r"^(?:Chùa|Đền|Đình|Tượng đài|Cầu|Thác|Di tích|Đồng chí|Đ/c|Ông|Bà|Anh|Chị|Cô|Thầy|Bác)\s"
)
_OFFICE = re.compile(r"\s*\([^()]{2,60}\)$")


@dataclass(frozen=True, slots=True)
class Byline:
    """What the end of a body says of its origin."""

    author: str | None = None
    source: str | None = None


def read_author(text: str | None) -> str | None:
    """The name in an author field, its label taken off; None for an account such as "admin"."""
    name = normalize(text or "")
    if labelled := _LABEL.match(name):
        name = labelled["name"]
    name = _PARTS.split(name)[0]
    return name if name and not _ACCOUNT.match(fold(name)) else None


def read_labels(texts: Iterable[str]) -> Byline:
    """What lines with a label say, such as "Tác giả: Khánh Nga" and "Nguồn tin: Báo Nghệ An"."""
    author: str | None = None
    source: str | None = None
    for text in (part for line in texts for part in _PARTS.split(line)):
        labelled = _LABEL.match(text)
        if labelled and fold(normalize(labelled["label"])) in _SOURCES:
            source = source or labelled["name"]
        elif labelled:
            author = author or read_author(text)
    return Byline(author, source)


def take_byline(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], Byline]:
    """`blocks` without the bylines at their end, and what those say.

    Several authors are joined by commas. Links to documents may stand below; the signatory of an
    official document is no author, and stays.
    """
    kept, authors, source = list(blocks), list[str](), None
    end, is_signed, is_labelled = _before_links(blocks), _is_signed(blocks), False
    for number in reversed(range(max(0, end - _LOOKED_AT), end)):
        block = blocks[number]
        if not isinstance(block, Line) or len(block.text) > _LONGEST:
            break
        text = _unbracketed(block.text)
        if (labelled := _labelled(text)) and not _is_sentence(labelled["name"]):
            is_labelled = True
            if fold(normalize(labelled["label"])) in _SOURCES:
                source = labelled["name"]
            else:
                authors.insert(0, labelled["name"])
        elif _is_photographer(blocks, number):
            authors.insert(0, text.partition(":")[2].strip())
        elif not is_signed and _goes_with(authors, block, is_labelled=is_labelled):
            if not _is_signature(blocks, number):
                break
            authors.insert(0, text)
        else:
            break
        del kept[number]
    return tuple(kept), Byline(read_author(", ".join(authors)), source)


def _before_links(blocks: Sequence[Block]) -> int:
    """Where the last lines begin that are nothing but links; pictures may end the body as well."""
    end = len(blocks)
    while end and isinstance(blocks[end - 1], Picture):
        end -= 1
    if end < len(blocks) and end:
        signed = blocks[end - 1]
        return end if isinstance(signed, Line) and signed.is_right else len(blocks)
    while end and len(blocks) - end < _LOOKED_AT and getattr(blocks[end - 1], "is_linked", False):
        end -= 1
    return end


def _is_signed(blocks: Sequence[Block]) -> bool:
    """Whether the body ends in the block of an official document's signatory."""
    texts = [block.text for block in blocks[-_SIGNED_WITHIN:] if isinstance(block, Line)]
    offices = (text for text in texts if text.isupper())
    return any(map(_SIGNED.match, map(fold, texts))) or any(map(_OFFICES.match, map(fold, offices)))


def _unbracketed(text: str) -> str:
    bracketed = _BRACKETED.fullmatch(text)
    inner = bracketed[1].strip() if bracketed else text
    return inner if _labelled(inner) or _PEN_NAME.match(inner) else text


def _labelled(text: str) -> re.Match[str] | None:
    """A line with a label; after "Theo" without a colon stands a name or an address."""
    found = _LABEL.match(text)
    if found is None or ":" in text[: found.start("name")]:
        return found
    return found if found["name"][0].isupper() or _ADDRESS.match(found["name"]) else None


def _is_sentence(name: str) -> bool:
    """Whether what follows a label says something, instead of naming somebody."""
    return "%" in name or (name.endswith((".", ";")) and len(name.split()) > 5)


def _is_photographer(blocks: Sequence[Block], number: int) -> bool:
    """ "Ảnh: Văn Hùng" under "Tin: Khánh Nga"; elsewhere it is a picture's credit."""
    above = blocks[number - 1] if number else None
    line = blocks[number]
    is_credit = isinstance(line, Line) and line.text.lower().startswith("ảnh:")
    return is_credit and isinstance(above, Line) and bool(_labelled(_unbracketed(above.text)))


def _goes_with(authors: Sequence[str], line: Line, *, is_labelled: bool) -> bool:
    """Whether one more bare name may stand above what was found: over the author's office."""
    return not authors or (line.is_right and not is_labelled and len(authors) < 2)


def find_author(lines: Sequence[Block], *, besides: str) -> str | None:
    """The author among lines that stand below a body; `besides` is no name (folded)."""
    for number, line in enumerate(lines):
        if isinstance(line, Line) and len(line.text) <= _LONGEST and fold(line.text) != besides:
            labelled = _LABEL.match(line.text)
            is_source = labelled and fold(normalize(labelled["label"])) in _SOURCES
            if not is_source and (labelled or _is_signature((line, *lines), number + 1)):
                return read_author(line.text)
    return None


def _is_signature(blocks: Sequence[Block], number: int) -> bool:
    """A bare name on a line of its own; right under a picture it may be who the picture shows."""
    line = blocks[number]
    if not isinstance(line, Line) or line.kind not in ("text", "heading"):
        return False
    if number == 0 or _is_picture_caption(blocks, number) or _is_listed(blocks, number):
        return False
    if _is_signed(blocks[max(0, number - 1) : number]):
        return False
    text = _unbracketed(line.text)
    if line.is_right and text[0].isupper() and not _NO_NAME.search(text):
        return True
    name = _OFFICE.sub("", text)
    return bool(_PEN_NAME.match(name)) or all(map(_is_name, _JOINED.split(_HAND.sub("", name))))


def _is_picture_caption(blocks: Sequence[Block], number: int) -> bool:
    """Whether a name under a picture says whom or what it shows."""
    line, above = blocks[number], blocks[number - 1]
    if not isinstance(line, Line) or not isinstance(above, Picture) or line.is_right:
        return False
    if line.is_italic or line.is_centred or _SHOWN.match(line.text):
        return True
    return any(
        isinstance(picture, Picture)
        and isinstance(caption, Line)
        and len(caption.text) <= _LONGEST
        and caption.is_bold == line.is_bold
        and not _NO_NAME.search(caption.text)
        for picture, caption in pairwise(blocks[: number - 1])
    )


def _is_listed(blocks: Sequence[Block], number: int) -> bool:
    """Whether a name stands in a list of names, or right under what introduces it."""
    line, above = blocks[number], blocks[max(0, number - 2) : number]
    texts = [one.text for one in above if isinstance(one, Line)]
    if isinstance(line, Line) and line.is_right:
        return False
    is_run = len(texts) == 2 and all(map(_is_name, texts))
    return is_run or bool(texts and texts[-1].endswith(":") and len(texts[-1]) <= _LONGEST)


def _is_name(text: str) -> bool:
    """Two to six words that begin with a capital, as in "Khánh Nga" or "Lê Thị B"."""
    words = text.split()
    return 2 <= len(words) <= 6 and all(word[0].isupper() and word[-1] != "." for word in words)

"""How captions and credits are worded, and what only stands where a caption could."""

import re

from archive.text import fold

_LONGEST_CREDIT = 120
_LONGEST_PLAIN = 200
_LONGEST_SENTENCE = 160

_CREDIT = re.compile(
    r"[\s(\[–—,;|-]*(?<!\btrong )(?<!\btrên )(?<!\bdưới )\b"
    r"(?:ảnh|nguồn(?: ảnh)?|ảnh và nguồn|photo|theo|tác giả)\s*:\s*"
    r"(?P<credit>(?![\s\d])[^()\[\]:]{2,80}?|https?://[^\s()]{4,80}?|[\w.-]+\.[a-z]{2,4})"
    r"\s*[)\].]*$",
    re.IGNORECASE,
)
# "Ảnh Minh Đường" has no colon: only names, and only after an end or in brackets.
_BARE_CREDIT = re.compile(
    r"(?:^|[.(\[–—|-])\s*(?:Ảnh|ẢNH|Nguồn ảnh|Nguồn)\s+"
    r"(?P<credit>(?:[A-ZÀ-ỸĐ][\w/&.]*)(?:\s+(?:-\s+)?[A-ZÀ-ỸĐ][\w/&.]*){0,4}?|internet)"
    r"\s*[)\].]*$"
)
_LONE_CREDIT = re.compile(r"^[(\[]?\s*(?:ảnh|nguồn ảnh|photo)(?:\s*:)?\s", re.IGNORECASE)
_NAMES = re.compile(
    r"(?:[A-ZÀ-ỸĐ][\w/&.]*)(?:[\s,&-]+(?:và\s+)?[A-ZÀ-ỸĐ][\w/&.]*){0,7}"
    r"|(?i:(?:nguồn )?internet|sưu tầm|tư liệu|nhân vật cung cấp|đơn vị cung cấp|minh họa"
    r"|[\w.-]+\.(?:vn|com|net|org))"
)
_HEADING = re.compile(r"^(?:[IVX]+|\d{1,2}(?:\.\d{1,2})*|[a-zđ])\s*[./)]\s*\S|^[-–+•*]\s*\S")
_TWO_SENTENCES = re.compile(r"[^\W\d]{2,}[.!?…]\s+[^\W\d_]")  # a lead paragraph, not a caption
_SENTENCE_END = re.compile(r"[.!?…:;,]['\"”’)\]]*$")
_BYLINE = re.compile(
    r"^\(?(?:tac gia|nguoi viet|nguon|nguon tin|theo|tin|bai|tin,? anh|bai,? anh|tin,? bai"
    r"|(?:tin|bai) (?:va|&) anh|thuc hien|bien tap)\s*:"
)
_ELSEWHERE = re.compile(
    r"^(?:>+\s*)?(?:xem them|doc them|moi xem|tin lien quan|bai lien quan|chi tiet)\b"
)
# How captions begin, seen in the wild; only such a short full sentence is taken for one.
_OPENINGS = re.compile(
    r"^(?:quang canh|toan canh|khung canh|hinh anh|canh |anh minh hoa|anh tu lieu|anh chup|anh:"
    r"|cac dai bieu|dai bieu (?:du|tham)|mot (?:goc|tiet muc)|chup anh luu niem|hien truong "
    r"|(?:hinh|anh)(?: so)? \d{1,2}\s*[.:)-]|trong anh\s*:|so do |ban do "
    r"|(?:cac )?(?:dong chi|d/c) .*(?:phat bieu|chu tri|trao|tang|tham|kiem tra|du hoi nghi"
    r"|ket luan))"
)
_UNMISTAKABLE = re.compile(
    r"^(?:quang canh|toan canh|anh minh hoa|anh tu lieu|(?:hinh|anh)(?: so)? \d{1,2}\s*[.:)-]"
    r"|anh\s*:|trong anh\s*:|mot goc |hien truong )"
)
_BOLD_HEADING = re.compile(
    r"^(?:ve |ket qua|phuong huong|muc tieu|nhiem vu|mot so|giai phap|ton tai|han che|thoi gian"
    r"|dia diem|phong vien\s*:|pv\s*:|hoi\s*:|dap\s*:)"
)
# A lead says when: "Sáng 12/3, Thành ủy …", after a dateline or not.
_LEAD = re.compile(
    r"^(?:[\w .]{2,20}\s*[-–:]\s*)?(?:(?:vao )?(?:sang|chieu|toi|trua|dem|hoi|luc)?\s*(?:ngay )?"
    r"(?:nay,? )?\(?\d{1,2}[/.-]\d{1,2}|(?:sang|chieu|toi|trua)(?: nay|,)|ngay \d|vua qua|moi day"
    r"|trong (?:hai |2 |3 )?(?:ngay|thang|nhung)|thuc hien |nham |nhan dip |thoi gian qua|sau khi )"
)


def split_credit(caption: str) -> tuple[str | None, str | None]:
    """Caption and credit of "Quang cảnh hội nghị. Ảnh: Minh Đường", each None when absent."""
    start = max(0, len(caption) - _LONGEST_CREDIT)
    found = _CREDIT.search(caption, start) or _BARE_CREDIT.search(caption, start)
    if not found:
        return caption, None
    credit, rest = found["credit"].strip(" .,;"), caption[: found.start()].strip()
    if found.re is _BARE_CREDIT and caption[found.start()] == ".":
        rest += "."
    if not rest and not _NAMES.fullmatch(credit):
        return caption, None  # "Ảnh: Các đại biểu dự hội nghị"
    return rest or None, credit


def is_credit(text: str) -> bool:
    """Whether the line says nothing but who took the picture."""
    return bool(_LONE_CREDIT.match(text)) and split_credit(text)[0] is None


def is_unmistakable(text: str) -> bool:
    """Whether the line can be nothing but a caption, even above its picture."""
    return bool(_UNMISTAKABLE.match(fold(text))) and not text.endswith(":")


_ARTICLE_OF_LAW = re.compile(r"(?:dieu|chuong|muc|phan|khoan)\s+(?:\d{1,3}|[ivx]{1,5})\s*[.:]")


def is_structure(text: str, *, is_marked: bool, is_bold: bool) -> bool:
    """A heading, an introduction, a list item, a byline; `is_marked`: italic or centred."""
    folded = fold(text)
    if text.endswith(":") or _ELSEWHERE.match(folded):
        return True
    if _BYLINE.match(folded) and not is_marked:
        return True
    if _ARTICLE_OF_LAW.match(folded):
        return True
    if is_marked:
        return False
    if is_bold and (_BOLD_HEADING.match(folded) or text.endswith("?")):
        return True
    return bool(_HEADING.match(text) or _LEAD.match(folded))


def is_short_bold(text: str) -> bool:
    """Whether a bold line is as short as captions are, and no lead."""
    return len(text) <= _LONGEST_SENTENCE and not _TWO_SENTENCES.search(text)


def is_phrase(text: str) -> bool:
    """Short and no full sentence, as captions in plain type mostly are."""
    return len(text) <= _LONGEST_PLAIN and not _SENTENCE_END.search(text)


def opens_like_caption(text: str) -> bool:
    """A short sentence that opens as captions do."""
    short = len(text) <= _LONGEST_SENTENCE and text[-1] not in ":;,"
    return short and bool(_OPENINGS.match(fold(text)))


def goes_on(text: str, below: str) -> bool:
    """Whether `below` ends the sentence that `text` begins."""
    return not re.search(r"[.!?…:;]['\"”’)\]]*$", text) and (
        below[:1].islower() or text.endswith((",", "-", "–"))
    )

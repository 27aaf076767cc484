"""Finds what a portal says of its own end: that it stops, or moves to another address."""

import re

from archive.text import fold, normalize
from crawler.extract.source import Source

_PORTAL = (
    r"(?:cong|trang|he thong|chuyen trang)(?: thong tin| giao tiep)(?: dien tu)?(?: tong hop)?"
    r"|(?:trang|cong) (?:web|dien tu|ttdt|tttdt)|cong ttdt|website|trang nay|cong nay|ten mien"
)
_STOPS = (
    r"(?:se |da |duoc |chinh thuc |tam )*(?:ngung|dung|ket thuc|cham dut|dong cua)"
    r"(?: viec)? ?(?:hoat dong|cap nhat|van hanh|cung cap|su dung|dang tai)?"
    r"|khong con (?:duoc )?(?:hoat dong|cap nhat|van hanh|su dung|duy tri)"
)
_MOVES = (
    r"(?:se |da |duoc |chinh thuc )*(?:chuyen(?: doi)?|thay the|sap nhap|hop nhat)"
    r"(?: hoat dong| toan bo)? ?(?:sang|den|ve|qua|bang|vao)"
)
_NEW_PLACE = r"(?:dia chi|ten mien|trang|cong|website|duong dan)[^.;]{0,40}\bmoi\b"
_SIGN = re.compile(
    rf"\b(?:{_PORTAL})\b[^.;]{{0,120}}?\b(?:(?:{_STOPS})\b|(?:{_MOVES})\b[^.;]{{0,60}}"
    rf"(?:{_NEW_PLACE}|https?:|www\.|\.gov\.vn))"
    rf"|\b(?:truy cap|chuyen (?:sang|den))\b[^.;]{{0,30}}\b{_NEW_PLACE}"
)
# Sentences that only begin like one.
_NO_SIGN = re.compile(r"\b(?:nang cap|bao tri|tam (?:ngung|dung)|su co)\b")
_WORTH = re.compile(
    r"\b(?:ngung|dung|ket thuc|cham dut|dong cua|khong con|moi|chuyen|thay the|sap nhap|hop nhat)\b"
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:\.(?=\S)[^.!?\n]+)*")
_LONGEST = 300  # characters of a sentence that is quoted


def closing_notice(source: Source) -> str | None:
    """The first sentence on the page that says so, as printed; None where none does.

    What is only switched off for a while (maintenance) is no end.
    """
    for line in source.tree.itertext():
        text = normalize(line)
        if len(text) < 15 or not _WORTH.search(folded := fold(text)):
            continue
        for found in _SENTENCE.finditer(folded):
            if _SIGN.search(found[0]) and not _NO_SIGN.search(found[0]):
                said = text if len(text) != len(folded) else text[found.start() : found.end()]
                return said.strip()[:_LONGEST]
    return None

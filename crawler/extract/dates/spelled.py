"""Tells words of dates from others that are the same without marks: "tối" from "tới"."""

import re
from collections.abc import Iterable, Sequence

from archive.text import normalize

# How words that dates are made of are spelled.
_SPELLINGS = {
    "ngay": ("ngày",), "hom": ("hôm",), "sang": ("sáng",), "trua": ("trưa",),
    "chieu": ("chiều",), "toi": ("tối",), "dem": ("đêm",), "thu": ("thứ",), "chu": ("chủ",),
    "mung": ("mùng",), "mong": ("mồng",), "tuc": ("tức",), "nham": ("nhằm", "nhâm"),
    "so": ("số",), "vien": ("viên",), "hoi": ("hồi", "hợi"), "dan": ("dần",),
    "tan": ("tân", "tấn"), "mot": ("một", "mốt"), "moi": ("mỗi",), "hang": ("hàng", "hằng"),
    "tung": ("từng",), "do": ("độ",), "ram": ("rằm",), "tet": ("tết",), "cap": ("cấp",),
    "sau": ("sáu",), "gio": ("giờ",), "lan": ("lần",), "ngoai": ("ngoái",), "dat": ("đạt",),
}  # fmt: skip
_PARTS_OF_DAY = ("sang", "trua", "chieu", "toi", "dem")
# Words that say which day it is; without their marks, in a text that has some, they are others:
# "ngay" is "at once", "sang" is "over to".
_STRICT = frozenset(
    ("ngay", "hom", "sau", "sang", "chieu", "toi", "dem", "thu", "chu", "trua", "mung", "mong")
)
_WORDS = re.compile(rf"\b(?:{'|'.join(_SPELLINGS)})\b")
_WORDS_OF_FIELDS = re.compile(rf"\b(?:sau|{'|'.join(_PARTS_OF_DAY)})\b")
# A heading that lost its space: "y tếSáng 12/6".
_GLUED = re.compile(rf"(?<=[a-z])(?:ngay|{'|'.join(_PARTS_OF_DAY)})(?=[ \d])")


def field_as_spelled(raw: str, flat: str, offsets: Sequence[int]) -> str:
    """`flat`, a flattened date field, with parts of the day in capitals that are other words.

    "tới", up to, becomes "den", which means the same.
    """
    if raw.isascii() or not _WORDS_OF_FIELDS.search(flat):
        return flat
    found = _WORDS_OF_FIELDS.finditer(flat)
    # Parts of the day may lack their marks; "tháng sau" without any is next month, never June.
    told = ((one.start(), _told(raw, one, offsets, has_marks=one[0] == "sau")) for one in found)
    return _with(flat, told)


def text_as_spelled(
    raw: str,
    flat: str,
    offsets: Sequence[int],
    spans: Iterable[tuple[int, int]],
    *,
    has_marks: bool,
) -> str:
    """`flat`, flattened running text, with such words of dates in capitals within `spans`.

    Words without marks are no date's where the text has marks. What is glued to a word for a day
    loses its last letter to a space.
    """
    if raw.isascii():
        return flat
    told: list[tuple[int, str]] = []
    for span in spans:
        for word in _WORDS.finditer(flat, *span):
            told.append((word.start(), _told(raw, word, offsets, has_marks=has_marks)))
        for word in _GLUED.finditer(flat, *span):
            first = offsets[word.start()]
            if raw[first].isupper() and normalize(raw[max(0, first - 4) : first])[-1:].islower():
                told += [
                    (word.start() - 1, " "),
                    (word.start(), _told(raw, word, offsets, has_marks=has_marks)),
                ]
    return _with(flat, told)


def _with(flat: str, told: Iterable[tuple[int, str]]) -> str:
    signs = list(flat)
    for at, word in told:
        signs[at : at + len(word)] = word
    return "".join(signs)


def _told(raw: str, word: re.Match[str], offsets: Sequence[int], *, has_marks: bool) -> str:
    """The word as it is, in capitals where it is another, or "den"; as long as it was."""
    printed = normalize(raw[offsets[word.start()] : offsets[word.end()]]).lower()
    if printed == "tới":
        return "den"
    is_bare = printed == word[0]
    if printed in _SPELLINGS[word[0]] or (is_bare and not (has_marks and word[0] in _STRICT)):
        return word[0]
    return word[0].upper()

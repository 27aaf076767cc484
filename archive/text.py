"""Vietnamese text: one spelling to store, one without marks to compare and search by."""

import re
import unicodedata

# Soft hyphen, zero-width signs, directional marks and the byte-order mark: they come from Word and
# from copying out of other pages, and no reader can see them.
_INVISIBLE = [0x00AD, 0x061C, *range(0x200B, 0x2010), *range(0x202A, 0x202F)]
_INVISIBLE += [*range(0x2060, 0x2070), 0xFEFF]
_CONTROL = [code for code in [*range(0x20), *range(0x7F, 0xA0)] if not chr(code).isspace()]
_DROPPED: dict[int, str | None] = dict.fromkeys(_INVISIBLE + _CONTROL)
# Private-use signs have a shape only in a font such as Wingdings: bullets, arrows, ticks.
_DROPPED |= dict.fromkeys([*range(0xE000, 0xF900), *range(0xF0000, 0x10FFFE)], " ")
# Lone surrogates: no UTF-8 file can hold them.
_DROPPED |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


# More marks on one letter than any language has; putting thousands in order takes minutes.
_COMBINING = "".join(chr(code) for code in range(0x300, 0xFE30) if unicodedata.combining(chr(code)))
_HEAPED = re.compile(f"([{_COMBINING}]{{8}})[{_COMBINING}]+")
# Most texts hold none of all that, and asking first takes a tenth of the time.
_ODD = re.compile(
    f"[{re.escape(''.join(map(chr, _INVISIBLE + _CONTROL)))}"
    f"\ud800-\uf8ff\U000f0000-\U0010ffff]|[{_COMBINING}]{{8}}"
)


def normalize(text: str) -> str:
    """`text` as the archive stores it: NFC, one line, single spaces, nothing invisible."""
    if _ODD.search(text):
        text = _HEAPED.sub(r"\1", text.translate(_DROPPED))
    return " ".join(unicodedata.normalize("NFC", text).split())


# Marks that FTS5's unicode61 tokenizer counts as part of a letter (SQLite, fts5_unicode2.c), all
# of Vietnamese among them. Others, as in Khmer, end a word there, so they must stay.
MARKS = range(0x300, 0x332)


class _Folding(dict[int, str]):
    """What each character becomes without case and marks, worked out when first met."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        self[code] = folded
        return folded


# đ, and ð, which older keyboards and converters wrote in its place; Vietnamese has no other use.
_BARRED = str.maketrans("đð", "dd")


def _fold_character(character: str) -> str:
    decomposed = unicodedata.normalize("NFD", character.casefold())
    bare = "".join(sign for sign in decomposed if ord(sign) not in MARKS)
    bare = unicodedata.normalize("NFC", bare.casefold().translate(_BARRED))
    return bare if bare == character else "".join(map(_fold_character, bare))


_FOLDING = _Folding()


def fold(text: str) -> str:
    """`text` without case, tone marks, vowel signs or the bar of đ: "Đường" becomes "duong".

    Idempotent, and equal for a text's NFC and NFD forms.
    """
    folded = unicodedata.normalize("NFC", text).translate(_FOLDING)
    return unicodedata.normalize("NFC", folded)


def is_accented(text: str) -> bool:
    """Whether `text` carries a mark that `fold` drops, so that its writer chose a spelling."""
    return fold(text) != unicodedata.normalize("NFC", text).casefold()


# Where the tone stands in oa, oe, uy is a matter of school, not of meaning: hòa and hoà are one
# word. The archive searches by the older placement, on the first vowel (TCVN 9020 leaves it open).
_NEW_TO_OLD = {
    new: old
    for vowels, marked_first, marked_last in (
        ("oa", "òóỏõọ", "àáảãạ"),
        ("oe", "òóỏõọ", "èéẻẽẹ"),
        ("uy", "ùúủũụ", "ỳýỷỹỵ"),
    )
    for first, last in zip(marked_first, marked_last, strict=True)
    for new, old in ((vowels[0] + last, first + vowels[1]),)
}
# Only at the end of a syllable, and never after q, where u belongs to the consonant (quý).
_NEW_TONE = re.compile(rf"(?<![qQ])(?:{'|'.join(_NEW_TO_OLD)})(?!\w)")


def spell(text: str) -> str:
    """`text` in the spelling searches compare: normalised, lower case, tones placed one way."""
    spelled = normalize(text).lower().replace("ð", "đ")
    return _NEW_TONE.sub(lambda found: _NEW_TO_OLD[found[0]], spelled)

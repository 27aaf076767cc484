"""Words as searches compare them: numbers as one word, one spelling each, with marks and without.

The indexes hold every text twice: its words in their exact spelling, then the same words folded. A
bare word (`an`) is its own folded form, so that its exact spelling carries a sign in front (`ˍan`);
what belongs to a field (a title's words once more, for one) or to a filter carries another.

An article is taken out of the index by the words that were put in, so a change of what is a word
here needs a migration that builds the index anew.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from archive.text import fold, is_accented, normalize, spell

BARE, APART = "ˍ", "ˎ"  # letters to SQLite's tokenizer (category Lm), and in nobody's texts
BREAK = APART * 2  # between texts of one column that no phrase goes across

_NOT_INSIDE = r"(?<!\d)(?<!\d[.,])"
_ENDS = r"(?![.,]?\d)"
# 5.840 and 1.234,5 as Vietnamese is written, 1,234,567.8 as English is; 12,8 is a decimal, 12.8
# only before a percent sign, since it may be a day.
_GROUPS = r"(?:(?:\.\d{3})+(?:,\d+)?|(?:,\d{3}){2,}(?:\.\d+)?)"
_GROUPED = rf"{_NOT_INSIDE}[1-9]\d{{0,2}}{_GROUPS}{_ENDS}"
_DECIMAL = rf"{_NOT_INSIDE}\d+(?:,\d+{_ENDS}|\.\d{{1,2}}(?=\s?%))"
# What is glued to a number is a word of its own, as it is when it stands apart: 30000đ, 12km.
_UNITS = (
    "đồng|đ|vnđ|vnd|usd|km2|km²|km|kg|mg|ha|m2|m²|m3|m³|m|cm|mm|lít|ml|tỷ|tỉ|triệu|tấn|"
    "kwh|kw|kv|mw|gb|mb"
)
_COUNTED = rf"\d+(?=(?i:{_UNITS})(?![^\W{BARE}{APART}]))|\d{{4,}}(?=[^\W\d_{BARE}{APART}])"
_WHOLE = re.compile(r"\d{1,3}(?:(?:\.\d{3})+|(?:,\d{3}){2,})")
_LETTER = rf"[^\W_{BARE}{APART}]"
_REST = rf"{_LETTER}*(?:[\u0300-\u0331]+{_LETTER}*)*"
WORD = re.compile(rf"(?!\d){_LETTER}{_REST}|{_GROUPED}|{_DECIMAL}|{_COUNTED}|{_LETTER}{_REST}")

# As far as numbers do not matter.
PLAIN_WORD = re.compile(rf"{_COUNTED}|{_LETTER}{_REST}")
_ZERO = re.compile(r"0(?=\d(?:\D|$))")  # 05/9 is 5/9, and 07h30 is 7h30
_SUPERSCRIPT = str.maketrans("²³", "23")

# Open syllables that are written with i or y as a writer's school has it: kĩ thuật and kỹ thuật,
# quí and quý. Not after other consonants, where the two are other words or none (vi, vy).
_I_TO_Y = dict(zip("iíìỉĩị", "yýỳỷỹỵ", strict=True))
_OPEN_I = re.compile(r"(?:h|k|l|m|s|t|qu)[iíìỉĩị]")


class Word(NamedTuple):
    """One word of a text: its exact spelling and the same without marks."""

    exact: str
    folded: str


@lru_cache(maxsize=1 << 16)
def word(written: str) -> Word:
    """What `written`, one match of `WORD`, is compared by."""
    if "." in written or "," in written:
        number = _number(written)
        return Word(number, number)
    spelled = _spelled(written)
    if _OPEN_I.fullmatch(spelled):
        spelled = spelled[:-1] + _I_TO_Y[spelled[-1]]
    return Word(spelled, fold(spelled))


def _spelled(written: str) -> str:
    spelled = spell(written).translate(_SUPERSCRIPT)
    return spelled[1:] if _ZERO.match(spelled) else spelled


def _number(written: str) -> str:
    """Its digits alone, the decimal sign as one of ours."""
    if _WHOLE.fullmatch(written):
        return re.sub(r"[.,]", "", written)
    whole, part = re.split(r"[.,](?=\d+$)", written)
    return re.sub(r"[.,]", "", whole) + BARE + part


def words_of(text: str) -> tuple[Word, ...]:
    """The words of `text`, in order; as many as `WORD` finds in the normalised text."""
    return tuple(map(word, WORD.findall(normalize(text))))


@lru_cache(maxsize=1 << 16)
def exact_token(spelled: str) -> str:
    """The word of this exact spelling as it stands in the index."""
    return spelled if is_accented(spelled) else BARE + spelled

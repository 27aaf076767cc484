"""Tells Vietnamese syllables from other letters."""

import re
import unicodedata

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TONE = re.compile(f"[{_TONES}]")
_CHECKED = re.compile(r"(?:[cpt]|ch)$")  # syllables that end so carry sắc or nặng
_LONGEST = 9  # "nghiêng" has seven letters; marks may be written as signs of their own

# Standard spelling; names such as "Kạn" or "Lắk" lie outside it.
_ONSETS = (
    r"b|ch|c(?![eêiy])|d|đ|gi|gh(?=[eêi])|g(?![eêy])|h|kh|k(?=[eêiy])|l|m|nh|ngh(?=[eêi])"
    r"|ng(?![eêiy])|n|ph|p|qu|r|s|th|tr|t|v|x"
)
_RHYMES = (
    r"o?a(?:ch?|i|m|nh|ng?|o|p|t|u|y)?|o?ă(?:[cmnpt]|ng)|u?â(?:[cmnptuy]|ng)|o?e(?:[cmnopt]|ng)?"
    r"|u?ê(?:ch|m|nh?|p|t|u)?|i(?:a|ch|m|nh?|p|t|u)?|[iy]ê(?:[cmptu]|ng?)|o(?:[cimnpt]|ng|oc|ong)?"
    r"|ô(?:[cimnpt]|ng)?|u?ơ|ơ[imnpt]|u(?:a|c|i|m|ng?|p|t)?|uô(?:[cimt]|ng?)|uyê[nt]"
    r"|u?y(?:a|ch|nh?|p|t|u)?|ư(?:[acitu]|ng)?|ươ(?:[cimptu]|ng?)"
)
_SYLLABLE = re.compile(rf"(?:{_ONSETS})?(?:{_RHYMES})|g(?:i|in|inh|iêng?|iêc|iêt)")


def is_syllable(word: str) -> bool:
    """Whether `word` could be one Vietnamese syllable: letters, one tone at most, sane case."""
    if len(word) > _LONGEST or not _has_sane_case(word):
        return False
    signs = unicodedata.normalize("NFD", word.lower())
    tones = _TONE.findall(signs)
    bare = unicodedata.normalize("NFC", _TONE.sub("", signs))
    if len(tones) > 1 or not _SYLLABLE.fullmatch(bare):
        return False
    return not _CHECKED.search(bare) or (bool(tones) and tones[0] in "\u0301\u0323")


def _has_sane_case(word: str) -> bool:
    return word[1:] == word[1:].lower() or word == word.upper()

"""Text typed for legacy Vietnamese fonts, and UTF-8 encoded twice: known by its words, undone.

Words decide. A font's name only lowers how many of them it takes: "Cộng hòa" in a paragraph that
names .VnTime stays, and "C«ng hßa" in one that names no font does not.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from lxml.html import HtmlElement

from crawler.extract.legacy_runs import Claim, Run, read_runs
from crawler.extract.legacy_tables import BYTE_OF, CONTINUED, TCVN3, VNI
from crawler.extract.syllable import is_syllable

# What stands in pages with such text and in few others, as UTF-8 or as a character reference.
_TCVN3_SIGNS = b"\xa1-\xa8\xab\xac\xb5-\xb9\xbc-\xbe"
_FOREIGN_LETTERS = b"\x84-\x87\x8b\x8e\x8f\x91\x96\x98\x9b\x9c\x9e-\x9f\xa4-\xa7\xab\xae-\xb1"
_FOREIGN_LETTERS += b"\xb6\xb8\xbb\xbc\xbe\xbf"
_SIGN = re.compile(b"\xc2[" + _TCVN3_SIGNS + b"](?<=[A-Za-z]..)")
_LETTER = re.compile(b"\xc3(?:[" + _FOREIGN_LETTERS + b"]|\xa1\xc2[\xba\xbb]|\x83\xc2)")
_REFERENCE = re.compile(
    rb"&(?:#(?:1(?:6[1-8]|7[12]|8[1-58-9]|9[6-9])|20[36-9]|21[469]|22[0238-9]|23[0159]|24[0168]"
    rb"|25[1245]);|#x[aAbBcCdDeEfF][0-9a-fA-F];|micro|ordf|sup1|acute|cedil|para|uml|yen|curren"
    rb"|brvbar|frac|[A-Za-z](?:uml|ring|slash|tilde;(?<![ANOano]tilde;));|ntilde|AElig|aelig"
    rb"|szlig|THORN|thorn|[Cc]cedil|[iI]circ)"
)

# No Unicode Vietnamese has these within a word, and nearly every legacy line has one of them.
_FOREIGN = re.compile("[¡-¿×÷ÄÅÆÇËÎÏÑÖØÛÜÞßäåæçëîïñöøûüþÿ]|Ã\xa0")

_ENOUGH_WORDS = 3  # different ones, where nothing but the words speaks for an encoding
_FEW_WRONG = 3  # words set right for each one that conversion would spoil
_SUPPORT = 6  # words set right elsewhere on the page before single words count
_SAMPLE = 200_000  # characters that tell how a page of unknown bytes is written
_LEGACY_WORD = re.compile(r"(?<!\d)[A-Za-z\xa1-\u1fff]+")
# Signs that stand alone are what they look like: bullets, quotes, currencies, "§ 5".
_ALONE = r"(?<![A-Za-z\xa1-\xff])(?:[·©»°¡¢£¥](?![A-Za-z\xa1-\xff])|§(?=\s*\d))"
_VOWEL = re.compile(r"[aeiouyăâêôơư]", re.IGNORECASE)
_AROUND = "«»·\xa0"  # stand at a word's edge in Unicode text
_EDGES = re.compile(r"^[^\w\u0300-\u0323]+|[^\w\u0300-\u0323]+$")


@dataclass(frozen=True, slots=True)
class Encoding:
    """One way to write Vietnamese; `word` finds its words, `legal` is one that it could write."""

    name: str
    word: re.Pattern[str]
    legal: re.Pattern[str]
    convert: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many different words of a text conversion would set right, and how many spoil."""

    right: int
    wrong: int

    @property
    def is_good(self) -> bool:
        """Whether the text is better Vietnamese when converted."""
        return self.right > self.wrong * _FEW_WRONG


_TCVN3_PART = re.compile(rf"(?P<alone>{_ALONE})|[A-Za-z\xa1-\xff]+")
_TCVN3_MAP = str.maketrans(TCVN3)
_NO_LETTER = re.compile(r"[^A-Za-z]")


def from_tcvn3(text: str) -> str:
    """TCVN3 as Latin-1 characters to Unicode.

    It has no capitals with tones: small ones among capitals are meant as such ("Hµ NéI").
    """
    converted = _TCVN3_PART.sub(_tcvn3_word, text)
    return converted.upper() if _is_capitals(text, at_least=4) else converted


def _tcvn3_word(found: re.Match[str]) -> str:
    word = found[0]
    if found["alone"]:
        return word
    converted = word.translate(_TCVN3_MAP)
    return converted.upper() if _is_capitals(word, at_least=2) else converted


def _is_capitals(text: str, *, at_least: int) -> bool:
    letters = _NO_LETTER.sub("", text)
    return len(letters) >= at_least and letters.isupper()


_VNI_LETTER = re.compile("|".join(sorted(VNI, key=len, reverse=True)))


def from_vni(text: str) -> str:
    """VNI-Windows as Latin-1 characters to Unicode."""
    return _VNI_LETTER.sub(lambda found: VNI[found[0]], text)


_MISREAD_LETTER = re.compile(f"(?:[ÂÃÄÅÆÌÍ]|á[º»]|â€|ï»)[{re.escape(CONTINUED)}]")


def from_misread(text: str) -> str:
    """UTF-8 once read as windows-1252 and written again ("Ná»™i dung") to what it was."""
    return _MISREAD_LETTER.sub(_reread, text)


def _reread(found: re.Match[str]) -> str:
    try:
        return bytes(BYTE_OF[sign] for sign in found[0]).decode()
    except UnicodeDecodeError:
        return found[0]


TCVN3_FONT = Encoding(
    "tcvn3", _LEGACY_WORD, re.compile(f"[A-Za-z{''.join(map(re.escape, TCVN3))}]+"), from_tcvn3
)
VNI_FONT = Encoding(
    "vni", _LEGACY_WORD, re.compile(f"(?:{_VNI_LETTER.pattern}|[A-Za-z])+"), from_vni
)
MISREAD = Encoding(
    "misread",
    re.compile(f"(?:{_MISREAD_LETTER.pattern}|[A-Za-z\xa1-\u1fff])+"),
    re.compile(f"(?:{_MISREAD_LETTER.pattern}|[A-Za-z])+"),
    from_misread,
)
_ENCODINGS = {one.name: one for one in (TCVN3_FONT, VNI_FONT, MISREAD)}


def is_suspected(page: bytes) -> bool:
    """Whether anything in `page` (UTF-8) could be legacy text: one quick look, often wrong."""
    return any(scan.search(page) for scan in (_SIGN, _LETTER, _REFERENCE))


def weigh(text: str, encoding: Encoding) -> Evidence:
    """What the words of `text` that are not plain ASCII say for reading it as `encoding`."""
    right = wrong = 0
    for word in {word for word in encoding.word.findall(text) if not word.isascii()}:
        verdict = _judge(word, encoding)
        right += verdict > 0
        wrong += verdict < 0
    return Evidence(right, wrong)


def _judge(word: str, encoding: Encoding) -> int:
    """1 where conversion makes the word Vietnamese, -1 where it cannot be this encoding's."""
    if not any(sign.isalpha() for sign in word if sign not in "ªµº"):
        return 0
    if not encoding.legal.fullmatch(word):
        return -1
    converted = _EDGES.sub("", encoding.convert(word))
    if converted == word or converted.isascii():
        return 0
    if is_syllable(converted):
        return 0 if is_syllable(word.strip(_AROUND)) else 1
    is_abbreviation = converted.isupper() and not _VOWEL.search(converted)
    return 0 if is_abbreviation else -1


def count_words(text: str) -> int:
    """How many different Vietnamese words with marks a sample of `text` holds, however written."""
    sample = text[:_SAMPLE]
    words = {word for word in _LEGACY_WORD.findall(sample) if not word.isascii()}
    legacy = max(weigh(sample, one).right for one in (TCVN3_FONT, VNI_FONT))
    return max(sum(map(is_syllable, words)), legacy)


def modernise(tree: HtmlElement) -> None:
    """Write all legacy text in `tree` as Unicode, in place: text, `alt`, `title`, `content`."""
    groups = _grouped(read_runs(tree))
    support: Counter[str] = Counter()
    undecided = []
    for group in groups:
        if (found := _decide(group, {})) is None:
            undecided.append(group)
        else:
            support[found[0].name] += found[1].right
            _convert(group, found[0])
    for group in undecided:
        for part in (group, *([run] for run in group)):
            if (found := _decide(part, support)) is not None:
                _convert(part, found[0])
                if part is group:
                    break


def _grouped(runs: Iterable[Run]) -> list[list[Run]]:
    """Runs of one paragraph that claim the same font."""
    groups: list[list[Run]] = []
    for _, within in groupby(runs, key=lambda run: run.block):
        by_claim: dict[Claim | None, list[Run]] = {}
        for run in within:
            by_claim.setdefault(run.claim, []).append(run)
        groups.extend(by_claim.values())
    return groups


def _decide(group: Sequence[Run], support: dict[str, int]) -> tuple[Encoding, Evidence] | None:
    """How the paragraph is written, when that is certain."""
    claim, text = group[0].claim, _joined(group)
    if claim is not None:
        claimed = _ENCODINGS[claim.encoding]
        evidence = weigh(text, claimed)
        is_neutral = evidence == Evidence(0, 0) and support.get(claimed.name, 0) >= _SUPPORT
        if evidence.is_good or is_neutral:
            return claimed, evidence
    if not _FOREIGN.search(text):
        return None
    best = max(
        ((one, weigh(text, one)) for one in _ENCODINGS.values()),
        key=lambda found: found[1].right - found[1].wrong,
    )
    evidence = best[1]
    is_supported = support.get(best[0].name, 0) >= _SUPPORT and not evidence.wrong
    is_certain = evidence.right >= (1 if is_supported else _ENOUGH_WORDS)
    return best if is_certain and evidence.is_good else None


def _joined(group: Sequence[Run]) -> str:
    pieces = [group[0].text]
    for one, following in pairwise(group):
        pieces.append(following.text if following.follows(one) else f" {following.text}")
    return "".join(pieces)


def _convert(group: Sequence[Run], encoding: Encoding) -> None:
    for one, following in pairwise(group):
        if following.follows(one):
            one.take_rest_of_word(following)
    for run in group:
        text = encoding.convert(run.text)
        run.write(text.upper() if run.claim is not None and run.claim.is_capitals else text)

"""The words and shapes of printed Vietnamese dates, cut into tokens."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from archive.text import fold
from crawler.extract.dates.beside import BESIDE, COUNTED

_SIGNS = dict(zip("：／∕⁄−．，（）’′`´", ":///-.,()''''", strict=True))


_FIRST_ICON = "\u2300"  # signs before it, such as © and №, mean something


class _Flattening(dict[int, str]):
    """One plain lower-case sign for each character, or none for marks and invisible signs."""

    def __missing__(self, code: int) -> str:
        self[code] = flat = _flat(_SIGNS.get(chr(code), chr(code)))
        return flat


def _flat(character: str) -> str:
    category = unicodedata.category(character)
    if character.isspace() or category == "Co" or (category == "So" and character > _FIRST_ICON):
        return " "
    if category in ("Pd", "Cc", "Cf"):
        return "-" if category == "Pd" else ""
    return str(unicodedata.decimal(character)) if category == "Nd" else fold(character)[:1]


_FLATTENING = _Flattening()
_UNSPACED = re.compile(r"(?:[^ ]+| (?! ))+")  # all but the first spaces of a run


def flatten(raw: str) -> tuple[str, Sequence[int]]:
    """`raw` without case, marks, odd signs and runs of spaces, and where each sign stood in `raw`.

    The offsets have one entry more than the text: the length of `raw`.
    """
    text = raw.translate(_FLATTENING)
    kept: Sequence[int] = range(len(raw) + 1)
    if len(text) != len(raw):
        kept = [at for at, character in enumerate(raw) if _FLATTENING[ord(character)]] + [len(raw)]
    if "  " not in text:
        return text, kept
    words = [word.span() for word in _UNSPACED.finditer(text)]
    offsets = [at for start, end in words for at in kept[start:end]]
    return "".join(text[start:end] for start, end in words), [*offsets, len(raw)]


_VIETNAMESE_MONTHS = (
    "mot", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi", "muoi mot", "muoi hai"
)  # fmt: skip
_ENGLISH_MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"
)  # fmt: skip
_MONTHS = {
    **{name: number for number, name in enumerate(_VIETNAMESE_MONTHS, 1)},
    **{name: number for number, name in enumerate(_ENGLISH_MONTHS, 1)},
    "bon": 4,
}
# "muoi mot" is tried before "muoi".
_NAMED = "|".join((*reversed(_VIETNAMESE_MONTHS), "bon")).replace(" ", "[ ]")
MONTH = rf"(?:\d{{1,2}}(?!\d)|(?:{_NAMED})\b)"
_ENGLISH = rf"(?:{'|'.join(_ENGLISH_MONTHS)})[a-z]*\.?"
_THANG = r"(?:thang|thg\.?|th\.?)[ ]*(?::[ ]*)?"
# Without GMT, four digits after a bare dash may be a count: "14:05 -1204".
_ZONE = r"""(?:z\b|(?:gmt|utc)[ ]*[+-]\d{2}:?\d{2}(?!\d)|(?:gmt|utc?)\b(?:[ ]*[+-]\d{1,2}(?!\d))?
    |[ ]*(?:[+](?:0\d|1[0-4]):?|-0\d:?|-1[0-2]:)(?:00|30|45)(?!\d)|[+]0?7(?![\d/.:-]))"""
# "13.03.2025, 16.20": a time with a dot is one only behind a day with dots.
_AFTER_DAY = (rf"(?<=[.]\d{{4}}{gap}{hour})" for gap in (",", ",[ ]", "[|]", "[ ][|][ ]")
              for hour in (r"\d", r"\d\d"))  # fmt: skip
_DOT = rf"(?:{'|'.join(_AFTER_DAY)})[.](?=\d\d(?![\d.,%]))"
# "Ngày 20 tháng      năm 2025": a form that nobody filled in.
BLANK = re.compile(r"th(?:á|a\u0301|a)ng\s{2,}n(?:ă|a\u0306|a)m", re.IGNORECASE)
PART = r"(?:(?:rang[ ])?sang(?:[ ]som)?|trua|chieu(?:[ ]toi)?|toi|dem|khuya)"
_WHEN = r"(?:[ ]*(?:vao|luc|ngay|hoi|on|at|thoi[ ]gian)\b)*"

LUNAR_YEAR = r"""(?:giap|at|binh|dinh|mau|ky|canh|tan|nham|quy)[ ]
    (?:ty|suu|dan|mao|thin|ngo|mui|than|dau|tuat|hoi)\b"""

# Days of a document or an offer that are not the day when it came out.
_ANOTHER = rf"""(?:(?:ngay|thoi[ ](?:gian|han|diem)|han)[ ])?(?:co[ ]|bat[ ]dau[ ]|het[ ])*
    (?:hieu[ ]luc|het[ ]han|ky(?:[ ]ban[ ]hanh)?|ap[ ]dung|ket[ ]thuc|(?<=han[ ])(?:nop|cuoi)
      |het[ ]han|(?<=het[ ])han)\b(?:[ ]ke)?(?:[ ]tu)?{_WHEN}[ ]*:?"""

# What each kind of token looks like in flattened text, in the order they are tried.
_KINDS = {
    # A document's number says nothing of the day of issue behind it.
    "paper": r"""(?:so(?:[ ]ky[ ]hieu)?[ ]*:?[ ]*)?\d{1,5}[a-z]?[ ]*/(?:\d{4}/)?[a-z]{2,8}
        (?:-[a-z\d]{1,10})*(?=[ ,;()-]*(?:ngay|ban[ ]hanh)\b)""",
    "counted": COUNTED,
    "noise": BESIDE,
    "another": _ANOTHER,
    "updated": rf"""(?:(?:ngay|lan|thoi[ ]gian)[ ])?
        (?:(?:da[ ])?cap[ ]nha[tp]|sua(?:[ ]doi)?|chinh[ ]sua)
        (?:[ ](?:lan[ ]cuoi|moi[ ]nhat|gan[ ]nhat|cuoi(?:[ ]cung)?))?{_WHEN}[ ]*:?
        | (?:last[ ])?(?:updated?|modified)(?:[ ]date)?{_WHEN}[ ]*:?""",
    "issued": rf"""(?:(?:(?:ngay|thoi[ ]gian)[ ])?ban[ ]hanh|ngay[ ](?:bh|van[ ]ban))\b
        {_WHEN}[ ]*:?""",
    "posted": rf"""(?:(?:ngay(?:,?[ ]gio)?|gio|thoi[ ]gian|tin|bai(?:[ ]viet)?)[ ])?
        (?:da[ ]|duoc[ ])?(?:dang(?:[ ](?:tin|bai(?:[ ]viet)?|tai))?|gui(?:[ ]bai)?
          |dua(?:[ ]tin)?|viet(?:[ ]bai)?|(?:khoi[ ])?tao|xuat[ ]ban|xb|nhap|phat[ ]hanh|cong[ ]bo
          |tra[ ]loi)\b{_WHEN}[ ]*:?
        | (?:ban[ ]tin|so[ ]ra|tin)[ ]ngay\b[ ]*:?
        | (?:thoi[ ]gian|ngay,?[ ]gio|ngay[ ]thang(?:[ ]nam)?(?=[ ]*:)|(?:tai[ ])?thoi[ ]diem
          |post(?:ed)?|publish(?:ed)?|created?|date|time)
          (?:[ ]date)?\b{_WHEN}[ ]*:?""",
    "ago": rf"""(?:khoang[ ])?(?P<_e>cach[ ]day[ ])?(?:khoang[ ])?(\d{{1,3}}|{_NAMED})[ ]*
        (giay|phut|gio|tieng|ngay|tuan|thang|nam)(?(_e)(?:[ ]truoc)?|[ ]truoc)\b""",
    "english_ago": r"""(\d{1,3})[ ](minute|hour|day|week|month|year)s?[ ]ago\b""",
    "half": r"""(?:(\d{1,2}|ba|sau|chin)[ ]thang|nua)[ ](dau|cuoi)[ ]nam(?:[ ](\d{4}))?(?!\d)""",
    "iso": r"""(\d{4})(?P<_a>[-/.])(\d{1,2})(?P=_a)(\d{1,2})(?!\d|[/.]\d)(?:t(?=\d))?""",
    "dmy": r"""(\d{1,2})[ ]*(?P<_b>[/.-])[ ]*(\d{1,2})[ ]*(?P=_b)[ ]*
        ((?:19|20)\d\d(?=\d\d:\d\d)|(?:\d{4}|\d{2})(?!\d|[/.]\d))""",
    "long": rf"""(?:(m[uo]ng)[ ])?(\d{{1,2}})[ ,-]*{_THANG}({MONTH})
        (?:[ ]*(?:,|nam|/|-|[.])?[ ]*(?:nam[ ]*)?(\d{{4}})(?!\d))?""",
    "month_first": rf"""{_THANG}({MONTH})[ ]+(\d{{1,2}}),[ ]*(\d{{4}})(?!\d)""",
    "english": rf"""(\d{{1,2}})(?:st|nd|rd|th)?[ -]+({_ENGLISH}),?[ -]+
        (\d{{4}}(?!\d)|\d\d(?=[ ]\d{{1,2}}:\d\d))""",
    "english_first": rf"""({_ENGLISH})[ ]+(\d{{1,2}})(?:st|nd|rd|th)?,?[ ]+(\d{{4}})(?!\d)""",
    "time": rf"""(\d{{1,2}})[ ]*(?:
          (?::[ ]*|{_DOT})(\d{{2}})(?:[ ]*:[ ]*(\d{{2}})(?:[.,]\d{{1,7}})?)?(?![\d:])
            (?:[ ]*(?:phut\b|'|h\b))?
          | (?:h|gio|g)(?![a-z])(?:[ ]*:?[ ]*(\d{{1,2}})
              (?!\d|(?P<_c>[.-])\d{{1,2}}(?P=_c)\d|[ ]*/[ ]*\d|[ ]*{_THANG}\d)
              (?:[ ]*(?:phut\b|p\b(?![.])|m(?![a-z])|'))?(?:[ ]*(\d{{1,2}})[ ]*(?:giay\b|s\b))?)?)
        (?:[ ]*([ap][.]?m\b[.]?|sa\b|ch\b|{PART}\b(?![ ](?:nay|qua)\b)))?
        (?:[ ]*({_ZONE}))?""",
    "quarter": r"""(?:qu[yi][ ]*|q)(i{1,3}|iv|[1-4]|mot|hai|ba|tu)\b
        (?:[ ]*(?:[/,-]|nam)?[ ]*(?:nam[ ]*)?(\d{4}))?(?!\d)""",
    "just": r"""vua[ ]xong\b|just[ ]now\b""",
    "today": rf"""(?:hom|{PART})[ ]nay\b|today\b""",
    "yesterday": rf"""(?:{PART}[ ])?hom[ ]qua\b|{PART}[ ]qua\b|yesterday\b""",
    "before": r"""hom[ ]kia\b""",
    "month": rf"""{_THANG}({MONTH})(?:[ ]*(?:[/,.-]|nam)?[ ]*(?:nam[ ]*)?(\d{{4}})(?!\d))?""",
    "month_number": r"""(\d{1,2})[ ]*[/-][ ]*(\d{4})(?!\d|[/-])""",
    "day_month": rf"""(?!\d{{1,2}}-\d{{1,2}}(?:,|[ ]va)[ ]?(?:\d{{1,2}}-)?\d{{1,2}}/)
        (\d{{1,2}})[ ]*(?P<_d>[/.-])[ ]*(\d{{1,2}})
        (?!\d|[ ]*(?:/|(?P=_d))[ ]*\d|(?<![/])[ ]*{_THANG}{MONTH})""",
    "year": r"""nam(?:[ ]ban[ ]hanh)?[ ]*(?::[ ]*)?(?<=[ :])(\d{4})(?!\d)""",
    "weekday": r"""thu[ ]*(hai|ba|tu|nam|sau|bay|[2-7]\b)(?![a-z])|t([2-7])\b
        | (chua?[ ]?nhat|cn)(?![a-z])
        | (mon|tue|wed|thu|fri|sat|sun)(?:s|rs|nes|ur)?(?:day)?\b(?![ ]*\d,)""",
    "lunar": rf"""(?:ngay[ ])?am[ ]lich\b|(?:theo[ ])?lich[ ]am\b|al\b|ram\b
        |(?:thang[ ])?(?:gieng|chap)\b|tet\b
        | (?:nam[ ])?{LUNAR_YEAR}""",
    "lunar_day": r"""m[uo]ng[ ]\d{1,2}(?:[ ]*/[ ]*\d{1,2}(?![/]))?(?!\d|[ ]*th(?:an)?g)""",
    "solar": r"""duong[ ]lich\b|dl\b""",
    "namely": r"""(?:tuc|nham)(?:[ ](?:la|vao))?\b""",
    "from": r"""tu\b""",
    "to": r"""(?:cho[ ])?(?:den|toi[ ]het)(?:[ ]het)?\b|[ ]*(?:-+>|→)""",
    "and": r"""va\b|&""",
    "part": rf"""{PART}\b""",
    "week": r"""(?:lich[ ](?:cong[ ]tac|lam[ ]viec)[ ])?tuan(?=[ ]tu\b)
        |tuan[ ](?:thu[ ]|le[ ])?\d{1,2}(?!\d|[/.-])""",
    "cue": r"""(?:(?:hai|ba|bon|nam|cac|nhung)[ ])?ngay(?![a-z]|[ ]*$)
        |[2-9][ ]ngay(?=[ ]\d{1,2}(?:[ ]?[-,]|[ ]va))
        |(?:vao|luc|hoi|trong|buoi|on|at)\b|gio(?=[ ]*:)|hom(?=[ ]\d)""",
    "number": r"""\d{1,2}(?!\d)""",
    "gap": r"""[ ,|();•·»›*"'\[\].:@…-]+""",
}
# Kinds that start with a digit, and those that may.
_NUMERIC = frozenset(
    (
        "counted",
        "english_ago",
        "iso",
        "dmy",
        "english",
        "time",
        "month_number",
        "day_month",
        "number",
    )
)
_EITHER = frozenset(("paper", "ago", "half", "long", "cue"))


def _compiled(kinds: Iterable[str]) -> tuple[re.Pattern[str], dict[str, tuple[int, ...]]]:
    """One pattern for `kinds`, and for each the numbers of its groups that hold values."""
    pattern = re.compile("|".join(f"(?P<{kind}>{_KINDS[kind]})" for kind in kinds), re.VERBOSE)
    groups = {}
    for kind in kinds:
        inner = re.compile(_KINDS[kind], re.VERBOSE)
        held = set(range(1, inner.groups + 1)) - set(inner.groupindex.values())
        groups[kind] = tuple(pattern.groupindex[kind] + at for at in sorted(held))
    return pattern, groups


_AT_DIGIT = _compiled([kind for kind in _KINDS if kind in _NUMERIC | _EITHER])
_AT_OTHER = _compiled([kind for kind in _KINDS if kind not in _NUMERIC])


class Token(NamedTuple):
    """One word, number or shape of flattened text, and where it stands there."""

    kind: str
    start: int
    end: int
    text: str
    values: tuple[str | None, ...]


def tokens_of(text: str, at: int = 0) -> tuple[Token, ...] | None:
    """Flattened `text` from `at` on as tokens without bare spaces.

    None when a part of it is no part of a date field.
    """
    tokens = []
    while at < len(text):
        if text[at] == " " and text[at + 1 : at + 2].isalnum():
            at += 1
            continue
        pattern, groups = _AT_DIGIT if text[at].isdecimal() else _AT_OTHER
        found = pattern.match(text, at)
        if found is None:
            return None
        kind, end = found.lastgroup or "", found.end()
        if kind != "gap" or not found[0].isspace():
            values = tuple([found[group] for group in groups[kind]])
            tokens.append(Token(kind, at, end, found[0], values))
        at = end
    return tuple(tokens)


def month_number(printed: str) -> int:
    """The month (1-12, or any other number printed) of digits or a name."""
    if printed.isdecimal():
        return int(printed)
    return _MONTHS[printed] if printed in _MONTHS else _MONTHS[printed[:3]]

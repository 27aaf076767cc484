"""What the words around numbers of a text say of them: days, or counts, shares and the like."""

import re
from collections.abc import Sequence

from archive.text import fold, normalize
from crawler.extract.dates.grammar import BLANK, LUNAR_YEAR

_LUNAR_BEFORE = re.compile(r"\b(?:am lich|lich am|al|ram|m[uo]ng)(?P<gap>[ :(,]*)(?:ngay )?$")
_LUNAR_AFTER = re.compile(
    rf"[ ,]*[(]?(?:(?:theo[ ])?(?:am[ ]lich|lich[ ]am)|al\b|(?:nam[ ])?{LUNAR_YEAR})", re.VERBOSE
)
_NAMELY_SOLAR_AFTER = re.compile(r" ?\(tuc [^)]{0,30}duong lich")
_SOLAR_AFTER = re.compile(r"[ ,]*\(?duong lich")
_LUNAR = re.compile(r"\b(?:am lich|lich am|m[uo]ng|ram|gieng|chap)\b")
_NAMELY_BEFORE = re.compile(r"\b(?:tuc|nham) (?:la |vao )?$")
# Words that make a number of what follows: a document's, a score, a share, a scale; a daily one.
_COUNT_BEFORE = re.compile(
    r"\b(?:so|t[yi] (?:le|so)|dat|chiem|khoan|dieu|muc|dien thoai|s?dt|fax|hotline|phien ban"
    r"|thua(?: dat)?)[ :.(]*$"
)
_MONTHS = re.compile(r"\d+ thang nam \d+")  # "9 tháng năm 2023": nine months, not the ninth of May
_PRICE_AFTER = re.compile(r" ?(?:dong|lan|trieu|ty)\b")
_YEARLY_AFTER = re.compile(r" hang (?:nam|thang|tuan)\b")
# "Sáng 1/2 số hộ", "chiều 2-1 trước đội bạn".
_SHARE_AFTER = re.compile(r" (?:(?:tong )?so\b|vien\b|truoc (?:doi|chu nha)|nghieng ve)")
_ALL_AFTER = re.compile(r" (?:xa|phuong|huyen|thon|truong|chi bo|don vi|dai bieu|phieu)\b")
_ALL = re.compile(r"(\d+)/\1")
_FRACTION = re.compile(r"(\d+)/(\d+)")
_SIMPLE_FRACTION = re.compile(r"1/[2345]|2/[35]|3/[45]")
_DAILY_BEFORE = re.compile(r"\b(?:moi|mot|(?<!ngan )hang|tung) $")
_SHARE_BEFORE = re.compile(r"%|\b(?:dat|t[yi] (?:le|so)|chiem|hoan thanh|phieu|vuot)\b")
_UNIT_AFTER = re.compile(
    r" ?(?:lan|luot|vien|gio|tieng|kg|km|m|m2|ha|tan|ta|trieu|ty|nghin|nguoi|do|con|chuyen|ca|bua"
    r"|buoi|dot|ngay|thang|nam|diem|mm|cm)\b"
)
_PLURAL_BEFORE = re.compile(r"\b(?:cac|nhung|hai|ba|bon|nam|sau|bay|\d{1,2}) $")
_CHANGE_BEFORE = re.compile(r"\b(?:tang|giam|nang|chuyen|doi|len|xuong)\b[^.;]{0,30}$")
_MONTHS_BEFORE = re.compile(r"\b(?:thang|quy|dot|vu|tuan|ky|khoa|tap|so|trang|chuong) $")
_ENDS = re.compile(r"\s*(?:$|[.,;:)\n])")
_COMING = re.compile(r" (?:sap )?den(?:$|[.,;:)]| (?:tai|day|se|nay)\b)")
_COMING_BEFORE = re.compile(r"\b(?:tuan|thang) den\b[^.;]{0,12}$")
_YEAR_BEFORE = re.compile(r"\b(?:nam|thang \d{1,2}[/-]) ?(\d{4}),? (?:vao )?$")
# "Xếp thứ 2, 10/12 chỉ tiêu": no weekday.
_RANK_BEFORE = re.compile(r"\b(?:xep|dung|lan|hang|vi tri|giai|bac)(?: hang| vi tri)? $")
_TODAY = re.compile(r"hom (?:nay|qua)$")
# What may follow a day, where most other words are what two numbers count: "3/5 nạn nhân".
_AFTER_A_DAY = frozenset((
    "tại", "ở", "của", "và", "đến", "tới", "vừa", "này", "tức", "âm", "theo", "được", "diễn", "sẽ",
    "đã", "do", "với", "trên", "là", "để", "cho", "khi", "từ", "sau", "trước", "có", "hàng", "hằng",
    "dương", "năm", "về", "vào", "bởi", "trong", "cũng", "nhằm", "qua", "thứ", "lúc", "hồi",
    "nhưng", "nên", "thì", "hoặc", "hay", "đang", "bắt", "đầu", "bằng", "nơi", "vì",
))  # fmt: skip
_FOLDED_AFTER_A_DAY = frozenset(map(fold, _AFTER_A_DAY))
_REACH = 40  # characters


class Around:
    """The text around `match`: `raw` as printed, which `has_marks` or not, and flattened."""

    __slots__ = ("_has_marks", "_match", "_offsets", "_raw", "after", "before")

    def __init__(
        self, raw: str, offsets: Sequence[int], match: re.Match[str], *, has_marks: bool
    ) -> None:
        self._raw, self._offsets, self._match = raw, offsets, match
        self._has_marks = has_marks
        self.before = match.string[max(0, match.start() - _REACH) : match.start()]
        self.after = match.string[match.end() : match.end() + _REACH]

    @property
    def is_plural(self) -> bool:
        """Whether several days are announced: "các ngày", "hai ngày"."""
        return _PLURAL_BEFORE.search(self.before) is not None

    @property
    def is_noun_after(self) -> bool:
        """Whether a word follows that is no part of a sentence about a day."""
        word = re.match(r" ([a-zA-Z]+)", self.after)
        if word is None:
            return False
        start = self._match.end()
        printed = normalize(self._raw[self._offsets[start + 1] : self._offsets[start + word.end()]])
        if not printed[:1].islower():
            return False
        known = _AFTER_A_DAY if self._has_marks else _FOLDED_AFTER_A_DAY
        return printed not in known

    @property
    def is_coming(self) -> bool:
        """Whether the days are to come: "15/12 tới"."""
        if _COMING_BEFORE.search(self.before):
            return True
        coming = _COMING.match(self.after)
        if coming is None:
            return False
        if "sap" in coming[0]:
            return True
        start = self._match.end() + 1
        printed = self._raw[self._offsets[start] : self._offsets[start + 3]]
        return normalize(printed).lower() == "tới"

    @property
    def is_blank(self) -> bool:
        """Whether this is a form without its month: "ngày 20 tháng      năm 2025"."""
        start, end = self._match.span()
        return BLANK.search(self._raw, self._offsets[start], self._offsets[end]) is not None

    @property
    def year_before(self) -> int | None:
        """The year that the words just before give: "năm 2019, ngày 5/8"."""
        found = _YEAR_BEFORE.search(self.before)
        return int(found[1]) if found else None

    def is_lunar(self, *, is_full: bool) -> bool:
        """Whether these are lunar days; with a year, not in parentheses behind a lunar day."""
        if _LUNAR_AFTER.match(self.after) or _NAMELY_SOLAR_AFTER.match(self.after):
            return True
        found = _LUNAR_BEFORE.search(self.before)
        return found is not None and not (is_full and "(" in found["gap"] + self._match[0][:1])

    def is_no_date(self, days: str) -> bool:
        """Whether numbers with a year, and no word for a day, are a document's, or a price."""
        return bool(
            _COUNT_BEFORE.search(self.before)
            or _MONTHS.fullmatch(days)
            or ("." in days and _PRICE_AFTER.match(self.after))
        )

    def is_counted(self, days: str, gap: str, cue: str, *, is_certain: bool) -> bool:
        """Whether numbers behind `cue`, a word for a day, and `gap` are none.

        `is_certain`: the word is a weekday's name, or a year follows.
        """
        is_rank = cue[-1].isdecimal() and _RANK_BEFORE.search(self.before)
        if is_rank or self._is_repeated() or self._is_namely_lunar():
            return True
        after = self.after
        if "(" in gap and re.match(r" (?!tuc|nham)[a-z]", after):
            return True
        if is_certain:
            return False
        if after[:1].isalpha():
            return True
        if ("/" not in days and _UNIT_AFTER.match(after)) or _SHARE_AFTER.match(after):
            return True
        if _ALL.fullmatch(days) and _ALL_AFTER.match(after):
            return True
        if "thang" in days or not self.is_noun_after:
            return False
        is_today = _TODAY.match(cue) or self.before.endswith("trong ")
        return bool(
            "," in gap or _SIMPLE_FRACTION.fullmatch(days) or (is_today and _is_share(days))
        )

    def is_dated(self, word: str, days: str, *, is_cut: bool) -> bool:
        """Whether numbers behind `word` ("từ", "tính đến", a time) are days all the same.

        `is_cut`: something else, such as a share, follows them behind a comma.
        """
        if self._is_repeated() or _CHANGE_BEFORE.search(self.before):
            return False
        if "/" not in days or "-" in days or "." in days:
            return False
        is_noun_after = self.is_noun_after and not is_cut
        if word == "tu":
            return " den " in days and not (is_noun_after and _is_share(days))
        if not re.fullmatch(r"\d+/\d+", days) or is_noun_after:
            return False
        if word == "tuc":
            return _LUNAR.search(self.before) is not None
        return word[0].isdecimal() or is_cut or _ENDS.match(self.after) is not None

    def is_bracketed(self, days: str) -> bool:
        """Whether "(7/10)" is a day."""
        if days == "24/7" or not re.fullmatch(r"\d+/\d+", days) or not self.after.startswith(")"):
            return False
        return not (
            (_is_share(days) and not re.search(r"\bngay\b", self.before))
            or self._is_repeated()
            or self._is_namely_lunar()
            or _COUNT_BEFORE.search(self.before)
            or _SHARE_BEFORE.search(self.before)
        )

    def _is_repeated(self) -> bool:
        """Whether this is every such day: "mỗi ngày", "hằng năm"."""
        return bool(
            _DAILY_BEFORE.search(self.before)
            or _YEARLY_AFTER.match(self.after)
            or _MONTHS_BEFORE.search(self.before)
        )

    def _is_namely_lunar(self) -> bool:
        """Whether "tức ngày 10/3" is the other calendar's day: the lunar one, as a rule."""
        namely = _NAMELY_BEFORE.search(self.before)
        if namely is None or _SOLAR_AFTER.match(self.after):
            return False
        return _LUNAR.search(self.before[: namely.start()]) is None


def _is_share(days: str) -> bool:
    """Whether all that is written "a/b" may be a share: no part is larger than its whole."""
    return all(int(part) <= int(whole) for part, whole in _FRACTION.findall(days))

"""Vietnamese text: what is stored, what is compared, and what searches fold away."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import product

import pytest
from archive_fixtures import copied, make_folder
from hypothesis import given
from hypothesis import strategies as st

from archive.text import fold, is_accented, normalize, spell

TONES = {"": "", "huyền": "\u0300", "hỏi": "\u0309", "ngã": "\u0303", "sắc": "\u0301"}
TONES |= {"nặng": "\u0323"}
VOWELS = dict(zip("aăâeêioôơuưy", "aaaeeiooouuy", strict=True))
LETTERS = [
    (unicodedata.normalize("NFC", case(vowel + tone)), bare)
    for (vowel, bare), tone, case in product(VOWELS.items(), TONES.values(), (str.lower, str.upper))
] + [("đ", "d"), ("Đ", "d")]
ONSETS = [
    "",
    *[
        "b",
        "c",
        "ch",
        "d",
        "đ",
        "g",
        "gh",
        "gi",
        "h",
        "kh",
        "l",
        "m",
        "n",
        "ng",
        "nh",
        "ph",
        "r",
        "s",
        "t",
        "th",
        "tr",
        "v",
        "x",
    ],
]
FINALS = ["c", "ch", "i", "m", "n", "ng", "nh", "p", "t", "u", "y"]
ANYTHING = st.text(st.characters(exclude_categories=()))  # lone surrogates too
VIETNAMESE = st.text(st.sampled_from([letter for letter, _ in LETTERS] + list(" bcdghk.,-_'\"12")))

Tokens = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tokens]:
    """The very tokenizer that the indexes use."""
    with copied(make_folder(tmp_path_factory.mktemp("kho"))) as db:
        made = "SELECT sql FROM sqlite_schema WHERE name = 'search_index'"
        tokenizer = re.search(r"tokenize = .*", db.execute(made).fetchone()[0])
        assert tokenizer is not None
        db.execute(f"CREATE VIRTUAL TABLE line USING fts5(x, {tokenizer[0]})")
        db.execute("CREATE VIRTUAL TABLE words USING fts5vocab(line, instance)")

        def split(text: str) -> list[str]:
            db.execute("DELETE FROM line")
            db.execute("INSERT INTO line VALUES (?)", (text,))
            return [row[0] for row in db.execute('SELECT term FROM words ORDER BY "offset"')]

        yield split


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("Hội nghị", "Hội nghị"),
        (unicodedata.normalize("NFD", "Đường Trường Chinh"), "Đường Trường Chinh"),
        ("Quang cảnh\u00a0\u00a0hội\u202fnghị\u3000", "Quang cảnh hội nghị"),
        ("  một\r\n\thai\u2028ba\x0b\x0cbốn\x85năm ", "một hai ba bốn năm"),
        ("Thà\u200bnh\u00ad phố\ufeff \u200fLào\u2060 Cai\u202e", "Thành phố Lào Cai"),
        ("a\x00b\x07c\x1bd\x7fe\x9ff", "abcdef"),
        ("vỡ \ud83d đôi", "vỡ \ufffd đôi"),
        ("một\x1chai", "một hai"),
        ("\u200b \ufeff", ""),
        ("mặt cười 😀, 10²", "mặt cười 😀, 10²"),
    ],
)
def test_normalize_keeps_what_a_reader_sees(raw: str, stored: str) -> None:
    assert normalize(raw) == stored


def test_invisible_signs_do_not_part_a_letter_from_its_mark() -> None:
    assert normalize("e\u200b\u0302\u200d\u0301") == "ế"


@given(ANYTHING)
def test_normalize_settles_at_once_and_fits_into_a_file(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once == unicodedata.normalize("NFC", once).strip()
    assert "  " not in once
    assert "\n" not in once
    assert once.encode("utf-8").decode() == once


@pytest.mark.parametrize(("letter", "bare"), LETTERS)
def test_every_vietnamese_letter_folds_to_its_ascii_letter(letter: str, bare: str) -> None:
    assert len(letter) == 1
    assert fold(letter) == fold(unicodedata.normalize("NFD", letter)) == bare


def test_the_alphabet_above_is_whole() -> None:
    assert len(LETTERS) == len({letter for letter, _ in LETTERS}) == 12 * 6 * 2 + 2


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ĐƯỜNG Trường Chinh", "duong truong chinh"),
        ("Nghị quyết số 26-NQ/TW", "nghi quyet so 26-nq/tw"),
        ("Straße Łódź Zürich", "strasse łodz zurich"),
        ("ﬁnance K\u212aİ", "finance kki"),
    ],
)
def test_fold_drops_case_and_marks_alone(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(ANYTHING)
def test_fold_is_the_same_for_both_unicode_forms(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert fold(composed) == fold(unicodedata.normalize("NFD", text)) == fold(text)


@given(ANYTHING)
def test_fold_settles_at_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_fold_settles_where_a_dropped_mark_lets_its_neighbours_compose() -> None:
    text = "\u1100\u0301\u1161"
    assert fold(fold(text)) == fold(text)


@given(VIETNAMESE)
def test_fold_keeps_the_number_of_words(text: str) -> None:
    word = re.compile(r"[^\W_]+")
    assert len(word.findall(fold(spell(text)))) == len(word.findall(normalize(text)))


@pytest.mark.parametrize(
    "text",
    [
        "Uỷ ban nhân dân TP. Lào Cai, số 26-NQ/TW (ngày 04/7/2023)",
        "lễ hội Óc Om Bóc của đồng bào ខ្មែរ Sóc Trăng",  # Khmer, on portals of the South
        "chữ Thái ꪼꪕ và ภาษาไทย, chữ Lào ພາສາລາວ",
        "dấu rời: x\u0323y, a\u0338b",
    ],
)
def test_folding_leaves_each_token_in_its_place(text: str, tokens: Tokens) -> None:
    """A snippet marks the n-th token of the stored text for the n-th of the folded one."""
    assert len(tokens(fold(spell(normalize(text))))) == len(tokens(normalize(text)))


@pytest.mark.parametrize(
    ("text", "accented"),
    [
        ("duong", False),
        ("DUONG", False),
        ("đuong", True),
        ("dương", True),
        ("số 26", True),
        ("26", False),
        (unicodedata.normalize("NFD", "à"), True),
        ("ă", True),
        ("", False),
    ],
)
def test_is_accented(text: str, accented: bool) -> None:
    assert is_accented(text) is accented


@pytest.mark.parametrize(
    ("text", "searched"),
    [
        ("Hoà bình", "hòa bình"),
        ("HOÀ BÌNH", "hòa bình"),
        ("uỷ ban, Ủy ban, ỦY BAN", "ủy ban, ủy ban, ủy ban"),
        ("Thuý khoẻ, xoè ô, luỹ kế", "thúy khỏe, xòe ô, lũy kế"),
        ("quý III, Quỳ Châu, quỷ", "quý iii, quỳ châu, quỷ"),
        ("hoàn toàn khoét huỳnh khuỷu", "hoàn toàn khoét huỳnh khuỷu"),
        ("toà", "tòa"),
        (unicodedata.normalize("NFD", "toà uỷ"), "tòa ủy"),
        ("khoa hoe tuy", "khoa hoe tuy"),
    ],
)
def test_spell_places_tones_one_way(text: str, searched: str) -> None:
    assert spell(text) == searched


@given(ANYTHING)
def test_spell_settles_at_once_and_changes_nothing_that_fold_would_see(text: str) -> None:
    assert spell(spell(text)) == spell(text)
    assert fold(spell(text)) == fold(normalize(text).lower())


@given(
    onset=st.sampled_from(ONSETS),
    rhyme=st.sampled_from(["oa", "oe", "uy"]),
    tone=st.sampled_from(list(TONES.values())),
    case=st.sampled_from([str.lower, str.upper, str.title]),
)
def test_both_schools_write_one_word(
    onset: str, rhyme: str, tone: str, case: Callable[[str], str]
) -> None:
    old = case(unicodedata.normalize("NFC", onset + rhyme[0] + tone + rhyme[1]))
    new = case(unicodedata.normalize("NFC", onset + rhyme + tone))
    assert spell(new) == spell(old) == old.lower()


@given(
    onset=st.sampled_from(ONSETS),
    vowels=st.sampled_from(["oa", "oe", "uy"]),
    tone=st.sampled_from(list(TONES.values())),
    final=st.sampled_from(FINALS),
)
def test_a_closed_syllable_has_one_spelling(onset: str, vowels: str, tone: str, final: str) -> None:
    syllable = unicodedata.normalize("NFC", onset + vowels + tone + final)
    assert spell(syllable) == syllable


@given(st.lists(st.sampled_from(LETTERS), min_size=1))
def test_fold_of_a_spelled_word_is_its_ascii(letters: list[tuple[str, str]]) -> None:
    word = "".join(letter for letter, _ in letters)
    assert fold(spell(word)) == "".join(bare for _, bare in letters)

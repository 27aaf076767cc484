"""Bytes to text: what a page is, whatever it or its server says it is."""

import time
import unicodedata

import pytest

from crawler.extract.html import decode, parse, text_of
from crawler.extract.legacy_tables import TCVN3

TEXT = "Ủy ban nhân dân xã Tả Phời thông báo: người dân được cấp thẻ miễn phí, đến hết tháng 7."
META = '<meta http-equiv="Content-Type" content="text/html; charset={}">'
MARKUP = '<div class="hang"><a href="/tin-tuc/bai-viet-1">x</a></div>\n' * 800


def page(text: str = TEXT, charset: str | None = None, markup: str = "") -> str:
    meta = META.format(charset) if charset else ""
    return f"<html><head>{meta}<title>Tin</title></head><body>{markup}<p>{text}</p></body></html>"


def windows_1258(text: str) -> bytes:
    """As Windows writes it: a letter with its circumflex, breve or horn, then its tone."""
    data = b""
    for letter in text:
        try:
            data += letter.encode("cp1258")
        except UnicodeEncodeError:
            signs = unicodedata.normalize("NFD", letter)
            tone = next(sign for sign in signs if sign in "\u0300\u0301\u0303\u0309\u0323")
            bare = unicodedata.normalize("NFC", signs.replace(tone, ""))
            data += (bare + tone).encode("cp1258")
    return data


def shown(data: bytes) -> str:
    """The text of the page's last paragraph."""
    tree = parse(decode(data))
    assert tree is not None
    return text_of(tree.findall(".//p")[-1])


@pytest.mark.parametrize("charset", [None, "utf-8", "iso-8859-1", "windows-1258", "x-unknown"])
@pytest.mark.parametrize("markup", ["", MARKUP])
def test_utf8_is_read_whatever_is_declared(charset: str | None, markup: str) -> None:
    assert shown(page(charset=charset, markup=markup).encode()) == TEXT


@pytest.mark.parametrize(
    "charset",
    [None, "utf-8", "UTF8", "windows-1258", "iso-8859-1", "windows-1252", "utf-16", "hex"],
)
@pytest.mark.parametrize("markup", ["", MARKUP])
def test_windows_1258_is_read_whatever_is_declared(charset: str | None, markup: str) -> None:
    assert shown(windows_1258(page(charset=charset, markup=markup))) == TEXT


@pytest.mark.parametrize("charset", [None, "utf-8", "iso-8859-1", "windows-1258"])
def test_bytes_of_a_legacy_font_are_read_whatever_is_declared(charset: str | None) -> None:
    signs = {letter: sign for sign, letter in TCVN3.items()}
    text = TEXT.replace("Ủy", "Uỷ")  # there are no capitals with tones
    data = page("".join(signs.get(letter, letter) for letter in text), charset).encode("latin-1")
    assert shown(data) == text


def test_western_text_is_read_as_declared() -> None:
    text = "Où est l’hôtel ? Près de la forêt, à côté du café — déjà vu, señor."
    assert shown(page(text, "iso-8859-1").encode("cp1252")) == text


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("gb2312", "中华人民共和国"),
        ("Shift_JIS", "日本語"),
        ("euc-kr", "대한민국"),
        ("big5", "越南"),
    ],
)
def test_another_scripts_charset_is_taken_as_declared(charset: str, text: str) -> None:
    assert shown(page(text, charset).encode(charset)) == text


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
)  # the first two with a mark
@pytest.mark.parametrize("charset", [None, "utf-8", "utf-16"])
def test_wide_characters_with_a_mark_and_without(encoding: str, charset: str | None) -> None:
    assert shown(page(charset=charset, markup=MARKUP).encode(encoding)) == TEXT


def test_a_page_of_zeros_is_no_utf16() -> None:
    assert decode(b"\x00" * 400 + b"<p>a</p>").strip("\x00") == "<p>a</p>"


def test_broken_bytes_cost_no_more_than_themselves() -> None:
    data = page(f"{TEXT}\ue000 {TEXT}").encode().replace("\ue000".encode(), b"\xff\xe1\xbb")
    assert shown(data).replace("\ufffd", "") == f"{TEXT} {TEXT}"
    within_a_letter = page().encode().index("ễ".encode()) + 1
    assert "Tả Phời" in decode(page().encode()[:within_a_letter])


def test_letters_lost_before_us_stay_lost() -> None:
    text = "Th\ufffdng b\ufffdo c\ufffda x\ufffd"
    assert shown(page(text).encode()) == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("2010 &#150; 2015", "2010 – 2015"),
        ("&#x93;Tin&#X94;", "“Tin”"),
        ("2010 \x96 2015", "2010 – 2015"),
        ("a&#129;b", "ab"),
        ("a&#x0E;b&#8203;c\u200bd\x0be\ufeff", "abcd e"),
        (unicodedata.normalize("NFD", TEXT), TEXT),
        ("C&#244;ng h&#242;a", "Công hòa"),
        ("a &nbsp; &nbsp;&nbsp; b", "a b"),
    ],
)
def test_controls_and_references(written: str, text: str) -> None:
    assert shown(page(written).encode()) == text


@pytest.mark.parametrize("unit", [b"\xe1", b"a\xb8 ", b"\xe1\xbb", b"\x00", b"&#150;", b"\xc3\x83"])
def test_giant_pages_take_time_in_proportion(unit: bytes) -> None:
    started = time.perf_counter()
    parse(decode(b"<p>" + unit * (3_000_000 // len(unit))))
    assert time.perf_counter() - started < 10  # well under two seconds on a quiet machine

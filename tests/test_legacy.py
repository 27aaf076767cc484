"""Text for legacy Vietnamese fonts: the tables, what is converted, and all that must stay."""

import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from crawler.extract.html import parse, soup_of
from crawler.extract.legacy import from_misread, from_tcvn3, from_vni, is_suspected, modernise
from crawler.extract.legacy_tables import BYTE_OF, TCVN3, VNI
from crawler.extract.syllable import is_syllable

WORDS = tuple((Path(__file__).parent / "legacy" / "words.txt").read_text("utf-8").split())
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
LETTERS = {unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES} | {"đ"}
MARKED = {letter for letter in LETTERS if not letter.isascii()}

TO_TCVN3 = {letter: sign for sign, letter in TCVN3.items()}
TO_VNI = {letter: written for written, letter in VNI.items() if written[1:] == written[1:].lower()}
TO_VNI |= {letter: written for written, letter in VNI.items() if written == written.upper()}
MISREAD = {byte: sign for sign, byte in BYTE_OF.items()}

FOREIGN = (
    "Où êtes-vous né ? Noël, août, maïs, naïf : « à bientôt » à l’hôtel, très près de la forêt.",
    "Müller, Köln: größe Übung, schöne Öfen, für Tür und Süd, möchten hören, heiß, Äpfel.",
    "El niño y la señora: mañana, qué, cómo, aquí, más, tú, lingüística, ñandú, España.",
    "Não são três: mãe, põe, você, à, às, até, avó, pão, ação, órgão, fé, lá, já, só.",
    "Ett år på ön: tre små sjöar, två båtar, få människor; hö, kö, öl och bröd är där också.",
    "Zoë Brontë’s naïve café, a façade, Beyoncé, piñata, Øresund, Motörhead, déjà vu.",
    "nǐ hǎo, wǒ shì bù kè qì; hé nà lì zài jiàn; 中华人民共和国 越南",
    "§ 5, 25°C, 10 µm, ± 3, ©2023, Nestlé®, «Tin», ½, m², m³, £5, 5 × 3 ÷ 2, Nº 5, µg/l, x¹",
    "Số: 15/2023/NĐ-CP, 08/TB-UBND; http://x.gov.vn/tin?id=5&x=%C2%AB; xã hội, có, hé, à",
)


def tcvn3(text: str) -> str:
    return "".join(TO_TCVN3.get(letter, letter) for letter in text)


def vni(text: str) -> str:
    return "".join(TO_VNI.get(letter, letter) for letter in text)


def misread(text: str) -> str:
    return "".join(MISREAD.get(byte) or chr(byte) for byte in text.encode())


def modern(body: str) -> str:
    """What `body` holds, as HTML, once its text is Unicode."""
    tree = html.fragment_fromstring(body, create_parent="div")
    modernise(tree)
    return html.tostring(tree, encoding="unicode")[5:-6]


def test_tables_hold_every_letter_once() -> None:
    small = {letter for letter in TCVN3.values() if letter.islower()}
    assert small == MARKED
    assert set(TCVN3.values()) - small == set("ĂÂÊÔƠƯĐ")
    assert set(VNI.values()) == MARKED | {letter.upper() for letter in MARKED}
    assert all("\xa1" <= sign <= "\xff" for sign in TCVN3)
    assert all("\xa1" <= written[-1] <= "\xff" for written in VNI)


def run(command: str, text: bytes, *arguments: str) -> bytes:
    """What a converter of the system's makes of `text`."""
    path = shutil.which(command)
    if path is None:
        pytest.skip(f"{command} is not installed")
    return subprocess.run([path, *arguments], input=text, capture_output=True, check=True).stdout


def test_tcvn3_is_what_glibc_calls_tcvn5712() -> None:
    for text in (" ".join(sorted(TCVN3.values())), " ".join(WORDS)):
        data = tcvn3(text).encode("latin-1") + b"."
        assert run("iconv", data, "-f", "TCVN5712-1", "-t", "UTF-8").decode() == text + "."


def test_tcvn3_reads_what_glibc_writes() -> None:
    text = " ".join(WORDS)
    data = run("iconv", text.encode(), "-f", "UTF-8", "-t", "TCVN5712-1")
    # Its TCVN5712-1 may also write tones as signs of their own, which no font shows.
    assert from_tcvn3(data.decode("latin-1")) == text


def test_vni_is_what_recode_calls_vni() -> None:
    # Recode has the capitals of "Ắ" and "Ằ" the wrong way round, unlike its small letters.
    capitals = " ".join({letter.upper() for letter in MARKED} - {"Ắ", "Ằ"})
    for text in (" ".join(sorted(MARKED)), " ".join(WORDS), capitals):
        assert run("recode", vni(text).encode("latin-1"), "VNI..UTF-8").decode() == text
        assert from_vni(run("recode", text.encode(), "UTF-8..VNI").decode("latin-1")) == text


sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join)


@given(sentences)
def test_converting_gives_back_what_was_encoded(text: str) -> None:
    assert from_tcvn3(tcvn3(text)) == text
    assert from_vni(vni(text)) == text
    assert from_vni(vni(text.upper())) == text.upper()
    assert from_misread(misread(text)) == text
    assert from_misread(misread(text.upper())) == text.upper()


@settings(max_examples=50)
@given(sentences, st.sampled_from(("tcvn3", "vni", "misread")))
def test_a_paragraph_in_no_named_font_is_converted(text: str, how: str) -> None:
    text = f"cộng hòa xã hội chủ nghĩa việt nam độc lập tự do hạnh phúc {text}"
    encoded = {"tcvn3": tcvn3, "vni": vni, "misread": misread}[how](text)
    assert modern(f"<p>{encoded}</p>") == f"<p>{text}</p>"


FONTS = ("", "font-family:.VnTime", "font-family:'VNI-Times'", "font-family:.VnTimeH")


@settings(max_examples=100)
@given(
    st.lists(st.one_of(sentences, st.sampled_from(FOREIGN)), min_size=1, max_size=8),
    st.sampled_from(FONTS),
)
def test_unicode_stays_whatever_font_is_named(texts: list[str], font: str) -> None:
    body = "".join(f'<p style="{font}">{text.replace("&", "&amp;")}</p>' for text in texts)
    assert modern(body) == body
    capitals = "".join(f'<p style="{font}">{text.upper()}</p>' for text in texts if "&" not in text)
    assert modern(capitals) == capitals


@pytest.mark.parametrize("text", FOREIGN)
def test_foreign_text_stays(text: str) -> None:
    body = f"<p>{text.replace('&', '&amp;')}</p>"
    assert modern(body) == body


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        # one run, marked by its font
        (
            f'<p>Theo <font face=".VnTime">{tcvn3("công văn số")}</font> 112 của Sở</p>',
            '<p>Theo <font face=".VnTime">công văn số</font> 112 của Sở</p>',
        ),
        # a font that shows capitals alone; a proper font within it
        (
            f'<p style="font:14pt .VnTimeH">{tcvn3("quyết định về việc")}<i style="font-family:'
            'Arial"> ban ca</i></p>',
            '<p style="font:14pt .VnTimeH">QUYẾT ĐỊNH VỀ VIỆC<i style="font-family:Arial"> ban ca'
            "</i></p>",
        ),
        # a fallback's or another script's font is not the one that shows the text
        (
            '<p style="mso-bidi-font-family:.VnTime">lªn</p>',
            '<p style="mso-bidi-font-family:.VnTime">lªn</p>',
        ),
        # a word cut by an element's edge, between a letter and its mark
        (
            '<p><font face="VNI-Times">To<b>ång coäng</b> ba loaøi</font></p>',
            '<p><font face="VNI-Times">Tổ<b>ng cộng</b> ba loài</font></p>',
        ),
        # the font's other text tells how a word is meant that reads both ways
        (
            f'<div style="font-family:.VnTime"><p>{tcvn3("thông báo về việc tiếp dân đợt này")}</p>'
            f"<p>{tcvn3('có')}</p></div><p>cã</p>",
            '<div style="font-family:.VnTime"><p>thông báo về việc tiếp dân đợt này</p>'
            "<p>có</p></div><p>cã</p>",
        ),
        # a short line needs the page's support, and has it
        (
            f"<p>{tcvn3('Kết quả thực hiện nhiệm vụ năm nay vượt chỉ tiêu')}</p><p>VÒ ®Ých</p>",
            "<p>Kết quả thực hiện nhiệm vụ năm nay vượt chỉ tiêu</p><p>Về đích</p>",
        ),
        ("<p>VÒ ®Ých</p>", "<p>VÒ ®Ých</p>"),
        # signs that stand alone, capitals by their neighbours, abbreviations
        (
            "<p>· TØNH Uû, H§ND vµ c¸c ngµnh (§iÒu 5 § 2), 5.000® «kª»</p>".replace("«kª»", ""),
            "<p>· TỈNH Uỷ, HĐND và các ngành (Điều 5 § 2), 5.000đ </p>",
        ),
        ("<p>Uû BAN NH¢N D¢N X· B¶N QUA</p>", "<p>UỶ BAN NHÂN DÂN XÃ BẢN QUA</p>"),
        # marks of the other case
        ("<p>LÝ THÒ AÙnh, Ñoã Vaên Coâng, Ñaëng</p>", "<p>LÝ THỊ Ánh, Đỗ Văn Công, Đặng</p>"),
        # scripts are no text; attributes that are shown are
        (
            f'<img alt="{tcvn3("Đoàn đại biểu tỉnh")}"><script>var a="c¸c c«ng viÖc"</script>',
            '<img alt="Đoàn đại biểu tỉnh"><script>var a="c¸c c«ng viÖc"</script>',
        ),
        # Unicode beside legacy text in one paragraph, in elements of their own
        (
            f"<p>{tcvn3('thông báo về việc tiếp dân')} <b>đã được duyệt</b></p>",
            "<p>thông báo về việc tiếp dân <b>đã được duyệt</b></p>",
        ),
        # a font of signs
        (
            f'<p><span style="font-family:Wingdings">Ø</span> {tcvn3("đã phát triển kinh tế")}</p>',
            '<p><span style="font-family:Wingdings">Ø</span> đã phát triển kinh tế</p>',
        ),
        # UTF-8 twice: in capitals a letter and a space may look like it
        ("<p>ĐÃ\xa0CÓ, BÃ\xa0CON, LÃ\xa0O</p>", "<p>ĐÃ\xa0CÓ, BÃ\xa0CON, LÃ\xa0O</p>"),
        (f"<p>{misread('“Là” việc – của xã…')}</p>", "<p>“Là” việc – của xã…</p>"),
    ],
)
def test_what_is_converted(body: str, shown: str) -> None:
    assert modern(body) == shown.replace("\xa0", "&nbsp;" if "&nbsp;" in modern(body) else "\xa0")


@pytest.mark.parametrize("word", WORDS)
def test_dictionary_words_are_syllables(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))
    assert is_syllable(word.upper())


@pytest.mark.parametrize(
    "word", ["où", "été", "hôtel", "für", "schön", "cất-", "tôt", "thÕ", "cế", "ngia", "đượng̣"]
)
def test_other_words_are_no_syllables(word: str) -> None:
    assert not is_syllable(word)


def test_pages_in_unicode_are_not_even_looked_at() -> None:
    text = " ".join(WORDS)
    for kind in (text, text.upper(), unicodedata.normalize("NFD", text)):
        page = f"<p>{kind} © 2023, “a” – «b»; 5&nbsp;m² &copy; &#224; &agrave; &laquo;</p>"
        assert not is_suspected(page.encode())
    for encoded in (tcvn3(text), vni(text), misread(text)):
        assert is_suspected(encoded.encode())
        assert is_suspected(encoded.encode("ascii", "xmlcharrefreplace")) or encoded == misread(
            text
        )


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<xml><w:View>Normal</w:View></xml>a", "a"),
        ("<w:sdt><w:sdtPr><w:alias>k</w:alias></w:sdtPr>trong</w:sdt>", "trong"),
        ("Normal 0 false false false EN-US X-NONE X-NONE Bài mso- một", "Bài mso- một"),
        ("Normal 0 người vắng", "Normal 0 người vắng"),
        ("họp. table.MsoNormalTable {mso-style-name:x;} Sau", "họp.  Sau"),
        ("mục {a} và tập {1; 2} mso-", "mục {a} và tập {1; 2} mso-"),
        ("/* Style Definitions */<br>p.Mso<br>{margin:0;<br>size:1}<b>Sau</b>", "Sau"),
        ('<span style="font-family:Wingdings">ü</span> đạt', "✓ đạt"),
        ('<span style="font-family:Wingdings">Đạt</span>', "Đạt"),
        ('<font face="Symbol">³</font> 5', "≥ 5"),
    ],
)
def test_what_word_left_is_taken_away(body: str, text: str) -> None:
    tree = parse(f"<div>{body}</div>")
    assert tree is not None
    assert soup_of(tree).get_text() == text


def test_control_characters_do_not_hinder() -> None:
    tree = parse(f"<p>{tcvn3('thông báo về')}&#14;\x0c{tcvn3('việc tiếp dân')}&#xFFFF;</p>")
    assert tree is not None
    assert tree.text_content() == "thông báo về việc tiếp dân"


def documented() -> list[tuple[str, ...]]:
    text = (Path(__file__).parent.parent / "docs" / "vietnamese.md").read_text("utf-8")
    table = text.partition("| way | fonts |")[2].partition("\n\n")[0].splitlines()[2:]
    return [tuple(cell.strip().strip("`") for cell in row.strip("|").split("|")) for row in table]


@pytest.mark.parametrize(("way", "fonts", "written", "read"), documented())
def test_documented_ways_of_writing(way: str, fonts: str, written: str, read: str) -> None:
    font = fonts.partition("`")[0]
    style = f' style="font-family:{font}"' if font else ""
    assert modern(f"<p{style}>{written}</p>") == f"<p{style}>{read}</p>", way

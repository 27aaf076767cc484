"""The query language: how what a person types is read, and that reading it again is the same."""

import re
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.equivalents import groups, writings
from archive.search.parse import read_query
from archive.search.periods import first_day, last_day, read_period
from archive.search.plan import make_plan
from archive.words import words_of


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("hội nghị", "hội nghị"),
        ('"Hội  NGHỊ"', '"hội nghị"'),
        ("“hội nghị”", '"hội nghị"'),
        ('"hội nghị', "hội nghị"),
        ('hội"nghị xã"', 'hội "nghị xã"'),
        ("a OR b c", "a OR b c"),
        ("a OR b OR c", "a OR b OR c"),
        ("a or b", "a or b"),
        ("OR", "or"),
        ("a OR", "a or"),
        ("OR a", "or a"),
        ("title:a OR title:b", "title:a OR title:b"),
        ("tiêu đề:a NEAR tiêu đề:b", "title:a NEAR/10 title:b"),
        ("a OR site:x", 'a or site:"x"'),
        ("a OR -b", "a or -b"),
        ('"a OR b"', '"a or b"'),
        ("a NEAR b", "a NEAR/10 b"),
        ("a NEAR/3 b NEAR/3 c", "a NEAR/3 b NEAR/3 c"),
        ('a NEAR/3 "b c" OR d', 'a NEAR/3 "b c" OR d'),
        ("a NEAR/999 b", "a NEAR/100 b"),
        ("NEAR/5", "near-5"),
        ("-a", "-a"),
        ("- a", "a"),
        ("--", ""),
        ("KT-XH", "kt-xh"),
        ("tiêu đề:hội", "title:hội"),
        ("TIÊU ĐỀ: hội", "title:hội"),
        ("tieu de:hoi nghi", "title:hoi nghi"),
        ('title:"hội nghị"', 'title:"hội nghị"'),
        ('-title:"hội nghị"', '-title:"hội nghị"'),
        ("chu thich:cau", "caption:cau"),
        ("tác giả:Nga", "author:nga"),
        ("title:", "title"),
        ("tiêu đề:", "tiêu đề"),
        ("giờ:phút", "giờ-phút"),
        ("xem title:a", "xem title:a"),
        ("https://x.vn/a?b=c", "https-x-vn-a-b-c"),
        ("site:ninhbinh", 'site:"ninhbinh"'),
        ('-chuyên mục:"Tin tức"', '-section:"Tin tức"'),
        ("from:2023 to:2023", 'from:"2023-01-01" to:"2023-12-31"'),
        ("từ ngày:4/7/2023 đến ngày:2/2024", 'from:"2023-07-04" to:"2024-02-29"'),
        ("from:hôm", "from-hôm"),
        ("-from:2023", "-from-2023"),
        ("from:2023-02-30", "from-2023-2-30"),
        ("has:image có:tệp", 'has:"image" has:"attachment"'),
        ("has:gold", "has-gold"),
        ("changed:yes gone:no", 'changed:"yes" -gone:"yes"'),
        ("đã sửa:2024-05", 'changed:"2024-05"'),
        ("5.840 12,8%", "5840 12,8"),
        ("05/9/2024 07h30 1500USD 2,5ha m²", "5-9-2024 7h30 1500-usd 2,5-ha m2"),
        ("hoa\x00đào\x1f", "hoa đào"),
        ("' OR 1=1; DROP TABLE article --", "or 1-1 drop table article"),
        ("😀", ""),
        ("\ud83d", ""),
        ("", ""),
    ],
)
def test_how_a_query_is_read(typed: str, read: str) -> None:
    assert str(read_query(typed)) == read


ANYTHING = st.text(st.characters(exclude_categories=()))
PIECES = st.sampled_from(
    [
        *("hội", "Đường", "uỷ", "kĩ", "5.840", "12,8%", "30a/2008/NQ-CP", "UBND", "lao", "cai"),
        *("OR", "NEAR", "NEAR/3", "-", '"', "“", "title:", "tiêu đề:", "author:", "site:x"),
        *("from:2023", "to:7/2023", "has:image", "changed:2024", "gone:no", "(", "*", "^", "AND"),
    ]
)
TYPED = ANYTHING | st.lists(PIECES).map(" ".join) | st.lists(PIECES).map("".join)


@given(TYPED)
def test_a_query_written_out_is_read_the_same(typed: str) -> None:
    query = read_query(typed)
    assert read_query(str(query)) == query


@given(TYPED)
def test_a_plan_has_only_words_for_the_index(typed: str) -> None:
    plan = make_plan(read_query(typed))
    for asked in (plan.expression(), plan.expression(field="title"), plan.unwanted):
        outside = "".join(asked.split('"')[::2])
        assert not set(outside) - set("() ANDORNEAR,0123456789")


def test_what_is_more_than_anyone_means_is_left_out() -> None:
    query = read_query("hội " * 100)
    assert query.is_cut
    assert len(query.clauses) == 64
    assert not read_query("hội " * 64).is_cut
    assert read_query('"' + "hội " * 100 + '"').is_cut


def test_what_holds_no_word_is_told_from_nothing() -> None:
    assert read_query("!!!").is_void
    assert not read_query("  ").is_void


@pytest.mark.parametrize(
    ("text", "period", "days"),
    [
        ("2023", "2023", ("2023-01-01", "2023-12-31")),
        ("2024-2", "2024-02", ("2024-02-01", "2024-02-29")),
        ("7/2023", "2023-07", ("2023-07-01", "2023-07-31")),
        ("4.7.2023", "2023-07-04", ("2023-07-04", "2023-07-04")),
        ("31/2/2023", None, None),
        ("13/2023", None, None),
        ("0000", None, None),
        ("23", None, None),
    ],
)
def test_periods(text: str, period: str | None, days: tuple[str, str] | None) -> None:
    assert read_period(text) == period
    if period and days:
        assert (first_day(period).isoformat(), last_day(period).isoformat()) == days


def _written(text: str) -> set[str]:
    return {
        " ".join(writing).replace("ˍ", "")
        for writing in writings(tuple(word.exact for word in words_of(text)))
    }


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("UBND tỉnh", "ủy ban nhân dân tỉnh"),
        ("hội đồng nhân dân", "hđnd"),
        ("HDND", "hoi dong nhan dan"),
        ("KT-XH", "kinh tế xã hội"),
        ("ktxh", "kt xh"),
        ("tp lào cai", "thành phố lao cai"),
        ("sapa", "sa pa"),
    ],
)
def test_other_writings(text: str, other: str) -> None:
    assert other in _written(text)


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("phát triển kinh tế-xã hội", [["phát"], ["triển"], ["kinh", "tế", "xã", "hội"]]),
        ("Lào Cai-Hà Nội", [["lào", "cai"], ["hà", "nội"]]),
        (
            "hội đồng nhân dân/ủy ban nhân dân",
            [["hội", "đồng", "nhân", "dân"], ["ủy", "ban", "nhân", "dân"]],
        ),
        ("145/QĐ-UBND tỉnh", [["145", "qđ", "ubnd"], ["tỉnh"]]),
        ("KT-XH", [["kt", "xh"]]),
        ('"kinh tế-xã" hội', [["kinh", "tế", "xã"], ["hội"]]),
    ],
)
def test_known_writings_go_across_hyphens(text: str, needs: list[list[str]]) -> None:
    plan = make_plan(read_query(text))
    assert [list(need.patterns[0].words) for need in plan.needs] == needs


def test_the_table_of_equivalents_is_tidy() -> None:
    seen: set[Any] = set()
    for group in groups():
        assert len(group) > 1
        assert len(set(group)) == len(group)
        assert all(group_member for group_member in group)
        assert group not in seen
        seen.add(group)
    assert len(seen) > 100


def test_abbreviations_with_a_hyphen_are_known_in_one_word_too() -> None:
    table = files("archive.search").joinpath("equivalents.txt").read_text("utf-8")
    groups = [line.split(" = ") for line in table.splitlines() if not line.startswith("#")]
    hyphened = [
        (one, group) for group in groups for one in group if re.fullmatch(r"\w+([-&]\w+)+", one)
    ]
    capitals = [(one, group) for one, group in hyphened if one.isupper()]
    assert len(capitals) > 10
    for one, group in capitals:
        assert re.sub("[-&]", "", one) in group


def test_no_word_of_the_language_is_an_abbreviation() -> None:
    """An abbreviation that is a syllable with another meaning would find what nobody asked for."""
    syllables = {"tư", "ban", "hội", "tổ", "xã", "bộ", "tin", "thu"}
    assert not syllables & {group[0][0] for group in groups() if len(group[0]) == 1}

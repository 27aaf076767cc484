"""Finding articles: exact spellings, any accenting, phrases, filters, and no query that fails."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from archive_fixtures import AT, SITE, assert_sound, make_folder, put, rows, writing
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import Archive, Article, Image
from archive.article import VIETNAM, Listed
from archive.errors import ConfigError
from archive.folder import Folder
from archive.search.equivalents import Writing, groups
from archive.text import fold

TAY_BAC = "https://taybac.gov.vn"


def article(number: int, title: str, *paragraphs: str, **changes: Any) -> Article:
    standard: dict[str, Any] = {
        "url": f"{SITE}/tin-tuc/bai-{10_000 + number}",
        "site": "tplaocai",
        "section": "Tin tức",
    }
    return Article(title=title, paragraphs=paragraphs, portal="p", layout="l", **standard | changes)


def at(written: str) -> dict[str, Any]:
    published_at = datetime.fromisoformat(written).replace(tzinfo=VIETNAM)
    return {"published_at": published_at, "published_precision": "second"}


ARTICLES = {
    "Đường": article(101, "Sửa Đường Hoàng Liên", "Thi công từ đầu năm.", **at("2023-07-04")),
    "dương": article(102, "Ánh mặt trời", "Tính theo dương lịch.", **at("2023-07-04T23:59:59")),
    "bare": article(103, "Viet khong dau", "ban tin duong bo", **at("2023-07-05")),
    "new": article(104, "Uỷ ban nhân dân họp", "Bàn về khoẻ và xã hội hoá.", **at("2023-07-06")),
    "old": article(105, "Công văn của Ủy ban", "Nhân dân là trên hết.", section="Văn bản"),
    "caption": article(
        106,
        "Lễ hội",
        "Rất đông vui.",
        images=(Image(url=f"{SITE}/a.jpg", caption="Đua thuyền trên sông Chảy"), Image(url=SITE)),
    ),
    "summary": article(107, "Thông báo", "Kèm theo.", summary="Lịch tiêm chủng đợt hai"),
    "other": article(
        108, "Chợ phiên Bắc Hà", "Đông vui.", site="taybac", url=f"{TAY_BAC}/tin/bai-10108"
    ),
    "bullet": article(
        109, "Thể lệ", "\uf0b7Điều khoản chung", "\uf0d8 Mục riêng", "🤝Hợp tác 🟢xanh"
    ),
    "khmer": article(110, "Lễ hội Óc Om Bóc", "Người ខ្មែរ gọi đây là mùa trăng rằm tháng mười."),
    "loose": article(111, "Bản quét lỗi", "chữ x\u0323yz rời dấu"),
    "score": article(112, "Chỉ số", "Đạt 5.840/4.500 tỷ, NQ 26-NQ/TW, 12,8%, m², C++, a_b."),
}


def keep(path: Path, articles: Iterable[Article]) -> Folder:
    """A new archive folder with these articles."""
    folder = make_folder(path)
    with writing(folder) as store:
        for one in articles:
            put(store, one)
    return folder


@contextmanager
def opened(folder: Folder) -> Iterator[Archive]:
    """The archive, found sound when all was asked of it."""
    with Archive.open(folder.path) as archive:
        yield archive
    assert_sound(folder)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = keep(tmp_path_factory.mktemp("kho"), ARTICLES.values())
    with writing(folder) as store:
        site_id = rows(folder, "SELECT id FROM site WHERE name = 'tplaocai'")[0][0]
        section = store.record_section(site_id, name="Điểm báo", url=f"{SITE}/diem-bao")
        listed = Listed(key="10106", url=f"{SITE}/diem-bao/bai-10106")
        store.record_listing(section, [listed], seen_at=AT)
    with opened(folder) as archive:
        yield archive


def found(archive: Archive, query: str, **filters: Any) -> list[str]:
    """Names of the articles found, best first."""
    names = {item.url: name for name, item in ARTICLES.items()}
    return [names[hit.url] for hit in archive.search(query, **filters)]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("duong", {"Đường", "dương", "bare"}),
        ("DUONG", {"Đường", "dương", "bare"}),
        ("đường", {"Đường"}),
        ("ĐƯỜNG", {"Đường"}),
        ("dương", {"dương"}),
        ("đương", set()),
        ("đuong", set()),
        ("hoang đường", {"Đường"}),
        ("hoang dương", set()),
        ("uỷ ban", {"new", "old"}),
        ("ủy ban", {"new", "old"}),
        ("uy ban", {"new", "old"}),
        ("khỏe", {"new"}),
        ("hóa", {"new"}),
        ("nhan dan hop", {"new"}),
        ('"nhân dân họp"', {"new"}),
        ('"nhan dan"', {"new", "old"}),
        ('"dân nhân"', set()),
        ('"ủy ban nhân dân"', {"new"}),
        ('"uy ban" "nhan dan"', {"new", "old"}),
        ('"ban nhân', {"new", "old"}),
        ("“nhân dân họp”", {"new"}),
        ("đua thuyền", {"caption"}),
        ('"song chay"', {"caption"}),
        ("tiem chung", {"summary"}),
        ("lễ đua", {"caption"}),
        ("5.840/4.500", {"score"}),
        ("26-NQ/TW", {"score"}),
        ("m²", {"score"}),
        ("a_b", {"score"}),
        ("điều khoản", {"bullet"}),
        ("dieu", {"bullet"}),
        ("hợp", {"bullet"}),
        ("xanh", {"bullet"}),
        ("ខ្មែរ", {"khmer"}),
        ('"người ខ្មែរ gọi"', {"khmer"}),
        ("x\u0323yz", {"loose"}),
        ("xyz", {"loose"}),
        ("không_tồn_tại", set()),
        ("!!! ...", set()),
        ('""', set()),
    ],
)
def test_what_a_query_finds(archive: Archive, query: str, names: set[str]) -> None:
    assert set(found(archive, query)) == names
    assert {item.article.url for item in archive.articles(query)} == {
        ARTICLES[name].url for name in names
    }


@pytest.mark.parametrize("name", ARTICLES)
def test_every_line_of_an_article_finds_it(archive: Archive, name: str) -> None:
    item = ARTICLES[name]
    captions = tuple(image.caption for image in item.images)
    for line in filter(None, (item.title, item.summary, *item.paragraphs, *captions)):
        for query in (line, f'"{line}"', fold(line), f'"{fold(line)}"', line.upper()):
            assert name in found(archive, query), query


def test_the_spelling_as_typed_comes_first(archive: Archive) -> None:
    assert found(archive, "duong")[0] == "bare"
    assert found(archive, "ban tin duong") == ["bare"]


def test_a_title_weighs_more_than_the_body(archive: Archive) -> None:
    assert found(archive, "le hoi")[0] in {"caption", "khmer"}
    assert found(archive, "dong vui", site="tplaocai") == ["caption"]
    scores = [hit.score for hit in archive.search("nhân dân")]
    assert found(archive, "nhân dân") == ["new", "old"]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0


def test_words_standing_together_count_double(tmp_path: Path) -> None:
    together = article(201, "Một", "Thu ngân sách năm nay của nhà trường.")
    apart = article(202, "Hai", "Thu sách vở năm nay của ngân hàng.", **at("2023-07-04"))
    with opened(keep(tmp_path, [apart, together])) as archive:
        for query in ("ngân sách", "ngan sach"):
            assert [hit.title for hit in archive.search(query)] == ["Một", "Hai"]


FORMS = {
    "hyphen": article(301, "Báo cáo", "Tình hình KT-XH 6 tháng, giữ vững QP-AN."),
    "space": article(302, "Họp", "Phát triển kinh tế - xã hội; quốc phòng, an ninh."),
    "zero": article(303, "Lịch", "Từ 7h30 ngày 05/9/2024, khai giảng năm học."),
    "bare day": article(304, "Lịch hai", "Lúc 07h30 ngày 5/9/2024, dâng hương."),
    "area": article(
        305, "Giao đất", "Diện tích 3.000 m², giá 1.500USD, điện 1.500kWh và 2,5ha rừng."
    ),
    "names": article(306, "Đoàn công tác", "Đoàn Hà Nội đi Hải Phòng.", **at("2025-01-01")),
    "captions": article(
        307,
        "Ảnh",
        "Xem ảnh.",
        images=(Image(url=f"{SITE}/1", caption="Bảng giá"), Image(url=f"{SITE}/2", caption="Đất")),
    ),
    "one caption": article(
        308, "Ảnh hai", "Xem ảnh.", images=(Image(url=f"{SITE}/3", caption="Giá đất"),)
    ),
    "eth": article(311, "Cũ", "Ðồng hồ gõ bằng chữ ð của bộ gõ cũ."),
    "card": article(309, "Cấp thẻ BHYT cho người dân", "Trạm y tế khám, phát thuốc."),
    "digital": article(310, "Chuyển đổi số ở phường", "Tổ công nghệ số đi từng nhà."),
}


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with opened(keep(tmp_path_factory.mktemp("kho"), FORMS.values())) as archive:
        yield archive


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("kinh tế-xã hội", {"hyphen", "space"}),
        ("kinh te/xa hoi", {"hyphen", "space"}),
        ("quốc phòng-an ninh", {"hyphen", "space"}),
        ("KTXH", {"hyphen", "space"}),
        ("5/9/2024", {"zero", "bare day"}),
        ("05/09/2024", {"zero", "bare day"}),
        ("7h30", {"zero", "bare day"}),
        ("m2", {"area"}),
        ("3000 m2", {"area"}),
        ("1500USD", {"area"}),
        ("1500 usd", {"area"}),
        ("1500kWh", {"area"}),
        ("ha", {"area", "names"}),
        ('"giá đất"', {"one caption"}),
        ('caption:"giá đất"', {"one caption"}),
        ("caption:giá caption:đất", {"captions", "one caption"}),
        ("giá NEAR/0 đất", {"one caption"}),
        ("giá NEAR/1 đất", {"captions", "one caption"}),
        ("bảo hiểm y tế", {"card"}),
        ("Ðoàn Hà Nội", {"names"}),
        ("đồng hồ", {"eth"}),
        ("dong ho", {"eth"}),
    ],
)
def test_forms_of_words(forms: Archive, query: str, names: set[str]) -> None:
    titles = {one.title: name for name, one in FORMS.items()}
    assert {titles[hit.title] for hit in forms.search(query)} == names


def test_a_unit_glued_to_its_number_is_spelled_as_typed(forms: Archive) -> None:
    assert forms.search("ha")[0].title == "Giao đất"


@pytest.mark.parametrize(
    ("query", "snippet"),
    [
        ("bảo hiểm y tế", "Cấp thẻ [BHYT] cho người dân"),
        ("chuyển đổi số", "[Chuyển] [đổi] [số] ở phường"),
        ("BHYT", "Cấp thẻ [BHYT] cho người dân"),
    ],
)
def test_a_snippet_is_from_where_most_of_the_query_is(
    forms: Archive, query: str, snippet: str
) -> None:
    assert forms.search(query)[0].snippet == snippet


def test_no_negative_page(forms: Archive) -> None:
    for page in ({"limit": -1}, {"offset": -5}):
        with pytest.raises(ConfigError, match="0 or more"):
            forms.search("giá", **page)


WRITINGS = sorted(  # but for H'Mông, which says Mông as well
    {
        (group[0], other)
        for group in groups()
        for other in group[1:]
        if not set(other) <= set(group[0])
    }
)


@pytest.fixture(scope="module")
def written_both_ways(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Each pair of writings in titles, and in bodies of articles from later years."""
    with opened(keep(tmp_path_factory.mktemp("kho"), written_articles())) as archive:
        yield archive


def written_articles() -> Iterator[Article]:
    for number, pair in enumerate(WRITINGS):
        for place, words in enumerate(pair):
            said = " ".join(word.strip("ˍ") for word in words)
            title, body = f"Họp về {said}", f"Nhiều ý kiến về {said}."
            one = 1000 + 10 * number + place
            yield article(one, title, "Nhiều ý kiến.", **at("2020-05-01"))
            yield article(one + 5, "Họp", body, **at(f"2024-05-0{place + 1}"))


@pytest.mark.parametrize(("one", "other"), WRITINGS, ids=str)
def test_the_writing_that_was_typed_comes_first(
    written_both_ways: Archive, one: Writing, other: Writing
) -> None:
    number = WRITINGS.index((one, other))
    in_titles, in_bodies = ([1000 + 10 * number + place + n for n in (0, 1)] for place in (0, 5))
    for words, step in ((one, 1), (other, -1)):
        found = written_both_ways.search(" ".join(word.strip("ˍ") for word in words), limit=100)
        numbers = [int(hit.url.rpartition("-")[2]) - 10_000 for hit in found]
        for pair in (in_titles, in_bodies):
            assert [number for number in numbers if number in pair] == pair[::step]


@pytest.mark.parametrize(
    ("query", "snippet"),
    [
        ("duong lich", "Tính theo [dương] [lịch]."),
        ("hoàng liên", "Sửa Đường [Hoàng] [Liên]"),
        ("thuyền sông", "Đua [thuyền] trên [sông] Chảy"),
        ("tiem", "Lịch [tiêm] chủng đợt hai"),
        ("khỏe", "Bàn về [khoẻ] và xã hội hoá."),
        ("tháng mười", "Người ខ្មែរ gọi đây là mùa trăng rằm [tháng] [mười]."),
        ("thang ram", "Người ខ្មែរ gọi đây là mùa trăng [rằm] [tháng] mười."),
    ],
)
def test_a_snippet_marks_the_words_as_printed(archive: Archive, query: str, snippet: str) -> None:
    assert [hit.snippet for hit in archive.search(query)] == [snippet]


@pytest.mark.parametrize(
    ("query", "snippet"),
    [
        ("đồng", "Giá 30000[đồng] một kg, tăng 5.840 lần."),
        ("dong", "Giá 30000[đồng] một kg, tăng 5.840 lần."),
        ("30000", "Giá [30000]đồng một kg, tăng 5.840 lần."),
        ("5840 giá", "[Giá] 30000đồng một kg, tăng [5.840] lần."),
    ],
)
def test_numbers_and_what_is_glued_to_them_are_marked(
    tmp_path: Path, query: str, snippet: str
) -> None:
    market = article(101, "Chợ", "Giá 30000đồng một kg, tăng 5.840 lần.")
    with opened(keep(tmp_path, [market])) as archive:
        assert [hit.snippet for hit in archive.search(query)] == [snippet]


def test_a_snippet_is_one_short_line(tmp_path: Path) -> None:
    long = article(101, "Báo cáo", *(["Mở đầu dài dòng."] * 50), "Thu ngân sách.", "Hết." * 9)
    with opened(keep(tmp_path, [long])) as archive:
        (hit,) = archive.search("ngan sach")
    assert "Thu [ngân] [sách]." in hit.snippet
    assert hit.snippet.startswith("…")
    assert "\n" not in hit.snippet
    assert len(hit.snippet.split()) <= 40


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"site": "taybac"}, {"other"}),
        ({"section": "Văn bản"}, {"old"}),
        ({"section": "van BAN"}, {"old"}),
        ({"section": "Điểm báo"}, {"caption"}),
        ({"section": "diem bao", "site": "taybac"}, set()),
        ({"since": date(2023, 7, 5)}, {"bare", "new"}),
        ({"until": date(2023, 7, 4)}, {"Đường", "dương"}),
        ({"since": date(2023, 7, 4), "until": date(2023, 7, 4)}, {"Đường", "dương"}),
        ({"since": date(2023, 7, 5), "until": date(2023, 7, 4)}, set()),
        ({"since": date.min, "until": date.max}, {"Đường", "dương", "bare", "new"}),
    ],
)
def test_filters(archive: Archive, filters: dict[str, Any], names: set[str]) -> None:
    assert set(found(archive, "", **filters)) == names
    assert {item.article.url for item in archive.articles(**filters)} == {
        ARTICLES[name].url for name in names
    }
    for name in names:
        assert found(archive, f'"{ARTICLES[name].title}"', **filters) == [name]
    for name in ARTICLES.keys() - names:
        assert name not in found(archive, f'"{ARTICLES[name].title}"', **filters)


@pytest.mark.parametrize("value", ["chưa có", "", "x' OR 1=1 --", "\udcff"])
def test_an_unknown_site_or_section_is_said_to_be(archive: Archive, value: str) -> None:
    for search in (archive.search, lambda **filters: list(archive.articles(**filters))):
        with pytest.raises(ConfigError, match="no site"):
            search(site=value)
        with pytest.raises(ConfigError, match="no section"):
            search(section=value)


def test_without_words_the_newest_come_first(archive: Archive) -> None:
    names = found(archive, "  ", limit=50)
    assert names[:4] == ["new", "bare", "dương", "Đường"]
    assert set(names) == set(ARTICLES)


@pytest.mark.parametrize("query", ["", "vui", "a* OR b", "duong", "dong"])
def test_pages_join_without_gap_or_overlap(archive: Archive, query: str) -> None:
    whole = found(archive, query, limit=50)
    for size in (1, 2, 5):
        pages = [
            found(archive, query, limit=size, offset=start)
            for start in range(0, len(ARTICLES) + 1, size)
        ]
        assert [name for page in pages for name in page] == whole
        assert all(len(page) <= size for page in pages)


SYNTAX = st.sampled_from(
    [
        *"\"'()*^:+-{},.\0\\%_[]…“”",
        " ",
        "AND",
        "OR",
        "NOT",
        "NEAR(",
        "title:",
        "- rowid",
        "hội",
        "😀",
    ]
)


@settings(deadline=None, max_examples=300)
@given(st.text(st.characters(exclude_categories=())) | st.lists(SYNTAX).map(" ".join))
def test_no_query_fails(archive: Archive, query: str) -> None:
    for hit in archive.search(query):
        assert hit.title


@pytest.mark.parametrize(
    "query",
    ["a" * 10_000, "hội " * 2_500, '"' * 10_000, "(" * 10_000, "ế" * 10_000, '"hội ' * 2_000],
)
def test_no_length_of_query_fails(archive: Archive, query: str) -> None:
    archive.search(query)


@settings(deadline=None, max_examples=100)
@given(
    name=st.sampled_from(["Đường", "dương", "new", "old", "caption", "score"]),
    chance=st.randoms(use_true_random=False),
)
def test_words_of_an_article_find_it_in_any_order_and_accenting(
    archive: Archive, name: str, chance: Any
) -> None:
    item = ARTICLES[name]
    words = " ".join((item.title, *item.paragraphs)).split()
    asked = chance.sample(words, chance.randint(1, len(words)))
    query = " ".join(chance.choice((str, fold, str.upper))(word) for word in asked)
    assert name in found(archive, query)

"""The seed article must come back whole and alone from every way a portal may print it."""

from datetime import datetime
from itertools import cycle, product
from zoneinfo import ZoneInfo

import pytest
from golden_seed import (
    AUTHOR,
    AUTHORS,
    BOILERPLATE,
    CAPTIONS,
    ORDERS,
    PRINTED,
    SECTION,
    URL,
    Article,
    Picture,
    Rendering,
    picture,
    read_seed,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import article as record
from crawler.extract import extract

SEEN_AT = datetime(2025, 8, 29, 9, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SEED = read_seed()
CAPTIONS_OF_SEED = (
    ("Toàn cảnh hội nghị BCH Đảng bộ thành phố", 2),
    ("Các đại biểu dự hội nghị", 5),
    ("Thường trực Thành ủy chủ trì thảo luận tại hội nghị", 9),
    ("Đồng chí Bí thư Thành ủy Đỗ Trường Sơn kết luận hội nghị", 16),
    ("Tặng Bằng khen cho các đảng viên hoàn thành xuất sắc nhiệm vụ 5 năm liên tục", 20),
    (
        "Các đồng chí trong BCH Đảng bộ thành phố chia tay đồng chí Nguyễn Trường Giang"
        " - nguyên Phó Chủ tịch UBND thành phố",
        20,
    ),
)


def _renderings() -> list[Rendering]:
    orders = cycle((*ORDERS, "usual"))  # five by six: every order meets every author
    styled = [
        Rendering(caption=caption, author=author, order=next(orders))
        for caption, author in product((*CAPTIONS, "mixed"), AUTHORS)
    ]
    flags = (False, True)
    framed = [
        Rendering(author=author, order=order, has_date=date, has_breadcrumb=crumbs, has_lead=lead)
        for author, order, date, crumbs, lead in product(
            ("last-line", "author-block"), ORDERS, flags, flags, flags
        )
    ]
    return [one for one in styled + framed if _is_sound(one)]


def _is_sound(rendering: Rendering) -> bool:
    """A bare line below the body cannot stand above it."""
    return (rendering.author, rendering.order) != ("below-body", "author-first")


def _read(rendering: Rendering, article: Article = SEED) -> record.Article:
    return extract(rendering.page(article), URL, SEEN_AT)


def _pictures(found: record.Article) -> tuple[tuple[str, str | None, int], ...]:
    return tuple((image.url, image.caption, image.position) for image in found.images)


def test_the_seed_itself() -> None:
    assert SEED.title == "Hội nghị Ban Chấp hành Đảng bộ thành phố lần thứ 25, khóa XXIII"
    assert len(SEED.paragraphs) == 21
    assert tuple((caption, at) for _, caption, at in SEED.pictures) == CAPTIONS_OF_SEED
    assert any("môi trườngĐẩy mạnh" in paragraph for paragraph in SEED.paragraphs)


@pytest.mark.parametrize("rendering", _renderings(), ids=str)
def test_seed_comes_back(rendering: Rendering) -> None:
    found = _read(rendering)
    assert found.title == SEED.title
    assert found.paragraphs == SEED.paragraphs
    assert _pictures(found) == SEED.pictures
    assert (found.author, found.section, found.source) == (AUTHOR, SECTION, None)
    assert found.summary is None
    assert {image.alt for image in found.images} == {None}


@pytest.mark.parametrize("rendering", _renderings(), ids=str)
def test_no_word_of_boilerplate(rendering: Rendering) -> None:
    found = _read(rendering)
    captions = [image.caption or "" for image in found.images]
    printed = "\n".join((found.title, *found.paragraphs, *captions))
    assert [words for words in BOILERPLATE if words in printed] == []


@pytest.mark.parametrize("order", ORDERS)
def test_date_only_when_printed(order: str) -> None:
    dated = _read(Rendering(order=order))
    assert dated.published_raw == PRINTED
    assert dated.published_at == datetime(2023, 7, 4, 14, 5, tzinfo=SEEN_AT.tzinfo)
    assert dated.published_precision == "minute"
    undated = _read(Rendering(order=order, has_date=False))
    assert (undated.published_at, undated.published_raw) == (None, None)


@st.composite
def _articles(draw: st.DrawFn) -> Article:
    """Paragraphs of the seed and captioned pictures in any order, the last a paragraph."""
    captions = st.sampled_from([caption for caption, _ in CAPTIONS_OF_SEED])
    pictures = st.builds(picture, st.integers(0, 99), captions)
    paragraphs = st.sampled_from(SEED.paragraphs)
    parts = draw(st.lists(st.one_of(paragraphs, pictures), max_size=12))
    return Article(SEED.title, (*parts, draw(paragraphs)))


@settings(max_examples=120, deadline=None)
@given(
    article=_articles(),
    caption=st.sampled_from((*CAPTIONS, "mixed")),
    author=st.sampled_from(list(AUTHORS)),
    order=st.sampled_from(list(ORDERS)),
)
def test_any_assembly_comes_back(article: Article, caption: str, author: str, order: str) -> None:
    found = _read(Rendering(caption=caption, author=author, order=order), article)
    assert found.paragraphs == article.paragraphs
    assert _pictures(found) == article.pictures


@settings(max_examples=60, deadline=None)
@given(paragraphs=st.lists(st.sampled_from(SEED.paragraphs), min_size=1, max_size=5))
def test_a_picture_without_caption_takes_no_paragraph(paragraphs: list[str]) -> None:
    bare = Picture("https://storage-vnportal.vnpt.vn/lci-ubnd-responsive/1287/h7.jpg", "")
    parts = [part for paragraph in paragraphs for part in (bare, paragraph)]
    article = Article(SEED.title, tuple(parts))
    found = _read(Rendering(caption="plain"), article)
    assert found.paragraphs == article.paragraphs
    assert {image.caption for image in found.images} == {None}

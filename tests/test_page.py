"""Whole pages of the current generation with what editors paste and portals print."""

from datetime import datetime

import pytest

from archive.article import VIETNAM, Article
from crawler.extract import extract

AT = datetime(2026, 6, 10, 8, tzinfo=VIETNAM)
URL = "https://x.gov.vn/tin-tuc/hoi-nghi-so-ket-618434"
TEXT = "Sáng 2/6, Ủy ban nhân dân xã tổ chức hội nghị sơ kết công tác sáu tháng đầu năm."
REST = "Sau hội nghị, các đại biểu đi thăm mô hình trồng cam tại thôn 3."


def read(body: str, *, date: str = "03/06/2026 14:05", after: str = "") -> Article:
    page = (
        "<html><head><title>Hội nghị sơ kết</title></head><body><div class='menu'>Trang chủ</div>"
        "<div class='ArticleDetailControl'><div class='ArticleHeader'>Hội nghị sơ kết</div>"
        f"<div class='PostDate'>{date}</div><div class='ArticleContent'>{body}</div>{after}</div>"
        f"<div class='footer'>Designed by VNPT</div>{'<!-- -->' * 60}</body></html>"
    )
    return extract(page.encode(), URL, AT)


@pytest.mark.parametrize("tag", ["embed", "EMBED", "source", "track", "wbr"])
def test_nothing_after_an_empty_element_is_lost(tag: str) -> None:
    shown = f'<{tag} src="/a/ke%20hoach.pdf" width="100%">'
    article = read(f"<p>{TEXT}</p>{shown}<p>{REST}</p><p><b>Khánh Nga</b></p>")
    assert article.paragraphs == (TEXT, REST)
    assert article.author == "Khánh Nga"


@pytest.mark.parametrize(
    ("printed", "at", "precision"),
    [
        ("03/06/2026 14:05", "2026-06-03T14:05:00+07:00", "minute"),
        ("03/06/2026 00:00", "2026-06-03T00:00:00+07:00", "day"),
        ("03/06/2026 12:00 AM", "2026-06-03T00:00:00+07:00", "day"),
        ("<span>Lượt xem: 643</span><span>03/06/2026</span>", "2026-06-03T00:00:00+07:00", "day"),
        ("<i>03/06/2026</i><i>14:05</i>", "2026-06-03T14:05:00+07:00", "minute"),
    ],
)
def test_dates(printed: str, at: str, precision: str) -> None:
    article = read(f"<p>{TEXT}</p>", date=printed)
    assert article.published_at is not None
    assert (article.published_at.isoformat(), article.published_precision) == (at, precision)


@pytest.mark.parametrize(
    "pasted",
    [
        '<div id="news-bodyhtml"><p>{}</p></div>',
        '<div class="bodytext"><p>{}</p></div>',
        '<div id="news_detail"><h1>Khác</h1><p>{}</p></div>',
        '<div class="asset-full-content"><p>{}</p></div>',
        '<div class="asset-full-content">a</div><div class="asset-full-content"><p>{}</p></div>',
        '<div class="news-detail-layout-type-2"><p>{}</p></div>',
        '<article><h1 class="title-detail">Khác</h1><div class="brief"><p>{}</p></div></article>',
        '<p class="asset-full-content-title">Khác</p><p class="journal-content-article">{}</p>',
        '<div class="LibraryDetail"><p>{}</p></div>',
    ],
)
def test_what_is_pasted_from_other_portals_stays_a_part(pasted: str) -> None:
    article = read(f"<p>{TEXT}</p>{pasted.format(REST)}")
    assert (article.layout, article.title) == ("vnportal-article", "Hội nghị sơ kết")
    assert article.paragraphs[0] == TEXT
    assert REST in article.paragraphs


def test_a_source_line_that_is_a_sentence_is_text() -> None:
    last = "Nguồn: vốn ngân sách huyện 40%, nhân dân đóng góp 60%."
    article = read(f"<p>{TEXT}</p><p>{last}</p>")
    assert (article.paragraphs, article.source) == ((TEXT, last), None)


def test_the_articles_of_a_law_are_no_captions() -> None:
    image = '<p><img src="/a/1.jpg"></p><p style="text-align:center"><b>{}</b></p><p>{}</p>'
    heading = "Điều 1. Phạm vi điều chỉnh"
    article = read(f"<p>{TEXT}</p>{image.format(heading, REST)}")
    assert heading in article.paragraphs
    assert article.images[0].caption is None


def test_a_bold_caption_among_bold_headings() -> None:
    body = (
        f"<p>{TEXT}</p><p><b>Kết quả bước đầu</b></p><p>{REST}</p>"
        '<figure><img src="/a/1.jpg"></figure><p><strong>Ảnh minh hoạ</strong></p>'
        f"<p><b>Nhiệm vụ trọng tâm</b></p><p>{TEXT}</p>"
    )
    assert read(body).images[0].caption == "Ảnh minh hoạ"


@pytest.mark.parametrize(
    "sign", ["\x1f", "\x01", "\x0b", "&#31;", "&#x1F;", "&#11;", "\ufffe", "&#xFFFF;"]
)
def test_characters_that_no_tree_can_hold_are_left_out(sign: str) -> None:
    body = f'<p>{TEXT}{sign}</p>{sign}<img src="/a/1.jpg" alt="{sign}">{sign}<p>{sign}{REST}</p>'
    article = read(body, after=f"{sign}<p>{sign}</p>{sign}", date="")
    assert article.paragraphs == (TEXT, REST)
    assert "\n" not in article.title

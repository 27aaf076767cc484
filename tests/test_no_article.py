"""Pages that hold no article end in the kind that says what they are; articles never do."""

import tomllib
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from archive.article import VIETNAM
from crawler.extract import ExtractionError, NotAnArticle, extract
from crawler.extract.no_article import why_no_article
from crawler.extract.notices import notice_kind
from crawler.extract.portal import list_page, read_source

HERE = Path(__file__).parent / "no_article"
URL = "http://x.gov.vn/tin-tuc/bai-viet-600100"
SEEN_AT = datetime(2025, 8, 29, 9, tzinfo=VIETNAM)
BARE = sorted(HERE.glob("bare/*.html"))
FORMS = {  # an article's place in the pages of each portal; elsewhere `main` is whole
    "vnportal": '<div class="ArticleDetailControl"><div class="ArticleHeader">{title}</div>'
    '<div class="PostDate">Thứ tư, 27/08/2025 | 14:05</div><div class="ArticleContent">{main}</div>'
    "</div>",
    "nukeviet": '<div class="news_column"><h1 class="title">{title}</h1><span class="h5">Thứ ba - '
    '19/09/2023 08:12</span><div id="news-bodyhtml" class="bodytext">{main}</div></div>',
}


def _pages(name: str) -> list[dict[str, Any]]:
    pages: list[dict[str, Any]] = tomllib.loads((HERE / name).read_text(encoding="utf-8"))["page"]
    return pages


def _whole(page: dict[str, Any], main: str) -> bytes:
    chrome = (HERE / f"chrome/{page['chrome']}.html").read_text(encoding="utf-8")
    whole = chrome.replace("{{title}}", page["title"]).replace("{{main}}", main)
    return unicodedata.normalize(page.get("normal", "NFC"), whole).encode()


def _kind(page: bytes, url: str = URL) -> str:
    with pytest.raises(ExtractionError) as raised:
        extract(page, url, SEEN_AT)
    return raised.value.kind


@pytest.mark.parametrize("path", BARE, ids=[path.stem for path in BARE])
def test_a_page_without_a_portal_around_it(path: Path) -> None:
    assert _kind(path.read_bytes()) == path.stem.partition("-")[0]


@pytest.mark.parametrize("page", _pages("said.toml"), ids=lambda page: page["why"])
def test_a_page_of_a_portal(page: dict[str, Any]) -> None:
    assert _kind(_whole(page, page["main"]), page.get("url", URL)) == page["kind"]


READ = [page for page in _pages("articles.toml") if page.get("is_read", True)]


@pytest.mark.parametrize("page", READ, ids=lambda page: page["why"])
def test_an_article_is_read(page: dict[str, Any]) -> None:
    main = FORMS.get(page["chrome"], "{main}").format(title=page["title"], main=page["main"])
    article = extract(_whole(page, main), URL, SEEN_AT)
    assert article.title == page["title"]
    assert article.paragraphs or article.images or article.attachments


@pytest.mark.parametrize("page", _pages("articles.toml"), ids=lambda page: page["why"])
def test_an_article_of_no_known_layout_is_nothing_else(page: dict[str, Any]) -> None:
    """The same articles under names of classes and ids that nobody knows."""
    main = FORMS.get(page["chrome"], "{main}").format(title=page["title"], main=page["main"])
    for name in ("ArticleDetailControl", "ArticleHeader", "ArticleContent", "news-bodyhtml"):
        main = main.replace(name, f"x{len(name)}")
    assert why_no_article(read_source(_whole(page, main), URL, SEEN_AT)) is None


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<p>Trang nhỏ</p>", "tiny_page"),
        ("<h1>Lịch tiếp dân</h1><p>Ngắn.</p>", "tiny_page"),
        ("<h1>Tin khác</h1><p>{text}</p>", "tiny_page"),
        ("<h1>Lịch tiếp dân</h1><p>{text}</p>", None),
        ("<h1>Lịch tiếp dân</h1><script>track()</script><p>{text}</p>", None),
        ("<p>Tải về: <a href=/lich.pdf>lich.pdf</a></p>", None),
        ("<h1>Lịch tiếp dân</h1><script>go()</script>", "challenge"),
    ],
)
def test_what_a_tiny_page_must_show(body: str, kind: str | None) -> None:
    text = "Chủ tịch UBND xã tiếp công dân vào sáng thứ Năm hằng tuần, bắt đầu lúc 8 giờ."
    page = f"<html><head><title>Lịch tiếp dân</title></head>{body.format(text=text)}</html>"
    assert len(page.encode()) < 600
    reason = why_no_article(read_source(page.encode(), "http://x.gov.vn/xem?id=5", SEEN_AT))
    assert (reason and reason.kind) == kind


@pytest.mark.parametrize("path", BARE, ids=[path.stem for path in BARE])
def test_a_section_that_is_no_list_says_the_same(path: Path) -> None:
    with pytest.raises(NotAnArticle) as raised:
        list_page(read_source(path.read_bytes(), URL, SEEN_AT))
    assert raised.value.kind == path.stem.partition("-")[0]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Không tìm thấy trang", "not_found"),
        ("KHONG TIM THAY TRANG!", "not_found"),
        ("Trang bạn yêu cầu không tồn tại.", "not_found"),
        ("Bài viết không tồn tại hoặc đã bị xóa", "not_found"),
        ("Liên kết này không còn tồn tại. Vui lòng quay lại trang chủ.", "not_found"),
        ("The page you are looking for could not be found.", "not_found"),
        ("Hệ thống đang bảo trì, vui lòng quay lại sau", "maintenance"),
        ("Website tạm ngừng hoạt động", "maintenance"),
        ("Hệ thống đang nâng cấp. Dự kiến từ 22h00 ngày 5/9 đến 6h30 ngày 6/9.", "maintenance"),
        (
            "Công ty Cấp nước tạm ngừng cấp nước để bảo trì hệ thống. Mong quý khách thông cảm.",
            None,
        ),
        ("Đường dây 110 kV đang được nâng cấp từ 7h00 đến 11h00 ngày 12/10.", None),
        ("Tài khoản hosting của bạn đã bị khóa", "maintenance"),
        ("Đã xảy ra lỗi. Vui lòng thử lại sau.", "error_page"),
        ("502 Bad Gateway", "error_page"),
        ("Vui lòng đăng nhập để tiếp tục", "login"),
        ("Nội dung đang được cập nhật", "empty"),
        ("Vui lòng quay lại sau.", None),
        ("Không tìm thấy cháu bé bị nước cuốn trôi.", None),
        ("Chiều nay, 12 hộ dân đã được di dời đến nơi an toàn.", None),
        ("Không tìm thấy trang. Người dân cần liên hệ Bộ phận Một cửa để nhận kết quả.", None),
    ],
)
def test_a_notice_is_told_by_all_of_its_words(text: str, kind: str | None) -> None:
    assert notice_kind(text) == kind
    assert notice_kind(unicodedata.normalize("NFD", text)) == kind


def test_a_notice_in_a_known_layout_names_the_layout() -> None:
    page = next(one for one in _pages("said.toml") if one["title"] == "Thông báo")
    with pytest.raises(NotAnArticle) as raised:
        extract(_whole(page, page["main"]), URL, SEEN_AT)
    assert raised.value.layout == "vnportal-article"
    assert "Trang bạn tìm không tồn tại" in str(raised.value)

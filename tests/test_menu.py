"""Sections found in the menus of front pages."""

from datetime import UTC, datetime

import pytest

from crawler.extract.menu import find_sections
from crawler.extract.portal import read_source

_LIFERAY = """<html><body>
<header id="banner"><a href="/web/guest/home"><img alt="" src="/image/logo.png"></a>
<a href="/c/portal/login?p_l_id=20184" id="sign-in">Đăng nhập</a>
<a href="/web/guest/home/vi/en">English</a></header>
<nav class="navbar site-navigation" id="navigation"><ul class="nav" role="menubar">
<li class="selected"><a href="http://ubnd.gov.vn/web/guest"><span>Trang chủ</span></a></li>
<li><a href="http://ubnd.gov.vn/web/guest/home"><span>Trang nhất</span></a></li>
<li><a href="http://ubnd.gov.vn/web/guest/tin-tuc"><span>Tin tức</span></a>
<ul class="child-menu"><li><a href="/web/guest/tin-tuc/kinh-te/nong-nghiep">Nông nghiệp</a></li>
<li><a href="/web/guest/tin-tuc/kinh-te/nong-nghiep/lua/gao">Lúa gạo</a></li></ul></li>
<li><a href="/vi/web/so-y-te/thong-bao?p_p_id=101&amp;_101_cur=1"><span>Thông báo</span></a></li>
<li><a href="/tin-tuc-su-kien"><span>Tin tức sự kiện</span></a></li>
<li><a href="/a/b/c/d/e"><span>Quá sâu</span></a></li>
<li><a href="/web/guest/tin-tuc/-/view_content/120-chao-mung"><span>Chào mừng</span></a></li>
</ul></nav></body></html>"""


def test_liferay_groups() -> None:
    source = read_source(
        _LIFERAY.encode(), "http://ubnd.gov.vn/", datetime(2024, 5, 1, 8, tzinfo=UTC)
    )
    assert [(entry.name, entry.url) for entry in find_sections(source)] == [
        ("Tin tức", "http://ubnd.gov.vn/web/guest/tin-tuc"),
        ("Nông nghiệp", "http://ubnd.gov.vn/web/guest/tin-tuc/kinh-te/nong-nghiep"),
        ("Thông báo", "http://ubnd.gov.vn/vi/web/so-y-te/thong-bao"),
        ("Tin tức sự kiện", "http://ubnd.gov.vn/tin-tuc-su-kien"),
    ]


def _found(menu: str) -> list[str]:
    page = f"<html><body><div class='menu'>{menu}</div></body></html>".encode()
    source = read_source(page, "http://x.gov.vn/", datetime(2024, 5, 1, 8, tzinfo=UTC))
    return [entry.url.removeprefix("http://x.gov.vn") for entry in find_sections(source)]


@pytest.mark.parametrize(
    "address",
    [
        *("/tin-tuc", "/vi/news/thoi-su/", "/news/khoi-12/", "/tin-tuc/thu-tuc-76761"),
        *("/chuyen-muc/tin-tuc/hoat-dong", "/index.php/vi/news/thoi-su/", "/tin-tuc.html"),
        *("/Default.aspx?tabid=12", "/category.php?id=5", "/?pageid=27205&p_cate=11495"),
        "/index.php?language=vi&nv=news&op=tin-tuc",
    ],
)
def test_sections_of_many_kinds(address: str) -> None:
    other = "<a href='/lien-he'>Liên hệ</a>"
    assert address in _found(f"<a href='{address}'>Tin tức</a>{other}")


def test_lists_by_query_stay_apart() -> None:
    menu = "".join(f"<a href='/category.php?id={one}'>Mục {one}</a>" for one in (5, 6))
    assert _found(menu) == ["/category.php?id=5", "/category.php?id=6"]


@pytest.mark.parametrize(
    "address",
    ["/", "/login?next=/", "/search?q=a", "javascript:;", "#top", "http://other.vn/tin", "/a.pdf"],
)
def test_what_is_no_section(address: str) -> None:
    assert _found(f"<a href='{address}'>Tin</a>") == []


def test_titles_of_articles_in_a_menu_are_no_sections() -> None:
    title = "Hội nghị sơ kết sáu tháng đầu năm và triển khai nhiệm vụ"
    assert _found(f"<a href='/tin-tuc/hoi-nghi-so-ket-618434'>{title}</a>") == []

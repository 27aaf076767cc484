"""Sections found in the menus of front pages."""

from datetime import UTC, datetime

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
<li><a href="/a/b/c"><span>Quá sâu</span></a></li>
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

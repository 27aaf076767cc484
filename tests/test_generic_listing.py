"""Lists of portals that nobody has described."""

from datetime import datetime

import pytest

from archive.article import VIETNAM
from crawler.extract import UnknownLayout
from crawler.extract.portal import list_page, read_source

AT = datetime(2026, 1, 10, 8, tzinfo=VIETNAM)
LIST = "https://x.gov.vn/chuyen-muc/hoat-dong"
TITLES = {
    "hoi-nghi-trong-rung-quy-i": "Hội nghị trồng rừng quý I tại thôn 3",
    "khai-giang-nam-hoc-moi": "Khai giảng năm học mới tại thôn 4",
    "thong-bao-tam-ngung-cap-nuoc": "Thông báo tạm ngừng cấp nước khu 5",
    "ra-quan-ve-sinh-moi-truong": "Ra quân vệ sinh môi trường tại khu 6",
    "giai-bong-chuyen-thanh-nien": "Giải bóng chuyền thanh niên thôn 8",
}
MENU = "<ul><li><a href='/'>Trang chủ</a></li><li><a href='/tin-tuc'>Tin tức</a></li></ul>"


def page(pattern: str, *, sidebar: str = "", first: int = 0, count: int = 5) -> bytes:
    rows = "".join(
        f'<div class="w1"><h4><a href="{pattern.format(i=5021 + number, s=slug)}">{title}</a></h4>'
        f"<small>0{number + 1}/05/2025</small><p>Đại biểu các thôn đã dự hội nghị.</p></div>"
        for number, (slug, title) in list(enumerate(TITLES.items()))[first : first + count]
    )
    middle = f"<h2>Hoạt động</h2><div class='w0'>{rows}</div>"
    return (
        f"<html><head><title>P</title></head><body>{MENU}{middle}{sidebar}</body></html>".encode()
    )


@pytest.mark.parametrize(
    "pattern",
    [
        *("/tin-tuc/{s}-{i}", "/tin-tuc/{s}-{i}.html", "/{s}-{i}.html", "/{s}", "/{s}/"),
        *("/tin-tuc/{s}", "/tin/{i}/{s}", "/tin/{i}-{s}", "/bai/{i}/{i}-bai", "/bai/{i}"),
        *("/chi-tiet.aspx?id={i}", "/Default.aspx?tabid=12&NewsID={i}", "/?p={i}"),
        *("/index.php?option=com_content&view=article&id={i}:{s}", "/tin/chitiet.php?id={i}"),
        *("/2025/09/{s}/", "/a/b/detail/{i}", "/post{i}.html", "/tin-tuc/{s}-post{i}.html"),
        *("/tin-tuc/{s}.aspx", "/xem-tin_{s}_{i}_", "/SitePages/ViewNews.aspx?ItemID={i}"),
    ],
)
def test_articles_are_found_whatever_their_addresses(pattern: str) -> None:
    found = list_page(read_source(page(pattern), LIST, AT), guess=True)
    assert [entry.title for entry in found.entries()] == list(TITLES.values())
    assert len({entry.key for entry in found.entries()}) == len(TITLES)
    assert [entry.printed_date for entry in found.entries()][:2] == ["01/05/2025", "02/05/2025"]


def test_a_sidebar_is_not_the_list_also_when_it_is_longer() -> None:
    others = "".join(
        f"<p class='q'><a href='/khac/tin-{number}00000'>Tin được xem nhiều {number}</a></p>"
        for number in range(1, 9)
    )
    source = read_source(page("/tin-tuc/{s}-{i}", sidebar=f"<div>{others}</div>"), LIST, AT)
    assert [one.title for one in list_page(source, guess=True).entries()] == list(TITLES.values())


def test_a_last_page_of_one_entry_stands_where_the_first_page_s_stood() -> None:
    sidebar = "".join(
        f"<p><a href='/khac/t-{one}0000'>Tin đọc nhiều {one}</a></p>" for one in "123"
    )
    first = list_page(
        read_source(page("/tin-tuc/{s}-{i}", sidebar=sidebar, count=4), LIST, AT), guess=True
    )
    last = read_source(page("/tin-tuc/{s}-{i}", sidebar=sidebar, first=4), f"{LIST}?trang=2", AT)
    further = first.further(last)
    assert further is not None
    assert [one.title for one in further.entries()] == list(TITLES.values())[4:]


@pytest.mark.parametrize(
    "middle",
    [
        "<p>Địa chỉ liên hệ của Ủy ban nhân dân xã.</p>",
        "<p><a href='/gioi-thieu'>Giới thiệu</a></p><p><a href='/lien-he'>Liên hệ</a></p>",
        "<p><a href='/tin/hoi-nghi-trong-rung-5021'>Hội nghị trồng rừng quý I tại thôn 3</a></p>",
    ],
)
def test_pages_with_few_titles_are_no_lists(middle: str) -> None:
    html = f"<html><head><title>P</title></head><body>{MENU}{middle}{'<!-- -->' * 90}</body></html>"
    with pytest.raises(UnknownLayout):
        list_page(read_source(html.encode(), LIST, AT), guess=True)

"""What a site's lists teach of lines that all its pages share."""

from datetime import datetime

from archive.article import VIETNAM
from archive.text import fold
from crawler.extract.portal import read_source
from crawler.extract.repeated import RepeatedLines
from crawler.extract.source import shape

AT = datetime(2026, 1, 10, 8, tzinfo=VIETNAM)
FOOTER = "Trang tin điện tử xã Bản Phiệt, giấy phép số 12"


def list_of(number: int, teaser: str, *, count: int = 3) -> str:
    rows = "".join(
        f"<div><a href='/tin/bai-{number}{one}'>Hội nghị sơ kết công tác số {number}{one}</a>"
        f"<i>0{one}/02/2025</i><p>{teaser}</p></div>"
        for one in range(1, count + 1)
    )
    clock = f"<p>Thứ Ba, ngày 24/11/2026 08:0{number}:12</p>"
    counter = f"<p>Đang truy cập: {number}77</p>"
    return f"<html><body>{clock}<h2>Mục {number}</h2>{rows}{counter}<p>{FOOTER}</p></body></html>"


def learned(*pages: str) -> frozenset[str]:
    lines = RepeatedLines()
    for number, page in enumerate(pages):
        lines.learn(read_source(page.encode(), f"http://x.gov.vn/muc-{number}", AT))
    return lines.learned()


def test_what_stands_on_every_list_is_the_site_s_whatever_its_digits() -> None:
    found = learned(*(list_of(number, f"Tóm tắt {number}") for number in range(1, 5)))
    for line in (FOOTER, "Thứ Ba, ngày 24/11/2026 08:05:12", "Đang truy cập: 577"):
        assert shape(fold(line)) in found


def test_teasers_are_articles_and_never_the_site_s() -> None:
    found = learned(*(list_of(number, "Quang cảnh hội nghị") for number in range(1, 6)))
    assert shape(fold("Quang cảnh hội nghị")) not in found
    assert not [line for line in found if line.startswith("hoi nghi so ket")]


def test_two_pages_teach_nothing() -> None:
    assert learned(list_of(1, "a"), list_of(2, "b")) == frozenset()


def test_a_page_counts_once() -> None:
    lines = RepeatedLines()
    for _ in range(5):
        lines.learn(read_source(list_of(1, "a").encode(), "http://x.gov.vn/muc", AT))
    assert lines.learned() == frozenset()
    assert RepeatedLines(frozenset({"x"})).repeated() == {"x"}

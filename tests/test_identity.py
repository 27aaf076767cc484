"""Which addresses are the same site, and which the same article."""

import pytest

from archive.identity import article_id, article_key, article_url, host

SITE = "https://ninhbinh.gov.vn"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://ninhbinh.gov.vn/", "ninhbinh.gov.vn"),
        ("https://www.ninhbinh.gov.vn/tin-tuc", "ninhbinh.gov.vn"),
        ("HTTPS://NinhBinh.GOV.vn", "ninhbinh.gov.vn"),
        ("http://ninhbinh.gov.vn:80/", "ninhbinh.gov.vn"),
        ("https://ninhbinh.gov.vn:443/", "ninhbinh.gov.vn"),
        ("https://ninhbinh.gov.vn:80/", "ninhbinh.gov.vn:80"),
        ("https://ninhbinh.gov.vn:8443/", "ninhbinh.gov.vn:8443"),
        ("http://127.0.0.1:8000/", "127.0.0.1:8000"),
        ("https://ten:mat-khau@ninhbinh.gov.vn/", "ninhbinh.gov.vn"),
        ("https://wwwninhbinh.gov.vn/", "wwwninhbinh.gov.vn"),
        ("https://sodulich.ninhbinh.gov.vn/", "sodulich.ninhbinh.gov.vn"),
    ],
)
def test_host(url: str, name: str) -> None:
    assert host(url) == name


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/tin-tuc/hoi-nghi-618434", "618434"),
        ("/tin-tuc/hoi-nghi-618434/", "618434"),
        ("/tin-tuc/hoi-nghi-618434?pageindex=0#anh", "618434"),
        ("/quy-trinh/giai-quyet--815387", "815387"),
        ("/thu-tuc-hanh-chinh-76761/xac-nhan--760833", "760833"),
        ("/thu-tuc-hanh-chinh-76761", None),
        ("/Diem-bao/Diem-bao-hang-ngay-91682.html", "91682"),
        ("/tin/bai-17.htm", "17"),
        ("/tin/bai-17.aspx", "17"),
        ("/tin/bai-17.pdf", None),
        ("/tin/tong-ket-dot-2", None),
        ("/tin/bai17", None),
        ("/tin-tuc/", None),
        ("/", None),
        ("", None),
        ("/a-1/b", None),
    ],
)
def test_article_id(path: str, expected: str | None) -> None:
    assert article_id(SITE + path) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/tin-tuc/hoi-nghi-618434", "/chinh-tri/hoi-nghi-618434"),
        ("/tin-tuc/hoi-nghi-618434", "/tin-tuc/ten-moi-618434?pageindex=0"),
        ("/tin/van-hoa/chuyen-que", "/tin/van-hoa/chuyen-que/"),
        (
            "/web/guest/tin/-/view_content/4711-hoi-nghi",
            "/-/view_content/4711-hoi-nghi/vi/en/vi?p_p_id=101",
        ),
        (
            "/tin/-/asset_publisher/aB3/content/le-3",
            "/tin/-/asset_publisher/aB3/content/le-3/vi/en",
        ),
        ("/vi/news/tin/hoi-nghi-12.html", "/index.php?language=vi&nv=news&op=tin/hoi-nghi-12"),
        ("/?pageid=27218&p_steering=153", "/Default.aspx?P_Steering=153&PageID=27218"),
        ("/?pageid=27218&p_steering=153", "/?pageid=27218&p_cate=11495&p_page=2&p_steering=153"),
    ],
)
def test_two_addresses_of_one_article(one: str, other: str) -> None:
    assert article_key(SITE + one) == article_key(SITE + other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/tin-tuc/hoi-nghi-618434", "/tin-tuc/hoi-nghi-618435"),
        ("/tin/van-hoa/chuyen-que", "/tin/van-hoa/chuyen-pho"),
        ("/tin/hoi-nghi-2024", "/van-ban/ke-hoach-2024"),
        ("/Pages/tin.aspx?ItemID=1", "/Pages/tin.aspx?ItemID=2"),
        ("/Tin/chuyen-que", "/tin/chuyen-que"),
        ("/tin-tuc/tong-ket-dot-2", "/van-ban/hop-hdnd-lan-2"),
        ("/tin/ky-niem-ngay-30-4", "/tin/truong-cap-4"),
        ("/van-ban/xem?p_id=3", "/hoi-dap/xem?p_id=3"),
        ("/web/xa-a/-/asset_publisher/q/content/bao", "/web/xa-b/-/asset_publisher/q/content/bao"),
        ("/-/view_content/4711-le", "/tin/le-4711"),
        ("/tin/-/asset_publisher/aB3/content/le-3", "/tin/-/asset_publisher/aB3/content/hoi-3"),
        ("/index.php?nv=news&op=tin/a-12", "/index.php?nv=news&op=tin/b-13"),
        ("/?pageid=27218&p_steering=153", "/?pageid=27218&p_steering=154"),
        ("/?pageid=27218&p_steering=153", "/?pageid=27241&p_question=153"),
    ],
)
def test_two_articles_are_never_taken_for_one(one: str, other: str) -> None:
    """Else the second would be stored as a later version of the first."""
    assert None not in (article_key(SITE + one), article_key(SITE + other))
    assert article_key(SITE + one) != article_key(SITE + other)


@pytest.mark.parametrize(
    "path",
    [
        *("", "/", "/tin-tuc", "/tin-tuc/", "/thu-tuc-76761"),
        *("/?pageid=3", "/?pageid=27205&p_cate=11495", "/?pageid=27205&p_page=2"),
    ],
)
def test_a_category_is_no_article(path: str) -> None:
    assert article_key(SITE + path) is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/tin-tuc/hoi-nghi-618434?pageindex=0#anh", "/tin-tuc/hoi-nghi-618434"),
        ("/tin/bai-12.html?mobile=1", "/tin/bai-12.html"),
        ("/?pageid=27218&p_steering=153", "/?pageid=27218&p_steering=153"),
        ("/index.php?nv=news&op=tin/a-12", "/index.php?nv=news&op=tin/a-12"),
        ("/-/view_content/4711-le/vi/vi/en?redirect=x", "/-/view_content/4711-le"),
        ("/tin/-/asset_publisher/aB3/content/le/vi", "/tin/-/asset_publisher/aB3/content/le"),
        ("/Pages/tin.aspx?ItemID=1", "/Pages/tin.aspx?ItemID=1"),
    ],
)
def test_article_url(path: str, expected: str) -> None:
    """What only says how the article was reached is cut off, what names it stays."""
    assert article_url(SITE + path) == SITE + expected

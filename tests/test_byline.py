"""Author fields and labelled lines that hold more than a name."""

import pytest

from crawler.extract.byline import Byline, read_author, read_labels


@pytest.mark.parametrize(
    ("printed", "author"),
    [
        ("Khánh Nga", "Khánh Nga"),
        ("Tác giả: Khánh Nga", "Khánh Nga"),
        ("Người viết: Hà My | Cập nhật: 16:45 05-09-2025", "Hà My"),
        ("Tác giả: Sùng A Chu | 13/03/2025", "Sùng A Chu"),
        ("Tác giả: Hà My - 05/09/2025 16:45", "Hà My"),
        ("Tác giả: Lan Hương - Nguồn: UBND xã", "Lan Hương"),
        ("Tin, ảnh: Thu Hà - Văn Hùng", "Thu Hà - Văn Hùng"),
        ("Tin, ảnh: Thu Hà – Nguyễn Văn Hùng", "Thu Hà – Nguyễn Văn Hùng"),
        ("admin admin", None),
        ("Tác giả: quản trị viên | 13/03/2025", None),
        ("", None),
        (None, None),
    ],
)
def test_author(printed: str | None, author: str | None) -> None:
    assert read_author(printed) == author


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("Tác giả: Lan Hương - Nguồn: UBND xã",), Byline("Lan Hương", "UBND xã")),
        (("Nguồn: Báo Lào Cai | Lượt xem: 12",), Byline(None, "Báo Lào Cai")),
        (("Tác giả: Hà My", "Nguồn tin: TTXVN"), Byline("Hà My", "TTXVN")),
        (("Lượt xem: 12",), Byline()),
    ],
)
def test_labels(lines: tuple[str, ...], expected: Byline) -> None:
    assert read_labels(lines) == expected

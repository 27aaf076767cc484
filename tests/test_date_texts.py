"""The days that an article's opening names."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dating import DateCandidate
from archive.times import VIETNAM
from crawler.extract.dating.evidence import text_candidates


def values(found: tuple[DateCandidate, ...]) -> list[str | None]:
    return [one.value for one in found]


NEAR = datetime(2025, 11, 1, 10, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("text", "raw", "value"),
    [
        ("Vào chiều nay (7/10), UBND tỉnh họp", "chiều nay (7/10)", "2025-10-07"),
        ("Sáng nay 05/9, các trường khai giảng", "Sáng nay 05/9", "2025-09-05"),
        ("Hồi 4 giờ hôm nay (25/10), tâm bão", "hôm nay (25/10)", "2025-10-25"),
        ("Hôm nay, ngày 5/9/2025, hơn", "Hôm nay, ngày 5/9/2025", "2025-09-05"),
        ("Sáng nay (thứ Ba, ngày 7/10) diễn ra", "Sáng nay (thứ Ba, ngày 7/10)", "2025-10-07"),
        ("Chiều nay 25/10/2024", "Chiều nay 25/10/2024", "2024-10-25"),
        ("hom nay, ngay 5/9, hop", "hom nay, ngay 5/9", "2025-09-05"),
        (
            "Lào Cai, ngày 4 tháng 7 năm 2023",
            "Lào Cai, ngày 4 tháng 7 năm 2023",
            "2023-07-04",
        ),
        ("TP. Hồ Chí Minh, ngày 4/7/2023.", "TP. Hồ Chí Minh, ngày 4/7/2023", "2023-07-04"),
        ("Ninh Bình, 4/7/2023 - Sở Du lịch", "Ninh Bình, 4/7/2023", "2023-07-04"),
        ("(Chinhphu.vn) - Sáng 16/5, tại Hà Nội", "(Chinhphu.vn) - Sáng 16/5", "2025-05-16"),
        ("HNP - Sáng 16/5, Thường trực", "HNP - Sáng 16/5", "2025-05-16"),
    ],
)
def test_a_texts_own_day(text: str, raw: str, value: str) -> None:
    (found,) = text_candidates([text], near=NEAR)
    assert (found.source, found.raw, found.value) == ("dateline", raw, value)
    assert (found.precision, found.ambiguous) == ("day", "202" not in raw and "thứ" not in raw)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Chiều 14/7, Sở Thông tin tổ chức hội nghị", "2025-07-14"),
        ("Thứ tư ngày 9/7/2025, đoàn công tác", "2025-07-09"),
        ("Quốc hội, ngày 18/1/2024, đã thông qua", "2024-01-18"),
        ("UBND tỉnh Lào Cai, ngày 4/7/2023", "2023-07-04"),
        ("Lào Cai, ngày 4/7/2023 đã bầu", "2023-07-04"),
        ("Xã - Sáng 4/7/2023, đoàn", "2023-07-04"),
        ("Từ sáng này 5/9/2025 trở đi", "2025-09-05"),
        ("Ngày 02/11, khai mạc", "2025-11-02"),
        ("8 giờ 30 - 5/9/2025 - 16 giờ", "2025-09-05"),
    ],
)
def test_another_day_that_a_text_names(text: str, value: str) -> None:
    (found,) = text_candidates([text], near=NEAR)
    assert (found.source, found.value) == ("body", value)
    assert found.raw in text and found.raw[0].isdigit()


@pytest.mark.parametrize(
    "text",
    [
        "Sáng mai (8/10), tỉnh khai mạc",
        "ngày mai (8/10/2025)",
        "Hôm qua (6/10), đoàn đã đến",
        "chiều qua 6/10/2025",
        "Lễ kỷ niệm 75 năm (02/9/1945-02/9/2020)",
        "Nhạc sĩ Văn Cao (15/11/1923 - 10/7/1995)",
        "từ mùa thu ngày 2/9/1945 - ngày 2/9/2020",
        "kỷ niệm ngày thành lập 3/2/1930",
        "Quyết định số 123/QĐ-UBND ngày 5/4/2023 của UBND",
        "Nghị quyết số 18-NQ/TW, ngày 16/6/2022 của Trung ương",
        "Nghị định số 15/2023/NĐ-CP ngày 20/1/2023",
        "Căn cứ Luật Đất đai ngày 18 tháng 01 năm 2024; căn cứ thông tư ngày 5/4/2023",
        "nộp hồ sơ trước ngày 15/11/2024",
        "Từ ngày 5/9/2025, mức thu mới",
        "Từ ngày 26/10 đến 29/10, hội chợ",
        "Ngày 20/12, xã sẽ tổ chức",  # yet to come, rather than a year ago
        "tháng 10 năm 2024, quý I/2022, năm 2023",
        "tức 9/10 Âm lịch",
        "tỷ lệ 1/500, tỷ số 4-3, số 185/KH-UBND",
        "hôm nay trời đẹp",
        "",
    ],
)
def test_days_that_say_nothing(text: str) -> None:
    assert text_candidates([text], near=NEAR) == ()


def test_datelines_first_and_three_days_of_each() -> None:
    texts = [f"Ngày {day}/9/2025, xã họp. Ngày {day}/9, dân cũng họp" for day in range(1, 6)]
    found = text_candidates([*texts, "Sáng nay (7/10), họp"], near=NEAR)
    assert [one.source for one in found] == ["dateline", "body", "body", "body"]
    assert len(set(values(found))) == 4


@given(st.lists(st.text(alphabet="0123456789/.- ()nayhômchiềusángngàthCG,:", max_size=80)))
def test_any_text_is_answered(texts: list[str]) -> None:
    for one in text_candidates(texts, near=NEAR):
        assert one.at is not None
        assert any(one.raw in text for text in texts)

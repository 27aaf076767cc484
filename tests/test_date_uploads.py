"""When files were uploaded, by their names."""

from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dating import DateCandidate
from archive.times import VIETNAM
from crawler.extract.dating.evidence import upload_candidates

SEEN_AT = datetime(2026, 9, 20, 10, 30, tzinfo=VIETNAM)


def values(found: tuple[DateCandidate, ...]) -> list[str | None]:
    return [one.value for one in found]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("quang-canh-1-637692283443382019.jpg", "2021-10-07T18:32:24"),
        ("qd-3500-nv639240495312924587.pdf", "2026-09-03T16:25:31"),
        ("1638442095766744668.jpg", "2024-02-22T14:39:36"),
        ("2638351363125773990.jpg", "2023-11-09T14:18:32"),
        ("3643_2026639250767815599938.pdf", "2026-09-15T13:46:21"),
        ("kh-185..signed639243914330256866.pdf", "2026-09-07T15:23:53"),
        ("kh 185 637692283443382019.signed.pdf", "2021-10-07T18:32:24"),
        ("anh (1)637692283443382019 (2).JPG", "2021-10-07T18:32:24"),
        ("anh-637692283443382019_800x600.jpg", "2021-10-07T18:32:24"),
        ("anh-637692283443382019-thumb.jpeg", "2021-10-07T18:32:24"),
        ("637692283443382019", "2021-10-07T18:32:24"),
        ("4_May_2024_021321_GMTthong-bao_553f5.png", "2024-05-04T09:13:21"),
        ("31_December_2023_190000_GMTanh.jpg", "2024-01-01T02:00:00"),
    ],
)
@pytest.mark.parametrize("folder", ["", "https://cdn.x.gov.vn/gov-hpg/4/tintuc/2025/11/", "/a%2F"])
def test_times_in_names_of_files(folder: str, name: str, value: str) -> None:
    (found,) = upload_candidates([f"{folder}{quote(name)}?w=640#t"], SEEN_AT)
    assert (found.source, found.raw, found.value) == ("upload", name, value)
    assert found.precision == "second" and not found.ambiguous and found.other is None


@pytest.mark.parametrize(
    "url",
    [
        "z5966211821663_c90fbdb3a1b2c3d4e5f6a7b8c9d0e1f2.jpg",
        "EF85B087-29A3-4637-6922-834433820190.jpeg",
        "h7.jpg",
        "1638442095766.jpg",
        "999999999999999999.jpg",
        "639999999999999999.jpg",  # a tick of next year
        "500000000000000000.jpg",
        "anh.jpg?t=637692283443382019",
        "/637692283443382019/anh.jpg",
        "277581534_637692283443382019_n.jpg",
        "a3f637692283443382019b7c2d1e0f9a.jpg",
        "abcdef0637692283443382019.jpg",
        "31_Feb_2024_021321_GMTanh.png",
        "4_May_2024_991321_GMTanh.png",
        "4_Mai_2024_021321_GMTanh.png",
        "data:image/png;base64," + "637692283443382019" * 400,
        "",
    ],
)
def test_numbers_that_are_no_time(url: str) -> None:
    assert upload_candidates([url], SEEN_AT) == ()


def test_twenty_different_uploads_at_most() -> None:
    ticks = [637692283443382019 + number * 10**9 for number in range(30)]
    found = upload_candidates([f"{tick}.jpg" for tick in ticks for _ in "ab"], SEEN_AT)
    assert len(set(values(found))) == len(found) == 20
    assert len(upload_candidates(["x" * 300 + f"{ticks[0]}.jpg"], SEEN_AT)[0].raw) == 200


@given(
    st.datetimes(min_value=datetime(2005, 1, 1), max_value=datetime(2030, 1, 1)),
    st.sampled_from(
        [
            "anh-{}.jpg",
            "1{}.png",
            "2026{}.pdf",
            "x..signed{}.pdf",
            "ảnh đẹp {} (1).JPG",
            "{}_300x200.jpg",
        ]
    ),
    st.booleans(),
)
def test_any_tick_reads_back(at: datetime, shape: str, is_quoted: bool) -> None:
    ticks = (at - datetime(1, 1, 1)) // timedelta(microseconds=1) * 10
    name = shape.format(ticks)
    url = f"/tin/{quote(name) if is_quoted else name}"
    (found,) = upload_candidates([url], datetime(2031, 1, 1, tzinfo=VIETNAM))
    assert found.value == at.isoformat(timespec="seconds", sep="T")[:19]


@given(st.text(), st.text(alphabet="0123456789_GMTay.%()[]:/ "))
def test_any_address_is_answered(url: str, name: str) -> None:
    for one in upload_candidates([url, name, f"https://[{url}", f"4_May_{name}"], SEEN_AT):
        assert one.at is not None

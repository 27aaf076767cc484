"""What one page itself says on when its article was published: its date field, and all together."""

from datetime import datetime
from itertools import pairwise

import pytest
from lxml.html import HtmlElement

from archive.dating import SOURCES, DateCandidate
from archive.times import VIETNAM
from crawler.extract.dating.evidence import page_candidates, printed_candidate, read_field
from crawler.extract.html import first, parse

SEEN_AT = datetime(2026, 9, 20, 10, 30, tzinfo=VIETNAM)
TITLE = "Thị trấn Mường Khương ra quân làm sạch môi trường"


# What a date field prints


@pytest.mark.parametrize(
    ("raw", "value", "other", "precision", "is_ambiguous"),
    [
        ("Thứ ba, 04/07/2023 | 14:05", "2023-07-04T14:05", None, "minute", False),
        ("04/07/2023 | 14:05", "2023-07-04T14:05", "2023-04-07T14:05", "minute", False),
        ("04/07/2023 | 14:05 | Cỡ chữ", "2023-07-04T14:05", "2023-04-07T14:05", "minute", False),
        ("13/10/2025", "2025-10-13", None, "day", False),
        ("07/07/2025", "2025-07-07", None, "day", False),
        ("05/16/2022", None, "2022-05-16", None, False),
        ("5/16/2022 2:21:00 PM", "2022-05-16T14:21:00", None, "second", False),
        ("5/4/2022 2:21:00 PM", "2022-04-05T14:21:00", "2022-05-04T14:21:00", "second", True),
        ("04/07/2023 00:00", "2023-07-04", "2023-04-07", "day", False),
        ("04/07/2023 00:00:00", "2023-07-04", "2023-04-07", "day", False),
        ("21/12/2012 | 12:00 AM", "2012-12-21", None, "day", False),
        ("tháng 7/2023", "2023-07", None, "month", False),
        ("chưa rõ", None, None, None, False),
    ],
)
def test_a_date_field(
    raw: str, value: str | None, other: str | None, precision: str | None, is_ambiguous: bool
) -> None:
    found = printed_candidate(raw, SEEN_AT)
    assert (found.source, found.raw) == ("printed", raw)
    assert (found.value, found.other, found.precision) == (value, other, precision)
    assert found.ambiguous is is_ambiguous
    assert (found.at is None) is (precision in (None, "month"))


def test_a_field_by_the_other_order() -> None:
    found = read_field("Lượt xem: 7 | 05/06/2023 | In", SEEN_AT, day_first=False)
    assert found is not None and found.value == "2023-05-06"


AT = "2025-06-03T09:15:00+07:00"


def page(
    head: str = "", before: str = "", body: str = "<p>Sáng nay, xã ra quân.</p>"
) -> HtmlElement:
    tree = parse(
        f"<html><head><title>{TITLE}</title>{head}</head><body><div>Menu</div>"
        f"<article class='tin'><h1>{TITLE}</h1>{before}<div>{body}</div></article></body></html>"
    )
    assert tree is not None
    return tree


# All together


def evidence(
    tree: HtmlElement, printed: str | None, files: tuple[str, ...] = (), texts: tuple[str, ...] = ()
) -> tuple[DateCandidate, ...]:
    block = first(tree, "article.tin")
    assert block is not None
    field = printed_candidate(printed, SEEN_AT) if printed else None
    return page_candidates(field, tree=tree, block=block, files=files, texts=texts, seen_at=SEEN_AT)


def test_a_page_with_everything() -> None:
    tree = page('<meta property="article:published_time" content="2021-10-07T19:02:00+07:00">')
    found = evidence(
        tree,
        "07/10/2021",
        ("/a/quang-canh-1-637692283443382019.jpg",),
        (TITLE, "Ngày 01/10, xã đã họp.", "Chiều nay (7/10), xã ra quân."),
    )
    assert [(one.source, one.value) for one in found] == [
        ("printed", "2021-10-07"),
        ("metadata", "2021-10-07T19:02:00"),
        ("upload", "2021-10-07T18:32:24"),
        ("dateline", "2021-10-07"),
        ("body", "2021-10-01"),
    ]
    places = [SOURCES.index(one.source) for one in found]
    assert all(before <= after for before, after in pairwise(places))
    assert all(one.agrees is None for one in found)


def test_a_page_that_says_nothing() -> None:
    assert evidence(page(), None) == ()


def test_a_year_left_out_is_the_one_of_either_reading() -> None:
    found = evidence(page(), "5/4/2022 2:21:00 PM", texts=("Sáng nay (4/5), xã họp",))
    assert found[-1].value == "2022-05-04"
    assert evidence(page(), None, texts=("Sáng nay (4/5), xã họp",))[-1].value == "2026-05-04"


def test_what_the_head_states_is_not_also_printed() -> None:
    head = '<meta property="article:published_time" content="{}">'
    (found,) = evidence(page(head.format(AT)), AT)
    assert (found.source, found.raw) == ("metadata", AT)
    assert (
        evidence(page(head.format("2026-09-20T10:29:00+07:00")), "2026-09-20T10:29:00+07:00") == ()
    )


@pytest.mark.parametrize(
    ("printed", "content", "value"),
    [
        ("03/06/2025 20:15", "2025-06-03T20:15:30Z", "2025-06-03T20:15:30"),
        ("03/06/2025", "2025-06-03T20:15:30Z", "2025-06-03T20:15:30"),
        ("04/06/2025 03:15", "2025-06-03T20:15:30Z", "2025-06-04T03:15:30"),
        ("04/06/2025", "2025-06-03T20:15:30Z", "2025-06-04T03:15:30"),
        ("01/06/2025", "2025-06-03T20:15:30Z", "2025-06-04T03:15:30"),
        ("03/06/2025", "2025-06-03T10:15:30Z", "2025-06-03T17:15:30"),
    ],
)
def test_a_local_time_marked_as_utc(printed: str, content: str, value: str) -> None:
    head = f'<meta property="article:published_time" content="{content}">'
    assert evidence(page(head), printed)[1].value == value

"""What a site's dates tell of its order of day and month."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dating import DateOrder
from crawler.extract.dating.field import printed_candidate
from crawler.extract.dating.order import Sample, SiteOrders, find_orders, form_of

SEEN = datetime(2023, 7, 5, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def sample(raw: str, uploaded: date | None = None) -> Sample:
    read = printed_candidate(raw, SEEN)
    return Sample(raw, SEEN, read.value, read.other, uploaded)


def orders_of(*raws: str, lists: Sequence[Sequence[str]] = ()) -> SiteOrders:
    return find_orders(map(sample, raws), [[*map(sample, page)] for page in lists])


def told(orders: SiteOrders, form: str) -> tuple[str | None, int, int] | None:
    """The form's order, and its votes for the day and for the month."""
    found = [
        (one.first, one.day_votes, one.month_votes) for one in orders.orders if one.form == form
    ]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("raw", "form"),
    [
        ("7/4/2023 2:05:00 PM", "am_pm"),
        ("7/4/2023 2:05 p.m.", "am_pm"),
        ("21/07/2022 | 10:00 AM", "am_pm"),
        ("Ngày đăng 14/06/2018 | 11:22 AM\u00a0|\u00a0View count: 1108", "am_pm"),
        ("11:22 AM 14／06／2018", "am_pm"),
        ("07/04/2023", "plain"),
        ("07/04/2023 14:05", "plain"),
        ("7/4/2023 2:05:00 CH", "plain"),
        ("07/04/2023 08:05 SA", "plain"),
        ("07-04-2023 02:05 PM", "plain"),
        ("2023-07-04T14:05:00+07:00", "plain"),
        ("Jul 4, 2023 2:05 PM", "plain"),
        ("Tin tức amazon 7/4/2023 2:05 amazing", "plain"),
        ("", "plain"),
    ],
)
def test_form(raw: str, form: str) -> None:
    assert form_of(raw) == form


AMERICAN = "5/16/2022 2:21:00 PM"
UNTOLD = "7/4/2022 2:05:00 PM"


@pytest.mark.parametrize(
    ("raws", "expected"),
    [
        pytest.param([UNTOLD, "3/4/2022 1:00:00 PM"], None, id="nothing tells"),
        pytest.param([AMERICAN, UNTOLD], ("month", 0, 1), id="a day over 12"),
        pytest.param(["21/07/2022 | 10:00 AM"], ("day", 1, 0), id="Liferay, day first"),
        pytest.param(
            [AMERICAN] * 1000, ("month", 0, 1), id="one date a thousand times is one vote"
        ),
        pytest.param(
            [f"Gửi lúc: 05/16/2022 02:21 PM | Lượt xem: {count}" for count in range(30)],
            ("month", 0, 1),
            id="counters beside a date make no more of it",
        ),
        pytest.param([AMERICAN, "21/07/2022 | 10:00 AM"], (None, 1, 1), id="both orders"),
        pytest.param(
            [AMERICAN, *(f"{day}/07/2022 | 10:00 AM" for day in range(13, 18))],
            (None, 5, 1),
            id="one in six against it is too much",
        ),
        pytest.param(
            [AMERICAN, *(f"{d}/{m}/2022 1:00 PM" for m in (3, 5) for d in range(13, 32))],
            ("day", 38, 1),
            id="one slip in many",
        ),
        pytest.param(["Tuesday, 7/4/2023 2:05:00 PM"], ("month", 0, 1), id="the weekday: July"),
        pytest.param(["Thứ sáu, 7/4/2023 2:05:00 PM"], ("day", 1, 0), id="the weekday: April"),
        pytest.param(["Tuesday, 7/7/2023 2:05:00 PM"], None, id="twice the same number"),
        pytest.param(["12/6/2023 1:00:00 PM"], (None, 1, 0), id="December is to come"),
        pytest.param(
            ["12/6/2023 1:00:00 PM", "11/6/2023 1:00 PM"], ("day", 2, 0), id="two are to come"
        ),
        pytest.param(["6/12/2023 1:00:00 PM"], (None, 0, 1), id="6 December is to come"),
        pytest.param(["7/6/2023 1:00:00 PM"], None, id="tomorrow is not too late"),
        pytest.param(
            ["02/08/2023 08:00 AM", "01/08/2023 08:00 AM"], None, id="schedules are dated ahead"
        ),
        pytest.param(["9/8/2023 1:00:00 PM"], None, id="both to come"),
    ],
)
def test_am_pm(raws: list[str], expected: tuple[str | None, int, int] | None) -> None:
    assert told(orders_of(*raws), "am_pm") == expected


@pytest.mark.parametrize(
    ("raws", "expected"),
    [
        pytest.param(["07/04/2023", "04.07.2022", "1-2-2023"], None, id="nothing tells"),
        pytest.param(["15/08/2022"], ("day", 1, 0), id="a day over 12"),
        pytest.param(["15-08-2022", "16.08.2022"], ("day", 2, 0), id="other separators"),
        pytest.param(["08/15/2022", "08/16/2022"], (None, 0, 2), id="two turn no site"),
        pytest.param(["08/15/2022", "08/16/2022", "08/17/2022"], ("month", 0, 3), id="three do"),
        pytest.param(["08/15/2022"] * 3, (None, 0, 1), id="the same three times is one"),
        pytest.param(
            ["08/15/2022", "08/16/2022", "08/17/2022", "18/08/2022"], (None, 1, 3), id="both orders"
        ),
        pytest.param(
            [*(f"{day}/08/2022" for day in range(13, 18)), "08/15/2022"],
            ("day", 5, 1),
            id="the usual order bears a slip in six",
        ),
        pytest.param(
            [*(f"{day}/08/2022" for day in range(13, 17)), "08/15/2022"],
            (None, 4, 1),
            id="but not one in five",
        ),
        pytest.param(["Thứ ba, 07/04/2023"], (None, 0, 1), id="the weekday fits the month first"),
        pytest.param(["Thứ sáu, 07/04/2023"], ("day", 1, 0), id="the weekday fits the day first"),
        pytest.param(["Thứ hai, 07/04/2023"], None, id="the weekday fits neither"),
        pytest.param(["Thứ ba, 07-04-2023"], None, id="dashes are never read month first"),
        pytest.param(
            ["2022-08-15", "2022/08/15", "15 tháng 8 năm 2022", "Aug 15, 2022", "3 giờ trước"],
            None,
            id="long forms tell nothing",
        ),
        pytest.param(
            ["5/05/13/2022", "05/13/2022/1", "tháng 13/2022", ""],
            None,
            id="no dates",
        ),
        pytest.param(
            ["Ngày đăng: 08/04/2022 - Cập nhật: 15/04/2022"], ("day", 1, 0), id="the other date"
        ),
    ],
)
def test_plain(raws: list[str], expected: tuple[str | None, int, int] | None) -> None:
    assert told(orders_of(*raws), "plain") == expected


def test_the_forms_are_told_apart() -> None:
    orders = orders_of(AMERICAN, "15/08/2022", UNTOLD)
    assert orders == SiteOrders(
        (
            DateOrder(form="am_pm", first="month", month_votes=1, example=AMERICAN),
            DateOrder(form="plain", first="day", day_votes=1, example="15/08/2022"),
        )
    )
    assert (orders.first("am_pm"), orders.first("plain")) == ("month", "day")
    assert SiteOrders().first("plain") is None


@pytest.mark.parametrize(
    ("raws", "is_doubtful"),
    [([], False), (["15/08/2022"], False), (["08/15/2022"], True), (["08/15/2022"] * 2, True)],
)
def test_a_site_is_doubtful_where_too_few_dates_speak_for_the_month(
    raws: list[str], is_doubtful: bool
) -> None:
    assert orders_of(*raws).is_doubtful("plain") == is_doubtful
    assert not orders_of("08/13/2022", "08/14/2022", "08/15/2022").is_doubtful("plain")
    assert not SiteOrders((DateOrder(form="plain", first=None),)).is_doubtful("plain")


@pytest.mark.parametrize(
    ("uploaded", "expected"),
    [
        (date(2022, 7, 4), (None, 0, 1)),
        (date(2022, 7, 2), (None, 0, 1)),
        (date(2022, 4, 8), (None, 1, 0)),
        (date(2022, 4, 10), None),
        (date(2021, 7, 4), None),
    ],
)
def test_uploads_tell(uploaded: date, expected: tuple[str | None, int, int] | None) -> None:
    assert told(find_orders([sample(UNTOLD, uploaded)], []), "am_pm") == expected


def test_uploads_near_either_reading_tell_nothing() -> None:
    close = sample("3/4/2022 1:00:00 PM", date(2022, 3, 4))
    both = sample("3/4/2022 1:00:00 PM", date(2022, 4, 3))
    other = sample("5/7/2022 1:00:00 PM", date(2022, 5, 7))
    assert told(find_orders([close], []), "am_pm") == (None, 0, 1)
    assert told(find_orders([close, other], []), "am_pm") == ("month", 0, 2)
    assert told(find_orders([close, both], []), "am_pm") == (None, 1, 1)
    assert told(find_orders([sample("3/3/2022 1:00:00 PM", date(2022, 3, 3))], []), "am_pm") is None


# July, June, May, ... of 2022, newest first when the first number is the month, and out of order
# when it is the day.
MONTHS_FIRST = [f"{m}/{d}/2022 1:00:00 PM" for m, d in ((7, 4), (6, 9), (5, 2), (4, 11), (3, 8))]
DAYS_FIRST = [f"{d}/{m}/2022 1:00:00 PM" for m, d in ((7, 4), (6, 9), (5, 2), (4, 11), (3, 8))]


@pytest.mark.parametrize(
    ("lists", "raws", "expected"),
    [
        pytest.param([MONTHS_FIRST], [], ("month", 0, 1), id="a list in order"),
        pytest.param([DAYS_FIRST], [], ("day", 1, 0), id="a list in order, day first"),
        pytest.param([MONTHS_FIRST[::-1]], [], ("month", 0, 1), id="oldest first"),
        pytest.param([MONTHS_FIRST] * 5, [], ("month", 0, 1), id="the same list is one vote"),
        pytest.param(
            [[MONTHS_FIRST[0], "6/20/2022 1:00 PM", MONTHS_FIRST[1], AMERICAN, MONTHS_FIRST[2]]],
            [],
            ("month", 0, 2),
            id="three entries are too few, whatever stands between",
        ),
        pytest.param(
            [[*MONTHS_FIRST[:3], "4/1/2022 1:00:00 PM"]], [], None, id="one more in order"
        ),
        pytest.param([MONTHS_FIRST, DAYS_FIRST], [], (None, 1, 1), id="lists that differ"),
        pytest.param(
            [MONTHS_FIRST], ["21/7/2022 1:00 PM"], (None, 1, 1), id="one date against a list"
        ),
        pytest.param(
            [MONTHS_FIRST],
            [f"{day}/7/2022 1:00 PM" for day in (21, 22, 23)],
            ("day", 3, 1),
            id="three dates against a list",
        ),
        pytest.param([[*MONTHS_FIRST, AMERICAN]], [], ("month", 0, 2), id="a list's dates count"),
        pytest.param(
            [[f"{d}/{d + 1}/2022 1:00:00 PM" for d in range(9, 3, -1)]], [], None, id="fits both"
        ),
    ],
)
def test_lists(
    lists: list[list[str]], raws: list[str], expected: tuple[str | None, int, int] | None
) -> None:
    assert told(orders_of(*raws, lists=lists), "am_pm") == expected


def test_lists_alone_do_not_turn_plain_dates() -> None:
    plain = [raw.split()[0] for raw in MONTHS_FIRST]
    orders = orders_of(lists=[plain])
    assert told(orders, "plain") == (None, 0, 1)
    assert orders.is_doubtful("plain")


@given(
    st.lists(st.datetimes(datetime(2000, 1, 1), datetime(2023, 7, 1)), min_size=1), st.booleans()
)
def test_no_true_date_speaks_for_the_wrong_order(times: list[datetime], is_month: bool) -> None:
    right, wrong = ("month", "day") if is_month else ("day", "month")
    raws = [
        f"{at.month if is_month else at.day}/{at.day if is_month else at.month}/{at.year} "
        f"{at.hour % 12 or 12}:{at:%M:%S %p}"
        for at in times
    ]
    orders = orders_of(*raws)
    votes = {"day": 0, "month": 0}
    for one in orders.orders:
        votes = {"day": one.day_votes, "month": one.month_votes}
    assert votes[wrong] == 0
    assert votes[right] >= len({at.date() for at in times if at.day > 12})
    assert orders.first("am_pm") in (right, None)

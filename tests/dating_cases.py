"""Cases of dating: what is said of an article's publication, and what that comes to."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from archive.dating import DateOrder
from crawler.extract.dating import INTERNET_OPENED
from crawler.extract.dating.order import NO_ORDERS, SiteOrders

# All is seen on 5 August 2023 at 9.
MONTH_FIRST = SiteOrders((DateOrder(form="am_pm", first="month", month_votes=1),))
DAY_FIRST = SiteOrders((DateOrder(form="am_pm", first="day", day_votes=1),))
PLAIN_DAY = SiteOrders((DateOrder(form="plain", first="day", day_votes=9),))
PLAIN_MONTH = SiteOrders((DateOrder(form="plain", first="month", month_votes=3),))
PLAIN_DOUBT = SiteOrders((DateOrder(form="plain", first=None, month_votes=2),))


class Case(NamedTuple):
    """What is said, as "source: what is written", and what it comes to.

    `expected` is the date, the rule, the agreement, the flags, and after "|" what each candidate's
    `agrees` is: + - or ? for None.
    """

    about: str
    said: Sequence[str]
    expected: str
    orders: SiteOrders = NO_ORDERS
    opened: date = INTERNET_OPENED


AMBIGUOUS = "printed: 7/4/2023 2:05:00 PM"
CHOSEN = (
    Case("printed alone", ["printed: 04/07/2023 14:05"], "2023-07-04T14:05 printed alone | +"),
    Case("metadata alone", ["metadata: 2023-07-04T14:05"], "2023-07-04T14:05 metadata alone | +"),
    Case("the list alone", ["list: 04/07/2023"], "2023-07-04 list alone | +"),
    Case(
        "what is printed before what is stated, whatever the order",
        ["list: 04/07/2023", "metadata: 2023-07-04T14:05:09+07:00", "printed: 04/07/2023"],
        "2023-07-04 printed agreed | +++",
    ),
    Case(
        "metadata before the list",
        ["list: 04/07/2023", "metadata: 2023-07-04T14:05"],
        "2023-07-04T14:05 metadata agreed | ++",
    ),
    Case(
        "only these three give a date",
        [
            "upload: 2023-07-04T08:00:00",
            "dateline: 2023-07-04",
            "body: 2023-07-04",
            "first_seen: 2023-07-04T09:00",
        ],
        "none alone | ????",
    ),
    Case("nothing", [], "none alone |"),
    Case("no such day", ["printed: 31/02/2023"], "none alone unreadable | ?"),
    Case(
        "no such day, but a list",
        ["printed: 31/02/2023", "list: 03/03/2023"],
        "2023-03-03 list alone unreadable | ?+",
    ),
    Case("a month is no day", ["printed: tháng 7/2023"], "none alone unreadable | ?"),
    Case(
        "nor contradicts one",
        ["printed: tháng 6/2023", "list: 04/07/2023"],
        "2023-07-04 list alone unreadable | ?+",
    ),
    Case("plain dates are day first", ["printed: 07/04/2023"], "2023-04-07 printed alone | +"),
    Case("and never turned round", ["printed: 07/14/2023"], "none alone unreadable | ?"),
    Case(
        "and contradict nothing then",
        ["printed: 07/14/2023", "metadata: 2023-07-10"],
        "2023-07-10 metadata alone unreadable | ?+",
    ),
    Case(
        "unless another source names that day",
        ["printed: 07/14/2023 14:05", "metadata: 2023-07-14"],
        "2023-07-14T14:05 confirmed agreed | ++",
    ),
    Case("two readings", [AMBIGUOUS], "none alone ambiguous | ?"),
    Case("two in the list", ["list: 7/4/2023 2:05 PM"], "none alone ambiguous | ?"),
    Case(
        "two readings, told apart by metadata",
        [AMBIGUOUS, "metadata: 2023-07-04T07:00"],
        "2023-07-04T14:05 confirmed agreed | ++",
    ),
    Case(
        "two readings, told apart by the list",
        [AMBIGUOUS, "list: 04/07/2023"],
        "2023-07-04T14:05 confirmed agreed | ++",
    ),
    Case(
        "two readings, and the same numbers in the list",
        [AMBIGUOUS, "list: 07/04/2023"],
        "none alone ambiguous | ??",
    ),
    Case(
        "two readings, and the same numbers unpadded in the list",
        [AMBIGUOUS, "list: 7/4/2023"],
        "none alone ambiguous | ??",
    ),
    Case(
        "two sources, one with the same numbers",
        [AMBIGUOUS, "metadata: 2023-07-04", "list: 07.04.2023"],
        "2023-07-04T14:05 confirmed agreed | +++",
    ),
    Case(
        "two readings, neither named",
        [AMBIGUOUS, "metadata: 2023-07-10"],
        "2023-07-10 metadata disputed other_day | -+",
    ),
    Case(
        "the same numbers twice confirm nothing",
        [AMBIGUOUS, "list: 7/4/2023 2:05:00 PM"],
        "none alone ambiguous | ??",
    ),
    Case(
        "nor does the same form, though it is read day first",
        [AMBIGUOUS, "list: 07/04/2023 02:05 PM"],
        "none alone ambiguous | ??",
    ),
    Case(
        "two readings, told apart by the text's own day",
        [AMBIGUOUS, "dateline: 2023-07-03"],
        "2023-07-04T14:05 confirmed agreed | ++",
    ),
    Case(
        "the text's own day is near to neither",
        [AMBIGUOUS, "dateline: 2023-07-01"],
        "none alone ambiguous | ??",
    ),
    Case(
        "uploads and other days of the text confirm nothing",
        [AMBIGUOUS, "body: 2023-07-04", "upload: 2023-07-04T08:00:00"],
        "none alone ambiguous | ???",
    ),
    Case("one of two is to come", ["printed: 9/8/2023 2:05 PM"], "none alone future | ?"),
    Case(
        "one of two is to come",
        ["printed: 10/7/2023 2:05 PM"],
        "2023-07-10T14:05 confirmed alone | +",
    ),
    Case(
        "one of two is soon to come, as schedules are",
        ["printed: 9/1/2023 2:05 PM"],
        "none alone ambiguous | ?",
    ),
    Case(
        "two readings, one later than the archive saw it",
        ["printed: 7/4/2023 2:05 PM", "first_seen: 2023-05-01T08:00"],
        "none alone ambiguous | ??",
    ),
    Case(
        "a weekday that fits the other", ["printed: Thứ ba, 07/04/2023"], "none alone ambiguous | ?"
    ),
    Case(
        "casts doubt on the list's same numbers",
        ["printed: Thứ ba, 07/04/2023", "list: 07/04/2023"],
        "none alone ambiguous | ??",
    ),
    Case(
        "a day without a year, told by the list",
        ["printed: Sáng 04/7", "list: 04/07/2023"],
        "2023-07-04 confirmed agreed | ++",
    ),
    Case("a day without a year", ["printed: Sáng 04/7"], "none alone ambiguous | ?"),
    Case(
        "about a week ago",
        ["printed: 1 tuần trước", "list: 29/07/2023"],
        "2023-07-29 confirmed agreed | ++",
    ),
    Case(
        "about a week ago contradicts no day",
        ["printed: 1 tuần trước", "list: 30/07/2023"],
        "2023-07-30 list alone | ?+",
    ),
)
ORDERED = (
    Case("month first", [AMBIGUOUS], "2023-07-04T14:05 site_order alone | +", MONTH_FIRST),
    Case("day first", [AMBIGUOUS], "2023-04-07T14:05 site_order alone | +", DAY_FIRST),
    Case(
        "one reading", ["list: 5/16/2022 2:21 PM"], "2022-05-16T14:21 list alone | +", MONTH_FIRST
    ),
    Case(
        "one reading by the weekday",
        ["printed: Thứ sáu, 7/4/2023 2:05 PM"],
        "2023-04-07T14:05 printed alone | +",
        MONTH_FIRST,
    ),
    Case(
        "padded dates are turned with the others",
        ["printed: 07/04/2023 02:05 PM"],
        "2023-07-04T14:05 site_order alone | +",
        MONTH_FIRST,
    ),
    Case(
        "padded dates that need no turning",
        ["printed: 07/04/2023 02:05 PM"],
        "2023-04-07T14:05 printed alone | +",
        DAY_FIRST,
    ),
    Case("another form", ["printed: 07/04/2023"], "2023-04-07 printed alone | +", MONTH_FIRST),
    Case("plain, turned", ["printed: 07/04/2023"], "2023-07-04 site_order alone | +", PLAIN_MONTH),
    Case(
        "not even a date", ["printed: 07/14/2023"], "2023-07-14 site_order alone | +", PLAIN_MONTH
    ),
    Case("the form beside it", [AMBIGUOUS], "none alone ambiguous | ?", PLAIN_MONTH),
    Case("plain, as usual", ["printed: 07/04/2023"], "2023-04-07 printed alone | +", PLAIN_DAY),
    Case("ISO", ["metadata: 2023-07-04"], "2023-07-04 metadata alone | +", PLAIN_MONTH),
    Case(
        "a weekday against the order",
        ["printed: Thứ ba, 07/04/2023"],
        "none alone ambiguous | ?",
        PLAIN_DAY,
    ),
    Case(
        "two months that differ", ["printed: 07/04/2023"], "none alone ambiguous | ?", PLAIN_DOUBT
    ),
    Case(
        "a doubt is no doubt", ["printed: 14/07/2023"], "2023-07-14 printed alone | +", PLAIN_DOUBT
    ),
    Case(
        "a doubt settled",
        ["printed: 07/04/2023", "metadata: 2023-07-04T01:00"],
        "2023-07-04 confirmed agreed | ++",
        PLAIN_DOUBT,
    ),
    Case(
        "an order against another source",
        [AMBIGUOUS, "metadata: 2023-04-07"],
        "2023-07-04T14:05 site_order disputed other_day | +-",
        MONTH_FIRST,
    ),
    Case(
        "an order that leads into the future",
        ["printed: 10/7/2023 2:05 PM"],
        "none alone future | ?",
        MONTH_FIRST,
    ),
    Case("no year, no order", ["printed: Sáng 04/7"], "none alone ambiguous | ?", PLAIN_DAY),
)
FLAGGED = (
    Case("a future day", ["printed: 04/07/2024"], "none alone future | ?"),
    Case("tomorrow", ["printed: 06/08/2023"], "2023-08-06 printed alone future | +"),
    Case("the day after", ["printed: 13/08/2023"], "none alone future | ?"),
    Case(
        "a future day, but a list",
        ["printed: 14/07/2024", "list: 14/07/2023"],
        "2023-07-14 list disputed future other_day | -+",
    ),
    Case("to come in either order", ["printed: 10/12/2023"], "none alone future | ?"),
    Case("to come in the usual order", ["printed: 07/12/2023"], "none alone ambiguous | ?"),
    Case("to come in the unusual one", ["printed: 12/07/2023"], "2023-07-12 printed alone | +"),
    Case("the usual order is sure", ["printed: 07/12/2023"], "none alone future | ?", PLAIN_DAY),
    Case("too old", ["printed: 04/07/1996"], "1996-07-04 printed alone before_portal | +"),
    Case("the first day", ["printed: 19/11/1997"], "1997-11-19 printed alone | +"),
    Case(
        "before the portal",
        ["printed: 04/07/2010"],
        "2010-07-04 printed alone before_portal | +",
        opened=date(2012, 5, 1),
    ),
    Case(
        "a leap day, and no leap year near",
        ["printed: 01/03/2022", "dateline?: 2020-02-29"],
        "2022-03-01 printed disputed other_day | +-",
    ),
)
ISSUED = (
    Case("a document", ["issued: 04/07/1976"], "1976-07-04 issued alone | +"),
    Case("no such day", ["issued: 31/02/2023"], "none alone unreadable | ?"),
    Case(
        "what its page prints comes first",
        ["issued: 04/06/2023", "printed: 04/07/2023"],
        "2023-07-04 printed alone | ?+",
    ),
    Case("two readings", ["issued: 7/4/2023 2:05 PM"], "none alone ambiguous | ?"),
    Case(
        "the same day", ["issued: 04/07/2023", "list: 04/07/2023"], "2023-07-04 issued agreed | ++"
    ),
    Case(
        "metadata", ["metadata: 2023-07-04", "issued: 04/07/2023"], "2023-07-04 issued agreed | ++"
    ),
    Case(
        "files go up later",
        ["issued: 04/07/2021", "upload: 2023-07-04T08:00:00"],
        "2021-07-04 issued alone | +?",
    ),
    Case(
        "or that day",
        ["issued: 04/07/2021", "upload: 2021-07-04T08:00:00", "upload: 2023-07-04T08:00:00"],
        "2021-07-04 issued agreed | ++-",
    ),
)


def beside(about: str, *said: str, comes_to: str) -> Case:
    """What is said beside "04/07/2023 14:05", which is chosen, and what that comes to."""
    return Case(about, ["printed: 04/07/2023 14:05", *said], f"2023-07-04T14:05 printed {comes_to}")


OTHER_DAY = "disputed other_day | +-"
BESIDE = (
    beside("first seen the day before", "first_seen: 2023-07-03T09:00", comes_to="alone | +?"),
    beside("first seen years on", "first_seen: 2024-07-03T09:00", comes_to="alone | +?"),
    beside(
        "first seen earlier",
        "first_seen: 2023-07-02T09:00",
        comes_to="alone after_first_seen | +-",
    ),
    beside("metadata a day off", "metadata: 2023-07-05T01:00", comes_to="agreed | ++"),
    beside("metadata a day off", "metadata: 2023-07-03", comes_to="agreed | ++"),
    beside("metadata two days off", "metadata: 2023-07-06", comes_to=OTHER_DAY),
    beside("the list's day", "list: 04/07/2023", comes_to="agreed | ++"),
    beside("a list a day off", "list: 05/07/2023", comes_to=OTHER_DAY),
    beside("two dates printed", "printed: 05/07/2023", comes_to=OTHER_DAY),
    beside("an ambiguous list", "list: 7/4/2023 1:00 PM", comes_to="agreed | ++"),
    beside("an ambiguous list of others", "list: 2/4/2023 1:00 PM", comes_to=OTHER_DAY),
    beside("an unreadable list", "list: 31/02/2023", comes_to="alone | +?"),
    beside("a month", "list: tháng 6/2023", comes_to="alone | +?"),
    beside("its own day", "dateline: 2023-07-04", comes_to="agreed | ++"),
    beside("three days on", "dateline: 2023-07-01", comes_to="agreed | ++"),
    beside("the evening before", "dateline: 2023-07-05", comes_to="agreed | ++"),
    beside("four days on", "dateline: 2023-06-30", comes_to=OTHER_DAY),
    beside("two days before", "dateline: 2023-07-06", comes_to=OTHER_DAY),
    beside("a year unknown", "dateline?: 2022-07-04", comes_to="agreed | ++"),
    beside("another year", "dateline: 2022-07-04", comes_to=OTHER_DAY),
    beside("another day of a year unknown", "dateline?: 2022-07-21", comes_to=OTHER_DAY),
    beside("a leap day of a year unknown", "dateline?: 2020-02-29", comes_to=OTHER_DAY),
    beside("a day named", "body: 2023-06-27", comes_to="agreed | ++"),
    beside("any day", "body: 2023-06-26", comes_to="alone | +?"),
    beside("a day to come", "body: 2023-07-20", comes_to="alone | +?"),
    beside("that day's picture", "upload: 2023-07-04T08:00:00", comes_to="agreed | ++"),
    beside("a month before", "upload: 2023-06-03T08:00:00", comes_to="agreed | ++"),
    beside("two days after", "upload: 2023-07-06T08:00:00", comes_to="agreed | ++"),
    beside("longer before", "upload: 2023-06-02T08:00:00", comes_to="disputed uploads | +-"),
    beside("longer after", "upload: 2023-07-07T08:00:00", comes_to="disputed uploads | +-"),
    beside(
        "one of several",
        "upload: 2021-01-01T08:00:00",
        "upload: 2023-07-04T08:00:00",
        "upload: 2023-08-01T08:00:00",
        comes_to="agreed | +-+-",
    ),
    beside(
        "old pictures of a day that the text names",
        "upload: 2021-01-01T08:00:00",
        "dateline: 2023-07-03",
        comes_to="agreed | +?+",
    ),
    beside(
        "old pictures of a day that the text names without its year",
        "upload: 2021-01-01T08:00:00",
        "body?: 2021-06-28",
        comes_to="agreed | +?+",
    ),
    beside(
        "later pictures, whatever the text names",
        "upload: 2023-08-01T08:00:00",
        "upload: 2021-01-01T08:00:00",
        "dateline: 2023-07-03",
        comes_to="disputed uploads | +--+",
    ),
    beside(
        "old pictures of another day",
        "upload: 2021-01-01T08:00:00",
        "body: 2021-01-01",
        comes_to="disputed uploads | +-?",
    ),
)
CASES = {
    "chosen": CHOSEN,
    "ordered": ORDERED,
    "flagged": FLAGGED,
    "issued": ISSUED,
    "beside": BESIDE,
}

"""Dates as people see them: the view, the queue, and the line that explains one."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from archive_fixtures import (
    ARTICLE,
    URL,
    after,
    make_folder,
    put,
    rows,
    writing,
)
from dated_articles import (
    AGREED,
    AMERICAN,
    JULY,
    LISTED,
    PAGE,
    PRINTED,
    UPLOAD,
    article,
    settle,
)
from running import run_luutru

from archive import Archive
from archive.dating import DateCandidate, Dating, Published
from archive.errors import ConfigError
from archive.explaining import explain, why
from archive.folder import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path / "kho")


# For people


def test_the_view_shows_dates_and_what_pages_say(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, AMERICAN)
        settle(store)
        put(store, article(10000))
    statement = (
        "SELECT id, site, published_at, rule, agreement, page_at, page_raw FROM article_date"
    )
    assert rows(folder, statement) == [
        (1, "tplaocai", "2023-07-04T14:05:09+07:00", "site_order", "agreed", None, PRINTED.raw),
        (2, "tplaocai", "2023-07-04T14:05:00+07:00", None, None, None, None),
    ]


DISPUTED = Dating(
    rule="printed",
    agreement="disputed",
    flags=("other_day", "uploads"),
    candidates=(
        DateCandidate(source="printed", raw="4/4/2023", value="2023-04-04", precision="day"),
        replace(LISTED, agrees=False),
        replace(UPLOAD, agrees=False),
        replace(UPLOAD, value="2023-07-06T08:00:00", agrees=False),
    ),
)


def test_dates_to_review_are_current_flagged_and_newest_first(folder: Folder) -> None:
    with writing(folder) as store:
        put(store, article(10000, dating=DISPUTED), at=after(days=1))
        put(store, AMERICAN)
        put(store, article(20000, dating=AGREED), at=after(days=2))
        put(store, article(30000, dating=DISPUTED))
        put(store, article(30000, title="Sửa", dating=AGREED), at=after(days=3))
        other = replace(ARTICLE, url="https://sapa.laocai.gov.vn/tin/khac-100", site="sapa")
        put(store, replace(other, dating=Dating(agreement="disputed")), at=after(days=4))
    with Archive.open(folder.path) as archive:
        found = archive.dates_to_review()
        assert archive.dates_to_review("sapa") == found[:1]
        with pytest.raises(ConfigError):
            archive.dates_to_review("nope")
    assert [row["id"] for row in found] == [5, 1, 2]
    assert list(found[1]) == [
        *("id", "site", "url", "title", "published_at", "published_raw", "published_precision"),
        *("rule", "agreement", "flags", "why", "candidates"),
    ]
    assert found[1]["flags"] == ["other_day", "uploads"]
    assert found[1]["why"] == ("the list says 2023-07-04; files uploaded 2023-07-04 to 2023-07-06")
    assert found[1]["candidates"][1]["agrees"] is False
    assert found[2]["why"] == (
        "7/4/2023 2:05:09 PM names two days (2023-04-07 or 2023-07-04), and nothing tells which"
    )


AUTHOR = DateCandidate(
    source="dateline", raw="ngày 4/7", value="2023-07-04", precision="day", agrees=True
)


@pytest.mark.parametrize(
    ("published", "dating", "line"),
    [
        (Published(), None, "none: neither page nor list says it"),
        (Published(), Dating(), "none: neither page nor list says it"),
        (
            Published(raw="31/02/2023"),
            Dating(flags=("unreadable",)),
            "none: 31/02/2023 is no date that a rule reads",
        ),
        (
            PAGE,
            AMERICAN.dating,
            "none: 7/4/2023 2:05:09 PM names two days (2023-04-07 or 2023-07-04), "
            "and nothing tells which",
        ),
        (
            Published(raw="30/05/2052"),
            Dating(flags=("future",)),
            "none: 30/05/2052 is later than the page was seen",
        ),
        (Published(raw="Tháng\n7"), Dating(), "none: Tháng 7 is no day"),
        (
            Published(raw="Đang cập nhật"),
            Dating(
                flags=("unreadable", "ambiguous"), candidates=(replace(PRINTED, source="list"),)
            ),
            "none: 7/4/2023 2:05:09 PM names two days (2023-04-07 or 2023-07-04), "
            "and nothing tells which",
        ),
        (
            Published(raw="1 tuần trước"),
            Dating(
                flags=("ambiguous",),
                candidates=(
                    DateCandidate(
                        source="printed",
                        raw="1 tuần trước",
                        value="2023-06-28",
                        precision="day",
                        ambiguous=True,
                    ),
                ),
            ),
            "none: 1 tuần trước does not say which day exactly",
        ),
        (
            JULY,
            Dating(rule="confirmed", candidates=(replace(PRINTED, agrees=True),)),
            "printed as 7/4/2023 2:05:09 PM, read month first as its other reading is to come; "
            "nothing else says it",
        ),
        (
            ARTICLE.published,
            None,
            "read as Thứ ba, 04/07/2023 | 14:05; not compared with anything yet",
        ),
        (
            replace(JULY, raw=None),
            Dating(flags=("future",)),
            "known without what is printed; doubtful: a date is later than the page was seen",
        ),
        (ARTICLE.published, Dating(rule="printed"), "printed on the page; nothing else says it"),
        (
            JULY,
            AGREED,
            "printed as 7/4/2023 2:05:09 PM, read month first as the site prints dates; "
            "an upload of 2023-07-04 agrees",
        ),
        (
            JULY,
            replace(
                AGREED,
                rule="confirmed",
                candidates=(*AGREED.candidates, replace(LISTED, agrees=True)),
            ),
            "printed as 7/4/2023 2:05:09 PM, read month first as others say too; "
            "the list and an upload of 2023-07-04 agree",
        ),
        (
            replace(JULY, raw=LISTED.raw),
            Dating(
                rule="list",
                agreement="agreed",
                candidates=(
                    replace(LISTED, agrees=True),
                    replace(UPLOAD, agrees=True),
                    replace(UPLOAD, value="2023-07-05T01:00:00", agrees=True),
                    AUTHOR,
                ),
            ),
            "printed in the list; an upload of 2023-07-04 and the text's own day agree",
        ),
        (
            replace(JULY, raw="4/4/2023"),
            DISPUTED,
            "printed on the page; disputed: the list says 2023-07-04; "
            "files uploaded 2023-07-04 to 2023-07-06",
        ),
        (
            JULY,
            Dating(rule="metadata", flags=("before_portal",)),
            "stated by the page for machines; doubtful: it is earlier than the portal can be",
        ),
    ],
)
def test_a_date_is_explained_in_a_line(
    published: Published, dating: Dating | None, line: str
) -> None:
    assert explain(published, dating) == line


def test_what_can_be_read_in_two_ways_is_shown_as_it_is_written() -> None:
    said = replace(PRINTED, source="list", agrees=False)
    dating = Dating(agreement="disputed", flags=("other_day", "future"), candidates=(said,))
    assert why(dating) == (
        "the list says 7/4/2023 2:05:09 PM; a date is later than the page was seen"
    )


def test_the_queue_on_the_command_line(folder: Folder) -> None:
    nothing = run_luutru("-C", folder.path, "problems", "--dates")
    assert (nothing.returncode, nothing.stdout) == (0, "")
    assert nothing.stderr == "no dates to review\n"
    with writing(folder) as store:
        put(store, replace(ARTICLE, dating=DISPUTED))
    line = run_luutru("-C", folder.path, "problems", "--dates", "--site", "tplaocai").stdout
    assert line == (
        "1\ttplaocai\t2023-07-04 14:05\tThứ ba, 04/07/2023 | 14:05\t"
        f"the list says 2023-07-04; files uploaded 2023-07-04 to 2023-07-06\t{URL}\n"
    )
    (row,) = run_luutru("-C", folder.path, "problems", "--dates", "--json").stdout.splitlines()
    assert json.loads(row)["flags"] == ["other_day", "uploads"]
    shown = run_luutru("-C", folder.path, "show", 1).stdout
    assert "     date  printed on the page; disputed: the list says 2023-07-04; files" in shown
    csv = run_luutru("-C", folder.path, "export", "--format", "csv").stdout.splitlines()
    assert "published_precision,published_rule,first_seen_at" in csv[0]
    assert ",minute,printed," in csv[1]


@pytest.mark.parametrize("other", [("--all",), ("--kind", "http_404")])
def test_the_queue_takes_no_filter_of_problems(folder: Folder, other: tuple[str, ...]) -> None:
    done = run_luutru("-C", folder.path, "problems", "--dates", *other)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "--dates" in done.stderr

"""An article's JSON form, and what makes two versions the same."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from archive_fixtures import ARTICLE, AT, PAPER, PHOTO, make_capture
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.article import Article, Attachment, Image
from archive.dating import (
    AGREEMENTS,
    FLAGS,
    PRECISIONS,
    RULES,
    SOURCES,
    DateCandidate,
    Dating,
    Published,
)
from archive.text import normalize
from archive.times import VIETNAM, time_text

TEXTS = st.text(min_size=1).map(normalize).filter(bool)
MAYBE = st.none() | TEXTS
URLS = st.from_regex(r"https?://[a-z]{1,8}\.gov\.vn/[!-~]{0,30}", fullmatch=True)
ZONES = st.sampled_from([VIETNAM, UTC, timezone(timedelta(hours=-9, minutes=-30))])
TIMES = st.integers(631152000, 4102444800).flatmap(
    lambda second: ZONES.map(lambda zone: datetime.fromtimestamp(second + 1 / 8, zone))
)
IMAGES = st.builds(
    Image, url=URLS, caption=MAYBE, credit=MAYBE, alt=MAYBE, position=st.integers(0, 2**31 - 1)
)
PUBLISHED = st.builds(
    Published,
    at=st.none() | TIMES,
    raw=MAYBE,
    precision=st.none() | st.sampled_from(PRECISIONS),
)
DAYS = st.dates().map(str)
READINGS = (
    st.just((None, None))
    | DAYS.map(lambda day: (day, "day"))
    | st.datetimes().map(lambda at: (at.isoformat(timespec="minutes"), "minute"))
    | st.datetimes().map(lambda at: (at.isoformat(timespec="seconds"), "second"))
    | st.sampled_from([("2024-05", "month"), ("2024-01-01/2024-03-31", "quarter")])
)
CANDIDATES = st.builds(
    lambda reading, **values: DateCandidate(value=reading[0], precision=reading[1], **values),
    READINGS,
    source=st.sampled_from(SOURCES),
    raw=TEXTS,
    other=st.none() | DAYS,
    ambiguous=st.booleans(),
    agrees=st.none() | st.booleans(),
)
DATINGS = st.builds(
    Dating,
    rule=st.none() | st.sampled_from(RULES),
    agreement=st.sampled_from(AGREEMENTS),
    flags=st.lists(st.sampled_from(list(FLAGS)), unique=True).map(tuple),
    candidates=st.lists(CANDIDATES, max_size=3).map(tuple),
    page=st.none() | PUBLISHED,
)
ARTICLES = st.builds(
    Article,
    url=URLS,
    title=TEXTS,
    portal=TEXTS,
    layout=TEXTS,
    site=MAYBE,
    section=MAYBE,
    summary=MAYBE,
    author=MAYBE,
    source=MAYBE,
    published_at=st.none() | TIMES,
    published_raw=MAYBE,
    published_precision=st.none() | st.sampled_from(PRECISIONS),
    paragraphs=st.lists(TEXTS, max_size=4).map(tuple),
    images=st.lists(IMAGES, max_size=3).map(tuple),
    attachments=st.lists(st.builds(Attachment, url=URLS, label=MAYBE), max_size=3).map(tuple),
    dating=st.none() | DATINGS,
)
PLAIN: dict[str, Any] = {"url": "https://a.gov.vn/tin/bai-1", "title": "Bài"}


@settings(deadline=None)
@given(ARTICLES)
def test_the_json_form_gives_the_article_back(article: Article) -> None:
    written = json.dumps(article.as_dict())
    read = Article.from_dict(json.loads(written))
    assert read == article
    assert json.dumps(read.as_dict()) == written
    assert read.content_hash() == article.content_hash()


def test_the_json_form_has_the_documented_keys_in_order() -> None:
    assert list(ARTICLE.as_dict()) == [
        *("url", "site", "portal", "layout", "confidence", "section"),
        *("title", "summary", "author", "source"),
        *("published_at", "published_raw", "published_precision"),
        *("paragraphs", "images", "attachments", "references", "dating"),
    ]
    assert ARTICLE.as_dict()["published_at"] == "2023-07-04T14:05:00+07:00"
    assert ARTICLE.as_dict()["images"] == [
        {
            "url": PHOTO,
            "caption": "Toàn cảnh phiên họp",
            "credit": "Đỗ Sơn",
            "alt": "hội trường",
            "position": 1,
        }
    ]
    assert ARTICLE.as_dict()["attachments"] == [{"url": PAPER, "label": "Báo cáo sơ kết"}]


def test_times_are_written_in_vietnam_and_sort_as_text() -> None:
    times = [AT.astimezone(UTC) + timedelta(seconds=step / 2) for step in range(5)]
    written = [time_text(at) for at in times]
    assert written[0] == "2023-07-05T08:30:00+07:00"
    assert written == sorted(written)


def test_a_time_without_offset_is_vietnams() -> None:
    article = Article.from_dict(PLAIN | {"published_at": "2023-07-04T14:05:00"})
    assert article.published_at == datetime(2023, 7, 4, 14, 5, tzinfo=VIETNAM)


def test_what_the_form_leaves_out_is_unknown() -> None:
    article = Article.from_dict(PLAIN)
    assert article == Article(url=PLAIN["url"], title="Bài", portal="unknown", layout="unknown")


def test_untrusted_texts_are_normalised() -> None:
    article = Article.from_dict(
        PLAIN
        | {
            "title": "Hô\u0323i\x00 nghị\u200b\n\n lần",
            "summary": "\u200b ",
            "paragraphs": ["một\n\nhai", "\ufeff", "ba\x1b[31m"],
            "images": [{"url": "HTTPS://a.gov.vn/\x00a.jpg", "caption": " \ud800 ảnh"}],
        }
    )
    assert (article.title, article.summary) == ("Hội nghị lần", None)
    assert article.paragraphs == ("một hai", "ba[31m")
    assert article.images == (Image(url="HTTPS://a.gov.vn/a.jpg", caption="\ufffd ảnh"),)


TEXT_FIELDS = (
    *("url", "title", "portal", "layout", "site", "section", "summary", "author", "source"),
    *("published_at", "published_raw", "published_precision"),
)


@pytest.mark.parametrize("wrong", [1, 1.5, True, [], {}, ["x"]])
@pytest.mark.parametrize("field", TEXT_FIELDS)
def test_a_text_field_of_another_type_is_refused_by_name(field: str, wrong: object) -> None:
    with pytest.raises(ValueError, match=f"^{field}: "):
        Article.from_dict(PLAIN | {field: wrong})


@pytest.mark.parametrize("wrong", ["một", 1, 1.5, True, {"a": 1}, "", 0, False, {}])
@pytest.mark.parametrize("field", ["paragraphs", "images", "attachments"])
def test_a_list_field_of_another_type_is_refused_by_name(field: str, wrong: object) -> None:
    with pytest.raises(ValueError, match=f"^{field}: "):
        Article.from_dict(PLAIN | {field: wrong})


@pytest.mark.parametrize("wrong", ["một", 1, None, ["x"]])
@pytest.mark.parametrize("field", ["images", "attachments"])
def test_an_entry_that_is_no_object_is_refused_by_name(field: str, wrong: object) -> None:
    with pytest.raises(ValueError, match=field):
        Article.from_dict(PLAIN | {field: [wrong]})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": None}, "title"),
        ({"title": "\u200b "}, "title"),
        ({"url": None}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "/tin/bai-1"}, "url"),
        ({"url": "data:text/html,x"}, "url"),
        ({"url": " java\x00script:alert(1)"}, "url"),
        ({"published_at": "hôm qua"}, "published_at"),
        ({"published_at": "2023-13-45"}, "published_at"),
        ({"published_at": "0001-01-01T00:00:00+14:00"}, "published_at"),
        ({"published_at": "9999-12-31T23:59:59-12:00"}, "published_at"),
        ({"published_precision": "month"}, "published_precision"),
        ({"paragraphs": ["một", None]}, "paragraphs"),
        ({"images": [{"url": "javascript:alert(1)"}]}, "url"),
        ({"images": [{"url": PHOTO, "position": -1}]}, "position"),
        ({"images": [{"url": PHOTO, "position": True}]}, "position"),
        ({"images": [{"url": PHOTO, "position": 2**70}]}, "position"),
        ({"images": [{"url": PHOTO, "caption": ["x"]}]}, "caption"),
        ({"attachments": [{"url": "file:///etc/passwd"}]}, "url"),
        ({"attachments": [{"label": "x"}]}, "url"),
    ],
)
def test_a_broken_promise_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(ValueError, match=f"{field}: "):
        Article.from_dict(PLAIN | changes).as_dict()


def test_the_json_form_of_a_dating() -> None:
    said = DateCandidate(
        source="list", raw="04/07/2023", value="2023-07-04", precision="day", other="2023-04-07"
    )
    page = Published(raw="hôm qua")
    dating = Dating(rule="list", flags=("unreadable",), candidates=(said,), page=page)
    assert replace(ARTICLE, dating=dating).as_dict()["dating"] == {
        **{"rule": "list", "agreement": "alone", "flags": ["unreadable"]},
        "page": {"published_at": None, "published_raw": "hôm qua", "published_precision": None},
        "candidates": [
            {
                **{"source": "list", "raw": "04/07/2023", "value": "2023-07-04"},
                **{"precision": "day", "other": "2023-04-07", "ambiguous": False, "agrees": None},
            }
        ],
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"rule": "guess"}, "rule"),
        ({"agreement": None}, "agreement"),
        ({"agreement": "so-so"}, "agreement"),
        ({"flags": ["red"]}, "flags"),
        ({"flags": "future"}, "flags"),
        ({"page": []}, "page"),
        ({"page": {"published_precision": "month"}}, "page: published_precision"),
        ({"candidates": {}}, "candidates"),
        ({"candidates": [{}] * 201}, "candidates"),
        ({"candidates": ["x"]}, "candidates"),
        ({"candidates": [{"source": "clock"}]}, "candidates: source"),
        ({"candidates": [{"source": "list", "raw": "9" * 1001}]}, "candidates: raw"),
        ({"candidates": [{"source": "list", "agrees": 1}]}, "candidates: agrees"),
        ({"candidates": [{"source": "list", "ambiguous": "no"}]}, "candidates: ambiguous"),
        ({"candidates": [{"source": "list", "precision": "day"}]}, "candidates: precision"),
        ({"candidates": [{"source": "list", "precision": "week"}]}, "candidates: precision"),
        ({"candidates": [{"source": "list", "value": "2023-02-31"}]}, "candidates: value"),
        ({"candidates": [{"source": "list", "value": "2023-02-03 04:05"}]}, "candidates: value"),
        ({"candidates": [{"source": "list", "other": "2023-13-03"}]}, "candidates: other"),
        (
            {"candidates": [{"source": "list", "value": "2023-02", "precision": "day"}]},
            "candidates: precision",
        ),
    ],
)
def test_a_broken_dating_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    dating = {"rule": "printed", "agreement": "alone", "flags": [], "candidates": []} | changes
    with pytest.raises(ValueError, match=f"^dating: {field}: "):
        Article.from_dict(PLAIN | {"dating": dating})


@pytest.mark.parametrize("wrong", [1, "x", [], True])
def test_a_dating_that_is_no_object_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"^dating: expected a JSON object"):
        Article.from_dict(PLAIN | {"dating": wrong})


@pytest.mark.parametrize("wrong", [None, [], "x", 1])
def test_something_that_is_no_object_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match="expected a JSON object"):
        Article.from_dict(wrong)


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "https://khac.gov.vn/muc-khac/bai-618434"},
        {"site": "khac"},
        {"section": "Chính trị"},
        {"portal": "liferay"},
        {"layout": "article-detail-2"},
        {"published_at": datetime(2023, 7, 4, 7, 5, tzinfo=UTC)},
    ],
)
def test_where_it_stands_and_how_it_was_read_is_not_content(changes: dict[str, Any]) -> None:
    assert replace(ARTICLE, **changes).content_hash() == ARTICLE.content_hash()


PICTURE = ARTICLE.images[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Hội nghị ban Chấp hành Đảng bộ thành phố"},
        {"summary": None},
        {"summary": ""},
        {"author": "Khánh Ngà"},
        {"source": None},
        {"published_at": datetime(2023, 7, 4, 14, 6, tzinfo=VIETNAM)},
        {"published_at": None},
        {"published_raw": "04/07/2023"},
        {"published_precision": "second"},
        {"paragraphs": ARTICLE.paragraphs[::-1]},
        {"paragraphs": (" ".join(ARTICLE.paragraphs),)},
        {"paragraphs": ARTICLE.paragraphs[:1]},
        {"images": ()},
        {"images": (PICTURE, PICTURE)},
        {"images": (replace(PICTURE, url=PHOTO + "?2"),)},
        {"images": (replace(PICTURE, caption=None),)},
        {"images": (replace(PICTURE, credit=None),)},
        {"images": (replace(PICTURE, alt=None),)},
        {"images": (replace(PICTURE, position=2),)},
        {"attachments": ()},
        {"attachments": (Attachment(url=PAPER, label="Báo cáo"),)},
        {"attachments": (Attachment(url=PAPER + "?2", label="Báo cáo sơ kết"),)},
    ],
)
def test_every_edit_is_another_content(changes: dict[str, Any]) -> None:
    assert replace(ARTICLE, **changes).content_hash() != ARTICLE.content_hash()


def test_what_else_dates_a_page_is_not_its_content() -> None:
    """A better date found later makes no version; another date on the page does."""
    page = ARTICLE.published
    listed = {"published_raw": "05/07/2023", "published_precision": "day"}
    settled = replace(ARTICLE, **listed, dating=Dating(rule="list", page=page))
    assert settled.content_hash() == ARTICLE.content_hash()
    assert replace(ARTICLE, dating=Dating()).content_hash() == ARTICLE.content_hash()
    edited = replace(settled, dating=Dating(rule="list", page=replace(page, raw="05/07/2023")))
    assert edited.content_hash() != ARTICLE.content_hash()
    undated = replace(ARTICLE, dating=Dating(page=Published()))
    bare = replace(ARTICLE, published_at=None, published_raw=None, published_precision=None)
    assert undated.content_hash() == bare.content_hash() != ARTICLE.content_hash()


def _seen(raw: str, at: datetime) -> Article:
    return replace(ARTICLE, published_raw=raw, published_at=at)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2 giờ trước", "3 giờ trước"),
        ("Cập nhật: 59 phút trước", "Cập nhật: 1 giờ trước"),
        ("2 giờ trươ\u0301c", "1 ngày trước"),
        ("Hôm nay, 08:00", "Hôm qua, 08:00"),
        ("5 minutes ago", "yesterday"),
    ],
)
def test_the_passing_of_time_is_no_edit(earlier: str, later: str) -> None:
    first, second = _seen(earlier, AT), _seen(later, AT - timedelta(minutes=1))
    assert first.content_hash() == second.content_hash()
    assert replace(second, title="Khác").content_hash() != first.content_hash()


def test_two_printed_days_are_two_contents() -> None:
    assert _seen("04/07/2023", AT).content_hash() != _seen("05/07/2023", AT).content_hash()


@pytest.mark.parametrize(
    ("value", "media_type"),
    [
        ("text/html; charset=utf-8", "text/html"),
        (" Image/JPEG ", "image/jpeg"),
        ("", None),
        (";", None),
    ],
)
def test_a_captures_content_type(value: str, media_type: str | None) -> None:
    assert make_capture(headers=(("content-TYPE", value),)).content_type == media_type
    assert make_capture(headers=()).content_type is None


@pytest.mark.parametrize("change", [str.upper, str.title])
def test_case_of_a_relative_date_does_not_matter(change: Callable[[str], str]) -> None:
    assert (
        _seen(change("2 giờ trước"), AT).content_hash() == _seen("1 giờ trước", AT).content_hash()
    )

"""Pages made to hurt: extraction ends, in bounded time, with an article or a problem."""

import random
import time
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.article import VIETNAM
from crawler.extract import ExtractionError, NotAnArticle, extract
from crawler.extract.captions import split_credit
from crawler.extract.portal import list_page, read_source

SEEN_AT = datetime(2026, 11, 24, tzinfo=VIETNAM)
URL = "http://x.gov.vn/tin-tuc/bai-viet-123456"
LONGEST = 10.0  # seconds on a busy machine; each takes well under two on a quiet one


def page(body: str, beside: str = "", header: str = "Tiêu đề") -> bytes:
    return (
        f'<html><body><div class="ArticleDetailControl"><div class="ArticleHeader">{header}</div>'
        f'{beside}<div class="ArticleContent"><p>Một đoạn văn.</p>{body}</div></div></body></html>'
    ).encode()


def script(text: str) -> bytes:
    return f'<ul class="ArticleList"><li></li></ul><script>{text}</script>'.encode()


ARTICLES = {
    "elements beside the body": page("", beside="<span>x</span>" * 20_000),
    "boilerplate words": page(f"<p>{'online :,, ,, ' * 500}!</p><p>{'luot xem 1 ' * 500}!</p>"),
    "designed by": page(f"<p>{'designed by a- ' * 500}!</p>"),
    "related headings": page("<p>Xem thêm</p>" * 10_000 + "<p>Hết.</p>"),
    "credits": page(f"<p><img src=a.jpg></p><p><i>{'ảnh: ' * 60}:</i></p>" * 50),
    "pictures": page("<figure><img src=a.jpg><figcaption>x</figcaption></figure>" * 2_000),
    "pictures in a row": page("<img src=a.jpg>" * 5_000 + "<p><i>Chung</i></p>"),
    "many tables": page("<table><tr><td><img src=a.jpg></td><td>x</td></tr></table>" * 3_000),
    "paragraphs": page("<p>đoạn văn</p>" * 20_000),
    "one paragraph": page(f"<p>{'chữ ' * 1_000_000}</p>"),
    "line breaks": page("<br>" * 100_000),
    "scripted documents": page(f"<script>{'http://a' * 20_000}</script>"),
    "bars": page("", beside=f'<div class="PostDate">{"|" * 5_000}</div>'),
    "a date of digits": page("", beside=f'<div class="PostDate">{"1/1 " * 5_000}</div>'),
    "heaped marks": page("<p>a" + "\u0301\u0323" * 100_000 + "</p>"),
    "sizes": page(f'<img src=a.jpg width="{"9" * 5_000}"><a href="http://\x1b[1m/x.pdf">x</a>'),
    "names": page(f"<p>{'Nguyễn - ' * 2_000}</p><p>{'A-' * 40}</p>"),
}
TOO_DEEP = {  # libxml2 reads 256 levels and drops the rest without a word
    "nested elements beside the body": page("", beside=("<div>" * 100 + "<b>1/1</b>") * 500),
    "tables": page("<table><tr><td>" * 200 + "x" + "</td></tr></table>" * 200),
    "deep": page("<div>" * 50_000),
}
LISTS = {
    "comments": script("/*a=" * 20_000),
    "anchors": script("article_category_id:" * 20_000),
    "braces": script("{" * 50_000 + "article_category_id: 1"),
    "names for names": script("a=b,b=a;x={article_category_id: a, page: page}"),
    "assignments": script("a=1;" * 50_000 + "x={article_category_id: a, page: page}"),
    "last page": script(f"article_category_id: 1; maxPage = parseInt({'9' * 5_000})"),
    "joined": script("x={article_category_id: 1, page: page, no: " + "'-'+" * 2_000 + "1}"),
    "properties": script("a.b=" * 20_000 + ";a.article_category_id=1;a.page=page"),
    "arithmetic": script("x={article_category_id: 1, page: " + "page*" * 2_000 + "page}"),
    "links": b'<ul class="ArticleList">' + b'<li class="Title"><a href="/a/b-1">x</a></li>' * 5_000,
}


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_page_is_read_in_bounded_time(name: str) -> None:
    started = time.perf_counter()
    article = extract(ARTICLES[name], URL, SEEN_AT)
    assert time.perf_counter() - started < LONGEST
    assert article.title == "Tiêu đề"


@pytest.mark.parametrize("name", TOO_DEEP)
def test_a_page_nested_too_deep_is_not_read_in_part(name: str) -> None:
    with pytest.raises(NotAnArticle) as raised:
        extract(TOO_DEEP[name], URL, SEEN_AT)
    assert raised.value.kind == "too_large"


@pytest.mark.parametrize("name", LISTS)
def test_a_list_page_is_read_in_bounded_time(name: str) -> None:
    started = time.perf_counter()
    found = list_page(read_source(LISTS[name], "http://x.gov.vn/a", SEEN_AT))
    found.entries()
    found.pager()
    assert time.perf_counter() - started < LONGEST


def test_a_credit_is_looked_for_in_bounded_time() -> None:
    started = time.perf_counter()
    split_credit("ảnh:" + " x" * 50_000 + ":")
    assert time.perf_counter() - started < 1


@given(st.binary(max_size=2_000))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_an_article_or_a_problem(data: bytes) -> None:
    for body in (data, page("").replace(b"M\xe1\xbb\x99t", data)):
        try:
            extract(body, URL, SEEN_AT)
        except ExtractionError as error:
            assert error.kind


@pytest.mark.parametrize("seed", range(40))
def test_damaged_pages_are_an_article_or_a_problem(seed: int) -> None:
    pages = (Path(__file__).parent / "portals/vnportal").glob("*/page.html")
    cases = sorted(page for page in pages if page.stat().st_size > 1_000)
    chance = random.Random(seed)
    data = bytearray(chance.choice(cases).read_bytes())
    for _ in range(chance.randrange(1, 200)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    del data[chance.randrange(len(data)) :]
    try:
        extract(bytes(data), URL, SEEN_AT)
    except ExtractionError as error:
        assert error.kind


@pytest.mark.parametrize(
    "start", [b"%PDF-1.7\n", b"\xff\xd8\xff\xe0", b"PK\x03\x04", b"\x1f\x8b\x08"]
)
def test_a_file_in_a_page_s_place_is_called_one(start: bytes) -> None:
    with pytest.raises(NotAnArticle) as raised:
        extract(start + b"<p>a</p>" * 200, "http://x.gov.vn/a/b-1", SEEN_AT)
    assert raised.value.kind == "not_html"

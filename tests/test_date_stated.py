"""When a page states for machines that its article was published."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HtmlElement

from archive.dating import DateCandidate
from archive.times import VIETNAM
from crawler.extract.dating.evidence import stated_candidates
from crawler.extract.html import first, parse

SEEN_AT = datetime(2026, 9, 20, 10, 30, tzinfo=VIETNAM)
TITLE = "Thị trấn Mường Khương ra quân làm sạch môi trường"
OTHER = "Hội nghị tổng kết công tác khuyến học năm học 2024 - 2025"


def values(found: tuple[DateCandidate, ...]) -> list[str | None]:
    return [one.value for one in found]


def page(
    head: str = "", before: str = "", body: str = "<p>Sáng nay, xã ra quân.</p>"
) -> HtmlElement:
    tree = parse(
        f"<html><head><title>{TITLE}</title>{head}</head><body><div>Menu</div>"
        f"<article class='tin'><h1>{TITLE}</h1>{before}<div>{body}</div></article></body></html>"
    )
    assert tree is not None
    return tree


def stated(tree: HtmlElement) -> tuple[DateCandidate, ...]:
    block = first(tree, "article.tin")
    assert block is not None
    found = stated_candidates(tree, block, SEEN_AT)
    assert all(one.source == "metadata" for one in found)
    return found


def linked(*objects: dict[str, Any], kind: str = "application/ld+json") -> str:
    data = objects[0] if len(objects) == 1 else list(objects)
    return f'<script type="{kind}">{json.dumps(data, ensure_ascii=False)}</script>'


def news(published: str, **more: Any) -> dict[str, Any]:
    return {"@type": "NewsArticle", "headline": TITLE, "datePublished": published, **more}


@pytest.mark.parametrize(
    ("content", "value", "precision"),
    [
        ("2025-06-03T02:15:00+00:00", "2025-06-03T09:15:00", "second"),
        ("2025-06-03T20:15:00.000Z", "2025-06-04T03:15:00", "second"),
        ("2025-06-03T09:15:30+07:00", "2025-06-03T09:15:30", "second"),
        ("2025-06-03T09:15:30.1234567+07:00", "2025-06-03T09:15:30", "second"),
        ("2025-06-03T09:15+0700", "2025-06-03T09:15", "minute"),
        ("2025-06-03 09:15:00", "2025-06-03T09:15:00", "second"),
        ("20250603T021500Z", "2025-06-03T09:15:00", "second"),
        ("Tue, 03 Jun 2025 02:15:00 GMT", "2025-06-03T09:15:00", "second"),
        ("03/06/2025 09:15", "2025-06-03T09:15", "minute"),
        ("6/13/2025 2:15:00 PM", "2025-06-13T14:15:00", "second"),
        ("2025-06-03", "2025-06-03", "day"),
        ("20250603", "2025-06-03", "day"),
        ("2025-06-03T00:00:00+07:00", "2025-06-03", "day"),
        ("2025-06-03T00:00:00Z", "2025-06-03", "day"),
        ("2025-06-02T17:00:00Z", "2025-06-03", "day"),
    ],
)
def test_a_stated_time(content: str, value: str, precision: str) -> None:
    (found,) = stated(page(f'<meta property="article:published_time" content="{content}">'))
    assert (found.raw, found.value, found.precision) == (content, value, precision)


@pytest.mark.parametrize(
    "content",
    [
        "0001-01-01T00:00:00",
        "1970-01-01T07:00:00+07:00",
        "1900-01-01",
        "0000-00-00 00:00:00",
        "2025-13-45",
        "9999-12-31T23:59:59-07:00",
        "2025-06",
        "năm 2025",
        "",
        "Thị trấn",
        "2026-09-20T10:21:00+07:00",  # the page was seen at 10:30
        "2026-09-20T03:33:12Z",
        "2025-06-03" + " " * 9_000_000 + "x",
    ],
)
def test_stated_values_that_are_none(content: str) -> None:
    assert stated(page(f'<meta property="article:published_time" content="{content}">')) == ()


def test_a_time_to_come_is_said_but_not_the_clock_in_another_zone() -> None:
    meta = '<meta property="article:published_time" content="{}">'
    said = stated(page(meta.format("2027-05-05T09:00:00+07:00")))
    assert values(said) == ["2027-05-05T09:00:00"]
    assert stated(page(meta.format("2026-09-20T17:30:00+07:00"))) == ()


def test_the_moment_of_capture_is_no_date_but_its_day_is() -> None:
    head = '<meta name="pubdate" content="{}">'
    assert values(stated(page(head.format("2026-09-20T10:05:00+07:00")))) == ["2026-09-20T10:05:00"]
    assert values(stated(page(head.format("2026-09-20")))) == ["2026-09-20"]


@pytest.mark.parametrize(
    "meta",
    [
        'property="og:article:published_time"',
        'property="ARTICLE:published_time"',
        'itemprop="datePublished"',
        'name="pubdate" itemprop="datePublished"',
        'name="DC.date.issued"',
        'name="DC.Date.Created"',
        'name="dcterms.issued" scheme="W3CDTF"',
        'name="publish-date"',
        'name="sailthru.date"',
        'name="parsely-pub-date"',
        'name="citation_publication_date"',
    ],
)
def test_meta_elements_in_wide_use(meta: str) -> None:
    assert values(stated(page(f'<meta {meta} content="2025-06-03">'))) == ["2025-06-03"]


@pytest.mark.parametrize(
    "meta",
    [
        'property="article:modified_time"',
        'property="og:updated_time"',
        'itemprop="dateModified"',
        'name="last-modified"',
        'name="date"',
        'name="created"',
        'name="copyright"',
        'http-equiv="expires"',
    ],
)
def test_meta_elements_that_date_something_else(meta: str) -> None:
    assert stated(page(f'<meta {meta} content="2025-06-03">')) == ()


def test_one_moment_is_said_once_and_open_graph_first() -> None:
    head = (
        '<meta name="pubdate" content="2025-06-03"><meta name="pubdate" content="2025-06-03">'
        '<meta property="article:published_time" content="2025-06-03T02:15:00Z">'
    )
    found = stated(page(head + linked(news("2025-06-03T09:15:00+07:00"))))
    assert values(found) == ["2025-06-03T09:15:00", "2025-06-03"]
    assert found[0].raw == "2025-06-03T02:15:00Z"


AT, LATER = "2025-06-03T09:15:00+07:00", "2025-06-09T09:15:00+07:00"


@pytest.mark.parametrize(
    "script",
    [
        linked(news(AT)),
        linked(news(AT, **{"@type": ["Article", "NewsArticle"]})),
        linked(news(AT, headline=TITLE[:40] + "…")),
        linked(news(AT, headline="Tên khác hẳn", url="https://www.x.gov.vn/tin/bai-1#top")),
        linked({"@graph": [{"@type": "WebSite", "datePublished": LATER}, news(AT)]}),
        linked({"@type": "WebSite", "datePublished": LATER}, news(AT)),
        linked(news(AT), news(LATER, headline=OTHER)),
        linked({"@type": "WebPage", "name": "x", "mainEntity": news(AT)}),
        linked({"@type": "NewsArticle", "datePublished": AT}),
        linked({"datePublished": AT}),
        f"<script type='application/ld+json'>//<![CDATA[\n{json.dumps(news(AT))}\n//]]></script>",
        f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{TITLE} “"",'
        f'"datePublished":"{AT}",}}</script>',
        '<script type="application/ld+json">{"a": "x\ty", '
        + json.dumps(news(AT))[1:]
        + "</script>",
    ],
)
def test_the_pages_own_article_in_json_ld(script: str) -> None:
    canonical = '<link rel="canonical" href="https://x.gov.vn/tin/bai-1">'
    assert values(stated(page(canonical + script))) == ["2025-06-03T09:15:00"]


@pytest.mark.parametrize(
    "script",
    [
        linked(news(AT, headline=OTHER)),
        linked(news(AT, headline=OTHER), news(LATER, headline="Bài thứ ba về một việc khác")),
        linked(
            {"@type": "NewsArticle", "datePublished": AT},
            {"@type": "Article", "datePublished": LATER},
        ),
        linked({"@type": "WebSite", "name": TITLE, "datePublished": AT}),
        linked({"@type": "GovernmentOrganization", "name": TITLE, "datePublished": AT}),
        linked({"@type": "VideoObject", "name": TITLE, "datePublished": AT}),
        linked({"@type": "ItemList", "itemListElement": [news(AT)]}),
        linked({"@type": "NewsArticle", "headline": TITLE, "dateModified": AT}),
        linked(news(AT, datePublished=None)),
        linked(news(AT, datePublished=[AT])),
        linked(news(AT), kind="text/javascript"),
        f'<script type="application/ld+json">{{"datePublished":"{AT}", "datePublished":"{LATER}",'
        '"@type":"NewsArticle",,}</script>',
        '<script type="application/ld+json">"datePublished"</script>',
        '<script type="application/ld+json">{"@type":"NewsArticle"},{"@type":"Article",'
        f'"headline":"{TITLE}","datePublished":"{AT}"}}</script>',
        '<script type="application/ld+json">' + '[{"datePublished":' * 9_000 + "}]</script>",
        '<script type="application/ld+json">' + "[" * 200_000 + "datePublished</script>",
        '<script type="application/ld+json">{"datePublished": ' + "9" * 9999 + "}</script>",
        linked({"x": "y" * 400_000, **news(AT)}),
    ],
)
def test_json_ld_that_dates_no_article_of_this_page(script: str) -> None:
    canonical = (
        '<link rel="canonical" href="https://x.gov.vn/"><meta property="og:url" content="x">'
    )
    assert stated(page(canonical + script)) == ()


def test_urls_of_a_home_page_are_no_articles() -> None:
    head = '<link rel="canonical" href="https://x.gov.vn/">'
    articles = [news(at, headline=OTHER, url="https://x.gov.vn/") for at in (AT, LATER)]
    assert stated(page(head + linked(*articles))) == ()


@pytest.mark.parametrize(
    "before",
    [
        f'<time datetime="{AT}">3/6/2025</time>',
        f'<p class="relative">Đăng lúc <time datetime="{AT}">3/6</time></p>',
        f'<header><time class="entry-date published updated" datetime="{AT}"></time></header>',
        f'<time class="updated" datetime="{LATER}"></time><time pubdate datetime="{AT}"></time>',
        f'<span class="date"><time class="post-date updated" datetime="{AT}">3/6</time></span>',
        f'<meta itemprop="datePublished" content="{AT}">',
        f'<span itemprop="datePublished" content="{AT}">hôm nay</span>',
        '<span itemprop="datePublished">03/06/2025 09:15:00</span>',
        f'<time itemprop="datePublished" datetime="{AT}">3/6</time>',
    ],
)
def test_times_and_microdata_in_the_article(before: str) -> None:
    assert values(stated(page(before=before))) == ["2025-06-03T09:15:00"]


@pytest.mark.parametrize(
    "body",
    [
        f'<p>Hội chợ mở lúc <time datetime="{AT}">9 giờ 15</time> {"tại trung tâm xã " * 9}</p>',
        f'<p>{"Xã ra quân. " * 200}</p><div><time datetime="{AT}">3/6</time> Bạn đọc</div>',
        f'<ul><li><time datetime="{AT}">3/6</time></li></ul>',
        f'<div class="related-news"><time class="post-date" datetime="{AT}">3/6</time></div>',
        f'<div id="tin-lien-quan"><time pubdate datetime="{AT}">3/6</time></div>',
        f'<aside><span itemprop="datePublished" content="{AT}"></span></aside>',
        f'<div id="comments"><meta itemprop="datePublished" content="{AT}"></div>',
        f'<time class="updated" datetime="{AT}">3/6</time>',
        f'<time itemprop="dateModified" datetime="{AT}">3/6</time>',
        "<time>03/06/2025</time>",
        '<div itemscope itemtype="https://schema.org/VideoObject">'
        f'<meta itemprop="datePublished" content="{AT}"></div>',
        f'<i itemprop="datePublished" content="{AT}"></i>'
        f'<i itemprop="datePublished" content="{LATER}"></i>',
    ],
)
def test_times_of_something_else(body: str) -> None:
    assert stated(page(body=body)) == ()


def test_microdata_of_the_item_that_the_article_is() -> None:
    item = '<div itemscope itemtype="https://schema.org/NewsArticle">{}</div>'
    own = f'<meta itemprop="datePublished" content="{AT}"><article class="tin">{TITLE}</article>'
    other = f'<h3>{OTHER}</h3><meta itemprop="datePublished" content="{LATER}">'
    tree = parse(f"<html><body>{item.format(other)}{item.format(own)}</body></html>")
    assert tree is not None
    assert values(stated(tree)) == ["2025-06-03T09:15:00"]


@pytest.mark.parametrize(
    "junk",
    [
        '<time datetime="2025-06-03">x</time>' * 100_000,
        '<meta name="pubdate" content="x">' * 100_000,
        '<i itemprop="datePublished" content="2025-06-0&#0;3">x</i>' * 100_000,
        "<script type='application/ld+json'>{\"datePublished\"</script>" * 10_000,
    ],
)
def test_heaps_of_dates_are_not_all_read(junk: str) -> None:
    tree = page(body=junk)
    block = first(tree, "article.tin")
    assert block is not None
    began = datetime.now(VIETNAM)
    assert len(stated_candidates(tree, block, SEEN_AT)) <= 1
    assert datetime.now(VIETNAM) - began < timedelta(seconds=1)


@given(st.text(max_size=100))
def test_any_stated_value_is_answered(content: str) -> None:
    tree = page("<meta name=pubdate>", before="<time pubdate></time>")
    meta, block = first(tree, "meta"), first(tree, "article.tin")
    assert meta is not None and block is not None
    try:
        meta.set("content", content)
    except ValueError:  # lxml takes no control characters
        return
    for one in stated_candidates(tree, block, SEEN_AT):
        assert one.at is not None or one.other is not None

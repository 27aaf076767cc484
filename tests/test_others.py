"""Dates and links of other articles within an article's block are not the article's."""

from datetime import datetime

import pytest

from archive.article import Article
from archive.times import VIETNAM
from crawler.extract import extract

SEEN = datetime(2023, 7, 5, 9, 0, tzinfo=VIETNAM)
BODY = "Sáng nay, hội nghị sơ kết công tác đảng đã diễn ra tại trụ sở Ủy ban nhân dân xã. " * 4
OTHER = "Khai mạc hội thi nông dân đua tài năm nay"
OWN = '<div class="PostDate">04/07/2023 08:30</div>'
OTHERS = {
    "a block named for related news": (
        '<div class="relate-news"><div class="item"><a href="/a/b-77123">Bài khác</a>'
        '<div class="PostDate">12/07/2021</div></div></div>'
    ),
    "a row of a list": (
        f'<div class="UIArticleRelated_Default"><div class="row"><a href="/a/b-77123">{OTHER}</a>'
        '<div class="Ngaydang">12/07/2021</div></div></div>'
    ),
    "a list without a telling name": (
        f'<div class="box"><h4><a href="/a/b-77123">{OTHER}</a></h4>'
        '<span class="PostDate">12/07/2021</span></div>'
    ),
    "a table": (
        f'<table><tr><td><a href="/a/b-77123">{OTHER}</a> | 12/07/2021</td></tr>'
        f'<tr><td><a href="/a/b-77124">{OTHER} 2</a></td><td>11/07/2021</td></tr></table>'
    ),
    "within the link": (
        f'<div><a href="/a/b-77123">{OTHER} <span class="PostDate">12/07/2021</span></a></div>'
    ),
}


def article(head: str, tail: str) -> Article:
    page = (
        '<html><body><div class="ArticleDetailControl">'
        '<div class="ArticleHeader">Hội nghị sơ kết công tác đảng</div>'
        f'{head}<div class="ArticleContent"><p>{BODY}</p></div>{tail}</div></body></html>'
    )
    return extract(page.encode(), "https://a.gov.vn/tin/hoi-nghi-12345", SEEN)


@pytest.mark.parametrize("others", OTHERS.values(), ids=OTHERS.keys())
def test_another_articles_date_is_none(others: str) -> None:
    found = article("", others)
    assert (found.published_raw, found.published_at) == (None, None)
    assert found.dating is not None and found.dating.candidates == ()


@pytest.mark.parametrize("others", OTHERS.values(), ids=OTHERS.keys())
def test_the_articles_own_date_stands_beside_them(others: str) -> None:
    assert article(OWN, others).published_raw == "04/07/2023 08:30"
    assert article("", OWN + others).published_raw == "04/07/2023 08:30"
    assert article(others, OWN).published_raw == "04/07/2023 08:30"


@pytest.mark.parametrize(
    "line",
    [
        "<div>Ngày đăng: 03/07/2023</div>",
        '<div><a href="/tin-tuc">Tin tức</a> <span class="PostDate">03/07/2023</span></div>',
        '<div><a href="/tin/hoi-nghi-12345">Hội nghị sơ kết công tác đảng</a>'
        '<div class="PostDate">03/07/2023</div></div>',
    ],
    ids=["below the body", "beside its section", "beside its own link"],
)
def test_a_date_without_another_article_is_its_own(line: str) -> None:
    found = article("", line)
    assert found.published_at == datetime(2023, 7, 3, tzinfo=VIETNAM)

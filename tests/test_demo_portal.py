"""The demo's portal speaks vnPortal's protocol, and its bundled content holds together."""

from __future__ import annotations

import io
import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urljoin
from urllib.request import urlopen

import pytest
from bs4 import BeautifulSoup, Tag
from PIL import Image

from crawler.demo import RunningDemo, serve_bundled
from crawler.demo.blocks import Bullets, Picture, parse_blocks
from crawler.demo.content import LOCAL_TIME, WEEKDAYS, DemoArticle, DemoSection, slugify
from crawler.demo.files import MEDIA
from crawler.demo.portal import LOAD_ARTICLE, Portal, Question

SEED = 618434


@pytest.fixture(scope="module")
def demo() -> Iterator[RunningDemo]:
    with serve_bundled() as running:
        yield running


@pytest.fixture(scope="module")
def portal() -> Portal:
    return Portal.bundled(files_url="http://files.example/")


def page(portal: Portal, target: str) -> BeautifulSoup:
    answer = portal.answer(Question("GET", target, {}, "demo.example"))
    assert answer.status == 200, target
    return BeautifulSoup(answer.body, "lxml")


def post(portal: Portal, form: dict[str, str]) -> BeautifulSoup:
    answer = portal.answer(Question("POST", LOAD_ARTICLE, form, "demo.example"))
    assert answer.status == 200
    return BeautifulSoup(answer.body, "lxml")


def script_values(soup: BeautifulSoup) -> dict[str, str]:
    """The list script's parameter object as a browser would send it for page 2."""
    text = next(tag.text for tag in soup.find_all("script") if "article_category_id" in tag.text)
    found = dict(re.findall(r"[\"']?\b(\w+)[\"']?: *[\"']?([\w,\-]*)[\"']?(?=,|\s*\})", text))
    names = re.search(r"article_category_id.*?\}", text, re.S)
    assert names is not None
    variables = dict(re.findall(r"var (\w+) = (\d+);", text))
    values = {str(name): str(variables.get(value, value)) for name, value in found.items()}
    return {name: value for name, value in values.items() if name in names[0]} | {"page": "2"}


def linked(soup: BeautifulSoup) -> list[str]:
    return [str(link["href"]) for link in soup.select("li.row h2.Title a")]


def article_of(portal: Portal, path: str) -> DemoArticle:
    number = re.search(r"-(\d+)(?:\?|$)", path)
    assert number is not None
    return next(one for one in portal.articles if one.id == int(number[1]))


def walk(portal: Portal, section: DemoSection) -> list[str]:
    """All the section's article links, the way a crawler finds them."""
    soup = page(portal, f"/{section.slug}")
    links, form = linked(soup), script_values(soup)
    for number in range(2, 9):
        more = linked(post(portal, form | {"page": str(number)}))
        links += more
        if not more:
            return links
    raise AssertionError("the list never ends")


def test_it_ships_enough_to_search() -> None:
    portal = Portal.bundled()
    assert len(portal.articles) >= 64
    assert len(portal.sections) >= 5


def test_sections_reach_every_article(portal: Portal) -> None:
    reached = {article_of(portal, link).id for one in portal.sections for link in walk(portal, one)}
    assert reached == {article.id for article in portal.articles}


def test_lists_are_newest_first_without_repeats(portal: Portal) -> None:
    for section in portal.sections:
        times = [article_of(portal, link).posted_at for link in walk(portal, section)]
        assert times == sorted(times, reverse=True)
        assert len(times) == len(set(times))


def test_lists_have_one_to_three_pages(portal: Portal) -> None:
    pages = Counter(
        len(page(portal, f"/{one.slug}").select("ul.pagination li.page-number a.page-link"))
        for one in portal.sections
    )
    assert set(pages) == {1, 2, 3}


def test_first_page_has_dates_thumbnails_and_titles(portal: Portal) -> None:
    rows = page(portal, "/tin-tuc").select("div.UIArticleInMenu_Default ul.ArticleList > li.row")
    assert len(rows) == 10
    for row in rows:
        assert row.select_one("div.col-lg-2 img.image[src]")
        assert re.fullmatch(r"\d\d/\d\d/\d{4}", row.select("div.Ngaydang")[0].text)


@pytest.mark.parametrize("name", ["article_category_id", "site_id", "page_size"])
@pytest.mark.parametrize("value", ["", "7", None])
def test_fragment_wants_the_values_of_the_page(portal: Portal, name: str, value: str) -> None:
    form = script_values(page(portal, "/tin-tuc"))
    assert len(linked(post(portal, form))) == 10
    spoiled = {key: was for key, was in form.items() if key != name}
    if value is not None:
        spoiled[name] = value
    assert linked(post(portal, spoiled)) == []


@pytest.mark.parametrize("number", ["0", "-1", "99", "", "hai"])
def test_fragment_off_the_end_is_empty(portal: Portal, number: str) -> None:
    form = script_values(page(portal, "/tin-tuc")) | {"page": number}
    answer = portal.answer(Question("POST", LOAD_ARTICLE, form, "demo.example"))
    assert (answer.status, answer.body) == (200, b"")


@pytest.mark.parametrize(("asked", "dated"), [("True", 10), ("False", 0)])
def test_fragment_dates_follow_the_parameter(portal: Portal, asked: str, dated: int) -> None:
    form = script_values(page(portal, "/tin-tuc")) | {"show_post_date": asked}
    assert len(post(portal, form).select("div.Ngaydang")) == dated


def test_script_parameters_differ_by_deployment(portal: Portal) -> None:
    forms = {one.style: script_values(page(portal, f"/{one.slug}")) for one in portal.sections}
    assert forms["haiphong"]["categoryIds"] == "54435" or "," in forms["haiphong"]["categoryIds"]
    assert forms["haiphong"]["no"] == "-10"
    assert forms["haiphong"]["is_authenticated"] == "False"
    assert "categoryIds" not in forms["ninhbinh"]
    assert (forms["ninhbinh"]["lang"], forms["ninhbinh"]["no"]) == ("vi-VN", "-5")
    assert (forms["ninhbinh"]["page_size"], forms["ninhbinh"]["page"]) == ("10", "2")
    assert forms["hoinongdan"]["num_of_text"] == "200"
    for form in forms.values():
        assert (form["keyword"], form["show_no"]) == ("", "False")


def test_max_page_stands_in_one_style_only(portal: Portal) -> None:
    having = {one.style for one in portal.sections if "maxPage" in str(page(portal, one.slug))}
    assert having == {"haiphong"}


def test_query_does_not_turn_pages(portal: Portal) -> None:
    assert linked(page(portal, "/tin-tuc?page=2")) == linked(page(portal, "/tin-tuc"))


def test_lists_link_under_other_categories(portal: Portal) -> None:
    section = next(one for one in portal.sections if one.slug == "thu-tuc-hanh-chinh-76761")
    categories = {link.split("/")[1] for link in walk(portal, section)}
    assert len(categories) >= 3
    assert section.slug in categories


def test_some_links_carry_a_page_index(portal: Portal) -> None:
    section = next(one for one in portal.sections if one.link_query)
    links = walk(portal, section)
    assert all(link.endswith("?pageindex=0") for link in links)
    assert page(portal, links[0]).select_one("div.ArticleHeader")


def test_one_article_in_two_sections(portal: Portal) -> None:
    paths = {link.split("?")[0] for one in portal.sections for link in walk(portal, one)}
    counts = Counter(article_of(portal, path).id for path in paths)
    twice = [number for number, times in counts.items() if times == 2]
    assert len(twice) >= 2
    for path in paths:
        if article_of(portal, path).id in twice and "dich-vu-cong" not in path:
            title = page(portal, path).select("div.ArticleHeader")[0].text
            assert title == article_of(portal, path).title


def test_one_listed_page_shows_another_module(portal: Portal) -> None:
    article = next(one for one in portal.articles if one.hidden_under)
    assert article.hidden_under is not None
    wrong = page(portal, article.path(article.hidden_under))
    assert not wrong.select("div.ArticleDetailControl, div.ArticleHeader")
    assert wrong.title is not None
    assert article.title not in wrong.title.text
    (right,) = set(article.categories) - {article.hidden_under}
    assert page(portal, article.path(right)).select_one("div.ArticleHeader")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Quyết định 3074//QĐ-UBND ngày 30/8/2026", "quyet-dinh-3074-qd-ubnd-ngay-30-8-2026"),
        ("Đường “làng” mới: ổn!", "duong-lang-moi-on"),
        ("a" * 95 + " b", "a" * 95 + "-"),
    ],
)
def test_slugs_are_written_as_the_platform_does(title: str, slug: str) -> None:
    assert slugify(title) == slug


def test_slugs_are_cut_at_96(portal: Portal) -> None:
    lengths = [len(one.slug) for one in portal.articles]
    assert max(lengths) == 96
    assert lengths.count(96) >= 3
    assert any(one.slug.endswith("-") for one in portal.articles)


def test_ids_rise_with_time(portal: Portal) -> None:
    by_id = sorted(portal.articles, key=lambda one: one.id)
    assert by_id == sorted(portal.articles, key=lambda one: one.posted_at)


@pytest.mark.parametrize("article", Portal.bundled().articles, ids=lambda one: str(one.id))
def test_detail_page_says_what_the_article_says(portal: Portal, article: DemoArticle) -> None:
    category = next(slug for slug in article.categories if slug != article.hidden_under)
    soup = page(portal, article.path(category))
    control = soup.select("div.ArticleDetailControl")[0]
    assert control.select("div.ArticleHeader")[0].text == article.title
    assert control.select("div.PostDate")[0].text == article.printed_date
    assert [tag.text for tag in control.select("div.ArticleSummary")] == (
        [article.summary] if article.summary else []
    )
    (content,) = control.select("div.ArticleContent")
    text = " ".join(content.get_text().split())
    for paragraph in article.paragraphs:
        assert all(cell in text for cell in paragraph.split(" | ")), paragraph
    captions = [one.caption for one in article.pictures if one.caption]
    assert all(caption in text for caption in captions)
    assert len(content.select("img")) == len(article.pictures)
    assert len(soup.select("div.relate-news a")) == 5


def test_text_is_nfc_and_printed_weekdays_are_right(portal: Portal) -> None:
    for article in portal.articles:
        text = article.title + "".join(article.paragraphs)
        assert unicodedata.is_normalized("NFC", text)
        if article.date_form == "weekday":
            assert article.printed_date.startswith(WEEKDAYS[article.posted_at.weekday()])


def test_dates_are_printed_in_many_ways(portal: Portal) -> None:
    at = datetime(2023, 7, 4, 14, 5, tzinfo=LOCAL_TIME)
    seed = next(one for one in portal.articles if one.id == SEED)
    assert seed.posted_at == at
    assert seed.printed_date == "Thứ ba, 04/07/2023 | 14:05"
    assert len({one.date_form for one in portal.articles}) >= 6
    assert any(re.search(r"\d\d-\d\d-\d{4} \d\d:\d\d CH$", a.printed_date) for a in portal.articles)


def test_seed_article_is_whole(portal: Portal) -> None:
    seed = next(one for one in portal.articles if one.id == SEED)
    assert seed.title == "Hội nghị Ban Chấp hành Đảng bộ thành phố lần thứ 25, khóa XXIII"
    assert seed.paragraphs[0].startswith("Sáng ngày 04/7/2023, Đảng bộ thành phố Lào Cai")
    assert seed.paragraphs[-1].endswith("nhận nhiệm vụ mới tại Sở Công thương tỉnh Lào Cai.")
    text = "\n".join(seed.paragraphs)
    for odd in ("môi trườngĐẩy mạnh", "chuyển đi số", "5.840/4.500 tỷ", "Tỉnh uỷ viên"):
        assert odd in text
    assert [one.caption for one in seed.pictures] == [
        "Toàn cảnh hội nghị BCH Đảng bộ thành phố",
        "Các đại biểu dự hội nghị",
        "Thường trực Thành ủy chủ trì thảo luận tại hội nghị",
        "Đồng chí Bí thư Thành ủy Đỗ Trường Sơn kết luận hội nghị",
        "Tặng Bằng khen cho các đảng viên hoàn thành xuất sắc nhiệm vụ 5 năm liên tục",
        "Các đồng chí trong BCH Đảng bộ thành phố chia tay đồng chí Nguyễn Trường Giang"
        " - nguyên Phó Chủ tịch UBND thành phố",
    ]
    soup = page(portal, seed.path("tin-tuc"))
    assert soup.select("div.author")[0].text == "Khánh Nga"
    after = soup.get_text("\n").split("Khánh Nga")[-1]
    words = ("Tin tức", "Đăng nhập", "Designed by", "Thống kê truy cập", "Đang online", "Tất cả")
    assert [after.find(word) for word in words] == sorted(after.find(word) for word in words)
    assert -1 not in [after.find(word) for word in words]


def test_every_caption_variant_occurs(portal: Portal) -> None:
    used = {picture.variant for one in portal.articles for picture in one.pictures}
    assert used >= {"v1", "v1b", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "centred", "plain"}


def test_an_image_inside_a_paragraph_stays_inside(portal: Portal) -> None:
    article = next(a for a in portal.articles if any(p.variant == "v3" for p in a.pictures))
    soup = page(portal, article.path(article.categories[0]))
    image = soup.select("div.ArticleContent img")[0]
    assert isinstance(image.parent, Tag)
    assert image.parent.name == "p"
    assert len(image.parent.get_text(strip=True)) > 100
    assert str(image.parent).count("<br/>") == 4
    assert "\x02" not in str(soup)
    assert "\x03" not in str(soup)


def test_two_looks_differ_only_in_the_noise() -> None:
    nine = datetime(2026, 11, 2, 9, tzinfo=LOCAL_TIME)
    clock = iter(nine + timedelta(seconds=second) for second in range(9))
    bundled = Portal.bundled()
    portal = Portal(bundled.articles, bundled.sections, now=lambda: next(clock))
    path = next(one for one in portal.articles if one.id == SEED).path("tin-tuc")
    looks = [page(portal, path) for _ in range(2)]
    for noisy in ("#__VIEWSTATE", "#liveclock", ".view-count", "ul.visitor-counter"):
        parts = [str(soup.select(noisy)[0]) for soup in looks]
        assert parts[0] != parts[1], noisy
        for soup in looks:
            soup.select(noisy)[0].decompose()
    assert str(looks[0]) == str(looks[1])


def test_clock_shows_today_not_the_article(portal: Portal) -> None:
    bundled = Portal.bundled()
    now = datetime(2026, 11, 2, 9, tzinfo=LOCAL_TIME)
    fixed = Portal(bundled.articles, bundled.sections, now=lambda: now)
    assert page(fixed, "/").select("#liveclock")[0].text == "Thứ hai, 02/11/2026 09:00:00"


def test_menu_mixes_sections_and_other_links(portal: Portal) -> None:
    links = [str(link["href"]) for link in page(portal, "/").select("ul.nav li > a")]
    assert {f"/{one.slug}" for one in portal.sections} <= set(links)
    assert {"javascript:;", "/gioi-thieu", "/?pageid=27205&p_cate=11495", "/lien-he"} <= set(links)
    assert not page(portal, "/gioi-thieu").select("ul.ArticleList")
    documents = page(portal, "/?pageid=27205&p_cate=11495")
    assert documents.select("#content_pane .pager .currentpage")
    assert not documents.select("#content_pane li > a[href*='-9']")


def test_pages_are_of_moderate_size(portal: Portal) -> None:
    for article in portal.articles:
        question = Question("GET", article.path(article.categories[0]), {}, "demo.example")
        assert 12_000 < len(portal.answer(question).body) < 40_000


@pytest.mark.parametrize("target", ["/khong-co", "/tin-tuc/khong-co-12", LOAD_ARTICLE, "/admin/"])
def test_unknown_paths_are_404(portal: Portal, target: str) -> None:
    assert portal.answer(Question("GET", target, {}, "demo.example")).status == 404


def test_over_http_with_a_replayed_post(demo: RunningDemo) -> None:
    with urlopen(demo.url + "kinh-te") as first:
        assert first.headers["Content-Type"] == "text/html; charset=utf-8"
        form = script_values(BeautifulSoup(first.read(), "lxml"))
    with urlopen(demo.url + LOAD_ARTICLE[1:], data=urlencode(form).encode()) as second:
        assert len(linked(BeautifulSoup(second.read(), "lxml"))) >= 4
    _, question, headers = demo.questions[-1]
    assert (question.method, question.target) == ("POST", LOAD_ARTICLE)
    assert question.form["keyword"] == ""
    assert headers["Host"] == question.host
    assert demo.questions[-2][0] <= demo.questions[-1][0]


def test_robots_and_404_over_http(demo: RunningDemo) -> None:
    with urlopen(demo.url + "robots.txt") as robots:
        assert robots.read() == b"User-agent: *\nDisallow: /admin/\nDisallow: /login.aspx\n"
    with pytest.raises(HTTPError) as caught:
        urlopen(demo.url + "khong-co")
    with caught.value:
        assert caught.value.code == 404


def test_files_are_fetched_from_where_pages_say(demo: RunningDemo) -> None:
    hosts: Counter[str] = Counter()
    for article in demo.portal.articles:
        soup = page(demo.portal, article.path(article.categories[-1]))
        for address in file_addresses(soup):
            url = urljoin(demo.url, address)
            assert re.search(r"\d{18}\.(jpg|png|pdf)$", url)
            with urlopen(quote(url, safe=":/%-")) as file:
                check_file(file.read(), file.headers["Content-Type"])
            hosts["files" if url.startswith(demo.files_url) else "portal"] += 1
    assert hosts["files"] > 50
    assert hosts["portal"] >= 2


def file_addresses(soup: BeautifulSoup) -> list[str]:
    images = [str(tag["src"]) for tag in soup.select("div.ArticleDetailControl img")]
    links = [str(tag["href"]) for tag in soup.select("a.link-download")]
    frames = [str(tag["src"]).split("file=")[1].split("#")[0] for tag in soup.select("iframe")]
    return images + links + frames + [str(tag["data"]) for tag in soup.select("object")]


def check_file(body: bytes, kind: str) -> None:
    if kind == "application/pdf":
        check_pdf(body)
        return
    with Image.open(io.BytesIO(body)) as image:
        image.load()
        assert image.get_format_mimetype() == kind


def check_pdf(body: bytes) -> None:
    assert body.startswith(b"%PDF-")
    assert body.endswith(b"%%EOF\n")
    start = int(body.split(b"startxref\n")[1].split()[0])
    assert body[start:].startswith(b"xref\n")
    for number, place in enumerate(re.findall(rb"(\d{10}) 00000 n", body), 1):
        assert body[int(place) :].startswith(b"%d 0 obj" % number)


def test_papers_come_in_three_forms_one_with_raw_spaces(portal: Portal) -> None:
    forms = Counter[str]()
    for article in portal.articles:
        soup = page(portal, article.path(article.categories[-1]))
        forms["link"] += len(soup.select("a.link-download"))
        forms["viewer"] += len(soup.select("iframe[src*='viewer.html?file=']"))
        forms["spaces"] += sum(" " in str(tag["data"]) for tag in soup.select("object[data]"))
    assert min(forms[form] for form in ("link", "viewer", "spaces")) >= 1


def test_media_files_are_small_and_distinct() -> None:
    images = [file for file in MEDIA.iterdir() if file.suffix in {".jpg", ".png"}]
    assert len(images) >= 30
    assert len({file.read_bytes() for file in images}) == len(images)
    assert max(file.stat().st_size for file in images) <= 8_192
    assert 3 <= len(list(MEDIA.glob("*.pdf"))) <= 5


def test_file_host_answers_404_for_what_it_lacks(demo: RunningDemo) -> None:
    for path in ("lci-ubnd-responsive/1287/a638000000000000000.jpg", "..%2fportal.toml"):
        with pytest.raises(HTTPError) as caught:
            urlopen(demo.files_url + path)
        with caught.value:
            assert caught.value.code == 404


def test_servers_answer_many_at_once(demo: RunningDemo) -> None:
    before = len(demo.questions)
    bodies: list[bytes] = []

    def ask() -> None:
        with urlopen(demo.url + "tin-tuc") as answer:
            bodies.append(answer.read())

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(demo.questions) == before + 12
    assert len(set(bodies)) == 12


def test_blocks_are_read_or_refused() -> None:
    assert parse_blocks("!v1 /cho | Chợ\n\n- một\n- hai") == (
        Picture("cho", "v1", "Chợ", on_portal=True),
        Bullets(("một", "hai")),
    )
    for wrong in ("!v99 a | b", "@fax a | b", "@link no-label", "!v1"):
        with pytest.raises(ValueError, match=r"not a picture|unknown variant"):
            parse_blocks(wrong)

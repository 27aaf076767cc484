"""Feeds are Atom, by RFC 4287's own schema, and feed readers read them."""

from collections.abc import Iterator
from pathlib import Path

import feedparser
import httpx
import pytest
from archive_fixtures import ARTICLE, make_folder
from lxml import etree
from reading_room import OTHER, fill, fill_with_hostility, served

# The schema of RFC 4287, appendix B.
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with served(fill(make_folder(tmp_path_factory.mktemp("feeds") / "kho"))) as client:
        yield client


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = fill_with_hostility(make_folder(tmp_path_factory.mktemp("hostile") / "kho"))
    with served(folder) as client:
        yield client


@pytest.mark.parametrize(
    "path", ["/search.atom", "/search.atom?q=khongco", "/changes.atom", "/changes.atom?kind=gone"]
)
@pytest.mark.parametrize("name", ["room", "hostile"])
def test_a_feed_is_valid(request: pytest.FixtureRequest, name: str, path: str) -> None:
    answer = request.getfixturevalue(name).get(path)
    assert answer.headers["content-type"] == "application/atom+xml"
    assert SCHEMA.validate(etree.fromstring(answer.content)), SCHEMA.error_log.last_error
    read = feedparser.parse(answer.content)
    assert not read.bozo
    assert read.version == "atom10"
    assert len({entry.id for entry in read.entries}) == len(read.entries)


def test_the_schema_finds_faults(room: httpx.Client) -> None:
    text = room.get("/search.atom").text
    assert not SCHEMA.validate(etree.fromstring(text.replace("updated", "changed").encode()))


def test_a_search_is_followed_by_what_came_last(room: httpx.Client) -> None:
    read = feedparser.parse(room.get("/search.atom?q=giao+thong").content)
    (entry,) = read.entries
    assert entry.title == "Mở rộng đường giao thông nông thôn"
    assert entry.link.endswith("/a/2")
    assert OTHER in {link.href for link in entry.links}
    assert room.get(entry.link).status_code == 200
    assert [one.link[-1] for one in feedparser.parse(room.get("/search.atom").content).entries] == [
        *("2", "1")
    ]


def test_changes_are_followed(room: httpx.Client) -> None:
    (entry,) = feedparser.parse(room.get("/changes.atom").content).entries
    assert entry.title == f"Sửa: {ARTICLE.title} lần thứ mười"
    assert entry.summary == "tiêu đề, nội dung"
    assert room.get(entry.link).status_code == 200

"""Whom the crawler may talk to."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request

from crawler.middlewares import HostGate, Refused
from crawler.sites import Site
from crawler.spiders.site import SiteSpider

PUBLIC = Site(name="public", url="http://8.8.8.8/")  # a public address; nothing is ever sent
LOCAL = Site(name="local", url="http://127.0.0.1:8080/")


class Visitor(SiteSpider):
    name = "visitor"


def passes(url: str, site: Site, *, is_file: bool = False, robots: bool = False) -> bool:
    """Whether a request for `url`, made for `site`, gets through; file hosts are noted first."""
    spider = Visitor((PUBLIC, LOCAL))
    if is_file:
        spider.note_file_host(url, site)
    crawler: Any = SimpleNamespace(spider=spider, get_extension=lambda _: None)
    meta = {} if robots else {"site": site, "is_file": is_file}
    try:
        asyncio.run(HostGate(crawler).process_request(Request(url, meta=meta)))
    except Refused:
        return False
    return True


@pytest.mark.parametrize(
    "url",
    [
        "http://8.8.8.8/tin-tuc",
        "https://8.8.8.8/tin-tuc",
        "http://8.8.8.8:80/tin-tuc",
        "http://www.8.8.8.8/tin-tuc",
    ],
)
def test_pages_of_the_site_itself(url: str) -> None:
    assert passes(url, PUBLIC)


@pytest.mark.parametrize(
    "url",
    [
        "http://8.8.4.4/tin-tuc",
        "http://8.8.8.8:8080/tin-tuc",
        "http://8.8.8.8@8.8.4.4/",
        "http://8.8.8.8.example.com/",
        "http://127.0.0.1:8080/",
        "ftp://8.8.8.8/",
        "file:///etc/passwd",
    ],
)
def test_pages_elsewhere_are_refused(url: str) -> None:
    assert not passes(url, PUBLIC)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1:8080",
        "localhost",
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[2002:7f00:1::]",
        "[64:ff9b::7f00:1]",
        "[::127.0.0.1]",
        "[fec0::1]",
        "224.0.0.1",
        "2130706433",
        "0x7f.1",
    ],
)
def test_a_public_site_s_article_leads_into_no_private_network(host: str) -> None:
    assert not passes(f"http://{host}/anh.jpg", PUBLIC, is_file=True)


def test_files_may_be_on_other_public_hosts_and_a_local_site_s_on_local_ones() -> None:
    assert passes("http://8.8.4.4/anh.jpg", PUBLIC, is_file=True)
    assert passes("http://127.0.0.1:9999/anh.jpg", LOCAL, is_file=True)
    assert not passes("http://8.8.4.4/anh.jpg", PUBLIC)


def test_robots_txt_only_of_hosts_that_may_be_asked() -> None:
    assert passes("http://8.8.8.8/robots.txt", PUBLIC, robots=True)
    assert not passes("http://8.8.4.4/robots.txt", PUBLIC, robots=True)

"""Items into the archive."""

import sqlite3
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from archive.record import Sighting
from archive.store import Store
from crawler.items import (
    ArticleItem,
    FileItem,
    ProblemItem,
    UnchangedFileItem,
    UnchangedItem,
)
from crawler.spiders.recording import RecordingSpider

Item = ArticleItem | UnchangedItem | FileItem | UnchangedFileItem | ProblemItem


class ArchivePipeline:
    """Writes each item in its own transaction; an archive that can't be written ends the run."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    def process_item(self, item: Item) -> Item:
        """Keep the item."""
        spider = self._crawler.spider
        assert isinstance(spider, RecordingSpider)
        if spider.fatal is not None:
            raise DropItem("the archive cannot be written")
        try:
            _record(spider.store, item)
        except (OSError, sqlite3.Error) as error:
            spider.give_up(error)
            raise DropItem("the archive cannot be written") from error
        return item


def _record(store: Store, item: Item) -> None:
    match item:
        case ArticleItem(article=article, key=key, seen_at=at):
            sighting = Sighting(
                first_at=at,
                last_at=at,
                capture_id=item.capture_id,
                run_id=store.run_id,
                validators=item.validators,
            )
            store.record(article, site_id=item.site_id, key=key, sighting=sighting)
        case UnchangedItem(site_id=site_id, key=key, seen_at=at):
            store.record_unchanged(site_id, key, seen_at=at)
        case FileItem(url=url, data=data, seen_at=at):
            store.record_media(
                url, data, seen_at=at, capture_id=item.capture_id, validators=item.validators
            )
        case UnchangedFileItem(url=url, seen_at=at):
            store.record_file_unchanged(url, seen_at=at)
        case ProblemItem(problem=problem, site_id=site_id):
            store.record_problem(problem, site_id=site_id)

"""Pages a second of a whole crawl, from a portal on loopback: extraction, WARC, archive, files.

Run: python benchmarks/crawl.py [--articles 600]

The portal is the bundled one, its articles repeated under new ids, served by a process of its own.
The machine's own speed stands beside it: an empty Scrapy spider that fetches the same pages.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from multiprocessing import Process, Queue
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from crawler.demo.content import load_sections  # noqa: E402
from crawler.demo.portal import Portal  # noqa: E402
from crawler.demo.server import PortalServer  # noqa: E402

EMPTY_SPIDER = """
import sys, scrapy
from scrapy.crawler import AsyncCrawlerProcess
class Empty(scrapy.Spider):
    name = "empty"
    async def start(self):
        for url in open(sys.argv[1]).read().split():
            yield scrapy.Request(url)
    def parse(self, response):
        pass
process = AsyncCrawlerProcess({"LOG_LEVEL": "ERROR", "CONCURRENT_REQUESTS_PER_DOMAIN": 4})
process.crawl(Empty)
process.start()
"""


def serve(count: int, ready: "Queue[tuple[str, list[str]]]") -> None:
    """A portal of `count` articles, until it is killed."""
    bundled = Portal.bundled()
    copies = [
        replace(article, id=article.id + 1_000_000 * number, hidden_under=None)
        for number in range(count // len(bundled.articles) + 1)
        for article in bundled.articles
    ][:count]
    portal = Portal(copies, load_sections())
    with PortalServer(portal.answer) as server:
        urls = [server.url.rstrip("/") + one.path(one.categories[0]) for one in portal.articles]
        ready.put((server.url, urls))
        time.sleep(3600)


def timed(command: list[str], folder: Path | None = None) -> tuple[float, str]:
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder or ROOT)
    return time.perf_counter() - started, done.stdout


def main() -> None:
    """Print both speeds and their ratio."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=600)
    arguments = parser.parse_args()
    ready: Queue[tuple[str, list[str]]] = Queue()
    server = Process(target=serve, args=(arguments.articles, ready), daemon=True)
    server.start()
    url, urls = ready.get()
    luutru = [sys.executable, "-m", "crawler", "-C"]
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory, "archive")
        timed([*luutru, str(folder), "init"])
        with (folder / "sites.toml").open("a", encoding="utf-8") as file:
            file.write(f'[[site]]\nname = "bench"\nurl = "{url}"\ndelay = 0\n')
        took, report = timed([*luutru, str(folder), "crawl", "--json"])
        counts = json.loads(report)["counts"]
        list_file = Path(directory, "urls.txt")
        list_file.write_text("\n".join(urls), encoding="utf-8")
        empty, _ = timed([sys.executable, "-c", EMPTY_SPIDER, str(list_file)])
    print(f"luutru crawl   {counts['captures'] / took:6.1f} answers/s")
    print(f"               {counts['articles_new'] / took:6.1f} articles/s")
    print(f"empty spider   {len(urls) / empty:6.1f} answers/s")
    server.kill()


if __name__ == "__main__":
    main()

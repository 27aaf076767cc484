"""Pages a second of a whole crawl, from a portal on loopback: extraction, WARC, archive, files.

Run: python benchmarks/crawl.py [--articles 600]

The portal is the bundled one, its articles repeated under new ids, their pages grown by 70 KB of
menus and scripts as real ones have them, served by a process of its own.
The machine's own speed stands beside it: an empty Scrapy spider that fetches the same pages, and
`scrapy bench`.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from multiprocessing import Process, Queue
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.pages import chrome  # noqa: E402
from crawler.demo.content import load_sections  # noqa: E402
from crawler.demo.exchange import Answer, Question  # noqa: E402
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
    above, below = chrome(70_000, random.Random(1))

    def answer(question: Question) -> Answer:
        given = portal.answer(question)
        if b"ArticleDetailControl" not in given.body:
            return given
        start = given.body.index(b">", given.body.index(b"<body")) + 1
        return replace(given, body=given.body[:start] + above + given.body[start:] + below)

    with PortalServer(answer) as server:
        urls = [server.url.rstrip("/") + one.path(one.categories[0]) for one in portal.articles]
        ready.put((server.url, urls))
        time.sleep(3600)


def timed(command: list[str], folder: Path | None = None) -> tuple[float, str]:
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder or ROOT)
    return time.perf_counter() - started, done.stdout


def crawl(folder: Path, url: str, *options: str) -> tuple[float, dict[str, int]]:
    """Seconds that a whole crawl into a new archive took, and what it counted."""
    luutru = [sys.executable, "-m", "crawler", "-C", str(folder)]
    timed([*luutru, "init"])
    with (folder / "sites.toml").open("a", encoding="utf-8") as file:
        file.write(f'[[site]]\nname = "bench"\nurl = "{url}"\ndelay = 0\n')
    took, report = timed([*luutru, "crawl", "--json", *options])
    return took, json.loads(report)["counts"]


def scrapy_bench() -> float:
    """Pages a second of Scrapy's own benchmark: a link spider against its own local server."""
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "bench", "-s", "CLOSESPIDER_TIMEOUT=10"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tempfile.gettempdir(),  # away from this project's settings
    )
    counted = re.findall(r"Crawled (\d+) pages \(at (\d+) pages/min\)", done.stderr)
    return max(int(minute) for _, minute in counted) / 60


def main() -> None:
    """Print all speeds of one run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=600)
    arguments = parser.parse_args()
    ready: Queue[tuple[str, list[str]]] = Queue()
    server = Process(target=serve, args=(arguments.articles, ready), daemon=True)
    server.start()
    url, urls = ready.get()
    with tempfile.TemporaryDirectory() as directory:
        for name, options in (("without files", ["--no-files"]), ("with files", [])):
            took, counts = crawl(Path(directory, name.replace(" ", "-")), url, *options)
            articles = counts["articles_new"] / took
            print(f"luutru crawl, {name:<14} {counts['captures'] / took:6.1f} answers/s", end="")
            print(f"   {articles:6.1f} articles/s")
        list_file = Path(directory, "urls.txt")
        list_file.write_text("\n".join(urls), encoding="utf-8")
        empty, _ = timed([sys.executable, "-c", EMPTY_SPIDER, str(list_file)])
    print(f"empty spider                 {len(urls) / empty:6.1f} answers/s")
    print(f"scrapy bench                 {scrapy_bench():6.1f} answers/s")
    server.kill()


if __name__ == "__main__":
    main()

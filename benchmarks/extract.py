"""CPU time of reading an article page, beside trafilatura and BeautifulSoup on the same pages.

Run: python benchmarks/extract.py [--rounds 5]          (pip install trafilatura to have it beside)

Each reader reads every page in turn, round after round, so that a noisy machine slows all alike;
the best round of each counts. `layouts` are the same pages read by their portals' selectors,
`generic` as pages of an unknown layout.
"""

import argparse
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from bs4 import BeautifulSoup

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.pages import Page, heavy_pages
from crawler.extract import ExtractionError, extract
from crawler.extract.generic import GenericArticle
from crawler.extract.portal import read_source


def by_layout(page: Page) -> None:
    extract(page.html, page.url, page.seen_at)


def as_unknown(page: Page) -> None:
    found = GenericArticle.of(read_source(page.html, page.url, page.seen_at))
    if found is not None:
        with suppress(ExtractionError):
            found.article()


def whole_page_soup(page: Page) -> None:
    BeautifulSoup(page.html, "lxml")


def readers() -> dict[str, Callable[[Page], None]]:
    found = {"layouts": by_layout, "generic": as_unknown, "bs4+lxml, whole page": whole_page_soup}
    if find_spec("trafilatura"):
        import trafilatura

        def by_trafilatura(page: Page) -> None:
            trafilatura.extract(page.html, url=page.url)

        found["trafilatura"] = by_trafilatura
    return found


def measure(read: Callable[[Page], None], pages: list[Page]) -> float:
    """Seconds of CPU a page."""
    started = time.process_time()
    for page in pages:
        read(page)
    return (time.process_time() - started) / len(pages)


def main() -> None:
    """Print milliseconds a page and how many times as long as `layouts` each reader takes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    pages, found = heavy_pages(), readers()
    for page in pages[:10]:
        for read in found.values():
            read(page)
    best = {
        name: min(times)
        for name, times in zip(
            found,
            zip(
                *(
                    [measure(read, pages) for read in found.values()]
                    for _ in range(arguments.rounds)
                ),
                strict=True,
            ),
            strict=True,
        )
    }
    sizes = [len(page.html) / 1000 for page in pages]
    print(f"{len(pages)} pages of {min(sizes):.0f} to {max(sizes):.0f} KB")
    for name, seconds in best.items():
        print(f"{name:<22} {seconds * 1000:6.2f} ms   {seconds / best['layouts']:5.1f} x")


if __name__ == "__main__":
    main()

"""CPU time of reading an article page, beside trafilatura and BeautifulSoup on the same pages.

Run: python benchmarks/extract.py [--rounds 5]          (pip install trafilatura to have it beside)

Each reader reads every page in turn, round after round, so that a noisy machine slows all alike;
the best round of each page counts. `layouts` are the pages read by their portals' selectors, those
of layouts that name nothing beside them; `generic` the same pages read as of an unknown layout.
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
from crawler.extract.generic.article import GenericArticle
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


def measure(read: Callable[[Page], None], pages: list[Page]) -> dict[str, float]:
    """Seconds of CPU for each page, by case."""
    taken = {}
    for page in pages:
        started = time.process_time()
        read(page)
        taken[page.case] = time.process_time() - started
    return taken


def mean_of_best(rounds: list[dict[str, float]], cases: list[str]) -> float:
    """Seconds a page: the mean over `cases` of the best round of each."""
    return sum(min(taken[case] for taken in rounds) for case in cases) / len(cases)


def is_guessed(page: Page) -> bool:
    """Whether the page's layout names nothing, so that it is read by what its text looks like."""
    return (extract(page.html, page.url, page.seen_at).confidence or 0) < 1


def main() -> None:
    """Print milliseconds a page, and how many times as long as known layouts each reader takes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    pages, found = heavy_pages(), readers()
    guessed = [page.case for page in pages if is_guessed(page)]
    named = [page.case for page in pages if page.case not in guessed]
    rounds: dict[str, list[dict[str, float]]] = {name: [] for name in found}
    for _ in range(arguments.rounds):
        for name, read in found.items():
            rounds[name].append(measure(read, pages))
    sizes = [len(page.html) / 1000 for page in pages]
    print(f"{len(pages)} pages of {min(sizes):.0f} to {max(sizes):.0f} KB")
    unit = mean_of_best(rounds["layouts"], named)
    rows = [("layouts", "layouts", named)]
    rows += [("  of them that only guess", "layouts", guessed)] if guessed else []
    rows += [(name, name, named) for name in found if name != "layouts"]
    for label, name, cases in rows:
        seconds = mean_of_best(rounds[name], cases)
        print(
            f"{label:<26} {seconds * 1000:6.2f} ms   {seconds / unit:5.1f} x   {len(cases)} pages"
        )
    for portal in sorted({case.split("/")[0] for case in named}):
        own = [case for case in named if case.startswith(f"{portal}/")]
        print(f"  {portal:<24} {mean_of_best(rounds['layouts'], own) * 1000:6.2f} ms")


if __name__ == "__main__":
    main()

"""Whatever the bytes: an Article or an ExtractionError, in bounded time and memory."""

import importlib
import json
import os
import pkgutil
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import hostile_pages
import pytest
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st

import crawler.extract
from archive.article import VIETNAM
from crawler.extract import ExtractionError, extract
from crawler.extract.portal import list_page, read_source

SEEN_AT = datetime(2026, 11, 24, tzinfo=VIETNAM)
URL = "http://x.gov.vn/tin-tuc/bai-viet-123456"
ROOT = Path(__file__).parents[1]
SAVED = sorted(Path(__file__).parent.glob("portals/*/*/page.html"))
DAMAGED = 60
LONGEST = 20.0  # seconds of processor time; none takes a third of it on a quiet machine
LARGEST = 65_536  # bytes of a saved page that is damaged whole

TAGS = ("div", "p", "b", "table", "tr", "td", "ul", "li", "a", "img", "script", "h1", "figure")
NAMES = ("ArticleDetailControl", "ArticleHeader", "ArticleContent", "PostDate", "bodytext", "title")
WORDS = (
    "404",
    "không tìm thấy trang",
    "04/07/2023 | 14:05",
    "Tiêu đề",
    "\x00",
    "&#0;",
    "<",
    "ảnh:",
)


def _outcome(page: bytes, url: str = URL) -> str:
    """Reads a page as an article and as a list; anything but an ExtractionError flies."""
    try:
        found = list_page(read_source(page, url, SEEN_AT), guess=True)
        found.entries()
        found.pager()
    except ExtractionError as error:
        assert error.kind
    try:
        article = extract(page, url, SEEN_AT)
    except ExtractionError as error:
        return error.kind
    assert article.title
    return "article"


@st.composite
def _markup(draw: st.DrawFn) -> str:
    """Tags in any order, under names that layouts look for, closed or not."""
    pieces = []
    for _ in range(draw(st.integers(1, 40))):
        tag, name = draw(st.sampled_from(TAGS)), draw(st.sampled_from(NAMES))
        text = draw(st.sampled_from(WORDS) | st.text(max_size=20))
        link = draw(st.sampled_from(("", "/a/b-123456", "javascript:x", "http://[", "data:,", "%")))
        end = draw(st.sampled_from((f"</{tag}>", "</div>", "")))
        pieces.append(f'<{tag} class="{name}" href="{link}" src="{link}">{text}{end}')
    return "".join(pieces)


@given(st.binary(max_size=2_000))
@settings(max_examples=100, deadline=None)
def test_any_bytes(data: bytes) -> None:
    assert _outcome(data)


@given(_markup())
@settings(max_examples=120, deadline=None)
def test_any_markup(markup: str) -> None:
    assert _outcome(markup.encode("utf-8", "surrogatepass"))


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_address(url: str) -> None:
    links = f'<div class="ArticleDetailControl"><a href="{url}">x</a><img src="{url}"></div>'
    assert _outcome(links.encode("utf-8", "replace"), "http://x.gov.vn/a/b-1")


@pytest.mark.parametrize("seed", range(DAMAGED))
def test_damaged_pages_of_all_portals(seed: int) -> None:
    """Cut short, bits turned, pieces moved about."""
    chance = random.Random(seed)
    data = bytearray(SAVED[seed * len(SAVED) // DAMAGED].read_bytes()[:LARGEST] or b"<")
    for _ in range(chance.randrange(1, 200)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    start = chance.randrange(len(data))
    piece = data[start : start + chance.randrange(1, 4_000)]
    first, last = sorted(chance.randrange(1 + len(data)) for _ in range(2))
    data[first:last] = piece
    if seed % 2:
        del data[chance.randrange(1 + len(data)) :]
    assert _outcome(bytes(data))


@pytest.fixture(scope="session")
def read_under_limits(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[float, str]]:
    """Every hostile page's processor time and outcome; test processes share the reading."""
    folder, process = tmp_path_factory.getbasetemp(), os.environ.get("PYTEST_XDIST_WORKER")
    if process:
        folder = folder.parent
    halves = hostile_pages.NAMES[::2], hostile_pages.NAMES[1::2]
    found: dict[str, tuple[float, str]] = {}
    for number in (1, 0) if process and int(process[2:]) % 2 else (0, 1):
        kept = folder / f"hostile-{number}.jsonl"
        with FileLock(f"{kept}.lock"):
            if not kept.exists():
                kept.write_text(_read_by_itself(halves[number]), encoding="utf-8")
        rows = map(json.loads, kept.read_text(encoding="utf-8").splitlines())
        found |= {name: (seconds, outcome) for name, seconds, outcome in rows}
    return found


def _read_by_itself(names: Sequence[str]) -> str:
    """What `hostile_pages` prints of these pages, as a program of its own."""
    ran = subprocess.run(
        [sys.executable, str(Path(hostile_pages.__file__)), *names],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, f"after {ran.stdout[-100:]}: {ran.stderr[-600:]}"
    return ran.stdout


@pytest.mark.parametrize("name", hostile_pages.NAMES)
def test_a_hostile_page_is_read_in_bounded_time_and_memory(
    read_under_limits: dict[str, tuple[float, str]], name: str
) -> None:
    seconds, outcome = read_under_limits[name]
    assert seconds < LONGEST
    assert outcome


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("a text of 15 MB, known", "too_large"),
        ("a text of 50 MB, known", "too_large"),
        ("50,000 nested divisions, known", "too_large"),
        ("200,000 attributes, unknown", "too_large"),
        ("paragraphs of 3 MB, known", "article"),
        ("100 pictures in the page, known", "article"),
        ("100,000 pictures, known", "article"),
        ("null bytes, known", "article"),
    ],
)
def test_what_is_too_large_is_said_and_never_read_in_part(
    read_under_limits: dict[str, tuple[float, str]], name: str, outcome: str
) -> None:
    assert read_under_limits[name][1] == outcome


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every regular expression of the extraction, by module and name."""
    for module in pkgutil.iter_modules(crawler.extract.__path__, "crawler.extract."):
        for name, value in vars(importlib.import_module(module.name)).items():
            held = value.values() if isinstance(value, dict) else (value,)
            for number, one in enumerate(held):
                if isinstance(one, re.Pattern) and isinstance(one.pattern, str):
                    yield f"{module.name.rpartition('.')[2]}.{name}{number or ''}", one


RUNS = (
    *(" ", "-", "1", "(", "a", "a ", "- ", "1/1 ", "/", "=", "&", ":", ".", "a.", "<", "<a ", "'"),
    *(
        "ngay ",
        "trang ",
        "he thong ",
        "khong ",
        "dang ",
        "luot xem ",
        "http://a",
        "data:a/b,",
        "a=",
    ),
)
LENGTH = 4_000  # characters; fields and lines that expressions are asked about are shorter


@pytest.mark.parametrize(("name", "pattern"), list(_patterns()), ids=lambda one: str(one)[:40])
def test_no_expression_takes_long(name: str, pattern: re.Pattern[str]) -> None:
    for run in RUNS:
        text = (run * LENGTH)[:LENGTH] + "\x01"
        started = time.process_time()
        for ask in (pattern.search, pattern.match, pattern.fullmatch):
            ask(text)
        assert time.process_time() - started < 1, f"{name} on {run!r}"

"""Pages made to hurt, and what reading each of them takes; run as a program under limits.

Prints a line of JSON for each page: its name, the seconds of processor time it took, and what came
of it: "article", the kind of an ExtractionError, or the name of any other exception.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import datetime

from archive.article import VIETNAM
from crawler.extract import ExtractionError, extract
from crawler.extract.portal import list_page, read_source

MEMORY = 1536 * 1024 * 1024  # bytes of address space, Python and its libraries included
SEEN_AT = datetime(2026, 11, 24, tzinfo=VIETNAM)
URL = "http://x.gov.vn/tin-tuc/bai-viet-123456"
MILLION = 1_000_000

BODIES: dict[str, Callable[[], str]] = {
    "a text of 50 MB": lambda: "<p>" + "chữ có dấu " * (50 * MILLION // 15),
    "a text of 15 MB": lambda: "<p>" + "chữ có dấu " * MILLION,
    "paragraphs of 50 MB": lambda: ("<p>" + "đoạn văn này " * 20 + "</p>") * 140_000,
    "paragraphs of 3 MB": lambda: ("<p>" + "đoạn văn này " * 20 + "</p>") * 8_700,
    "an attribute of 50 MB": lambda: f"<p title='{'x' * 50 * MILLION}'>a</p>",
    "a picture of 50 MB in the page": lambda: (
        f"<img src='data:image/png;base64,{'A' * 50 * MILLION}'>"
    ),
    "100 pictures in the page": lambda: f"<img src='data:image/png;base64,{'A' * 500_000}'>" * 100,
    "a table of 50 MB": lambda: "<tr><td>ô một</td><td>ô hai</td></tr>" * 1_200_000,
    "a table of 4,000 rows": lambda: (
        "<table>" + "<tr><td>ô một</td><td>hai</td><td>3</td></tr>" * 4_000 + "</table>"
    ),
    "100,000 dates of one class": lambda: "<p class='PostDate'>4/7/2023</p>" * 100_000,
    "100,000 time elements": lambda: "<time datetime='2023-07-04T14:05'>4/7</time> " * 100_000,
    "50,000 nested divisions": lambda: "<div>" * 50_000 + "x",
    "50,000 nested inline tags": lambda: "<b>" * 50_000 + "x",
    "50,000 nested tables": lambda: "<table><tr><td>" * 50_000 + "x",
    "50,000 nested lists": lambda: "<ul><li>" * 50_000 + "x",
    "nested as deep as is read": lambda: ("<div>" * 240 + "x" + "</div>" * 240) * 200,
    "tables nested as deep as is read": lambda: "<table><tr><td>a" * 80 + "</table>" * 80,
    "200,000 siblings": lambda: "<b>x</b>" * 200_000,
    "100,000 empty siblings": lambda: "<br>" * 100_000 + "<p>x",
    "40,000 siblings": lambda: "<div>x</div>" * 40_000,
    "100,000 pictures": lambda: "<img src=a.jpg>" * 100_000,
    "5,000 documents": lambda: "<a href='/a/b.pdf'>Tải về</a>" * 5_000,
    "200,000 attributes": lambda: f"<p {' '.join(f'a{n}=1' for n in range(200_000))}>x</p>",
    "200,000 closing tags": lambda: "</div>" * 200_000,
    "5,000,000 less-than signs": lambda: "<" * 5 * MILLION,
    "4,000,000 entities": lambda: "&lt;&amp;&nbsp;&eacute;" * MILLION,
    "entities of entities": lambda: (
        '<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>' + "&b;" * 1_000
    ),
    "null bytes": lambda: "<p>a\x00b</p>" + "\x00" * MILLION + "<p>c</p>",
    "spaces of 15 MB": lambda: "<p>" + " " * 15 * MILLION,
    "dashes": lambda: "<p>" + "-" * MILLION,
    "digits": lambda: "<p>" + "1" * MILLION,
    "parentheses": lambda: "<p>" + "(" * MILLION,
    "lines of dashes": lambda: f"<p>{'- ' * 50_000}</p>" * 5,
    "dates": lambda: f"<p>{'1/1/2024 ' * 2_000}</p>" * 20,
    "names": lambda: "<p>Nguyễn Văn A</p>" * 20_000,
    "notices": lambda: "<p>Trang bạn tìm không tồn tại.</p>" * 20_000,
    "tags that cross": lambda: "<b><i><p>x</b></i>" * 20_000,
    "styles": lambda: f"<p style='{'font-style :' * 200_000}'>x</p>",
    "classes": lambda: f"<p class='{'caption- ' * 200_000}'>x</p>",
    "numbered links": lambda: "<a href='/a/b?p=1'>1</a>" * 20_000,
    "rows of links": lambda: (
        "<div><a href='/a/b-{}'>Một tiêu đề dài hơn hai mươi lăm chữ</a></div>" * 10_000
        + "<a href='?p=2'>2</a><a href='?p=3'>3</a>"
    ),
    "scripts": lambda: "<script>var a='http://x/b.pdf';</script>" * 20_000,
    "viewers": lambda: f"<iframe src='x?{'file=' * 500_000}'></iframe>",
}
FRAMES = {
    "known": (
        '<html><body><div class="ArticleDetailControl"><div class="ArticleHeader">Tiêu đề</div>'
        '<div class="ArticleContent"><p>Một đoạn văn.</p>{}</div></div></body></html>'
    ),
    "unknown": "<html><head><title>Tiêu đề</title></head><body><h1>Tiêu đề</h1>{}</body></html>",
    "list": '<html><body><ul class="ArticleList">{}</ul></body></html>',
}
SLOW = ("100,000 pictures, unknown", "100,000 pictures, list")  # as the same of a known layout
NAMES = tuple(
    name for body in BODIES for frame in FRAMES if (name := f"{body}, {frame}") not in SLOW
)


def read(name: str) -> str:
    """What comes of reading the page of that name."""
    body, _, frame = name.rpartition(", ")
    page = FRAMES[frame].replace("{}", BODIES[body]()).encode()
    try:
        if frame == "list":
            found = list_page(read_source(page, "http://x.gov.vn/tin-tuc", SEEN_AT), guess=True)
            found.entries()
            found.pager()
        else:
            extract(page, URL, SEEN_AT)
    except ExtractionError as error:
        return error.kind
    return "article"


def main() -> None:
    """Read every page and print what it took."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for name in sys.argv[1:] or NAMES:
        started = time.process_time()
        outcome = read(name)
        row = [name, time.process_time() - started, outcome]
        sys.stdout.write(json.dumps(row) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

"""Article pages as heavy as real ones, 60 to 120 KB, made of the test cases of all portals.

What makes real pages heavy stands around the article: menus of hundreds of links, sidebars with
lists of titles, banners, a view state, scripts. It is added here, from fixed seeds.
"""

import base64
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

PORTALS = Path(__file__).parent.parent / "tests" / "portals"
TITLES = (
    "ủy ban nhân dân xã phường tỉnh thông báo kế hoạch hội nghị triển khai nhiệm vụ cải cách hành "
    "chính chuyển đổi số nông thôn mới phát triển kinh tế văn hóa thể thao giáo dục y tế môi trường"
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page with what an extraction is given."""

    case: str
    html: bytes
    url: str
    seen_at: datetime


def heavy_pages() -> list[Page]:
    """Every article case of every portal, its chrome grown to between 60 and 120 KB."""
    return list(_pages())


def _pages() -> Iterator[Page]:
    for number, expected in enumerate(sorted(PORTALS.glob("*/*/expected.json"))):
        case = expected.parent
        if case.name.startswith("list-"):
            continue
        html = (case / "page.html").read_bytes()
        if b"<body" not in html.lower() or html[:2] in (b"\xff\xfe", b"\xfe\xff"):
            continue
        meta = json.loads((case / "meta.json").read_text(encoding="utf-8"))
        seed = random.Random(number)
        wanted = seed.randrange(62_000, 118_000) - len(html)
        grown = _grow(html, max(0, wanted), seed)
        at = datetime.fromisoformat(meta["seen_at"])
        yield Page(f"{case.parent.name}/{case.name}", grown, meta["url"], at)


def _grow(html: bytes, wanted: int, seed: random.Random) -> bytes:
    """The page with `wanted` more bytes: a third scripts and view state, the rest markup."""
    start = html.lower().index(b"<body")
    start = html.index(b">", start) + 1
    end = html.lower().rfind(b"</body")
    end = end if end > start else len(html)
    above, below = chrome(wanted, seed)
    return html[:start] + above + html[start:end] + below + html[end:]


def chrome(size: int, seed: random.Random) -> tuple[bytes, bytes]:
    """What stands before and after an article, together about `size` bytes."""
    silent = _silent(size // 3, seed)
    return silent + _markup(size // 3, seed, "menu-left"), _markup(size // 3, seed, "right-column")


def _silent(size: int, seed: random.Random) -> bytes:
    state = base64.b64encode(seed.randbytes(size * 3 // 8)).decode()
    lines = "".join(
        f'  window["m{seed.random()}"] = {{ "left": {seed.random()}, "on": true }};\n'
        for _ in range(size // 2 // 62)
    )
    return (
        f'<input type="hidden" id="state" value="{state}"><script>\n{lines}</script>\n'
    ).encode()


def _markup(size: int, seed: random.Random, name: str) -> bytes:
    """Menus and lists of titles in nested divs, as portals have them left and right."""
    parts, grown = [f'<div class="{name}"><nav class="menu"><ul class="nav">\n'], 0
    while grown < size:
        title = " ".join(seed.choices(TITLES.split(), k=seed.randrange(3, 14))).capitalize()
        path = "-".join(seed.choices(("tin", "tuc", "xa", "hoi", "ke", "hoach"), k=5))
        part = (
            f'<li class="nav-item"><div class="row"><div class="col-lg-4"><img alt="" '
            f'src="/thumb/{path}.jpg"></div><div class="col-lg-8"><a href="/{path}/{path}-'
            f'{seed.randrange(100_000, 999_999)}">{title}</a><span class="d">'
            f"{seed.randrange(1, 29):02}/{seed.randrange(1, 13):02}/2024</span></div></div></li>\n"
        )
        parts.append(part)
        grown += len(part.encode())
    return "".join((*parts, "</ul></nav></div>\n")).encode()

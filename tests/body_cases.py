"""Small article bodies with what a person reads in them, and whole pages around such bodies.

A file of `bodies/` holds cases: "== name", the markup, a line "--", then the reading, a line each:
a paragraph as it is, "[1.jpg] caption {credit}" for an image in its place, "@author …",
"@source …", "@file address | label", "@video address | label", "@audio address | label". A line
"@lead address" above the markup puts a lead image outside the body. {A} to {D} stand for
paragraphs of ordinary length, {a} to {d} for their bare text, {nb} for 35 non-breaking spaces.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.article import VIETNAM, Article
from crawler.extract import extract
from crawler.extract.address import file_name

URL = "https://tplaocai.laocai.gov.vn/tin-tuc/hoi-nghi-so-ket-cong-tac-dan-van-618434"
SEEN_AT = datetime(2025, 3, 14, 9, 30, tzinfo=VIETNAM)
TITLE = "Hội nghị sơ kết công tác dân vận"
_TEXTS = {
    "a": "Sáng 12/3, Thành ủy tổ chức hội nghị sơ kết công tác dân vận quý I, triển khai nhiệm vụ"
    " trọng tâm quý II năm 2025. Dự hội nghị có đại diện các ban xây dựng Đảng và 17 xã, phường.",
    "b": "Theo báo cáo, trong quý I các đơn vị đã vận động nhân dân hiến 3.200 m2 đất, đóng góp"
    " 1.450 ngày công làm đường giao thông nông thôn; tỷ lệ hộ nghèo giảm còn 2,1%.",
    "c": "Phát biểu kết luận hội nghị, đồng chí Phó Bí thư Thường trực Thành ủy đề nghị các đơn vị"
    " bám sát cơ sở, nắm chắc tình hình nhân dân và giải quyết kịp thời kiến nghị ngay từ đầu.",
    "d": "Dịp này, 5 tập thể và 8 cá nhân có thành tích xuất sắc trong phong trào “Dân vận khéo”"
    " được Chủ tịch UBND thành phố tặng giấy khen.",
}
_MACROS = {"{nb}": "&nbsp; " * 18}
for _letter, _text in _TEXTS.items():
    _MACROS |= {f"{{{_letter}}}": _text, f"{{{_letter.upper()}}}": f"<p>{_text}</p>"}
_READ = {f"{{{letter.upper()}}}": text for letter, text in _TEXTS.items()}
_READ |= {f"{{{letter}}}": text for letter, text in _TEXTS.items()}
_PAGE = """<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>{title}</title></head><body>
<form method="post" action="./" id="Form1"><input type="hidden" name="__VIEWSTATE" value="/wEPDwUK">
<div class="header-top"><span class="clock">Thứ sáu, 14/03/2025</span><a>Đăng nhập</a></div>
<ul class="menu"><li><a href="/">Trang chủ</a></li><li><a href="/tin-tuc">Tin tức</a></li></ul>
<div class="breadcrumb"><a href="/">Trang chủ</a> » <a href="/tin-tuc">Tin tức</a></div>
<div class="ArticleDetailControl"><div class="ArticleHeader">{title}</div>
<div class="PostDate">Thứ tư, 12/03/2025 | 16:20</div>{lead}
<div class="ArticleContent">{body}</div>
<div class="tool"><a href="javascript:window.print();">Bản in</a> Lượt xem: 214</div>
<div class="UISocialShare"><a href="https://www.facebook.com/sharer.php">Chia sẻ</a></div></div>
<div class="thongke"><p>Thống kê truy cập</p><p>Đang online: 3</p><p>Tất cả: 21863</p></div>
<footer><p>Designed by VNPT</p></footer></form></body></html>"""


@dataclass(frozen=True, slots=True)
class Case:
    """One body and the lines a person reads in it."""

    name: str
    body: str
    reading: tuple[str, ...]
    lead: str = ""


def cases(*files: str) -> list[Case]:
    """Every case in `files` of the folder of bodies."""
    folder = Path(__file__).parent / "bodies"
    texts = ((folder / f"{name}.txt").read_text(encoding="utf-8") for name in files)
    return [_case(part) for text in texts for part in re.split(r"^== ", text, flags=re.M)[1:]]


def _case(part: str) -> Case:
    head, _, reading = part.partition("\n--\n")
    name, _, body = head.partition("\n")
    lead = ""
    if body.startswith("@lead "):
        first, _, body = body.partition("\n")
        lead = f'<img class="ImgDetailImage" id="ctrl_1_2_img" src="{first[6:]}" alt="anh tin bai">'
    lines = [line.strip() for line in reading.splitlines() if line.strip()]
    return Case(name, expand(body), tuple(_read(line) for line in lines), lead)


def expand(body: str) -> str:
    """`body` with its macros written out."""
    for macro, text in _MACROS.items():
        body = body.replace(macro, text)
    return body


def _read(line: str) -> str:
    for macro, text in _READ.items():
        line = line.replace(macro, text)
    return line


def page(body: str, lead: str = "") -> bytes:
    """A whole vnPortal page around `body`."""
    return _PAGE.format(title=TITLE, body=body, lead=lead).encode()


def article(body: str, lead: str = "") -> Article:
    """What the whole page around `body` says."""
    return extract(page(body, lead), URL, SEEN_AT)


def reading(found: Article) -> tuple[str, ...]:
    """The article's body in the form of a case's reading."""
    return tuple(_lines(found))


def _lines(found: Article) -> Iterator[str]:
    for number in range(len(found.paragraphs) + 1):
        for image in found.images:
            if image.position == number:
                credit = f" {{{image.credit}}}" if image.credit else ""
                caption = f" {image.caption}" if image.caption else ""
                yield f"[{file_name(image.url)}]{caption}{credit}"
        yield from found.paragraphs[number : number + 1]
    if found.author:
        yield f"@author {found.author}"
    if found.source:
        yield f"@source {found.source}"
    yield from (f"@file {one.url} | {one.label or ''}".strip(" |") for one in found.attachments)
    yield from (
        f"@{one.kind} {one.url} | {one.label or ''}".strip(" |") for one in found.references
    )

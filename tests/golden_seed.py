"""Renders the seed article as a portal page, in the ways portals and their editors are known to."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import cycle
from pathlib import Path
from types import MappingProxyType

URL = (
    "https://tplaocai.laocai.gov.vn/tin-tuc/"
    "hoi-nghi-ban-chap-hanh-dang-bo-thanh-pho-lan-thu-25-khoa-xxiii-618434"
)
AUTHOR = "Khánh Nga"
SECTION = "Tin tức"
BOILERPLATE = (
    "Đăng nhập",
    "Designed by VNPT",
    "Thống kê truy cập",
    "Đang online",
    "Hôm nay:",
    "Trong tuần:",
    "Tất cả:",
    "anh tin bai",
    "Trang chủ",
    "Lượt xem",
    "Bản in",
    "Chia sẻ",
    "Tin liên quan",
    "Khánh Nga",
)
PRINTED = "Thứ ba, 04/07/2023 | 14:05"
_SEED = Path(__file__).parent / "portals" / "seed-article.txt"
_FILES = "https://storage-vnportal.vnpt.vn/lci-ubnd-responsive/1287/tintuc/2023/7"
_NBSP = "&nbsp; " * 35


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of the article and its caption."""

    url: str
    caption: str


@dataclass(frozen=True, slots=True)
class Article:
    """The seed, as a person reads it: paragraphs and pictures in reading order."""

    title: str
    parts: tuple[str | Picture, ...]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(part for part in self.parts if isinstance(part, str))

    @property
    def pictures(self) -> tuple[tuple[str, str, int], ...]:
        """Address, caption and number of paragraphs before it, of every picture."""
        return tuple(_placed(self.parts))


def _placed(parts: Sequence[str | Picture]) -> Iterator[tuple[str, str, int]]:
    before = 0
    for part in parts:
        if isinstance(part, Picture):
            yield part.url, part.caption, before
        else:
            before += 1


def read_seed() -> Article:
    """The seed's title, paragraphs and pictures; its boilerplate is left to the renderings."""
    text = re.sub(r"[ \u00a0]+", " ", _SEED.read_text(encoding="utf-8"))
    title, _, rest = text.partition("\n")
    body = rest[: rest.index(f"\n{AUTHOR}\n")]
    lines = [line.strip() for line in body.split("\n") if line.strip()]
    return Article(title.strip(), tuple(_parts(lines)))


def _parts(lines: Sequence[str]) -> Iterator[str | Picture]:
    following = iter(lines)
    for number, line in enumerate(following):
        is_image = line == "anh tin bai"
        yield picture(number, next(following)) if is_image else line


def picture(number: int, caption: str) -> Picture:
    """A picture with the kind of address that the platform's file host gives."""
    return Picture(f"{_FILES}/z44857{number:02}-638240991{number:02}3827461.jpg", caption)


def _image(shown: Picture) -> str:
    return f'<img src="{shown.url}" alt="anh tin bai">'


_Style = Callable[[Picture], str]


def _below(caption: str) -> _Style:
    """The image in a paragraph, the caption in `caption`, with {} for its text."""
    return lambda shown: f"<p>{_image(shown)}</p>" + caption.format(escape(shown.caption))


def _around(frame: str) -> _Style:
    """`frame` with {0} for the image and {1} for the caption's text."""
    return lambda shown: frame.format(_image(shown), escape(shown.caption))


CAPTIONS: Mapping[str, _Style] = MappingProxyType(
    {
        "nbsp-italic": _below(f"<p><i>{_NBSP}{{}}&nbsp;</i></p><p>&nbsp;</p>"),
        "nbsp-italic-break": _below(f"<p>&nbsp;</p><p><i>{_NBSP}{{}}</i><br>&nbsp;</p>"),
        "em": _below("<p><em>{}</em></p>"),
        "bold-figure": _around('<figure class="image">{0}</figure><p><strong>{1}</strong></p>'),
        "table": _around(
            '<table><tbody><tr><td><figure class="image">{0}</figure></td></tr>'
            "<tr><td>{1}&nbsp;</td></tr></tbody></table>"
        ),
        "nbsp-plain": _below(f"<p>{_NBSP}{{}}</p>"),
        "figcaption": _around(
            '<div class="image-center"><figure class="image">{0}'
            "<figcaption><em>{1}</em></figcaption></figure></div>"
        ),
        "figcaption-i": _around(
            '<figure class="image">{0}<figcaption><i>{1}</i></figcaption></figure>'
        ),
        "figcaption-bare": _around("<figure>{0}<figcaption>{1}</figcaption></figure>"),
        "plain": _below("<p>{}</p>"),
        "centred": _below('<p style="text-align: center;">{}</p>'),
        "align": _below('<p align="center">{}</p>'),
        "center": _around("<center>{0}<br><em>{1}</em></center>"),
        "same-paragraph": _around('<p style="text-align:center">{0}<br>{1}</p>'),
        "same-paragraph-italic": _around("<p>{0}<br><i>{1}</i></p>"),
        "word": _around(
            '<p class="MsoNormal" align="center" style="text-align:center;mso-margin-top-alt:auto">'
            "{0}<o:p></o:p></p><p class=MsoNormal align=center style='text-align:center'><i "
            "style='mso-bidi-font-style:normal'><span style='font-size:13.0pt;mso-fareast-language:"
            "VI'>{1}<o:p></o:p></span></i></p>"
        ),
        "div-caption": _around('<div class="image">{0}<div class="caption">{1}</div></div>'),
    }
)

AUTHORS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {  # what ends the body, what stands beside it
        "author-block": ("", f'<div class="author">{AUTHOR}</div>'),
        "labelled-block": ("", f'<div class="author"><b>Tác giả:</b> {AUTHOR}</div>'),
        "last-line": (f"<p>{AUTHOR}</p>", ""),
        "right-bold": (f'<p style="text-align:right"><strong>{AUTHOR}</strong></p>', ""),
        "labelled-line": (f"<p>&nbsp;</p><p><b>Tác giả: </b>{AUTHOR}</p><p>&nbsp;</p>", ""),
        "below-body": ("", f'<p style="text-align: right;"><b>{AUTHOR}</b></p>'),
    }
)

ORDERS: Mapping[str, str] = MappingProxyType(
    {
        "usual": "{header}{date}{tool}{lead}{body}{author}{related}",
        "date-last": "{tool}{header}{lead}{body}{author}{date}{related}",
        "author-first": "{header}{author}{date}{lead}{tool}{body}{tool}{related}",
        "wrapped": '<div class="row"><div class="col-md-12 top">{date}<div>{header}</div>{tool}'
        '</div></div><div class="bx-content"><div>{lead}{body}</div>{author}</div>{related}'
        '<div class="ModuleTitle"><span>Tin tức</span></div>',
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """One way to print the article; `caption` is a name of CAPTIONS, or "mixed" for all."""

    caption: str = "nbsp-italic"
    author: str = "author-block"
    order: str = "usual"
    has_date: bool = True
    has_breadcrumb: bool = True
    has_lead: bool = False

    def __str__(self) -> str:
        flags = (self.has_date, self.has_breadcrumb, self.has_lead)
        names = ("date", "crumbs", "lead")
        shown = [name for name, flag in zip(names, flags, strict=True) if flag]
        return "+".join((self.caption, self.author, self.order, *shown))

    def page(self, article: Article) -> bytes:
        """The whole page."""
        crumbs = _CRUMBS if self.has_breadcrumb else ""
        detail = f'<div class="ArticleDetailControl">{self._detail(article)}</div>'
        main = crumbs + detail
        filled = _PAGE.format(title=escape(article.title), main=main, state="Dk3Jx0pq" * 200)
        return filled.encode()

    def _detail(self, article: Article) -> str:
        last_line, beside = AUTHORS[self.author]
        lead = next((part for part in article.parts if isinstance(part, Picture)), None)
        shows_lead = self.has_lead and lead is not None
        return ORDERS[self.order].format(
            header=f'<div class="ArticleHeader">{escape(article.title)}</div>',
            date=f'<div class="PostDate">{PRINTED}</div>' if self.has_date else "",
            tool=_TOOL,
            lead=_LEAD.format(lead.url) if shows_lead and lead else "",
            body=f'<div class="ArticleContent">{self._body(article)}{last_line}</div>',
            author=beside,
            related=_RELATED,
        )

    def _body(self, article: Article) -> str:
        styles = cycle(CAPTIONS.values() if self.caption == "mixed" else [CAPTIONS[self.caption]])
        return "\n".join(
            next(styles)(part) if isinstance(part, Picture) else f"<p>{escape(part)}</p>"
            for part in article.parts
        )


_LEAD = (
    '<img id="ctrl_162921_22_imgImagePath" class="ImgDetailImage" src="{}" alt="anh tin bai"'
    ' style="border-width:0px;">'
)
_CRUMBS = (
    '<ol class="breadcrumb"><li><a href="/">Trang chủ</a></li>'
    '<li><a href="/tin-tuc">Tin tức</a></li></ol>'
)
_TOOL = (
    '<div class="tool"><span>Lượt xem: 1082</span> <a href="javascript:window.print()">Bản in</a>'
    '</div><div class="UISocialShare"><a href="javascript:;">Chia sẻ</a></div>'
)
_RELATED = (
    '<div class="relate-news"><div class="title">Tin liên quan</div><ul><li><a href="/tin-tuc/'
    'thanh-uy-lao-cai-so-ket-cong-tac-dan-van-618377">Thành ủy Lào Cai sơ kết công tác dân vận'
    '</a> <span class="date">03/07/2023</span></li></ul></div>'
)
_PAGE = """<!DOCTYPE html>
<html lang="vi-VN"><head><meta charset="utf-8"><title>{title}</title>
<meta name="description" content="Cổng thông tin điện tử thành phố Lào Cai"></head><body>
<form method="post" id="Form1"><input type="hidden" name="__VIEWSTATE" value="{state}">
<div class="header-top"><span class="clock" id="liveclock">Thứ sáu, 29/08/2025</span></div>
<ul class="nav"><li><a href="/">Trang chủ</a></li><li><a href="/gioi-thieu">Giới thiệu</a></li>
<li><a href="/tin-tuc">Tin tức</a></li><li><a href="/kinh-te">Kinh tế</a></li></ul>
<div class="row"><div class="col-md-9" id="content_pane"><div id="ctrl_162921_22_wrapper">{main}
</div></div><div class="col-md-3"><div class="module-head">Tin tức</div>
<div class="UILogin_Default"><a href="/login.aspx">Đăng nhập</a></div></div></div>
<div class="footer"><p>Designed by VNPT</p><div class="counter"><h4>Thống kê truy cập</h4>
<ul><li>Đang online: 1</li><li>Hôm nay: 1</li><li>Trong tuần: 1</li><li>Tất cả: 1</li></ul></div>
</div></form></body></html>
"""

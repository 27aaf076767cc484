"""Which text belongs to which picture: bodies seen and bodies built to mislead."""

from itertools import product

import pytest
from body_cases import Case, article, cases, expand, reading

CASES = cases("captions", "no-captions", "credits", "pictures", "more")

# A caption's wording, then caption and credit as they should be read.
WORDINGS = (
    ("Quang cảnh Hội nghị", "Quang cảnh Hội nghị", ""),
    ("Toàn cảnh Hội nghị.", "Toàn cảnh Hội nghị.", ""),
    ("Ảnh minh họa", "Ảnh minh họa", ""),
    (
        "Các đại biểu bấm nút khai mạc Ảnh: Minh Đường",
        "Các đại biểu bấm nút khai mạc",
        "Minh Đường",
    ),
    (
        "Lãnh đạo Sở Du lịch tặng hoa (Ảnh: Trường Huy)",
        "Lãnh đạo Sở Du lịch tặng hoa",
        "Trường Huy",
    ),
    ("Hồ Thác Bà. Nguồn: Internet", "Hồ Thác Bà.", "Internet"),
    (
        "Đ/c Nguyễn Văn Tám – Phó Giám đốc Sở, cho biết các địa phương đã chủ động phương án",
        "Đ/c Nguyễn Văn Tám – Phó Giám đốc Sở, cho biết các địa phương đã chủ động phương án",
        "",
    ),
    (
        "Phó Chủ tịch UBND tỉnh Trần Song Tùng chủ trì Hội nghị tại điểm cầu Ninh Bình.",
        "Phó Chủ tịch UBND tỉnh Trần Song Tùng chủ trì Hội nghị tại điểm cầu Ninh Bình.",
        "",
    ),
)
# Markup around a picture and its caption; {} is the caption. Marked so that no wording is needed.
SHAPES = {
    "italic behind spaces": '<p><img src="/a/1.jpg"></p><p><i>{{nb}}{}&nbsp;</i></p>',
    "plain behind spaces": '<p><img src="/a/1.jpg"></p><p>{{nb}}{}</p>',
    "italic, br": '<p><img src="/a/1.jpg"></p><p><i>{{nb}}{}</i><br>&nbsp;</p>',
    "spacers between": '<p><img src="/a/1.jpg"></p><p>&nbsp;</p><p><br></p><p><em>{}</em></p>',
    "figure, centred": '<figure><img src="/a/1.jpg"></figure><p style="text-align:center">{}</p>',
    "figcaption": '<figure><img src="/a/1.jpg"><figcaption>{}</figcaption></figure>',
    "figcaption em": '<figure><img src="/a/1.jpg"><figcaption><em>{}</em></figcaption></figure>',
    "one paragraph": '<p align="center"><img src="/a/1.jpg"><br>{}</p>',
    "one plain paragraph": '<p><img src="/a/1.jpg"><br>{}</p>',
    "center": '<center><img src="/a/1.jpg"></center><center>{}</center>',
    "table": "<table><tr><td><img src=/a/1.jpg></td></tr><tr><td>{}</td></tr></table>",
    "table, own cell": '<table><tr><td><img src="/a/1.jpg"><p>{}</p></td></tr></table>',
    "class": '<p><img src="/a/1.jpg"></p><p class="Image_caption">{}</p>',
    "span": '<p><img src="/a/1.jpg"></p><p><span style="font-style:italic">{}</span></p>',
    "word": '<p class="MsoNormal" align="center"><img src="/a/1.jpg"><o:p></o:p></p>'
    '<p class="MsoNormal" align="center" style="text-align:center"><i>{}<o:p></o:p></i></p>',
}
BEFORE = {"text": "{A}", "nothing": "", "image": '<p><img src="/a/0.jpg"></p><p><i>Lễ đài</i></p>'}
AFTER = {
    "text": "{B}",
    "short text": "<p>Hội nghị tiếp tục làm việc trong buổi chiều.</p>",
    "image": '<p><img src="/a/2.jpg"></p>{B}',
    "bold heading": "<p><strong>1. Về công tác tuyên truyền</strong></p>{B}",
}
_READ_BEFORE = {"text": ("{a}",), "nothing": (), "image": ("[0.jpg] Lễ đài",)}
_READ_AFTER = {
    "text": ("{b}",),
    "short text": ("Hội nghị tiếp tục làm việc trong buổi chiều.",),
    "image": ("[2.jpg]", "{b}"),
    "bold heading": ("1. Về công tác tuyên truyền", "{b}"),
}


def _grid() -> list[Case]:
    return [
        Case(
            f"{caption[:20]}, {shape}, after {before}, before {after}",
            expand(
                BEFORE[before] + SHAPES[shape].format(wording).replace("{{", "{") + AFTER[after]
            ),
            tuple(
                map(
                    expand,
                    (*_READ_BEFORE[before], _image(caption, credit), *_READ_AFTER[after]),
                )
            ),
        )
        for (wording, caption, credit), shape, before, after in product(
            WORDINGS, SHAPES, BEFORE, AFTER
        )
    ]


def _image(caption: str, credit: str) -> str:
    return f"[1.jpg] {caption}" + (f" {{{credit}}}" if credit else "")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_reading(case: Case) -> None:
    assert reading(article(case.body, case.lead)) == case.reading


@pytest.mark.parametrize("case", _grid(), ids=lambda case: case.name)
def test_every_wording_in_every_shape(case: Case) -> None:
    assert reading(article(case.body)) == case.reading

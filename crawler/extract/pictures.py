"""Which picture an img element shows, and whether it is one at all."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, unquote, urlsplit

from bs4.element import Tag

from archive.article import Image
from archive.text import fold, normalize
from crawler.extract.address import absolute, file_name

# The platform's own alt text on every picture says nothing ("anh tin bai", "Anh-tin-bai").
_CONSTANT_ALT = re.compile(r"^\s*[aả]nh[\s_-]*tin[\s_-]*b[aà]i\s*$", re.IGNORECASE)
_LAZY_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-url", "data-echo")
_BETWEEN = re.compile(r",\s+|(?<=\d[wxh]),")  # addresses may hold commas
_SIZED = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)[wxh]")
_NO_SOURCE = re.compile(r"^\s*(?:data|file|blob|about|cid|javascript|chrome[\w-]*|[a-z]):", re.I)
_NO_PICTURE = re.compile(
    r"^(?:spacer|blank|pixel|transparent|(?:ajax-)?load(?:ing|er)|clear|dot|1x1|new|hot|moi|icon"
    r"|(?:icon[-_.]?|ico[-_.]?|file[-_]?)?(?:pdf|docx?|xlsx?|word|excel|pptx?|zip|rar|download|attach"
    r"|file|txt)(?:[-_.]?(?:icon|ico|file|\d{2}))?)\d?\.(?:gif|png|svg|jpg|ico)$"
    r"|icon[-_]\w+\.(?:gif|png|svg)$|\b(?:spacer|blank|pixel|transparent|loading)\.(?:gif|png|svg)$",
    re.IGNORECASE,
)
_ORNAMENTS = re.compile(
    r"/(?:emojis?|smileys?|smilies|filetypes?|emoticons?)/|fbcdn\.net/.*emoji", re.I
)
_ORNAMENT_CLASS = re.compile(r"\b(?:emoji|emoticon|smiley|wp-smiley|file-?icon)\b", re.IGNORECASE)
_SMALL_STYLE = re.compile(r"(?:^|[;\s])(?:width|height)\s*:\s*([12]?\d|3[0-2])(?:\.\d+)?px", re.I)
_SMALLEST = 32  # pixels: file-type icons and smileys are 16 to 32
_TINY_DATA = re.compile(r"^\s*data:image/(?:gif|svg)", re.IGNORECASE)

_SIZE = re.compile(
    r"(?:[-_](?:thumb(?:nail)?s?|small|medium|large|\d{2,4}x\d{2,4}|thumb_\d+))+(?=\.\w+$)"
    r"|^(?:thumb(?:nail)?s?|small|medium|resized?)[-_]",
    re.IGNORECASE,
)
_TICK = re.compile(r"(?<!\d)\d*?(6[3-4]\d{16})(?=\.\w+$)")  # .NET ticks of the years 1997 to 2060
_CAPTION_ATTRIBUTES = ("data-caption", "data-title", "data-sub-html", "title")
_NO_CAPTION = re.compile(
    r"\.(?:jpe?g|png|gif|webp)$|^(?:img|dsc|image|z\d|h\d|anh|picture|hinh|photo)?[\W\d_]*$"
    r"|^(?:click|bam|nhan|an) |phong to|xem (?:anh|hinh|chi tiet|kich)|anh lon|^https?:"
)


def picture_source(tag: Tag) -> str:
    """What an img element shows, lazily loaded or not, as written; "" where that is nowhere."""
    sets = (str(tag.get(name) or "") for name in _LAZY_SETS)
    candidates = [_largest(one) for one in sets if one]
    candidates += [str(tag.get(name) or "") for name in (*_LAZY, "src")]
    # An open source element holds what follows it, as lxml reads HTML.
    around = tag.parent is not None and tag.parent.name in ("picture", "source")
    if around and (parent := tag.find_parent("picture")) is not None:
        for source in reversed(parent.find_all("source")):  # modern encodings come first
            candidates += [_largest(str(source.get(name) or "")) for name in _LAZY_SETS]
    return next((one for one in candidates if one.strip() and not _NO_SOURCE.match(one)), "")


def _largest(sources: str) -> str:
    """The address in a srcset whose width or density is greatest."""
    found: list[tuple[float, str]] = []
    for part in _BETWEEN.split(sources[:20000]):
        url, *rest = part.split() or [""]
        size = _SIZED.fullmatch(rest[0].rstrip(",")) if rest else None
        found.append((float(size[1]) if size else 1.0, url.rstrip(",")))
    return max(found, key=lambda one: one[0])[1] if found else ""


def is_ornament(tag: Tag) -> bool:
    """Whether an img element is an icon, a smiley, a spacer or a counter's pixel."""
    sizes = [str(tag.get(side) or "").removesuffix("px") for side in ("width", "height")]
    if any(size.isdecimal() and len(size) < 6 and int(size) <= _SMALLEST for size in sizes):
        return True
    if _SMALL_STYLE.search(str(tag.get("style") or "")):
        return True
    if _ORNAMENT_CLASS.search(" ".join(tag.get_attribute_list("class", []))):
        return True
    source = picture_source(tag)
    if not source:
        return bool(_TINY_DATA.match(str(tag.get("src") or "")))
    return bool(_ORNAMENTS.search(source) or _NO_PICTURE.search(_last_part(source)))


def _last_part(source: str) -> str:
    return unquote(source.partition("?")[0].rpartition("/")[2]).strip()


def picture_url(tag: Tag, base: str) -> str | None:
    """The full address of what an img element shows; None for icons, spacers and data."""
    source = "" if tag.name != "img" or is_ornament(tag) else picture_source(tag)
    return absolute(base, source) if source else None


def picture_alt(tag: Tag) -> str | None:
    """The picture's own alternative text; None for the platform's constant."""
    alt = normalize(str(tag.get("alt") or ""))
    return alt if alt and not _CONSTANT_ALT.match(alt) else None


def silent_caption(tag: Tag) -> str | None:
    """What the picture's attributes, or its link's, say as a caption; None for file names."""
    holders = [tag, tag.parent] if tag.parent is not None and tag.parent.name == "a" else [tag]
    for holder in holders:
        for name in _CAPTION_ATTRIBUTES:
            text = normalize(str(holder.get(name) or ""))
            if " " in text and not _CONSTANT_ALT.match(text) and not _NO_CAPTION.search(fold(text)):
                return text
    return None


@dataclass(frozen=True, slots=True)
class _Name:
    """What is left of a file's name without size, case and folder."""

    plain: str
    tick: str | None


def _name(url: str) -> _Name:
    name = file_name(_shown_by_handler(url)).lower()
    tick = _TICK.search(name)
    return _Name(_SIZE.sub("", name), tick[1] if tick else None)


def _shown_by_handler(url: str) -> str:
    """The picture that a resizing handler is asked for, else `url`."""
    for _, value in parse_qsl(urlsplit(url).query):
        if re.search(r"\.(?:jpe?g|png|gif|webp)$", value, re.IGNORECASE):
            return value
    return url


def same_file(one: str, other: str) -> bool:
    """Whether two addresses show one picture.

    Thumbnails keep the file's name, or the tick in it, in another folder, size or scheme.
    """
    if one == other:
        return True
    try:
        first, second = _name(one), _name(other)
    except ValueError:
        return False
    if first.tick and second.tick:
        return first.tick == second.tick
    if first.plain != second.plain:
        return False
    # Handlers name all pictures alike: then the query tells.
    return "." in first.plain and not first.plain.endswith((".ashx", ".aspx", ".axd", ".php"))


def with_lead(lead: Image, pictures: Sequence[Image]) -> tuple[Image, ...]:
    """`pictures` after the lead image, unless it is one of them."""
    same = next((one for one in pictures if same_file(lead.url, one.url)), None)
    if same is None:
        return (replace(lead, position=0), *pictures)
    said = same if same.caption or same.credit else lead
    whole = replace(same, caption=said.caption, credit=said.credit)
    return tuple(whole if one is same else one for one in pictures)


def add_silent(
    images: Sequence[Image], captions: Sequence[str | None], *, title: str
) -> Iterator[Image]:
    """`images` with what only attributes say, unless that is the headline or on several images."""
    counts = Counter(captions)
    for image, caption in zip(images, captions, strict=True):
        is_own = caption and counts[caption] == 1 and fold(caption) != fold(title)
        if is_own and not (image.caption or image.credit):
            yield replace(image, caption=caption)
        else:
            yield image

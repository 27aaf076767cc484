"""What the elements around a piece of text say of it: emphasis, alignment, kind."""

import re
from dataclasses import dataclass, replace

from bs4.element import Tag

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CAPTION_CLASS = re.compile(
    r"(?:^|[-_ ])(?:p?captions?|chu-?thich|image-?(?:caption|note|desc)|img-?caption|photo-?caption"
    r"|wp-caption-text)(?:$|[-_ ])",
    re.IGNORECASE,
)
_STYLE = {
    "italic": re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE),
    "bold": re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE),
    "centre": re.compile(r"text-align\s*:\s*center", re.IGNORECASE),
    "right": re.compile(r"text-align\s*:\s*(?:right|end)", re.IGNORECASE),
    "pre": re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE),
}
_SMALL = re.compile(
    r"font-size\s*:\s*(?:(?:x-|xx-)?small(?:er)?\b|(?:[6-9]|10)(?:\.\d+)?pt|(?:[89]|1[0-3])(?:\.\d+)?px)",
    re.IGNORECASE,
)
_ALIGN_CLASS = re.compile(r"(?:text|align)-?(center|right|end)", re.IGNORECASE)
_HIDDEN = re.compile(r"display:none|visibility:(?:hidden|collapse)")
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp)(?:$|[?#])|^#|^javascript:", re.IGNORECASE)
_WITH_MEANING = frozenset(
    {*HEADINGS, "i", "em", "cite", "b", "strong", "center", "figcaption", "li", "dd", "dt", "a"}
    | {"pre", "th", "small"}
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's place in its table; it reaches over `width` columns."""

    row: int
    column: int
    width: int = 1

    def is_over(self, other: "Cell") -> bool:
        """Whether both share a column."""
        return self.column < other.column + other.width and other.column < self.column + self.width


@dataclass(frozen=True, slots=True)
class Context:
    """What the elements around a piece of text say of it."""

    kind: str = "text"
    italic: bool = False
    bold: bool = False
    centred: bool = False
    right: bool = False
    small: bool = False
    linked: bool = False
    preformatted: bool = False
    holder: int = 0
    cell: Cell | None = None
    paragraph: int = 0

    def inside(self, tag: Tag) -> "Context":
        """The same within `tag`."""
        if not tag.attrs and tag.name not in _WITH_MEANING:
            return self
        style = str(tag.get("style") or "")
        align = _alignment(tag, style)
        return replace(
            self,
            kind=_kind(tag, self.kind),
            italic=self.italic
            or tag.name in ("i", "em", "cite")
            or bool(_STYLE["italic"].search(style)),
            bold=self.bold or tag.name in ("b", "strong") or bool(_STYLE["bold"].search(style)),
            centred=align == "center" if align else self.centred,
            right=align == "right" if align else self.right,
            small=self.small or _is_small(tag, style),
            linked=self.linked or _is_link(tag),
            preformatted=self.preformatted
            or tag.name == "pre"
            or bool(_STYLE["pre"].search(style)),
        )


def is_hidden(tag: Tag) -> bool:
    """Whether the element is not shown."""
    return tag.has_attr("hidden") or is_hidden_by(str(tag.get("style") or ""))


def is_hidden_by(style: str) -> bool:
    """Whether a style attribute takes its element out of sight."""
    return bool(style and _HIDDEN.search(style.replace(" ", "").lower()))


def classes(tag: Tag) -> str:
    """The element's class attribute as written."""
    value = tag.get("class") or ""
    return value if isinstance(value, str) else " ".join(value)


def _is_small(tag: Tag, style: str) -> bool:
    is_font = tag.name == "font" and str(tag.get("size") or "") in ("1", "2", "-1", "-2")
    return tag.name == "small" or is_font or bool(_SMALL.search(style))


def _alignment(tag: Tag, style: str) -> str | None:
    if tag.name == "center" or _STYLE["centre"].search(style):
        return "center"
    if _STYLE["right"].search(style):
        return "right"
    named = str(tag.get("align") or "").lower()
    by_class = _ALIGN_CLASS.search(classes(tag))
    named = named or (by_class[1].lower() if by_class and tag.name not in ("figure", "img") else "")
    return {"middle": "center", "end": "right"}.get(named, named) or None


def _kind(tag: Tag, outer: str) -> str:
    if tag.name == "figcaption" or _CAPTION_CLASS.search(classes(tag)):
        return "caption"
    if tag.name in HEADINGS:
        return "heading"
    if tag.name in ("li", "dd", "dt"):
        return "item"
    return outer


def _is_link(tag: Tag) -> bool:
    """A link that leads away, not to the picture that it holds."""
    href = str(tag.get("href") or "") if tag.name == "a" else ""
    return bool(href) and not _PICTURE_FILE.search(href) and tag.find("img") is None

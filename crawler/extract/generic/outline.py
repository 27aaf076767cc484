"""A page as a row of lines, pictures and documents, and which element holds which of them.

Reads elements, attributes that mean the same everywhere (href, role, hidden) and text: never class
names or ids.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.text import fold, normalize
from crawler.extract.cues import is_hidden_by
from crawler.extract.files import is_document

# Elements that begin a new line, as browsers show them.
_BREAKING = frozenset(
    (
        *("p", "div", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "section", "article"),
        *("center", "figure", "figcaption", "pre", "address", "header", "footer", "main", "aside"),
        *("nav", "form", "tr", "hr", "table", "tbody", "thead", "tfoot", "td", "th", "caption"),
        *("fieldset", "details", "body", "summary", "h1", "h2", "h3", "h4", "h5", "h6"),
    )
)
_SILENT = frozenset(
    (
        *("script", "style", "noscript", "template", "svg", "math", "canvas", "head", "title"),
        *("meta", "link", "option", "datalist"),
    )
)
_SHOWN = frozenset(("iframe", "object", "embed", "video", "audio"))
_FIELDS = frozenset(("input", "select", "textarea", "button"))
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_CHROME = frozenset(("nav", "aside", "footer", "marquee", "dialog", "menu"))
_CHROME_ROLES = frozenset(
    (
        *("navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar"),
        *("dialog", "alert", "toolbar"),
    )
)
_ARTICLE = frozenset(("article", "main", "section"))
_NO_PAGE = re.compile(
    r"^(?:#|javascript:|mailto:|tel:|data:)|\.(?:jpe?g|png|gif|webp)(?:\?|$)", re.I
)
_LETTERS = re.compile(r"[^\W\d_]")
_LINKED = 0.7  # share of a line's letters inside links that makes it a link


@dataclass(slots=True, eq=False)
class Item:
    """One line, picture, document or form field, and its element; a line's is what breaks it off.

    `linked` counts the letters inside links to pages, `letters` all of a line that has such links;
    `level` is that of a heading (0: none).
    """

    element: HtmlElement
    kind: str
    text: str = ""
    letters: int = 0
    linked: int = 0
    level: int = 0
    link: str = ""
    is_bold: bool = False
    is_chrome: bool = False
    in_item: bool = False
    folded: str = ""

    @property
    def is_link(self) -> bool:
        """Whether the line, or the picture, is a link to another page."""
        if self.kind == "picture":
            return bool(self.link)
        return self.linked > _LINKED * self.letters


class _Around(NamedTuple):
    """What the elements around a piece of text say of it."""

    owner: HtmlElement
    link: str = ""
    level: int = 0
    is_bold: bool = False
    is_chrome: bool = False
    in_item: bool = False
    in_article: bool = False


@dataclass(slots=True)
class Outline:
    """All items of a page in order, and for each breaking element which of them it holds.

    `inner` are the breaking elements right within one, whatever inline elements stand between.
    """

    items: list[Item] = field(default_factory=list)
    spans: dict[HtmlElement, tuple[int, int]] = field(default_factory=dict)
    inner: dict[HtmlElement, list[HtmlElement]] = field(default_factory=dict)

    def within(self, element: HtmlElement) -> range:
        """The numbers of the items that `element` holds."""
        return range(*self.spans.get(element, (0, 0)))


def outline(tree: HtmlElement, url: str) -> Outline:
    """The outline of the page at `url`; links to itself are no links."""
    walk = _Walk(urlsplit(url).path.rstrip("/"))
    body = tree.find("body")
    root = tree if body is None else body
    walk.enter(root, _Around(root))
    walk.end_line()
    walk.page.spans[root] = (0, len(walk.page.items))
    return walk.page


@dataclass(slots=True)
class _Walk:
    """One pass over the tree; libxml2 bounds its depth."""

    path: str
    page: Outline = field(default_factory=Outline)
    pieces: list[tuple[str, _Around]] = field(default_factory=list)

    def enter(self, element: HtmlElement, around: _Around) -> None:
        if element.text:
            self.pieces.append((element.text, around))
        for child in element:
            if isinstance(child.tag, str):
                self.meet(child, around)
            if child.tail:
                self.pieces.append((child.tail, around))

    def meet(self, element: HtmlElement, around: _Around) -> None:
        tag = element.tag
        if tag in _SILENT or _is_hidden(element):
            return
        if tag in _SHOWN or tag == "img":
            self.show(element, around)
        elif tag in _FIELDS:
            self.fill(element, around)
        elif tag == "br":
            self.end_line()
        elif tag in _BREAKING:
            self.end_line()
            start = len(self.page.items)
            self.enter(element, self.inside(element, around))
            self.end_line()
            if len(self.page.items) > start:
                self.page.spans[element] = (start, len(self.page.items))
                self.page.inner.setdefault(around.owner, []).append(element)
        else:
            self.enter(element, self.within(element, around))

    def inside(self, element: HtmlElement, around: _Around) -> _Around:
        """Within a breaking element."""
        tag = element.tag
        return _Around(
            owner=element,
            link=around.link,
            level=_LEVELS.get(tag, around.level),
            is_bold=around.is_bold,
            is_chrome=around.is_chrome or _is_chrome(element, around),
            in_item=around.in_item or tag in ("li", "dd", "dt"),
            in_article=around.in_article or tag in _ARTICLE,
        )

    def within(self, element: HtmlElement, around: _Around) -> _Around:
        """Within an element that runs along in the line."""
        tag = element.tag
        if tag in ("b", "strong"):
            return around._replace(is_bold=True)
        href = (element.get("href") or "").strip() if tag == "a" else ""
        if href and self.leads_on(href):
            return around._replace(link=href)
        return around._replace(is_chrome=True) if _has_chrome_role(element) else around

    def leads_on(self, href: str) -> bool:
        """Whether a link leads to another page: not to a file, nor to this page itself."""
        if _NO_PAGE.search(href) or is_document(href):
            return False
        if not self.path or self.path not in href:
            return True
        try:
            return urlsplit(href).path.rstrip("/") != self.path
        except ValueError:
            return False

    def show(self, element: HtmlElement, around: _Around) -> None:
        self.end_line()
        kind = "picture" if element.tag == "img" else "document"
        self.add(Item(element, kind, link=around.link), around)

    def fill(self, element: HtmlElement, around: _Around) -> None:
        if (element.get("type") or "").lower() != "hidden":
            self.end_line()
            kind = "password" if element.get("type") == "password" else "field"
            self.add(Item(around.owner, kind), around)

    def add(self, item: Item, around: _Around) -> None:
        item.is_chrome, item.in_item = around.is_chrome, around.in_item
        self.page.items.append(item)

    def end_line(self) -> None:
        if not self.pieces:
            return
        said = [one for one in self.pieces if not one[0].isspace()]
        whole = "".join(piece for piece, _ in self.pieces) if said else ""
        self.pieces = []
        text = normalize(whole)
        if not text:
            return
        first = said[0][1]
        item = Item(first.owner, "text", text, level=first.level, link=first.link)
        item.folded = fold(text)
        if any(around.link for _, around in said):
            item.letters = len(_LETTERS.findall(text))
            links = (_LETTERS.findall(piece) for piece, around in said if around.link)
            item.linked = sum(map(len, links))
        item.is_bold = all(around.is_bold for _, around in said)
        self.add(item, first)


def _is_hidden(element: HtmlElement) -> bool:
    if is_hidden_by(element.get("style") or ""):
        return True
    return "hidden" in element.attrib or element.get("aria-hidden") == "true"


def _is_chrome(element: HtmlElement, around: _Around) -> bool:
    tag = element.tag
    if tag in _CHROME or (tag == "header" and not around.in_article):
        return True
    return _has_chrome_role(element)


def _has_chrome_role(element: HtmlElement) -> bool:
    return (element.get("role") or "").lower() in _CHROME_ROLES

"""The pieces of text in a tree, each with its paragraph and the legacy font named around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

_INLINE = {
    *("a", "abbr", "acronym", "b", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i"),
    *("ins", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub"),
    *("sup", "tt", "u", "var", "wbr"),
}
_NO_TEXT = {"script", "style", "textarea", "noscript", "template", "svg", "math"}
_SHOWN_ATTRIBUTES = ("alt", "title", "content")
_FAMILY = re.compile(r"(?<![\w-])font(?:-family)?\s*:\s*([^;]{1,200})", re.IGNORECASE)
_TCVN3_NAME = re.compile(r"\.vn[\w -]*", re.IGNORECASE)
_VNI_NAME = re.compile(r"vni[- ]", re.IGNORECASE)
_SYMBOLS_NAME = re.compile(r"wingdings|webdings|symbol", re.IGNORECASE)
_XML_SPACES = re.compile(r"[\x0b\x0c\x1c-\x1f]")  # spaces that libxml2 reads and lxml refuses
_NOT_XML = re.compile(r"[\x00-\x08\x0e-\x1b\ud800-\udfff\ufffe\uffff]")
_REST_OF_WORD = re.compile(r"[^\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class Claim:
    """A legacy font's encoding, "tcvn3" or "vni"; `is_capitals` for fonts that show only those."""

    encoding: str
    is_capitals: bool = False


_SYMBOLS = Claim("symbols")  # signs of a font of signs are no letters in any encoding


@dataclass(slots=True)
class Run:
    """One piece of text; `slot` is "text", "tail" or an attribute of `element`.

    `number` counts the runs of the tree, `block` its paragraphs.
    """

    element: HtmlElement
    slot: str
    text: str
    number: int = 0
    block: int = 0
    claim: Claim | None = None

    def follows(self, other: "Run") -> bool:
        """Whether nothing but the edges of inline elements stands between the two."""
        return self.block == other.block and self.number == other.number + 1

    def write(self, text: str) -> None:
        """Put `text` in the place of the run's own, without what XML may not hold."""
        text = _NOT_XML.sub("", _XML_SPACES.sub(" ", text))
        self.text = text
        if self.slot == "text":
            self.element.text = text
        elif self.slot == "tail":
            self.element.tail = text
        else:
            self.element.set(self.slot, text)

    def take_rest_of_word(self, following: "Run") -> None:
        """Move marks that an element's edge cut off from their letter back to it."""
        rest = _REST_OF_WORD.match(following.text)
        if rest and self.text and not self.text[-1].isspace():
            self.write(self.text + rest[0])
            following.write(following.text[rest.end() :])


def read_runs(tree: HtmlElement) -> Iterator[Run]:
    """All runs of `tree` in reading order; each attribute is a paragraph of its own."""
    block = 0
    claims: list[Claim | None] = [None]
    silent: HtmlElement | None = None
    runs: list[Run] = []
    attributes: list[Run] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        starts = event == "start"
        if not starts:
            claims.pop()
        block += not _is_inline(element)
        if starts:
            claims.append(_claim(element, claims[-1]))
            attributes.extend(_attributes(element))
            silent = element if silent is None and element.tag in _NO_TEXT else silent
        elif silent is element:
            silent = None
        slot = "text" if starts else "tail"
        text = getattr(element, slot)
        if text and silent is None and claims[-1] != _SYMBOLS:
            runs.append(Run(element, slot, text, len(runs), block, claims[-1]))
    yield from runs
    for number, run in enumerate(attributes, block + 1):
        run.block = number
        yield run


def _is_inline(element: HtmlElement) -> bool:
    """Whether text runs on through it; so it does through Word's own elements ("o:p")."""
    tag = str(element.tag)
    return tag in _INLINE or ":" in tag


def _attributes(element: HtmlElement) -> Iterator[Run]:
    for name in _SHOWN_ATTRIBUTES:
        value = element.get(name)
        if value and not value.isascii():
            yield Run(element, name, value)


def _claim(element: HtmlElement, outer: Claim | None) -> Claim | None:
    """What the element's own font says, else the one around it."""
    styled = _FAMILY.search(element.get("style") or "")
    family = styled[1] if styled else element.get("face")
    if not family:
        return outer
    if named := _TCVN3_NAME.search(family):
        return Claim("tcvn3", named[0].strip().lower().endswith("h"))
    if _SYMBOLS_NAME.search(family):
        return _SYMBOLS
    return Claim("vni") if _VNI_NAME.search(family) else None

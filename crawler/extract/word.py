"""Takes out of pasted text what Word put there for itself and no reader should see."""

import re
from collections.abc import Iterator

from bs4.element import NavigableString, Tag

_TRACES = re.compile(
    r"mso[- ]|<xml|<[wom]:|Definitions \*/|behavior:|ingdings|Webdings|Symbol|0 false false"
)
# Word's settings; other elements of its name spaces hold text (o:p, st1:place, w:sdt, v:textbox).
_SETTINGS = re.compile(
    r"xml|w:(?:worddocument|latentstyles|sdtpr|sdtendpr|data)|m:mathpr"
    r"|o:(?:officedocumentsettings|documentproperties|shapedefaults|shapelayout)"
)
# The same once an editor has taken the tags away, or shows them as text.
_SELECTOR = r"[\w@.:\\*#-]{1,80}+"
_DUMPS = re.compile(
    r"<!--\[if [^\]]{1,80}\]>(?:(?!<!--\[if).){0,50000}?<!\[endif\]-->"
    r"|(?:<!--)?\[if [^\]]{1,80}mso[^\]]{0,80}\]>|<!\[(?:if [^\]]{1,80}|endif)\](?:--)?>"
    r"|\bNormal\s*+0\s*+(?:[\d.]{1,9}+\s*+(?:pt\s*+)?){0,4}(?:false\s*+){2,3}"
    r"(?:(?:[a-zA-Z]{2}-[A-Z]{2}|X-NONE)\s*+){1,3}(?:MicrosoftInternetExplorer4)?"
    r"|(?:<!--\s{0,9})?/\*\s{0,9}(?:Style|Font|List|Page) Definitions\s{0,9}\*/"
    r"(?:[\w\s@.,:\\*#/-]{1,500}+\{[^{}]{0,5000}+\})*+(?:\s{0,9}-->)?"
    rf"|(?<![\w@.:\\*#-]){_SELECTOR}(?:\s{{0,9}},\s{{0,9}}{_SELECTOR}){{0,30}}+\s{{0,9}}"
    r"\{[^{}]{0,2000}?(?:\bmso-|behavior:\s{0,9}url\(#)[^{}]{0,5000}\}",
    re.DOTALL | re.ASCII,
)
_SYMBOL_FONT = re.compile(
    r"(?<![\w-])font(?:-family)?\s*:[^;]{0,40}(?:Wingdings|Webdings|Symbol)", re.IGNORECASE
)
_SYMBOL_FACE = re.compile(r"Wingdings|Webdings|Symbol", re.IGNORECASE)
# What such a font shows for a character; for any other in a place of its own, a list's mark.
_MARK = "•"
_WINGDINGS = {"ü": "✓", "þ": "☑", "ý": "☒", "¨": "☐", "o": "☐", "q": "☐", "à": "→", "ß": "←"}
_SYMBOL = {"®": "→", "³": "≥", "£": "≤", "´": "×", "¹": "≠", "±": "±", "°": "°", "-": "-"}


def strip_word(tree: Tag, written: str) -> None:
    """Take Word's settings and styles out of `tree`, in place; `written` is its HTML.

    Style sheets and settings that an editor turned into text go as well. A sign in a symbol font
    becomes what the font shows: "Ø" in Wingdings is a list's mark.
    """
    if not _TRACES.search(written):
        return
    for tag in tree.find_all(_is_settings):
        tag.extract()
    _cut_dumps(tree)
    for tag in tree.find_all(("span", "font", "i", "b")):
        _show_symbol(tag)


def _is_settings(tag: Tag) -> bool:
    return bool(_SETTINGS.fullmatch(tag.name))


def _cut_dumps(tree: Tag) -> None:
    """Cut style sheets out of the text, also where line breaks and inline elements part them."""
    strings = tuple(_strings(tree))
    dumps = [found.span() for found in _DUMPS.finditer("\n".join(strings))]
    start = 0
    for string in strings if dumps else ():
        end = start + len(string)
        while dumps and dumps[0][1] <= start:
            dumps.pop(0)
        string.replace_with(NavigableString(_without(string, start, dumps)))
        start = end + 1


def _strings(tree: Tag) -> Iterator[NavigableString]:
    for string in tree.find_all(string=True):
        if type(string) is NavigableString:  # no comment, script or style
            yield string


def _without(string: str, start: int, dumps: list[tuple[int, int]]) -> str:
    """`string`, which begins at `start` of the whole text, without its share of `dumps`."""
    kept, position = [], 0
    for first, last in dumps:
        if first >= start + len(string):
            break
        kept.append(string[position : max(first - start, position)])
        position = last - start
    return "".join([*kept, string[position:]])


def _show_symbol(tag: Tag) -> None:
    """Write one sign in a symbol font as what the font shows."""
    style, face = str(tag.get("style") or ""), str(tag.get("face") or "")
    if not (_SYMBOL_FONT.search(style) or _SYMBOL_FACE.search(face)):
        return
    shown = tag.find(string=lambda text: bool(text and text.strip()))
    sign = tag.get_text().strip()
    if len(sign) != 1 or not isinstance(shown, NavigableString):
        return
    table = _SYMBOL if "symbol" in (style + face).lower() else _WINGDINGS
    shown.replace_with(NavigableString(shown.replace(sign, table.get(sign, _MARK))))

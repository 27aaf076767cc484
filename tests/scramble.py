"""Pages with names and order taken away: what a reader of unknown layouts must not rely on."""

import random
from collections.abc import Callable, Sequence

from lxml import html

from archive.text import fold
from crawler.extract.html import decode, parse, text_of

_FRAMES = ("html", "head", "body")
_WRAPPERS = ("div", "section")


def scramble(
    page: bytes,
    seed: int,
    *,
    find_block: Callable[[html.HtmlElement], html.HtmlElement | None],
    paragraphs: Sequence[str],
) -> bytes:
    """`page` with other class names and ids, its blocks in another order, and more wrappers.

    What stands around the article's block is shuffled on every level, and so are the block's own
    children, unless the body (`paragraphs`) is spread over several of them: its order is meaning.
    """
    chance = random.Random(seed)
    tree = parse(decode(page))
    assert tree is not None
    block = find_block(tree)
    assert block is not None
    if _bodies(block, paragraphs) <= 1:
        _shuffle(block, chance)
    for above in block.iterancestors():
        if above.tag not in _FRAMES[:2] and _is_shuffled(above):
            _shuffle(above, chance)
    _wrap(block, chance)
    _rename(tree, chance)
    written: bytes = html.tostring(tree, encoding="utf-8", doctype="<!DOCTYPE html>")
    return written


def _is_shuffled(element: html.HtmlElement) -> bool:
    """Rows and cells make sense only where they stand."""
    return element.tag not in ("table", "tbody", "tr", "ul", "ol", "dl")


def _bodies(block: html.HtmlElement, paragraphs: Sequence[str]) -> int:
    """How many children of the block hold text of the body; its own text is one more."""
    wanted = [fold(text)[:60] for text in paragraphs if len(text) > 20]
    texts = [fold(text_of(child)) for child in block if isinstance(child.tag, str)]
    holding = sum(any(one in text for one in wanted) for text in texts)
    own = " ".join([block.text or "", *(child.tail or "" for child in block)])
    return holding + any(one in fold(own) for one in wanted)


def _shuffle(element: html.HtmlElement, chance: random.Random) -> None:
    children = list(element)
    chance.shuffle(children)
    for child in children:
        element.append(child)


def _wrap(block: html.HtmlElement, chance: random.Random) -> None:
    """Put one to three more elements around the block and around some of its children."""
    inner = [child for child in block if child.tag == "div" and chance.random() < 0.3]
    for element in (block, *inner):
        for _ in range(chance.randint(1, 3) if element is block else 1):
            wrapper = html.Element(chance.choice(_WRAPPERS))
            wrapper.set("class", "x")
            parent = element.getparent()
            assert parent is not None
            wrapper.tail, element.tail = element.tail, None
            parent.replace(element, wrapper)
            wrapper.append(element)


def _rename(tree: html.HtmlElement, chance: random.Random) -> None:
    """Give every class name and id another one, the same wherever it stands."""
    names: dict[str, str] = {}

    def other(name: str) -> str:
        return names.setdefault(name, "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=9)))

    for element in tree.iter():
        for attribute in ("class", "id", "for", "name"):
            value = element.get(attribute) if isinstance(element.tag, str) else None
            if value and element.tag != "meta":
                element.set(attribute, " ".join(map(other, value.split())))

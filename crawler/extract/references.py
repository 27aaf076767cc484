"""Videos and sound that an article shows or links, kept as addresses."""

import re
from collections.abc import Iterator, Mapping, Sequence

from lxml.html import HtmlElement

from archive.article import Reference
from archive.text import fold, normalize
from crawler.extract.captions import Shown
from crawler.extract.html import soup_of
from crawler.extract.line import line_of
from crawler.extract.media_address import PLAYERS, media, scripted_media, shown_media

_NO_LABEL = re.compile(
    r"^(?:youtube|vimeo|facebook)(?: video)? player$|^https?:|^(?:www\.)?youtu|^video$|^audio$"
    r"|^(?:tai ve|tai xuong|download|tai day|xem|nghe|xem video|o day)$"
)


_NO_CAPTIONS: Mapping[str, str] = {}

_DEEPEST = 3  # players around a player: object, embed, and what is shown where neither works


def read_references(
    block: HtmlElement, base: str, captions: Mapping[str, str] = _NO_CAPTIONS
) -> tuple[Reference, ...]:
    """Videos and sound in `block`, each address once; `captions` are those that stand below them.

    A label is the caption, else the player's title, else the text of a link to it.
    """
    found: dict[str, Reference] = {}
    for url, kind, label in _found(block, base):
        known = found.get(url)
        said = captions.get(url) or (known.label if known else None) or _label(label)
        found[url] = Reference(url=url, kind=known.kind if known else kind, label=said)
    return tuple(found.values())


def captions_of(shown: Sequence[Shown], base: str) -> dict[str, str]:
    """The captions of players, by the address of what they show."""
    return {
        url: one.caption
        for one in shown
        if one.picture.is_player and one.caption
        for url, _ in shown_media(one.picture.tag, base)
    }


def _found(block: HtmlElement, base: str) -> Iterator[tuple[str, str, str]]:
    for element in block.iter("a", "script", *PLAYERS):
        if element.tag == "script":
            yield from ((*one, "") for one in scripted_media(element.text or "", base))
        elif element.tag == "a":
            linked = media(element.get("href") or "", base)
            if linked is not None:
                yield *linked, line_of(element) or element.get("title") or ""
        else:
            if sum(1 for _ in element.iterancestors(*PLAYERS)) > _DEEPEST:
                continue
            tag = next(iter(soup_of(element).find_all(element.tag)), None)
            shown = shown_media(tag, base) if tag is not None else ()
            yield from ((*one, element.get("title") or "") for one in shown)


def _label(text: str) -> str | None:
    label = normalize(text)
    return label if label and not _NO_LABEL.match(fold(label)) else None

"""What changed between two versions of an article, in the words a reader would use."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Any

from archive.article import Article, Attachment, Image, Reference

# What a change may be of.
PARTS = (
    *("title", "summary", "author", "source", "date", "text"),
    *("image", "caption", "attachment", "reference"),
)
# What kinds of words a change of text touches.
TOUCHED = ("document", "date", "amount", "name")
_CAPITAL = "A-ZÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĐĨŨƠƯẠ-Ỹ"
_WORDS = {
    "document": re.compile(r"\b\d+[a-z]?/(?:\d{4}/)?[A-ZĐ]{2,}[\w-]*|\b\d+-[A-ZĐ]{2,}/[A-ZĐ]+"),
    "date": re.compile(
        r"\b\d{1,2}\s?[/.-]\s?\d{1,2}(?:\s?[/.-]\s?\d{2,4})?\b"
        r"|\b\d{1,2} tháng \d{1,2}(?: năm \d{4})?|\btháng \d{1,2}/\d{4}"
    ),
    "amount": re.compile(
        r"\d[\d.,]*(?:\s?(?:%|tỷ|triệu|nghìn|ngàn|trăm|đồng|USD|ha|km|m2|m|kg|tấn|người|hộ))*"
    ),
    "name": re.compile(rf"\b[{_CAPITAL}]\w*(?:\s[{_CAPITAL}]\w*)+"),
}
# Below both, an id was given to another article: edits, even long ones, leave more.
_SAME_TITLE, _SAME_TEXT = 0.5, 0.2
_MOST_WORDS = 4000  # of a stretch of text that is compared word by word; more takes seconds


_MOST_PARAGRAPHS = 3000  # that are compared with each other; more takes seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One part of an article that is another in a later version.

    `part` is one of PARTS. `before` is None for what was added, `after` for what was removed.
    `touched` names the kinds of words of a changed text that are others (TOUCHED), and `words` is
    the text with what was taken out as `[-…-]` and what was put in as `{+…+}`.
    """

    part: str
    before: str | None
    after: str | None
    touched: tuple[str, ...] = ()
    words: str | None = None

    @property
    def kind(self) -> str:
        """ "added", "removed" or "changed"."""
        return "added" if self.before is None else "removed" if self.after is None else "changed"

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {"kind": self.kind, **asdict(self), "touched": list(self.touched)}


def compare(
    before: Article,
    after: Article,
    *,
    files_before: Mapping[str, str] | None = None,
    files_after: Mapping[str, str] | None = None,
) -> tuple[Change, ...]:
    """What is another in `after`, in the order of PARTS; nothing that only guessing read otherwise.

    `files_…` give the SHA-256 of what stood at the addresses of each version's images and
    attachments, as far as it was fetched: a picture replaced at its address is a change.
    """
    old, new = files_before or {}, files_after or {}
    return (
        *_fields(before, after),
        *_texts(before.paragraphs, after.paragraphs),
        *_listed("image", before.images, after.images, old, new),
        *_captions(before.images, after.images),
        *_listed("attachment", before.attachments, after.attachments, old, new),
        *_listed("reference", before.references, after.references, {}, {}),
    )


def is_another(before: Article, after: Article) -> bool:
    """Whether another article altogether stands in `after`: hardly a word is the same."""
    title = _alike(_words_of((before.title,)), _words_of((after.title,)))
    text = _alike(_words_of(before.paragraphs), _words_of(after.paragraphs))
    return title < _SAME_TITLE and text < _SAME_TEXT


def _words_of(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in text.casefold().split())


def _alike(before: Counter[str], after: Counter[str]) -> float:
    """The share of words that both have, 0 to 1; nothing is like nothing."""
    every = (before | after).total()
    return (before & after).total() / every if every else 1.0


def _fields(before: Article, after: Article) -> Iterator[Change]:
    for part in ("title", "summary", "author", "source"):
        yield from _changed(part, getattr(before, part), getattr(after, part))
    old, new = before.published_on_page, after.published_on_page
    if old.raw != new.raw:
        yield Change(part="date", before=old.raw, after=new.raw)


def _changed(part: str, before: str | None, after: str | None) -> Iterator[Change]:
    if before == after:
        return
    if before is None or after is None:
        yield Change(part=part, before=before, after=after)
        return
    yield Change(
        part=part,
        before=before,
        after=after,
        touched=_touched(before, after),
        words=_word_by_word(before, after),
    )


def _texts(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """Paragraphs that were added, removed or written anew, neighbours together."""
    pairs = enumerate(zip(before, after, strict=False))
    same = next((place for place, (old, new) in pairs if old != new), min(len(before), len(after)))
    before, after = before[same:], after[same:]
    if len(before) + len(after) > _MOST_PARAGRAPHS:
        yield from _changed("text", "\n".join(before) or None, "\n".join(after) or None)
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag != "equal":
            old, new = "\n".join(before[old_from:old_to]), "\n".join(after[new_from:new_to])
            yield from _changed("text", old or None, new or None)


def _touched(before: str, after: str) -> tuple[str, ...]:
    """The kinds of words that are others; what is a date or a document's number is no amount."""
    touched = []
    for kind in TOUCHED:
        pattern = _WORDS[kind]
        if Counter(pattern.findall(before)) != Counter(pattern.findall(after)):
            touched.append(kind)
        if kind != "name":
            before, after = pattern.sub(" ", before), pattern.sub(" ", after)
    return tuple(touched)


def _word_by_word(before: str, after: str) -> str:
    old, new = re.findall(r"\s+|[^\s]+", before), re.findall(r"\s+|[^\s]+", after)
    if len(old) + len(new) > _MOST_WORDS:
        return f"[-{before}-]{{+{after}+}}"
    parts = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        out, put = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if tag == "equal":
            parts.append(out)
            continue
        parts.append((f"[-{out}-]" if out else "") + (f"{{+{put}+}}" if put else ""))
    return "".join(parts)


def _captions(before: Sequence[Image], after: Sequence[Image]) -> Iterator[Change]:
    """Captions of pictures that stand in both versions, in order where an address stands twice."""
    old, new = _by_address(before), _by_address(after)
    for url in filter(new.__contains__, old):
        for one, other in zip(old[url], new[url], strict=False):
            yield from _changed("caption", _said(one), _said(other))


def _said(image: Image) -> str | None:
    """What a picture's line says, credit and all."""
    credit = f"Ảnh: {image.credit}" if image.credit else None
    return " ".join(filter(None, (image.caption, credit))) or None


def _by_address(images: Sequence[Image]) -> dict[str, list[Image]]:
    found: dict[str, list[Image]] = {}
    for image in images:
        found.setdefault(image.url, []).append(image)
    return found


def _listed(
    part: str,
    before: Sequence[Image] | Sequence[Attachment] | Sequence[Reference],
    after: Sequence[Image] | Sequence[Attachment] | Sequence[Reference],
    files_before: Mapping[str, str],
    files_after: Mapping[str, str],
) -> Iterator[Change]:
    """Files that were added, removed, or replaced under their address."""
    old, new = [one.url for one in before], [one.url for one in after]
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    yield from (Change(part=part, before=url, after=None) for url in gone.elements())
    yield from (Change(part=part, before=None, after=url) for url in come.elements())
    for url in dict.fromkeys(url for url in new if url in old):
        was, now = files_before.get(url), files_after.get(url)
        if was and now and was != now:
            yield Change(part=part, before=f"{url} ({was[:12]})", after=f"{url} ({now[:12]})")

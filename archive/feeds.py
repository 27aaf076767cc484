"""Atom feeds (RFC 4287)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

ATOM = "http://www.w3.org/2005/Atom"
register_namespace("", ATOM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry: `key` names it for ever, wherever the feed stands; times are aware."""

    key: str
    title: str
    link: str
    updated: datetime
    author: str
    published: datetime | None = None
    summary: str = ""
    original: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed: `link` is the page it follows, `own_link` its own address."""

    title: str
    link: str
    own_link: str
    updated: datetime
    language: str
    entries: Sequence[Entry] = ()


def atom(feed: Feed) -> bytes:
    """The feed as an Atom document, UTF-8."""
    root = Element(f"{{{ATOM}}}feed", {"xml:lang": feed.language})
    _text(root, "id", _urn(feed.own_link))
    _text(root, "title", feed.title)
    _text(root, "updated", feed.updated.isoformat())
    SubElement(root, f"{{{ATOM}}}link", rel="alternate", type="text/html", href=feed.link)
    kind = "application/atom+xml"
    SubElement(root, f"{{{ATOM}}}link", rel="self", type=kind, href=feed.own_link)
    _text(root, "generator", "luutru")
    for entry in feed.entries:
        _entry(root, entry)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _entry(root: Element, entry: Entry) -> None:
    element = SubElement(root, f"{{{ATOM}}}entry")
    _text(element, "id", _urn(entry.key))
    _text(element, "title", entry.title)
    _text(element, "updated", entry.updated.isoformat())
    if entry.published is not None:
        _text(element, "published", entry.published.isoformat())
    _text(SubElement(element, f"{{{ATOM}}}author"), "name", entry.author)
    SubElement(element, f"{{{ATOM}}}link", rel="alternate", type="text/html", href=entry.link)
    if entry.original is not None:
        SubElement(element, f"{{{ATOM}}}link", rel="via", href=entry.original)
    _text(element, "summary", entry.summary)


def _text(parent: Element, name: str, text: str) -> None:
    """A child with text alone: a reader shows it as it is, not as HTML."""
    SubElement(parent, f"{{{ATOM}}}{name}").text = text


def _urn(key: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, key).urn

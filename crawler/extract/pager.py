"""How a list's further pages are asked for: by its script, by a link, or by a form sent back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from lxml.html import HtmlElement

from archive.identity import host
from archive.text import fold
from crawler.extract.address import absolute
from crawler.extract.html import select, text_of
from crawler.extract.script import Field

_CURRENT = re.compile(r"\b(?:active|current|selected)|currentpage", re.IGNORECASE)
_NEXT_CLASS = re.compile(r"\bnext\b", re.IGNORECASE)
_NEXT = re.compile(r"^(?:trang )?(?:tiep(?: theo)?|sau|ke tiep|next(?: page)?|›|>|→)\s*[›»>→]*$")
_NEXT_OR_LAST = ("»", ">>")  # the next page where no other link says so
_MORE = ("...", "…", ". . .")  # the first page of the next group, as ASP.NET's DataPager has it
_POSTBACK = re.compile(
    r"(?:__doPostBack|WebForm_PostBackOptions)\(\s*['\"]([^'\"]+)['\"]\s*,\s*['\"]([^'\"]*)"
)


@dataclass(frozen=True, slots=True)
class NextPage:
    """A request for a further page of a list; without a form it is a GET."""

    url: str
    form: tuple[tuple[str, str], ...] = ()
    is_json: bool = False


class Pager(Protocol):
    """What a list page says of the pages after it; `last_page` is None where it does not say.

    A pager that `is_whole` asks for pages like the first, each with its own pager; else the answer
    is a fragment of entries, and this pager asks for all pages.
    """

    @property
    def last_page(self) -> int | None:
        """The number of the last page, counted from 1."""

    @property
    def is_whole(self) -> bool:
        """Whether the answers are whole pages."""

    def ask(self, page: int) -> NextPage:
        """The request for page number `page`, counted from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptPager:
    """The page's script sends these fields and puts the answer, a fragment, into the page."""

    url: str
    fields: tuple[Field, ...]
    last_page: int | None = None
    is_json: bool = False
    is_whole: bool = False

    def ask(self, page: int) -> NextPage:
        """The request that the script would send for page number `page`, counted from 1."""
        form = tuple((field.name, field.value(page)) for field in self.fields)
        return NextPage(self.url, form, self.is_json)


@dataclass(frozen=True, slots=True)
class LinkPager:
    """A link, or a form sent back (ASP.NET), leads to the page after this one."""

    to: NextPage
    last_page: int | None = None
    is_whole: bool = True

    def ask(self, page: int) -> NextPage:
        """The request for the page after this one, whatever its number."""
        return self.to


def next_link(tree: HtmlElement, pager_at: str, *, url: str, base: str) -> LinkPager | None:
    """The link to the next page in what `pager_at` selects on the list page at `url`."""
    for link in _next_links(select(tree, pager_at)):
        href = link.get("href") or ""
        if sent_back := _POSTBACK.search(href):
            return LinkPager(_form_back(link, sent_back[1], sent_back[2], url=url, base=base))
        leads_on = href.strip() and not href.strip().startswith("#")
        target = absolute(base, href) if leads_on else None
        if target is not None and host(target) == host(url):
            return LinkPager(NextPage(target))
    return None


def _next_links(parts: list[HtmlElement]) -> Iterator[HtmlElement]:
    """Links that may lead to the next page, the surest first."""
    links = list(dict.fromkeys(link for part in parts for link in part.iter("a")))
    shown = _current(parts)
    after = str(int(text_of(shown)) + 1) if shown is not None else None
    below = shown.xpath("following::a") if shown is not None else []
    yield from (link for link in links if text_of(link) == after)
    yield from (link for link in links if _says_next(link))
    yield from (link for link in links if link in below and text_of(link) in _MORE)
    yield from (link for link in links if text_of(link) in _NEXT_OR_LAST)


def _says_next(link: HtmlElement) -> bool:
    said = (text_of(link), link.get("title") or "", link.get("aria-label") or "")
    return (
        "next" in (link.get("rel") or "").split()
        or any(_NEXT.match(fold(text).strip()) for text in said)
        or bool(_NEXT_CLASS.search(link.get("class") or ""))
    )


def _current(parts: list[HtmlElement]) -> HtmlElement | None:
    """The element with the number of the page that is shown: marked so, or else no link."""
    inner = [element for part in parts for element in part.iter() if isinstance(element.tag, str)]
    marked = [element for element in inner if _CURRENT.search(element.get("class") or "")]
    plain = [element for element in inner if element.tag in ("span", "strong", "b", "li", "td")]
    unlinked = [one for one in plain if one.find(".//a") is None and not _is_linked(one)]
    texts = ((element, text_of(element)) for element in (*marked, *unlinked))
    return next((one for one, text in texts if text.isdecimal() and len(text) < 7), None)


def _is_linked(element: HtmlElement) -> bool:
    return next(element.iterancestors("a"), None) is not None


def _form_back(link: HtmlElement, target: str, argument: str, *, url: str, base: str) -> NextPage:
    """What ASP.NET's __doPostBack sends: the form's hidden fields, and who asks."""
    form = next(link.iterancestors("form"), None)
    hidden = select(form, "input[type=hidden][name]") if form is not None else []
    fields = {str(one.get("name")): str(one.get("value") or "") for one in hidden}
    fields |= {"__EVENTTARGET": target, "__EVENTARGUMENT": argument}
    action = absolute(base, form.get("action") or url) if form is not None else None
    same_host = action is not None and host(action) == host(url)
    return NextPage(action if same_host and action else url, tuple(fields.items()))

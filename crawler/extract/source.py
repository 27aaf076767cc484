"""A page as page objects are given it."""

import re
from dataclasses import dataclass
from datetime import datetime

from lxml.html import HtmlElement

from crawler.extract.html import names_in, select

_DIGIT = re.compile(r"\d")


def shape(line: str) -> str:
    """A folded line as repeated ones are compared: clocks and counters differ in digits only."""
    return _DIGIT.sub("0", line)


@dataclass(frozen=True, slots=True)
class Source:
    """What a page object reads: the page's tree, its address, when it was seen, its size in bytes.

    `base` is what relative addresses on the page are relative to. `repeated` are lines, folded and
    in their `shape`, that several pages of the site share: menus, footers, counters. `names` are
    all classes and ids on the page.
    """

    tree: HtmlElement
    url: str
    seen_at: datetime
    size: int
    base: str
    repeated: frozenset[str] = frozenset()
    names: str | None = None

    def may_have(self, selector: str) -> bool:
        """Whether it is worth looking for `selector`: the names in it occur on the page.

        This takes a hundredth of the time of looking.
        """
        return bool(self._worth_looking(selector))

    def select(self, selector: str) -> list[HtmlElement]:
        """Elements of the page that match the CSS `selector`, in document order."""
        worth = self._worth_looking(selector)
        return select(self.tree, worth) if worth else []

    def _worth_looking(self, selector: str) -> str:
        """The alternatives of `selector` whose names are on the page."""
        names = self.names
        if names is None:
            return selector
        asked = names_in(selector).items()
        return ",".join(one for one, needed in asked if all(name in names for name in needed))

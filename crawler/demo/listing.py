"""A section's list: the first page, the fragments behind it, and the script between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from crawler.demo.addresses import Addresses
from crawler.demo.content import DemoArticle, DemoSection
from crawler.demo.pages import fill


@dataclass(frozen=True, slots=True)
class Listing:
    """One section with its articles, newest first, each under the category it is linked by."""

    section: DemoSection
    articles: tuple[tuple[str, DemoArticle], ...]
    page_size: int
    addresses: Addresses

    @property
    def pages(self) -> int:
        """How many list pages there are, at least one."""
        return max(1, -(-len(self.articles) // self.page_size))

    def first_page(self) -> str:
        """Write the main part of the list page."""
        return fill(
            "list.html",
            section=escape(self.section.name),
            category_id=str(self.section.category_id),
            items=self._items(1, dated=True),
            pager="\n".join(_pager_item(number) for number in range(1, self.pages + 1)),
            script=self._script(),
        )

    def fragment(self, form: Mapping[str, str]) -> str:
        """Write the items of ``form["page"]``; none unless the page's own values are replayed."""
        asked = form.get("page", "")
        own = {
            "article_category_id": str(self.section.category_id),
            "site_id": str(self.addresses.site.site_id),
            "page_size": str(self.page_size),
        }
        if any(form.get(name) != value for name, value in own.items()) or not asked.isdecimal():
            return ""
        return self._items(int(asked), dated=form.get("show_post_date") == "True")

    def _items(self, page: int, *, dated: bool) -> str:
        begin = (page - 1) * self.page_size
        shown: Sequence[tuple[str, DemoArticle]] = ()
        if page > 0:
            shown = self.articles[begin : begin + self.page_size]
        return "\n".join(self._item(*pair, dated=dated) for pair in shown)

    def _item(self, category: str, article: DemoArticle, *, dated: bool) -> str:
        date = f'<div class="Ngaydang">{article.posted_at:%d/%m/%Y}</div>\n' if dated else ""
        summary = f"<p>{escape(article.summary, quote=False)}</p>\n" if article.summary else ""
        return fill(
            "item.html",
            href=article.path(category) + self.section.link_query,
            title=escape(article.title),
            thumbnail=escape(self.addresses.lead(article) or "/Skins/lci_responsive/no-image.png"),
            date=date,
            summary=summary,
        )

    def _script(self) -> str:
        return fill(
            f"pager-{self.section.style}.js",
            category_id=str(self.section.category_id),
            category_ids=self.section.category_ids,
            site_id=str(self.addresses.site.site_id),
            page_size=str(self.page_size),
            pages=str(self.pages),
            dates=str(self.section.dates_in_fragments),
        )


def _pager_item(number: int) -> str:
    active = " active" if number == 1 else ""
    return (
        f'<li class="page-item page-number{active}" data-page="{number}">'
        f'<a class="page-link" href="javascript:;">{number}</a></li>'
    )

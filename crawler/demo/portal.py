"""A vnPortal with slug URLs, as a function from a request to an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import count
from urllib.parse import parse_qs, urlsplit

from crawler.demo.addresses import Addresses
from crawler.demo.content import (
    LOCAL_TIME,
    DemoArticle,
    DemoSection,
    DemoSite,
    load_articles,
    load_sections,
    load_site,
)
from crawler.demo.exchange import Answer, Question
from crawler.demo.files import answer_file
from crawler.demo.listing import Listing
from crawler.demo.pages import Frame, Moment, detail, fill, front_module, links

__all__ = ["LOAD_ARTICLE", "Answer", "Portal", "Question"]

LOAD_ARTICLE = "/DesktopModule/UIArticleInMenu/ArticleInMenuPagination.aspx/LoadArticle"
ROBOTS = "User-agent: *\nDisallow: /admin/\nDisallow: /login.aspx\n"
HOT, RELATED = 6, 5  # articles in the box of hot news, and below an article
_STATIC = {
    "/gioi-thieu": ("Giới thiệu", "gioi-thieu.html"),
    "/lien-he": ("Liên hệ", "lien-he.html"),
    "/login.aspx": ("Đăng nhập", "login.html"),
}

_Linked = tuple[str, DemoArticle]


class Portal:
    """Answers requests as the portal of one city does; the visit count is its only state.

    ``files_url`` is the root of the file host; without one the portal serves its files itself.
    """

    def __init__(
        self,
        articles: Sequence[DemoArticle],
        sections: Sequence[DemoSection],
        *,
        files_url: str = "",
        page_size: int = 10,
        site: DemoSite | None = None,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self.articles = tuple(sorted(articles, key=lambda article: -article.id))
        self.sections = tuple(sections)
        self.site = site or load_site()
        self._now = now or partial(datetime.now, LOCAL_TIME)
        self._visits = count(1)
        self._addresses = Addresses(self.site, files_url)
        self._listings = {one.slug: self._listing(one, page_size) for one in self.sections}
        self._paths = dict(self._article_paths())
        self._frame = Frame(self._addresses, self.sections, self._hot())

    @classmethod
    def bundled(cls, *, files_url: str = "") -> Portal:
        """Return the portal that ships with the package."""
        return cls(load_articles(), load_sections(), files_url=files_url)

    def answer(self, question: Question) -> Answer:
        """Answer one request; unknown paths are a small page with status 404."""
        url = urlsplit(question.target)
        moment = Moment(next(self._visits), self._now())
        if url.path == LOAD_ARTICLE and question.method == "POST":
            return _html(self._fragment(question))
        if url.path == "/robots.txt":
            return Answer(body=ROBOTS.encode(), content_type="text/plain")
        if url.path.startswith(("/SiteFolders/", f"/{self.site.tenant}/")):
            return answer_file(question)
        found = self._main(url.path, url.query, moment)
        if found is None:
            return _html("<html><body><h1>404</h1><p>Không tìm thấy trang</p></body></html>", 404)
        title, main = found
        return _html(self._frame.page(title, main, action=question.target, moment=moment))

    def _main(self, path: str, query: str, moment: Moment) -> tuple[str, str] | None:
        """Title and main part of the page at a path."""
        if path in self._paths:
            return self._detail(*self._paths[path], moment)
        if path.strip("/") in self._listings:
            listing = self._listings[path.strip("/")]
            return f"{listing.section.name} - {self.site.name}", listing.first_page()
        if path in _STATIC:
            title, name = _STATIC[path]
            return title, fill(name)
        if path == "/":
            return self._front(query)
        return None

    def _front(self, query: str) -> tuple[str, str]:
        if "pageid" in parse_qs(query):
            return "Văn bản chỉ đạo điều hành", fill("van-ban.html")
        listings = self._listings.values()
        modules = "\n".join(front_module(one.section, one.articles[:5]) for one in listings)
        return self.site.name, fill("front.html", newest=links(self._frame.hot), modules=modules)

    def _detail(self, category: str, article: DemoArticle, moment: Moment) -> tuple[str, str]:
        if category == article.hidden_under:
            return f"Tra cứu TTHC - {self.site.name}", fill("tra-cuu.html")
        section = self._section_of(category)
        siblings = [pair for pair in self._listings[section.slug].articles if pair[1] != article]
        begin = article.id % max(1, len(siblings) - RELATED)
        related = siblings[begin : begin + RELATED]
        views = 40 + article.id % 900 + moment.visit
        main = detail(article, section, addresses=self._addresses, related=related, views=views)
        return article.title, main

    def _fragment(self, question: Question) -> str:
        fragments = (listing.fragment(question.form) for listing in self._listings.values())
        return next(filter(None, fragments), "")

    def _section_of(self, category: str) -> DemoSection:
        return next(one for one in self.sections if category in one.lists)

    def _listing(self, section: DemoSection, page_size: int) -> Listing:
        linked = tuple(
            (next(slug for slug in section.lists if slug in article.categories), article)
            for article in self.articles
            if set(section.lists) & set(article.categories)
        )
        return Listing(section, linked, page_size, self._addresses)

    def _article_paths(self) -> Iterator[tuple[str, _Linked]]:
        for article in self.articles:
            for category in article.categories:
                yield article.path(category), (category, article)

    def _hot(self) -> tuple[_Linked, ...]:
        return tuple((article.categories[0], article) for article in self.articles[:HOT])


def _html(text: str, status: int = 200) -> Answer:
    return Answer(status, text.encode("utf-8"))

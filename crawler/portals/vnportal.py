"""vnPortal with slug URLs, the platform's current generation: /<category>/<slug>-<id>."""

from lxml.html import HtmlElement

from crawler.extract.html import first
from crawler.extract.listing import ListingPage
from crawler.extract.page import ArticlePage


class VnPortalArticle(ArticlePage):
    """div.ArticleDetailControl with header, date, sapo and content, in any order."""

    portal = "vnportal"
    layout = "vnportal-article"
    marker = ".ArticleDetailControl, .ArticleContent"
    title_at = ".ArticleHeader"
    content_at = ".ArticleContent"
    summary_at = ".ArticleSummary"
    date_at = ".PostDate"
    author_at = ".author, .tac_gia_news, .ArticleAuthor"
    lead_image_at = "img.ImgDetailImage"

    @classmethod
    def find_block(cls, tree: HtmlElement) -> HtmlElement | None:
        """The detail control; where its wrapper has another name, what header and content share."""
        found = first(tree, ".ArticleDetailControl")
        if found is not None:
            return found
        header, content = first(tree, cls.title_at), first(tree, cls.content_at)
        if header is None or content is None:
            return None
        around = set(content.iterancestors())
        return next(parent for parent in header.iterancestors() if parent in around)


class VnPortalListing(ListingPage):
    """ul.ArticleList in div.UIArticleInMenu_Default; further pages by POST to LoadArticle."""

    portal = "vnportal"
    layout = "vnportal-list"
    marker = "ul.ArticleList, .ArticleInMenu, .UIArticleInMenu_Default"
    link_at = ".Title a[href]"
    date_at = ".Ngaydang"
    pager_at = "ul.pagination li.page-number, ul.pagination li[data-page]"
    pager_url = "/DesktopModule/UIArticleInMenu/ArticleInMenuPagination.aspx/LoadArticle"

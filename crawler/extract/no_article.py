"""Tells what a page is that holds no article: a challenge, a login, an error, an empty shell.

Status codes do not tell, portals send such pages with 200. A page's words do, if it says nothing
else: an article about an error, or with a login beside it, is an article.
"""

import re
from collections.abc import Iterator

from archive.article import Article
from archive.text import fold
from crawler.extract.address import absolute, without_query
from crawler.extract.errors import NotAnArticle
from crawler.extract.html import first, select, text_of
from crawler.extract.look import Look
from crawler.extract.notices import heading_kind, is_trace, notice_kind, notice_of
from crawler.extract.source import Source

# A challenge page seen on Vietnamese hosts has 177 bytes and status 200; real pages start at 5 kB.
_SMALLEST_PAGE = 600
_LITTLE = 600  # characters of text on a page that only sends its reader on
_NEARLY_NONE = 200
_ARTICLE = 150  # characters of prose beside a notice that make the notice a detail of the page
_QUOTED = 160  # characters of a notice in a problem's detail

_SENDS_ON = re.compile(r"location\s*(?:\.\s*(?:reload|replace|assign|href)\b|=)|\.submit\s*\(")
_GUARD = re.compile(
    r"_cf_chl_opt|/cdn-cgi/(?:challenge-platform|l/chk)|cf-browser-verification|_Incapsula_Resource"
    r"|challenges\.cloudflare\.com|__ddg\w*|slowAES\.decrypt|sucuri_cloudproxy",
)
_CAPTCHA = "[class*=captcha], [id*=captcha], [id*=Captcha], img[src*=captcha], img[src*=Captcha]"
_CAPTCHA += ", .cf-turnstile, iframe[src*=captcha]"
_REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\">\s]+)", re.IGNORECASE)
_LOGIN = re.compile(
    r"^(?:trang |form |cong |he thong )?(?:dang nhap|log ?in|sign ?in|log ?on|xac thuc"
    r"|single sign|sso\b)(?!.{50})"
)
_LOGIN_ADDRESS = re.compile(
    r"/(?:log-?in|sign-?in|dang-?nhap|log-?on|sso|cas|adfs|oauth2?|authenticate)(?:[/.?]|$)"
    r"|p_p_id=58\b|nv=users\b|/account/log",
    re.IGNORECASE,
)
_LOGIN_MODULE = "[id^=p_p_id_58_], [id=_58_fm], [name=_58_fm], form[action*='p_p_id=58']"
_PARTS = re.compile(r"\s+[-–—|»:]\s+")
_TITLED = 30  # characters of a link that is an article's title


def why_no_article(source: Source) -> NotAnArticle | None:
    """What the page is instead of an article, by its own words; None when nothing says so.

    The kinds are "challenge", "redirected", "not_found", "maintenance", "error_page", "login",
    "empty" and "tiny_page".
    """
    look = Look(source)
    return next(_reasons(look), None)


def likely_reason(source: Source) -> NotAnArticle | None:
    """What a page most likely is that reads like no article at all: any of its lines may say so."""
    look = Look(source)
    for line in (*look.headings, *look.lines):
        if (kind := notice_kind(line)) is not None:
            return NotAnArticle(kind, f"no article; the page says {line[:_QUOTED]!r}")
    if look.has("password") and any(_LOGIN.match(fold(line)) for line in look.headings):
        return NotAnArticle("login", "a form that asks for a password instead of an article")
    return None


def _reasons(look: Look) -> Iterator[NotAnArticle]:
    if (sent := _sent_on(look)) is not None:
        yield sent
    if (said := _said(look)) is not None:
        yield NotAnArticle(said[0], f"the page only says {said[1][:_QUOTED]!r}")
    if _is_login(look):
        yield NotAnArticle("login", f"a page to sign in: {look.title[:_QUOTED]!r}")
    source = look.source
    is_tiny = source.size < _SMALLEST_PAGE and not (look.has_document or look.is_headed)
    if is_tiny and first(source.tree, "script") is not None:
        yield NotAnArticle("challenge", f"{source.size} bytes of script instead of a page: blocked")
    if first(source.tree, "frameset, frame") is not None and look.prose < _ARTICLE:
        yield NotAnArticle("empty", "frames instead of a page; what they show has other addresses")
    if not look.items:
        yield NotAnArticle("empty", f"a page without any text ({source.size} bytes)")
    if is_tiny:
        shown = text_of(source.tree)[:80]
        yield NotAnArticle("tiny_page", f"only {source.size} bytes: {shown!r}")


def _sent_on(look: Look) -> NotAnArticle | None:
    """Pages that test or redirect their reader by script, cookie or refresh."""
    tree = look.source.tree
    if look.shown > _LITTLE or look.has_document:
        return None
    script = "\n".join(one.text or "" for one in select(tree, "script"))
    script += "\n".join(one.get("src") or "" for one in select(tree, "script, iframe"))
    if _GUARD.search(script):
        return NotAnArticle("challenge", "a page that tests the browser instead of an article")
    if look.shown > _NEARLY_NONE:
        return None
    if "document.cookie" in script and _SENDS_ON.search(script):
        return NotAnArticle("challenge", "a script that sets a cookie and asks again: blocked")
    if first(tree, _CAPTCHA) is not None and look.stands_alone:
        return NotAnArticle("challenge", "a captcha instead of an article")
    walls = (text_of(one) for one in select(tree, "noscript"))
    if any(heading_kind(wall) == "challenge" for wall in walls):
        return NotAnArticle("challenge", "a page that only its script fills")
    return _refreshed(look)


def _refreshed(look: Look) -> NotAnArticle | None:
    metas = select(look.source.tree, "meta[http-equiv][content]")
    asked = [one for one in metas if (one.get("http-equiv") or "").lower() == "refresh"]
    if not asked or not look.stands_alone:
        return None
    named = _REFRESH.search(asked[0].get("content") or "")
    url = absolute(look.source.base, named[1]) if named else look.source.url
    if url is None or without_query(url) == without_query(look.source.url):
        return NotAnArticle("challenge", "a page that only loads itself again")
    return NotAnArticle("redirected", f"a page that only leads to {url}")


def _said(look: Look) -> tuple[str, str] | None:
    """The kind of the page's notice and its words."""
    if look.has_document or look.prose >= _ARTICLE:
        return None
    if (trace := next(filter(is_trace, (*look.headings, *look.lines)), None)) is not None:
        return "error_page", trace
    headed = ((heading_kind(heading), heading) for heading in look.headings)
    for kind, heading in headed:
        is_all = look.says_nothing_else and not _is_posted(kind, look)
        if kind and (is_all or (look.stands_alone and kind != "empty")):
            return kind, heading
    noticed = ((notice_kind(line), line) for line in look.lines)
    return next(((kind, line) for kind, line in noticed if kind and _counts(kind, look)), None)


def _counts(kind: str, look: Look) -> bool:
    """Whether a line's notice is the page's, and not that of a small box beside a short article."""
    if kind == "not_found" or (look.stands_alone and kind != "empty"):
        return True
    is_fatal = kind in ("maintenance", "error_page", "challenge")
    return (is_fatal or look.says_nothing_else) and not _is_posted(kind, look)


def _is_posted(kind: str | None, look: Look) -> bool:
    """A dated notice of maintenance is what a portal posts, not what it says of itself."""
    return kind == "maintenance" and look.is_posted


def _is_login(look: Look) -> bool:
    if not look.has("password") or look.has_document or look.prose >= _ARTICLE:
        return False
    if any(_LOGIN.match(fold(part)) for part in _PARTS.split(look.title)):
        return True
    if _LOGIN_ADDRESS.search(look.source.url):
        return True
    if not look.says_nothing_else:
        return False
    titles = sum(item.is_link and len(item.text) >= _TITLED for item in look.items)
    is_module = first(look.source.tree, _LOGIN_MODULE) is not None and titles < 5
    return look.stands_alone or is_module


def is_only_a_notice(article: Article) -> NotAnArticle | None:
    """What an article that a layout found is instead, when its body is nothing but a notice.

    A dated notice of maintenance is what a portal posts, not what it says of itself.
    """
    if article.images or article.attachments or article.references:
        return None
    kind = notice_of(article.paragraphs)
    if kind is None or (kind in ("maintenance", "challenge") and article.published_raw):
        return None
    said = " ".join(article.paragraphs)[:_QUOTED]
    return NotAnArticle(kind, f"the article only says {said!r}", layout=article.layout)

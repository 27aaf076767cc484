"""Why a page gave no article.

ExtractionError         recorded as a problem; the run goes on, the capture is safe
├── UnknownLayout       no layout's marker is on the page
├── MissingField        a layout's promised field is not there: the portal changed
└── NotAnArticle        the page is something else: empty, a challenge, a list

A printed date that no rule reads is no reason to lose the article: `published_at` is None beside
its raw string, and the crawl records the problem "unreadable_date".
"""


class ExtractionError(Exception):
    """The page gave no article; `kind` is the word such problems are counted by."""

    kind = "extraction"
    layout: str | None = None


class UnknownLayout(ExtractionError):
    """No layout's marker is on the page."""

    kind = "unknown_layout"


class MissingField(ExtractionError):
    """A promised field is not on the page: names layout, field and selector."""

    kind = "missing_field"

    def __init__(self, layout: str, field: str, selector: str) -> None:
        super().__init__(f"layout {layout} promises {field} at {selector!r}, which is not there")
        self.layout = layout


class NotAnArticle(ExtractionError):
    """The page is something else; `kind` says what.

    "challenge"    a script, captcha or wall that tests or blocks the crawler
    "login"        a page to sign in, or one for those signed in
    "not_found"    the portal says, with status 200, that there is no such page
    "maintenance"  the portal is closed, suspended, or its domain is parked
    "error_page"   the server or its software failed, or shows its own default page
    "redirected"   nothing but a way to another address
    "empty"        no text, a frameset, or a body that is still to be written
    "list_page"    a list of articles
    "tiny_page"    too small for a page of a portal, and no words that say more
    "too_large"    larger or nested deeper than is read
    """

    def __init__(self, kind: str, detail: str, *, layout: str | None = None) -> None:
        super().__init__(detail)
        self.kind = kind
        self.layout = layout

"""A loopback portal whose pages, lists, heads and files say dates as a test wants them to."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from crawler.demo.exchange import Answer, Question
from crawler.demo.server import PortalServer

SECTION = "tin-tuc"
_BODY = (
    "Thực hiện kế hoạch công tác năm, Ủy ban nhân dân thị trấn đã tổ chức hội nghị sơ kết, đánh "
    "giá kết quả thực hiện các chỉ tiêu kinh tế - xã hội và bàn phương hướng thời gian tới.",
    "Các đại biểu thống nhất tiếp tục đẩy mạnh chuyển đổi số, cải cách thủ tục hành chính, chăm lo "
    "đời sống nhân dân và giữ vững an ninh trật tự trên địa bàn.",
)
# A picture of one pixel.
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00" + (
    b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


@dataclass(frozen=True, slots=True)
class Dated:
    """An article: what its page, its entry in the list and its head print, and what it shows."""

    id: int
    printed: str | None = None
    listed: str | None = None
    stated: str | None = None
    opening: str = ""
    files: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Its address."""
        return f"/{SECTION}/hoi-nghi-so-ket-cong-tac-dot-{self.id}-{self.id}"

    @property
    def title(self) -> str:
        """Its headline."""
        return f"Hội nghị sơ kết công tác đợt {self.id}"


@dataclass(slots=True)
class DatedPortal:
    """Answers for `articles`, listed in their order."""

    articles: Sequence[Dated]
    clock: str = "Thứ ba, 24/11/2026"
    asked: list[str] = field(default_factory=list)

    def answer(self, question: Question) -> Answer:
        """The list, an article, or a file."""
        path = urlsplit(question.target).path
        self.asked.append(path)
        if path.startswith("/tenant/"):
            return Answer(body=GIF, content_type="image/gif")
        found = next((one for one in self.articles if one.path == path), None)
        if found is not None:
            return Answer(body=self._page(self._article(found), found.stated, found.title))
        if path in ("/", f"/{SECTION}"):
            return Answer(body=self._page(self._list(), None, "Tin tức"))
        return Answer(status=404)

    def _page(self, middle: str, stated: str | None, title: str) -> bytes:
        meta = f'<meta property="article:published_time" content="{stated}">' if stated else ""
        return (
            f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title>{meta}</head>"
            f'<body><div class="header"><span id="clock">{self.clock}</span>'
            f'<ul class="nav"><li><a href="/{SECTION}">Tin tức</a></li></ul></div>{middle}'
            '<div class="UICounter_Default">Thống kê truy cập Đang online: 1 Hôm nay: 1</div>'
            '<div class="footer">Giấy phép số 12/GP-TTĐT ngày 02/02/2020. Designed by VNPT</div>'
            "</body></html>"
        ).encode()

    def _article(self, one: Dated) -> str:
        date = f'<div class="PostDate">{one.printed}</div>' if one.printed else ""
        texts = ((f"{one.opening} {_BODY[0]}").strip(), _BODY[1])
        body = "".join(f"<p>{text}</p>" for text in texts)
        images = "".join(
            f'<p><img src="/tenant/{name}" alt="anh tin bai"></p>' for name in one.files
        )
        return (
            f'<div class="ArticleDetailControl"><div class="ArticleHeader">{one.title}</div>{date}'
            f'<div class="ArticleContent">{body}{images}</div></div>'
        )

    def _list(self) -> str:
        rows = "".join(
            f'<li class="row"><h2 class="Title"><a href="{one.path}">{one.title}</a></h2>'
            + (f'<div class="Ngaydang">{one.listed}</div>' if one.listed else "")
            + "<p>Chiều nay, thị trấn tổ chức hội nghị.</p></li>"
            for one in self.articles
        )
        return f'<div class="UIArticleInMenu_Default"><ul class="ArticleList">{rows}</ul></div>'


def american(at: datetime) -> str:
    """As .NET prints a time in en-US."""
    return f"{at.month}/{at.day}/{at.year} {at.hour % 12 or 12}:{at:%M:%S %p}"


def uploaded(at: datetime) -> str:
    """A file's name that ends in the .NET ticks of a naive Vietnam time."""
    ticks = int((at - datetime(1, 1, 1)).total_seconds()) * 10**7
    return f"quang-canh-{ticks}.jpg"


@contextmanager
def dated_portal(articles: Sequence[Dated]) -> Iterator[tuple[str, DatedPortal]]:
    """The running portal's address, and the portal."""
    portal = DatedPortal(articles)
    with PortalServer(portal.answer) as server:
        yield server.url, portal

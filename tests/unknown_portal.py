"""A loopback portal of a CMS that nobody has described: its own markup, addresses and pager."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from crawler.demo.content import DemoArticle, load_articles
from crawler.demo.exchange import Answer, Question
from crawler.demo.server import PortalServer
from crawler.extract.section import slug

PER_PAGE = 5
SECTIONS = {"su-kien": "Sự kiện", "doi-song": "Đời sống", "kinh-te-xa": "Kinh tế xã"}
FOOTER = (
    "Trang tin điện tử xã Bản Phiệt, chịu trách nhiệm chính: Chủ tịch UBND xã, giấy phép số 12/GP",
    "Đường dây nóng tiếp nhận phản ánh của người dân về thủ tục hành chính hoạt động suốt ngày đêm",
)


@dataclass(frozen=True, slots=True)
class Published:
    """An article and where it stands."""

    article: DemoArticle
    section: str

    @property
    def path(self) -> str:
        """Its address: a slug with an id."""
        return f"/{self.section}/{slug(self.article.title)[:60]}-{self.article.id}.html"


def published(count: int) -> tuple[Published, ...]:
    """`count` of the bundled articles, spread over the sections."""
    names = list(SECTIONS)
    plain = [one for one in load_articles() if one.paragraphs and not one.pictures][:count]
    return tuple(Published(one, names[number % len(names)]) for number, one in enumerate(plain))


def page(title: str, middle: str, newest: tuple[Published, ...]) -> bytes:
    """`middle` with what stands on every page around it."""
    links = [(f"/{path}", name) for path, name in SECTIONS.items()]
    menu = "".join(f'<b class="q7"><a href="{path}">{name}</a></b>' for path, name in links)
    read = [(one.path, one.article.title) for one in newest]
    aside = "".join(f'<p class="q9"><a href="{path}">{title}</a></p>' for path, title in read)
    footer = "".join(f'<div class="z{number}">{line}</div>' for number, line in enumerate(FOOTER))
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title} - Xã Bản Phiệt</title>"
        f"</head><body><div id='h1x'><nav>{menu}</nav></div><div class='g4'><div class='l2'>"
        f"{middle}</div><div class='r2'><h4>Đọc nhiều</h4>{aside}<p>Đang online: 3</p></div></div>"
        f"<div class='f9'>{footer}</div></body></html>"
    ).encode()


@dataclass(frozen=True, slots=True)
class UnknownPortal:
    """Answers for its articles."""

    published: tuple[Published, ...]

    def answer(self, question: Question) -> Answer:
        """The front page, a section's list, or an article."""
        parts = urlsplit(question.target)
        name = parts.path.strip("/")
        if name in ("", *SECTIONS):
            number = int(parse_qs(parts.query).get("trang", ["1"])[0])
            body = self._list(name, number) if name else self._page("Trang chủ", "<p>Xin chào</p>")
            return Answer(body=body)
        found = next((one for one in self.published if one.path == parts.path), None)
        return Answer(body=self._article(found)) if found else Answer(status=404)

    def _page(self, title: str, middle: str) -> bytes:
        return page(title, middle, self.published[:3])

    def _list(self, section: str, number: int) -> bytes:
        own = [one for one in self.published if one.section == section]
        last = -(-len(own) // PER_PAGE)
        rows = "".join(
            f'<div class="k1"><h3><a href="{one.path}">{one.article.title}</a></h3>'
            f"<i>{one.article.printed_date or ''}</i></div>"
            for one in own[(number - 1) * PER_PAGE : number * PER_PAGE]
        )
        links = (f'<a href="/{section}?trang={one}">{one}</a>' for one in range(1, last + 1))
        shown = enumerate(links, 1)
        numbers = "".join(f"<span>{one}</span>" if one == number else a for one, a in shown)
        pager = f'<div class="phantrang">{numbers}</div>' if last > 1 else ""
        return self._page(SECTIONS[section], f"<h2>{SECTIONS[section]}</h2>{rows}{pager}")

    def _article(self, one: Published) -> bytes:
        said = "".join(f"<p>{text}</p>" for text in one.article.paragraphs)
        middle = (
            f'<div class="t5"><h1>{one.article.title}</h1><i>Ngày đăng: 04/07/2023 14:05</i>'
            f'<div class="b8">{said}</div></div>'
        )
        return self._page(one.article.title, middle)


@contextmanager
def unknown_portal(count: int = 24) -> Iterator[tuple[str, UnknownPortal]]:
    """The running portal's address, and the portal."""
    portal = UnknownPortal(published(count))
    with PortalServer(portal.answer) as server:
        yield server.url, portal

"""A loopback portal of module pages: ?pageid= lists that turn their pages by __doPostBack."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from crawler.demo.exchange import Answer, Question
from crawler.demo.server import PortalServer

LIST, DETAIL = "/?pageid=27205&p_cate=11495", "/?pageid=27218&p_steering={}"
PER_PAGE = 4
MODULE = "ctrl_162930_40"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@dataclass(slots=True)
class ModulePortal:
    """`count` steering documents; a list page other than the first needs the state of the last."""

    count: int = 10
    sent_back: list[dict[str, str]] = field(default_factory=list)

    def title(self, number: int) -> str:
        """What document `number` is about."""
        return f"Về việc tăng cường phòng, chống dịch bệnh trên đàn vật nuôi đợt {number}"

    def answer(self, question: Question) -> Answer:
        """A list page, a document, a file, or the front page."""
        parts = urlsplit(question.target)
        asked = parse_qs(parts.query)
        if parts.path.endswith(".pdf"):
            return Answer(body=PDF, content_type="application/pdf")
        if "p_steering" in asked:
            return Answer(body=self._document(int(asked["p_steering"][0])))
        if asked.get("pageid") == ["27205"]:
            return self._turned(dict(question.form)) if question.form else self._list(1)
        return Answer(body=self._page("<p>Xin chào</p>", "")) if parts.path == "/" else Answer(404)

    def _turned(self, form: dict[str, str]) -> Answer:
        """The page that a form sent back asks for; the state of another page is refused."""
        self.sent_back.append(form)
        shown = int(form.get("__VIEWSTATE", "state-0").removeprefix("state-"))
        target = form.get("__EVENTTARGET", "")
        if not shown or form.get("__EVENTVALIDATION") != f"valid-{shown}":
            return Answer(status=500)
        return self._list(int(target.rsplit("ctl", 1)[1]) + 1)

    def _list(self, number: int) -> Answer:
        last = -(-self.count // PER_PAGE)
        rows = "".join(
            f'<tr><td>{one}/CV-UBND</td><td class="date">{one:02}/11/2024</td>'
            f'<td><a href="{DETAIL.format(one)}">{self.title(one)}</a></td></tr>'
            for one in range(1, self.count + 1)[(number - 1) * PER_PAGE : number * PER_PAGE]
        )
        turns = "&nbsp;".join(
            f'<span class="currentpage">{page}</span>'
            if page == number
            else f'<a href="javascript:__doPostBack({_target(page)},&#39;&#39;)">{page}</a>'
            for page in range(1, last + 1)
        )
        head = "<tr><th>Số ký hiệu</th><th>Ngày ban hành</th><th>Trích yếu nội dung</th></tr>"
        middle = (
            f'<div id="{MODULE}" class="UISteeringDocument_Default"><table class="table">{head}'
            f'{rows}</table><div class="pager">{turns}</div></div>'
        )
        return Answer(body=self._page(middle, f"{number}"))

    def _document(self, number: int) -> bytes:
        named = {
            "Số ký hiệu văn bản": f"{number}/CV-UBND",
            "Ngày ban hành": f"{number:02}/11/2024",
            "Trích yếu nội dung": self.title(number),
            "Người ký duyệt": "Nguyễn Văn A",
        }
        rows = "".join(f"<tr><td>{label}</td><td>{said}</td></tr>" for label, said in named.items())
        files = f'<a class="link-download" href="/SiteFolders/4/VanBan/cv {number}.pdf">Tải về</a>'
        return self._page(f'<div class="LibraryDetail"><table>{rows}</table>{files}</div>', "")

    def _page(self, middle: str, state: str) -> bytes:
        hidden = "".join(
            f'<input type="hidden" name="{name}" id="{name}" value="{value}">'
            for name, value in (
                ("__EVENTTARGET", ""),
                ("__EVENTARGUMENT", ""),
                ("__VIEWSTATE", f"state-{state}"),
                ("__EVENTVALIDATION", f"valid-{state}"),
            )
        )
        menu = f'<ul class="nav"><li><a href="{LIST}">Văn bản chỉ đạo</a></li></ul>'
        return (
            "<!DOCTYPE html><html><head><title>Hội Nông dân</title></head><body>"
            f'<form method="post" action=".{LIST.replace("&", "&amp;")}" id="form1">{hidden}'
            f'<div class="navbar">{menu}</div>{middle}<div class="footer">Designed by VNPT</div>'
            "</form></body></html>"
        ).encode()


def _target(page: int) -> str:
    return f"&#39;{MODULE}$pager$ctl01$ctl{page - 1:02}&#39;"


@contextmanager
def module_portal(count: int = 10) -> Iterator[tuple[str, ModulePortal]]:
    """The running portal's address, and the portal."""
    portal = ModulePortal(count)
    with PortalServer(portal.answer) as server:
        yield server.url, portal

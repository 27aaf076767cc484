"""The addresses of files as vnPortal writes them: tenant, site, folder, name, .NET ticks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.demo.blocks import Paper, Picture
from crawler.demo.content import DemoArticle, DemoSite


def ticks(moment: datetime) -> int:
    """Return .NET ticks (100 ns since year 1) of a local time: 18 digits in our days."""
    return (moment.replace(tzinfo=None) - datetime(1, 1, 1)) // timedelta(microseconds=1) * 10  # noqa: DTZ001 (ticks are naive)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Writes file addresses; an empty ``files_url`` keeps all files on the portal's own host."""

    site: DemoSite
    files_url: str = ""

    def picture(self, article: DemoArticle, picture: Picture) -> str:
        """Address of one of the article's images, uploaded a little before the article."""
        ending = "png" if picture.name.startswith("so-do") else "jpg"
        file = f"{picture.name}-{self._uploaded(article, picture.name)}.{ending}"
        month = f"{article.posted_at.year}/{article.posted_at.month}"
        if picture.on_portal:
            return f"/SiteFolders/{self.site.unit}/{self.site.site_id}/tintuc/{month}/{file}"
        return f"{self._storage}/quantritintuc{month.replace('/', '')}/{file}"

    def lead(self, article: DemoArticle) -> str | None:
        """Address of the lead thumbnail, or of the first body image when there is none."""
        same = [picture for picture in article.pictures if picture.name == article.lead]
        if same or (article.lead is None and article.pictures):
            return self.picture(article, (same or list(article.pictures))[0])
        return self.picture(article, Picture(article.lead, "lead")) if article.lead else None

    def paper(self, article: DemoArticle, paper: Paper) -> str:
        """Address of a PDF; that of an ``<object>`` holds the raw spaces editors leave in."""
        name = paper.name.replace("-", " ") if paper.form == "object" else paper.name
        folder = f"{article.posted_at:VanBan/%Y/%m/%d}"
        return f"{self._storage}/{folder}/{name}{self._uploaded(article, paper.name)}.pdf"

    @property
    def _storage(self) -> str:
        return f"{self.files_url.rstrip('/')}/{self.site.tenant}/{self.site.site_id}"

    def _uploaded(self, article: DemoArticle, name: str) -> int:
        """Ticks some 48 minutes before the posting, seconds apart for different names."""
        before = timedelta(minutes=48, microseconds=-sum(name.encode()) * 7919)
        return ticks(article.posted_at - before) + article.id % 10

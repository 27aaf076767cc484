"""What the operator should hear of a run's sites: not visited, cut short, or about to close."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from crawler.spiders.portal import PortalSpider


@dataclass(frozen=True, slots=True)
class Notice:
    """`kind`: "skipped", "cut" or "closing"."""

    site: str
    kind: str
    detail: str

    def as_dict(self) -> dict[str, str]:
        """The JSON form."""
        return asdict(self)

    def __str__(self) -> str:
        said = {"skipped": "not visited", "cut": "not finished", "closing": "signs that it closes"}
        return f"{self.site}: {said[self.kind]}: {self.detail}"


def notices(spider: PortalSpider) -> tuple[Notice, ...]:
    """All that a run that ended has to say."""
    return tuple(_notices(spider))


def _notices(spider: PortalSpider) -> Iterator[Notice]:
    for name, why in spider.skipped.items():
        yield Notice(name, "skipped", why)
    for name, why in spider.cuts.items():
        yield Notice(name, "cut", f"{why}; the next run goes on there")
    yield from (Notice(name, "closing", sign) for name, sign in spider.closing.items())

"""A loopback portal that speaks the real protocol and fails on demand."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from crawler.demo.exchange import Answer, Question
from crawler.demo.portal import Portal
from crawler.demo.server import PortalServer

Answering = Callable[[Question], Answer]


class CutShort(bytes):
    """A body that declares more bytes than it sends."""

    def __len__(self) -> int:
        return super().__len__() + 5000


def cut_short(body: bytes) -> Answer:
    """An answer whose connection breaks before its end."""
    return Answer(body=CutShort(body), headers=(("Connection", "close"),))


@dataclass(slots=True)
class Faults:
    """A portal whose answers to some paths are others; `rules` maps a path to what it gives."""

    answer_well: Answering
    rules: dict[str, Answer | Answering] = field(default_factory=dict)

    def answer(self, question: Question) -> Answer:
        """The rule's answer for this path, else the portal's own."""
        rule = self.rules.get(urlsplit(question.target).path)
        if isinstance(rule, Answer):
            return rule
        return rule(question) if rule is not None else self.answer_well(question)


@dataclass(frozen=True, slots=True)
class FaultyPortal:
    """A running portal; without a file host, it serves its files itself."""

    url: str
    portal: Portal
    faults: Faults
    server: PortalServer

    @property
    def asked(self) -> list[tuple[float, Question, Mapping[str, str]]]:
        """Every request so far: monotonic seconds, question, headers."""
        return self.server.questions

    def paths(self) -> list[str]:
        """Paths asked for so far, in order."""
        return [urlsplit(question.target).path for _, question, _ in self.asked]


@contextmanager
def faulty_portal(
    address: str = "127.0.0.1", **rules: Answer | Answering
) -> Iterator[FaultyPortal]:
    """The bundled portal on one port of loopback, with `rules` by path."""
    portal = Portal.bundled()
    faults = Faults(portal.answer, dict(rules))
    with PortalServer(faults.answer, address=address) as server:
        yield FaultyPortal(server.url, portal, faults, server)

"""A bundled portal on loopback: what ``luutru demo`` crawls."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from crawler.demo.files import answer_file
from crawler.demo.portal import Portal
from crawler.demo.server import Asked, PortalServer

__all__ = ["RunningDemo", "serve_bundled"]


@dataclass(frozen=True, slots=True)
class RunningDemo:
    """A portal and its file host while they run; the ``questions`` lists keep growing."""

    url: str
    files_url: str
    portal: Portal
    questions: list[Asked]
    file_questions: list[Asked]


@contextmanager
def serve_bundled(port: int = 0, files_port: int = 0) -> Iterator[RunningDemo]:
    """Serve the bundled portal and, on another port, its file host; port 0 takes a free one."""
    with PortalServer(answer_file, port=files_port) as files:
        portal = Portal.bundled(files_url=files.url)
        with PortalServer(portal.answer, port=port) as pages:
            yield RunningDemo(pages.url, files.url, portal, pages.questions, files.questions)

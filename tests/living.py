"""A portal that lives: edited, losing pages, going down; its archive, and the time that passes."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dated_portal import SECTION, Dated, DatedPortal
from running import make_archive, site_table
from timed import run_at

from archive.times import VIETNAM
from crawler.demo.exchange import Answer, Question
from crawler.demo.server import PortalServer

START = datetime(2026, 3, 2, 8, 0, tzinfo=VIETNAM)
PHOTO = "quang-canh.gif"


@dataclass(slots=True)
class LivingPortal:
    """A portal that is edited, loses pages, and goes down."""

    pages: DatedPortal
    rules: dict[str, Answer | Callable[[Question], Answer]] = field(default_factory=dict)
    is_down: bool = False
    has_validators: bool = False
    asked: list[str] = field(default_factory=list)

    def answer(self, question: Question) -> Answer:
        path = urlsplit(question.target).path
        self.asked.append(path)
        if self.is_down:
            return Answer(status=503)
        rule = self.rules.get(path)
        if rule is not None:
            return rule if isinstance(rule, Answer) else rule(question)
        found = self.pages.answer(question)
        if self.has_validators and found.status == 200:
            tag = f'"{hash(found.body)}"'
            if question.headers.get("If-None-Match") == tag:
                return Answer(status=304, headers=(("ETag", tag),))
            return replace(found, headers=(("ETag", tag),))
        return found

    def take(self) -> list[str]:
        """What was asked for since the last time, without robots.txt."""
        asked, self.asked = self.asked, []
        return [path for path in asked if path != "/robots.txt"]


@dataclass(slots=True)
class Watched:
    """A portal, its archive, and the time that passes."""

    portal: LivingPortal
    folder: Path
    at: datetime = START

    said: str = ""

    def run(
        self, command: str = "update", *options: object, code: int = 0, **passed: float
    ) -> list[str]:
        """Run `command` after this much time; what was asked for. `said` is what it printed."""
        self.at += timedelta(**passed)
        done = run_at(self.at, command, *options, folder=self.folder)
        self.said = done.stdout + done.stderr
        assert done.returncode == code, self.said
        return self.portal.take()

    def configure(self, **keys: str) -> None:
        """Write keys into the site's table, as TOML."""
        file = self.folder / "sites.toml"
        lines = "".join(f"{name} = {value}\n" for name, value in keys.items())
        file.write_text(
            file.read_text("utf-8").replace("delay = 0\n", f"delay = 0\n{lines}"), "utf-8"
        )

    def site(self) -> dict[str, Any]:
        """What `luutru sites --json` says of the one site."""
        done = run_at(self.at, "sites", "--json", folder=self.folder)
        return dict(json.loads(done.stdout))

    def rows(self, statement: str) -> list[Any]:
        with sqlite3.connect(self.folder / "archive.db") as db:
            return db.execute(statement).fetchall()

    def events(self) -> list[str]:
        return [kind for (kind,) in self.rows("SELECT kind FROM event ORDER BY id")]

    def count(self, table: str) -> int:
        return int(self.rows(f"SELECT count(*) FROM {table}")[0][0])


def paths(*numbers: int) -> list[str]:
    return [Dated(number).path for number in numbers]


@contextmanager
def watched(tmp_path: Path, *articles: Dated, **portal: Any) -> Iterator[Watched]:
    living = LivingPortal(DatedPortal(articles), **portal)
    with PortalServer(living.answer) as server:
        folder = make_archive(tmp_path / "kho", site_table("xa", server.url, SECTION))
        one = Watched(living, folder)
        one.run("crawl")
        yield one


def printed(days_ago: float) -> str:
    return (START - timedelta(days=days_ago)).strftime("%d/%m/%Y %H:%M")


FRESH, OLD = Dated(7002, printed=printed(0.1)), Dated(7001, printed=printed(300))

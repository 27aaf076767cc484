"""Crawls that are killed at random instants, again and again, as a power cut would.

A process forked from one that has everything loaded begins its work at once, so that hundreds of
kills take minutes.
"""

import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from archive.doctor import examine
from archive.folder import Folder
from archive.words import APART
from crawler.crawl import run_plan
from crawler.plan import make_plan

_LONGEST = 0.7  # seconds that a crawl lives at most
_CONTENT = {
    "articles": "SELECT key, site_id, version_id IS NOT NULL FROM article ORDER BY key",
    "versions": """
        SELECT article.key, number, content_hash, title, body, published_at FROM version
        JOIN article ON article.id = version.article_id ORDER BY article.key, number""",
    "images": """
        SELECT article.key, image.ordinal, image.url, caption, sha256 FROM image
        JOIN version ON version.id = image.version_id
        JOIN article ON article.id = version.article_id
        LEFT JOIN media ON media.id = image.media_id ORDER BY 1, version.number, 2""",
    "attachments": """
        SELECT article.key, attachment.ordinal, attachment.url, label, sha256 FROM attachment
        JOIN version ON version.id = attachment.version_id
        JOIN article ON article.id = version.article_id
        LEFT JOIN media ON media.id = attachment.media_id ORDER BY 1, version.number, 2""",
    "media": "SELECT sha256, size, path FROM media ORDER BY sha256",
    "listed": "SELECT section.url, key FROM listing JOIN section ON id = section_id ORDER BY 1, 2",
    "datings": """
        SELECT article.key, rule, flags FROM dating JOIN version ON version.id = dating.version_id
        JOIN article ON article.id = version.article_id ORDER BY 1, number""",
    "open problems": "SELECT kind, url FROM problem WHERE resolved_at IS NULL ORDER BY 1, 2",
}


def crawl(folder: Path) -> int:
    """Crawl in this process, to the end; returns the exit code."""
    return run_plan(make_plan(folder), quiet=True).exit_code


def in_child(work: Callable[[], int]) -> int:
    """The process that does `work` and ends with its exit code."""
    pid = os.fork()
    if pid:
        return pid
    code = 99
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        code = work()
    finally:
        os._exit(code)


def crawl_and_kill(folder: Path, kills: int, *, seed: int) -> int:
    """Begin a crawl `kills` times and kill it at a random instant; how many were killed in time.

    What came to its end before is begun anew: then all is looked at again.
    """
    chance, killed = random.Random(seed), 0
    for _ in range(kills):
        pid = in_child(lambda: crawl(folder))
        time.sleep(chance.uniform(0.02, _LONGEST))
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        killed += os.WIFSIGNALED(status)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) not in (0, 1):
            raise AssertionError(f"a crawl ended with {os.WEXITSTATUS(status)}")
    return killed


def finish(folder: Path) -> int:
    """One undisturbed crawl; its exit code."""
    pid = in_child(lambda: crawl(folder))
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def content(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """What the archive says, apart from when and by which run it was seen."""
    with sqlite3.connect(folder / "archive.db") as db:
        found = {name: db.execute(statement).fetchall() for name, statement in _CONTENT.items()}
        db.execute("CREATE VIRTUAL TABLE temp.word USING fts5vocab(main, search_index, row)")
        words = db.execute("SELECT term, doc, cnt FROM temp.word").fetchall()
        found["index"] = [row for row in words if not row[0].startswith(f"{APART}c")]
    return found


def harm(folder: Path) -> list[str]:
    """What a doctor finds, by the hash of every file."""
    return [one.detail for one in examine(Folder(folder), deep=True) if one.kind != "disk"]


def compare(folder: Path, undisturbed: Path) -> list[str]:
    """In what the archive differs from the one that nobody disturbed."""
    one, other = content(folder), content(undisturbed)
    return [name for name in one if one[name] != other[name]]


if __name__ == "__main__":  # as a script: an archive folder, kills, seed
    where, count, number = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    whole = Path(f"{where}-undisturbed")
    shutil.copytree(where, whole)
    assert finish(whole) == 0
    was_killed = crawl_and_kill(where, count, seed=number)
    assert finish(where) == 0
    sys.stdout.write("\n".join((str(was_killed), *compare(where, whole), *harm(where))) + "\n")

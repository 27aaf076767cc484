"""One run at a time holds an archive folder; who it is, and whether it still lives."""

import json
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

from filelock import FileLock, Timeout

from archive.clock import now
from archive.errors import Busy
from archive.times import time_text

_BEAT = 30.0  # seconds between signs of life
_DEAD_AFTER = timedelta(minutes=5)


@contextmanager
def hold(folder: Path, command: str, *, wait: float = 0) -> Iterator[None]:
    """Hold the folder; raises Busy, naming the holder, when another process has it.

    The system's lock on the file `.lock` ends with its process, so that of a killed run is free.
    Where it is not seen, as on some network disks, `lock.json` speaks for its owner on another
    machine as long as that gives signs of life; silent for five minutes, it is taken for dead.
    Waits `wait` seconds for the lock at most.
    """
    owner, lock = folder / "lock.json", FileLock(folder / ".lock")
    try:
        lock.acquire(timeout=wait)
    except Timeout as error:
        raise Busy(f"another run holds {folder}: {_described(_read(owner))}") from error
    try:
        _check_other_machine(folder, _read(owner))
        this = {"command": command, "pid": os.getpid(), "host": socket.gethostname()}
        with _living(owner, this | {"since": time_text(now())}):
            yield
    finally:
        lock.release()


def _check_other_machine(folder: Path, who: Mapping[str, Any]) -> None:
    seen_at = _time(who.get("seen_at"))
    is_elsewhere = "host" in who and who["host"] != socket.gethostname()
    if is_elsewhere and seen_at is not None and abs(now() - seen_at) < _DEAD_AFTER:
        raise Busy(
            f"another run holds {folder}: {_described(who)}; should it be dead, its lock is free "
            f"at {seen_at + _DEAD_AFTER:%H:%M}"
        )


@contextmanager
def _living(owner: Path, who: Mapping[str, Any]) -> Iterator[None]:
    """Give signs of life in the file `owner`, and take it away at the end."""
    done = Event()

    def write() -> None:
        owner.write_text(json.dumps(dict(who) | {"seen_at": time_text(now())}), encoding="utf-8")

    def beat() -> None:
        while not done.wait(_BEAT):
            try:
                write()
            except OSError:  # a full disk is the run's to notice
                continue

    write()
    thread = Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        owner.unlink(missing_ok=True)


def _read(owner: Path) -> Mapping[str, Any]:
    try:
        who = json.loads(owner.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return who if isinstance(who, dict) else {}


def _time(text: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else None


def _described(who: Mapping[str, Any]) -> str:
    if not {"command", "pid", "host", "since"} <= who.keys():
        return "it has not said who it is"
    return f"{who['command']}, process {who['pid']} on {who['host']} since {who['since']}"

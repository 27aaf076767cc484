"""One run at a time: who holds a folder, and whose lock is a dead one's."""

import json
import os
import signal
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from archive_fixtures import make_folder
from running import run_luutru

from archive import lock
from archive.clock import now
from archive.errors import Busy
from archive.folder import Folder
from archive.times import time_text

HOLD = "import sys, time; from pathlib import Path; from archive.folder import Folder\n"
HOLD += "with Folder(Path(sys.argv[1])).lock('crawl'): print('held', flush=True); time.sleep(60)"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path / "kho")


def hold(folder: Folder) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder.path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def owner(folder: Folder, **changes: object) -> None:
    who = {"command": "update", "pid": 7, "host": "may-khac", "since": time_text(now())}
    written = json.dumps(who | {"seen_at": time_text(now())} | changes)
    (folder.path / "lock.json").write_text(written, "utf-8")


def test_the_holder_is_named(folder: Folder) -> None:
    with hold(folder) as process:
        with pytest.raises(Busy, match=f"crawl, process {process.pid} on {socket.gethostname()}"):
            folder.lock("update").__enter__()
        process.kill()


def test_the_lock_of_a_killed_run_is_free_at_once(folder: Folder) -> None:
    with hold(folder) as process:
        process.send_signal(signal.SIGKILL)
    assert (folder.path / "lock.json").exists()
    with folder.lock("update"):
        who = json.loads((folder.path / "lock.json").read_text("utf-8"))
        assert (who["pid"], who["command"]) == (os.getpid(), "update")
    assert not (folder.path / "lock.json").exists()


def test_a_run_on_another_machine_that_gives_signs_of_life_holds_it(folder: Folder) -> None:
    """As on a network disk where the system's lock of the other is not seen."""
    owner(folder, seen_at=time_text(now() - timedelta(minutes=4)))
    with pytest.raises(Busy, match=r"on may-khac since .* is free at"):
        folder.lock("update").__enter__()
    done = run_luutru("-C", folder.path, "import", "-", stdin="{}")
    assert (done.returncode, len(done.stderr.splitlines())) == (75, 1)
    assert (folder.path / "lock.json").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"seen_at": time_text(now() - timedelta(minutes=6))},
        {"seen_at": time_text(now() + timedelta(hours=3))},
        {"seen_at": None},
        {"seen_at": "2026-11-28T10:00:00"},
        {"host": socket.gethostname()},
    ],
)
def test_one_that_gives_none_is_dead(folder: Folder, changes: dict[str, object]) -> None:
    owner(folder, **changes)
    with folder.lock("update"):
        pass


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"host": 9}'])
def test_what_is_no_owner_holds_nothing(folder: Folder, text: str) -> None:
    (folder.path / "lock.json").write_text(text, "utf-8")
    with folder.lock("update"):
        pass


def test_a_run_gives_signs_of_life(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "_BEAT", 0.01)
    place = folder.path / "lock.json"
    with folder.lock("update"):
        first, tries = place.stat().st_mtime_ns, 0
        while place.stat().st_mtime_ns == first and tries < 500:
            tries += 1
            lock.Event().wait(0.01)
        assert place.stat().st_mtime_ns > first


def test_the_log_as_json(folder: Folder) -> None:
    with (folder.path / "sites.toml").open("a", encoding="utf-8") as file:
        file.write('[[site]]\nname = "xa"\nurl = "http://127.0.0.1:9/"\ndelay = 0\n')
    done = run_luutru("-C", folder.path, "update", "-q", "--log-json", "--log-level", "debug")
    lines = [line for line in done.stderr.splitlines() if line.startswith("{")]
    said = [json.loads(line) for line in lines]
    assert len(said) > 5
    for line in said:
        assert {"time", "level", "logger", "message"} <= line.keys()
        assert line["time"].endswith("+00:00")
    quiet = run_luutru("-C", folder.path, "update", "-q", "--log-level", "error", "--log-json")
    levels = [json.loads(line)["level"] for line in quiet.stderr.splitlines() if line[0] == "{"]
    assert set(levels) <= {"ERROR", "CRITICAL"}

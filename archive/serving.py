"""The command `serve`: the reading room on a port of this machine."""

import multiprocessing
import os
import signal
import socket
import sys
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.errors import ArchiveError, ConfigError
from archive.folder import Folder
from archive.printing import say
from archive.web.settings import LOOPBACK, Settings, read_config, write_password

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_SHORTEST = 10  # characters of a password
_WORKERS = min(2, os.cpu_count() or 1)  # one process uses little more than one processor


class Unserved(ArchiveError):
    """The port cannot be had."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True)
@click.option("--url", help="The address readers use, where a proxy stands in front.")
@click.option("--public", is_flag=True, help="Beyond this machine, without a password.")
@click.option("--set-password", is_flag=True, help="Ask for a new password, keep it, and end.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=_WORKERS,
    help="Processes that make pages; by default two, or one on one processor.",
)
@click.pass_obj
def serve(
    path: Path, /, host: str, port: int, workers: int, url: str | None, **flags: bool
) -> None:
    """Open the archive in a browser: the reading room.

    Listens on this machine alone. Beyond it, readers are asked for a password (any user name),
    unless --public is said. Works while a crawl writes.
    """
    folder = Folder.existing(path)
    if flags["set_password"]:
        _ask_password(folder)
        return
    is_local = host in LOOPBACK
    settings = _settings(folder, url, is_open=flags["public"] or (is_local and url is None))
    if not is_local and not flags["public"] and settings.password is None:
        settings = _with_password(folder, url)
    folder.connect(write=False).close()  # what is wrong with the archive is told now
    listening = _listen(host, port)
    click.echo(f"The reading room is open at {_address(settings, listening)} (end with Ctrl+C)")
    _run(settings, listening, workers)


def _address(settings: Settings, listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return settings.url or f"http://{shown}:{port}/"


def _settings(folder: Folder, url: str | None, *, is_open: bool) -> Settings:
    said = read_config(folder)
    return Settings(
        folder=folder,
        url=url,
        hosts=tuple(said.get("hosts", ())),
        cors=tuple(said.get("cors", ())),
        password=None if is_open else said.get("password"),
    )


def _with_password(folder: Folder, url: str | None) -> Settings:
    if not sys.stdin.isatty():
        raise ConfigError(
            f"beyond this machine a password is needed; set one with: luutru -C {folder.path} "
            "serve --set-password (or say --public)"
        )
    _ask_password(folder)
    return _settings(folder, url, is_open=False)


def _ask_password(folder: Folder) -> None:
    read_config(folder)
    if sys.stdin.isatty():
        password = click.prompt("Password for readers", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if len(password) < _SHORTEST:
        raise ConfigError(f"a password has {_SHORTEST} characters at least")
    write_password(folder, password)
    say(f"the password's hash is in {folder.path / 'serve.toml'}")


def _run(settings: Settings, listening: socket.socket, workers: int) -> None:
    from uvicorn import Config
    from uvicorn.supervisors import Multiprocess

    config = Config(
        partial(_make_app, settings),
        factory=True,
        workers=workers,
        access_log=False,  # what people search for is nobody's business
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=5,
        timeout_worker_healthcheck=30,
        limit_concurrency=200,
    )
    Multiprocess(config, sockets=[listening]).run()


def _make_app(settings: Settings) -> "ASGIApp":
    """The application in a process of its own, which ends with the one that began it."""
    from archive.web.app import make_app

    threading.Thread(target=_follow_parent, daemon=True).start()
    return make_app(settings)


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise Unserved(f"cannot listen on {host}:{port}: {error.strerror or error}") from error
    return listening

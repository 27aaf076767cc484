"""How a folder's reading room is served: `serve.toml`, and what the command line says."""

import os
import secrets
import tomllib
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import tomlkit

from archive.errors import ConfigError
from archive.folder import Folder
from archive.web.passwords import hash_password, is_hash

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_KEYS: dict[str, type] = {"password": str, "hosts": list, "cors": list}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a reading room knows of its surroundings.

    `url` is the address that readers use, where a proxy stands in front ("https://host/prefix");
    `hosts` are names that it answers to beside loopback and plain IP addresses; `password` is a
    scrypt hash, None where none is asked for; `cors` are the origins that may read the API;
    `secret` is this process's own.
    """

    folder: Folder
    url: str | None = None
    hosts: tuple[str, ...] = ()
    password: str | None = None
    cors: tuple[str, ...] = ()
    prefix: str = field(init=False, default="")
    secret: bytes = field(init=False, repr=False, default_factory=lambda: secrets.token_bytes(32))

    def __post_init__(self) -> None:
        if self.url is None:
            return
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            raise ConfigError(f"{self.url!r} is no address such as https://archive.example/prefix")
        object.__setattr__(self, "prefix", parts.path.rstrip("/"))
        object.__setattr__(self, "hosts", (*self.hosts, parts.hostname))


def read_config(folder: Folder) -> dict[str, Any]:
    """What `serve.toml` says, checked; empty where there is none. Raises ConfigError."""
    path = folder.serving
    if not path.exists():
        return {}
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error
    for name, value in said.items():
        if name not in _KEYS or not isinstance(value, _KEYS[name]):
            raise ConfigError(f"{path}: {name} is none of password, hosts = […], cors = […]")
        if isinstance(value, list) and not all(isinstance(one, str) for one in value):
            raise ConfigError(f"{path}: {name} is a list of texts")
    if "password" in said and not is_hash(said["password"]):
        raise ConfigError(f"{path}: set the password with: luutru serve --set-password")
    return said


def write_password(folder: Folder, password: str) -> None:
    """Keep the hash of `password` in `serve.toml`, readable by its owner alone."""
    path = folder.serving
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    document = tomlkit.parse(text)
    document["password"] = hash_password(password)
    unfinished = path.with_name(".serve.toml.new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(tomlkit.dumps(document))
    unfinished.replace(path)

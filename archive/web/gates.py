"""What a request passes before a page is made: its host, its size, its pace and its password.

Each gate is ASGI around the next. They know nothing of the archive.
"""

import base64
import binascii
import hashlib
import hmac
import ipaddress
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from archive.web.exchange import client, header, refuse
from archive.web.passes import opens
from archive.web.passwords import matches
from archive.web.settings import LOOPBACK, Settings

MAX_TARGET = 8192  # bytes of path and query
_METHODS = ("GET", "HEAD", "OPTIONS")


class Gate:
    """Passes on what is no HTTP request, and what `check` has nothing against."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request, or pass it on."""
        if scope["type"] == "http" and (against := await self.check(scope)) is not None:
            status, text, headers = against
            await refuse(scope, receive, send, status=status, text=text, headers=headers)
            return
        await self.app(scope, receive, send)

    async def check(self, scope: Scope) -> tuple[int, str, dict[str, str]] | None:
        """Status, text and headers of the refusal, None to let it through."""
        raise NotImplementedError


class HostGate(Gate):
    """Answers to loopback, IP addresses and the names it was given: no DNS rebinding."""

    async def check(self, scope: Scope) -> tuple[int, str, dict[str, str]] | None:
        """Whether the Host header is one of ours."""
        named = _host_name(header(scope, "host"))
        if named and (named in (*LOOPBACK, *self.settings.hosts) or _is_address(named)):
            return None
        return 421, "This reading room does not answer to that name (serve.toml: hosts).", {}


def _host_name(written: str) -> str:
    try:
        parts = urlsplit(f"//{written}")
        is_whole = parts.netloc == written and not parts.username and parts.port != 0
        return (parts.hostname or "") if is_whole else ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class SizeGate(Gate):
    """Reading takes no body and no long address."""

    async def check(self, scope: Scope) -> tuple[int, str, dict[str, str]] | None:
        """Whether the request is one that only reads, and of a usual size."""
        if scope["method"] not in _METHODS:
            return 405, "This reading room only reads.", {"Allow": ", ".join(_METHODS)}
        if header(scope, "content-length").strip() not in ("", "0"):
            return 413, "A request has no body here.", {}
        if header(scope, "transfer-encoding"):
            return 413, "A request has no body here.", {}
        if len(scope["raw_path"]) + len(scope["query_string"]) > MAX_TARGET:
            return 414, "This address is too long.", {}
        return None


class Buckets:
    """Token buckets by name: `burst` at once, `rate` a second; the least recent are forgotten."""

    _MOST = 10_000

    def __init__(
        self, *, rate: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def left(self, name: str) -> float:
        """How much `name` may still take now."""
        had, at = self._left.get(name, (self._burst, self._clock()))
        return min(self._burst, had + (self._clock() - at) * self._rate)

    def take(self, name: str) -> bool:
        """Take one, if there is one."""
        left = self.left(name)
        self._left[name] = (left - 1 if left >= 1 else left, self._clock())
        self._left.move_to_end(name)
        if len(self._left) > self._MOST:
            self._left.popitem(last=False)
        return left >= 1


class PaceGate(Gate):
    """So many requests of one reader at once, and so many a second on."""

    def __init__(
        self, app: ASGIApp, settings: Settings, *, rate: float = 40, burst: float = 400
    ) -> None:
        super().__init__(app, settings)
        self._buckets = Buckets(rate=rate, burst=burst)

    async def check(self, scope: Scope) -> tuple[int, str, dict[str, str]] | None:
        """Whether this reader has asked for less than its share."""
        if self._buckets.take(client(scope, behind_proxy=self.settings.url is not None)):
            return None
        return 429, "Too many requests; wait a little.", {"Retry-After": "5"}


class PasswordGate(Gate):
    """HTTP Basic (RFC 7617), any user name: browsers, feed readers and curl all know it."""

    _CHALLENGE = {"WWW-Authenticate": 'Basic realm="luutru", charset="UTF-8"'}  # noqa: RUF012

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        super().__init__(app, settings)
        self._key = secrets.token_bytes(32)
        self._known: bytes | None = None
        self._failures = Buckets(rate=1 / 20, burst=5)

    async def check(self, scope: Scope) -> tuple[int, str, dict[str, str]] | None:
        """Whether the password is right; five wrong ones in a row, then one in twenty seconds."""
        if self.settings.password is None or scope["method"] == "OPTIONS":  # which tells nothing
            return None
        passed = parse_qs(scope["query_string"].decode("latin-1")).get("pass", [""])[0]
        if passed and opens(self.settings.secret, scope["path"], passed):
            return None
        given = _given_password(header(scope, "authorization"))
        if given is None:
            return 401, "A password is needed.", self._CHALLENGE
        digest = hmac.digest(self._key, given.encode(), hashlib.sha256)
        if self._known is not None and hmac.compare_digest(digest, self._known):
            return None
        who = client(scope, behind_proxy=self.settings.url is not None)
        if not self._failures.take(who):
            return 429, "Too many wrong passwords; wait a minute.", {"Retry-After": "60"}
        if await run_in_threadpool(matches, given, self.settings.password):
            self._known = digest
            return None
        return 401, "That is not the password.", self._CHALLENGE


def _given_password(authorization: str) -> str | None:
    scheme, _, coded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        _user, colon, password = base64.b64decode(coded.strip()).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return password if colon else None

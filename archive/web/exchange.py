"""One HTTP exchange as the gates see it: headers by name, and short answers."""

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send


def header(scope: Scope, name: str) -> str:
    """The request's header of this name, empty where there is none."""
    return Headers(scope=scope).get(name, "")


def client(scope: Scope, *, behind_proxy: bool) -> str:
    """Who asks: the peer, or, behind a proxy on this machine, the peer that it names last."""
    peer = scope["client"][0] if scope.get("client") else "unknown"
    if behind_proxy and peer in ("127.0.0.1", "::1"):
        return header(scope, "x-forwarded-for").rpartition(",")[2].strip() or peer
    return str(peer)


async def refuse(
    scope: Scope,
    receive: Receive,
    send: Send,
    *,
    status: int,
    text: str,
    headers: dict[str, str] | None = None,
) -> None:
    """Answer with one line of plain text."""
    answer = PlainTextResponse(f"{text}\n", status_code=status, headers=headers)
    await answer(scope, receive, send)

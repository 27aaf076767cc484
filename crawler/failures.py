"""Why a request failed, in a word to count by and a line to read."""

import re

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

# Scrapy's and Twisted's exceptions by name: several libraries raise their own of the same kind.
_KINDS = (
    ("CannotResolveHost", "dns", "the host's name does not resolve"),
    ("DNSLookup", "dns", "the host's name does not resolve"),
    ("Timeout", "timeout", "no answer in time"),
    ("TimedOut", "timeout", "no answer in time"),
    ("Refused", "refused", "the host refuses connections"),
    ("Certificate", "tls", "the certificate is not valid; see verify_tls"),
    ("SSL", "tls", "no secure connection"),
    ("DataLoss", "truncated", "the body ends before its end"),
    ("Cancelled", "too_large", "larger than the limit"),
    ("ConnectionLost", "connection", "the connection broke"),
    ("ConnectionDone", "connection", "the connection broke"),
    ("DownloadFailed", "connection", "the connection failed"),
    ("ConnectError", "unreachable", "no connection to the host"),
    ("NoRoute", "unreachable", "no route to the host"),
    ("ResponseNeverReceived", "connection", "the connection broke before an answer"),
)


_REFUSALS = {"Refused": "offsite", "Truncated": "truncated", "Cut": "cut"}

_FAILURE = re.compile(r"\[?<twisted\.python\.failure\.Failure [\w.]+: ?(.*?)>\]?")


def failed_request(failure: Failure) -> tuple[Request, str, str]:
    """The request that failed, and what `describe` says of it."""
    request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it for errbacks
    return (request, *describe(failure))


def describe(failure: Failure) -> tuple[str, str]:
    """The kind of the failure and one line on it, as problems are recorded."""
    error = failure.value
    if isinstance(error, HttpError):
        return f"http_{error.response.status}", f"the server answered {error.response.status}"
    if isinstance(error, IgnoreRequest):
        return _refusal(error), str(error) or "refused"
    assert error is not None
    name = type(error).__name__
    for part, kind, meaning in _KINDS:
        if part in name:
            return _certificate(error) or (kind, f"{meaning} ({_line(error)})")
    return "network", f"{name}: {_line(error)}"


def _refusal(error: IgnoreRequest) -> str:
    for word, kind in (("robots.txt", "robots"), ("redirections", "redirect_loop")):
        if word in str(error):
            return kind
    return _REFUSALS.get(type(error).__name__, "ignored")


def _certificate(error: BaseException) -> tuple[str, str] | None:
    """A failed certificate check hides inside a broken connection."""
    text = str(error)
    if "certificate" in text.lower():
        return "tls", f"the certificate is not valid; see verify_tls ({_reason(text)})"
    if "SSL" in text:
        return "tls", f"no secure connection; is it https? ({_reason(text)})"
    return None


def _reason(text: str) -> str:
    """What OpenSSL says, out of the lists it says it in."""
    stated = re.findall(r"'([a-z][^']*)'\)\]", text)
    return stated[-1] if stated else " ".join(text.split())[:120]


def _line(error: BaseException) -> str:
    text = _FAILURE.sub(r"\1", " ".join(str(error).split())) or type(error).__name__
    return text if len(text) <= 200 else f"{text[:199]}…"

"""What the demo servers are asked and what they answer, apart from any socket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Question:
    """One request: ``target`` is path and query as sent, ``form`` the decoded urlencoded body."""

    method: str
    target: str
    form: Mapping[str, str]
    host: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """One response; ``headers`` come on top of the content type and length."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()

"""A small HTTP server on loopback around any function from Question to Answer."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl

from archive.closing import Closing
from crawler.demo.exchange import Answer, Question

Asked = tuple[float, Question, Mapping[str, str]]


class PortalServer(Closing):
    """Serves on loopback from its making until it is closed, as a context manager.

    ``questions`` holds every request so far: ``time.monotonic()`` seconds, question, headers.
    """

    def __init__(
        self,
        answer: Callable[[Question], Answer],
        *,
        port: int = 0,
        tls: SSLContext | None = None,
        address: str = "127.0.0.1",
    ) -> None:
        self.questions: list[Asked] = []
        self._http = _Server((address, port), answer, self.questions)
        if tls is not None:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        self.url = f"http://{address}:{self._http.server_port}/"
        self._thread = Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop serving and free the port."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(
        self, at: tuple[str, int], answer: Callable[[Question], Answer], questions: list[Asked]
    ) -> None:
        super().__init__(at, _Conversation)
        self.answer = answer
        self.questions = questions

    def handle_error(self, request: Any, client_address: Any) -> None:  # Any: as in typeshed
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Conversation(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "Microsoft-IIS/10.0"
    sys_version = ""
    timeout = 10  # seconds an idle connection is kept
    wbufsize = -1  # one write an answer: two would wait for the client's delayed ACK
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._converse()

    def do_HEAD(self) -> None:
        self._converse()

    def do_POST(self) -> None:
        self._converse()

    def log_message(self, format: str, *args: object) -> None:
        """Keep silent."""

    def _converse(self) -> None:
        headers = dict(self.headers.items())
        question = Question(
            self.command, self.path, self._form(), self.headers.get("Host", ""), headers
        )
        self.server.questions.append((time.monotonic(), question, headers))
        answer = self.server.answer(question)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def _form(self) -> dict[str, str]:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if "urlencoded" not in self.headers.get("Content-Type", ""):
            return {}
        return dict(parse_qsl(sent.decode("utf-8", "replace"), keep_blank_values=True))

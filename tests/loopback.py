"""A loopback HTTP server that answers as a test tells it, and keeps every request as it came over the wire."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PING = {"status": "ok", "org_id": "org-1", "project_id": "proj-1", "user_email": "ana@example.com"}


@dataclass(frozen=True)
class Received:
    """One request."""

    method: str
    target: str
    headers: Mapping[str, str]
    content: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.target).query, strict_parsing=bool(urlsplit(self.target).query))

    def header(self, name: str) -> str | None:
        """A header, however its name was written."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), None)

    @property
    def body(self) -> Any:
        return json.loads(self.content) if self.content else None


@dataclass
class Say:
    """One answer. `cut` closes the connection instead, `cut_after` in the middle, after so many bytes of the body.

    `wait` is set by the test when the answer may go out; `delay` waits so many seconds first.
    """

    body: Any = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    cut_after: int | None = None
    delay: float = 0.0
    wait: threading.Event | None = None

    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


Answering = Callable[[Received], "Say | Any"]


class Server:
    """Answers ping with PING and everything else with what was scripted, in order; then by `otherwise`, else with `{}`."""

    def __init__(self, otherwise: Answering | None = None) -> None:
        self.otherwise = otherwise
        self.received: list[Received] = []
        self.script: deque[Say] = deque()
        self.ping = Say(PING)
        self.below = ""
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def asked(self) -> list[Received]:
        """What was asked, without pings."""
        return [request for request in self.received if request.path != "/v1/ping/"]

    def says(self, *answers: Any) -> None:
        """Script the next answers: a Say, or the JSON of a good one."""
        self.script.extend(answer if isinstance(answer, Say) else Say(answer) for answer in answers)

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def _answer(self, request: Received) -> Say:
        self.received.append(request)
        if request.path == f"{self.below}/v1/ping/":
            return self.ping
        if self.script:
            return self.script.popleft()
        said = self.otherwise(request) if self.otherwise is not None else Say()
        return said if isinstance(said, Say) else Say(said)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        answer: Callable[[Received], Say] = self._answer

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                said = answer(Received(self.command, self.path, dict(self.headers.items()), content))
                if said.wait is not None:
                    said.wait.wait(10)
                if said.delay:
                    time.sleep(said.delay)
                if said.cut:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                self.respond(said)

            def respond(self, said: Say) -> None:
                content = said.content()
                self.send_response(said.status)
                headers = {"Content-Type": "application/json", **said.headers, "Content-Length": str(len(content))}
                for name, value in headers.items():
                    self.send_header(name, value)
                with suppress(ConnectionError):  # who asked may have stopped waiting
                    self.end_headers()
                    self.wfile.write(content if said.cut_after is None else content[: said.cut_after])
                if said.cut_after is not None:
                    self.wfile.flush()
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing on the screen of whoever runs the tests."""

        return Handler

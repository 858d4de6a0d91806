"""A small real HTTP server that behaves as it is told, and remembers what it was sent."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any, NamedTuple


class Asked(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Behaviour(NamedTuple):
    status: int = 200
    headers: Mapping[str, str] = MappingProxyType({})
    body: bytes = b"ok"
    slow: float = 0.0
    """Seconds before the answer, and then between each of its bytes."""


class Server:
    """Answers `next` in their order, the last of them again and again."""

    def __init__(self, port: int) -> None:
        self.port, self.asked, self.next = port, list[Asked](), [Behaviour()]

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def answers(self, *behaviours: Behaviour) -> None:
        self.next = list(behaviours)


@contextmanager
def server(context: Any = None) -> Iterator[Server]:
    """With `context`, an SSL context, it speaks TLS."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            found.asked.append(Asked(self.command, self.path, headers, self.rfile.read(length)))
            how = found.next.pop(0) if len(found.next) > 1 else found.next[0]
            try:
                self._answer(how)
            except OSError:
                return

        def _answer(self, how: Behaviour) -> None:
            time.sleep(how.slow)
            self.send_response(how.status)
            for name, value in how.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(how.body)))
            self.end_headers()
            if self.command == "HEAD":
                return
            for byte in [how.body] if not how.slow else [how.body[i : i + 1] for i in range(len(how.body))]:
                self.wfile.write(byte)
                self.wfile.flush()
                time.sleep(how.slow)

        do_GET = do_HEAD = do_POST = do_PATCH = do_PUT = _any  # noqa: N815 - as the library calls them

        def log_message(self, *_: Any) -> None:
            """Tests are silent."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    if context:
        running.socket = context.wrap_socket(running.socket, server_side=True)
    found = Server(running.server_address[1])
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield found
    finally:
        running.shutdown()
        running.server_close()

"""A handler of requests in; a server on this machine that answers by it as long as somebody needs it, out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Quiet(BaseHTTPRequestHandler):
    """It answers whole, and tells nobody of a request."""

    def say(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """The pages that come of it say it all."""


@contextmanager
def serving(handler: type[Quiet], port: int) -> Iterator[int]:
    """The port that it has; 0 asks for any."""
    running = ThreadingHTTPServer(("127.0.0.1", port), handler)
    running.daemon_threads = True
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield running.server_address[1]
    finally:
        running.shutdown()
        running.server_close()

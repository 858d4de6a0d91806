"""Bytes in, what a server did with them out: for clients that no library would make."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from urllib.parse import urlsplit


@contextmanager
def sockets(port: int, count: int, *sent: bytes) -> Iterator[list[socket.socket]]:
    """So many connections that each sent these bytes, and then wait."""
    with ExitStack() as stack:
        made = []
        for _ in range(count):
            made.append(stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10)))
            for part in sent:
                made[-1].sendall(part)
        yield made


def rest(connection: socket.socket, seconds: float) -> bytes:
    """What the server still says until it ends the connection; fails when it lets more than `seconds` of silence pass."""
    connection.settimeout(seconds)
    said = b""
    try:
        while part := connection.recv(65_536):
            said += part
    except ConnectionResetError:
        pass
    return said


def status(connection: socket.socket, seconds: float = 20) -> int:
    """The status of the next answer; 0 when the connection ends without one."""
    connection.settimeout(seconds)
    try:
        line = connection.recv(12)
    except ConnectionResetError:
        return 0
    return int(line[9:12] or 0)


class Line:
    """A line to a server that can be cut, or fall silent: connections are taken, and nothing comes through."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.target = (parts.hostname or "", parts.port or 0)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        self.open: set[socket.socket] = set()
        self.mode = "through"
        threading.Thread(target=self._accept, daemon=True).start()

    def address(self, original: str) -> str:
        """The same address by way of this line."""
        return original.replace(f"{self.target[0]}:{self.target[1]}", f"127.0.0.1:{self.port}")

    def turn(self, mode: str) -> None:
        """`through`, `cut` or `silent`. What stands when a line is cut ends; a silent one just says nothing any more."""
        before, self.mode = self.mode, mode
        if mode == "cut" or (before, mode) == ("silent", "through"):
            for one in list(self.open):
                _end(one)
                self.open.discard(one)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            self.open.add(near)
            if self.mode == "cut":
                _end(near)
            elif self.mode == "through":
                far = socket.create_connection(self.target)
                self.open.add(far)
                threading.Thread(target=self._carry, args=(near, far), daemon=True).start()
                threading.Thread(target=self._carry, args=(far, near), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while part := source.recv(65_536):
                while self.mode == "silent":
                    time.sleep(0.05)
                sink.sendall(part)
        except OSError:
            pass
        _end(source)
        _end(sink)


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()

"""An answer in, sent out piece by piece to a client that keeps reading; and the refusals that need no Django."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from typing import IO, Any, Final

Send = Callable[[dict[str, Any]], Awaitable[None]]

PIECE: Final = 16 * 1024
"""What the server holds of an answer for each client that does not read grows with it, tenfold."""
PATIENCE: Final = 30
"""Seconds that a client may take to read one piece."""
RETRY_AFTER: Final = b"retry-after"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: Any

    @property
    def asks_again(self) -> bool:
        """Whether it says that there is nothing new yet."""
        return self.status == HTTPStatus.OK and any(name == RETRY_AFTER for name, _ in self.headers)


def refusal(path: str, status: HTTPStatus, detail: str) -> Answer:
    """A problem document for scripts, a sentence for people; the connection ends, whatever it still holds."""
    if path.startswith("/api/"):
        kind = b"application/problem+json"
        told = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
        text = json.dumps(told).encode()
    else:
        kind, text = b"text/plain; charset=utf-8", f"{detail}\n".encode()
    headers = [(b"content-type", kind), (b"content-length", b"%d" % len(text)), (b"connection", b"close")]
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append((RETRY_AFTER, b"5"))
    return Answer(status, tuple(headers), io.BytesIO(text))


async def send_answer(answer: Answer, send: Send) -> None:
    """Raises TimeoutError where the client stops reading, which ends the connection."""
    file: IO[bytes] = answer.body
    with closing(file):
        await send({"type": "http.response.start", "status": answer.status, "headers": list(answer.headers)})
        while piece := file.read(PIECE):
            await asyncio.wait_for(send({"type": "http.response.body", "body": piece, "more_body": True}), PATIENCE)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

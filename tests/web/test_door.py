"""The door by itself, with an application of our own behind it: what it hands on, what it turns away, what it sends."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from gitops_portal.web.door import Door
from gitops_portal.web.door.answers import PIECE
from tests.loops import finish


def echo(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Says what it was sent."""
    start("200 OK", [("X-Length", environ.get("CONTENT_LENGTH", "none"))])
    return [environ["wsgi.input"].read()]


def answered(
    door: Door, method: str = "POST", path: str = "/sign-in/", *parts: bytes, **headers: str
) -> tuple[int, dict[bytes, bytes], list[bytes]]:
    """The status, the headers and the pieces of one answer."""
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "http_version": "1.1",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }
    left, sent = list(parts), list[dict[str, Any]]()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def run() -> None:
        await door(scope, receive, send)

    finish(run())
    assert not left or sent[0]["status"] != 200, "all of the body was handed on"
    return sent[0]["status"], dict(sent[0]["headers"]), [message["body"] for message in sent[1:]]


def test_a_body_is_handed_on_whole() -> None:
    status, headers, pieces = answered(Door(echo), "POST", "/x", b"one ", b"two", content_length="7")
    assert (status, headers[b"x-length"], b"".join(pieces)) == (200, b"7", b"one two")


def test_a_body_without_a_length_gets_one() -> None:
    _, headers, pieces = answered(Door(echo), "POST", "/x", b"one ", b"two", transfer_encoding="chunked")
    assert (headers[b"x-length"], b"".join(pieces)) == (b"7", b"one two")


def test_a_body_that_is_too_long_by_its_head_is_not_read() -> None:
    _, headers, pieces = answered(Door(echo), "POST", "/x", content_length="1000001")
    assert (headers[b"x-length"], b"".join(pieces)) == (b"1000001", b"")


def test_an_answer_goes_out_in_pieces() -> None:
    def large(_: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [])
        return [b"a" * 100_000] * 50

    _, _, pieces = answered(Door(large), "GET", "/x")
    assert max(map(len, pieces)) <= PIECE
    assert sum(map(len, pieces)) == 5_000_000


@pytest.mark.parametrize("path", ["/sign-in/", "/api/v1/workspaces"])
def test_a_full_disk_is_told(path: str) -> None:
    def full(*_: Any) -> Iterable[bytes]:
        raise OSError(errno.ENOSPC, "no space")

    status, headers, pieces = answered(Door(full), "GET", path)
    assert (status, headers[b"connection"]) == (503, b"close")
    assert b"retry-after" in headers
    assert b"full" in b"".join(pieces)
    assert headers[b"content-type"].startswith(b"application/problem" if "api" in path else b"text/plain")


def test_a_lane_that_is_full_turns_away() -> None:
    door = Door(echo)
    door.pages.held = door.pages.most
    status, headers, _ = answered(door, "GET", "/x")
    assert (status, headers[b"retry-after"]) == (503, b"5")
    assert answered(door, "GET", "/healthz")[0] == 200, "which has a lane of its own"

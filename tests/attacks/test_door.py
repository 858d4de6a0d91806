"""Nobody who is not signed in can stop the portal: real processes, in both shapes, while clients behave badly."""

from __future__ import annotations

import json
import socket
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg
import pytest

from tests.portal import Portal, plan, portal
from tests.servers import Database, Queue
from tests.sockets import rest, sockets, status

pytestmark = pytest.mark.servers

MANY = 60
"""More clients than either shape has threads."""
WAITERS = 200
HEAD_ENDS = 10 + 5
BODY_ENDS = 15 + 5
"""Seconds after which the server must have ended what is not complete, and some for a busy machine."""


@pytest.fixture(scope="module", params=["embedded", "scaled"])
def shape(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "embedded":
        with portal(folder, "start", DEMO="0") as running:
            yield running
        return
    database: Database = request.getfixturevalue("postgres")
    queue: Queue = request.getfixturevalue("redis_server")
    with (
        database.fresh() as url,
        portal(folder, "web", DATABASE_URL=url, REDIS_URL=queue.url) as running,  # no worker: uploads stay queued
    ):
        yield running


@pytest.fixture(scope="module")
def token(shape: Portal) -> str:
    return shape.manage("token", "create", "--workspace", "network", "--create").strip()


def serves(shape: Portal) -> None:
    """The process answers, and so does a page."""
    for path in ("/healthz", "/sign-in/"):
        told, _ = shape.call(path)
        assert told == 200, shape.logs()


@pytest.mark.parametrize(
    "sent",
    [b"", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: ", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET /"],
    ids=["nothing", "half a head", "half a second head"],
)
def test_heads_that_never_end(shape: Portal, sent: bytes) -> None:
    with sockets(shape.port, MANY, sent) as held:
        serves(shape)
        for one in held:
            rest(one, HEAD_ENDS)


def test_a_head_that_drips_is_ended_all_the_same(shape: Portal) -> None:
    with sockets(shape.port, 1, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ") as (one,), pytest.raises(OSError):
        for _ in range(4 * HEAD_ENDS):
            one.sendall(b"a")
            time.sleep(0.25)


@pytest.mark.parametrize("path", ["/sign-in/", "/api/v1/runs/1/decisions", "/nowhere"])
def test_bodies_that_never_end(shape: Portal, path: str) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n\r\na=".encode()
    with sockets(shape.port, MANY, head) as held:
        serves(shape)
        assert {status(one, BODY_ENDS) for one in held} == {408}


def test_plans_that_never_end_hold_up_nobody_else(shape: Portal, token: str) -> None:
    """A living token sends too slowly."""
    head = (
        "POST /api/v1/workspaces/network/runs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: 200000000\r\n\r\n{{"
    ).encode()
    with sockets(shape.port, MANY, head) as held:
        serves(shape)
        assert status(held[0], BODY_ENDS) == 408


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        (b"POST /sign-in/ HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 300000000", 413),
        (b"POST /sign-in/ HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000001", 413),
        (b"GET /api/v1/workspaces HTTP/1.1\r\nContent-Length: 300000000", 413),
        (b"POST /api/v1/runs/1/outcome HTTP/1.1\r\nContent-Length: 300000000", 413),
        (b"PUT /admin/ HTTP/1.1\r\nContent-Length: 300000000", 413),
        (b"POST /api/v1/workspaces/network/runs HTTP/1.1\r\nContent-Length: 200000000", 401),
        (b"POST /api/v1/workspaces/network/runs HTTP/1.1\r\nAuthorization: Bearer gop_no\r\nContent-Length: 9", 401),
    ],
)
def test_refused_by_its_head(shape: Portal, head: bytes, answer: int) -> None:
    """Before a byte of the body is there."""
    with sockets(shape.port, 1, head + b"\r\nHost: 127.0.0.1\r\n\r\n") as (one,):
        assert status(one) == answer


def test_a_body_without_an_announced_end_is_cut_off(shape: Portal) -> None:
    head = b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    with sockets(shape.port, 1, head) as (one,):
        sent = 0
        try:
            while sent < 50_000_000:
                one.sendall(b"10000\r\n" + b"a" * 65_536 + b"\r\n")
                sent += 65_536
        except OSError:
            pass
        assert sent < 50_000_000


@pytest.mark.parametrize(
    "head",
    [
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: 127.0.0.1",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + b"a" * 600_000,
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"\r\n".join(b"X-%d: a" % name for name in range(500)),
        b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: many",
        b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1",
        b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + b"9" * 5_000,
        b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\nContent-Length: 4",
        b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: gzip",
        b"GET / HTTP/1.1\r\nHost: elsewhere.example",
        b"no HTTP at all",
    ],
    ids=lambda head: head[:60].decode() + head[-30:].decode(),
)
def test_odd_heads_are_refused_at_once(shape: Portal, head: bytes) -> None:
    with sockets(shape.port, 1) as (one,):
        try:
            one.sendall(head + b"\r\n\r\n")
        except OSError:
            return  # ended before it was all sent
        assert status(one) in {0, *range(400, 500)}


def test_clients_that_do_not_read(shape: Portal) -> None:
    """The largest file of the portal, asked for and never taken."""
    manifest = json.loads((shape.folder / "static" / "staticfiles.json").read_text(encoding="utf-8"))
    script = manifest["paths"]["plotly/plotly.min.js"]
    head = f"GET /static/{script} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    with sockets(shape.port, MANY, head):
        time.sleep(1)
        serves(shape)


def set_state(shape: Portal, run: int, state: str) -> None:
    """Let a run look so; three attempts, so that the clock leaves it alone."""
    statement = "UPDATE records_run SET state = {0}, attempts = 3, lease_until = NULL WHERE id = {0}"
    if url := shape.settings.get("DATABASE_URL"):
        with psycopg.connect(url) as connection:
            connection.execute(statement.format("%s"), [state, run])
    else:
        with closing(sqlite3.connect(shape.folder / "portal.sqlite3", timeout=20)) as file, file:
            file.execute(statement.format("?"), [state, run])


def test_two_hundred_wait_for_a_run_and_all_are_told(shape: Portal, token: str) -> None:
    _, told = shape.call("/api/v1/workspaces/network/runs", token, plan())
    run = int(told["id"])
    set_state(shape, run, "queued")
    asked = (
        f"GET /api/v1/runs/{run}?wait=60 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        "Connection: close\r\n\r\n"
    ).encode()
    with sockets(shape.port, WAITERS, asked) as waiters:
        alone = pages(shape)
        time.sleep(2)
        beside = pages(shape)
        assert nobody_was_told(waiters), "the waiters wait"
        assert beside < 0.3 or beside < 5 * alone, f"a page takes {beside:.3f} s beside waiters, {alone:.3f} s before"
        set_state(shape, run, "awaiting")
        answers = [rest(one, 30) for one in waiters]
    assert all(b'"status": "awaiting"' in answer for answer in answers)
    assert {answer[9:12] for answer in answers} == {b"200"}


def pages(shape: Portal) -> float:
    """Seconds that a page takes, the median of several."""
    taken = []
    for _ in range(7):
        began = time.monotonic()
        serves(shape)
        taken.append((time.monotonic() - began) / 2)
    return sorted(taken)[3]


def nobody_was_told(waiters: list[socket.socket]) -> bool:
    for one in waiters:
        one.setblocking(False)
        try:
            if one.recv(1, socket.MSG_PEEK) is not None:
                return False
        except BlockingIOError:
            pass
    return True


def test_who_gave_up_waiting_leaves_their_place(shape: Portal, token: str) -> None:
    _, told = shape.call("/api/v1/workspaces/network/runs", token, plan())
    set_state(shape, told["id"], "queued")
    asked = (
        f"GET /api/v1/runs/{told['id']}?wait=60 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n"
    ).encode()
    for _ in range(3):
        with sockets(shape.port, WAITERS, asked):
            time.sleep(0.5)
    began = time.monotonic()
    assert shape.call(f"/api/v1/runs/{told['id']}?wait=2", token)[1]["status"] == "queued"
    assert time.monotonic() - began >= 2, "there is still room to wait"


def test_uploads_leave_room_for_pages(shape: Portal, token: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(shape.call, "/api/v1/workspaces/network/runs", token, plan(300)) for _ in range(8)]
        serves(shape)
        assert {one.result()[0] for one in sent} <= {201, 202}

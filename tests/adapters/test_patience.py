"""A server that does not answer: told soon, left alone for a while, and asked again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from gitops_portal.adapters import patience
from gitops_portal.adapters.bucket import Bucket
from gitops_portal.adapters.patience import Circuit
from gitops_portal.core.errors import Unavailable
from tests.sockets import Line


class Server:
    """Answers, fails or hangs, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.answering = threading.Event()
        self.does: Callable[[], str] = lambda: "fine"

    def __call__(self) -> str:
        self.asked += 1
        return self.does()

    def hang(self) -> str:
        self.answering.wait()
        return "late"

    def fail(self) -> str:
        raise ConnectionError

    def refuse(self) -> str:
        raise ValueError("no")


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.answering.set()


def ask(circuit: Circuit, server: Server) -> str:
    return circuit.call(server, seconds=0.2, outages=(ConnectionError,))


@pytest.mark.parametrize("how", ["hang", "fail"])
def test_one_failure_spares_everybody_else_the_wait(server: Server, how: str) -> None:
    circuit = Circuit("bucket")
    server.does = getattr(server, how)
    for _ in range(5):
        with pytest.raises(Unavailable, match="The bucket did"):
            try:
                ask(circuit, server)
            except Unavailable as error:
                raise Unavailable(str(error).replace("does not answer", "did not answer")) from error
    assert server.asked == 1


def test_after_a_rest_one_tries_and_then_all_may(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("gitops_portal.adapters.patience.time.monotonic", lambda: now[0])
    circuit = Circuit("bucket")
    server.does = server.fail
    with pytest.raises(Unavailable):
        ask(circuit, server)
    now[0] += patience.REST
    with pytest.raises(Unavailable):
        ask(circuit, server)
    assert server.asked == 2, "one tried"
    with pytest.raises(Unavailable):
        ask(circuit, server)
    assert server.asked == 2, "and the others were spared"
    now[0] += patience.REST
    server.does = lambda: "fine"
    assert [ask(circuit, server) for _ in range(3)] == ["fine"] * 3


def test_a_server_that_says_no_is_there(server: Server) -> None:
    circuit = Circuit("bucket")
    server.does = server.refuse
    for _ in range(3):
        with pytest.raises(ValueError, match="no"):
            ask(circuit, server)
    assert server.asked == 3


@pytest.mark.parametrize("how", ["cut", "silent"])
def test_a_bucket_that_is_away(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line("http://127.0.0.1:9")
    line.turn(how)
    monkeypatch.setattr("gitops_portal.adapters.bucket.SECONDS", 1)
    for name, value in {
        "ENDPOINT_URL": f"http://127.0.0.1:{line.port}",
        "ACCESS_KEY_ID": "x",
        "SECRET_ACCESS_KEY": "x",
    }.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    bucket = Bucket("plans", "", "artifact bucket")
    began = time.monotonic()
    for act in (lambda: bucket.put("a", b"{}"), lambda: bucket.get("a"), bucket.check) * 3:
        with pytest.raises(Unavailable):
            act()
    assert time.monotonic() - began < 10, "one wait for all nine"

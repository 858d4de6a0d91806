"""The server in front, as docker-compose.yml starts it: its configuration is whole, and it does what it is there for."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.portal import ROOT, Portal, plan, portal
from tests.servers import free_port
from tests.sockets import rest, sockets, status

pytestmark = [pytest.mark.servers, pytest.mark.nginx]

MANY = 60


def configured(folder: Path, port: int, portal_port: int) -> Path:
    """The configuration with the addresses of a test in place of the containers'."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for ours, tested in {
        "listen 8080;": f"listen 127.0.0.1:{port};",
        "http://web:8000": f"http://127.0.0.1:{portal_port}",
        "/tmp/": f"{folder}/",  # noqa: S108 - as the container has it
    }.items():
        assert ours in text
        text = text.replace(ours, tested)
    file = folder / "nginx.conf"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Portal, int]]:
    """A portal, and the port of the server in front of it."""
    nginx = shutil.which("nginx")
    assert nginx
    folder, port = tmp_path_factory.mktemp("front"), free_port()
    with portal(tmp_path_factory.mktemp("behind"), "web", BEHIND_PROXY="true") as running:
        command = [nginx, "-c", str(configured(folder, port, running.port)), "-g", "daemon off;"]
        tested = subprocess.run([*command, "-t"], check=False, capture_output=True, text=True, timeout=20)
        assert tested.returncode == 0, tested.stderr
        assert "warn" not in tested.stderr
        front = subprocess.Popen(command)
        try:
            wait_for(port)
            yield running, port
        finally:
            front.terminate()
            front.wait(timeout=20)


def wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            if answered(port) == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    pytest.fail("the server in front does not answer")


def answered(port: int, path: str = "/healthz", *headers: str, method: str = "GET") -> int:
    lines = "".join(f"{header}\r\n" for header in ("Host: 127.0.0.1", *headers))
    with sockets(port, 1, f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode()) as (one,):
        return status(one)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: ",
        b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\na",
    ],
    ids=["nothing", "half a head", "half a body"],
)
def test_whoever_is_slow_is_ended_here(behind: tuple[Portal, int], sent: bytes) -> None:
    _, port = behind
    with sockets(port, MANY, sent) as held:
        assert answered(port) == 200
        for one in held:
            rest(one, 25)


def test_a_large_body_is_refused_here(behind: tuple[Portal, int]) -> None:
    assert answered(behind[1], "/sign-in/", "Content-Length: 300000000", method="POST") == 413


def test_a_plan_goes_straight_to_the_portal(behind: tuple[Portal, int]) -> None:
    """Which refuses it by its head: had the front kept the body first, there would be no answer yet."""
    upload = "/api/v1/workspaces/network/runs"
    assert answered(behind[1], upload, "Content-Length: 200000000", method="POST") == 401


def test_a_plan_is_taken(behind: tuple[Portal, int]) -> None:
    running, port = behind
    token = running.manage("token", "create", "--workspace", "network", "--create").strip()
    running.port, own = port, running.port
    try:
        told, answer = running.call("/api/v1/workspaces/network/runs", token, plan(2_000))
        assert told == 201, answer
        assert running.call(f"/api/v1/runs/{answer['id']}?wait=60", token)[1]["verdict"]
    finally:
        running.port = own


def test_long_heads_and_other_hosts_are_refused(behind: tuple[Portal, int]) -> None:
    _, port = behind
    assert answered(port, "/" + "a" * 60_000) == 414
    assert answered(port, "/", "X-Long: " + "a" * 60_000) == 400

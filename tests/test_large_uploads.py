"""Large plans in the embedded shape for real: SQLite, no queue, and plans that are judged while they are uploaded."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.portal import Portal, plan, portal

LARGE = json.dumps(plan(10_000)).encode()
RUNS = "/api/v1/workspaces/orders/runs"


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal(tmp_path_factory.mktemp("embedded"), "web") as running:
        yield running


@pytest.fixture(scope="module")
def token(embedded: Portal) -> str:
    return embedded.manage("token", "create", "--workspace", "orders", "--create").strip()


def beside(process: int) -> list[int]:
    """The processes that a server's process has begun to read plans in."""
    threads = Path(f"/proc/{process}/task").glob("*/children")  # a process is its thread's child
    below = [int(child) for thread in threads for child in thread.read_text().split()]
    found = [child for each in below for child in beside(each)]
    return found + [child for child in below if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def told(embedded: Portal, statement: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(embedded.folder / "portal.sqlite3", timeout=20) as connection:
        return connection.execute(statement).fetchall()


def test_seven_large_uploads_at_once_are_all_judged(embedded: Portal, token: str) -> None:
    def upload(number: int) -> tuple[int, Any]:
        return embedded.call(f"{RUNS}?branch=b{number}", token, LARGE)

    with ThreadPoolExecutor(7) as pool:
        answers = list(pool.map(upload, range(7)))
    assert [status for status, _ in answers] == [201] * 7, embedded.logs()
    assert sorted(answer["number"] for _, answer in answers) == list(range(1, 8))
    assert told(embedded, "SELECT DISTINCT creates, state IN ('awaiting', 'auto_approved') FROM records_run") == [
        (10_000, 1)
    ]


def test_what_dies_over_a_plan_is_not_the_server(embedded: Portal, token: str) -> None:
    assert embedded.processes["web"].poll() is None
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(embedded.call, f"{RUNS}?branch=killed", token, LARGE)
        until = time.monotonic() + 60
        while not told(embedded, "SELECT 1 FROM records_run WHERE branch = 'killed' AND state = 'evaluating'"):
            assert time.monotonic() < until and not answer.done(), "nobody was at it"
            time.sleep(0.01)
        for process in beside(embedded.processes["web"].pid):
            os.kill(process, signal.SIGKILL)
        status, run = answer.result(60)
    assert (status, run["status"]) == (202, "evaluating")
    assert embedded.call("/healthz")[0] == 200
    with sqlite3.connect(embedded.folder / "portal.sqlite3", timeout=20) as connection:
        connection.execute("UPDATE records_run SET lease_until = '2020-01-01' WHERE branch = 'killed'")
    embedded.manage("reconcile")
    status, run = embedded.call(f"/api/v1/runs/{run['id']}", token)
    assert run["changes"]["create"] == 10_000

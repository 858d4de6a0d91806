"""`make run` killed half way: what it was at is done after the next start, without anybody's help."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.portal import Portal, plan, portal

pytestmark = pytest.mark.servers

LARGE = 20_000
"""Resources whose evaluation takes seconds: it is not done before the portal is killed, however busy the machine is."""


def kept(running: Portal) -> list[tuple[int, str, str]]:
    with closing(sqlite3.connect(running.folder / "portal.sqlite3", timeout=20)) as file:
        return file.execute("SELECT id, state, verdict FROM records_run").fetchall()


def until_evaluating(running: Portal) -> None:
    end = time.monotonic() + 60
    while not [state for _, state, _ in kept(running) if state == "evaluating"]:
        assert time.monotonic() < end, running.logs()
        time.sleep(0.01)


def test_killed_while_it_evaluates(tmp_path: Path) -> None:
    with portal(tmp_path, "start", DEMO="0") as running:
        token = running.manage("token", "create", "--workspace", "network", "--create").strip()

        def send() -> None:
            with pytest.raises(OSError):
                running.call("/api/v1/workspaces/network/runs", token, plan(LARGE))

        sending = threading.Thread(target=send)
        sending.start()
        until_evaluating(running)
        running.kill("start")
        sending.join()
        ((run, state, verdict),) = kept(running)
        assert (state, verdict) == ("evaluating", ""), "killed half way"
        running.start("start")
        running.wait_until_it_answers()
        told = running.call(f"/api/v1/runs/{run}?wait=60", token)[1]
        assert told["verdict"], running.logs()
        assert told["changes"]["create"] == LARGE


def test_killed_again_and_again_ends_in_a_told_error(tmp_path: Path) -> None:
    """A plan that took three processes with it is given up, at the next start."""
    with portal(tmp_path, "start", DEMO="0") as running:
        token = running.manage("token", "create", "--workspace", "network", "--create").strip()
        _, told = running.call("/api/v1/workspaces/network/runs", token, plan())
        running.kill("start")
        with closing(sqlite3.connect(tmp_path / "portal.sqlite3")) as file, file:
            file.execute("UPDATE records_run SET state = 'evaluating', attempts = 3")
        running.start("start")
        running.wait_until_it_answers()
        told = running.call(f"/api/v1/runs/{told['id']}?wait=60", token)[1]
        assert told["status"] == "errored"
        assert "does not try again" in told["error"]

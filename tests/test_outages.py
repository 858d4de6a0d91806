"""A store that is away or silent, under the real web process: told at once, and over when the store is back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from gitops_portal.adapters.patience import REST
from tests.portal import Portal, plan, portal
from tests.servers import Database, Queue
from tests.sockets import Line, rest, sockets

pytestmark = pytest.mark.servers

UPLOAD = "/api/v1/workspaces/network/runs"
UPLOAD_ENDS = 10


@dataclass
class Lines:
    portal: Portal
    token: str
    database: Line
    queue: Line
    bucket: Line
    url: str

    def upload(self) -> tuple[int, Any]:
        return self.portal.call(UPLOAD, self.token, plan())

    def accepted(self) -> Any:
        """What an upload is told once it is taken: a process that met an earlier outage may refuse a few more."""
        answers: list[tuple[int, Any]] = []

        def taken() -> bool:
            answers.append(self.upload())
            return answers[-1][0] == 202

        until(taken, self)
        return answers[-1][1]


@pytest.fixture(scope="module")
def lines(
    postgres: Database, redis_server: Queue, s3: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lines]:
    with postgres.fresh() as url:
        database, queue, bucket = Line(url), Line(redis_server.url), Line(s3)
        servers = {
            "DATABASE_URL": database.address(url),
            "REDIS_URL": queue.address(redis_server.url),
            "ARTIFACTS_URL": "s3://plans/outages",
            "AWS_ENDPOINT_URL": bucket.address(s3),
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "eu-west-1",
        }
        with portal(tmp_path_factory.mktemp("outages"), "web", "rq-worker", **servers) as running:
            token = running.manage("token", "create", "--workspace", "network", "--create").strip()
            yield Lines(running, token, database, queue, bucket, url)


@pytest.fixture(autouse=True)
def restored(lines: Lines) -> Iterator[None]:
    yield
    for line in (lines.database, lines.queue, lines.bucket):
        line.turn("through")
    time.sleep(REST)  # by then each process asks again, whichever of them an earlier outage was told to
    until(lambda: lines.portal.call("/readyz") == (200, "ok\n"), lines)
    until(lambda: lines.upload()[0] == 202, lines)


def until(true: Callable[[], bool], lines: Lines, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, lines.portal.logs()
        time.sleep(0.5)


def head_and_body(lines: Lines, path: str) -> bytes:
    with sockets(
        lines.portal.port, 1, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
    ) as (one,):
        return rest(one, 40)


@pytest.mark.parametrize("how", ["cut", "silent"])
def test_an_upload_ends_soon_when_the_bucket_is_away(lines: Lines, how: str) -> None:
    lines.bucket.turn(how)
    began = time.monotonic()
    status, told = lines.upload()
    assert (status, told["title"]) == (503, "Temporarily unavailable"), lines.portal.logs()
    assert time.monotonic() - began < UPLOAD_ENDS
    status, told = lines.upload()
    assert status == 503
    assert lines.portal.call("/readyz") == (503, "not ready: Artifacts\n")
    assert lines.portal.call("/healthz")[0] == 200
    assert lines.portal.call("/sign-in/")[0] == 200
    lines.bucket.turn("through")
    until(lambda: lines.upload()[0] == 202, lines)


@pytest.mark.parametrize("how", ["cut", "silent"])
def test_a_run_waits_out_a_bucket_that_is_away(lines: Lines, how: str) -> None:
    """Uploaded while the bucket was there, evaluated while it is not: put back, and judged when it is back."""
    lines.portal.kill("rq-worker")
    told = lines.accepted()
    lines.bucket.turn(how)
    lines.portal.start("rq-worker")
    log = lines.portal.log("rq-worker")
    until(lambda: f"evaluation_put_off run={told['id']}" in log.read_text(), lines)
    with psycopg.connect(lines.url) as connection:
        kept = connection.execute("SELECT state, attempts FROM records_run WHERE id = %s", [told["id"]]).fetchone()
        connection.execute("UPDATE records_run SET created_at = created_at - interval '1 hour'")
    assert kept == ("evaluating", 0)
    lines.bucket.turn("through")

    def evaluated() -> bool:
        lines.portal.manage("reconcile")
        return bool(lines.portal.call(f"/api/v1/runs/{told['id']}?wait=5", lines.token)[1]["verdict"])

    until(evaluated, lines)


@pytest.mark.parametrize("how", ["cut", "silent"])
def test_an_upload_is_kept_though_the_queue_is_away(lines: Lines, how: str) -> None:
    lines.queue.turn(how)
    began = time.monotonic()
    assert lines.upload()[0] == 202, lines.portal.logs()
    assert time.monotonic() - began < UPLOAD_ENDS
    status, told = lines.portal.call("/readyz")
    assert (status, told) == (200, "degraded: Queue\n")


def test_a_database_that_is_away_is_told_and_comes_back(lines: Lines) -> None:
    lines.database.turn("cut")
    page = head_and_body(lines, "/sign-in/no-such-link/")
    assert page.startswith(b"HTTP/1.1 503")
    assert b"retry-after: " in page
    assert b"The database does not answer" in page
    status, told = lines.upload()
    assert (status, told["status"]) == (503, 503)
    assert lines.portal.call("/healthz")[0] == 200
    status, told = lines.portal.call("/readyz")
    assert (status, told.startswith("not ready: Database")) == (503, True)
    lines.database.turn("through")
    until(lambda: lines.upload()[0] == 202, lines)


def test_a_silent_database_silences_nothing_else(lines: Lines) -> None:
    lines.database.turn("silent")
    with sockets(lines.portal.port, 40, b"GET /sign-in/made-up/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"):
        assert lines.portal.call("/healthz")[0] == 200
        status, _ = lines.upload()
        assert status == 503
    lines.database.turn("through")
    until(lambda: lines.upload()[0] == 202, lines)

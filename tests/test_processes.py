"""The scaled shape for real: web, RQ worker, Celery worker and beat, over a real PostgreSQL and a real Valkey."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import psycopg
import pytest

from tests.core.documents.sources.samples import STATE
from tests.portal import COMMANDS, Portal, plan, portal
from tests.servers import Database, Queue

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def scaled(
    postgres: Database, redis_server: Queue, s3: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Portal, str]]:
    """All four processes, and the address of their database; plans are kept in a bucket."""
    servers = {
        "REDIS_URL": redis_server.url,
        "ARTIFACTS_URL": "s3://plans/portal",
        "AWS_ENDPOINT_URL": s3,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "STATE_BUCKETS": "plans/states",
        "STATE_ENDPOINTS": s3,
    }
    with (
        postgres.fresh() as database,
        portal(tmp_path_factory.mktemp("scaled"), *COMMANDS, DATABASE_URL=database, **servers) as running,
    ):
        yield running, database


@pytest.fixture(scope="module")
def token(scaled: tuple[Portal, str]) -> str:
    printed = scaled[0].manage("token", "create", "--workspace", "network", "--create")
    assert len(printed.splitlines()) == 1, "the token, and nothing else"
    return printed.strip()


def age(database: str, run: int) -> None:
    """Let a run have been left waiting for long, so that the test need not wait for so long."""
    with psycopg.connect(database) as connection:
        connection.execute(
            "UPDATE records_run SET created_at = created_at - interval '1 hour',"
            " lease_until = lease_until - interval '1 hour' WHERE id = %s",
            [run],
        )


def state(database: str, run: int) -> str:
    with psycopg.connect(database) as connection:
        row = connection.execute("SELECT state FROM records_run WHERE id = %s", [run]).fetchone()
    assert row
    return str(row[0])


def evaluated(running: Portal, token: str, run: int, seconds: float = 120) -> dict[str, Any]:
    """The run, once a worker is done with it."""
    until = time.monotonic() + seconds
    while True:
        status, told = running.call(f"/api/v1/runs/{run}?wait=20", token)
        assert status == 200, told
        if told["status"] not in {"queued", "evaluating"}:
            return dict(told)
        assert time.monotonic() < until, f"still {told['status']}\n{running.logs()}"


def upload(running: Portal, token: str, resources: int = 1) -> int:
    status, told = running.call("/api/v1/workspaces/network/runs", token, plan(resources))
    assert status == 202, told
    return int(told["id"])


def test_a_plan_goes_through(scaled: tuple[Portal, str], token: str) -> None:
    running, _ = scaled
    run = upload(running, token)
    told = evaluated(running, token, run)
    assert told["verdict"] in {"passed", "needs_approval"}, told
    assert told["changes"]["create"] == 1
    status, answer = running.call(f"/api/v1/runs/{run}/gate", token)
    assert (status, answer["allowed"]) in {(200, True), (409, False)}
    assert (status == 200) == (told["status"] in {"approved", "auto_approved"}), answer


def test_the_plan_lies_in_the_bucket(scaled: tuple[Portal, str], s3: str, token: str) -> None:
    running, _ = scaled
    evaluated(running, token, upload(running, token))
    client = boto3.client("s3", "eu-west-1", endpoint_url=s3, aws_access_key_id="x", aws_secret_access_key="x")
    kept = client.list_objects_v2(Bucket="plans", Prefix="portal/")
    assert kept["KeyCount"] >= 1
    assert not (running.folder / "artifacts").exists()


SET = """
from gitops_portal.actions import state_sources
from gitops_portal.core.s3_backend import Place
from gitops_portal.records.models import Workspace
from tests.actors import OPERATOR
place = Place(bucket="plans", key="states/network.tfstate", region="eu-west-1", endpoint="{s3}")
state_sources.change(OPERATOR, Workspace.objects.get(slug="network"), place)
"""


def test_a_state_is_read_from_its_bucket(scaled: tuple[Portal, str], s3: str, token: str) -> None:
    running, _ = scaled
    client = boto3.client("s3", "eu-west-1", endpoint_url=s3, aws_access_key_id="x", aws_secret_access_key="x")
    client.put_object(Bucket="plans", Key="states/network.tfstate", Body=json.dumps(STATE).encode())
    running.manage("shell", "-c", SET.format(s3=s3))
    until = time.monotonic() + 120
    while not (source := running.call("/api/v1/workspaces/network", token)[1]["state_source"])["checked_at"]:
        assert time.monotonic() < until, f"{source}\n{running.logs()}"
        time.sleep(0.5)
    (read,) = running.call("/api/v1/workspaces/network/observations", token)[1]["observations"]
    assert (read["serial"], read["read_from"]) == (7, "s3://plans/states/network.tfstate")


def test_every_part_answers(scaled: tuple[Portal, str]) -> None:
    running, _ = scaled
    assert running.call("/readyz") == (200, "ok\n"), running.logs()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_health_check_passes(scaled: tuple[Portal, str], name: str) -> None:
    running, _ = scaled
    told = running.healthy(name)
    assert told.returncode == 0, f"{told.stderr}\n{running.logs()}"


def test_the_first_owner_signs_in(scaled: tuple[Portal, str]) -> None:
    running, _ = scaled
    link = running.manage("login-link", "--user", "ops@example.org").strip()
    assert link.startswith(f"{running.url}/sign-in/")
    assert running.call(link.removeprefix(running.url))[0] == 200


def test_the_clock_finds_what_the_queue_lost(scaled: tuple[Portal, str], redis_server: Queue, token: str) -> None:
    import redis

    running, database = scaled
    running.kill("rq-worker")
    run = upload(running, token)
    with redis.from_url(redis_server.url) as client:
        client.delete("rq:queue:default")
    running.start("rq-worker")
    age(database, run)
    assert evaluated(running, token, run)["verdict"], running.logs()


def test_foreign_jobs_are_dropped_and_ours_go_on(
    scaled: tuple[Portal, str], redis_server: Queue, token: str, tmp_path: Path
) -> None:
    """Whoever can write to the Redis plants a call of a function that is on every machine."""
    import redis
    from rq import Callback
    from rq import Queue as Jobs
    from rq.serializers import JSONSerializer

    running, _ = scaled
    marks = [tmp_path / name for name in ("job", "callback", "pickled")]
    with redis.from_url(redis_server.url) as client:
        jobs = Jobs(connection=client, serializer=JSONSerializer)
        jobs.enqueue("os.mkdir", str(marks[0]))
        ours = "gitops_portal.jobs.ingestion.evaluate_run"
        jobs.enqueue(ours, 0, on_success=Callback("os.mkdir"), on_failure=Callback("os.mkdir"))
        jobs.enqueue(ours, str(marks[1]))
        Jobs(connection=client).enqueue("os.mkdir", str(marks[2]))
        client.hset("rq:job:broken", mapping={"data": b"no JSON", "timeout": "soon"})
        client.rpush("rq:queue:default", "broken")
    assert evaluated(running, token, upload(running, token))["verdict"], running.logs()
    assert not any(mark.exists() for mark in marks)
    assert running.log("rq-worker").read_text().count("event=foreign_job_refused") >= 3


def test_celery_runs_no_foreign_task(scaled: tuple[Portal, str], redis_server: Queue, tmp_path: Path) -> None:
    from celery import Celery

    running, _ = scaled
    with Celery(broker=redis_server.url) as other:
        other.send_task("celery.starmap", args=[{"task": "os.mkdir"}, [[str(tmp_path / "made")]]])
        other.send_task("os.mkdir", args=[str(tmp_path / "made")], serializer="json")
        other.send_task("gitops_portal.jobs.reconciliation.sweep", serializer="pickle")
    time.sleep(3)
    assert running.healthy("celery-worker").returncode == 0, running.logs()
    assert not (tmp_path / "made").exists()


def test_a_worker_killed_half_way_loses_nothing(scaled: tuple[Portal, str], token: str) -> None:
    running, database = scaled
    run = upload(running, token, resources=3_000)
    until = time.monotonic() + 60
    while (now := state(database, run)) == "queued" and time.monotonic() < until:
        time.sleep(0.01)
    assert now == "evaluating", "the worker must be at it, and not yet done"
    running.kill("rq-worker")
    assert state(database, run) == "evaluating"
    age(database, run)
    running.start("rq-worker")
    told = evaluated(running, token, run)
    assert told["changes"]["create"] == 3_000
    with psycopg.connect(database) as connection:
        rows = connection.execute(
            "SELECT count(*) FROM records_auditevent WHERE run_number = %s AND verb = 'run.evaluated'", [told["number"]]
        ).fetchone()
    assert rows == (1,), "judged once, whatever died meanwhile"

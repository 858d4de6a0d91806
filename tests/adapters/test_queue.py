"""What stands in the Redis, for the worker: our jobs, and what others may have written there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from redis import Redis
from rq.exceptions import NoSuchJobError

from gitops_portal.adapters.queue import Job, OwnJob
from gitops_portal.celery import app

OURS = Job.EVALUATE_RUN.value


def restored(called: Any, **more: bytes) -> OwnJob:
    data = called if isinstance(called, bytes) else json.dumps(called).encode()
    job = OwnJob("planted", Redis())  # connects to nothing by itself
    job.restore({b"data": data, **{name.encode(): value for name, value in more.items()}})
    return job


def test_ours_is_taken() -> None:
    job = restored([OURS, None, [7], {}])
    assert (job.func_name, job.args) == (OURS, [7])


@pytest.mark.parametrize(
    ("called", "more"),
    [
        (["os.system", None, ["true"], {}], {}),
        ([OURS + "x", None, [7], {}], {}),
        ([None, None, [7], {}], {}),
        (["format", "{}", [7], {}], {}),
        ([OURS, "instance", [7], {}], {}),
        ([OURS, None, ["7"], {}], {}),
        ([OURS, None, [True], {}], {}),
        ([OURS, None, [], {}], {}),
        ([OURS, None, [7, 8], {}], {}),
        ([OURS, None, [7], {"more": 1}], {}),
        ([OURS, None, [7], {}], {"success_callback_name": b"os.system"}),
        ([OURS, None, [7], {}], {"failure_callback_name": b"os.system"}),
        ([OURS, None, [7], {}], {"stopped_callback_name": b"os.system"}),
        (
            [OURS, None, [7], {}],
            {"webhooks": b'[{"url": "http://127.0.0.1/", "job_status": "failed", "method": "GET", "timeout": 1}]'},
        ),
        ([OURS, None, [7], {}], {"timeout": b"soon"}),
        (b"\x80\x04cos\nsystem\n.", {}),
        (b"[]", {}),
        (b"\xff", {}),
    ],
)
def test_anything_else_is_dropped(called: Any, more: dict[str, bytes]) -> None:
    with pytest.raises(NoSuchJobError):
        restored(called, **more)


def test_jobs_are_read_as_json_whatever_one_asks_for() -> None:
    assert OwnJob("any", Redis(), serializer="pickle").serializer.loads(b"[1]") == [1]


def test_celery_knows_our_tasks_and_no_others() -> None:
    app.finalize()
    app.loader.import_default_modules()
    names = (
        "sweep",
        "expire",
        "mark_unverified",
        "send_messages",
        "read_states",
        "judge_again",
        "answer_run_tasks",
        "send_metrics",
    )
    assert set(app.tasks) == {f"gitops_portal.jobs.reconciliation.{name}" for name in names}
    assert app.conf.accept_content == ["json"]

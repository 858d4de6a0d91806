"""What stands in the Redis, for the worker: our jobs, and what others may have written there."""

from __future__ import annotations

import ast
import inspect
import json
from typing import Any

import pytest
from redis import Redis
from rq.exceptions import NoSuchJobError

from gitops_portal.actions import reconcile
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
        "lapse",
        "verify",
        "mark_unverified",
        "send_messages",
        "read_states",
        "read_argocd",
        "end_waivers",
        "go_on_with_backtests",
        "judge_again",
        "answer_run_tasks",
        "send_metrics",
    )
    assert set(app.tasks) == {f"gitops_portal.jobs.reconciliation.{name}" for name in names}
    assert {one["task"] for one in app.conf.beat_schedule.values()} == set(app.tasks), "and each has its time"
    assert app.conf.accept_content == ["json"]


def parts_of_a_turn() -> set[tuple[Any, str]]:
    """What the one process does on its clock: whose function it is, and its name."""
    found: set[tuple[Any, str]] = set()
    for node in ast.walk(ast.parse(inspect.getsource(reconcile.turn))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            found.add((getattr(reconcile, node.func.value.id), node.func.attr))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id != "Turn":
            found.add((reconcile, node.func.id))
    return found


def test_the_tasks_do_all_that_a_turn_does(monkeypatch: pytest.MonkeyPatch) -> None:
    done: set[tuple[Any, str]] = set()
    for owner, name in (parts := parts_of_a_turn()):
        monkeypatch.setattr(owner, name, lambda *_, part=(owner, name): done.add(part))
    app.finalize()
    app.loader.import_default_modules()
    for task in app.tasks.values():
        task()
    assert done == parts
    assert len(parts) > 9

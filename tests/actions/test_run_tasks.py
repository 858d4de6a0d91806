"""The portal as a run task, asked by a small HCP Terraform: judged, approved, begun again, and no token left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from gitops_portal.actions import clock, decide, people, run_tasks, task_requests, workspaces
from gitops_portal.core.errors import Invalid
from gitops_portal.core.model import Role
from gitops_portal.records.models import AuditEvent, Run, RunTask, TaskRequest, Workspace
from tests import hcp
from tests.actors import OPERATOR
from tests.documents import HARMLESS, NOTHING, OPEN_SSH

Turn = Callable[[], TaskRequest]


@pytest.fixture(scope="module")
def serving() -> Iterator[hcp.Cloud]:
    with hcp.serving() as cloud:
        yield cloud


@pytest.fixture
def cloud(serving: hcp.Cloud, settings: Any) -> hcp.Cloud:
    settings.TERRAFORM_HOSTS = [serving.host]
    settings.OUTBOUND_HOSTS = [serving.host, serving.elsewhere]
    fresh = hcp.Cloud(serving.host, serving.elsewhere)
    serving.__dict__.update(fresh.__dict__)
    return serving


@pytest.fixture
def task(db: None, cloud: hcp.Cloud) -> tuple[RunTask, str]:
    return run_tasks.add(OPERATOR, name="acme", host=cloud.host, organization="acme", may_create=True)


@pytest.fixture
def turn(django_capture_on_commit_callbacks: Any) -> Turn:
    """One turn of the clock; what is enqueued by it is done, too."""

    def turned() -> TaskRequest:
        with django_capture_on_commit_callbacks(execute=True):
            task_requests.turn()
        TaskRequest.objects.filter(state="working").update(next_at=clock.now())
        return TaskRequest.objects.get()

    return turned


@pytest.mark.parametrize(
    ("plan", "status", "message"),
    [(NOTHING, "passed", "pproved"), (HARMLESS, "passed", "waiting"), (OPEN_SSH, "failed", "locked")],
    ids=["nothing to do", "waits for people", "blocked"],
)
def test_after_the_plan_guardrails_decide(
    cloud: hcp.Cloud, task: tuple[RunTask, str], turn: Turn, plan: bytes, status: str, message: str
) -> None:
    cloud.plan = plan
    assert cloud.ask(Client(), *task).status_code == 200
    assert cloud.answers == []
    turn()
    asked = turn()
    run = Run.objects.get()
    assert (asked.state, asked.run, asked.sealed) == (status, run, "")
    assert (cloud.statuses[0], cloud.statuses[-1]) == ("running", status)
    assert cloud.statuses.count(status) == 1
    final = cloud.answers[-1]["data"]["attributes"]
    assert final["url"].endswith(f"/workspaces/network-prod/runs/{run.number}/")
    assert (run.actor, run.branch, run.title) == ("hcp:ada", "main", "Wider network")
    assert run.commit.startswith("4b825dc")
    event = AuditEvent.objects.get(verb="run.task_answered")
    assert (event.detail["status"], event.run_number) == (status, run.number)
    assert hcp.TOKEN not in f"{AuditEvent.objects.values()}{TaskRequest.objects.values()}{Run.objects.values()}"


def test_the_token_goes_to_hcp_alone(cloud: hcp.Cloud, task: tuple[RunTask, str], turn: Turn) -> None:
    cloud.ask(Client(), *task)
    turn()
    bearers = {path.partition("?")[0]: bearer for path, bearer in cloud.asked}
    assert bearers["/kept/plan-1"] == ""
    assert bearers["/api/v2/plans/plan-1/json-output"] == f"Bearer {hcp.TOKEN}"


def test_before_the_apply_people_decide_of_the_very_plan(
    cloud: hcp.Cloud, task: tuple[RunTask, str], turn: Turn, django_capture_on_commit_callbacks: Any
) -> None:
    cloud.ask(Client(), *task, cloud.request(stage="pre_apply"))
    turn()
    assert turn().state == "working"
    assert "passed" not in cloud.statuses
    waiting = cloud.answers[-1]["data"]["attributes"]
    assert ("waiting" in waiting["message"] or "approv" in waiting["message"], waiting["url"][-8:]) == (
        True,
        "/runs/1/",
    )
    run = Run.objects.get()
    rita = people.invite(OPERATOR, "rita@example.org", "rita")
    people.set_member(OPERATOR, run.workspace, rita, Role.REVIEWER)
    with django_capture_on_commit_callbacks(execute=True):
        decide.decide(run, by=rita, action="approve", reason="looked at it", evidence=run.evidence)
    assert turn().state == "passed"
    assert cloud.statuses[-1] == "passed"


def test_at_the_next_stage_another_plan_of_the_run_is_not_let_through(
    cloud: hcp.Cloud, task: tuple[RunTask, str], turn: Turn
) -> None:
    cloud.plan = NOTHING
    cloud.ask(Client(), *task)
    turn()
    turn()
    TaskRequest.objects.all().delete()
    cloud.plan = HARMLESS
    there = f"http://{cloud.host}/api/v2/task-results/taskrs-2/callback"
    again = cloud.request(stage="pre_apply", task_result_id="taskrs-2", task_result_callback_url=there)
    cloud.ask(Client(), *task, again)
    asked = turn()
    assert (asked.state, "another plan" in asked.told) == ("failed", True)


@pytest.mark.parametrize(("unfinished", "down"), [(2, 0), (0, 2), (1, 3)])
def test_what_is_not_there_yet_is_asked_for_again(
    cloud: hcp.Cloud, task: tuple[RunTask, str], turn: Turn, unfinished: int, down: int
) -> None:
    cloud.plan, cloud.unfinished, cloud.down = NOTHING, unfinished, down
    cloud.ask(Client(), *task)
    for _ in range(unfinished + down + 2):
        asked = turn()
    assert asked.state == "passed"
    assert Run.objects.count() == 1


def test_the_same_request_twice_is_one_and_a_worker_killed_on_the_way_changes_nothing(
    cloud: hcp.Cloud, task: tuple[RunTask, str], turn: Turn, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.plan = NOTHING
    assert [cloud.ask(Client(), *task).status_code for _ in range(2)] == [200, 200]
    with monkeypatch.context() as dying:
        dying.setattr(task_requests, "_tell", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            turn()
            turn()
    TaskRequest.objects.update(next_at=clock.now())
    turn()
    assert turn().state == "passed"
    assert (Run.objects.count(), cloud.statuses.count("passed")) == (1, 1)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"stage": "pre_plan"}, "Nothing is evaluated at pre_plan"),
        ({"workspace_name": "dev"}, "not for the workspace dev"),
        ({"workspace_name": "prod-new"}, "no workspace “prod-new”"),
    ],
)
def test_what_it_is_not_for_fails_and_says_why(
    cloud: hcp.Cloud, task: tuple[RunTask, str], turn: Turn, more: dict[str, str], told: str
) -> None:
    run_tasks.change(OPERATOR, task[0].pk, patterns="prod-*", may_create=False)
    cloud.ask(Client(), *task, cloud.request(**more))
    asked = turn()
    assert (asked.state, cloud.statuses[-1], told in asked.told) == ("failed", "failed", True)
    assert not Workspace.objects.exists()


def test_a_token_that_ended_ends_it(cloud: hcp.Cloud, task: tuple[RunTask, str], turn: Turn) -> None:
    cloud.ask(Client(), *task, cloud.request(access_token="another"))
    asked = turn()
    assert (asked.state, asked.sealed, cloud.answers) == ("lost", "", [])


def test_nobody_waits_longer_than_the_token_lives(cloud: hcp.Cloud, task: tuple[RunTask, str], turn: Turn) -> None:
    cloud.ask(Client(), *task, cloud.request(stage="pre_apply"))
    turn()
    TaskRequest.objects.update(created_at=clock.now() - task_requests.PATIENCE - timedelta(seconds=1))
    asked = turn()
    assert (asked.state, cloud.statuses[-1], "nine minutes" in asked.told) == ("failed", "failed", True)


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ({}, {"X-TFC-Task-Signature": ""}, 401),
        ({}, {"X-TFC-Task-Signature": "0" * 128}, 401),
        ({"organization_name": "others"}, {}, 422),
        ({"plan_json_api_url": "http://169.254.169.254/latest"}, {}, 403),
        ({"task_result_callback_url": "https://app.terraform.io@evil.example/x"}, {}, 403),
        ({"payload_version": 9}, {}, 422),
    ],
)
def test_nothing_is_believed_that_the_key_does_not_vouch_for(
    cloud: hcp.Cloud, task: tuple[RunTask, str], body: dict[str, Any], headers: dict[str, str], status: int
) -> None:
    answer = cloud.ask(Client(), *task, cloud.request(**body), **headers)
    assert (answer.status_code, TaskRequest.objects.count(), cloud.asked) == (status, 0, [])


def test_hcp_finds_out_whether_anybody_is_there(cloud: hcp.Cloud, task: tuple[RunTask, str]) -> None:
    assert cloud.ask(Client(), *task, cloud.request(access_token="test-token", stage=None)).status_code == 200
    task[0].refresh_from_db()
    assert task[0].verified_at
    assert (TaskRequest.objects.count(), cloud.asked) == (0, [])


def test_another_key_ends_the_one_before(cloud: hcp.Cloud, task: tuple[RunTask, str]) -> None:
    found, old = task
    new = run_tasks.new_key(OPERATOR, found.pk)
    assert [cloud.ask(Client(), found, key).status_code for key in (old, new)] == [401, 200]
    assert new not in f"{RunTask.objects.values()}{AuditEvent.objects.values()}"


@pytest.mark.parametrize(
    ("more", "told"),
    [({"host": "evil.example"}, "TERRAFORM_HOSTS"), ({"rule": "{name}"}, "rule"), ({"name": "acme"}, "already")],
)
def test_settings_that_do_not_hold_are_refused(
    cloud: hcp.Cloud, task: tuple[RunTask, str], more: dict[str, str], told: str
) -> None:
    with pytest.raises(Invalid, match=told):
        run_tasks.add(OPERATOR, **{"name": "second", "host": cloud.host, "organization": "acme", **more})


def test_a_workspace_that_asks_for_a_plan_file_is_never_let_through(
    cloud: hcp.Cloud, task: tuple[RunTask, str], turn: Turn
) -> None:
    workspaces.create(OPERATOR, "network-prod")
    cloud.plan = NOTHING
    cloud.ask(Client(), *task, cloud.request(stage="pre_apply"))
    turn()
    asked = turn()
    assert (asked.state, "plan file" in asked.told) == ("failed", True)

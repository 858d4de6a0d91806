"""What HCP notifies a run task of: signed, heard once or twice, and never more than it says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from gitops_portal.actions import decide, ingest, run_tasks
from gitops_portal.core import run_tasks as core
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Role
from gitops_portal.records.models import AuditEvent, Bypass, Run, RunTask, Workspace
from tests import organisation as org
from tests.actors import CI, OPERATOR
from tests.documents import HARMLESS

pytestmark = pytest.mark.django_db
Task = tuple[RunTask, str]


@pytest.fixture
def task() -> Task:
    org.workspace("network-prod")
    return run_tasks.add(OPERATOR, name="acme", host="app.terraform.io", organization="acme", patterns="Network*")


def notify(task: Task, told: dict[str, Any], key: str = "") -> int:
    body = json.dumps(told).encode()
    headers = {"X-TFE-Notification-Signature": core.signature_of(body, key or task[1])}
    address = f"/api/v1/run-tasks/{task[0].key}/notifications"
    return Client().post(address, body, content_type="application/json", headers=headers).status_code


def of_run(status: str, **more: Any) -> dict[str, Any]:
    told = {"payload_version": 1, "run_id": "run-1", "workspace_name": "Network_Prod", "organization_name": "acme"}
    return told | {"notifications": [{"trigger": "run:completed", "run_status": status}]} | more


def assessment(**result: Any) -> dict[str, Any]:
    details = {"workspace_name": "Network_Prod", "organization_name": "acme", "new_assessment_result": result}
    return {"payload_version": "2", "trigger_scope": "assessment", "trigger": "assessment:drifted", "details": details}


DRIFTED = assessment(succeeded=True, drifted=True, resources_drifted=2, created_at="2026-11-29T10:00:00Z")


def uploaded(task: Task) -> Run:
    """As the run task would: by its request at a stage of their run."""
    workspace = Workspace.objects.get()
    key = core.upload_key(task[0].key, "run-1")
    run = ingest.accept(HARMLESS, workspace=workspace, by=CI, idempotency_key=key)
    ingest.process(run.pk)
    run.refresh_from_db()
    return run


def test_an_assessment_says_how_far_a_workspace_is(task: Task) -> None:
    assert [notify(task, DRIFTED) for _ in range(2)] == [200, 200]
    assert (
        org.signed_in(org.person("chief", Role.OWNER)).get("/api/v1/workspaces/network-prod/posture").json()["state"]
        == "drifted"
    )
    assert AuditEvent.objects.filter(verb="workspace.observed", actor="run task acme").count() == 1


def test_what_was_applied_has_its_outcome_once(task: Task) -> None:
    run = uploaded(task)
    reviewer = org.member(run.workspace, Role.REVIEWER)
    decide.decide(run, by=reviewer, action="approve", reason="fine", evidence=run.evidence)
    for status in ("planned", "errored"):
        assert notify(task, of_run(status)) == 200
        assert Run.objects.get().state == State.APPROVED, "it does not say what became of the apply"
    assert [notify(task, of_run("applied")) for _ in range(2)] == [200, 200]
    assert Run.objects.get().state == State.APPLIED
    assert AuditEvent.objects.filter(verb="run.applied").count() == 1


def test_what_was_applied_without_an_approval_is_found(task: Task) -> None:
    run = uploaded(task)
    assert notify(task, of_run("applied")) == 200
    assert Run.objects.get().state == run.state == State.AWAITING
    assert Bypass.objects.get().run == run


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"payload_version": 1, "run_id": None, "notifications": [{"trigger": "verification"}]}, 200),
        (of_run("applied", run_id="run-of-others"), 200),
        (of_run("applied", organization_name="others"), 422),
        (of_run("applied", workspace_name="db"), 422),
        (of_run("applied", workspace_name="Network_Test"), 422),
        (of_run("applied", notifications="x"), 400),
        ({"payload_version": "2", "trigger_scope": "assessment", "details": None}, 422),
    ],
)
def test_what_is_of_no_run_or_workspace_of_ours_changes_nothing(task: Task, told: dict[str, Any], status: int) -> None:
    run = uploaded(task)
    assert notify(task, told) == status
    assert Run.objects.get().state == run.state
    assert not Bypass.objects.exists()


def test_nobody_else_notifies(task: Task) -> None:
    assert notify(task, DRIFTED, key="guessed") == 401
    address = f"/api/v1/run-tasks/{task[0].key}/notifications"
    assert Client().post(address, b"{}", content_type="application/json").status_code == 401
    assert not AuditEvent.objects.filter(verb="workspace.observed").exists()

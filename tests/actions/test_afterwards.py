"""What nobody could tell of a plan is judged on what was applied: by a state, by the next plan, once, and told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from gitops_portal.actions import afterwards, channels, observations, outcome
from gitops_portal.actions.decide import decide
from gitops_portal.records.models import AuditEvent, Delivery, LaterAnswer, Outcome, Run
from tests import organisation as org
from tests.actors import CI, OPERATOR
from tests.core.documents.sources.samples import instance, resource, state
from tests.documents import entry, plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.records.models import Person, Workspace

    Upload = Callable[..., Run]

LOGS = "aws_s3_bucket_acl.logs"
BOTH = ["s3-acl-public-read", "s3-acl-public-write"]
"""What looks at an ACL."""
UNKNOWN = plan(entry(LOGS, after={"bucket": "logs"}, unknown={"acl": True, "id": True}))


@pytest.fixture(autouse=True)
def _artifacts(settings: Any, tmp_path: Any) -> None:
    settings.ARTIFACTS_URL = f"file://{tmp_path}/artifacts"


@pytest.fixture
def applied(upload: Upload, reviewer: Person) -> Run:
    """At serial 7."""
    run = upload(UNKNOWN, serial="6", lineage="a")
    assert run.undetermined
    decide(run, by=reviewer, action="approve", reason="fine", evidence=run.evidence)
    run.refresh_from_db()
    outcome.tell(run, CI, "applied", serial=7, lineage="a")
    return run


def stands(acl: str) -> dict[str, Any]:
    return resource("aws_s3_bucket_acl", "logs", instance({"id": "logs", "bucket": "logs", "acl": acl}))


def sent(workspace: Workspace, acl: str, serial: int = 7, lineage: str = "a") -> None:
    body = json.dumps(state(stands(acl), serial=serial, lineage=lineage)).encode()
    observations.accept(body, workspace=workspace, by=CI)


def answers() -> list[tuple[str, str, str]]:
    return list(LaterAnswer.objects.order_by("guardrail").values_list("guardrail", "answer", "source"))


def waits() -> int | None:
    return Outcome.objects.get(outcome="applied").awaits_serial


@pytest.mark.parametrize(("acl", "answer"), [("public-read-write", "violated"), ("private", "passed")])
def test_by_a_state_of_after_the_apply(workspace: Workspace, applied: Run, acl: str, answer: str) -> None:
    sent(workspace, acl)
    for _ in range(2):
        afterwards.turn()
    assert answers() == [(name, answer, "state of serial 7") for name in BOTH]
    event = AuditEvent.objects.get(verb="run.judged_again")
    assert event.detail[answer] == BOTH
    assert waits() is None


@pytest.mark.parametrize(("serial", "lineage"), [(6, "a"), (7, "b")])
def test_not_by_one_of_before_it_or_of_another(workspace: Workspace, applied: Run, serial: int, lineage: str) -> None:
    sent(workspace, "public-read-write", serial, lineage)
    afterwards.turn()
    assert (answers(), waits()) == ([], 7)


def test_by_the_next_plan(workspace: Workspace, applied: Run, upload: Upload) -> None:
    now = {"id": "logs", "bucket": "logs", "acl": "public-read-write"}
    upload(plan(entry(LOGS, "no-op", before=now, after=now)), serial="7", lineage="a")
    afterwards.turn()
    assert answers() == [(name, "violated", "run 2") for name in BOTH]


def test_what_a_state_does_not_hold_waits_for_a_newer_one(workspace: Workspace, applied: Run) -> None:
    observations.accept(json.dumps(state(serial=7, lineage="a")).encode(), workspace=workspace, by=CI)
    assert afterwards.turn() == 1
    assert (answers(), waits(), afterwards.turn()) == ([], 8, 0)
    sent(workspace, "private", 8)
    afterwards.turn()
    assert [answer for _, answer, _ in answers()] == ["passed", "passed"]


def test_without_a_serial_nobody_can_tell_what_is_of_after_the_apply(
    workspace: Workspace, upload: Upload, reviewer: Person
) -> None:
    run = upload(UNKNOWN)
    decide(run, by=reviewer, action="approve", reason="fine", evidence=run.evidence)
    run.refresh_from_db()
    outcome.tell(run, CI, "applied")
    sent(workspace, "public-read-write")
    assert (afterwards.turn(), answers(), waits()) == (0, [], None)


@pytest.mark.parametrize(("acl", "told"), [("public-read-write", 1), ("private", 0)])
def test_channels_are_told_of_what_is_violated(workspace: Workspace, applied: Run, acl: str, told: int) -> None:
    made, _ = channels.add(OPERATOR, "webhook", "hook", {"url": "https://hooks.example.org/"})
    channels.subscribe(OPERATOR, made.pk, events=["run.turned_out"])
    sent(workspace, acl)
    afterwards.turn()
    assert Delivery.objects.count() == told
    for message in Delivery.objects.values_list("message", flat=True):
        assert LOGS in message["sentences"][0]
        assert message["gravity"] == "blocks"


def test_both_pages_tell_it(workspace: Workspace, applied: Run, owner: Person) -> None:
    sent(workspace, "public-read-write")
    afterwards.turn()
    LaterAnswer.objects.update(message="<b>open</b>")
    client = org.signed_in(owner)
    for address in (
        reverse("workspaces.detail", args=[workspace.slug]),
        reverse("runs.detail", args=[workspace.slug, 1]),
    ):
        page = client.get(address).text
        assert "Turned out violated" in page
        assert "&lt;b&gt;open&lt;/b&gt;" in page
        assert "by the state of serial 7" in page


def test_a_state_that_is_lost_ends_it(workspace: Workspace, applied: Run, settings: Any) -> None:
    sent(workspace, "public-read-write")
    settings.ARTIFACTS_URL = f"{settings.ARTIFACTS_URL}/elsewhere"
    afterwards.turn()
    assert (answers(), waits()) == ([], None)

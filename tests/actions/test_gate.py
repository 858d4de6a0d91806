"""The gate: open for what was approved, and for nothing else; and what CI tells afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jwt
import pytest
from django.conf import settings

from gitops_portal.actions import gate, guardrails, ingest
from gitops_portal.actions.decide import decide
from gitops_portal.adapters import signing
from gitops_portal.core.errors import Invalid, Stale
from gitops_portal.core.lifecycle import State
from gitops_portal.records.models import AuditEvent, Run
from tests.actors import CI, OPERATOR
from tests.documents import HARMLESS, NOTHING, OPEN_SSH, entry, plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.records.models import Person, Workspace

    Upload = Callable[..., Run]

FILE, OTHER = "a" * 64, "b" * 64


def approved(run: Run, by: Person, action: str = "approve") -> Run:
    decide(run, by=by, action=action, reason="fine", evidence=run.evidence)
    run.refresh_from_db()
    return run


@pytest.mark.parametrize("state", [state for state in State if not state.allows_apply])
def test_closed_in_every_other_state(upload: Upload, state: State) -> None:
    run = upload()
    run.state = state
    answer = gate.ask(run)
    assert not answer.allowed
    assert answer.attestation == ""
    assert (answer.again_in is not None) is state.moving


def test_open_after_an_approval(upload: Upload, reviewer: Person) -> None:
    assert gate.ask(approved(upload(), reviewer)).allowed


def test_open_when_there_is_nothing_to_apply(upload: Upload) -> None:
    assert gate.ask(upload(NOTHING)).allowed


@pytest.mark.parametrize(
    ("uploaded", "asked", "allowed"),
    [(FILE, FILE, True), (FILE, OTHER, False), (FILE, "", False), ("", FILE, False), ("", "", True)],
)
def test_only_the_plan_file_that_was_uploaded(
    upload: Upload, reviewer: Person, uploaded: str, asked: str, allowed: bool
) -> None:
    run = approved(upload(planfile_sha256=uploaded), reviewer)
    assert gate.ask(run, asked).allowed is allowed


def test_what_blocks_is_named(upload: Upload) -> None:
    assert "sg-open-ssh" in gate.ask(upload(OPEN_SSH)).reason


def test_what_superseded_is_named(upload: Upload, reviewer: Person) -> None:
    old = approved(upload(), reviewer)
    upload()
    old.refresh_from_db()
    assert "superseded by run 2" in gate.ask(old).reason


def test_a_guardrail_made_mandatory_later_closes_it(upload: Upload, reviewer: Person, owner: Person) -> None:
    bucket = plan(entry("aws_ebs_volume.data", after={"size": 10, "type": "gp3", "encrypted": False}))
    run = approved(upload(bucket), reviewer)
    assert gate.ask(run).allowed
    guardrails.enforce(OPERATOR, "ebs-volume-unencrypted", "organisation", "", "mandatory")
    assert "ebs-volume-unencrypted" in gate.ask(run).reason
    guardrails.enforce(OPERATOR, "ebs-volume-unencrypted", "organisation", "", "off")
    assert gate.ask(run).allowed


def test_more_required_approvals_close_it(
    upload: Upload, workspace: Workspace, reviewer: Person, owner: Person
) -> None:
    run = approved(upload(), reviewer)
    workspace.required_approvals = 2
    workspace.save()
    run.refresh_from_db()
    run.workspace.refresh_from_db()
    assert "1 more" in gate.ask(run).reason
    overridden = approved(upload(OPEN_SSH), owner, "override")
    overridden.workspace.refresh_from_db()
    assert gate.ask(overridden).allowed


def test_an_override_holds_when_the_rules_change_elsewhere(upload: Upload, owner: Person) -> None:
    run = approved(upload(OPEN_SSH), owner, "override")
    guardrails.enforce(OPERATOR, "rds-public", "organisation", "", "advisory")
    assert gate.ask(run).allowed


def test_the_attestation_can_be_checked_with_the_published_key(upload: Upload, reviewer: Person) -> None:
    run = approved(upload(planfile_sha256=FILE), reviewer)
    token = gate.ask(run, FILE).attestation
    [key] = signing.key_set(settings.SIGNING_KEY, settings.PORTAL_DATA_DIR / gate.SIGNING_KEY_FILE)["keys"]
    assert jwt.get_unverified_header(token)["kid"] == key["kid"]
    claims = jwt.decode(token, jwt.PyJWK(key).key, algorithms=["EdDSA"], issuer=settings.PORTAL_URL)
    assert (claims["planfile_sha256"], claims["evidence"], claims["approved_by"]) == (FILE, run.evidence, ["rita"])


def test_the_outcome_is_kept_once_and_its_log_never(upload: Upload, reviewer: Person) -> None:
    run = approved(upload(), reviewer)
    for _ in range(2):
        gate.tell(run, CI, "applied", serial=7, log_end="password=hunter2")
    run.refresh_from_db()
    assert run.state == State.APPLIED
    event = AuditEvent.objects.get(verb="run.applied")
    assert event.detail == {"serial": 7, "log_characters": 16}


def test_an_outcome_before_the_approval_is_refused(upload: Upload) -> None:
    run = upload()
    with pytest.raises(Stale):
        gate.tell(run, CI, "applied")
    with pytest.raises(Invalid):
        gate.tell(run, CI, "deployed")


def test_a_run_left_waiting_keeps_the_gate_closed(workspace: Workspace) -> None:
    run = ingest.accept(HARMLESS, workspace=workspace, by=CI)
    assert run.state == State.QUEUED
    assert gate.ask(run).again_in

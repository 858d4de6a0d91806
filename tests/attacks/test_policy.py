"""Attacks 1, 2, 3, 6, 7, 25, 32 and 33 from outside: what an approval is good for, and what it is not."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gitops_portal.actions import guardrails, ingest, people, tokens, workspaces
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Role
from gitops_portal.records.models import AuditEvent, Decision, GuardrailSetting, Run
from tests.actors import CI, OPERATOR
from tests.attacks.conftest import Attacked
from tests.documents import HARMLESS, NOTHING, OPEN_SSH, entry, plan

ONE, OTHER = "1" * 64, "2" * 64
UNENCRYPTED = plan(entry("aws_ebs_volume.data", after={"size": 10, "type": "gp3", "encrypted": False}))


def gate(attacked: Attacked, run: Run, query: str = "") -> Any:
    return attacked.ci.get(f"/api/v1/runs/{run.pk}/gate{query}")


def test_1_a_plan_replaced_between_look_and_approve(attacked: Attacked) -> None:
    """The reviewer opens the run, CI uploads a newer plan of the same branch, the reviewer presses the button."""
    _, reviewer = attacked.person("rita", Role.REVIEWER)
    looked_at = attacked.uploaded(HARMLESS, "?branch=main")
    newer = attacked.uploaded(OPEN_SSH, "?branch=main")
    answer = attacked.decide(reviewer, looked_at)
    looked_at.refresh_from_db()
    assert (answer.status_code, looked_at.state) == (409, State.SUPERSEDED)
    assert attacked.decide(reviewer, newer, digest=looked_at.evidence).status_code == 409
    assert not Decision.objects.exists()
    refused = AuditEvent.objects.filter(verb="run.decision_refused", actor__startswith="rita")
    assert [event.detail["evidence"] for event in refused] == [looked_at.evidence] * 2
    assert "superseded by run 2" in gate(attacked, looked_at).json()["reason"]


def test_1_the_button_on_the_page_is_bound_the_same_way(attacked: Attacked) -> None:
    _, reviewer = attacked.person("rita", Role.REVIEWER)
    run = attacked.uploaded(HARMLESS)
    sent = {"action": "approve", "reason": "fine", "evidence": OTHER}
    assert reviewer.post("/workspaces/orders-prod/runs/1/decide/", sent).status_code == 409
    attacked.uploaded(HARMLESS)
    sent["evidence"] = run.evidence
    assert reviewer.post("/workspaces/orders-prod/runs/1/decide/", sent).status_code == 409
    assert not Decision.objects.exists()


def test_1_evidence_is_of_the_rules_too(attacked: Attacked) -> None:
    """The same bytes judged under other rules are other evidence: a decision about one says nothing of the other."""
    first = attacked.uploaded(UNENCRYPTED, "?branch=a")
    guardrails.enforce(OPERATOR, "ebs-volume-unencrypted", "organisation", "", "mandatory")
    second = attacked.uploaded(UNENCRYPTED, "?branch=b")
    assert first.digest == second.digest
    assert first.evidence != second.evidence


@pytest.mark.parametrize(
    ("asked", "allowed"), [(ONE, True), (ONE.upper(), True), (OTHER, False), ("", False), (ONE[:-1], False)]
)
def test_2_one_plan_approved_and_another_applied(attacked: Attacked, asked: str, allowed: bool) -> None:
    run = attacked.uploaded(HARMLESS, f"?planfile_sha256={ONE}")
    attacked.decide(attacked.owner, run)
    answer = gate(attacked, run, f"?planfile_sha256={asked}")
    assert (answer.status_code, "attestation" in answer.json()) == (200 if allowed else 409, allowed)


def test_2_an_approval_says_nothing_of_another_workspace(attacked: Attacked) -> None:
    run = attacked.uploaded(HARMLESS)
    attacked.decide(attacked.owner, run)
    other = workspaces.create(OPERATOR, "other")
    secret = tokens.create(OPERATOR, name="other", workspace=other)[1]
    stranger = Client(headers={"Authorization": f"Bearer {secret}"})
    assert stranger.get(f"/api/v1/runs/{run.pk}/gate").status_code == 404
    told = {"outcome": "applied"}
    answer = stranger.post(f"/api/v1/runs/{run.pk}/outcome", told, content_type="application/json")
    assert answer.status_code == 404


@pytest.mark.parametrize("state", [State.QUEUED, State.EVALUATING])
def test_3_apply_before_the_verdict(attacked: Attacked, state: State) -> None:
    run = attacked.uploaded(NOTHING)
    Run.objects.filter(pk=run.pk).update(state=state)
    answer = gate(attacked, run)
    assert (answer.status_code, answer.json()["allowed"]) == (409, False)
    assert int(answer["Retry-After"]) > 0
    assert attacked.decide(attacked.owner, run).status_code == 409


def test_3_outcome_before_the_approval(attacked: Attacked) -> None:
    run = attacked.uploaded(HARMLESS)
    address = f"/api/v1/runs/{run.pk}/outcome"
    assert attacked.ci.post(address, {"outcome": "applied"}, content_type="application/json").status_code == 409
    run.refresh_from_db()
    assert run.state == State.AWAITING


def test_3_a_failed_evaluation_opens_nothing(attacked: Attacked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gitops_portal.actions.evaluate.evaluate", lambda *_, **__: 1 / 0)
    run = attacked.uploaded(NOTHING)
    assert (run.state, gate(attacked, run).status_code) == (State.ERRORED, 409)
    assert attacked.decide(attacked.owner, run).status_code == 409


@pytest.mark.parametrize("how", ["changed", "gone", "another's"])
def test_4_a_document_swapped_between_check_and_use(attacked: Attacked, how: str) -> None:
    """The stored document is held against its digest whenever it is read; what does not fit is an error."""
    run = ingest.accept(OPEN_SSH, workspace=attacked.workspace, by=CI)
    Run.objects.filter(pk=run.pk).update(state=State.QUEUED, attempts=0)
    [path] = attacked.artifacts.rglob(f"{run.artifact}.zst")
    match how:
        case "changed":
            path.write_bytes(path.read_bytes()[:-4] + b"oops")
        case "gone":
            path.unlink()
        case _:
            harmless = attacked.uploaded(HARMLESS, "?branch=other")
            [other] = attacked.artifacts.rglob(f"{harmless.artifact}.zst")
            path.write_bytes(other.read_bytes())
    ingest.process(run.pk)
    run.refresh_from_db()
    assert run.state == State.ERRORED
    assert run.artifact[:12] in run.error
    assert AuditEvent.objects.filter(verb="run.errored", run_number=run.number, reason=run.error).exists()


@pytest.mark.parametrize(
    "actor",
    [
        "rita@example.org",
        "RITA",
        "@rita",
        " rita ",
        "rita-ci",
        "@Rita-CI",
        "ｒｉｔａ",
        "github:rita",
        "github:@RITA-CI",
    ],
)
@pytest.mark.parametrize(("body", "action"), [(HARMLESS, "approve"), (OPEN_SSH, "override")])
def test_6_ones_own_change(attacked: Attacked, actor: str, body: bytes, action: str) -> None:
    """Whatever name CI knows somebody by; and an owner is no exception."""
    _, rita = attacked.person("rita", Role.OWNER, ci_names=["rita-ci"])
    run = attacked.uploaded(body, f"?actor={actor}")
    answer = attacked.decide(rita, run, action)
    assert answer.status_code == 403
    assert "own change" in answer.json()["detail"]
    assert attacked.decide(attacked.owner, run, action).status_code == 201


def test_6_one_person_in_two_browsers_counts_once(attacked: Attacked) -> None:
    attacked.workspace.required_approvals = 2
    attacked.workspace.save()
    person, first = attacked.person("rita", Role.REVIEWER)
    second = Client()
    second.force_login(person)
    run = attacked.uploaded(HARMLESS)
    assert attacked.decide(first, run).status_code == 201
    assert attacked.decide(second, run).status_code == 409
    assert gate(attacked, run).status_code == 409
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("how", ["member no more", "viewer now", "locked out"])
def test_7_a_role_taken_away_a_moment_ago(attacked: Attacked, how: str) -> None:
    person, browser = attacked.person("rita", Role.REVIEWER)
    run = attacked.uploaded(HARMLESS)
    assert browser.get("/workspaces/orders-prod/runs/1/").status_code == 200
    match how:
        case "member no more":
            people.set_member(OPERATOR, attacked.workspace, person, None)
        case "viewer now":
            people.set_member(OPERATOR, attacked.workspace, person, Role.VIEWER)
        case _:
            people.deactivate(OPERATOR, person)
    assert attacked.decide(browser, run).status_code in {401, 403, 404}
    assert gate(attacked, run).status_code == 409
    assert not Decision.objects.exists()


def test_7_a_token_revoked_a_moment_ago(attacked: Attacked) -> None:
    run = attacked.uploaded(NOTHING)
    assert gate(attacked, run).status_code == 200
    tokens.revoke(OPERATOR, attacked.workspace.tokens.get())
    assert gate(attacked, run).status_code == 401
    assert attacked.upload(HARMLESS).status_code == 401


SMUGGLED = {
    "state": "approved", "status": "approved", "verdict": "passed", "number": 99, "workspace": "other", "evidence": ONE,
    "created_at": "2020-01-01", "decided_at": "2020-01-01", "person": 1, "name": "somebody else", "approved_by": ["x"],
    "rules_version": ONE, "uploaded_by": "somebody else", "applied_at": "2020-01-01", "id": 7, "pk": 7,
}  # fmt: skip


def test_25_what_a_body_may_not_set(attacked: Attacked) -> None:
    """Names of columns in an upload's form, a decision and an outcome: ignored, or refused, but never kept."""
    form = {name: str(value) for name, value in SMUGGLED.items()}
    sent = attacked.ci.post("/api/v1/workspaces/orders-prod/runs", {**form, "plan": SimpleUploadedFile("p", OPEN_SSH)})
    assert sent.status_code == 201
    run = Run.objects.get()
    assert (run.state, run.verdict, run.number, run.workspace_id) == ("blocked", "blocked", 1, attacked.workspace.pk)
    assert (run.uploaded_by, run.decided_at, run.created_at.year > 2020) == ("token CI", None, True)
    assert run.evidence != ONE
    attacked.decide(attacked.owner, run, "reject", **SMUGGLED)
    decision = Decision.objects.get()
    assert (decision.name, decision.evidence, decision.run_id) == ("chief", run.evidence, run.pk)
    told = {"outcome": "applied", **SMUGGLED}
    assert attacked.ci.post(f"/api/v1/runs/{run.pk}/outcome", told, content_type="application/json").status_code == 409
    run.refresh_from_db()
    assert (run.state, run.applied_at, run.number) == (State.REJECTED, None, 1)


def test_32_a_guardrail_off_for_as_long_as_the_approval_takes(attacked: Attacked) -> None:
    """Off, approve, on again: each step stands in the trail, and the gate judges again by what holds now."""
    guardrails.enforce(OPERATOR, "sg-open-ssh", "workspace", "orders-prod", "off", weaker=True)
    run = attacked.uploaded(OPEN_SSH)
    assert attacked.decide(attacked.owner, run).status_code == 201
    assert gate(attacked, run).status_code == 200
    setting = GuardrailSetting.objects.get(guardrail="sg-open-ssh")
    guardrails.release(OPERATOR, setting)
    answer = gate(attacked, run)
    assert answer.status_code == 409
    assert "sg-open-ssh" in answer.json()["reason"]
    verbs = ["guardrail.enforced", "guardrail.released"]
    assert list(AuditEvent.objects.filter(verb__in=verbs).order_by("sequence").values_list("verb", flat=True)) == verbs
    assert AuditEvent.objects.get(verb="run.approved").detail["policy"] == run.rules_version


def test_32_what_a_rule_approved_and_the_rules_of_today_would_ask_a_person_about(attacked: Attacked) -> None:
    attacked.workspace.required_approvals = 0
    attacked.workspace.save()
    guardrails.enforce(OPERATOR, "ebs-volume-unencrypted", "organisation", "", "advisory")
    run = attacked.uploaded(UNENCRYPTED)
    assert (run.state, gate(attacked, run).status_code) == (State.AUTO_APPROVED, 200)
    guardrails.enforce(OPERATOR, "ebs-volume-unencrypted", "organisation", "", "soft_mandatory")
    answer = gate(attacked, run)
    assert answer.status_code == 409
    assert "needs a person" in answer.json()["reason"]


def test_33_a_drift_run_is_no_way_around_an_approval(attacked: Attacked) -> None:
    """What was uploaded to be looked at is never applied, whoever asks and whatever it holds."""
    run = attacked.uploaded(OPEN_SSH, "?kind=drift")
    assert (run.state, gate(attacked, run).status_code) == (State.OBSERVED, 409)
    assert attacked.decide(attacked.owner, run).status_code == 409
    assert attacked.decide(attacked.owner, run, "override").status_code == 409

"""Approvals carry over to a plan that would do the same, and only there; audited, and never past their end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from gitops_portal.actions import approvals, clock, gate, guardrails, people, versions, workspaces
from gitops_portal.actions.decide import decide, resolve
from gitops_portal.adapters import rule_files
from gitops_portal.core.approval_rules.reading import read
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Role
from gitops_portal.records.models import AuditEvent, Decision, Run, TeamMembership, Workspace
from tests import organisation as org
from tests.actors import OPERATOR
from tests.documents import entry, plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.records.models import Person

    Upload = Callable[..., Run]


def volume(name: str, size: int = 10) -> dict[str, Any]:
    return entry(f"aws_ebs_volume.{name}", after={"size": size, "type": "gp3", "encrypted": True})


BOTH = plan(volume("a"), volume("b"))
AGAIN = plan(volume("a"), volume("b"), timestamp="2026-11-29T08:00:00Z")
"""The same change, in another document: planned later."""


def approve(run: Run, by: Person) -> Run:
    decide(run, by=by, action="approve", reason="CHG-7", evidence=run.evidence)
    return Run.objects.get(pk=run.pk)


def carried(run: Run) -> list[str]:
    return [one.name for one in run.decisions.filter(carried_from__isnull=False)]


def test_an_equal_plan_keeps_its_approval(upload: Upload, reviewer: Person) -> None:
    first = approve(upload(BOTH), reviewer)
    second = upload(AGAIN, commit="abc1234")
    assert first.digest != second.digest
    assert (second.state, carried(second), second.decided_at) == (State.APPROVED, ["rita"], first.decided_at)
    assert gate.ask(Run.objects.get(pk=second.pk)).allowed
    told_before, told_now = f"run 1 (plan {first.digest[:12]})", f"this plan ({second.digest[:12]}) would do the same."
    assert second.approval_note == f"Carried over from {told_before}, approved by rita: {told_now}"
    told = AuditEvent.objects.get(verb="run.approval_carried_over").detail
    assert (told["run"], told["how"], told["digest_before"], told["digest"]) == (
        1,
        "equal",
        first.digest,
        second.digest,
    )
    assert told["change_digest_before"] == told["change_digest"] != ""
    assert told["approved_by"] == ["rita@example.org"]


OTHERWISE = {
    "a value": plan(volume("a"), volume("b", 11)),
    "one more": plan(volume("a"), volume("b"), volume("c")),
    "another address": plan(volume("a"), volume("c")),
    "an output": plan(
        volume("a"),
        volume("b"),
        output_changes={"size": {"actions": ["create"], "before": None, "after": 10, "after_unknown": False}},
    ),
    "incomplete": plan(volume("a"), volume("b"), complete=False),
    "a part of it": plan(volume("a")),
}


@pytest.mark.parametrize("body", OTHERWISE.values(), ids=OTHERWISE)
def test_another_plan_does_not(upload: Upload, reviewer: Person, body: bytes) -> None:
    approve(upload(BOTH), reviewer)
    second = upload(body)
    assert (second.state, carried(second)) == (State.AWAITING, [])
    assert second.approval_note.startswith("Run 1 was approved by rita; that does not carry over: ")
    assert not AuditEvent.objects.filter(verb="run.approval_carried_over").exists()


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (plan(volume("a")), State.APPROVED),
        (plan(volume("b")), State.APPROVED),
        (plan(volume("a", 11)), State.AWAITING),
        (plan(volume("c")), State.AWAITING),
        (OTHERWISE["one more"], State.AWAITING),
        (OTHERWISE["an output"], State.AWAITING),
    ],
)
def test_a_part_keeps_it_where_the_workspace_says_so(
    upload: Upload, workspace: Workspace, reviewer: Person, body: bytes, state: str
) -> None:
    workspaces.change(OPERATOR, workspace, carries_subsets=True)
    approve(upload(BOTH), reviewer)
    assert upload(body).state == state


def test_it_ends_when_the_first_would_have_ended(upload: Upload, workspace: Workspace, reviewer: Person) -> None:
    workspaces.change(OPERATOR, workspace, approval_days=2)
    start = timezone.now()
    approve(upload(BOTH), reviewer)
    for hours in (24, 47):
        with clock.at(start + timedelta(hours=hours)):
            run = upload(plan(volume("a"), volume("b"), timestamp=f"2026-11-{hours}T00:00:00Z"[:20]))
            assert run.state == State.APPROVED
    with clock.at(start + timedelta(hours=49)):
        assert "ended after 2 days" in gate.ask(Run.objects.get(pk=run.pk)).reason
        late = upload(AGAIN)
    assert (late.state, carried(late)) == (State.AWAITING, [])
    assert "the approval has ended" in late.approval_note


def test_a_second_approval_does_not_lengthen_the_one_that_came_over(
    upload: Upload, workspace: Workspace, member: Callable[..., Person]
) -> None:
    workspaces.change(OPERATOR, workspace, required_approvals=2)
    start = timezone.now()
    first = approve(upload(BOTH), member("rita", Role.REVIEWER))
    with clock.at(start + timedelta(days=1)):
        second = upload(AGAIN)
        assert (second.state, carried(second)) == (State.AWAITING, ["rita"])
        second = approve(second, member("rolf", Role.REVIEWER))
    assert second.state == State.APPROVED
    assert second.decided_at == Decision.objects.get(run=first).created_at


def no_longer_a_reviewer(_: Run, person: Person, workspace: Workspace) -> None:
    people.set_member(OPERATOR, workspace, person, Role.VIEWER)


def locked_out(_: Run, person: Person, __: Workspace) -> None:
    people.deactivate(OPERATOR, person)


def deleted(_: Run, person: Person, __: Workspace) -> None:
    person.delete()


def rejected(run: Run, _: Person, workspace: Workspace) -> None:
    other = people.invite(OPERATOR, "rolf@example.org", "rolf")
    people.set_member(OPERATOR, workspace, other, Role.REVIEWER)
    decide(run, by=other, action="reject", reason="no", evidence=run.evidence)


def changes_requested(run: Run, person: Person, _: Workspace) -> None:
    decide(run, by=person, action="request_changes", reason="split", evidence=run.evidence)


def rules_changed(*_: Any) -> None:
    guardrails.enforce(OPERATOR, "ebs-volume-unencrypted", "organisation", "", "advisory")


@pytest.mark.parametrize(
    "meanwhile", [no_longer_a_reviewer, locked_out, deleted, rejected, changes_requested, rules_changed]
)
def test_what_happened_meanwhile_counts(
    upload: Upload, workspace: Workspace, reviewer: Person, meanwhile: Callable[..., None]
) -> None:
    first = approve(upload(BOTH), reviewer)
    meanwhile(first, reviewer, workspace)
    second = upload(AGAIN)
    assert (second.state, carried(second)) == (State.AWAITING, [])


def test_other_code_or_prices_judge_anew(upload: Upload, reviewer: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    approve(upload(BOTH), reviewer)
    monkeypatch.setattr("gitops_portal.adapters.prices.version", lambda _: "another")
    second = upload(AGAIN)
    assert second.state == State.AWAITING
    assert second.approval_note.endswith("in between, prices changed.")
    assert versions.of(second).prices == "another"


def test_whose_own_change_it_has_become_does_not_count(upload: Upload, reviewer: Person) -> None:
    approve(upload(BOTH), reviewer)
    assert upload(AGAIN, actor="rita@example.org").state == State.AWAITING


def test_requested_changes_that_were_resolved_hold_nothing(upload: Upload, reviewer: Person, owner: Person) -> None:
    first = approve(upload(BOTH), reviewer)
    asked = decide(first, by=owner, action="request_changes", reason="split", evidence=first.evidence)
    resolve(asked, by=reviewer)
    assert upload(AGAIN).state == State.APPROVED


def test_other_targets_and_lineages_are_apart(upload: Upload, reviewer: Person) -> None:
    approve(upload(BOTH, branch="a", lineage="L"), reviewer)
    assert upload(AGAIN, branch="b").state == State.AWAITING
    assert upload(AGAIN, branch="a", lineage="M").state == State.AWAITING


@pytest.mark.parametrize("stays", [True, False])
def test_it_counts_for_the_teams_that_its_person_is_still_in(upload: Upload, reviewer: Person, stays: bool) -> None:
    org.team("storage", reviewer)
    text = "version: 1\napprovals:\n  storage: {when: [{types: [aws_ebs_volume]}], needs: [{team: storage}]}\n"
    approvals.apply(OPERATOR, read(rule_files.read(text).document), text)
    assert approve(upload(BOTH), reviewer).state == State.APPROVED
    if not stays:
        TeamMembership.objects.all().delete()
    second = upload(AGAIN)
    assert carried(second) == ["rita"]
    assert second.state == (State.APPROVED if stays else State.AWAITING)

"""Decisions: who may take them, on what, and that only one of two wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gitops_portal.actions import people
from gitops_portal.actions.decide import decide
from gitops_portal.core.errors import Invalid, PortalError, Refused, Stale
from gitops_portal.core.model import Role
from gitops_portal.records import queries
from gitops_portal.records.models import AuditEvent, Decision
from tests.actors import OPERATOR
from tests.documents import HARMLESS, OPEN_SSH, plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.records.models import Person, Run, Workspace

    Upload = Callable[..., Run]


def take(run: Run, by: Person, action: str, reason: str = "because", evidence: str | None = None) -> Decision:
    return decide(run, by=by, action=action, reason=reason, evidence=run.evidence if evidence is None else evidence)


@pytest.mark.parametrize(
    ("role", "body", "action", "expected"),
    [
        (Role.REVIEWER, HARMLESS, "approve", "approved"),
        (Role.OWNER, HARMLESS, "approve", "approved"),
        (Role.VIEWER, HARMLESS, "approve", Refused),
        (Role.REVIEWER, HARMLESS, "reject", "rejected"),
        (Role.REVIEWER, OPEN_SSH, "approve", Stale),
        (Role.REVIEWER, OPEN_SSH, "override", Refused),
        (Role.OWNER, OPEN_SSH, "override", "approved"),
        (Role.REVIEWER, OPEN_SSH, "reject", "rejected"),
        (Role.OWNER, HARMLESS, "override", Stale),
        (Role.OWNER, plan(errored=True), "override", Refused),
        (Role.OWNER, HARMLESS, "apply", Invalid),
    ],
)
def test_who_may_decide_what(
    upload: Upload,
    member: Callable[[str, str], Person],
    role: Role,
    body: bytes,
    action: str,
    expected: str | type[PortalError],
) -> None:
    run, person = upload(body), member("somebody", role)
    if isinstance(expected, str):
        take(run, person, action)
        run.refresh_from_db()
        assert run.state == expected
    else:
        with pytest.raises(expected):
            take(run, person, action)
        assert not Decision.objects.exists()


def test_a_decision_needs_a_reason(upload: Upload, reviewer: Person) -> None:
    with pytest.raises(Invalid, match="reason"):
        take(upload(), reviewer, "approve", reason="  ")


def test_a_decision_on_other_evidence_is_stale_and_stands_in_the_trail(upload: Upload, reviewer: Person) -> None:
    run = upload()
    with pytest.raises(Stale):
        take(run, reviewer, "approve", evidence="0" * 64)
    assert AuditEvent.objects.get(verb="run.decision_refused").run_number == run.number


def test_a_superseded_run_cannot_be_approved(upload: Upload, reviewer: Person) -> None:
    old = upload()
    upload()
    with pytest.raises(Stale, match="superseded"):
        take(old, reviewer, "approve")


def test_the_second_of_two_decisions_loses(upload: Upload, reviewer: Person, owner: Person) -> None:
    run = upload()
    take(run, reviewer, "reject")
    with pytest.raises(Stale, match="rejected"):
        take(run, owner, "approve")


@pytest.mark.parametrize("actor", ["rita@example.org", "RITA", "rita-ci"])
def test_nobody_approves_their_own_change(upload: Upload, reviewer: Person, actor: str) -> None:
    reviewer.ci_names = ["rita-ci"]
    reviewer.save()
    with pytest.raises(Refused, match="own change"):
        take(upload(actor=actor), reviewer, "approve")


def test_two_required_approvals_take_two_people(
    upload: Upload, workspace: Workspace, reviewer: Person, owner: Person
) -> None:
    workspace.required_approvals = 2
    workspace.save()
    run = upload()
    take(run, reviewer, "approve")
    run.refresh_from_db()
    assert run.state == "awaiting"
    with pytest.raises(Stale, match="already"):
        take(run, reviewer, "approve")
    take(run, owner, "approve")
    run.refresh_from_db()
    assert run.state == "approved"


def test_people_are_counted_also_when_their_accounts_are_gone(
    upload: Upload, workspace: Workspace, member: Callable[[str, str], Person], reviewer: Person
) -> None:
    """An account that is made again with the same e-mail is the same person, and approves nothing twice."""
    workspace.required_approvals = 3
    workspace.save()
    run, other = upload(), member("ben", Role.REVIEWER)
    for person in (reviewer, other):
        take(run, person, "approve")
        person.delete()
        run.refresh_from_db()
    assert (run.state, queries.approvals(run).given) == ("awaiting", 2)
    with pytest.raises(Stale, match="already"):
        take(run, member("ben", Role.REVIEWER), "approve")
    take(run, member("cy", Role.REVIEWER), "approve")
    run.refresh_from_db()
    assert (run.state, queries.approvals(run).missing) == ("approved", 0)


def test_a_role_taken_away_holds_at_once(upload: Upload, workspace: Workspace, reviewer: Person) -> None:
    run = upload()
    people.set_member(OPERATOR, workspace, reviewer, None)
    with pytest.raises(Refused):
        take(run, reviewer, "approve")


def test_an_override_names_what_blocks(upload: Upload, owner: Person) -> None:
    run = upload(OPEN_SSH)
    with pytest.raises(Stale, match="sg-open-ssh"):
        decide(run, by=owner, action="override", reason="x", evidence=run.evidence, guardrails=["ec2-public-ip"])
    assert take(run, owner, "override").guardrails == ["sg-open-ssh"]


def test_the_trail_tells_who_why_and_on_which_evidence(upload: Upload, reviewer: Person) -> None:
    run = upload()
    take(run, reviewer, "approve", reason="looked at the diff")
    event = AuditEvent.objects.get(verb="run.approved")
    assert (event.reason, event.run_number) == ("looked at the diff", run.number)
    assert event.actor == "rita <rita@example.org>"
    assert event.detail["evidence"] == run.evidence
    assert event.detail["digest"] == run.digest

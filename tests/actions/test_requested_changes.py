"""Requested changes: they hold a run, whatever it was, until the last of them is resolved or a newer plan arrives."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from gitops_portal.actions import clock, gate, keys, reconcile, workspaces
from gitops_portal.actions.decide import decide, resolve
from gitops_portal.adapters import signing
from gitops_portal.core.errors import Invalid, PortalError, Refused, Stale
from gitops_portal.core.model import Role
from gitops_portal.records import queries
from gitops_portal.records.models import AuditEvent, Decision
from tests.actors import OPERATOR
from tests.documents import HARMLESS, NOTHING, OPEN_SSH

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.records.models import Person, Run, Workspace

    Upload = Callable[..., Run]


def take(run: Run, by: Person, action: str = "request_changes", reason: str = "Split it.") -> Decision:
    return decide(run, by=by, action=action, reason=reason, evidence=run.evidence)


def state(run: Run) -> str:
    run.refresh_from_db()
    return run.state


@pytest.mark.parametrize(
    ("body", "before", "held"),
    [
        (HARMLESS, "", "awaiting"),
        (HARMLESS, "approve", "approved"),
        (OPEN_SSH, "", "blocked"),
        (OPEN_SSH, "override", "approved"),
        (NOTHING, "", "auto_approved"),
    ],
)
def test_a_run_is_held_and_is_again_what_it_was(
    upload: Upload, reviewer: Person, owner: Person, body: bytes, before: str, held: str
) -> None:
    run = upload(body)
    if before:
        take(run, owner, before)
    decided = run.decided_at
    asked = take(run, reviewer)
    assert state(run) == "changes_requested"
    answer = gate.ask(run)
    assert not answer.allowed
    assert "held until requested changes are resolved: rita asked for “Split it.”" in answer.reason
    resolve(asked, by=reviewer)
    assert state(run) == held
    assert gate.ask(run).allowed is held.endswith("approved")
    assert run.decided_at == decided or before


def test_all_of_them_have_to_be_resolved(upload: Upload, reviewer: Person, owner: Person) -> None:
    run = upload()
    first, second = take(run, reviewer), take(run, owner, reason="And\nname it \u202e.")
    assert state(run) == "changes_requested"
    assert "rita asked for “Split it.”; omar asked for “And name it \\u202e.”" in gate.ask(run).reason
    assert queries.approvals(run).held_by == ("rita", "omar")
    resolve(first, by=reviewer)
    assert state(run) == "changes_requested"
    resolve(second, by=reviewer)
    assert state(run) == "awaiting"
    take(run, owner, "approve")
    assert state(run) == "approved"
    again = take(run, reviewer, reason="Now that.")
    assert (again.held, state(run)) == ("approved", "changes_requested")


@pytest.mark.parametrize("action", ["approve", "override"])
def test_nobody_lets_a_held_run_through(upload: Upload, reviewer: Person, owner: Person, action: str) -> None:
    run = upload(HARMLESS if action == "approve" else OPEN_SSH)
    take(run, reviewer)
    with pytest.raises(Stale, match=f"nothing to {action}"):
        take(run, owner, action)
    take(run, owner, "reject")
    assert state(run) == "rejected"


@pytest.mark.parametrize(
    ("name", "role", "expected"),
    [
        ("rita", Role.REVIEWER, None),
        ("ben", Role.REVIEWER, None),
        ("omar", Role.OWNER, None),
        ("vera", Role.VIEWER, Refused),
        ("author", Role.OWNER, Refused),
    ],
)
def test_who_resolves(
    upload: Upload, member: Callable[[str, str], Person], name: str, role: str, expected: type[PortalError] | None
) -> None:
    rita = member("rita", Role.REVIEWER)
    somebody = rita if name == "rita" else member(name, role)
    run = upload(actor="author@example.org")
    asked = take(run, rita)
    if expected is None:
        resolve(asked, by=somebody)
        asked.refresh_from_db()
        assert (asked.resolved_by, state(run)) == (name, "awaiting")
    else:
        with pytest.raises(expected):
            resolve(asked, by=somebody)
        assert AuditEvent.objects.get(verb="run.decision_refused").detail["action"] == "resolve"
        assert state(run) == "changes_requested"


def test_what_cannot_be_resolved(upload: Upload, reviewer: Person, owner: Person) -> None:
    run = upload()
    approved = take(run, owner, "approve")
    asked = take(run, reviewer)
    with pytest.raises(Stale, match="not a request for changes"):
        resolve(approved, by=owner)
    resolve(asked, by=owner)
    with pytest.raises(Stale, match="nothing to resolve"):
        resolve(asked, by=owner)
    with pytest.raises(Invalid, match="reason"):
        take(run, reviewer, reason=" ")


def test_a_newer_plan_takes_its_place(upload: Upload, reviewer: Person) -> None:
    run = upload()
    asked = take(run, reviewer)
    newer = upload()
    assert (state(run), state(newer)) == ("superseded", "awaiting")
    with pytest.raises(Stale, match="superseded"):
        resolve(asked, by=reviewer)


def test_a_held_run_expires_as_it_would_have(
    upload: Upload, workspace: Workspace, reviewer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = upload()
    take(run, reviewer)
    late = clock.now() + timedelta(days=workspace.approval_days, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: late)
    reconcile.expire()
    assert state(run) == "expired"


def test_more_people_are_needed_also_after_the_hold(
    upload: Upload, workspace: Workspace, reviewer: Person, owner: Person
) -> None:
    run = upload()
    take(run, owner, "approve")
    asked = take(run, reviewer)
    workspaces.change(OPERATOR, workspace, required_approvals=2)
    assert state(run) == "changes_requested"
    resolve(asked, by=reviewer)
    assert (state(run), run.decided_at) == ("awaiting", None)
    take(run, reviewer, "approve")
    assert state(run) == "approved"


def test_the_trail_tells_who_asked_and_who_resolved(upload: Upload, reviewer: Person, owner: Person) -> None:
    run = upload()
    resolve(take(run, reviewer), by=owner, address="192.0.2.9")
    asked, resolved = AuditEvent.objects.filter(verb__startswith="run.changes_").order_by("sequence")
    assert (asked.verb, asked.reason, asked.detail["before"], asked.detail["after"]) == (
        "run.changes_requested",
        "Split it.",
        "awaiting",
        "changes_requested",
    )
    assert (resolved.verb, resolved.actor, resolved.actor_address) == (
        "run.changes_resolved",
        "omar <omar@example.org>",
        "192.0.2.9",
    )
    assert resolved.detail == {
        "before": "changes_requested",
        "after": "awaiting",
        "requested_by": "rita@example.org",
        "approvals_missing": 1,
    }


def test_an_attestation_names_who_approved_alone(upload: Upload, reviewer: Person, owner: Person) -> None:
    run = upload()
    resolve(take(run, reviewer), by=reviewer)
    take(run, owner, "approve")
    state(run)
    told = signing.read(gate.ask(run).attestation, keys.published())
    assert told["approved_by"] == ["omar"]


def test_it_waits_for_nobody_who_could_only_wait(upload: Upload, reviewer: Person, owner: Person) -> None:
    run = upload()
    take(run, reviewer)
    assert [queries.waiting_for(person) for person in (reviewer, owner)] == [[], []]

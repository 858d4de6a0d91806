"""Waivers of a workspace: who makes and approves them, what plans and the gate make of them, and how they end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import jwt
import pytest
from django.utils import timezone

from gitops_portal.actions import channels, clock, gate, guardrails, reconcile, waivers
from gitops_portal.actions.decide import decide
from gitops_portal.core.errors import Invalid, PortalError, Refused, Stale
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Role
from gitops_portal.records.models import AuditEvent, Delivery, Person, Run, Waiver, Workspace
from gitops_portal.records.queries import waivers as rows
from tests.actors import OPERATOR
from tests.documents import OPEN_SSH

Upload = Callable[..., Run]
RULE, GROUP = "sg-open-ssh", "aws_security_group.web"


@pytest.fixture(autouse=True)
def nobody_asked(workspace: Workspace) -> None:
    workspace.required_approvals = 0
    workspace.save()


@pytest.fixture
def other(member: Callable[[str, str], Person]) -> Person:
    return member("olga", Role.OWNER)


def made(workspace: Workspace, by: Person, **told: Any) -> Waiver:
    said: dict[str, Any] = {
        "guardrail": RULE,
        "address": GROUP,
        "reason": "migration",
        "ends_at": timezone.now() + timedelta(days=30),
    }
    return waivers.make(workspace, by, **(said | told))


def holds(workspace: Workspace, by: Person, other: Person, **told: Any) -> Waiver:
    waiver = made(workspace, by, **told)
    waivers.approve(waiver.pk, other)
    waiver.refresh_from_db()
    return waiver


def later(until: datetime) -> Any:
    return clock.at(until + timedelta(seconds=1))


def test_what_is_waived_does_not_block_and_the_run_says_who_answers_for_it(
    upload: Upload, workspace: Workspace, owner: Person, other: Person
) -> None:
    assert upload(OPEN_SSH).state == State.BLOCKED
    waiver = holds(workspace, owner, other)
    run = upload(OPEN_SSH)
    assert run.state == State.AUTO_APPROVED
    found = run.findings.get(guardrail=RULE)
    assert (found.status, found.address) == ("waived", GROUP)
    assert found.waived == {
        "by": "omar",
        "until": waiver.ends_at.isoformat(),
        "reason": "migration",
        "approved_by": "olga",
    }
    assert [one["kind"] for one in run.summary["brief"]["sentences"] if one.get("guardrail") == RULE] == ["waived"]
    assert gate.ask(run).allowed


@pytest.mark.parametrize("told", [{"address": "aws_security_group.we"}, {"guardrail": "sg-open-rdp"}])
def test_what_it_does_not_name_blocks(
    upload: Upload, workspace: Workspace, owner: Person, other: Person, told: dict[str, str]
) -> None:
    holds(workspace, owner, other, **told)
    assert upload(OPEN_SSH).state == State.BLOCKED


def test_what_blocks_takes_another_owner(upload: Upload, workspace: Workspace, owner: Person, other: Person) -> None:
    waiver = made(workspace, owner)
    assert upload(OPEN_SSH).state == State.BLOCKED
    with pytest.raises(Refused, match="another owner"):
        waivers.approve(waiver.pk, owner)
    waivers.approve(waiver.pk, other)
    assert upload(OPEN_SSH).state == State.AUTO_APPROVED
    with pytest.raises(Stale, match="olga approved"):
        waivers.approve(waiver.pk, other)


def test_what_only_warns_is_waived_at_once(upload: Upload, workspace: Workspace, owner: Person) -> None:
    guardrails.enforce(OPERATOR, RULE, "organisation", "", "advisory")
    made(workspace, owner)
    assert upload(OPEN_SSH).findings.get(guardrail=RULE).status == "waived"
    guardrails.enforce(OPERATOR, RULE, "organisation", "", "mandatory")
    assert upload(OPEN_SSH).state == State.BLOCKED, "what blocks since then takes another person"


def test_the_gate_judges_again_when_it_ended(
    upload: Upload, workspace: Workspace, owner: Person, other: Person
) -> None:
    waiver = holds(workspace, owner, other, ends_at=timezone.now() + timedelta(days=9))
    run = upload(OPEN_SSH)
    with later(waiver.ends_at):
        answer = gate.ask(run)
        assert not answer.allowed
        assert answer.reason == f"{run} was evaluated under a waiver of {RULE} that has ended: upload the plan again."
        assert upload(OPEN_SSH).state == State.BLOCKED


def test_the_gate_judges_again_when_it_was_withdrawn(
    upload: Upload, workspace: Workspace, owner: Person, other: Person
) -> None:
    waiver = holds(workspace, owner, other)
    run = upload(OPEN_SSH)
    assert gate.ask(run).allowed
    waivers.withdraw(waiver.pk, owner)
    assert not gate.ask(run).allowed
    holds(workspace, owner, other)
    assert gate.ask(run).allowed, "the same, made again, is as good"


def test_whoever_approved_a_run_approved_it_under_its_waivers(
    upload: Upload, workspace: Workspace, owner: Person, other: Person
) -> None:
    workspace.required_approvals = 1
    workspace.save()
    waiver = holds(workspace, owner, other)
    run = upload(OPEN_SSH)
    decide(run, by=other, action="approve", reason="fine", evidence=run.evidence)
    run.refresh_from_db()
    assert gate.ask(run).allowed
    waivers.withdraw(waiver.pk, owner)
    assert not gate.ask(run).allowed


def test_an_approval_does_not_carry_over_to_a_plan_under_other_waivers(
    upload: Upload, workspace: Workspace, owner: Person, other: Person
) -> None:
    workspace.required_approvals = 1
    workspace.save()
    holds(workspace, owner, other)
    run = upload(OPEN_SSH)
    decide(run, by=other, action="approve", reason="fine", evidence=run.evidence)
    assert upload(OPEN_SSH).state == State.APPROVED
    holds(workspace, owner, other, address="aws_security_group.*", pattern=True)
    again = upload(OPEN_SSH)
    assert again.state == State.AWAITING
    assert again.approval_note.endswith("in between, guardrails, waivers or budgets changed.")


def test_nothing_is_vouched_for_beyond_its_end(
    upload: Upload, workspace: Workspace, owner: Person, other: Person
) -> None:
    until = timezone.now() + timedelta(minutes=10)
    holds(workspace, owner, other, ends_at=until)
    said = jwt.decode(gate.ask(upload(OPEN_SSH)).attestation, options={"verify_signature": False})
    assert said["exp"] == int(until.timestamp())


def test_another_workspace_is_not_covered(upload: Upload, workspace: Workspace, owner: Person, other: Person) -> None:
    waiver = holds(workspace, owner, other)
    elsewhere = Workspace.objects.create(slug="elsewhere", name="Elsewhere")
    Waiver.objects.filter(pk=waiver.pk).update(workspace=elsewhere)
    assert upload(OPEN_SSH).state == State.BLOCKED


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.VIEWER, Role.AUDITOR])
def test_only_owners_make_approve_and_withdraw(
    workspace: Workspace, owner: Person, member: Callable[[str, str], Person], role: Role
) -> None:
    waiver, person = made(workspace, owner), member("nia", role)
    acts: list[Callable[[], object]] = [
        lambda: made(workspace, person),
        lambda: waivers.approve(waiver.pk, person),
        lambda: waivers.withdraw(waiver.pk, person),
    ]
    for act in acts:
        with pytest.raises(Refused, match="you need the role owner"):
            act()
    waiver.refresh_from_db()
    assert (Waiver.objects.count(), waiver.approved_by, waiver.ended_at) == (1, "", None)


@pytest.mark.parametrize(
    "told",
    [
        {"guardrail": "no-such"},
        {"reason": " "},
        {"address": ""},
        {"ceiling": Decimal(5)},
        {"guardrail": "budget-exceeded"},
    ],
)
def test_what_is_no_waiver_leaves_nothing(workspace: Workspace, owner: Person, told: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        made(workspace, owner, **told)
    assert not Waiver.objects.exists()
    assert not AuditEvent.objects.filter(verb__startswith="waiver.").exists()


def test_a_budget_is_waived_up_to_a_ceiling(workspace: Workspace, owner: Person, other: Person) -> None:
    holds(workspace, owner, other, guardrail="budget-exceeded", address="", ceiling=Decimal("500.00"))
    (held,) = guardrails.rules_of(workspace).waivers
    assert (held.address, held.ceiling, held.approved_by) == ("", Decimal(500), "olga")


def test_the_trail_tells_all_of_it(workspace: Workspace, owner: Person, other: Person) -> None:
    waiver = holds(workspace, owner, other)
    waivers.withdraw(waiver.pk, owner)
    told = list(AuditEvent.objects.filter(verb__startswith="waiver.").order_by("sequence"))
    assert [(one.verb, one.actor.split(" <")[0]) for one in told] == [
        ("waiver.made", "omar"),
        ("waiver.approved", "olga"),
        ("waiver.withdrawn", "omar"),
    ]
    assert told[0].reason == "migration"
    assert {one.chain.name for one in told} == {workspace.slug}
    assert told[1].detail["approved_by"] == "olga"
    with pytest.raises(Stale):
        waivers.withdraw(waiver.pk, owner)


def test_its_end_is_told_once_and_it_stays_in_the_history(workspace: Workspace, owner: Person) -> None:
    waiver = made(workspace, owner)
    waivers.turn()
    assert not AuditEvent.objects.filter(verb="waiver.ended").exists()
    with later(waiver.ends_at):
        assert rows.holding(workspace, clock.now()) == ()
        reconcile.turn()
        waivers.turn()
        assert list(rows.ended(owner, clock.now())) == [waiver]
    (told,) = AuditEvent.objects.filter(verb="waiver.ended")
    assert (told.actor_kind, told.detail["waiver"]) == ("portal", waiver.pk)
    waiver.refresh_from_db()
    assert (waiver.ended_at is not None, waiver.ended_by) == (True, "")
    with pytest.raises(Stale):
        waivers.approve(waiver.pk, owner)


@pytest.mark.parametrize(("days", "told"), [(-8, 0), (-6, 1)])
def test_channels_are_told_a_week_before(workspace: Workspace, owner: Person, days: int, told: int) -> None:
    channel, _ = channels.add(OPERATOR, "webhook", "hook", {"url": "https://hooks.example.org/"})
    channels.subscribe(OPERATOR, channel.pk)
    waiver = made(workspace, owner)
    with clock.at(waiver.ends_at + timedelta(days=days)):
        waivers.turn()
        waivers.turn()
    found = list(Delivery.objects.filter(event="waiver.ends"))
    assert len(found) == told
    if found:
        assert found[0].message["headline"].startswith(f"{workspace.slug}: the waiver of {RULE} for {GROUP} ends on ")
        assert found[0].message["subject"]["url"].endswith(f"/workspaces/{workspace.slug}/waivers/")


def test_one_that_was_withdrawn_is_not_told_of(workspace: Workspace, owner: Person) -> None:
    waiver = made(workspace, owner)
    waivers.withdraw(waiver.pk, owner)
    with later(waiver.ends_at):
        waivers.turn()
    assert not AuditEvent.objects.filter(verb="waiver.ended").exists()


def test_the_same_asked_for_again_is_the_first_one(workspace: Workspace, owner: Person, other: Person) -> None:
    until = timezone.now() + timedelta(days=30)
    first = made(workspace, owner, ends_at=until)
    again = made(workspace, owner, ends_at=until, address=f" {GROUP} ", reason="migration ")
    assert (again.pk, AuditEvent.objects.filter(verb="waiver.made").count()) == (first.pk, 1)
    waivers.approve(first.pk, other)
    assert made(workspace, owner, ends_at=until).approved_by == "olga"
    for told in ({"reason": "another"}, {"address": "aws_x.y"}, {"pattern": True}, {"guardrail": "rds-public"}):
        assert made(workspace, owner, **{"ends_at": until, **told}).pk != first.pk
    assert made(workspace, owner, ends_at=until + timedelta(days=1)).pk != first.pk
    assert made(workspace, other, ends_at=until).pk != first.pk, "each answers for their own"
    waivers.withdraw(first.pk, owner)
    assert made(workspace, owner, ends_at=until).pk != first.pk, "what ended is not made to hold again"


def test_whoever_made_it_does_not_approve_it_under_another_account(
    workspace: Workspace, owner: Person, other: Person
) -> None:
    waiver = made(workspace, owner)
    Waiver.objects.filter(pk=waiver.pk).update(made_identity=other.identity)
    with pytest.raises(PortalError, match="another owner"):
        waivers.approve(waiver.pk, other)

"""What went past the gate is noticed once, told in the trail, and open until an owner says what it was."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from gitops_portal.actions import bypass, clock, gate, observations, outcome, people, reconcile
from gitops_portal.actions.decide import decide
from gitops_portal.core.errors import Invalid, Stale
from gitops_portal.records.models import AuditEvent, Bypass, Run
from gitops_portal.records.queries import locks
from tests.actors import CI
from tests.documents import OPEN_SSH

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.records.models import Person, Workspace

    Upload = Callable[..., Run]


@pytest.fixture(autouse=True)
def _artifacts(settings: Any, tmp_path: Any) -> None:
    settings.ARTIFACTS_URL = f"file://{tmp_path}/artifacts"


def approved(run: Run, by: Person) -> Run:
    decide(run, by=by, action="approve", reason="fine", evidence=run.evidence)
    return Run.objects.select_related("workspace").get(pk=run.pk)


def state(workspace: Workspace, serial: int | None, lineage: str = "a") -> None:
    told = {"version": 4, "terraform_version": "1.9.0", "lineage": lineage, "outputs": {}, "resources": []}
    body = json.dumps(told | ({} if serial is None else {"serial": serial})).encode()
    observations.accept(body, workspace=workspace, by=CI)


def asked(run: Run) -> None:
    gate.answer(run, CI)


def events() -> list[str]:
    return list(AuditEvent.objects.filter(verb="workspace.bypassed").values_list("reason", flat=True))


# ── applies ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("told", ["applied", "apply_failed"])
@pytest.mark.parametrize("body", [None, OPEN_SSH])
def test_an_outcome_of_what_nobody_approved(upload: Upload, told: str, body: bytes | None) -> None:
    run = upload(body) if body else upload()
    for _ in range(2):
        with pytest.raises(Stale):
            outcome.tell(run, CI, told)
    found = Bypass.objects.get()
    assert (found.kind, found.run, "not approved" in found.told, events()) == ("apply", run, True, [found.told])
    before = run.state
    run.refresh_from_db()
    assert (run.state, run.applied_at) == (before, None)


def test_an_approval_right_after_a_refused_outcome_hides_nothing(
    upload: Upload, reviewer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether an apply went past the gate is seen under the lock under which the outcome is refused."""
    run = upload()
    lock, taken = locks.run, []

    def next_to_a_reviewer(pk: int) -> Run:
        taken.append(pk)
        if len(taken) == 2:
            approved(run, reviewer)
        return lock(pk)

    monkeypatch.setattr(locks, "run", next_to_a_reviewer)
    with pytest.raises(Stale):
        outcome.tell(run, CI, "applied")
    assert Bypass.objects.get().run == run


def test_an_outcome_of_what_was_approved_is_no_bypass(upload: Upload, reviewer: Person) -> None:
    outcome.tell(approved(upload(), reviewer), CI, "applied")
    assert not Bypass.objects.exists()


def test_an_apply_after_the_approval_had_ended(upload: Upload, reviewer: Person) -> None:
    run = approved(upload(), reviewer)
    later = timezone.now() + timedelta(days=20)
    with clock.at(later):
        outcome.tell(run, CI, "applied")
    assert "had ended on" in Bypass.objects.get().told


@pytest.mark.parametrize(("let", "noticed"), [(True, 0), (False, 1)])
def test_an_apply_that_the_gate_let_through_before_it_was_superseded(
    upload: Upload, reviewer: Person, let: bool, noticed: int
) -> None:
    run = approved(upload(branch="a"), reviewer)
    if let:
        asked(run)
    upload(branch="a")
    outcome.tell(run, CI, "applied")
    assert Bypass.objects.filter(told__contains="its approval had ended").count() == noticed


def test_an_apply_of_what_was_superseded_before_anybody_approved_it(upload: Upload) -> None:
    run = upload(branch="a")
    upload(branch="a")
    outcome.tell(run, CI, "applied")
    assert "had not been approved" in Bypass.objects.get().told


@pytest.mark.parametrize("was_approved", [True, False])
def test_an_apply_of_what_had_expired(upload: Upload, reviewer: Person, was_approved: bool) -> None:
    run = upload()
    if was_approved:
        run = approved(run, reviewer)
    with clock.at(timezone.now() + timedelta(days=20)):
        reconcile.turn()
        outcome.tell(run, CI, "applied")
    assert ("its approval had ended" in Bypass.objects.get().told) is was_approved


# ── states ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("told", "seen", "noticed"),
    [
        ({"serial": 5, "lineage": "a"}, (6, "a"), True),
        ({"serial": 5}, (6, "a"), True),
        ({"serial": 5, "lineage": "a"}, (5, "a"), False),
        ({"serial": 5, "lineage": "b"}, (6, "a"), False),
        ({}, (6, "a"), False),
        ({"serial": 5}, (None, "a"), False),
    ],
)
def test_a_state_that_is_further_than_the_last_apply_left_it(
    upload: Upload, reviewer: Person, workspace: Workspace, told: dict[str, Any], seen: tuple[Any, str], noticed: bool
) -> None:
    outcome.tell(approved(upload(), reviewer), CI, "applied", **told)
    for _ in range(2):
        state(workspace, *seen)
    assert [one.told for one in Bypass.objects.all()] == events()
    assert len(events()) == int(noticed)
    assert not noticed or "at serial 6, and the last apply, of run 1, left it at 5" in events()[0]


@pytest.mark.parametrize(("serial", "noticed"), [("5", 0), ("6", 1), ("", 0)])
def test_a_plan_that_was_made_on_a_later_state_tells_it_too(
    upload: Upload, reviewer: Person, serial: str, noticed: int
) -> None:
    outcome.tell(approved(upload(), reviewer), CI, "applied", serial=5, lineage="a")
    upload(serial=serial, lineage="a")
    upload(serial="9", lineage="b")
    assert Bypass.objects.count() == noticed


def test_nothing_is_claimed_while_an_apply_may_be_under_way(
    upload: Upload, reviewer: Person, workspace: Workspace
) -> None:
    outcome.tell(approved(upload(), reviewer), CI, "applied", serial=5)
    second = approved(upload(), reviewer)
    asked(second)
    state(workspace, 7)
    assert not Bypass.objects.exists()
    outcome.tell(second, CI, "applied", serial=7)
    assert not Bypass.objects.exists()
    state(workspace, 8)
    assert Bypass.objects.get().serial == 8


def test_a_serial_after_an_outcome_that_tells_none_is_not_judged(
    upload: Upload, reviewer: Person, workspace: Workspace
) -> None:
    outcome.tell(approved(upload(), reviewer), CI, "applied", serial=5)
    outcome.tell(approved(upload(), reviewer), CI, "applied")
    state(workspace, 9)
    assert not Bypass.objects.exists()


def test_a_state_that_came_before_a_lower_serial_was_told(
    upload: Upload, reviewer: Person, workspace: Workspace
) -> None:
    state(workspace, 9)
    outcome.tell(approved(upload(), reviewer), CI, "applied", serial=5)
    assert Bypass.objects.get().serial == 9


# ── acknowledging ────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_owner_says_once_what_it_was_and_the_next_is_noticed_again(
    upload: Upload, reviewer: Person, owner: Person, workspace: Workspace
) -> None:
    outcome.tell(approved(upload(), reviewer), CI, "applied", serial=5)
    state(workspace, 6)
    state(workspace, 7)
    found, by = Bypass.objects.get(), people.as_actor(owner)
    for wrong in ("", "  ", "x" * 2_001):
        with pytest.raises(Invalid):
            bypass.acknowledge(workspace, found.pk, by, wrong)
    bypass.acknowledge(workspace, found.pk, by, "an import by hand")
    with pytest.raises(Stale):
        bypass.acknowledge(workspace, found.pk, by, "again")
    found.refresh_from_db()
    assert (found.acknowledged_by, found.reason) == (by.name, "an import by hand")
    event = AuditEvent.objects.get(verb="workspace.bypass_acknowledged")
    assert (event.actor, event.reason, event.detail["told"]) == (by.name, "an import by hand", found.told)
    state(workspace, 8)
    assert Bypass.objects.filter(acknowledged_at=None).get().serial == 8

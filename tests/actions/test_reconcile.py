"""What the clock does: lost runs come back, old approvals end, and workspaces nobody looked at are marked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from gitops_portal.actions import clock, ingest, reconcile, versions, workspaces
from gitops_portal.adapters import prices
from gitops_portal.core.lifecycle import State
from gitops_portal.core.posture import State as Posture
from gitops_portal.records.models import AuditEvent, Run, Workspace
from tests import organisation as org
from tests.actors import CI
from tests.documents import HARMLESS

if TYPE_CHECKING:
    from collections.abc import Callable

    Upload = Callable[..., Run]


@pytest.mark.parametrize(
    ("state", "age", "lease", "attempts", "requeued"),
    [
        (State.QUEUED, 120, None, 0, 1),
        (State.QUEUED, 5, None, 0, 0),
        (State.EVALUATING, 600, -1, 1, 1),
        (State.EVALUATING, 600, 60, 1, 0),
        (State.EVALUATING, 600, -1, 3, 0),
        (State.AWAITING, 600, None, 1, 0),
    ],
    ids=["lost job", "fresh", "dead worker", "working", "three deaths", "done"],
)
def test_what_is_queued_again(
    workspace: Workspace, state: State, age: int, lease: int | None, attempts: int, requeued: int
) -> None:
    run = ingest.accept(HARMLESS, workspace=workspace, by=CI)
    now = timezone.now()
    Run.objects.filter(pk=run.pk).update(
        state=state,
        created_at=now - timedelta(seconds=age),
        lease_until=now + timedelta(seconds=lease) if lease is not None else None,
        attempts=attempts,
    )
    assert reconcile.sweep() == requeued


def test_a_lost_run_is_evaluated_in_the_next_turn(
    workspace: Workspace, django_capture_on_commit_callbacks: Any
) -> None:
    run = ingest.accept(HARMLESS, workspace=workspace, by=CI)
    Run.objects.filter(pk=run.pk).update(created_at=timezone.now() - timedelta(minutes=5))
    with django_capture_on_commit_callbacks(execute=True):
        assert reconcile.turn().requeued == 1
    run.refresh_from_db()
    assert run.state == State.AWAITING


def test_after_three_lost_workers_a_run_is_given_up(workspace: Workspace) -> None:
    run = ingest.accept(HARMLESS, workspace=workspace, by=CI)
    lost = timezone.now() - timedelta(seconds=1)
    Run.objects.filter(pk=run.pk).update(state=State.EVALUATING, attempts=3, lease_until=lost)
    assert (reconcile.give_up(), reconcile.give_up()) == (1, 0)
    run.refresh_from_db()
    assert (run.state, bool(run.error)) == (State.ERRORED, True)
    assert AuditEvent.objects.get(verb="run.errored").run_number == run.number


@pytest.mark.parametrize(("days", "expired"), [(13, 0), (15, 1)])
def test_what_nobody_decided_expires(upload: Upload, days: int, expired: int) -> None:
    run = upload()
    with clock.at(timezone.now() + timedelta(days=days)):
        assert reconcile.expire() == expired
    run.refresh_from_db()
    assert run.state == (State.EXPIRED if expired else State.AWAITING)


@pytest.mark.parametrize(("days", "marked"), [(13, 0), (15, 1)])
def test_a_workspace_nobody_verified_is_marked_once(
    upload: Upload, workspace: Workspace, days: int, marked: int
) -> None:
    upload()
    with clock.at(timezone.now() + timedelta(days=days)):
        assert reconcile.mark_unverified() == marked
        assert reconcile.mark_unverified() == 0
    workspace.refresh_from_db()
    assert workspace.posture == (Posture.UNVERIFIED if marked else Posture.IN_SYNC)
    assert AuditEvent.objects.filter(verb="workspace.unverified").count() == marked


def test_a_new_plan_verifies_again(upload: Upload, workspace: Workspace) -> None:
    upload()
    with clock.at(timezone.now() + timedelta(days=15)):
        assert reconcile.mark_unverified() == 1
        upload()
    workspace.refresh_from_db()
    assert workspace.posture == Posture.IN_SYNC


def test_an_owner_sets_the_schedule(upload: Upload, workspace: Workspace) -> None:
    upload()
    workspaces.change(CI, workspace, check_hours=2)
    with clock.at(timezone.now() + timedelta(hours=1)):
        assert reconcile.mark_unverified() == 0
    with clock.at(timezone.now() + timedelta(hours=3)):
        assert reconcile.mark_unverified() == 1


def test_thousands_of_workspaces_each_with_days_of_its_own(upload: Upload, workspace: Workspace) -> None:
    run = upload()
    made = [Workspace(slug=f"w-{days}", name="w", approval_days=days) for days in range(1, 3_001)]
    Workspace.objects.bulk_create(made)
    shared = {"digest": run.digest, "artifact": run.artifact, "created_at": run.created_at}
    Run.objects.bulk_create(
        Run(workspace=place, number=1, state=State.AWAITING, evaluated_at=run.evaluated_at, **shared) for place in made
    )
    with clock.at(timezone.now() + timedelta(days=13, hours=1)):
        assert reconcile.turn() == reconcile.Turn(requeued=0, given_up=0, unverified=0, expired=13)
    ended = Run.objects.filter(state=State.EXPIRED).values_list("workspace__approval_days", flat=True)
    assert sorted(ended) == list(range(1, 14))


def test_other_prices_are_told_once(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not before anything was judged, and not again before they change again."""
    told = AuditEvent.objects.filter(verb="prices.changed").order_by("pk")
    versions.notice_prices()
    org.uploaded(workspace, HARMLESS)
    assert not versions.notice_prices()
    judged = Run.objects.get().prices_version
    for version in ("a" * 64, "a" * 64, "b" * 64):
        monkeypatch.setattr(prices, "version", lambda _, found=version: found)
        reconcile.turn()
    assert [(one.detail["before"], one.detail["after"]) for one in told] == [(judged, "a" * 64), ("a" * 64, "b" * 64)]

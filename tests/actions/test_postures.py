"""What sources say is kept as it changes, and the posture of a workspace follows from it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from gitops_portal.actions import clock, postures
from gitops_portal.core.posture import State, Word
from gitops_portal.records.models import Observation, Workspace
from gitops_portal.records.queries import locks

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.records.queries import Run

HOUR = timedelta(hours=1)


def says(workspace: Workspace, state: State, hours_ago: float, source: str = "flux") -> bool:
    """Returns whether that is news."""
    with transaction.atomic():
        word = Word(source, state, clock.now() - hours_ago * HOUR, drifted=0 if state is State.IN_SYNC else 1)
        news = postures.hear(locks.workspace(workspace.pk), word)[1]
    workspace.refresh_from_db()
    return news


def test_the_same_said_again_moves_the_time(workspace: Workspace) -> None:
    assert says(workspace, State.IN_SYNC, 3)
    before = workspace.next_check_by
    assert not says(workspace, State.IN_SYNC, 1)
    row = Observation.objects.get()
    assert (row.checked_at - row.since) // HOUR == 2
    assert workspace.known.state is State.IN_SYNC
    assert before is not None
    assert workspace.next_check_by is not None
    assert (workspace.next_check_by - before) // HOUR == 2


def test_something_else_is_a_row_of_its_own(workspace: Workspace) -> None:
    for state, hours_ago in ((State.IN_SYNC, 3), (State.DRIFTED, 2), (State.IN_SYNC, 1)):
        assert says(workspace, state, hours_ago)
    assert list(Observation.objects.values_list("state", "newest")) == [
        ("in_sync", True), ("drifted", False), ("in_sync", False)
    ]  # fmt: skip
    assert workspace.known.state is State.IN_SYNC


def test_what_comes_late_is_kept_and_nothing_follows_from_it(workspace: Workspace) -> None:
    says(workspace, State.IN_SYNC, 1)
    assert says(workspace, State.DRIFTED, 2)
    assert not says(workspace, State.IN_SYNC, 3)
    assert (workspace.known.state, Observation.objects.filter(newest=True).get().state) == (State.IN_SYNC, "in_sync")


def test_nothing_is_of_the_future(workspace: Workspace) -> None:
    says(workspace, State.IN_SYNC, -10_000)
    assert Observation.objects.get().checked_at <= clock.now()


def test_the_gravest_source_decides_until_it_is_too_old(workspace: Workspace) -> None:
    Workspace.objects.update(check_hours=24)
    says(workspace, State.DRIFTED, 20, source="hcp")
    says(workspace, State.IN_SYNC, 1, source="plan")
    assert (workspace.known.state, workspace.verified_by) == (State.DRIFTED, "hcp")
    with clock.at(clock.now() + 5 * HOUR):
        assert postures.settle(workspace).state is State.IN_SYNC


def test_a_plan_is_a_source(upload: Callable[..., Run]) -> None:
    run = upload()
    row = Observation.objects.get()
    assert (row.source, row.run, row.state, row.reason) == (
        "plan", run, "in_sync", "Nothing differed from the state when the plan was made."
    )  # fmt: skip

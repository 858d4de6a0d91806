"""One turn of what the clock does: lost runs are queued again, approvals expire, workspaces become unverified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from gitops_portal.actions import audit, clock, sign_in
from gitops_portal.actions.evaluate import PORTAL
from gitops_portal.actions.ingest import ATTEMPTS
from gitops_portal.adapters import queue
from gitops_portal.core import lifecycle
from gitops_portal.core.lifecycle import Event, State
from gitops_portal.records.models import Run, Workspace

LEFT_WAITING: Final = timedelta(seconds=60)
UNVERIFIED_AFTER: Final = timedelta(days=14)
EXPIRING: Final = tuple(state for state in State if lifecycle.possible(state, Event.EXPIRE))


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn did."""

    requeued: int
    given_up: int
    unverified: int
    expired: int


def turn(slug: str = "") -> Turn:
    """One turn, for one workspace or for all. Two turns beside each other do no more than one."""
    sign_in.forget()
    return Turn(requeued=sweep(slug), given_up=give_up(slug), unverified=mark_unverified(slug), expired=expire(slug))


def _in(slug: str) -> Q:
    return Q(workspace__slug=slug) if slug else Q()


def sweep(slug: str = "") -> int:
    """Queue again what a lost job left waiting, or a dead worker left half done. Returns how many."""
    now = clock.now()
    left = Q(state=State.QUEUED, created_at__lt=now - LEFT_WAITING) | Q(state=State.EVALUATING, lease_until__lt=now)
    waiting = list(Run.objects.filter(_in(slug), left, attempts__lt=ATTEMPTS).values_list("pk", flat=True))
    for pk in waiting:
        with transaction.atomic():
            queue.enqueue(queue.Job.EVALUATE_RUN, pk)
    return len(waiting)


def give_up(slug: str = "") -> int:
    """End runs that took ATTEMPTS workers with them. Returns how many."""
    lost = Q(state=State.EVALUATING, lease_until__lt=clock.now(), attempts__gte=ATTEMPTS)
    return _end(
        _in(slug) & lost,
        Event.FAIL,
        "run.errored",
        f"The evaluation ended {ATTEMPTS} times without a result; the portal does not try again by itself.",
    )


def expire(slug: str = "") -> int:
    """End approvals, and runs that nobody decided, after the workspace's `approval_days`. Returns how many."""
    now = clock.now()
    due = Q()
    for days in (
        Workspace.objects.filter(Q(slug=slug) if slug else Q()).values_list("approval_days", flat=True).distinct()
    ):
        since = now - timedelta(days=days)
        old = Q(decided_at__lt=since) | Q(decided_at=None, evaluated_at__lt=since)
        due |= Q(workspace__approval_days=days) & old
    if not due:
        return 0
    return _end(_in(slug) & due & Q(state__in=EXPIRING), Event.EXPIRE, "run.expired", "")


def _end(which: Q, event: Event, verb: str, reason: str) -> int:
    ended = 0
    for pk in Run.objects.filter(which).values_list("pk", flat=True):
        with transaction.atomic():
            run = (
                Run.objects.light()
                .select_for_update(of=("self",))
                .select_related("workspace")
                .filter(which, pk=pk)
                .first()
            )
            if run is None:
                continue
            run.state = lifecycle.after(State(run.state), event)
            run.error = reason or run.error
            run.lease_until = None
            run.save(update_fields=["state", "error", "lease_until"])
            audit.record(PORTAL, verb, str(run), run=run, reason=reason)
            ended += 1
    return ended


def mark_unverified(slug: str = "") -> int:
    """Mark workspaces that no plan has compared with the real world for UNVERIFIED_AFTER. Returns how many."""
    since = clock.now() - UNVERIFIED_AFTER
    old = Q(verified_at__lt=since) | Q(verified_at=None, created_at__lt=since)
    marked = 0
    for pk in Workspace.objects.filter(old, Q(slug=slug) if slug else Q(), unverified=False).values_list(
        "pk", flat=True
    ):
        with transaction.atomic():
            workspace = Workspace.objects.select_for_update().filter(old, pk=pk, unverified=False).first()
            if workspace is None:
                continue
            workspace.unverified = True
            workspace.save(update_fields=["unverified"])
            audit.record(PORTAL, "workspace.unverified", workspace.slug, workspace=workspace)
            marked += 1
    return marked

"""One turn of what the clock does: lost runs are queued again, approvals expire, workspaces become unverified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from gitops_portal.actions import (
    afterwards,
    argocd,
    audit,
    backtests,
    ci_identity,
    clock,
    cloud_metrics,
    deliver,
    once,
    postures,
    sessions,
    sign_in,
    sso,
    state_sources,
    task_requests,
    verification,
    versions,
    waivers,
)
from gitops_portal.actions.audit import PORTAL
from gitops_portal.actions.ingest import ATTEMPTS
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters import queue
from gitops_portal.core import lifecycle
from gitops_portal.core.events import Verb
from gitops_portal.core.lifecycle import Event, State
from gitops_portal.core.posture import State as Posture
from gitops_portal.records.models import Run
from gitops_portal.records.queries import acting, locks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LEFT_WAITING: Final = timedelta(seconds=60)
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
    lapse()
    verify()
    deliver.forget()
    deliver.turn()
    state_sources.turn(slug)
    argocd.turn()
    afterwards.turn(slug)
    task_requests.turn()
    cloud_metrics.turn()
    waivers.turn()
    backtests.turn()
    return Turn(requeued=sweep(slug), given_up=give_up(slug), unverified=mark_unverified(slug), expired=expire(slug))


def lapse() -> None:
    """What ends by its time and waits for nobody: sessions, links, tries, and what single sign-on vouched for."""
    sign_in.forget()
    sessions.forget()
    once.forget()
    sso.lapse()
    ci_identity.forget()


def verify() -> None:
    """Verify the trail where that is due, sign what stands unsigned, and tell of other prices."""
    verification.turn()
    versions.notice_prices()


def sweep(slug: str = "") -> int:
    """Queue again what a lost job left waiting, or a dead worker left half done. Returns how many."""
    now = clock.now()
    left = Q(state=State.QUEUED, created_at__lt=now - LEFT_WAITING) | Q(state=State.EVALUATING, lease_until__lt=now)
    waiting = acting.keys_of_runs(slug, left & Q(attempts__lt=ATTEMPTS))
    for pk, _ in waiting:
        queue.enqueue(queue.Job.EVALUATE_RUN, pk)
    return len(waiting)


def pick_up() -> None:
    """Whoever was at a run is no more, since the one process that evaluates begins: the next turn takes them all."""
    moving = [state for state in State if state.moving]
    Run.objects.filter(state__in=moving).update(state=State.EVALUATING, lease_until=clock.now())


def give_up(slug: str = "") -> int:
    """End runs that took ATTEMPTS workers with them. Returns how many."""
    lost = Q(state=State.EVALUATING, lease_until__lt=clock.now(), attempts__gte=ATTEMPTS)
    return _end(
        ((workspace, lost & Q(pk=pk)) for pk, workspace in acting.keys_of_runs(slug, lost)),
        Event.FAIL,
        Verb.RUN_ERRORED,
        f"The evaluation ended {ATTEMPTS} times without a result; the portal does not try again by itself.",
    )


def expire(slug: str = "") -> int:
    """End approvals, and runs that nobody decided, when their time is over. Returns how many."""
    return _end(_due(slug), Event.EXPIRE, Verb.RUN_EXPIRED, "")


def _due(slug: str) -> Iterator[tuple[int, Q]]:
    """Compared here, for each workspace and each approval rule has a time of its own."""
    now = clock.now()
    for run in acting.ages_of_runs(slug, Q(state__in=EXPIRING)):
        if run.ends_at and run.ends_at < now:
            as_found = Q(pk=run.pk, decided_at=run.decided_at, evaluated_at=run.evaluated_at, state__in=EXPIRING)
            yield run.workspace_id, as_found


def _end(found: Iterable[tuple[int, Q]], event: Event, verb: Verb, reason: str) -> int:
    return sum(_end_one(workspace, which, event, verb, reason) for workspace, which in list(found))


@in_one_transaction()
def _end_one(workspace: int, which: Q, event: Event, verb: Verb, reason: str) -> int:
    """End the run of a workspace if it still is as it was found. Returns how many that is."""
    held = locks.runs(locks.workspace(workspace), which)
    for run in held:
        run.state = lifecycle.after(State(run.state), event)
        run.error = reason or run.error
        run.lease_until = None
        run.save(update_fields=["state", "error", "lease_until"])
        audit.record(PORTAL, verb, str(run), run=run, reason=reason)
    return len(held)


def mark_unverified(slug: str = "") -> int:
    """Work out again what is known of workspaces whose last check is past. Returns of how many nothing is known now."""
    return sum(_mark_one(pk) for pk in acting.checked_too_long_ago(slug, clock.now()))


@in_one_transaction()
def _mark_one(pk: int) -> bool:
    workspace = locks.workspace(pk)
    if workspace.posture == Posture.UNVERIFIED or postures.settle(workspace).state is not Posture.UNVERIFIED:
        return False
    audit.record(PORTAL, Verb.WORKSPACE_UNVERIFIED, workspace.slug, workspace=workspace)
    return True

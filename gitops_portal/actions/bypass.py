"""What CI told of applies and of the state in; what went past the gate out: kept, told in the trail, acknowledged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.actions import audit, clock
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core import bypass
from gitops_portal.core.bypass import Apply, Serial
from gitops_portal.core.errors import Invalid, Stale
from gitops_portal.core.events import Verb
from gitops_portal.core.lifecycle import State
from gitops_portal.core.payloads.runs import BypassAcknowledged, Bypassed
from gitops_portal.records.models import Bypass
from gitops_portal.records.queries import applies, locks, outcomes

if TYPE_CHECKING:
    from gitops_portal.core.model import Actor
    from gitops_portal.records.models import Run, Workspace

LONGEST_REASON: Final = 2_000


def applied(run: Run, by: Actor, outcome: str, seconds: int | None = None) -> None:
    """Notice an apply without an approval, in the caller's transaction; `run` is locked, and as it was before."""
    told = Apply(
        run=run.number,
        outcome=outcome,
        at=clock.now(),
        state=State(run.state),
        before=applies.state_before(run) if State(run.state) in bypass.OVERTAKEN else None,
        ends_at=run.ends_at,
        allowed_at=answer.allowed_at if (answer := applies.gate_answer(run)) else None,
        seconds=seconds,
    )
    if sentence := bypass.past_the_gate(told):
        _notice(run.workspace, by, Bypass(kind="apply", key=f"run {run.number}", run=run, told=sentence), outcome)


def state_moved(workspace: Workspace, by: Actor, seen: Serial | None = None) -> None:
    """Notice that the state is further than the last apply left it, in the caller's transaction: the state that was
    `seen`, or else the newest that was sent.

    While an apply may be under way nothing is claimed: it tells its outcome when it ends.
    """
    seen = seen or applies.newest_serial(workspace)
    if seen is None or seen.number is None:
        return
    last = outcomes.last_of(workspace)
    if last is None or last.serial is None:
        return
    noticed, is_open = applies.noticed(last)
    if is_open or not bypass.moved(Serial(max(last.serial, noticed or 0), last.lineage), seen):
        return
    if applies.apply_under_way(workspace, last.created_at, clock.now()):
        return
    told = (
        f"The state is at serial {seen.number:,}, and the last apply, of run {last.run.number}, left it at"
        f" {last.serial:,}: something else wrote it."
    )
    found = Bypass(
        kind="state", key=f"serial after {last.pk}: {seen.number}", run=last.run, serial=seen.number, told=told
    )
    _notice(workspace, by, found, "")


def _notice(workspace: Workspace, by: Actor, found: Bypass, outcome: str) -> None:
    """Seen twice is seen once."""
    kept, fresh = Bypass.objects.get_or_create(
        workspace=workspace,
        key=found.key,
        defaults={
            "kind": found.kind,
            "run": found.run,
            "serial": found.serial,
            "told": found.told,
            "seen_at": clock.now(),
        },
    )
    if fresh:
        detail = Bypassed(kind=kept.kind, outcome=outcome, serial=kept.serial)
        about = str(kept.run) if kept.kind == "apply" else workspace.slug
        run = kept.run if kept.kind == "apply" else None
        audit.record(by, Verb.WORKSPACE_BYPASSED, about, workspace=workspace, run=run, reason=kept.told, detail=detail)


@in_one_transaction()
def acknowledge(workspace: Workspace, pk: int, by: Actor, reason: str) -> None:
    """An owner says what it was. Raises Invalid without a reason, Stale where somebody did before."""
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise Invalid(f"Say what happened, in at most {LONGEST_REASON:,} characters: it stands in the audit trail.")
    place = locks.workspace(workspace.pk)
    found = applies.open_bypass(place, pk)
    if found is None:
        raise Stale("That was acknowledged before, or is none of this workspace's.")
    found.acknowledged_at, found.acknowledged_by, found.reason = clock.now(), by.name[:200], reason
    found.save(update_fields=["acknowledged_at", "acknowledged_by", "reason"])
    detail = BypassAcknowledged(kind=found.kind, told=found.told, seen_at=audit.rfc3339(found.seen_at))
    about = str(found.run) if found.kind == "apply" else place.slug
    run = found.run if found.kind == "apply" else None
    audit.record(by, Verb.WORKSPACE_BYPASS_ACKNOWLEDGED, about, workspace=place, run=run, reason=reason, detail=detail)

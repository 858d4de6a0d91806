"""What has to be known of a run or of a state before it is said that something went past the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max

from gitops_portal.core.bypass import LONGEST_APPLY, Serial
from gitops_portal.core.events import Verb
from gitops_portal.core.lifecycle import State
from gitops_portal.records.models import AuditEvent, Bypass, GateAnswer, Snapshot

if TYPE_CHECKING:
    from datetime import datetime

    from gitops_portal.records.models import Outcome, Run, Workspace


def state_before(run: Run) -> State | None:
    """Of a run that was overtaken, the state it had until then, as the trail tells it; None where it does not."""
    events = AuditEvent.objects.filter(chain__name=run.workspace.slug, run_number=run.number).order_by("-sequence")
    for verb, detail in events.values_list("verb", "detail").iterator(50):
        told = detail.get("before") if verb in _OVERTAKEN else detail.get("after") or detail.get("state")
        if verb == Verb.RUN_REOPENED:
            told = State.AWAITING
        if told in set(State):
            return State(told)
    return None


_OVERTAKEN = {str(Verb.RUN_SUPERSEDED), str(Verb.RUN_OUTDATED)}


def gate_answer(run: Run) -> GateAnswer | None:
    """What the gate said of it last."""
    return GateAnswer.objects.filter(run=run).first()


def newest_serial(workspace: Workspace) -> Serial | None:
    """Of the newest state that was sent."""
    found = Snapshot.objects.filter(workspace=workspace).values_list("serial", "lineage").first()
    return Serial(*found) if found else None


def apply_under_way(workspace: Workspace, since: datetime, now: datetime) -> bool:
    """Whether the gate let a run through since then that has not told its outcome."""
    begun = max(since, now - LONGEST_APPLY)
    let = GateAnswer.objects.filter(run__workspace=workspace, allowed_at__gt=begun)
    return let.filter(run__state__in=[state for state in State if state.allows_apply]).exists()


def noticed(last: Outcome) -> tuple[int | None, bool]:
    """The highest serial after an outcome that was noticed already, and whether nobody has acknowledged one."""
    found = Bypass.objects.filter(run=last.run_id, kind="state", key__startswith=f"serial after {last.pk}:")
    return found.aggregate(most=Max("serial"))["most"], found.filter(acknowledged_at=None).exists()


def open_bypass(workspace: Workspace, pk: int) -> Bypass | None:
    """One that nobody has acknowledged, of a workspace that is locked; None where there is none."""
    found = Bypass.objects.select_related("run__workspace").filter(workspace=workspace, acknowledged_at=None, pk=pk)
    return found.defer("run__summary").first()

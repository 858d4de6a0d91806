"""What was undetermined when it was applied in; by whose values it can be judged now, and what came of it, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from gitops_portal.core.afterwards import Answer, Before, Open
from gitops_portal.core.model import Status
from gitops_portal.records.models import LaterAnswer, Outcome, Run, Snapshot
from gitops_portal.records.queries import outcomes

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from gitops_portal.records.models import Workspace


def due(slug: str, limit: int) -> list[int]:
    """The keys of outcomes of which a state, or a plan, of after the apply is known by now."""
    found = Outcome.objects.filter(awaits_serial__isnull=False)
    found = found.filter(run__workspace__slug=slug) if slug else found
    of = {"workspace": OuterRef("run__workspace"), "serial__gte": OuterRef("awaits_serial")}
    same = Q(lineage="") | Q(lineage=OuterRef("lineage"))
    known = [rows.filter(**of) for rows in (Snapshot.objects, _looked())]
    any_lineage, same_lineage = (Exists(each[0]) | Exists(each[1]) for each in (known, [k.filter(same) for k in known]))
    found = found.filter(same_lineage | Q(lineage="") & any_lineage)
    return list(found.order_by("pk").values_list("pk", flat=True)[:limit])


def outcome(pk: int) -> Outcome | None:
    """With its run and workspace; None where nothing of it waits."""
    found = Outcome.objects.select_related("run__workspace").defer("run__summary")
    return found.filter(pk=pk, awaits_serial__isnull=False).first()


def newest_state(told: Outcome) -> Snapshot | None:
    """The state of the highest serial that may be judged by; of one lineage, where both are told."""
    found = Snapshot.objects.filter(workspace=told.run.workspace_id, serial__gte=told.awaits_serial)
    return found.filter(_same(told)).order_by("-serial", "-pk").first()


def newest_plan(told: Outcome) -> Run | None:
    """The same of plans, by the state that they were made on."""
    found = _looked().filter(workspace=told.run.workspace_id, serial__gte=told.awaits_serial)
    found = found.filter(_same(told)).exclude(pk=told.run_id)
    return found.select_related("workspace").order_by("-serial", "-number").first()


def _same(told: Outcome) -> Q:
    """Of the same lineage, as far as both tell theirs."""
    return Q(lineage__in=("", told.lineage)) if told.lineage else Q()


def _looked() -> QuerySet[Run]:
    """Runs whose plan looked at the real world and came to an end."""
    return Run.objects.filter(evaluated_at__isnull=False, plan_errored=False, serial__isnull=False)


def before(run: Run) -> Before:
    """What of a run's changes could not be told and has no answer yet, and what was violated as it was."""
    found = run.findings.filter(standing=False, status__in=(Status.UNDETERMINED, Status.VIOLATED)).exclude(address="")
    rows = list(found.order_by().values_list("guardrail", "address", "attribute", "status"))
    answered = {Open(*pair) for pair in run.later_answers.values_list("guardrail", "address")}
    waiting = {Open(rule, place) for rule, place, _, status in rows if status == Status.UNDETERMINED}
    violated = {(Open(rule, place), what) for rule, place, what, status in rows if status == Status.VIOLATED}
    return Before(frozenset(waiting - answered), frozenset(violated))


def answers(run: Run, limit: int) -> tuple[list[LaterAnswer], int]:
    """What turned out violated, as far as `limit`, and how much passed."""
    found = run.later_answers.all()
    return list(found.filter(answer=Answer.VIOLATED)[:limit]), found.filter(answer=Answer.PASSED).count()


def of_last_apply(workspace: Workspace, limit: int) -> list[LaterAnswer]:
    """What the run that was applied last turned out to violate."""
    last = outcomes.last_of(workspace)
    found = LaterAnswer.objects.filter(run=last.run_id, answer=Answer.VIOLATED) if last else LaterAnswer.objects.none()
    return list(found.select_related("run").defer("run__summary")[:limit])

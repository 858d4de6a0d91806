"""Workspaces in, what their tables, trends and histories show out: few questions, however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Max, Q

from gitops_portal.core.lifecycle import State
from gitops_portal.records.models import (
    Membership,
    Person,
    Run,
    Workspace,
)
from gitops_portal.records.queries.sight import DOCUMENTS, workspaces

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

_TREND = 24
"""So many runs make a cost trend."""

_PRICED = Q(cost_before__isnull=False, cost_after__isnull=False)
"""Runs that say what a workspace costs: nothing, where no price is known, is not zero."""


@dataclass(frozen=True, slots=True)
class Line:
    """A workspace with its newest plan and what it cost lately, the oldest figure first."""

    workspace: Workspace
    run: Run | None = None
    costs: tuple[Decimal, ...] = ()


def overview(person: Person) -> list[Line]:
    """Every workspace a person sees, in three queries however many there are."""
    found = list(workspaces(person))
    newest = _newest_runs(person, Q(kind="plan"))
    costs = _cost_trends(person)
    return [Line(each, newest.get(each.pk), costs.get(each.pk, ())) for each in found]


def _newest_runs(person: Person, condition: Q) -> dict[int, Run]:
    """The newest run of each workspace that meets the condition."""
    of_mine = Run.objects.filter(condition, workspace__in=workspaces(person))
    newest = of_mine.values("workspace").annotate(newest=Max("pk")).values("newest")
    return {run.workspace_id: run for run in Run.objects.filter(pk__in=newest).defer(*DOCUMENTS)}


def _cost_trends(person: Person) -> dict[int, tuple[Decimal, ...]]:
    recent = Run.objects.filter(
        workspace__in=workspaces(person),
        number__gt=F("workspace__last_number") - _TREND,
    ).filter(_PRICED)
    trends: dict[int, list[Decimal]] = {}
    for key, state, before, after in recent.order_by("number").values_list(
        "workspace", "state", "cost_before", "cost_after"
    ):
        trends.setdefault(key, []).append(_now(state, before, after))
    return {key: tuple(costs) for key, costs in trends.items()}


def cost_now(run: Run) -> Decimal | None:
    """What stands after a run costs per month: the plan's "after" once applied, its "before" otherwise."""
    cost: Decimal | None = _now(run.state, run.cost_before, run.cost_after)
    return cost


def _now(state: str, before: Any, after: Any) -> Any:
    return after if state == State.APPLIED else before


def runs(workspace: Workspace, page: int | str = 1, size: int = 15) -> Page[Run]:
    found = workspace.runs.defer(*DOCUMENTS).order_by("-number")
    return Paginator(found, size).get_page(page)


def trend(workspace: Workspace) -> list[Run]:
    """The evaluated runs that make the cost trend, the oldest first."""
    priced = workspace.runs.filter(_PRICED).defer(*DOCUMENTS)
    return list(priced.order_by("-number")[:_TREND])[::-1]


def verifications(workspace: Workspace, limit: int = 10) -> list[Run]:
    """The latest runs that compared the state with the real world."""
    return list(workspace.runs.filter(evaluated_at__isnull=False).defer(*DOCUMENTS).order_by("-number")[:limit])


def standing_run(workspace: Workspace) -> Run | None:
    """The run that tells what stands now: the last one applied, else the last one evaluated."""
    evaluated = workspace.runs.filter(evaluated_at__isnull=False)
    applied = evaluated.filter(state=State.APPLIED).order_by("-applied_at", "-number").first()
    return applied or evaluated.order_by("-number").first()


def members(workspace: Workspace) -> list[Membership]:
    return list(workspace.memberships.select_related("person").order_by("person__name", "person__email"))


def drift(person: Person) -> list[Line]:
    """Every workspace a person sees with the run that verified it last."""
    verified = _newest_runs(person, Q(evaluated_at__isnull=False))
    return [Line(each, verified.get(each.pk)) for each in workspaces(person)]


def drifted_resources(runs: Iterable[Run]) -> dict[int, list[dict[str, str]]]:
    """What differed from the state when these runs looked, by run: action and address of each resource, as kept."""
    wanted = [run.pk for run in runs if run.drifted]
    return dict(Run.objects.filter(pk__in=wanted).order_by().values_list("pk", "summary__drift"))


def labels(lines: Iterable[Line]) -> list[str]:
    """Every label that stands on these workspaces, as `name=value`."""
    return sorted({f"{name}={value}" for line in lines for name, value in line.workspace.labels.items()})

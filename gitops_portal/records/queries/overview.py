"""Workspaces in, what their tables, trends and histories show out: few questions, however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from gitops_portal.core.lifecycle import State
from gitops_portal.records.models import (
    Membership,
    Person,
    Run,
    Workspace,
)
from gitops_portal.records.queries.estate import PRICED, TREND, Line, counted
from gitops_portal.records.queries.known import DRIFTED, POSTURES
from gitops_portal.records.queries.sight import workspaces

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

_VERIFIED = Subquery(
    Run.objects.filter(evaluated_at__isnull=False, workspace=OuterRef("pk")).order_by("-number").values("pk")[:1]
)
_FOUND = Case(When(POSTURES["drifted"], then=0), default=1)
_PROVEN = Case(When(POSTURES["unverified"], then=0), default=1)


def cost_now(run: Run) -> Decimal | None:
    """What stands after a run costs per month: the plan's "after" once applied, its "before" otherwise."""
    cost: Decimal | None = _now(run.state, run.cost_before, run.cost_after)
    return cost


def _now(state: str, before: Any, after: Any) -> Any:
    return after if state == State.APPLIED else before


def runs(workspace: Workspace, page: int | str = 1, size: int = 15) -> Page[Run]:
    found = workspace.runs.defer("summary").order_by("-number")
    return Paginator(found, size).get_page(page)


def trend(workspace: Workspace) -> list[Run]:
    """The evaluated runs that make the cost trend, the oldest first."""
    priced = workspace.runs.filter(PRICED).defer("summary")
    return list(priced.order_by("-number")[:TREND])[::-1]


@dataclass(frozen=True, slots=True)
class Standing:
    """The run that tells what stands now, and how many resources it has of the most frequent types."""

    run: Run
    types: list[tuple[str, int]]
    """Empty where the run was evaluated before this was kept."""


def standing_run(workspace: Workspace) -> Standing | None:
    """The last run that was applied, else the last one that was evaluated; without its documents."""
    evaluated: Any = workspace.runs.filter(evaluated_at__isnull=False).defer("summary")
    applied = Case(When(state=State.APPLIED, then=F("applied_at")))  # of one that was overtaken it counts for nothing
    newest = (applied.desc(nulls_last=True), "-number")
    found = evaluated.annotate(types_told=F("summary__types")).order_by(*newest).first()
    return Standing(found, [(name, count) for name, count in found.types_told or ()]) if found else None


def members(workspace: Workspace) -> list[Membership]:
    return list(workspace.memberships.select_related("person").order_by("person__name", "person__email"))


def drift(person: Person, posture: str, total: int, page: int | str, size: int = 100) -> Page[Line]:
    """Workspaces a person sees, each with the run that verified it last; what drifted most stands first.

    `total` is how many there are, as `postures` tells.
    """
    found = workspaces(person).filter(POSTURES.get(posture, Q())).annotate(verified=_VERIFIED)
    paginator = Paginator(found.order_by(_FOUND, _PROVEN, Coalesce(DRIFTED, 0).desc(), "slug"), size)
    paginator.count = total
    shown: Any = paginator.get_page(page)
    rows = list(shown.object_list)
    runs = Run.objects.defer("summary").in_bulk([row.verified for row in rows if row.verified])
    shown.object_list = [Line(row, runs.get(row.verified)) for row in rows]
    lines: Page[Line] = shown
    return lines


def postures(person: Person) -> tuple[int, dict[str, int]]:
    """How many workspaces a person sees, and how many of them are in each of POSTURES."""
    found = workspaces(person).aggregate(total=Count("pk"), **counted(POSTURES))
    return found["total"], {name: found[f"count_{name}"] for name in POSTURES}


def drifted_resources(runs: Iterable[Run]) -> dict[int, list[dict[str, str]]]:
    """What differed from the state when these runs looked, by run: action and address of each resource, as kept."""
    wanted = [run.pk for run in runs if run.drifted]
    return dict(Run.objects.filter(pk__in=wanted).order_by().values_list("pk", "summary__drift"))

"""A run in, its changes, findings, decisions, events and forerunners out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db.models import Q

from gitops_portal.core.lifecycle import State
from gitops_portal.records.models import (
    AuditEvent,
    Decision,
    Person,
    Run,
    RunChange,
    RunFinding,
)
from gitops_portal.records.queries.sight import DOCUMENTS, workspaces

if TYPE_CHECKING:
    from collections.abc import Mapping


def run(slug: str, number: int, person: Person) -> Run:
    """Raises Run.DoesNotExist also where it exists but is not this person's to see."""
    known = Run.objects.select_related("workspace", "superseded_by")
    known = known.defer("report", *[f"superseded_by__{name}" for name in DOCUMENTS])
    return known.get(workspace__in=workspaces(person), workspace__slug=slug, number=number)


CHANGE_FILTERS = {
    "action": "action",
    "type": "type",
    "module": "module",
    "block": "block",
    "text": "address__icontains",
}
"""What the changes of a run may be narrowed by -> the look-up it means."""


NO_NOISE = "none"


def run_changes(
    run: Run, page: int | str = 1, filters: Mapping[str, str] | None = None, size: int = 50
) -> Page[RunChange]:
    """The changes by risk, the gravest first. Filters with other names than CHANGE_FILTERS are ignored.

    One more filter, `noise`, asks for one class of it, or with `none` for all that is no noise.
    """
    asked = {name: value.replace("\0", "") for name, value in (filters or {}).items()}  # PostgreSQL has no NUL
    wanted = {CHANGE_FILTERS[name]: value for name, value in asked.items() if value and name in CHANGE_FILTERS}
    rows = run.changes.filter(**wanted).order_by("rank")
    if noise := (filters or {}).get("noise"):
        rows = rows.filter(**_ranks(run, noise))
    return Paginator(rows, size).get_page(page)


def _ranks(run: Run, noise: str) -> dict[str, int]:
    """Where a class of noise stands: behind everything else, one class after the other in order of their names."""
    counts: dict[str, int] = run.summary.get("noise") or {}
    start = run.changes.count() - sum(counts.values()) if counts else 0
    if noise == NO_NOISE:
        return {"rank__lt": start} if counts else {}
    start += sum(count for name, count in counts.items() if name < noise)
    return {"rank__gte": start, "rank__lt": start + counts.get(noise, 0)}


def run_findings(run: Run) -> list[RunFinding]:
    return list(run.findings.order_by("guardrail", "address", "pk"))


def run_decisions(run: Run) -> list[Decision]:
    return list(run.decisions.all())


def run_events(run: Run) -> list[AuditEvent]:
    """The run's part of its workspace's audit trail, the oldest first."""
    return list(AuditEvent.objects.filter(chain__name=run.workspace.slug, run_number=run.number).order_by("sequence"))


def approved_before(run: Run) -> Run | None:
    """The run of the same workspace that was approved last before this one."""
    approved = Q(state__in=[State.APPROVED, State.AUTO_APPROVED, State.APPLIED, State.APPLY_FAILED])
    before = Run.objects.filter(approved, workspace=run.workspace, kind="plan", number__lt=run.number)
    return before.defer(*DOCUMENTS).order_by("-number").first()


def earlier_changes(run: Run, block: str, limit: int = 10) -> list[RunChange]:
    """What earlier runs of the workspace did to the same resource block, the newest first."""
    earlier = RunChange.objects.filter(run__workspace=run.workspace, run__number__lt=run.number, block=block)
    return list(earlier.select_related("run").defer(*[f"run__{name}" for name in DOCUMENTS]).order_by("-run")[:limit])

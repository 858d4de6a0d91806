"""A person in, what each workspace that they see costs out: by its newest plan that says so, in two queries.

And a run in, what is kept of it for its export out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db.models import F

from gitops_portal.records.models import Run, RunDocument
from gitops_portal.records.queries.budgets import ENDS, NEWEST_PRICED
from gitops_portal.records.queries.overview import cost_now
from gitops_portal.records.queries.sight import workspaces

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from gitops_portal.records.models import Person, Workspace

_NAMES: Final = ("low_before", "low_after", "high_before", "high_after")


class WorkspaceCost(NamedTuple):
    """A workspace, the run that tells its cost, and what it costs now; None where no plan could be priced."""

    workspace: Workspace
    run: Run | None
    now: Decimal | None
    ends: dict[str, str | None]
    """`low_after` and the like, where a usage file told a range."""
    coverage: dict[str, Any]


def stands(run: Run) -> dict[str, Any] | None:
    """Regions and tags, as `core.view.stands` writes them; None where they were not kept."""
    found: dict[str, Any] | None = RunDocument.objects.filter(run=run).values_list("stands", flat=True).first()
    return found


def of_workspaces(person: Person) -> Iterator[WorkspaceCost]:
    """By slug."""
    found = list(workspaces(person).annotate(priced=NEWEST_PRICED).order_by("slug"))
    asked = Run.objects.annotate(**dict(zip(_NAMES, ENDS, strict=True)), coverage=F("summary__cost__coverage"))
    runs = {run.pk: run for run in asked.filter(pk__in=[one.priced for one in found if one.priced]).defer("summary")}
    for one in found:
        run = runs.get(one.priced)
        ends = {name: getattr(run, name) if run else None for name in _NAMES}
        yield WorkspaceCost(one, run, cost_now(run) if run else None, ends, run.coverage if run else {})

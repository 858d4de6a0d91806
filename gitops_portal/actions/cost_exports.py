"""A run in, its cost with the columns of FOCUS out: of what is kept of it, without reading its plan again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.actions import rejudge
from gitops_portal.core.pricing import cost_export
from gitops_portal.core.view import stands
from gitops_portal.records.queries import api as queries
from gitops_portal.records.queries import costs as of_costs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from gitops_portal.records.models import Run


def focus(run: Run) -> Iterator[list[str]]:
    """The month is that in which the plan arrived.

    A run of which regions and tags were not kept has them from its plan. Raises PortalError where that can't be read
    any more.
    """
    cost = queries.report(run).get("cost", {})
    kept = of_costs.stands(run)
    if kept is None:
        changes = rejudge.planned(run)
        found = stands.read(stands.written(changes), [each.address for each in changes.resources])
    else:
        found = stands.read(kept, [line["address"] for line in cost.get("resources", [])])
    return cost_export.focus(cost, found, _month(run.created_at))


def _month(at: datetime) -> tuple[datetime, datetime]:
    """Its first moment, and that of the next."""
    start = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return start, start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)

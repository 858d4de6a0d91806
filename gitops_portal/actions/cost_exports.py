"""A run in, its cost with the columns of FOCUS out: regions and tags are read from the plan again; nothing is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.actions.rejudge import planned
from gitops_portal.core.model import Action
from gitops_portal.core.pricing import cost_export
from gitops_portal.core.regions import region
from gitops_portal.core.rules.tag_sums import tags
from gitops_portal.records.queries import api as queries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from gitops_portal.core.model import Change
    from gitops_portal.records.models import Run

_GONE = frozenset({Action.DELETE, Action.FORGET})


def focus(run: Run) -> Iterator[list[str]]:
    """The month is that in which the plan arrived. Raises PortalError where the plan can't be read any more."""
    found = {each.address: _stands(each) for each in planned(run).resources if each.action not in _GONE}
    return cost_export.focus(queries.report(run).get("cost", {}), found, _month(run.created_at))


def _stands(change: Change) -> cost_export.Stands:
    after = change.before if change.after is None else change.after
    return cost_export.Stands(region(change.type, after) or change.region, dict(tags(after).known))


def _month(at: datetime) -> tuple[datetime, datetime]:
    """Its first moment, and that of the next."""
    start = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return start, start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)

"""What drifted, item by item: for actions as it is, for people as far as they see its workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Max

from gitops_portal.core.drift.following import Known
from gitops_portal.records.models import DriftItem, Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from gitops_portal.records.models import Workspace

AT_ONCE: Final = 500
"""Rows that one statement names."""


def known(workspace: Workspace) -> list[Known]:
    """What is open of a locked workspace."""
    rows = DriftItem.objects.filter(workspace=workspace, closed_at=None).order_by("pk")
    return [Known(*row) for row in rows.values_list("pk", "key", "digest")]


def items(keys: Iterable[int]) -> Iterator[QuerySet[DriftItem]]:
    """Rows by their keys, so many at once as a statement may name."""
    wanted = sorted(keys)
    for first in range(0, len(wanted), AT_ONCE):
        yield DriftItem.objects.filter(pk__in=wanted[first : first + AT_ONCE]).order_by("pk")


def applied_last(workspace: Workspace) -> datetime | None:
    """When a run of the workspace was applied last."""
    found: datetime | None = Run.objects.filter(workspace=workspace).aggregate(at=Max("applied_at"))["at"]
    return found

"""A run in, what other tools said of its plan out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from gitops_portal.core.model import ToolKind
from gitops_portal.core.model import ToolReport as Report
from gitops_portal.records.models import ToolReport

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from gitops_portal.records.models import Run


def tool_reports(run: Run, *, costs: bool = False) -> list[ToolReport]:
    """What they found or, with `costs`, what they price it at."""
    return list(_of(run, found=not costs, priced=costs))


def said(run: Run, *, found: bool, priced: bool) -> list[tuple[str, Report]]:
    """What they found, and what they price it at, each with the digest of what was sent, in an order of their own."""
    rows = _of(run, found=found, priced=priced)
    return [(row.digest, msgspec.convert({name: getattr(row, name) for name in _PARTS}, Report)) for row in rows]


def digests(run: Run, *, found: bool, priced: bool) -> list[str]:
    """Those of `said` alone."""
    return list(_of(run, found=found, priced=priced).values_list("digest", flat=True))


def _of(run: Run, *, found: bool, priced: bool) -> QuerySet[ToolReport]:
    rows = ToolReport.objects.filter(run=run).order_by("kind", "tool")
    if found and priced:
        return rows
    return rows.exclude(kind=ToolKind.INFRACOST) if found else rows.filter(kind=ToolKind.INFRACOST)


_PARTS: Final = tuple(each.name for each in msgspec.structs.fields(Report))


def every_report(run: Run) -> list[ToolReport]:
    return list(ToolReport.objects.filter(run=run))

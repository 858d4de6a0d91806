"""A run in, what other tools said of its plan out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from gitops_portal.core.model import ToolReport as Report
from gitops_portal.records.models import ToolReport

if TYPE_CHECKING:
    from gitops_portal.records.models import Run


def tool_reports(run: Run, *, costs: bool = False) -> list[ToolReport]:
    """What they found or, with `costs`, what they price it at."""
    found = ToolReport.objects.filter(run=run)
    return list(found.filter(kind="infracost") if costs else found.exclude(kind="infracost"))


def said(run: Run) -> list[tuple[str, Report]]:
    """What they found, each with the digest of what was sent, in an order of their own."""
    found = ToolReport.objects.filter(run=run).exclude(kind="infracost").order_by("kind", "tool")
    return [(row.digest, msgspec.convert({name: getattr(row, name) for name in _PARTS}, Report)) for row in found]


def digests(run: Run) -> list[str]:
    """Those of `said` alone."""
    found = ToolReport.objects.filter(run=run).exclude(kind="infracost").order_by("kind", "tool")
    return list(found.values_list("digest", flat=True))


_PARTS: Final = tuple(each.name for each in msgspec.structs.fields(Report))


def every_report(run: Run) -> list[ToolReport]:
    return list(ToolReport.objects.filter(run=run))

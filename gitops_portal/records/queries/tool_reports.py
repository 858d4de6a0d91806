"""A run in, what other tools said of its plan out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.records.models import ToolReport

if TYPE_CHECKING:
    from gitops_portal.records.models import Run


def tool_reports(run: Run, *, costs: bool = False) -> list[ToolReport]:
    """What they found or, with `costs`, what they price it at."""
    found = ToolReport.objects.filter(run=run)
    return list(found.filter(kind="infracost") if costs else found.exclude(kind="infracost"))


def every_report(run: Run) -> list[ToolReport]:
    return list(ToolReport.objects.filter(run=run))

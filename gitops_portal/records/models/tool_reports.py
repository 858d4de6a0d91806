"""Rows: what other tools said of a run's plan, as `core.tool_reports` reads it."""

from __future__ import annotations

from django.db import models

from gitops_portal.records.models.runs import Run


class ToolReport(models.Model):
    """The newest of one kind by one tool. A verdict counts it only where a guardrail of the organisation does."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="tool_reports")
    kind = models.CharField(max_length=20)
    """As `core.model.ToolKind` names it."""
    tool = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    """SHA-256 of what was sent."""
    findings = models.JSONField(default=list, blank=True)
    """The gravest of them, with no secret in them: `core.model.ToolFinding`."""
    counts = models.JSONField(default=dict, blank=True)
    """How many there are of each status, of all."""
    figures = models.JSONField(default=dict, blank=True)
    """Of costs a month, and their currency."""
    costs = models.JSONField(default=list, blank=True, db_default=[])
    """Of resources, a month: `core.model.ToolCost`."""
    told = models.JSONField(default=list, blank=True)
    """Sentences about it."""
    told_by = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("kind", "tool", "pk")
        constraints = (models.UniqueConstraint(fields=["run", "kind", "tool"], name="one_report_of_a_tool"),)

    def __str__(self) -> str:
        return f"{self.tool} of {self.run}"

"""Rows: what workspaces may cost together, what the resources of a run cost by tag, and what nobody knows of it."""

from __future__ import annotations

from django.db import models

from gitops_portal.records.models.runs import Run


class Budget(models.Model):
    """What a month may cost in a scope, or there of the resources with one tag."""

    name = models.CharField(max_length=128, unique=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    """US dollars per month."""
    scope = models.CharField(max_length=16, default="organisation")
    """One of `core.scope.ScopeKind`."""
    selector = models.CharField(max_length=300, blank=True, default="")
    """Empty for the organisation, `env=prod` for labels, the slug for a workspace."""
    tag_key = models.CharField(max_length=128, blank=True, default="")
    tag_value = models.CharField(max_length=256, blank=True, default="")
    """Both empty where all resources count."""
    changed_by = models.CharField(max_length=200)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class RunTag(models.Model):
    """What a run's resources cost by one tag, as `core.rules.tag_sums` counts it; older runs have none."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="tags")
    kind = models.CharField(max_length=8)
    """`sum`; its `low` and `high` end, where a usage file tells a range; `untold`, of resources whose tags are not
    known; `left-out`, of a key that has too many values.
    """
    key = models.CharField(max_length=128, blank=True, default="")
    value = models.CharField(max_length=256, blank=True, default="")
    before = models.DecimalField(max_digits=16, decimal_places=4, default=0)
    after = models.DecimalField(max_digits=16, decimal_places=4, default=0)
    priced = models.PositiveIntegerField(default=0)
    unpriced = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=["run", "key"], name="run_tag_key"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}={self.value} in {self.run}"


class CostGap(models.Model):
    """What the cost of a run leaves out or takes for granted, as `core.pricing.gaps` counts it.

    Kept of the newest plans alone: a newer one of the workspace takes them away.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="gaps")
    kind = models.CharField(max_length=12)
    """One of `core.pricing.gaps.Gap`; `judged` of all resources, which every run has."""
    type = models.CharField(max_length=400, blank=True, default="")
    """Of resources; empty for the types that there was no room for."""
    reason = models.CharField(max_length=400, blank=True, default="")
    resources = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=["kind", "type"], name="gaps_by_type"),)

    def __str__(self) -> str:
        return f"{self.resources} {self.type} {self.kind} in {self.run}"

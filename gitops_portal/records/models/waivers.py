"""Rows: which findings of guardrails somebody answers for, and until when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gitops_portal.records.models.workspaces import Workspace


class Waiver(models.Model):
    """One guardrail may object at an address of one workspace until an end; rows are ended, never removed."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="waivers")
    guardrail = models.CharField(max_length=100)
    address = models.TextField(blank=True, default="")
    """Of a resource; empty for the plan as a whole."""
    pattern = models.BooleanField(default=False)
    """Whether `*` in the address is any text."""
    ceiling = models.DecimalField(max_digits=13, decimal_places=4, null=True, blank=True)
    """What a month may cost, of a guardrail about cost, in the currency of the price book."""
    reason = models.TextField()
    made_by = models.CharField(max_length=200)
    made_identity = models.CharField(max_length=254)
    """Who made it, also once the account is gone: they do not approve it."""
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    """When a message says that it ends."""
    warned_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.CharField(max_length=200, blank=True, default="")
    approved_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    """When it was withdrawn, or when the portal told that it had ended."""
    ended_by = models.CharField(max_length=200, blank=True, default="")
    """Who withdrew it; empty where its time was over."""

    class Meta:
        ordering = ("ends_at", "pk")
        indexes = (
            models.Index(fields=["workspace", "ends_at"], condition=Q(ended_at=None), name="waivers_open"),
            models.Index(fields=["workspace", "-ended_at"], name="waivers_ended"),
        )

    def __str__(self) -> str:
        return f"{self.guardrail} for {self.address or 'the plan as a whole'}"

"""Rows: what somebody has viewed."""

from __future__ import annotations

from django.db import models

from gitops_portal.records.models.people import Person
from gitops_portal.records.models.workspaces import Workspace


class Viewed(models.Model):
    """A person's mark at a change of a workspace, as it was when they viewed it last. Nobody else sees it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="viewed")
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="viewed")
    key = models.CharField(max_length=64)
    """Of the change: the same in every run."""
    digest = models.CharField(max_length=64, blank=True)
    """`RunChange.seen_as`; empty where the mark was taken off."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "workspace", "key"], name="one_view_per_change"),)

    def __str__(self) -> str:
        return f"{self.person} viewed {self.key}"

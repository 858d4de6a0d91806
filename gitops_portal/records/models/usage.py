"""Usage files of workspaces: how much is used of what is paid by use."""

from __future__ import annotations

from django.db import models

from gitops_portal.records.models.workspaces import Workspace


class UsageFile(models.Model):
    """A version of a workspace's usage file; the newest holds. Rows are added, never changed."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="usage_files")
    version = models.PositiveIntegerField()
    source = models.TextField(blank=True)
    """The file, with its comments; empty where nothing is told any more."""
    document = models.JSONField(default=dict)
    """What it says, as `core.pricing.usage` reads it."""
    digest = models.CharField(max_length=64, blank=True, default="")
    """SHA-256 of the document; empty where it tells nothing."""
    saved_by = models.CharField(max_length=200)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("-version",)
        constraints = (models.UniqueConstraint(fields=("workspace", "version"), name="one_usage_version"),)

    def __str__(self) -> str:
        return f"usage of {self.workspace}, version {self.version}"

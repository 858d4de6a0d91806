"""Rows: what was seen of the real world, besides plans: states, one at a time, and what the newest of them holds."""

from __future__ import annotations

from django.db import models

from gitops_portal.records.models.workspaces import Workspace


class Snapshot(models.Model):
    """A state of a workspace that was sent, as evidence: rows are added and never changed."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="snapshots")
    source = models.CharField(max_length=40)
    """Which source read it, by its id."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the uploaded bytes."""
    artifact = models.CharField(max_length=64)
    """SHA-256 of the clean document in the artifact store."""
    lineage = models.CharField(max_length=200, blank=True, default="")
    serial = models.PositiveBigIntegerField(null=True, blank=True)
    """Null where the document does not tell it."""
    terraform_version = models.CharField(max_length=100, blank=True, default="")
    resources = models.PositiveIntegerField(default=0)
    """Objects that it holds, data sources and deposed ones included."""
    told = models.JSONField(default=list, blank=True)
    """Sentences about how it stands to the one before."""
    uploaded_by = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=["workspace", "-created_at"], name="snapshot_newest"),)

    def __str__(self) -> str:
        return f"state of {self.workspace}, serial {'unknown' if self.serial is None else self.serial}"


class StandingResource(models.Model):
    """One object of the newest snapshot of a workspace, for lists; its attributes stay in the artifact."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="standing")
    place = models.PositiveIntegerField()
    """In order of address."""
    address = models.TextField()
    type = models.TextField()
    module = models.TextField(blank=True, default="")
    provider = models.TextField(blank=True, default="")
    mode = models.CharField(max_length=16)
    deposed = models.TextField(blank=True, default="")
    tainted = models.BooleanField(default=False)

    class Meta:
        ordering = ("snapshot", "place")
        indexes = (models.Index(fields=["snapshot", "place"], name="standing_place"),)

    def __str__(self) -> str:
        return self.address

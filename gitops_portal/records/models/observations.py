"""Rows: what was seen of the real world: what each source says, and states with what the newest of them holds."""

from __future__ import annotations

from django.db import models

from gitops_portal.records.models.runs import Run
from gitops_portal.records.models.workspaces import Workspace


class Observation(models.Model):
    """What a source said of a workspace. Said again, the row is the same, with the later time; else there is a new one.

    So the rows are the history of what was known, however often somebody looks.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="observations")
    source = models.CharField(max_length=40)
    subject = models.CharField(max_length=400, blank=True, default="")
    """Which object of the source; empty for all of the workspace."""
    state = models.CharField(max_length=16)
    """`core.posture.State`."""
    drifted = models.PositiveIntegerField(null=True, blank=True)
    """How many resources differ; null where it does not say."""
    reason = models.TextField(blank=True, default="")
    checked_at = models.DateTimeField()
    """When the source last found it so."""
    since = models.DateTimeField()
    """When it first did."""
    newest = models.BooleanField(default=True)
    """Whether it is the last word of its subject."""
    repository = models.CharField(max_length=500, blank=True, default="")
    revision = models.CharField(max_length=300, blank=True, default="")
    """What is declared, and stands or does not; empty where the source does not tell."""
    resources = models.JSONField(default=list, blank=True)
    """Those that differ, as `core.model.Differing` names them; bounded, of the others `drifted` tells the number."""
    run = models.ForeignKey(Run, models.SET_NULL, null=True, blank=True, related_name="+")
    """The plan that found it, where one did."""
    told_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("-checked_at", "-pk")
        indexes = (models.Index(fields=["workspace", "-checked_at"], name="observation_history"),)
        constraints = (
            models.UniqueConstraint(
                fields=["workspace", "source", "subject"], condition=models.Q(newest=True), name="one_last_word"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source} says {self.state} of {self.workspace}"


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
    read_from = models.TextField(blank=True, default="", db_default="")
    """The object, and its version where the bucket keeps some, that the portal itself read; empty where it was sent."""
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

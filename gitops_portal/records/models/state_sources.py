"""Rows: from which object of a bucket a workspace's state is read, and what came of it last."""

from __future__ import annotations

from django.db import models

from gitops_portal.core.s3_backend import PREFIX, Place
from gitops_portal.records.models.workspaces import Workspace


class StateSource(models.Model):
    """Where the portal itself looks for a workspace's state. No credential stands here: the operator's are used."""

    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="state_source")
    bucket = models.CharField(max_length=63)
    key = models.CharField(max_length=1024)
    workspace_key_prefix = models.CharField(max_length=1024, blank=True, default=PREFIX)
    terraform_workspace = models.CharField(max_length=90, blank=True, default="")
    region = models.CharField(max_length=40, blank=True, default="")
    endpoint = models.CharField(max_length=500, blank=True, default="")
    role = models.CharField(max_length=600, blank=True, default="")
    place = models.CharField(max_length=64, unique=True)
    """SHA-256 of endpoint, bucket and object: a state is read for one workspace only."""

    # the work of reading it
    turn = models.PositiveIntegerField(default=0)
    """Counts claims and changes of the settings: only whoever has the last one says what came of it."""
    next_at = models.DateTimeField(db_index=True)
    """When it is looked at next; whoever is at it has until then."""

    # what came of it
    etag = models.CharField(max_length=200, blank=True, default="")
    version = models.CharField(max_length=1024, blank=True, default="")
    """Which content was read last, as S3 names it; empty before the first."""
    checked_at = models.DateTimeField(null=True, blank=True)
    """When S3 last told which state lies there."""
    failure = models.TextField(blank=True, default="")
    """Why it could not be looked at last, in a sentence; empty where it could."""
    failing_since = models.DateTimeField(null=True, blank=True)
    refusal = models.TextField(blank=True, default="")
    """Why the content that lies there is no state that is kept."""
    lock = models.JSONField(default=dict, blank=True)
    """What the lock file beside it says: `core.s3_backend.Lock`; empty where there is none."""
    lock_failure = models.TextField(blank=True, default="")
    """Why nobody knows whether there is one."""

    def __str__(self) -> str:
        return f"state of {self.workspace} at {self.where.address}"

    @property
    def where(self) -> Place:
        return Place(
            bucket=self.bucket,
            key=self.key,
            workspace_key_prefix=self.workspace_key_prefix,
            terraform_workspace=self.terraform_workspace,
            region=self.region,
            endpoint=self.endpoint,
            role=self.role,
        )

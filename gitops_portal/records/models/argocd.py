"""Servers of Argo CD that the portal asks."""

from __future__ import annotations

from django.db import models


class ArgocdServer(models.Model):
    """One that the operator names. Its token stands in no row: it is the environment's."""

    url = models.CharField(max_length=500, unique=True)

    # the work of asking it
    turn = models.PositiveIntegerField(default=0)
    """Counts claims: only whoever has the last one says what came of it."""
    next_at = models.DateTimeField(db_index=True)
    """When it is asked next; whoever is at it has until then."""

    # what came of it
    checked_at = models.DateTimeField(null=True, blank=True)
    """When it last answered."""
    applications = models.PositiveIntegerField(default=0)
    """How many it told of then that name a workspace."""
    told = models.JSONField(default=list, blank=True)
    """Sentences about those that are not heard; bounded."""
    not_heard = models.PositiveIntegerField(default=0)
    """How many these are in all."""
    failure = models.TextField(blank=True, default="")
    """Why it was not asked, or did not answer, last; empty where it did."""
    failing_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("url",)

    def __str__(self) -> str:
        return self.url

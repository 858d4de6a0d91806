"""Prices files of the organisation: what it pays other than list prices."""

from __future__ import annotations

from django.db import models


class PricesFile(models.Model):
    """A version of the organisation's prices file; the newest holds. Rows are added, never changed."""

    version = models.PositiveIntegerField(unique=True)
    source = models.TextField(blank=True)
    """The file, with its comments; empty where list prices are paid again."""
    document = models.JSONField(default=dict)
    """What it says, as `core.pricing.own_file` reads it."""
    digest = models.CharField(max_length=64, blank=True, default="")
    """SHA-256 of the document; empty where it tells nothing."""
    saved_by = models.CharField(max_length=200)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("-version",)

    def __str__(self) -> str:
        return f"own prices, version {self.version}"

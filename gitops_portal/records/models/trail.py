"""Rows: the trail that proves who did what; chained by hash, never changed: triggers of the database see to it."""

from __future__ import annotations

from typing import Any, Never

from django.db import models


class AuditChain(models.Model):
    """The head of one chain: locked by whoever appends, so no two events share a place."""

    name = models.CharField(max_length=63, unique=True)
    """A workspace's slug, or `organisation`."""
    sequence = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, default="0" * 64)

    verified = models.PositiveBigIntegerField(default=0)
    """As far as the last verification of the whole chain found it intact."""
    verified_head = models.CharField(max_length=64, default="0" * 64)
    verified_at = models.DateTimeField(null=True, blank=True)
    broken_at = models.PositiveBigIntegerField(null=True, blank=True)
    """The first event that did not hold then."""
    broken_reason = models.TextField(blank=True, default="")

    signed = models.PositiveBigIntegerField(default=0, db_default=0)
    """The last event that a checkpoint was signed for."""
    signed_at = models.DateTimeField(null=True, blank=True)
    pruned = models.PositiveBigIntegerField(default=0, db_default=0)
    """Events up to this one were taken away to be kept elsewhere; the database lets no others be removed."""
    pruned_head = models.CharField(max_length=64, default="0" * 64, db_default="0" * 64)
    """The hash of that event."""

    def __str__(self) -> str:
        return self.name


class AppendOnly(models.QuerySet["AuditEvent"]):
    """Rows that are written once."""

    def update(self, **_: Any) -> Never:
        raise TypeError("audit events are never changed")

    def delete(self) -> Never:
        raise TypeError("audit events are never deleted")

    def bulk_update(self, *_: Any, **__: Any) -> Never:
        raise TypeError("audit events are never changed")


class AuditEvent(models.Model):
    """Who did what, on what, when, from where, why: appended once, chained by hash, never changed."""

    chain = models.ForeignKey(AuditChain, models.PROTECT, related_name="events")
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=8)
    actor = models.CharField(max_length=200)
    actor_address = models.CharField(max_length=64, blank=True, default="")
    verb = models.CharField(max_length=64)
    """`noun.verb`, such as `run.approved`."""
    subject = models.CharField(max_length=300)
    run_number = models.PositiveIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True, default="")
    detail = models.JSONField(default=dict, blank=True)
    """Further facts: strings, whole numbers, booleans, lists and objects of them; no floats."""
    version = models.PositiveSmallIntegerField(default=1, db_default=1)
    """Of the canonical form that its hash is of: `core.ledger`."""
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ("chain", "sequence")
        constraints = (
            models.UniqueConstraint(fields=["chain", "sequence"], name="audit_sequence"),
            models.UniqueConstraint(fields=["chain", "previous"], name="audit_previous"),
        )
        indexes = (
            models.Index(fields=["-at"], name="audit_newest"),
            models.Index(fields=["chain", "run_number"], name="audit_run"),
        )

    def __str__(self) -> str:
        return f"{self.chain} #{self.sequence} {self.verb}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("audit events are never changed")
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> Never:
        raise TypeError("audit events are never deleted")

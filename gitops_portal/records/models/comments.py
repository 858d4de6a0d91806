"""Rows: what people write beside a run, in threads."""

from __future__ import annotations

from django.db import models

from gitops_portal.records.models.people import Person
from gitops_portal.records.models.runs import Run


class Comment(models.Model):
    """What somebody wrote about a run, one of its changes or an attribute of one; the first of a thread, or a reply."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="comments")
    thread = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")
    """The first comment of its thread; null for that one itself, which alone has a place and is resolved."""
    whole_request = models.BooleanField(default=False)
    """Whether it speaks of the whole change request; whoever sees the workspace of its run reads it."""
    address = models.TextField(blank=True, default="")
    attribute = models.TextField(blank=True, default="")
    seen = models.CharField(max_length=64, blank=True, default="")
    """Of the attribute's values: `core.comments.seen`."""

    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="comments")
    identity = models.CharField(max_length=254)
    name = models.CharField(max_length=200)
    """Whose it is, also once the account is gone, as in a decision."""
    text = models.TextField(blank=True)
    """Empty once it was removed."""
    salt = models.CharField(max_length=64, blank=True)
    """Of the digest that stands in the trail; it goes with the text."""
    mentioned = models.ManyToManyField(Person, related_name="mentions")
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"comment {self.pk} on {self.run}"

"""Rows: what people look at again and again, by name: a list as it was narrowed and sorted."""

from __future__ import annotations

from django.db import models

from gitops_portal.records.models.people import Person


class SavedView(models.Model):
    """The workspaces list as somebody narrowed and sorted it. Its address stays when it is renamed."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="views")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=2000, blank=True, default="")
    """What follows the `?` of the list's address."""
    shared = models.BooleanField(default=False)
    """Whether everybody who signs in is offered it; it shows each what they may see."""
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "pk")
        constraints = (models.UniqueConstraint(fields=["person", "name"], name="one_view_per_name"),)

    def __str__(self) -> str:
        return self.name

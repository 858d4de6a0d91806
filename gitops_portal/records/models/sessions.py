"""Rows: sessions, each under the digest of its key, and what their owner is told of them."""

from __future__ import annotations

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from gitops_portal.records.models.people import Person


class Session(AbstractBaseSession):
    """What Django keeps of a session; `records.sessions` fills in the rest from what stands in it."""

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="sessions")
    """Whose it is; nobody's before they have signed in."""
    began_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField()
    """To about a minute."""
    address = models.CharField(max_length=64, blank=True, default="")
    """From where it was last used."""
    browser = models.CharField(max_length=300, blank=True, default="")
    """As the browser described itself when they signed in."""
    known_by = models.CharField(max_length=100, blank=True, default="")
    """How they are known, as the trail says it."""

    def __str__(self) -> str:
        return f"session of {self.person}" if self.person else "session of nobody"

"""Rows: what people show beside a password or a link, and the codes for the day that they lose it."""

from __future__ import annotations

from django.db import models

from gitops_portal.records.models.people import Person


class CodeApp(models.Model):
    """The app whose one-time codes a person types in. It counts once a code of it was seen."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="code_app")
    secret = models.CharField(max_length=300)
    """Sealed with SECRET_KEY: a copy of the database makes no codes."""
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)
    """Of which step the last code was that let somebody in: no code counts twice."""

    def __str__(self) -> str:
        return f"code app of {self.person}"


class RecoveryCode(models.Model):
    """A code that replaces a second factor once. Only its SHA-256 is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"recovery code of {self.person}"


class Passkey(models.Model):
    """A key pair of which a device of a person keeps the private half."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="passkeys")
    credential = models.CharField(max_length=1400, unique=True)
    """Its id, in base64url."""
    public = models.TextField()
    """What the device said of it when it was made, with the public key, in base64url."""
    name = models.CharField(max_length=100)
    uses = models.PositiveBigIntegerField(default=0)
    """As the device counts them; 0 where it does not."""
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at",)

    def __str__(self) -> str:
        return f"{self.name} of {self.person}"

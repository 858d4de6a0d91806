"""Rows: whose tokens of CI jobs are believed, which jobs come into a workspace, and what was uploaded with a token."""

from __future__ import annotations

from django.db import models

from gitops_portal.records.models.workspaces import Workspace


class TrustedIssuer(models.Model):
    """An OpenID issuer, such as GitHub Actions, whose word about a job is believed."""

    url = models.CharField(max_length=500, unique=True)
    """Compared exactly with what a token says."""
    kind = models.CharField(max_length=8)
    """How it names its claims: `core.ci_identity.claims.Kind`."""
    forge = models.CharField(max_length=40)
    """How the names of its people begin: `github` of `github:ana`."""
    audience = models.CharField(max_length=500, blank=True, default="")
    """Whom its tokens have to be for; empty: the portal's own address."""
    algorithms = models.JSONField(default=list)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("url",)

    def __str__(self) -> str:
        return self.url


class CiRule(models.Model):
    """Jobs of one issuer that come into one workspace, and what they may do there."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="ci_rules")
    issuer = models.ForeignKey(TrustedIssuer, models.CASCADE, related_name="rules")
    claims = models.JSONField()
    """Patterns by the names of claims, as `core.ci_identity.rules` reads them."""
    scopes = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("workspace", "pk")

    def __str__(self) -> str:
        return ", ".join(f"{name}={pattern}" for name, pattern in sorted(self.claims.items()))


class SeenIdentity(models.Model):
    """What was uploaded with a token: it brings one document of a kind into a workspace, however often it is sent."""

    token = models.CharField(max_length=64)
    """SHA-256 of its issuer and its own name."""
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["token", "workspace", "kind"], name="one_document_per_token"),)

    def __str__(self) -> str:
        return f"{self.kind} of {self.workspace}"

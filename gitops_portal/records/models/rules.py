"""Rows: how strictly each guardrail holds, and where; who must approve what, version by version."""

from __future__ import annotations

from django.db import models

from gitops_portal.core.model import Enforcement


class GuardrailSetting(models.Model):
    """How strictly one guardrail holds in one scope; the strictest wins, but where a weaker one is allowed."""

    guardrail = models.CharField(max_length=100)
    scope = models.CharField(max_length=16, default="organisation")
    """One of `core.scope.ScopeKind`."""
    selector = models.CharField(max_length=300, blank=True, default="")
    """Empty for the organisation, `env=prod` for a label, the slug for a workspace."""
    enforcement = models.CharField(max_length=16, default=Enforcement.ADVISORY)
    exclude = models.JSONField(default=dict, blank=True)
    """Whom it leaves out, as a guardrails file says it: `workspaces` and `labels`."""
    weaker = models.BooleanField(default=False)
    """It holds though what holds more widely is stricter."""
    changed_by = models.CharField(max_length=200, blank=True, default="")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("guardrail", "scope", "selector")
        constraints = (
            models.UniqueConstraint(fields=["guardrail", "scope", "selector"], name="one_setting_per_scope"),
        )

    def __str__(self) -> str:
        return f"{self.guardrail} {self.enforcement} in {self.selector or self.scope}"


class GuardrailBook(models.Model):
    """A version of the owners' own rules, lists and parameters; the newest holds. Rows are added, never changed."""

    version = models.PositiveIntegerField(unique=True)
    rules = models.JSONField(default=dict)
    """By id, as the file said them and `core.rules.book` reads them."""
    lists = models.JSONField(default=dict)
    """Values by name, which parameters refer to."""
    parameters = models.JSONField(default=dict)
    """Of built-in guardrails, by id and name, as the file said them."""
    applied_by = models.CharField(max_length=200)
    applied_at = models.DateTimeField()

    class Meta:
        ordering = ("-version",)

    def __str__(self) -> str:
        return f"guardrails, version {self.version}"


class ApprovalBook(models.Model):
    """A version of the approval rules, as it was applied; the newest holds. Rows are added, never changed."""

    version = models.PositiveIntegerField(unique=True)
    source = models.TextField()
    """The file, with its comments."""
    document = models.JSONField()
    """As `core.approval_rules.book` writes it."""
    applied_by = models.CharField(max_length=200)
    applied_at = models.DateTimeField()

    class Meta:
        ordering = ("-version",)

    def __str__(self) -> str:
        return f"approval rules, version {self.version}"

"""Rows: what drifted, an item for each object and each time, from the plan, or other source, that found it to the one
that did not.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gitops_portal.core.model import Action
from gitops_portal.records.models.people import Person
from gitops_portal.records.models.runs import Run
from gitops_portal.records.models.workspaces import Workspace


class DriftRule(models.Model):
    """Drift that somebody does not want to see for a while; rows are ended, never removed."""

    scope = models.CharField(max_length=16, default="organisation")
    """One of `core.rules.scope.ScopeKind`."""
    selector = models.CharField(max_length=300, blank=True, default="")
    """Empty for the organisation, `env=prod` for a label, the slug for a workspace."""
    address = models.CharField(max_length=500, blank=True, default="")
    """A pattern, in which `*` is any text; empty: every address."""
    type = models.CharField(max_length=200, blank=True, default="")
    attribute = models.CharField(max_length=200, blank=True, default="")
    reason = models.TextField()
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    """When somebody ended it before."""
    ended_by = models.CharField(max_length=200, blank=True, default="")
    uses = models.PositiveBigIntegerField(default=0)
    """How often a plan told of something that it silenced."""
    held_back = models.PositiveBigIntegerField(default=0)
    """How often one did that it would have silenced, had that not been grave."""
    used_at = models.DateTimeField(null=True, blank=True)
    """When it silenced something last."""

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"ignore {self.attribute or 'everything'} of {self.address or self.type}"


class DriftItem(models.Model):
    """One object of a workspace that differs from its state; open until its source no longer tells of it."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="drift_items")
    key = models.CharField(max_length=64)
    """Of address and deposed key, as a change has it."""
    digest = models.CharField(max_length=64)
    """Equal where it differs in the same way."""
    source = models.CharField(max_length=40, default="plan", db_default="plan")
    """Who found it, as `core.posture.Word.source` names it; only that one closes it."""
    subject = models.CharField(max_length=400, blank=True, default="", db_default="")
    """Which object of the source tells of it; empty for a plan."""
    said = models.CharField(max_length=400, blank=True, default="", db_default="")
    """The source's own word for how it differs; empty for a plan, which tells all that does."""
    address = models.TextField()
    """Or the name that its source gives it."""
    type = models.TextField()
    module = models.TextField(blank=True, default="")
    action = models.CharField(max_length=16, default=Action.UPDATE)
    attributes = models.JSONField(default=list, blank=True)
    """The names of all that differs, whether it is shown or not; none where the object is gone."""
    diff = models.JSONField(default=list, blank=True)
    """As a change of a run has it; no secret stands in it."""
    left_out = models.PositiveIntegerField(default=0)
    """How many more differences there are than `diff` lists."""
    grave = models.TextField(blank=True, default="")
    """Why it may not be silenced, in a sentence: `core.drift.gravity`; empty where it may."""
    cause_kind = models.CharField(max_length=16)
    cause = models.JSONField(default=list)
    """`core.drift.causes.Cause`, as it was when this difference was seen first."""
    cause_key = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    """When the plan arrived that told of it first."""
    changed_at = models.DateTimeField()
    """The same of how it differs now."""
    last_seen_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    """When the plan arrived that did not tell of it any more."""
    closing = models.CharField(max_length=16, blank=True, default="")
    """`applied` where a run was applied after it was seen last, else `gone`."""
    first_run = models.ForeignKey(Run, models.SET_NULL, null=True, blank=True, related_name="+")
    told_run = models.ForeignKey(Run, models.SET_NULL, null=True, blank=True, related_name="+")
    """The run that keeps the long texts of `diff`."""
    last_run = models.ForeignKey(Run, models.SET_NULL, null=True, blank=True, related_name="+")
    closed_run = models.ForeignKey(Run, models.SET_NULL, null=True, blank=True, related_name="+")

    rule = models.ForeignKey(DriftRule, models.SET_NULL, null=True, blank=True, related_name="+")
    """The rule that silences it, or that would have, had it not been grave; of several the first."""
    ignored_until = models.DateTimeField(null=True, blank=True)
    """Until when it is silenced; null where it is not."""
    assignee = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    """When somebody said that what is there is right; gone when it differs otherwise."""
    snoozed_until = models.DateTimeField(null=True, blank=True)
    said_by = models.CharField(max_length=200, blank=True, default="")
    said_reason = models.TextField(blank=True, default="")
    """Who accepted or snoozed it, and why."""
    revert_asked_at = models.DateTimeField(null=True, blank=True)
    revert_asked_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("-opened_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["workspace", "key"], condition=Q(closed_at=None), name="one_open_drift"),
        )
        indexes = (
            models.Index(  # holds all that the page of causes counts of tens of thousands of open items
                fields=[
                    *("cause_key", "workspace", "opened_at"),
                    *("ignored_until", "snoozed_until", "accepted_at", "assignee"),
                ],
                condition=Q(closed_at=None),
                name="drift_by_cause",
            ),
            models.Index(fields=["workspace", "-opened_at"], name="drift_history"),
        )

    def __str__(self) -> str:
        return f"{self.address} of {self.workspace}"

"""Rows: what became of the apply of a run, as CI told it, and of each resource, where it sent the tool's own lines."""

from __future__ import annotations

from django.db import models

from gitops_portal.records.models.runs import Run
from gitops_portal.records.models.workspaces import Workspace


class Outcome(models.Model):
    """What CI told of an apply: a run may fail to apply and be applied later, and has one of each then."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="outcomes")
    outcome = models.CharField(max_length=16)
    """`applied` or `apply_failed`."""
    serial = models.PositiveBigIntegerField(null=True, blank=True)
    """Of the state after it; null where CI did not tell it."""
    lineage = models.CharField(max_length=200, blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")
    """SHA-256 of the lines of `apply -json`; empty where none were sent, and then nothing below is known."""
    tool = models.CharField(max_length=100, blank=True, default="")
    seconds = models.PositiveIntegerField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    unfinished = models.PositiveIntegerField(default=0)
    not_reached = models.PositiveIntegerField(default=0)
    diagnostics = models.JSONField(default=list, blank=True)
    """A few, errors first, with no secret in them: `core.applying.Diagnostic`."""
    told = models.JSONField(default=list, blank=True)
    """Sentences about the lines themselves."""
    told_by = models.CharField(max_length=200, blank=True, default="")
    awaits_serial = models.PositiveBigIntegerField(null=True, blank=True)
    """From which serial on the values of a state, or of a plan, may determine what nobody could before the apply; null
    where nothing is left to determine, or nobody can tell what is of after the apply."""
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("created_at", "pk")
        constraints = (models.UniqueConstraint(fields=["run", "outcome"], name="one_outcome_of_a_kind"),)
        indexes = (
            models.Index(
                fields=["awaits_serial"], condition=models.Q(awaits_serial__isnull=False), name="outcome_awaits"
            ),
        )

    def __str__(self) -> str:
        return f"{self.run} {self.outcome}"

    @property
    def resources_told(self) -> int:
        return self.done + self.failed + self.unfinished + self.not_reached


class LaterAnswer(models.Model):
    """What a guardrail said of a resource once its values were known, where it could not tell from the run's plan."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="later_answers")
    key = models.CharField(max_length=64)
    """Of guardrail and address."""
    guardrail = models.CharField(max_length=100)
    address = models.TextField()
    answer = models.CharField(max_length=16)
    """As `core.afterwards.Answer` names it."""
    severity = models.CharField(max_length=16, blank=True, default="")
    attribute = models.TextField(blank=True, default="")
    message = models.TextField(blank=True, default="")
    source = models.CharField(max_length=100)
    """By whose values: `state of serial 9`, `run 7`."""
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-answer", "guardrail", "address")
        constraints = (models.UniqueConstraint(fields=["run", "key"], name="one_later_answer"),)

    def __str__(self) -> str:
        return f"{self.guardrail} {self.answer} {self.address}"


class ResourceOutcome(models.Model):
    """What became of one resource."""

    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="resources")
    place = models.PositiveIntegerField()
    """What failed comes first."""
    address = models.TextField()
    key = models.CharField(max_length=64)
    """Of the address, as a change has it."""
    action = models.CharField(max_length=40)
    result = models.CharField(max_length=16)
    """As `core.applying.Result` names it."""
    seconds = models.PositiveIntegerField(null=True, blank=True)
    error = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("outcome", "place")
        indexes = (
            models.Index(fields=["outcome", "place"], name="ended_place"),
            models.Index(fields=["outcome", "key"], name="ended_key"),
        )

    def __str__(self) -> str:
        return f"{self.address} {self.result}"


class GateAnswer(models.Model):
    """What the gate answered last about a run: CI asks again and again, and the trail tells each answer once."""

    run = models.OneToOneField(Run, models.CASCADE, related_name="gate_answer")
    allowed = models.BooleanField()
    reason = models.TextField()
    told_at = models.DateTimeField()
    """When the trail was told."""
    allowed_at = models.DateTimeField(null=True, blank=True)
    """When it said yes last, as far as the trail was told."""

    def __str__(self) -> str:
        return f"{self.run}: {'allowed' if self.allowed else 'refused'}"


class Bypass(models.Model):
    """Something that went past the gate, as far as it is known; open until an owner says what it was."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="bypasses")
    key = models.CharField(max_length=100)
    """Of what was seen: seen twice is seen once."""
    kind = models.CharField(max_length=16)
    """`apply` (without an approval) or `state` (moved without a run)."""
    run = models.ForeignKey(Run, models.CASCADE, null=True, blank=True, related_name="bypasses")
    """The run that was applied, or that told the last serial."""
    serial = models.PositiveBigIntegerField(null=True, blank=True)
    """The serial that was seen."""
    told = models.TextField()
    """What was seen, in a sentence."""
    seen_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.CharField(max_length=200, blank=True, default="")
    reason = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("-seen_at", "-pk")
        constraints = (models.UniqueConstraint(fields=["workspace", "key"], name="one_bypass_of_a_kind"),)
        indexes = (
            models.Index(
                fields=["workspace", "-seen_at"], condition=models.Q(acknowledged_at=None), name="bypass_open"
            ),
        )

    def __str__(self) -> str:
        return self.told

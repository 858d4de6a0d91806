"""Rows: guardrails files that are held against the plans of earlier runs, and what came of each run."""

from __future__ import annotations

from django.db import models

from gitops_portal.records.models.runs import Run


class Backtest(models.Model):
    """A guardrails file, the runs that it is held against, and how far that has come."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"

    text = models.TextField()
    """The file, as it stood in the editor."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the text."""
    onto = models.CharField(max_length=64)
    """The digest of the guardrails that the text was made from."""
    days = models.PositiveSmallIntegerField()
    """So many, up to when it was asked for."""
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    # which runs
    first_run = models.BigIntegerField(default=0)
    last_run = models.BigIntegerField(default=0)
    """The keys of the oldest and the newest; both are among them."""
    total = models.PositiveIntegerField(default=0)
    not_judged = models.PositiveIntegerField(default=0)
    """Runs of these days that were never judged, such as those that failed, and are none of the total."""
    beyond = models.PositiveIntegerField(default=0)
    """The oldest runs, for which there was no room; none of the total."""

    # the work
    state = models.CharField(max_length=8, default=RUNNING)
    done = models.PositiveIntegerField(default=0)
    turn = models.PositiveIntegerField(default=0)
    """Counts claims: only whoever has the last one keeps results."""
    fruitless = models.PositiveSmallIntegerField(default=0)
    """Claims since the last result."""
    next_at = models.DateTimeField()
    """When somebody may take it; whoever is at it has until then."""
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=200, blank=True, default="")
    """Who stopped it."""
    failure = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"backtest {self.pk}"


class BacktestedRun(models.Model):
    """What would change about one run under the file, or why that is not known."""

    backtest = models.ForeignKey(Backtest, models.CASCADE, related_name="runs")
    run = models.ForeignKey(Run, models.CASCADE, related_name="+")
    before = models.CharField(max_length=16, blank=True, default="")
    """What the guardrails of the day of the backtest say of it: a `core.model.Outcome`."""
    becomes = models.CharField(max_length=16, blank=True, default="")
    """What it would be instead; empty where that is the same."""
    undetermined = models.BooleanField(default=False)
    """Whether an answer would newly be undetermined."""
    causes = models.JSONField(default=list, blank=True)
    """As `core.rules.backtest.Cause`; bounded."""
    more_causes = models.PositiveIntegerField(default=0)
    """How many more there are."""
    asks = models.JSONField(default=list, blank=True)
    """Whom approval rules would ask beside an approver of the workspace, in words."""
    error = models.TextField(blank=True, default="")
    """Why it could not be judged, in which case nothing else is told."""

    class Meta:
        ordering = ("-run",)
        constraints = (models.UniqueConstraint(fields=["backtest", "run"], name="one_result_per_run"),)

    def __str__(self) -> str:
        return f"{self.run_id} in backtest {self.backtest_id}"

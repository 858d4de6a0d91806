"""Rows: what was concluded of a run, resource by resource; written with its evaluation, never changed."""

from __future__ import annotations

from django.db import models

from gitops_portal.core.model import Action
from gitops_portal.records.models.runs import Run


class RunBlock(models.Model):
    """A resource block of a run from inside, where it or a neighbour has several instances or is not drawn."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="blocks")
    block = models.TextField()
    key = models.CharField(max_length=64)
    """Of the block's address: an index of the address itself has a longest one."""
    document = models.JSONField(default=dict)
    """As `core.view.graph.inside` and `core.view.beyond.beside` write it."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["run", "key"], name="one_inside_per_block"),)

    def __str__(self) -> str:
        return f"{self.block} in {self.run}"


class RunChange(models.Model):
    """One resource that a run changes (no-op resources have no row), with its diff as shown; no secret stands in it."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="changes")
    rank = models.PositiveIntegerField()
    """Position by risk, 0 first."""
    address = models.TextField()
    block = models.TextField()
    module = models.TextField(blank=True, default="")
    type = models.TextField()
    action = models.CharField(max_length=16, default=Action.NO_OP)
    marks = models.JSONField(default=dict, blank=True)
    """import, move, deposed, reason, replace order."""
    diff = models.JSONField(default=list, blank=True)
    key = models.CharField(max_length=64, blank=True, default="")
    """Of address and deposed key: what two runs are joined by. An index of the address itself has a longest one."""
    block_key = models.CharField(max_length=64, blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")
    """Equal digests, equal changes, whatever is shown of them; empty where that is not known."""
    alike = models.CharField(max_length=64, blank=True, default="")
    """Of all that instances of one block change alike, where several do; empty for what is shown by itself."""
    unchanged = models.PositiveIntegerField(default=0)
    cost_before = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    cost_after = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering = ("run", "rank")
        indexes = (
            models.Index(fields=["run", "rank"], name="change_rank"),
            models.Index(fields=["key", "run"], name="change_key"),
            models.Index(fields=["block_key", "run"], name="change_block"),
            models.Index(fields=["run", "alike", "rank"], name="change_alike"),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.address}"

    @property
    def seen_as(self) -> str:
        """What has to be equal for it to be the same change to whoever viewed it: without a digest, the run."""
        return self.digest or f"run {self.run_id}"


class RunValues(models.Model):
    """What no list shows of a change of a run: its unchanged values, and what differs as one text to be searched.

    No secret stands in it. Runs of earlier versions have none.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="values_of_changes")
    key = models.CharField(max_length=64)
    """Of the change."""
    unchanged = models.JSONField(default=list)
    """Path and value of each."""
    text = models.TextField()

    class Meta:
        indexes = (models.Index(fields=["run", "key"], name="values_key"),)

    def __str__(self) -> str:
        return f"{self.key} in {self.run}"


class RunDocument(models.Model):
    """The large documents of an evaluated run: beside it, so that a decision need not write megabytes again."""

    run = models.OneToOneField(Run, models.CASCADE, related_name="document")
    view = models.JSONField(default=dict)
    """The drawn graph with its places: bounded by the layout."""
    report = models.JSONField(default=dict)
    """The evaluation report of the public interface, whole."""
    cost_lines = models.JSONField(default=list, db_default=[])
    """What each resource costs, the largest differences first, as far as they are listed; the summary has the sums."""
    stands = models.JSONField(null=True)
    """In which region each resource stands and how it is tagged, as `core.view.stands` writes it; null where that
    was not kept.
    """

    def __str__(self) -> str:
        return f"documents of {self.run}"


class RunText(models.Model):
    """A text of a run that is too long for a line of a diff, as it may be shown: whole, or as far as it is kept."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="texts")
    digest = models.CharField(max_length=64)
    """SHA-256 of all of it; rows of diffs name it."""
    text = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["run", "digest"], name="one_text_per_digest"),)

    def __str__(self) -> str:
        return f"{self.digest} of {self.run}"


class RunFinding(models.Model):
    """A guardrail's answer for one resource of a run, other than passed."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="findings")
    guardrail = models.CharField(max_length=100)
    severity = models.CharField(max_length=16)
    enforcement = models.CharField(max_length=16)
    status = models.CharField(max_length=16)
    address = models.TextField(blank=True, default="")
    attribute = models.TextField(blank=True, default="")
    message = models.TextField()
    standing = models.BooleanField(default=False)
    key = models.CharField(max_length=64, blank=True, default="")
    """Of everything that makes it the same finding in another run."""
    block_key = models.CharField(max_length=64, blank=True, default="")
    """Of the resource block, as a change has it."""
    waived = models.JSONField(default=dict, blank=True, db_default={})
    """Who waived it until when and why, as the report has it; empty for what is not."""
    value = models.TextField(blank=True, default="", db_default="")
    """What stands at the attribute, as it may be shown; empty where that is not told, as before it was kept."""
    at = models.DateTimeField(null=True, blank=True)
    """When its run arrived, which never changes: findings of the last days are counted by an index alone."""

    class Meta:
        ordering = ("run", "guardrail", "address")
        indexes = (
            models.Index(fields=["guardrail", "run"], name="finding_newest"),
            models.Index(fields=["at", "status", "guardrail", "run"], name="finding_hits"),
            models.Index(fields=["key", "run"], name="finding_key"),
            models.Index(fields=["run", "block_key"], name="finding_block"),
        )

    def __str__(self) -> str:
        return f"{self.guardrail} {self.status} {self.address}"

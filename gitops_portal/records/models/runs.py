"""Rows: runs, and what people decided about them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property

from django.db import models
from django.db.models import Q

from gitops_portal.core import approvals
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Action
from gitops_portal.records.models.people import Person
from gitops_portal.records.models.workspaces import Workspace


class Run(models.Model):
    """One uploaded plan of a workspace and all that was concluded from it. `core.lifecycle` draws its states."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="runs")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=32, default=State.QUEUED)
    kind = models.CharField(max_length=8, default="plan")
    """`plan` (somebody wants to apply it) or `drift` (a scheduled comparison, never applied)."""

    # what arrived
    source = models.CharField(max_length=40, default="terraform-plan")
    """Which source read it, by its id."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the uploaded bytes."""
    artifact = models.CharField(max_length=64)
    """SHA-256 of the clean document in the artifact store."""
    dot = models.CharField(max_length=64, blank=True, default="")
    """SHA-256 of the `terraform graph` output uploaded beside it."""
    planfile_sha256 = models.CharField(max_length=64, blank=True, default="")
    lineage = models.CharField(max_length=200, blank=True, default="", db_default="")
    serial = models.PositiveBigIntegerField(null=True, blank=True)
    """Of the state that it was planned on, as CI tells them."""
    flags = models.TextField(blank=True, default="", db_default="")
    """Of the command line that planned it, as `core.cli_flags` writes them: those that make it less than the whole."""
    commit = models.CharField(max_length=64, blank=True, default="")
    committed_at = models.DateTimeField(null=True, blank=True)
    """When the commit was made, and the number of the pipeline, as CI tells them: what is older supersedes nothing."""
    pipeline = models.PositiveBigIntegerField(null=True, blank=True)
    branch = models.CharField(max_length=200, blank=True, default="")
    pull_request = models.CharField(max_length=300, blank=True, default="")
    """A number or an address."""
    request = models.CharField(max_length=32, blank=True, default="")
    """The change request that it belongs to: `core.change_requests.key`; empty where CI named none."""
    title = models.CharField(max_length=300, blank=True, default="")
    actor = models.CharField(max_length=200, blank=True, default="")
    """Who wants the change, as CI names them."""
    identity = models.JSONField(default=dict, blank=True)
    """What the token of the job that sent it says of the job; `proves` names the columns that it proves."""
    ci_url = models.CharField(max_length=500, blank=True, default="")
    uploaded_by = models.CharField(max_length=200, blank=True, default="")
    idempotency_key = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001 - null is "none", kept out of the unique constraint
    created_at = models.DateTimeField()

    # the work of evaluating it
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    """Until when a worker may be believed to be at it."""
    error = models.TextField(blank=True, default="")
    evaluated_at = models.DateTimeField(null=True, blank=True)

    # what was concluded: columns are what lists filter, sort or sum; the rest stands in documents
    verdict = models.CharField(max_length=16, blank=True, default="")
    headline = models.CharField(max_length=120, blank=True, default="")
    """Of its brief: what it comes to in one line. Empty where it was evaluated before there were briefs."""
    evidence = models.CharField(max_length=64, blank=True, default="")
    """SHA-256 over the uploaded plan, the rules and the conclusions: what a decision is bound to."""
    rules_version = models.CharField(max_length=64, blank=True, default="")
    """Under which rules it was judged; the gate judges again when those that look at its types have changed since."""
    prices_version = models.CharField(max_length=64, blank=True, default="", db_default="")
    """Of the price book that it was priced by: `adapters.prices.version`; empty where that was not kept."""
    usage_version = models.CharField(max_length=64, blank=True, default="", db_default="")
    """Of the usage file that it was priced by: `UsageFile.digest`; empty where none told anything."""
    own_prices_version = models.CharField(max_length=64, blank=True, default="", db_default="")
    """Of what was paid other than list prices on the day that it was judged: `core.pricing.own`; empty for nothing."""
    tools_version = models.CharField(max_length=64, blank=True, default="", db_default="")
    """Of what other tools had said of its plan: `actions.heard`; empty where nothing was, or no guardrail asks."""
    code_version = models.CharField(max_length=80, blank=True, default="", db_default="")
    """Of the code that concluded: `adapters.code.version`."""
    holds_under = models.CharField(max_length=200, blank=True, default="", db_default="")
    """Under which other versions it was judged again since, and alike: `actions.circumstances`."""
    requirements = models.JSONField(default=list, blank=True)
    """What approval rules ask of it: `core.approvals.Requirement`, each with its reason."""
    approval_version = models.CharField(max_length=64, blank=True, default="")
    """Under which approval rules that is; empty for none. Where others hold by now, it is worked out again."""
    approved_by_rule = models.CharField(max_length=63, blank=True, default="")
    """Which approval rule approves it in everybody's place; empty where none does."""
    asked_beside = models.JSONField(default=dict, blank=True)
    """What approval rules ask for and no row tells: `core.approval_rules.facts.Beside`."""
    types = models.JSONField(null=True, blank=True)
    """The resource types of its plan; null where they are not known, or too many: then all rules may matter."""
    creates = models.PositiveIntegerField(default=0)
    updates = models.PositiveIntegerField(default=0)
    replaces = models.PositiveIntegerField(default=0)
    deletes = models.PositiveIntegerField(default=0)
    forgets = models.PositiveIntegerField(default=0)
    unknowns = models.PositiveIntegerField(default=0)
    """Resources with an action that this portal does not know."""
    resources = models.PositiveIntegerField(default=0)
    drifted = models.PositiveIntegerField(default=0)
    blocking = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    undetermined = models.PositiveIntegerField(default=0)
    gravest = models.JSONField(null=True, blank=True)
    """What it destroys, replaces or is blocked by, by name: `core.view.gravest`; null where that is not kept."""
    unjudged = models.BooleanField(default=False)
    """Whether something changes that no guardrail knows; the summary says what."""
    plan_errored = models.BooleanField(default=False)
    """Whether planning failed: nobody can approve what is incomplete."""
    cost_before = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    """A month, in US dollars; null, as `cost_after`, where nothing could be priced: unknown is not zero."""
    cost_after = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    change_digest = models.CharField(max_length=64, blank=True, default="")
    """Of all that an apply would do, as `core.difference.canonical` writes it; empty where that is not known."""
    result_digest = models.CharField(max_length=64, blank=True, default="")
    """Of all that would stand after the apply; empty where that is not known."""
    change_parts = models.JSONField(default=dict, blank=True)
    """The same of each of its parts, by name."""
    summary = models.JSONField(default=dict, blank=True)
    """What the run page's first screen shows: bounded, whatever the plan's size."""

    # what became of it
    decided_at = models.DateTimeField(null=True, blank=True)
    approval_note = models.CharField(max_length=300, blank=True, default="", db_default="")
    """Whether the approvals of the run that it replaced came over, and why not."""
    superseded_by = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="supersedes")
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-number")
        constraints = (
            models.UniqueConstraint(fields=["workspace", "number"], name="run_number"),
            models.UniqueConstraint(
                fields=["workspace", "idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
                name="run_idempotency_key",
            ),
        )
        indexes = (
            models.Index(fields=["state", "created_at"], name="run_state"),
            models.Index(  # holds all that lists ask of the newest plan of each of thousands of workspaces
                fields=["workspace", "-number", "kind", "state", "cost_before", "cost_after"], name="run_newest"
            ),
            models.Index(fields=["workspace", "-created_at"], name="run_by_time"),
            models.Index(fields=["request", "workspace", "id"], name="run_request_newest"),
            models.Index(fields=["applied_at", "workspace", "cost_before", "cost_after"], name="run_applied"),
        )

    def __str__(self) -> str:
        return f"{self.workspace} run {self.number}"

    @cached_property
    def listed(self) -> int:
        """How many changes are kept of it; asked once, for classes of noise are told by their ranks from the end."""
        return self.changes.count()

    @property
    def counts(self) -> dict[Action, int]:
        """How many resources each action is for, of those that change something."""
        return {
            Action.CREATE: self.creates,
            Action.UPDATE: self.updates,
            Action.REPLACE: self.replaces,
            Action.DELETE: self.deletes,
            Action.FORGET: self.forgets,
            Action.UNKNOWN: self.unknowns,
        }

    @property
    def approved_until(self) -> datetime | None:
        """Until when it may be applied; None where it may not."""
        return self.ends_at if State(self.state).allows_apply else None

    @property
    def life(self) -> timedelta:
        """How long its approval lasts, by its workspace and by the approval rules that ask for people."""
        return approvals.life(self.workspace.approval_days, [one.get("hours") for one in self.requirements])

    @property
    def ends_at(self) -> datetime | None:
        """When its approval, or its waiting for one, ends; None before it was evaluated."""
        if self.decided_at:
            return self.decided_at + self.life
        return self.evaluated_at + timedelta(days=self.workspace.approval_days) if self.evaluated_at else None

    @property
    def successor(self) -> str:
        """What ended this run, where another run did: said of that one."""
        other = self.superseded_by
        if other is None:
            return ""
        if self.state == State.OUTDATED:
            return f"run {other.number} was applied after this plan was made, so the state has moved"
        if other.number > self.number:
            return f"run {other.number} is a newer plan of the same"
        if self.committed_at and other.committed_at and other.committed_at > self.committed_at:
            return f"run {other.number} is of a newer commit, though it arrived before"
        return f"run {other.number} is of a later pipeline, though it arrived before"


class Decision(models.Model):
    """What a person decided about a run, with its reason, bound to the evidence that was looked at."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="decisions")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="decisions")
    identity = models.CharField(max_length=254)
    """Whose it is, also once the account is gone: `Person.identity`. People are counted by it."""
    name = models.CharField(max_length=200)
    """The person's name as text: it outlives the person's account."""
    action = models.CharField(max_length=16)
    reason = models.TextField()
    evidence = models.CharField(max_length=64)
    guardrails = models.JSONField(default=list, blank=True)
    sentences = models.JSONField(default=list, blank=True)
    """What its brief says of lost data and of what blocks, and the person accepted, sentence by sentence."""
    teams = models.JSONField(default=list, blank=True)
    """The teams that the person was in when they decided, by slug: approval rules count by them."""
    held = models.CharField(max_length=32, blank=True, default="")
    """Of requested changes: the state that the run had, and has again once all of them are resolved."""
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.CharField(max_length=200, blank=True, default="")
    carried_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="carried_to")
    """The decision on an earlier run that this one is a copy of, with its time: it ends when that one would have."""
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("created_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["run", "identity", "action"], condition=Q(resolved_at=None), name="one_open_decision_per_person"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.action} {self.run}"

"""Rows: workspaces, their members, their tokens, and which other states they read."""

from __future__ import annotations

import uuid

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from gitops_portal.core.model import Role
from gitops_portal.core.posture import Posture, State
from gitops_portal.records.models.people import Person

SLUG = RegexValidator(r"\A[a-z0-9][a-z0-9-]{0,62}\Z", "Use 1 to 63 lower-case letters, digits and hyphens.")


class Workspace(models.Model):
    """One Terraform state, its labels, its members and what it tolerates."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Never changes; the key that masks this workspace's secrets is derived from it."""
    slug = models.CharField(max_length=63, unique=True, validators=[SLUG])
    name = models.CharField(max_length=200)
    labels = models.JSONField(default=dict, blank=True)
    kind = models.CharField(max_length=16, default="terraform", db_default="terraform")
    """What looks after it: `terraform`, or the system that first told of it, `argocd` or `flux`."""
    repository = models.CharField(max_length=300, blank=True, default="")
    branch = models.CharField(max_length=200, blank=True, default="")
    directory = models.CharField(max_length=300, blank=True, default="")
    state_address = models.CharField(max_length=500, blank=True, default="", db_index=True)
    """Where its state lies, as `core.remote_state` writes it: plans do not say, and readers are found by it."""
    budget = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    """US dollars per month."""
    required_approvals = models.PositiveSmallIntegerField(default=1)
    """0: a run that passes its guardrails is approved by rule."""
    approval_days = models.PositiveSmallIntegerField(default=14)
    """After so many days an approval, or a run nobody decided, expires."""
    requires_plan_file = models.BooleanField(default=True)
    """Whether the gate refuses runs that name no plan file."""
    owners_for_unknown = models.BooleanField(default=False)
    """Whether only owners may approve what nobody who is known here asks for."""
    applies_in_order = models.BooleanField(default=False)
    """Whether the gate waits for the workspaces that it reads from, where the same change request changes them."""
    carries_subsets = models.BooleanField(default=False, db_default=False)
    """Whether an approval carries over to a newer plan that does only a part of what was approved."""
    shows_badge = models.BooleanField(default=False, db_default=False)
    """Whether anybody who knows its slug may see its badge: how its newest plan stands, its posture and its cost."""
    infracost_figures = models.BooleanField(default=False, db_default=False)
    """Whether a run costs what Infracost says, where CI sent its report; otherwise the portal's own estimate."""
    usage_version = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    """The digest of its usage file, as it holds: `UsageFile.digest`."""
    last_number = models.PositiveIntegerField(default=0)
    """The number of the newest run; numbers are never used twice."""
    check_hours = models.PositiveIntegerField(default=336, db_default=336)
    """After so many hours without a check it is unverified."""
    posture = models.CharField(max_length=16, default=State.UNVERIFIED, db_default=State.UNVERIFIED.value)
    """What `core.posture` makes of all that was observed; it holds until `next_check_by`, so ask `known`."""
    drifted = models.PositiveIntegerField(null=True, blank=True)
    """How many resources differed at the last check; null before the first, and where nobody said."""
    verified_at = models.DateTimeField(null=True, blank=True)
    """When the check was that decides its posture."""
    verified_by = models.CharField(max_length=40, blank=True, default="", db_default="")
    """Who made that check: `core.posture.Word.source`."""
    next_check_by = models.DateTimeField(null=True, blank=True, db_index=True)
    """Until when its posture holds."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.slug

    @property
    def known(self) -> Posture:
        """How far it is from the real world, as far as anybody knows by now."""
        kept = Posture(State(self.posture), self.verified_at, self.verified_by, self.drifted, self.next_check_by)
        return kept.at(timezone.now())

    @property
    def unproven(self) -> bool:
        """Whether nobody knows how far its state is from the real world: nothing of it is shown as good."""
        return self.known.state is State.UNVERIFIED


class Membership(models.Model):
    """A person's role in one workspace."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, default=Role.VIEWER)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "workspace"], name="one_role_per_workspace"),)

    def __str__(self) -> str:
        return f"{self.person} is {self.role} of {self.workspace}"


SCOPES = ("upload", "gate", "read")


class Token(models.Model):
    """What CI shows to come in. The secret is shown once; its SHA-256 is kept."""

    name = models.CharField(max_length=200)
    prefix = models.CharField(max_length=16, db_index=True)
    digest = models.CharField(max_length=64, unique=True)
    workspace = models.ForeignKey(Workspace, models.CASCADE, null=True, blank=True, related_name="tokens")
    """The one workspace it opens; null: every workspace of the organisation."""
    may_create = models.BooleanField(default=False)
    """Whether an upload to an unknown workspace may create it (`?create=1`)."""
    scopes = models.JSONField(null=True, blank=True)
    """What it may do, as `core.ci_identity.rules.Scope` names it; null: everything, as before there were scopes."""
    previous_digest = models.CharField(max_length=64, blank=True, default="", db_default="", db_index=True)
    """Of the secret before the last rotation, which works until `previous_until`."""
    previous_until = models.DateTimeField(null=True, blank=True)
    rotated_at = models.DateTimeField(null=True, blank=True)
    created_by = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def may(self) -> tuple[str, ...]:
        """What it may do, in the order in which CI does it."""
        return tuple(scope for scope in SCOPES if self.scopes is None or scope in self.scopes)

    @property
    def still_takes_two(self) -> bool:
        """Whether the secret before the last rotation works, too."""
        return self.previous_until is not None and self.previous_until > timezone.now()


class StateRead(models.Model):
    """What the newest plan of a workspace reads from another state."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="state_reads")
    address = models.CharField(max_length=500, db_index=True)
    """The state that is read, as `core.remote_state` writes it."""
    block = models.TextField()
    """The `terraform_remote_state` block that reads it."""
    outputs = models.JSONField(default=list)
    """Names; `*` among them where some can't be told; empty where no use of any is to be seen."""

    def __str__(self) -> str:
        return f"{self.block} reads {self.address}"

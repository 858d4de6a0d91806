"""Rows: who may do what, what arrived, what was concluded and decided, and the trail that proves it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar, Never, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Action, Enforcement, Role

SLUG = RegexValidator(r"\A[a-z0-9][a-z0-9-]{0,62}\Z", "Use 1 to 63 lower-case letters, digits and hyphens.")


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, name: str = "", password: str | None = None, **fields: Any) -> Person:
        person = self.model(
            email=self.normalize_email(email).lower(), name=name or email.split("@", maxsplit=1)[0], **fields
        )
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, name: str = "", password: str | None = None, **fields: Any) -> Person:
        return self.create_user(email, name, password, organisation_role=Role.OWNER, is_superuser=True, **fields)


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in. `organisation_role` holds in every workspace; empty means memberships alone decide."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    ci_names = models.JSONField(default=list, blank=True)
    """By which CI knows this person, as `core.authors` writes them, such as `github:ana`: nobody approves their own."""
    organisation_role = models.CharField(max_length=16, blank=True, default="")
    is_active = models.BooleanField(default=True)
    epoch = models.PositiveIntegerField(default=0)
    """Counted up to end every session that was begun before."""
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ("name", "email")

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """What a session holds of its person: it ends with the password, and with the epoch."""
        return salted_hmac(f"session:{self.epoch}", super().get_session_auth_hash(), algorithm="sha256").hexdigest()

    @property
    def is_staff(self) -> bool:
        """Whether Django's admin lets this person in."""
        return self.is_active and self.organisation_role == Role.OWNER

    @property
    def owns_organisation(self) -> bool:
        return self.is_active and self.organisation_role == Role.OWNER


class SignInLink(models.Model):
    """A link that signs one person in once. Only the SHA-256 of its secret is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="sign_in_links")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"sign-in link for {self.person}"


class SignInTries(models.Model):
    """Passwords that did not fit, counted for one account or one source."""

    key = models.CharField(max_length=64, unique=True)
    """As `core.throttle` names what is counted: a digest."""
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)
    until = models.DateTimeField()
    """No password is looked at before."""

    def __str__(self) -> str:
        return f"{self.failures} failures until {self.last_at}"


class Workspace(models.Model):
    """One Terraform state, its labels, its members and what it tolerates."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Never changes; the key that masks this workspace's secrets is derived from it."""
    slug = models.CharField(max_length=63, unique=True, validators=[SLUG])
    name = models.CharField(max_length=200)
    labels = models.JSONField(default=dict, blank=True)
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
    last_number = models.PositiveIntegerField(default=0)
    """The number of the newest run; numbers are never used twice."""
    drifted = models.PositiveIntegerField(null=True, blank=True)
    """How many resources differed from the state at the last verification; null before the first."""
    verified_at = models.DateTimeField(null=True, blank=True)
    """When a plan last compared the state with the real world."""
    unverified = models.BooleanField(default=False)
    """Set by the clock when the last verification is older than the portal tolerates."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.slug

    @property
    def unproven(self) -> bool:
        """Whether nobody knows how far its state is from the real world: nothing of it is shown as good."""
        return self.unverified or self.verified_at is None


class Membership(models.Model):
    """A person's role in one workspace."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, default=Role.VIEWER)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "workspace"], name="one_role_per_workspace"),)

    def __str__(self) -> str:
        return f"{self.person} is {self.role} of {self.workspace}"


class Token(models.Model):
    """What CI shows to come in. The secret is shown once; its SHA-256 is kept."""

    name = models.CharField(max_length=200)
    prefix = models.CharField(max_length=16, db_index=True)
    digest = models.CharField(max_length=64, unique=True)
    workspace = models.ForeignKey(Workspace, models.CASCADE, null=True, blank=True, related_name="tokens")
    """The one workspace it opens; null: every workspace of the organisation."""
    may_create = models.BooleanField(default=False)
    """Whether an upload to an unknown workspace may create it (`?create=1`)."""
    created_by = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class Runs(models.QuerySet["Run"]):
    """Runs, which carry large documents: whoever does not show them leaves them where they are."""

    def light(self) -> Self:
        return self.defer("report", "view")


class Run(models.Model):
    """One uploaded plan of a workspace and all that was concluded from it. `core.lifecycle` draws its states."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="runs")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=16, default=State.QUEUED)
    kind = models.CharField(max_length=8, default="plan")
    """`plan` (somebody wants to apply it) or `drift` (a scheduled comparison, never applied)."""

    # what arrived
    digest = models.CharField(max_length=64)
    """SHA-256 of the uploaded bytes."""
    artifact = models.CharField(max_length=64)
    """SHA-256 of the clean document in the artifact store."""
    dot = models.CharField(max_length=64, blank=True, default="")
    """SHA-256 of the `terraform graph` output uploaded beside it."""
    planfile_sha256 = models.CharField(max_length=64, blank=True, default="")
    commit = models.CharField(max_length=64, blank=True, default="")
    committed_at = models.DateTimeField(null=True, blank=True)
    """When the commit was made, and the number of the pipeline, as CI tells them: what is older supersedes nothing."""
    pipeline = models.PositiveBigIntegerField(null=True, blank=True)
    branch = models.CharField(max_length=200, blank=True, default="")
    pull_request = models.CharField(max_length=300, blank=True, default="")
    """A number or an address."""
    title = models.CharField(max_length=300, blank=True, default="")
    actor = models.CharField(max_length=200, blank=True, default="")
    """Who wants the change, as CI names them."""
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
    evidence = models.CharField(max_length=64, blank=True, default="")
    """SHA-256 over the uploaded plan, the rules and the conclusions: what a decision is bound to."""
    policy_version = models.CharField(max_length=64, blank=True, default="")
    """Under which rules it was judged; the gate judges again when they have changed since."""
    creates = models.PositiveIntegerField(default=0)
    updates = models.PositiveIntegerField(default=0)
    replaces = models.PositiveIntegerField(default=0)
    deletes = models.PositiveIntegerField(default=0)
    resources = models.PositiveIntegerField(default=0)
    drifted = models.PositiveIntegerField(default=0)
    blocking = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    undetermined = models.PositiveIntegerField(default=0)
    cost_before = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    cost_after = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    change_digest = models.CharField(max_length=64, blank=True, default="")
    """Of all that an apply would do, as `core.difference.canonical` writes it; empty where that is not known."""
    change_parts = models.JSONField(default=dict, blank=True)
    """The same of each of its parts, by name."""
    summary = models.JSONField(default=dict, blank=True)
    """What the run page's first screen shows: bounded, whatever the plan's size."""
    view = models.JSONField(default=dict, blank=True)
    """The drawn graph with its places: bounded by the layout."""
    report = models.JSONField(default=dict, blank=True)
    """The evaluation report of the public interface, whole."""

    # what became of it
    decided_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="supersedes")
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = Runs.as_manager()

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
            models.Index(fields=["workspace", "-number"], name="run_newest"),
        )

    def __str__(self) -> str:
        return f"{self.workspace} run {self.number}"

    @property
    def ends_at(self) -> datetime | None:
        """When its approval, or its waiting for one, ends; None before it was evaluated."""
        since = self.decided_at or self.evaluated_at
        return since + timedelta(days=self.workspace.approval_days) if since else None

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


class RunBlock(models.Model):
    """A resource block of a run from inside, where it or a neighbour has several instances or is not drawn."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="blocks")
    block = models.TextField()
    key = models.CharField(max_length=64)
    """Of the block's address: an index of the address itself has a longest one."""
    document = models.JSONField(default=dict)
    """As `records.drawing.inside` and `records.undrawn.beside` write it."""

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
    unchanged = models.PositiveIntegerField(default=0)
    cost_before = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    cost_after = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering = ("run", "rank")
        indexes = (
            models.Index(fields=["run", "rank"], name="change_rank"),
            models.Index(fields=["key", "run"], name="change_key"),
            models.Index(fields=["block_key", "run"], name="change_block"),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.address}"


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

    class Meta:
        ordering = ("run", "guardrail", "address")
        indexes = (
            models.Index(fields=["guardrail", "status"], name="finding_guardrail"),
            models.Index(fields=["key", "run"], name="finding_key"),
            models.Index(fields=["run", "block_key"], name="finding_block"),
        )

    def __str__(self) -> str:
        return f"{self.guardrail} {self.status} {self.address}"


class Decision(models.Model):
    """A person's approval, rejection or override, with its reason, bound to the evidence that was looked at."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="decisions")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="decisions")
    name = models.CharField(max_length=200)
    """The person's name as text: it outlives the person's account."""
    action = models.CharField(max_length=16)
    reason = models.TextField()
    evidence = models.CharField(max_length=64)
    guardrails = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("created_at", "pk")
        constraints = (models.UniqueConstraint(fields=["run", "person", "action"], name="one_decision_per_person"),)

    def __str__(self) -> str:
        return f"{self.name}: {self.action} {self.run}"


class GuardrailSetting(models.Model):
    """How strictly one guardrail holds in one scope; the most specific scope wins."""

    guardrail = models.CharField(max_length=100)
    scope = models.CharField(max_length=16, default="organisation")
    """One of `core.scope.ScopeKind`."""
    selector = models.CharField(max_length=300, blank=True, default="")
    """Empty for the organisation, `env=prod` for a label, the slug for a workspace."""
    enforcement = models.CharField(max_length=16, default=Enforcement.ADVISORY)
    changed_by = models.CharField(max_length=200, blank=True, default="")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("guardrail", "scope", "selector")
        constraints = (
            models.UniqueConstraint(fields=["guardrail", "scope", "selector"], name="one_setting_per_scope"),
        )

    def __str__(self) -> str:
        return f"{self.guardrail} {self.enforcement} in {self.selector or self.scope}"


class AuditChain(models.Model):
    """The head of one chain: locked by whoever appends, so no two events share a place."""

    name = models.CharField(max_length=63, unique=True)
    """A workspace's slug, or `organisation`."""
    sequence = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, default="0" * 64)

    verified = models.PositiveBigIntegerField(default=0)
    """As far as the last verification of the whole chain found it intact."""
    verified_head = models.CharField(max_length=64, default="0" * 64)
    verified_at = models.DateTimeField(null=True, blank=True)
    broken_at = models.PositiveBigIntegerField(null=True, blank=True)
    """The first event that did not hold then."""
    broken_reason = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.name


class AppendOnly(models.QuerySet["AuditEvent"]):
    """Rows that are written once."""

    def update(self, **_: Any) -> Never:
        raise TypeError("audit events are never changed")

    def delete(self) -> Never:
        raise TypeError("audit events are never deleted")

    def bulk_update(self, *_: Any, **__: Any) -> Never:
        raise TypeError("audit events are never changed")


class AuditEvent(models.Model):
    """Who did what, on what, when, from where, why: appended once, chained by hash, never changed."""

    chain = models.ForeignKey(AuditChain, models.PROTECT, related_name="events")
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=8)
    actor = models.CharField(max_length=200)
    actor_address = models.CharField(max_length=64, blank=True, default="")
    verb = models.CharField(max_length=64)
    """`noun.verb`, such as `run.approved`."""
    subject = models.CharField(max_length=300)
    run_number = models.PositiveIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True, default="")
    detail = models.JSONField(default=dict, blank=True)
    """Further facts: strings, whole numbers, booleans, lists and objects of them; no floats."""
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ("chain", "sequence")
        constraints = (
            models.UniqueConstraint(fields=["chain", "sequence"], name="audit_sequence"),
            models.UniqueConstraint(fields=["chain", "previous"], name="audit_previous"),
        )
        indexes = (models.Index(fields=["-at"], name="audit_newest"),)

    def __str__(self) -> str:
        return f"{self.chain} #{self.sequence} {self.verb}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("audit events are never changed")
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> Never:
        raise TypeError("audit events are never deleted")


__all__ = [
    "AuditChain",
    "AuditEvent",
    "Decision",
    "GuardrailSetting",
    "Membership",
    "Person",
    "Run",
    "RunChange",
    "RunFinding",
    "RunText",
    "SignInLink",
    "SignInTries",
    "Token",
    "Workspace",
]

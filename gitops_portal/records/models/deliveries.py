"""Rows: channels that messages go to, what they are told of, and every message on its way."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from gitops_portal.core import message, words
from gitops_portal.core.model import Gravity
from gitops_portal.core.quiet import Times
from gitops_portal.records.models.runs import Run
from gitops_portal.records.models.workspaces import Workspace


class Channel(models.Model):
    """A place outside of the portal that messages go to. What opens it is sealed with SECRET_KEY."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """What its secrets are sealed for: those of another channel do not fit."""
    kind = models.CharField(max_length=20)
    """By its id, as `adapters.notifiers` knows it."""
    name = models.CharField(max_length=100)
    workspace = models.ForeignKey(Workspace, models.CASCADE, null=True, blank=True, related_name="channels")
    """Whose it is; null: the organisation's."""
    settings = models.JSONField(default=dict, blank=True)
    """What may be shown."""
    sealed = models.TextField(blank=True, default="")
    """What may not, as JSON, sealed."""
    shown = models.CharField(max_length=300, blank=True, default="")
    """Where it leads, without a secret."""
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_for = models.CharField(max_length=300, blank=True, default="")
    """Why nothing is sent, where the portal stopped by itself."""
    time_zone = models.CharField(max_length=63, default="UTC", db_default="UTC")
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    digest_at = models.TimeField(null=True, blank=True)
    through = models.CharField(max_length=20, blank=True, default="", db_default="")
    """When it may speak: `core.quiet.Times`."""
    digest_next_at = models.DateTimeField(null=True, blank=True, db_index=True)
    """When what was collected is sent; null where nothing is collected."""
    rate_left = models.PositiveIntegerField(null=True, blank=True)
    rate_most = models.PositiveIntegerField(null=True, blank=True)
    rate_resets_at = models.DateTimeField(null=True, blank=True)
    rate_seen_at = models.DateTimeField(null=True, blank=True)
    """How many requests the other side takes yet, of how many, until when, as its last answer that spoke of it said."""
    created_by = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(fields=["workspace", "name"], name="channel_name_in_workspace"),
            models.UniqueConstraint(fields=["name"], condition=Q(workspace=None), name="channel_name"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def times(self) -> Times:
        """When it may speak."""
        return Times(self.time_zone, self.quiet_from, self.quiet_until, self.digest_at, self.through)

    @property
    def nearly_spent(self) -> bool:
        """Whether the other side takes less than a tenth of what it takes at most."""
        return bool(self.rate_most) and (self.rate_left or 0) * 10 < (self.rate_most or 0)


class Subscription(models.Model):
    """What a channel is told of: where, which events, and from which gravity on."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="subscriptions")
    workspace = models.ForeignKey(Workspace, models.CASCADE, null=True, blank=True, related_name="subscriptions")
    labels = models.JSONField(default=dict, blank=True)
    """Asked for where no workspace is named; empty: every workspace."""
    events = models.JSONField(default=list, blank=True)
    """Of `core.message.EVENTS`; empty: all of them."""
    least = models.CharField(max_length=20, default=str(Gravity.INFORMS))
    """The least gravity of a message that is sent."""

    class Meta:
        ordering = ("channel", "pk")

    def __str__(self) -> str:
        if self.workspace:
            return self.workspace.slug
        if self.labels:
            return ", ".join(f"{name}={value}" for name, value in sorted(self.labels.items()))
        return "every workspace"

    @property
    def called(self) -> list[str]:
        """Its events, as people call them; none for all of them."""
        return [message.called(event) for event in self.events]

    @property
    def gravity(self) -> str:
        return words.GRAVITIES[self.least]


class Question(models.Model):
    """What a forge asks a channel before it goes on: whether a commit may."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="questions")
    key = models.CharField(max_length=100)
    """The same for the same question, however often it comes."""
    repository = models.CharField(max_length=300)
    commit = models.CharField(max_length=64)
    place = models.CharField(max_length=255, blank=True, default="")
    """The environment that it is about, where it says one."""
    details = models.JSONField(default=dict, blank=True)
    """What it takes to answer."""
    reports = models.PositiveSmallIntegerField(default=0)
    """How often it was told to wait."""
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    """When it had its last answer."""

    class Meta:
        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=["channel", "key"], name="question_once"),)
        indexes = (models.Index(fields=["channel", "commit"], condition=Q(settled_at=None), name="question_open"),)

    def __str__(self) -> str:
        return f"{self.repository}@{self.commit[:12]}{f' to {self.place}' if self.place else ''}"


class Delivery(models.Model):
    """One message to one channel: written with what it tells of, and sent by whoever claims it."""

    WAITING, SENDING, DELIVERED, OVERTAKEN, DEAD = "waiting", "sending", "delivered", "overtaken", "dead"
    COLLECTED, DIGESTED = "collected", "digested"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """What the other side knows it by, the same at each attempt."""
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="deliveries")
    run = models.ForeignKey(Run, models.CASCADE, null=True, blank=True, related_name="deliveries")
    question = models.ForeignKey(Question, models.CASCADE, null=True, blank=True, related_name="deliveries")
    """That it answers."""
    topic = models.CharField(max_length=120)
    """Messages of one topic replace each other: those of one workspace and commit."""
    number = models.PositiveIntegerField(default=0)
    """The run's: what tells of an older one is never sent after what tells of a newer."""
    event = models.CharField(max_length=40)
    message = models.JSONField()
    """`core.message.Message`, as it was when it happened."""
    state = models.CharField(max_length=12, default=WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    """From when it may be sent; while somebody sends it, until when they may be believed to be at it."""
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    body = models.TextField(blank=True, default="")
    """What was sent last, without secrets."""
    status = models.PositiveSmallIntegerField(default=0)
    """Of the last answer; 0 where there was none."""
    answer = models.CharField(max_length=400, blank=True, default="")
    """What was answered last, or why nothing was; without secrets."""
    reference = models.CharField(max_length=300, blank=True, default="")
    """What the other side calls what was sent, where it can be edited."""

    class Meta:
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=["next_at"], condition=Q(state__in=["waiting", "sending"]), name="delivery_due"),
            models.Index(fields=["channel", "topic", "number"], name="delivery_topic"),
        )

    def __str__(self) -> str:
        return f"{self.event} to {self.channel}"

    @property
    def held(self) -> bool:
        """Whether it was never tried, as its channel may not speak yet."""
        waits = self.state == self.WAITING and not self.attempts and self.next_at > self.created_at
        return waits or self.state == self.COLLECTED

    @property
    def label(self) -> str:
        return words.DELIVERIES[self.state]

    @property
    def tone(self) -> str:
        """How it is shown; empty for what is neither good nor bad."""
        failing = "warn" if self.state == self.WAITING and self.attempts else ""
        return {self.DELIVERED: "good", self.DEAD: "bad"}.get(self.state, failing)

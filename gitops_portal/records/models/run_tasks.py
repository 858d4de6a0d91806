"""Rows: run tasks by which HCP Terraform and Terraform Enterprise ask the portal, and what they asked."""

from __future__ import annotations

import uuid

from django.db import models

from gitops_portal.records.models.runs import Run


class RunTask(models.Model):
    """One run task of one organisation over there. Its HMAC key is sealed with SECRET_KEY."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Stands in its address, and is what its HMAC key is sealed for."""
    name = models.CharField(max_length=100, unique=True)
    host = models.CharField(max_length=253)
    """Of the API over there; tokens of requests are sent to it alone."""
    organization = models.CharField(max_length=100)
    patterns = models.CharField(max_length=500, blank=True, default="")
    """Names of workspaces over there that it may be asked about (`prod-*, network`); empty: all."""
    rule = models.CharField(max_length=100, default="{workspace}")
    """How workspaces are named here: `core.run_tasks.slug`."""
    may_create = models.BooleanField(default=False)
    sealed = models.TextField(blank=True, default="")
    verified_at = models.DateTimeField(null=True, blank=True)
    """When HCP last found out, with a signature that holds, that somebody is here."""
    created_by = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class TaskRequest(models.Model):
    """One request at one stage of one run over there: worked at until it is answered, or its token has ended."""

    WORKING, PASSED, FAILED, LOST = "working", "passed", "failed", "lost"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """What its token is sealed for."""
    task = models.ForeignKey(RunTask, models.CASCADE, related_name="requests")
    result = models.CharField(max_length=100)
    """Their id of the answer: the same request may come twice."""
    stage = models.CharField(max_length=20)
    run_there = models.CharField(max_length=100)
    workspace_there = models.CharField(max_length=200)
    sealed = models.TextField(blank=True, default="")
    """What it said, with its token; empty once it has ended."""
    run = models.ForeignKey(Run, models.CASCADE, null=True, blank=True, related_name="task_requests")
    state = models.CharField(max_length=10, default=WORKING)
    told = models.CharField(max_length=300, blank=True, default="")
    """What it was answered, or why it could not be."""
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (models.UniqueConstraint(fields=["task", "result"], name="one_request_per_result"),)
        indexes = (models.Index(fields=["state", "next_at"], name="task_request_due"),)

    def __str__(self) -> str:
        return f"{self.stage} of {self.run_there}"

    @property
    def name(self) -> str:
        """Whose token it is that is sealed."""
        return f"run task {self.task}"

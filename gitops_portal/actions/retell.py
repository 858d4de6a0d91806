"""The demo organisation in, its past out: made by the real actions, each at the moment it is said to have happened."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.utils import timezone

from gitops_portal.actions import clock, decide, gate, guardrails, ingest, people, workspaces
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Actor, ActorKind, Role
from gitops_portal.core.rules.scope import ScopeKind
from gitops_portal.demo.story import DemoOrganisation, DemoRun, DemoStep, DemoWorkspace, Verb
from gitops_portal.records.models import Person, Run, Workspace

BEGINNING: Final = timedelta(days=90)
CI: Final = Actor(ActorKind.TOKEN, "token GitHub Actions")
SETUP: Final = Actor(ActorKind.PORTAL, "demo")
SCOPES: Final = {"organisation": ScopeKind.ORGANISATION, "label": ScopeKind.LABELS, "workspace": ScopeKind.WORKSPACE}

Happening = tuple[datetime, Callable[[], object]]


def retell(organisation: DemoOrganisation, told: Callable[[str], object]) -> None:
    """Make people, workspaces and rules, then let every run and every decision happen in the order of time."""
    now = timezone.now()
    with clock.at(now - BEGINNING):
        _people_and_places(organisation)
    happenings = [happening for each in organisation.workspaces for happening in _history(each, now)]
    for moment, happen in sorted(happenings, key=lambda happening: happening[0]):
        with clock.at(moment):
            happen()
    places, runs = len(organisation.workspaces), sum(len(each.runs) for each in organisation.workspaces)
    told(f"{organisation.name}: {places} workspaces, {runs} runs, {len(organisation.people)} people")


def _people_and_places(organisation: DemoOrganisation) -> None:
    for each in organisation.workspaces:
        workspaces.create(
            SETUP,
            each.slug,
            each.name,
            dict(each.labels),
            repository=each.repository,
            branch=each.branch,
            directory=each.directory,
            state_address=each.state_address,
            budget=each.budget,
            required_approvals=each.required_approvals,
        )
    for somebody in organisation.people:
        person = people.invite(SETUP, somebody.email, somebody.name, Role.OWNER if somebody.owner else "")
        for slug, role in somebody.roles.items():
            people.set_member(SETUP, Workspace.objects.get(slug=slug), person, role)
    for setting in organisation.guardrail_settings:
        guardrails.enforce(
            SETUP, setting.guardrail, SCOPES[setting.scope], setting.selector, setting.enforcement, setting.reason
        )


def _history(each: DemoWorkspace, now: datetime) -> Iterator[Happening]:
    """What happens in one workspace: each run arrives, and then its steps follow, some hours later each."""
    for number, run in enumerate(each.runs, 1):
        arrives = now - timedelta(days=run.days_ago)
        yield arrives, partial(_arrive, each, run)
        for step in run.story:
            moment = min(arrives + timedelta(hours=step.hours), now)
            yield moment, partial(_happen, each.slug, number, step)


def _arrive(each: DemoWorkspace, told: DemoRun) -> None:
    metadata = ingest.Metadata(
        kind=told.kind,
        commit=told.commit,
        branch=told.branch,
        pull_request=str(told.pull_request or ""),
        title=told.title,
        actor=told.actor,
        planfile_sha256=hashlib.sha256(f"plan file of {told.title} {told.commit}".encode()).hexdigest(),
    )
    if told.pull_request and each.repository.startswith("https://"):
        metadata = replace(metadata, pull_request=f"{each.repository}/pull/{told.pull_request}")
    workspace = Workspace.objects.get(slug=each.slug)
    run = ingest.accept(json.dumps(told.plan).encode(), workspace=workspace, by=CI, metadata=metadata)
    if State(run.state).moving:
        ingest.process(run.pk)


def _happen(slug: str, number: int, step: DemoStep) -> None:
    run = Run.objects.select_related("workspace").get(workspace__slug=slug, number=number)
    if step.verb in {Verb.APPLIED, Verb.APPLY_FAILED}:
        gate.tell(run, CI, step.verb)
        return
    decide.decide(
        run,
        by=Person.objects.get(email=step.by),
        action=step.verb,
        reason=step.reason,
        evidence=run.evidence,
        guardrails=step.guardrails,
    )

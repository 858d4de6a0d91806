"""Rows in a line each, for pages to show: people with roles, workspaces, runs as if they had been evaluated."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
from django.db import transaction
from django.test import Client
from django.utils import timezone

from gitops_portal.actions import audit, ingest, teams
from gitops_portal.actions.metadata import Metadata
from gitops_portal.core.address import parse, without_keys
from gitops_portal.core.brief.brief import brief
from gitops_portal.core.difference import compare
from gitops_portal.core.events import Verb
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import (
    Action,
    Chosen,
    Cost,
    Evaluation,
    Graph,
    Node,
    Outcome,
    Verdict,
)
from gitops_portal.core.posture import State as Posture
from gitops_portal.core.rules.ruleset import RuleSet
from gitops_portal.core.view import graph, summary
from gitops_portal.records.models import (
    DriftItem,
    Membership,
    Person,
    Run,
    RunBlock,
    RunChange,
    RunDocument,
    RunFinding,
    Team,
    Workspace,
)
from tests import builders
from tests.actors import CI, OPERATOR

if TYPE_CHECKING:
    from gitops_portal.core.model import Role
    from gitops_portal.records.models import AuditEvent


BLOCK = "aws_instance.web"
CONCLUDED = Evaluation(
    changes=builders.change_set(builders.change(BLOCK)),
    verdict=Verdict(Outcome.NEEDS_APPROVAL, ("An instance would get a public address.",)),
    findings=(),
    evaluated=1,
    cost=Cost(),
    graph=Graph(nodes=(Node(BLOCK, "aws_instance", "web", instances=(BLOCK,), actions={Action.CREATE: 1}),)),
    chosen=Chosen(frozenset({BLOCK})),
    diffs=(),
)
SAID = brief(CONCLUDED, CONCLUDED.graph, RuleSet({}))
"""What every run here concluded, unless it is told otherwise."""


def person(name: str = "ada", organisation_role: str = "", **fields: Any) -> Person:
    return Person.objects.create_user(f"{name}@example.org", name, organisation_role=organisation_role, **fields)


def workspace(slug: str = "orders-prod", **fields: Any) -> Workspace:
    """A workspace; with what the last plan found (`drifted`, `verified_at`), and perhaps too long ago (`unverified`)."""
    return Workspace.objects.create(**({"slug": slug, "name": slug} | _checked(**fields)))


def _checked(*, unverified: bool = False, **fields: Any) -> dict[str, Any]:
    """The columns in which a posture is kept, where a test says only what was found."""
    at = fields.get("verified_at", timezone.now() if "drifted" in fields or unverified else None)
    if at is None:
        return fields
    state = Posture.DRIFTED if fields.get("drifted") else Posture.IN_SYNC
    until = at if unverified else at + timedelta(days=14)
    return {"verified_at": at, "posture": state, "verified_by": "plan", "next_check_by": until} | fields


def member(workspace: Workspace, role: Role, name: str = "") -> Person:
    found = person(name or str(role))
    Membership.objects.create(person=found, workspace=workspace, role=role)
    return found


def team(slug: str, *people: Person, role: str = "", labels: str = "", workspace: Workspace | None = None) -> Team:
    """A team with its members, and with one role where one is named."""
    found = teams.create(OPERATOR, slug)
    for each in people:
        teams.add(OPERATOR, found, each)
    if role:
        teams.give(OPERATOR, found, role, labels=labels, workspace=workspace)
    return found


def run(workspace: Workspace, state: str = State.AWAITING, **fields: Any) -> Run:
    """The next run of the workspace, evaluated unless its state says that it is not."""
    workspace.last_number += 1
    workspace.save(update_fields=["last_number"])
    now = timezone.now()
    said: dict[str, Any] = {
        "number": workspace.last_number,
        "digest": "d" * 64,
        "artifact": "a" * 64,
        "evidence": "e" * 64,
        "created_at": now,
    }
    if state not in {State.QUEUED, State.EVALUATING, State.ERRORED}:
        said |= {"evaluated_at": now, "cost_before": Decimal(100), "cost_after": Decimal(120), "resources": 1}
        said |= {
            "summary": summary.summary(CONCLUDED, SAID, "d" * 64),
            "view": msgspec.to_builtins(graph.view(CONCLUDED)),
        }
    said |= fields
    drawn = said.pop("view", None)
    run = Run.objects.create(workspace=workspace, state=state, **said)
    if drawn is not None:
        RunDocument.objects.create(run=run, view=drawn)
    return run


def uploaded(workspace: Workspace, body: bytes, **metadata: Any) -> Run:
    """A plan that came in and was evaluated."""
    run = ingest.accept(body, workspace=workspace, by=CI, metadata=Metadata(**metadata))
    if State(run.state).moving:
        ingest.process(run.pk)
    run.refresh_from_db()
    return run


def finding(run: Run, guardrail: str = "ec2-public-ip", **fields: Any) -> RunFinding:
    said = {"severity": "high", "enforcement": "mandatory", "status": "violated", "address": "aws_instance.web"}
    found = RunFinding(run=run, guardrail=guardrail, **({"message": "it has one"} | said | fields))
    found.key = compare.key(guardrail, found.address, found.attribute, found.status, str(found.standing))
    found.block_key = compare.key(without_keys(found.address))
    found.at = run.created_at
    found.save()
    return found


def change(run: Run, rank: int = 0, **fields: Any) -> RunChange:
    """A change as a run keeps it, with what runs are compared by."""
    said = {"address": f"aws_x.y[{rank}]", "block": "aws_x.y", "type": "aws_x", "action": "update", "diff": []} | fields
    said |= {"key": compare.key(said["address"]), "block_key": compare.key(said["block"])}
    said |= {"digest": compare.key(said["action"], json.dumps(said["diff"]))}
    return RunChange.objects.create(run=run, rank=rank, **said)


def drift(workspace: Workspace, address: str = "aws_instance.web", **fields: Any) -> DriftItem:
    """Something that drifted, open unless it is told otherwise; of the same cause as everything of its type."""
    now = timezone.now()
    kind = parse(address).type
    said: dict[str, Any] = {
        "key": compare.key(address),
        "digest": compare.key(address, "differs"),
        "type": kind,
        "attributes": ["n"],
        "diff": [{"path": "n", "before": "1", "after": "2"}],
        "cause_kind": "attribute",
        "cause": [kind, "n"],
        "cause_key": compare.key("attribute", kind, "n"),
        "opened_at": now,
        "changed_at": now,
        "last_seen_at": now,
    }
    return DriftItem.objects.create(workspace=workspace, address=address, **(said | fields))


def inside(run: Run, block: str, document: dict[str, Any]) -> RunBlock:
    """A block from inside, as a run keeps it."""
    return RunBlock.objects.create(run=run, block=block, key=compare.key(block), document=document)


def event(workspace: Workspace | None = None, verb: str = "run.approved", **fields: Any) -> AuditEvent:
    """An event, with something for everything that its verb tells."""
    told = dict.fromkeys(Verb(verb).names, "something") | fields.pop("detail", {})
    said: dict[str, Any] = {"by": OPERATOR, "subject": "something", "detail": told} | fields
    with transaction.atomic():
        return audit.record(verb=Verb(verb), workspace=workspace, **said)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client

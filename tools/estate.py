"""How many workspaces and runs in, the rows of such an organisation out: for lists, not for evaluations."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from gitops_portal.core.difference.compare import key
from gitops_portal.core.drift.causes import Cause, Kind
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Role
from gitops_portal.core.posture import State as Posture
from gitops_portal.records.models import (
    AuditChain,
    AuditEvent,
    DriftItem,
    Membership,
    Person,
    Run,
    RunChange,
    RunDocument,
    RunFinding,
    Workspace,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

STATES = (State.APPLIED, State.SUPERSEDED, State.REJECTED, State.EXPIRED)
LAST = (State.AWAITING, State.BLOCKED, State.APPLIED, State.ERRORED)
BATCH = 2_000
SEEN = 20
"""So many workspaces the viewer is a member of."""
TOGETHER = 5
"""So many workspaces one change request is about."""
RARE = "aws_db_instance.orders"
"""A resource that one workspace alone has; the others have COMMON ones."""
COMMON = "aws_instance.web"
DRIFTED = 10
"""So many objects of each workspace differ from its state, and as many did before."""
ATTRIBUTES = ("ami", "tags", "instance_type", "user_data", "ebs_optimized", "monitoring", "tenancy")
"""One of which differs, of the types that one in five of the workspaces has: so there are hundreds of causes."""


def fill(workspaces: int, runs: int) -> tuple[Person, Person]:
    """Workspaces with that many runs each, an event, a change and a finding a run; the newest runs carry
    documents. An owner and a viewer come back.
    """
    places = Workspace.objects.bulk_create(
        Workspace(
            slug=f"service-{number:04d}",
            name=f"Service {number}",
            labels={"env": ("prod", "stage", "dev")[number % 3], "team": f"team-{number % 40}"},
            last_number=runs,
            drifted=number % 7,
            posture=Posture.DRIFTED if number % 7 else Posture.IN_SYNC,
            verified_by="plan",
            verified_at=timezone.now() - timedelta(days=number % 20),
            next_check_by=timezone.now() + timedelta(days=14 - number % 20),
        )
        for number in range(workspaces)
    )
    Run.objects.bulk_create(_runs(places, runs), batch_size=BATCH)
    every = Run.objects.order_by("pk").only("number", "workspace", "created_at")
    newest = every.filter(number=runs)
    RunDocument.objects.bulk_create((RunDocument(run=run, report=REPORT) for run in newest), batch_size=BATCH)
    RunFinding.objects.bulk_create(_findings(every), batch_size=BATCH)
    RunChange.objects.bulk_create(_changes(every), batch_size=BATCH)
    DriftItem.objects.bulk_create(_drift(newest), batch_size=BATCH)
    chains = AuditChain.objects.bulk_create(AuditChain(name=place.slug, sequence=runs) for place in places)
    AuditEvent.objects.bulk_create(_events(chains, runs), batch_size=BATCH)
    owner = Person.objects.create_user("owner@example.org", "Owner", organisation_role=Role.OWNER)
    viewer = Person.objects.create_user("viewer@example.org", "Viewer")
    Membership.objects.bulk_create(
        Membership(person=viewer, workspace=place, role=Role.REVIEWER) for place in places[:SEEN]
    )
    return owner, viewer


def _runs(places: list[Workspace], runs: int) -> Iterator[Run]:
    now = timezone.now()
    for place_number, place in enumerate(places):
        for number in range(1, runs + 1):
            last = number == runs
            at = now - timedelta(hours=(runs - number) * 12 + place_number % 12)
            yield Run(
                workspace=place,
                number=number,
                state=(LAST if last else STATES)[(place_number + number) % 4],
                digest=f"{place_number:032x}{number:032x}",
                artifact="a" * 64,
                evidence="e" * 64,
                branch="main",
                commit=f"{place_number // TOGETHER * runs + number:040x}",
                request=f"{place_number // TOGETHER * runs + number:032x}",
                actor=f"github:dev-{number % 9}",
                title=f"Change {number} of service {place_number}",
                created_at=at,
                evaluated_at=at,
                applied_at=at if not last and (place_number + number) % 4 == 0 else None,
                headline=f"{number} changes; +$2.00/month" if last else "",
                creates=number % 5,
                updates=number % 3,
                deletes=number % 2,
                resources=120,
                cost_before=Decimal(100 + number),
                cost_after=Decimal(102 + number),
                verdict="needs_approval",
                summary=SUMMARY,
            )


def _findings(runs: Any) -> Iterator[RunFinding]:
    for run in runs.iterator(BATCH):
        yield RunFinding(
            run=run,
            at=run.created_at,
            guardrail="sg-open-ssh",
            severity="high",
            enforcement="mandatory",
            status="violated",
            address="aws_security_group.web",
            message="it is open to the world",
        )


def _changes(runs: Any) -> Iterator[RunChange]:
    common, rare = key(COMMON), key(RARE)
    first = runs[0].workspace_id
    for run in runs.iterator(BATCH):
        here = run.workspace_id == first and run.number % TOGETHER == 0
        address = RARE if here else COMMON
        yield RunChange(
            run=run,
            rank=0,
            address=address,
            block=address,
            type=address.partition(".")[0],
            action="update",
            key=rare if here else common,
            block_key=rare if here else common,
        )


def _drift(runs: Any) -> Iterator[DriftItem]:
    now = timezone.now()
    for place, run in enumerate(runs):
        for number in range(2 * DRIFTED):
            type_, name = f"aws_kind_{(place + number) % 50}", ATTRIBUTES[(place * 3 + number) % len(ATTRIBUTES)]
            address, why = f"{type_}.n{number}", Cause(Kind.ATTRIBUTE, (type_, name))
            yield DriftItem(
                workspace_id=run.workspace_id,
                key=key(address),
                digest=key(address, "differs"),
                address=address,
                type=type_,
                attributes=[name],
                diff=[{"path": name, "before": "1", "after": "2"}],
                grave="" if number % DRIFTED else "It is gone from the real world.",
                cause_kind=str(why.kind),
                cause=list(why.subject),
                cause_key=why.key,
                opened_at=now - timedelta(days=number),
                changed_at=now - timedelta(days=number),
                last_seen_at=run.created_at,
                closed_at=now if number >= DRIFTED else None,
                closing="gone" if number >= DRIFTED else "",
                first_run=run,
                told_run=run,
                last_run=run,
            )


def _events(chains: list[AuditChain], runs: int) -> Iterator[AuditEvent]:
    now = timezone.now()
    for chain_number, chain in enumerate(chains):
        for sequence in range(1, runs + 1):
            yield AuditEvent(
                chain=chain,
                sequence=sequence,
                at=now - timedelta(hours=(runs - sequence) * 12),
                actor_kind="token",
                actor="token ci",
                verb="run.uploaded",
                subject=f"{chain.name} run {sequence}",
                run_number=sequence,
                previous=f"{chain_number:032x}{sequence - 1:032x}",
                hash=f"{chain_number:032x}{sequence:032x}",
            )


SUMMARY = {
    "plan": {"resources_changed": 3, "outputs_changed": 0, "errored": False, "complete": True},
    "cost": {"coverage": {"priced": 80, "free": 30, "usage_based": 10, "unpriced": 0}, "currency": "USD"},
    "reasons": [],
}

REPORT = {
    "cost": {"resources": [{"address": f"aws_instance.n[{number}]", "status": "priced"} for number in range(400)]}
}
"""As long as that of 400 resources, about 25 kB."""

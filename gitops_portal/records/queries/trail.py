"""Whose sight and what is asked for in, the events of the audit trail out, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from gitops_portal.core.events import Verb
from gitops_portal.records.models import (
    AuditChain,
    AuditEvent,
    Person,
    RunChange,
    Workspace,
)
from gitops_portal.records.queries.sight import ORGANISATION, workspaces

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Trail:
    """Which events a reader wants; what is empty does not narrow."""

    person: str = ""
    verb: str = ""
    text: str = ""
    resource: str = ""
    since: datetime | None = None
    until: datetime | None = None
    workspace: str = ""


def events(person: Person, trail: Trail, before: int | None = None, limit: int = 50) -> list[AuditEvent]:
    """Up to `limit` events older than the event `before`, the newest first."""
    found = AuditEvent.objects.filter(_seen(person), _wanted(trail)).select_related("chain")
    if trail.resource:
        touched = RunChange.objects.filter(
            run__workspace__slug=OuterRef("chain__name"),
            run__number=OuterRef("run_number"),
            address__contains=trail.resource,
        )
        found = found.filter(Exists(touched))
    return list((found.filter(pk__lt=before) if before else found).order_by("-pk")[:limit])


def head(slug: str) -> int:
    """The number of the newest event in a workspace's trail; 0 before the first."""
    found = AuditChain.objects.filter(name=slug).values_list("sequence", flat=True)
    return found.first() or 0


def news(workspace: Workspace, after: int, limit: int = 20) -> list[AuditEvent]:
    """What happened to the workspace's runs after this event, the newest first. A refused try is nobody's news."""
    found = AuditEvent.objects.filter(chain__name=workspace.slug, sequence__gt=after, verb__startswith="run.")
    return list(found.exclude(verb=Verb.RUN_DECISION_REFUSED).order_by("-sequence")[:limit])


def _seen(person: Person) -> Q:
    return Q() if person.organisation_role else Q(chain__name__in=workspaces(person).values("slug"))


def _wanted(trail: Trail) -> Q:
    wanted = Q()
    if trail.person:
        wanted &= Q(actor__icontains=trail.person)
    if trail.verb:
        wanted &= Q(verb=trail.verb)
    if trail.text:
        wanted &= Q(subject__icontains=trail.text) | Q(reason__icontains=trail.text)
    if trail.since:
        wanted &= Q(at__gte=trail.since)
    if trail.until:
        wanted &= Q(at__lte=trail.until)
    if trail.workspace:
        wanted &= Q(chain__name=trail.workspace)
    return wanted


def verbs(person: Person, workspace: str = "") -> list[str]:
    """Every verb that stands in the trail, as far as a person may see it."""
    found = AuditEvent.objects.filter(_seen(person), _wanted(Trail(workspace=workspace)))
    return list(found.order_by("verb").values_list("verb", flat=True).distinct())


def chains(person: Person) -> list[AuditChain]:
    """The chains a person may read, the organisation's first."""
    found = AuditChain.objects.order_by("name")
    if not person.organisation_role:
        found = found.filter(name__in=workspaces(person).values("slug"))
    return sorted(found, key=lambda chain: (chain.name != ORGANISATION, chain.name))

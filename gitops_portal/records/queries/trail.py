"""Whose sight and what is asked for in, the events of the audit trail out, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.expressions import RawSQL

from gitops_portal.core.difference import compare
from gitops_portal.records.models import (
    AuditChain,
    AuditEvent,
    Person,
    Run,
    RunChange,
)
from gitops_portal.records.queries.sight import ORGANISATION, everywhere, workspaces

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Trail:
    """Which events a reader wants; what is empty does not narrow."""

    person: str = ""
    verb: str = ""
    text: str = ""
    resource: str = ""
    """The whole address of a resource, or of its block."""
    since: datetime | None = None
    until: datetime | None = None
    workspace: str = ""
    forwards: bool = False
    """Whether the first event comes first."""


def events(person: Person, trail: Trail, behind: int | None = None, limit: int = 50) -> list[AuditEvent]:
    """Up to `limit` events behind the event `behind`: older ones, or newer ones where the trail is read forwards."""
    found = _found(person, trail)
    if behind:
        found = found.filter(pk__gt=behind) if trail.forwards else found.filter(pk__lt=behind)
    return list(found.order_by("pk" if trail.forwards else "-pk")[:limit])


def every_event(person: Person, trail: Trail, before: int) -> Iterator[AuditEvent]:
    """All of them that were there before an event, the oldest first, a few thousand at a time."""
    return _found(person, trail).filter(pk__lt=before).order_by("pk").iterator(chunk_size=2000)


def _found(person: Person, trail: Trail) -> QuerySet[AuditEvent]:
    found = AuditEvent.objects.filter(_seen(person), _wanted(trail)).select_related("chain")
    return found.filter(_touching(person, trail.resource)) if trail.resource else found


FEW: Final = 2_000
"""Runs that touch a resource, up to which their events are looked up; of more, the trail soon has a page full."""
_EVENTS_OF: Final = """
    SELECT event.id FROM records_run AS run
    JOIN records_workspace AS workspace ON workspace.id = run.workspace_id
    JOIN records_auditchain AS chain ON chain.name = workspace.slug
    JOIN records_auditevent AS event ON event.chain_id = chain.id AND event.run_number = run.number
    WHERE run.id IN ({places})
"""
"""The events of runs: a trail knows runs by name, which no relation of the models follows."""


def _touching(person: Person, address: str) -> Any:
    """Events of runs that change the resource of this address, or an instance of the block of this address.

    Both ways find the same. Of few runs it takes as long as there are of them, of many as long as the page is.
    """
    key = compare.key(address)
    changes = RunChange.objects.filter(Q(key=key) | Q(block_key=key)).order_by()
    touched: Any = changes.values_list("run", flat=True)
    if not person.organisation_role:  # others may have many of that address: from one's own runs it is shorter
        mine = Run.objects.filter(Exists(changes.filter(run=OuterRef("pk"))), workspace__in=workspaces(person))
        touched = mine.order_by().values_list("pk", flat=True)
    runs = list(touched[:FEW])
    if len(runs) < FEW:
        places = ", ".join(["%s"] * len(runs)) or "NULL"
        return Q(pk__in=RawSQL(_EVENTS_OF.format(places=places), runs))  # noqa: S611 - places for our own keys
    of_event = {"run__workspace__slug": OuterRef("chain__name"), "run__number": OuterRef("run_number")}
    touches = Exists(changes.filter(**of_event))
    # A case is asked event by event: PostgreSQL would join a mere condition for the whole trail.
    return Case(When(touches, then=Value(True)), default=Value(False))


def _seen(person: Person) -> Q:
    return Q() if everywhere(person) else Q(chain__name__in=workspaces(person).values("slug"))


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


def chains(person: Person) -> list[AuditChain]:
    """The chains a person may read, the organisation's first."""
    found = AuditChain.objects.order_by("name")
    if not everywhere(person):
        found = found.filter(name__in=workspaces(person).values("slug"))
    return sorted(found, key=lambda chain: (chain.name != ORGANISATION, chain.name))

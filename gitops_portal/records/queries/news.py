"""Who looks and what their page is about in, how many events its trails have and what the newest of them tell, out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db.models import Q, Sum

from gitops_portal.core.events import Verb
from gitops_portal.records.models import AuditChain, AuditEvent, Run
from gitops_portal.records.queries.sight import ORGANISATION, workspaces

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from gitops_portal.records.models import Person

MOST_NEWS: Final = 500
"""Events that are looked at; where more happened it is told that they are more."""
_TALK: Final = {
    Verb.RUN_COMMENT_ADDED,
    Verb.RUN_COMMENT_EDITED,
    Verb.RUN_COMMENT_REMOVED,
    Verb.RUN_THREAD_RESOLVED,
    Verb.RUN_THREAD_REOPENED,
}
"""What no list of workspaces or change requests shows."""


@dataclass(frozen=True, slots=True)
class About:
    """What a page is about: one workspace, one change request, or all workspaces; of none of them, nothing."""

    workspace: str = ""
    request: str = ""
    every: bool = False


class Heads(NamedTuple):
    """How many events the trails have that a page is about, and those of all workspaces that somebody sees."""

    own: int
    all: int


def heads(person: Person, about: About) -> Heads:
    """One query. A number that differs from an earlier one says that something happened meanwhile."""
    own = Sum("sequence", filter=_chains(about))
    found = _seen(person).aggregate(all=Sum("sequence"), own=own)
    return Heads(found["own"] or 0, found["all"] or 0)


def _seen(person: Person) -> QuerySet[AuditChain]:
    if person.organisation_role:
        return AuditChain.objects.exclude(name=ORGANISATION)
    return AuditChain.objects.filter(name__in=workspaces(person).values("slug"))


def _chains(about: About) -> Q:
    if about.every:
        return Q(pk__isnull=False)
    if about.request:
        return Q(name__in=Run.objects.filter(request=about.request).order_by().values("workspace__slug"))
    return Q(name=about.workspace)


def newest_events(person: Person, about: About, count: int, limit: int = 20) -> list[AuditEvent]:
    """What of the newest `count` events of what a page is about happened to runs, the newest first."""
    found = [event for event in _newest(person, about, count, limit) if event.verb.startswith("run.")]
    return [event for event in found if event.verb != Verb.RUN_DECISION_REFUSED]  # a refused try is nobody's news


def changed_workspaces(person: Person, count: int) -> set[str]:
    """The workspaces of which a list shows something else after the newest `count` events."""
    return {event.chain.name for event in _newest(person, About(every=True), count, MOST_NEWS) if _listed(event.verb)}


def _listed(verb: str) -> bool:
    told = verb.startswith(("run.", "workspace.")) and verb not in _TALK
    return told and verb != Verb.RUN_DECISION_REFUSED


def _newest(person: Person, about: About, count: int, limit: int) -> Iterable[AuditEvent]:
    if count <= 0:
        return []
    chains = _seen(person).filter(_chains(about))
    if person.organisation_role and about.every:  # by the key alone: from the newest on, as many as are asked for
        found = AuditEvent.objects.exclude(chain__name=ORGANISATION)
    else:
        found = AuditEvent.objects.filter(chain__in=chains)
    return found.select_related("chain").order_by("-pk")[: min(count, limit)]

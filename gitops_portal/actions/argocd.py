"""Servers of Argo CD in; what their Applications say of workspaces kept, on the clock, as if each had been sent.

Each reading may be killed and run twice: what moved since is kept, and what did not is left alone. A server that does
not answer says nothing, so that what it said before ends by its time.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings

from gitops_portal.actions import audit, clock, reports, rounds
from gitops_portal.actions.audit import PORTAL
from gitops_portal.actions.masking import mask_of
from gitops_portal.actions.transactions import in_one_transaction, passing
from gitops_portal.adapters import argocd, queue
from gitops_portal.core.argocd import Labelled, labelled
from gitops_portal.core.documents import parse
from gitops_portal.core.errors import PortalError
from gitops_portal.core.events import Verb
from gitops_portal.core.payloads.organisation import ServerNotRead
from gitops_portal.core.text import bounded, visible
from gitops_portal.records.models import ArgocdServer
from gitops_portal.records.queries import argocd as of_argocd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.records.models import Observation, Workspace

log = logging.getLogger(__name__)

CHUNK: Final = 200
"""Applications whose workspaces, and last words, are looked up at once."""
TOLD: Final = 20
"""Sentences that are kept about Applications that are not heard; how many there are stands beside them."""


def turn() -> int:
    """Take up what is due: a worker asks it or, without a queue, this turn does. Returns how many that were."""
    _know(set(settings.ARGOCD_SERVERS))
    return rounds.take_up(of_argocd.due(clock.now()), queue.enqueue_argocd, read)


@in_one_transaction()
def _know(named: set[str]) -> None:
    """The rows are those of the servers that the operator names."""
    there = {one.url for one in of_argocd.servers()}
    if gone := there - named:
        ArgocdServer.objects.filter(url__in=gone).delete()
    if fresh := named - there:
        rows = [ArgocdServer(url=url, next_at=clock.now()) for url in sorted(fresh)]
        ArgocdServer.objects.bulk_create(rows, ignore_conflicts=True)


def read(pk: int) -> None:
    """Ask one server if it is due, and nobody else is at it or was."""
    held = _claimed(pk)
    if held:
        _end(held, _look(held))


@dataclass(slots=True)
class _Look:
    """What came of asking."""

    failure: str = ""
    applications: int = 0
    not_heard: list[str] = field(default_factory=list)


@in_one_transaction()
def _claimed(pk: int) -> ArgocdServer | None:
    held = of_argocd.held(pk)
    return held if held and held.url in settings.ARGOCD_SERVERS and rounds.claim(held) else None


def _look(held: ArgocdServer) -> _Look:
    look = _Look()
    try:
        answer = argocd.applications(held.url, settings.ARGOCD_SERVERS[held.url], settings.OUTBOUND_HOSTS)
        found = labelled(answer)
        look.applications, rest = len(found), iter(found)
        while some := list(islice(rest, CHUNK)):
            look.not_heard += _hear(some)
    except PortalError as error:
        look.failure = str(error)
    except Exception as error:  # a fault of ours, or of a server that nobody thought of
        log.exception("event=argocd_not_read server=%s", held.url)
        look.failure = f"The portal could not read it ({type(error).__name__})."
    return look


def _hear(applications: Iterable[Labelled]) -> list[str]:
    """Keep what moved since; why some are not heard, a sentence each. Raises PortalError for a fault that passes."""
    applications = list(applications)
    places = of_argocd.workspaces({one.workspace for one in applications})
    last = of_argocd.last_words(places.values())
    told = []
    for one in applications:
        if place := places.get(one.workspace):
            why = _hear_one(one, place, last)
        else:
            why = f"there is no workspace “{bounded(visible(one.workspace))}”."
        if why:
            told.append(f"Application {one.path}: {why}")
    return told


def _hear_one(one: Labelled, place: Workspace, last: dict[tuple[int, str], Observation]) -> str:
    """Why it is not heard; empty where it is, or says nothing new."""
    try:
        found = parse.reported(one.document, mask_of(place))
        if reports.is_news(found, last.get((place.pk, found.said.subject))):
            reports.accept(one.document, workspace=place, by=PORTAL)
    except PortalError as error:
        if passing(error):
            raise
        return str(error)
    return ""


@in_one_transaction()
def _end(held: ArgocdServer, look: _Look) -> None:
    """Say what came of it, unless somebody claimed it since."""
    now, failed = clock.now(), bool(look.failure)
    came = {
        "next_at": now + rounds.EVERY,
        "failure": look.failure,
        "failing_since": (held.failing_since or now) if failed else None,
    }
    if not failed:
        came |= {
            "checked_at": now,
            "applications": look.applications,
            "told": look.not_heard[:TOLD],
            "not_heard": len(look.not_heard),
        }
    if not ArgocdServer.objects.filter(pk=held.pk, turn=held.turn).update(**came):
        return
    if failed and look.failure != held.failure:
        host = urlsplit(held.url).netloc
        detail = ServerNotRead(server=held.url)
        audit.record(PORTAL, Verb.ARGOCD_READ_FAILED, f"Argo CD {host}", reason=look.failure, detail=detail)

"""Sessions ended: one, all others of somebody, or all of theirs; at once, in every process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from gitops_portal.actions import audit, clock
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core.errors import Stale
from gitops_portal.core.events import Verb
from gitops_portal.core.payloads.organisation import SessionsEnded
from gitops_portal.records.models import Person, Session
from gitops_portal.records.queries import locks

if TYPE_CHECKING:
    from gitops_portal.core.model import Actor


@in_one_transaction()
def end(by: Actor, person: Person, name: str) -> None:
    """End one session of a person. Raises Stale where there is none of this name any more."""
    locks.person(person.pk)
    ended, _ = Session.objects.filter(person=person, session_key=name).delete()
    if not ended:
        raise Stale("This session has ended already.")
    _told(by, person, "one", ended)


@in_one_transaction()
def end_others(by: Actor, person: Person, but: str) -> int:
    """End all sessions of a person but the one of this name. Returns how many."""
    locks.person(person.pk)
    ended, _ = Session.objects.filter(person=person).exclude(session_key=but).delete()
    if ended:
        _told(by, person, "others", ended)
    return ended


@in_one_transaction()
def end_all(by: Actor, person: Person) -> int:
    """End every session of a person, also one that is just beginning. Returns how many are gone."""
    locks.person(person.pk)
    Person.objects.filter(pk=person.pk).update(epoch=F("epoch") + 1)
    ended = clear(person)
    _told(by, person, "all", ended)
    return ended


def clear(person: Person) -> int:
    """Let go of the sessions of somebody whom none of them lets in any more; in the caller's transaction."""
    ended, _ = Session.objects.filter(person=person).delete()
    return ended


def _told(by: Actor, person: Person, which: str, ended: int) -> None:
    audit.record(by, Verb.PERSON_SESSIONS_ENDED, person.email, detail=SessionsEnded(which=which, sessions=ended))


@in_one_transaction()
def forget() -> None:
    """Let go of sessions that are over."""
    Session.objects.filter(expire_date__lt=clock.now()).delete()

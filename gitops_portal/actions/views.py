"""Saved views: made, renamed and removed. Of shared ones the organisation's trail tells; one's own are in no trail."""

from __future__ import annotations

from typing import Final

from django.db import IntegrityError

from gitops_portal.actions import audit, clock, validate
from gitops_portal.actions.people import as_actor
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core import permits
from gitops_portal.core.errors import Invalid, PortalError
from gitops_portal.core.events import Verb
from gitops_portal.core.model import Role
from gitops_portal.core.payloads.organisation import Changed, ViewTold
from gitops_portal.records.models import Person, SavedView
from gitops_portal.records.queries import locks

MOST: Final = 50
"""Views that one person may keep."""


def save(by: Person, *, name: str, query: str, shared: bool, address: str = "") -> SavedView:
    """A new view. Raises Invalid (no name, a name that is taken, too many) and Refused (may not share)."""
    view = SavedView(person=by, name=name.strip(), query=query, shared=shared, created_at=clock.now())
    validate.fields(view)
    if shared and (refused := permits.objection_to_sharing(_role(by))):
        raise refused
    try:
        _save(by, view, address)
    except IntegrityError as error:
        raise Invalid(f"You have a view “{view.name}” already: choose another name.") from error
    return view


@in_one_transaction()
def _save(by: Person, view: SavedView, address: str) -> None:
    if by.views.count() >= MOST:
        raise Invalid(f"You keep {MOST} views already: remove one first.")
    view.pk = None
    view.save(force_insert=True)
    if view.shared:
        detail = ViewTold(query=view.query)
        audit.record(as_actor(by, address), Verb.VIEW_SHARED, f"view {view.name}", detail=detail)


def rename(by: Person, view: SavedView, name: str, address: str = "") -> None:
    """Call it otherwise; its address stays. Raises Invalid (no name, a name that is taken) and Refused."""
    _check(by, view)
    try:
        _rename(by, view.pk, name.strip(), address)
    except IntegrityError as error:
        raise Invalid(f"There is a view “{name.strip()}” already: choose another name.") from error


@in_one_transaction()
def _rename(by: Person, pk: int, name: str, address: str) -> None:
    if (view := locks.view(pk)) is None or view.name == name:
        return
    before, view.name = view.name, name
    validate.fields(view)
    view.save(update_fields=["name"])
    if view.shared:
        detail = Changed(before=before, after=name)
        audit.record(as_actor(by, address), Verb.VIEW_RENAMED, f"view {name}", detail=detail)


def remove(by: Person, view: SavedView, address: str = "") -> None:
    """Take it away; its address leads nowhere from then on. Raises Refused."""
    _check(by, view)
    _remove(by, view.pk, address)


@in_one_transaction()
def _remove(by: Person, pk: int, address: str) -> None:
    if (view := locks.view(pk)) is None:
        return
    view.delete()
    if view.shared:
        detail = ViewTold(query=view.query)
        audit.record(as_actor(by, address), Verb.VIEW_REMOVED, f"view {view.name}", detail=detail)


def may_share(person: Person) -> bool:
    """Whether this person may offer a view to everybody."""
    return permits.objection_to_sharing(_role(person)) is None


def may_change(person: Person, view: SavedView) -> bool:
    """Whether this person may rename or remove the view."""
    return _objection(person, view) is None


def _objection(person: Person, view: SavedView) -> PortalError | None:
    own = view.person_id == person.pk
    return permits.objection_to_changing_a_view(_role(person), own=own, shared=view.shared)


def _check(by: Person, view: SavedView) -> None:
    if refused := _objection(by, view):
        raise refused


def _role(person: Person) -> Role | None:
    """In the organisation, where a shared view is everybody's."""
    role = person.organisation_role
    return Role(role) if person.is_active and role in set(Role) else None

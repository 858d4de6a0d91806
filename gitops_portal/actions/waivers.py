"""Findings that somebody answers for until an end: made, approved, withdrawn, ended, each with a line in the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.actions import audit, clock, outbox
from gitops_portal.actions.people import as_actor
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core import permits
from gitops_portal.core.errors import Invalid, Stale
from gitops_portal.core.events import Verb
from gitops_portal.core.payloads.waivers import WaiverTold
from gitops_portal.core.rules import waivers as core
from gitops_portal.records import queries
from gitops_portal.records.models import Waiver
from gitops_portal.records.queries import locks, rulebook
from gitops_portal.records.queries import waivers as rows

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from gitops_portal.core.model import Actor
    from gitops_portal.records.models import Person, Workspace

_GONE: Final = "This waiver has ended already."


@in_one_transaction()
def make(  # noqa: PLR0913 - the fields of a form, named
    workspace: Workspace,
    by: Person,
    *,
    guardrail: str,
    address: str,
    reason: str,
    ends_at: datetime,
    pattern: bool = False,
    ceiling: Decimal | None = None,
    client: str = "",
) -> Waiver:
    """Waive a guardrail at an address of a workspace from now on, or from when somebody else approved it.

    The same, asked for again by who made it, is the first one, as long as that has not ended. `client` is the network
    address of who asks. Raises Refused (role), and Invalid as `core.rules.waivers.check` does or where there is no such
    guardrail.
    """
    if error := permits.objection_to_waiving(queries.role_in(by, workspace), workspace.slug):
        raise error
    rule, now = rulebook.known().get(guardrail), clock.now()
    if rule is None:
        raise Invalid(f"There is no guardrail “{guardrail}”.")
    told = core.Waiver(guardrail, address.strip(), by.name, reason.strip(), ends_at, pattern=pattern, ceiling=ceiling)
    core.check(told, rule, now)
    locks.workspace(workspace.pk)
    if first := rows.same(workspace, told, by.identity):
        return first
    waiver = _kept(workspace, told, by, now)
    _record(as_actor(by, client), Verb.WAIVER_MADE, waiver, told.reason)
    return waiver


def _kept(workspace: Workspace, told: core.Waiver, by: Person, now: datetime) -> Waiver:
    return Waiver.objects.create(
        workspace=workspace,
        guardrail=told.guardrail,
        address=told.address,
        pattern=told.pattern,
        ceiling=told.ceiling,
        reason=told.reason,
        made_by=by.name,
        made_identity=by.identity,
        made_at=now,
        ends_at=told.until,
        warn_at=core.warned_at(now, told.until),
    )


@in_one_transaction()
def approve(pk: int, by: Person, client: str = "") -> None:
    """Let a waiver hold where it takes two people. Raises Refused (role, their own), Stale (ended, or approved)."""
    waiver = _held(pk)
    role = queries.role_in(by, waiver.workspace)
    if error := permits.objection_to_approving_a_waiver(role, own=waiver.made_identity == by.identity):
        raise error
    if waiver.approved_by:
        raise Stale(f"{waiver.approved_by} approved this waiver already.")
    waiver.approved_by, waiver.approved_at = by.name, clock.now()
    waiver.save(update_fields=["approved_by", "approved_at"])
    _record(as_actor(by, client), Verb.WAIVER_APPROVED, waiver, "")


@in_one_transaction()
def withdraw(pk: int, by: Person, client: str = "") -> None:
    """Let it hold no longer: the gate judges again without it. Raises Refused (role), Stale where it has ended."""
    waiver = _held(pk)
    if error := permits.objection_to_waiving(queries.role_in(by, waiver.workspace), waiver.workspace.slug):
        raise error
    waiver.ended_at, waiver.ended_by = clock.now(), by.name
    waiver.save(update_fields=["ended_at", "ended_by"])
    _record(as_actor(by, client), Verb.WAIVER_WITHDRAWN, waiver, "")


def _held(pk: int) -> Waiver:
    """A waiver that has not ended, under the lock of its workspace."""
    found = rows.waiver(pk)
    if found is None:
        raise Stale(_GONE)
    place = locks.workspace(found.workspace_id)
    waiver = rows.waiver(pk)
    if waiver is None or waiver.ended_at or waiver.ends_at <= clock.now():
        raise Stale(_GONE)
    waiver.workspace = place
    return waiver


def turn() -> None:
    """Tell of waivers that end soon, and in the trail of those that did. Two turns beside each other tell once."""
    for pk in rows.ending(clock.now()):
        _warn(pk)
    for pk in rows.over(clock.now()):
        _end(pk)


@in_one_transaction()
def _warn(pk: int) -> None:
    if Waiver.objects.filter(pk=pk, ended_at=None, warned_at=None).update(warned_at=clock.now()):
        waiver = rows.waiver(pk)
        if waiver:
            outbox.waiver_ends(waiver)


@in_one_transaction()
def _end(pk: int) -> None:
    """It holds no more since its time was over; this only says so."""
    if Waiver.objects.filter(pk=pk, ended_at=None).update(ended_at=clock.now()):
        waiver = rows.waiver(pk)
        if waiver:
            _record(audit.PORTAL, Verb.WAIVER_ENDED, waiver, "")


def _record(by: Actor, verb: Verb, waiver: Waiver, reason: str) -> None:
    detail = WaiverTold(
        waiver=waiver.pk,
        guardrail=waiver.guardrail,
        address=waiver.address,
        pattern=waiver.pattern,
        ceiling="" if waiver.ceiling is None else f"{waiver.ceiling:.2f}",
        ends_at=audit.rfc3339(waiver.ends_at),
        made_by=waiver.made_identity,
        approved_by=waiver.approved_by,
    )
    audit.record(by, verb, str(waiver), workspace=waiver.workspace, reason=reason, detail=detail)

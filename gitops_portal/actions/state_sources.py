"""Where a workspace's state lies in; the state read from there, on the clock: looked at first, fetched where it moved.

Each reading may be killed and run twice, and waits for no other: what came of it is written by whoever claimed last.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.conf import settings
from django.db import IntegrityError

from gitops_portal.actions import audit, bypass, clock, observations, rounds
from gitops_portal.actions.audit import PORTAL
from gitops_portal.actions.transactions import in_one_transaction, passing
from gitops_portal.adapters import queue, s3_state
from gitops_portal.adapters.s3_state import NotRead, Version
from gitops_portal.core import s3_backend
from gitops_portal.core.errors import Invalid, PortalError, Stale
from gitops_portal.core.events import Verb
from gitops_portal.core.payloads.organisation import Changed
from gitops_portal.core.payloads.runs import StateNotRead
from gitops_portal.records.models import StateSource
from gitops_portal.records.queries import locks, state_sources

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.core.model import Actor
    from gitops_portal.core.s3_backend import Place
    from gitops_portal.records.models import Workspace

log = logging.getLogger(__name__)

AT_ONCE: Final = 100
"""States of one turn of the clock; the others are those of the next."""
_TAKEN: Final = "The state at this location is already read for another workspace."


# ── settings ─────────────────────────────────────────────────────────────────────────────────────────────────────


@in_one_transaction()
def change(by: Actor, workspace: Workspace, place: Place | None) -> None:
    """Say where the state lies; None: nothing is read any more. Raises Invalid."""
    if place:
        s3_backend.checked(place, workspace.slug, settings.STATE_BUCKETS, settings.STATE_ENDPOINTS)
    held = locks.workspace(workspace.pk)
    kept = state_sources.source(held)
    before = _told(kept.where) if kept else {}
    after = _told(place) if place else {}
    if before == after:
        return
    if place is None:
        StateSource.objects.filter(workspace=held).delete()
    else:
        _put(held, kept, place)
    detail = Changed(before=before, after=after)
    audit.record(by, Verb.WORKSPACE_STATE_SOURCE_CHANGED, held.slug, workspace=held, detail=detail)


def _put(workspace: Workspace, kept: StateSource | None, place: Place) -> None:
    """What was found at the former place says nothing about this one."""
    named = hashlib.sha256(repr((place.endpoint, place.bucket, place.object)).encode()).hexdigest()
    if state_sources.taken(named, workspace):
        raise Invalid(_TAKEN)
    fresh = StateSource(
        pk=kept.pk if kept else None,
        workspace=workspace,
        place=named,
        turn=kept.turn + 1 if kept else 0,
        next_at=clock.now(),
        **_told(place),
    )
    try:
        fresh.save()
    except IntegrityError as error:
        raise Invalid(_TAKEN) from error
    queue.enqueue_state(fresh.pk)


def _told(place: Place) -> dict[str, Any]:
    return dict(msgspec.structs.asdict(place))


@in_one_transaction()
def ask(by: Actor, workspace: Workspace) -> None:
    """Let the state be looked at now. Raises Stale where none is read."""
    held = locks.workspace(workspace.pk)
    source = state_sources.source(held)
    if source is None:
        raise Stale("No bucket is set for this workspace's state: an owner does that in its settings.")
    source.next_at = clock.now()
    source.save(update_fields=["next_at"])
    audit.record(by, Verb.STATE_READ_ASKED, held.slug, workspace=held)
    queue.enqueue_state(source.pk)


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────


def turn(slug: str = "") -> int:
    """Take up what is due: a worker reads it or, without a queue, this turn does. Returns how many that were."""
    return rounds.take_up(state_sources.due(slug, clock.now(), AT_ONCE), queue.enqueue_state, read)


def read(pk: int) -> None:
    """Read one state if it is due, and nobody else is at it or was."""
    held = _claimed(pk)
    if held:
        _end(held, _look(held))


@dataclass(slots=True)
class _Look:
    """What came of one look; `version` is what was found, None where it can't be told or is to be fetched again."""

    version: Version | None = None
    failure: str = ""
    refusal: str = ""
    lock: s3_backend.Lock | None = None
    lock_failure: str = ""


@in_one_transaction()
def _claimed(pk: int) -> StateSource | None:
    held = state_sources.held(pk)
    return held if held and rounds.claim(held) else None


def _look(held: StateSource) -> _Look:
    """The state first, then its lock: an apply that has not written any state yet has its lock there."""
    look, place = _Look(), held.where
    try:
        s3_backend.checked(place, held.workspace.slug, settings.STATE_BUCKETS, settings.STATE_ENDPOINTS)
        bucket = s3_state.Bucket(place, s3_backend.external_id(held.workspace.slug), settings.STATE_AWS_PROFILE)
    except (NotRead, Invalid) as error:
        look.failure = str(error)
        return look
    look.failure = _told_failure(lambda: _look_at_state(look, bucket, held), held)
    look.lock_failure = _told_failure(lambda: _look_at_lock(look, bucket), held)
    if look.failure:
        look.lock_failure = ""  # who knows no state knows no lock: that is told once
    return look


def _told_failure(work: Callable[[], None], held: StateSource) -> str:
    """Why it could not be done, in a sentence; empty where it was. Other states are read on in any case."""
    try:
        work()
    except (NotRead, PortalError) as error:
        return str(error)
    except Exception as error:  # a fault of ours, or of a server that nobody thought of
        log.exception("event=state_not_read workspace=%s", held.workspace.slug)
        return f"The portal could not read it ({type(error).__name__})."
    return ""


def _look_at_lock(look: _Look, bucket: s3_state.Bucket) -> None:
    body = bucket.lock()
    look.lock = None if body is None else s3_backend.lock(body)


def _look_at_state(look: _Look, bucket: s3_state.Bucket, held: StateSource) -> None:
    """Fetch it where it is not the one that is kept. Raises NotRead, and PortalError for a fault that passes."""
    version, size = bucket.newest()
    if version == (held.etag, held.version):
        look.version, look.refusal = version, held.refusal
        return
    found, body = bucket.content(size, settings.MAX_PLAN_BYTES)
    place = f"{held.where.address}, version {found.version}" if found.version else held.where.address
    try:
        observations.accept(body, workspace=held.workspace, by=PORTAL, read_from=place)
    except PortalError as error:
        if passing(error):
            raise
        look.refusal = str(error)
    look.version = found


@in_one_transaction()
def _end(held: StateSource, look: _Look) -> None:
    """Say what came of it, unless somebody claimed it since, or it is another place by now."""
    workspace, now = locks.workspace(held.workspace_id), clock.now()
    source = state_sources.source(workspace)
    if source is None or (source.pk, source.turn) != (held.pk, held.turn):
        return
    wrong = look.failure or look.refusal
    fresh = wrong if wrong != (source.failure or source.refusal) else ""
    source.next_at = now + rounds.EVERY
    source.failure, source.refusal = look.failure, look.refusal if look.version else source.refusal
    source.failing_since = (source.failing_since or now) if wrong else None
    source.lock = msgspec.to_builtins(look.lock) if look.lock else {}
    source.lock_failure = look.lock_failure
    if look.version:
        source.etag, source.version = look.version
        source.checked_at = now
    source.save()
    if fresh:
        detail = StateNotRead(place=source.where.address)
        audit.record(PORTAL, Verb.STATE_READ_FAILED, workspace.slug, workspace=workspace, reason=fresh, detail=detail)
    if look.version and not wrong:
        bypass.state_moved(workspace, PORTAL)

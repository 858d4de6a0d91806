"""What was done in, an event at the end of its chain out; and the trail to take away."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings

from gitops_portal.actions import clock, outbox
from gitops_portal.adapters import queue
from gitops_portal.core import ledger, text
from gitops_portal.core.model import Actor, ActorKind
from gitops_portal.records.models import AuditChain, AuditEvent, Run, Workspace
from gitops_portal.records.queries import ORGANISATION, ledgers, locks, run_tasks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gitops_portal.core.events import Verb

PORTAL: Final = Actor(ActorKind.PORTAL, "portal")
"""Who did what nobody asked for: the clock, and whoever works."""


def record(
    by: Actor,
    verb: Verb,
    subject: str,
    *,
    workspace: Workspace | None = None,
    run: Run | None = None,
    reason: str = "",
    detail: Mapping[str, object] | None = None,
) -> AuditEvent:
    """Append an event, and messages about it, in the caller's transaction: they stand exactly when that stands.

    The chain's row is locked, so two writers never share a place. Raises TransactionManagementError outside
    a transaction, TypeError where `detail` is not what belongs to the verb.
    """
    verb.check(told := dict(detail or {}))
    chain = held(workspace or (run.workspace if run else None))
    event = AuditEvent(
        chain=chain,
        sequence=chain.sequence + 1,
        at=clock.now(),
        actor_kind=by.kind,
        actor=by.name[:200],
        actor_address=by.address[:64],
        verb=str(verb),
        subject=subject[:300],
        run_number=run.number if run else None,
        reason=reason,
        detail=ledger.exact(told),
        version=ledger.VERSION,
        previous=chain.head,
    )
    event.hash = ledger.digest(canonical(event))
    event.save()
    chain.sequence, chain.head = event.sequence, event.hash
    chain.save(update_fields=["sequence", "head"])
    _tell(run, verb, event.at)
    return event


def _tell(run: Run | None, verb: Verb, at: datetime) -> None:
    """Channels, and requests to run tasks that wait for what becomes of the run; without workers the clock does it."""
    outbox.told(run, verb, at)
    if run is not None and verb in outbox.MOVES and settings.REDIS_URL:
        for pk in run_tasks.waiting_for(run.pk):
            queue.enqueue_answer(pk)


def held(place: Workspace | None) -> AuditChain:
    """The chain of a workspace, or of the organisation, made where it is missing, and locked."""
    name = place.slug if place else ORGANISATION
    try:
        return locks.chain(name)
    except AuditChain.DoesNotExist:
        AuditChain.objects.get_or_create(name=name)
        return locks.chain(name)


def canonical(event: AuditEvent) -> dict[str, Any]:
    """An event as it is hashed and exported: version and names of `core.ledger.FIELDS`, times as RFC 3339."""
    return chained(event.chain.name, event)


def chained(chain: str, event: AuditEvent | ledgers.Row) -> dict[str, Any]:
    """The same of an event of this chain."""
    return {
        "version": event.version,
        "chain": chain,
        "sequence": event.sequence,
        "at": rfc3339(event.at),
        "actor_kind": str(event.actor_kind),
        "actor": event.actor,
        "actor_address": event.actor_address,
        "verb": event.verb,
        "subject": event.subject,
        "run": event.run_number,
        "reason": event.reason,
        "detail": event.detail,
        "previous": event.previous,
        "hash": event.hash,
    }


def rfc3339(at: datetime) -> str:
    """UTC with microseconds, always: `2026-11-22T21:40:34.000000Z`."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def export(chain: str, form: str) -> Iterator[str]:
    """The trail of a chain, line by line, as `jsonl` (verifiable) or `csv` (for a spreadsheet)."""
    return written(ledgers.events_of(chain), form)


def written(events: Iterable[AuditEvent], form: str) -> Iterator[str]:
    """Events, line by line, in either form."""
    if form == "jsonl":
        for event in events:
            yield json.dumps(canonical(event), sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n"
        return
    names = [*ledger.FIELDS, "version", "hash"]
    yield _csv_line(names)
    for told in map(canonical, events):
        yield _csv_line([_cell(told[name]) for name in names])


def _csv_line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(cells)  # a lone CR would begin a new record
    return out.getvalue()


def _cell(value: Any) -> str:
    """A value as a cell that no spreadsheet takes for a formula."""
    return text.cell("" if value is None else value if isinstance(value, str) else json.dumps(value, sort_keys=True))

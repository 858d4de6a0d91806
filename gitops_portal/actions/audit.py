"""What was done in, an event at the end of its chain out; and the chain re-computed, and the trail to take away."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from gitops_portal.actions import clock
from gitops_portal.core import ledger
from gitops_portal.core.errors import Invalid
from gitops_portal.core.ledger import GENESIS, Verification
from gitops_portal.records.models import AuditChain, AuditEvent, Run, Workspace
from gitops_portal.records.queries import ORGANISATION, acting, locks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gitops_portal.core.events import Verb
    from gitops_portal.core.model import Actor


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
    """Append one event, in the caller's transaction: it stands exactly when what it tells of stands.

    The chain's row is locked, so two writers never share a place. Raises TransactionManagementError outside
    a transaction, TypeError where `detail` is not what belongs to the verb.
    """
    verb.check(told := dict(detail or {}))
    place = workspace or (run.workspace if run else None)
    name = place.slug if place else ORGANISATION
    AuditChain.objects.get_or_create(name=name)
    chain = locks.chain(name)
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
    return event


def canonical(event: AuditEvent) -> dict[str, Any]:
    """An event as it is hashed and exported: version and names of `core.ledger.FIELDS`, times as RFC 3339."""
    return {
        "version": event.version,
        "chain": event.chain.name,
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
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def verify(name: str) -> Verification:
    """Re-compute a chain from its first event and hold its end against the head kept beside it: a cut tail shows."""
    chain = acting.chain(name)
    return held(chain, 0, GENESIS) if chain else ledger.verify(())


def held(chain: AuditChain, passed: int, head: str) -> Verification:
    """What comes after was not there as the chain was read, and is left out: rows are added at the end alone."""
    events = acting.events_of(chain.name, passed, chain.sequence)
    found = ledger.verify(map(canonical, events), passed, head)
    if not found.intact:
        return found
    if (found.events, found.head) != (chain.sequence, chain.head):
        missing = min(found.events, chain.sequence) + 1
        return replace(found, intact=False, broken_at=missing, reason=f"events from {missing} on are missing")
    if (getattr(chain, "last", None) or 0) > chain.sequence:
        more = chain.sequence + 1
        return replace(
            found, intact=False, broken_at=more, reason=f"events from {more} on were not written by the portal"
        )
    return found


def verify_export(lines: Iterator[str]) -> Verification:
    """Re-compute a chain from a JSON Lines export. Raises Invalid when a line is no event."""
    return ledger.verify(_parsed(lines))


def _parsed(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            event = None
        if not isinstance(event, dict):
            raise Invalid(f"Line {number} is no audit event. Send the file that `audit export --format jsonl` wrote.")
        yield event


def export(chain: str, form: str) -> Iterator[str]:
    """The trail of a chain, line by line, as `jsonl` (verifiable) or `csv` (for a spreadsheet)."""
    return written(acting.events_of(chain), form)


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
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value, sort_keys=True)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")) else text

"""A chain and a day in, a file with all events before it out, and only then are they taken out of the database."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from gitops_portal.actions import audit, checkpoints, verification
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core.errors import Invalid, Stale
from gitops_portal.core.events import Verb
from gitops_portal.core.payloads.organisation import Pruned
from gitops_portal.records import append_only
from gitops_portal.records.queries import ledgers, locks, operator

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from gitops_portal.core.ledger import Verification
    from gitops_portal.core.model import Actor

PATIENCE = 60.0
"""Seconds that taking them away waits for the database: the file is written, and nobody waits for this."""


def prune(by: Actor, name: str, before: datetime, target: Path) -> Verification:
    """Write a chain's events before a moment into a new file, sign that, and remove them. Returns what the file holds.

    Killed half way, nothing is lost: the events stand until file and signature do. Raises Stale where the chain does
    not hold, Invalid where there is nothing to prune, FileExistsError, Unavailable.
    """
    found = verification.keep(name)
    if not found.intact:
        raise Stale(f"The chain “{name}” is broken at event {found.broken_at}: what does not hold is not pruned.")
    until = ledgers.last_before(name, before)
    if not until:
        raise Invalid(f"No event of “{name}” is older than {before:%Y-%m-%d}: there is nothing to prune.")
    digest = _write(name, until, target)
    with target.open(encoding="utf-8", newline="\n") as lines:
        written = verification.verify_behind(lines, *_begin(name))
    if not written.intact or written.events != until:
        raise Stale(f"{target} does not hold what the chain holds: nothing is removed.")
    checkpoints.sign(name, written, pruned=digest)
    _take_away(by, name, written, digest)
    return written


def _begin(name: str) -> tuple[int, str]:
    chain = ledgers.chain(name)
    return (chain.pruned, chain.pruned_head) if chain else (0, "")


def _write(name: str, until: int, target: Path) -> str:
    """Write and flush the events up to that one; returns the file's SHA-256."""
    told = hashlib.sha256()
    with target.open("xb") as file:
        for line in audit.written(ledgers.events_of(name, 0, until), "jsonl"):
            told.update(line.encode())
            file.write(line.encode())
        file.flush()
        os.fsync(file.fileno())
    return told.hexdigest()


@in_one_transaction(PATIENCE)
def _take_away(by: Actor, name: str, written: Verification, digest: str) -> None:
    chain = locks.chain(name)
    removed = append_only.take_away(chain.pk, written.events)
    chain.pruned, chain.pruned_head = written.events, written.head
    chain.save(update_fields=["pruned", "pruned_head"])
    told = Pruned(until=written.events, head=written.head, events=removed, export=digest)
    audit.record(by, Verb.AUDIT_PRUNED, name, workspace=operator.workspace(name), detail=told)

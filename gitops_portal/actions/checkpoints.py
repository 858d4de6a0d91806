"""A chain's name in, whether it holds out: whole, or from where it was verified last, without a lock on anything."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from gitops_portal.actions import audit, clock
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core import ledger
from gitops_portal.core.ledger import Verification
from gitops_portal.records.models import AuditChain
from gitops_portal.records.queries import acting

log = logging.getLogger(__name__)

EVERY: Final = timedelta(days=1)
"""How old the last whole verification of a chain may become, before the clock makes another."""
EVENTS_A_TURN: Final = 20_000
"""After so many events the clock leaves further chains to its next turn."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a chain holds, and what of it was re-computed: events behind `passed` now, those before `whole_at`."""

    found: Verification
    passed: int = 0
    whole_at: datetime | None = None


def since_last(name: str) -> Checked:
    """Re-compute what came since a chain was verified as a whole; what was broken then is broken still."""
    chain = acting.chain(name)
    if chain is None:
        return Checked(ledger.verify(()))
    if chain.broken_at is not None:
        found = Verification(False, chain.verified, chain.verified_head, chain.broken_at, chain.broken_reason)
    else:
        found = audit.held(chain, chain.verified, chain.verified_head)
    return Checked(found, chain.verified, chain.verified_at)


def keep(name: str) -> Verification:
    """Verify a chain as a whole, and begin from there the next time."""
    found = audit.verify(name)
    _keep(name, found)
    return found


def turn() -> None:
    """What the clock does: every chain is verified as a whole once a day, a few of them each time."""
    left = EVENTS_A_TURN
    for name, events in acting.chains_verified_before(clock.now() - EVERY):
        if left <= 0:
            return
        left -= events
        if not (found := keep(name)).intact:
            log.error("event=chain_broken chain=%s at=%s reason=%s", name, found.broken_at, found.reason)


@in_one_transaction()
def _keep(name: str, found: Verification) -> None:
    AuditChain.objects.filter(name=name).update(
        verified=found.events,
        verified_head=found.head,
        verified_at=clock.now(),
        broken_at=found.broken_at,
        broken_reason=found.reason,
    )

"""A chain in, whether it holds out: whole, or from where it was verified last, without a lock; or a file of it."""

from __future__ import annotations

import itertools
import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from gitops_portal.actions import audit, checkpoints, clock
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core import ledger
from gitops_portal.core.errors import Invalid, Unavailable
from gitops_portal.core.ledger import GENESIS, Verification
from gitops_portal.records.models import AuditChain
from gitops_portal.records.queries import ledgers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from gitops_portal.core.ledger import Checkpoint

log = logging.getLogger(__name__)

EVERY: Final = timedelta(days=1)
"""How old the last whole verification of a chain may become, before the clock makes another."""
SIGNED_EVERY: Final = 1_000
"""So many events may stand unsigned at a chain's end."""
EVENTS_A_TURN: Final = 20_000
"""After so many events the clock leaves further chains to its next turn."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a chain holds, and what of it was re-computed: events behind `passed` now, those before `whole_at`."""

    found: Verification
    passed: int = 0
    whole_at: datetime | None = None
    signed: int = 0
    """The last event that was signed, and when."""
    signed_at: datetime | None = None


def verify(name: str) -> Verification:
    """Re-compute a chain and hold it against the head kept beside it, and against what was signed of it elsewhere.

    A cut tail shows by the head; who cuts or rewrites that, too, cannot sign. Raises Unavailable where the checkpoints
    cannot be read.
    """
    signed = checkpoints.newest(name)  # before the chain is read: what is signed stands there
    chain = ledgers.chain(name)
    found = _held_against(chain, signed.checkpoints)
    if not found.intact and signed.checkpoints:
        found = _held_against(chain, checkpoints.every(name).checkpoints)
    if found.intact and signed.doubtful:
        at, reason = signed.doubtful[0]
        return replace(found, intact=False, broken_at=at, reason=reason)
    if found.intact and chain and chain.pruned and not checkpoints.vouched(chain):
        reason = f"events up to {chain.pruned} are not here, and nothing signed says that they were pruned"
        return Verification(False, 0, GENESIS, 1, reason)
    return found


def _held_against(chain: AuditChain | None, signed: list[Checkpoint]) -> Verification:
    if chain is None:
        return ledger.verify((), checkpoints=signed)
    return held(chain, chain.pruned, chain.pruned_head, signed)


def held(chain: AuditChain, passed: int, head: str, signed: Iterable[Checkpoint] = ()) -> Verification:
    """What comes after was not there as the chain was read, and is left out: rows are added at the end alone."""
    events = (audit.chained(chain.name, row) for row in ledgers.rows_of(chain.name, passed, chain.sequence))
    found = ledger.verify(events, passed, head, signed)
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


def verify_export(lines: Iterator[str], signed: Iterable[Checkpoint] = ()) -> Verification:
    """Re-compute a chain from a JSON Lines export, and hold it against checkpoints where there are any.

    Against checkpoints it may be a part of a chain: each holds for all events before it. Raises Invalid when a line is
    no event, or no checkpoint is of this chain.
    """
    events = _parsed(lines)
    first = next(events, None)
    if first is None:
        return ledger.verify(())
    ours = [one for one in signed if one.chain == first.get("chain")]
    begin, previous = first.get("sequence"), first.get("previous")
    if not ours or not isinstance(begin, int) or not isinstance(previous, str):
        return ledger.verify(itertools.chain([first], events))
    return ledger.verify(itertools.chain([first], events), begin - 1, previous, ours)


def verify_behind(lines: Iterator[str], passed: int, head: str) -> Verification:
    """The same of a part that begins behind an event whose hash is known."""
    return ledger.verify(_parsed(lines), passed, head)


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


def since_last(name: str) -> Checked:
    """Re-compute what came since a chain was verified as a whole; what was broken then is broken still."""
    chain = ledgers.chain(name)
    if chain is None:
        return Checked(ledger.verify(()))
    if chain.broken_at is not None:
        found = Verification(False, chain.verified, chain.verified_head, chain.broken_at, chain.broken_reason)
    else:
        found = held(chain, chain.verified, chain.verified_head)
    return Checked(found, chain.verified, chain.verified_at, chain.signed, chain.signed_at)


def keep(name: str) -> Verification:
    """Verify a chain as a whole, and begin from there the next time."""
    found = verify(name)
    _keep(name, found)
    return found


def turn() -> None:
    """What the clock does: every chain is verified as a whole and signed once a day, a few of them each time.

    One that grew by SIGNED_EVERY events is signed before that.
    """
    left = EVENTS_A_TURN
    for name, events in ledgers.chains_verified_before(clock.now() - EVERY):
        if left <= 0:
            return
        left -= events
        _with_patience(name, keep)
    for name in ledgers.chains_longer_than_signed(SIGNED_EVERY):
        _with_patience(name, lambda name: since_last(name).found)


def _with_patience(name: str, verified: Callable[[str], Verification]) -> None:
    """Sign what holds; a store that is away is asked again in the next turn."""
    try:
        found = verified(name)
        if found.intact:
            checkpoints.sign(name, found)
            return
    except Unavailable as error:
        log.warning("event=not_signed chain=%s reason=%s", name, error)
        return
    log.error("event=chain_broken chain=%s at=%s reason=%s", name, found.broken_at, found.reason)


def sign(name: str) -> Verification:
    """Verify a chain as a whole, and sign it where it holds. Raises Unavailable where a store is away."""
    found = keep(name)
    if found.intact:
        checkpoints.sign(name, found)
    return found


@in_one_transaction()
def _keep(name: str, found: Verification) -> None:
    AuditChain.objects.filter(name=name).update(
        verified=found.events,
        verified_head=found.head,
        verified_at=clock.now(),
        broken_at=found.broken_at,
        broken_reason=found.reason,
    )

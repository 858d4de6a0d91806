"""The end of a verified chain in, a signed statement of it out; kept where the owner of the database is not."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.conf import settings

from gitops_portal.actions import clock, keys, outbox
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters import checkpoint_stores, signing
from gitops_portal.core.errors import Invalid
from gitops_portal.core.ledger import Checkpoint
from gitops_portal.records.models import AuditChain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gitops_portal.adapters.checkpoint_stores import Store
    from gitops_portal.core.ledger import Verification

KIND: Final = "audit-checkpoint+jwt"
"""The `typ` of its header: no other token that the portal signs passes for a checkpoint."""


class Known(NamedTuple):
    """What was signed of a chain; and which checkpoints say so without being signed by a key of the portal, and why."""

    checkpoints: list[Checkpoint]
    doubtful: list[tuple[int, str]]


PRUNED: Final = "pruned"
"""Beside a chain's checkpoints: those that were signed as the events before them were taken away."""


def stores() -> list[Store]:
    """Where checkpoints are kept: beside the artifacts, and where CHECKPOINTS_URL says."""
    urls = (f"{settings.ARTIFACTS_URL}/checkpoints", settings.CHECKPOINTS_URL)
    return [checkpoint_stores.store(url) for url in urls if url]


def token(chain: str, found: Verification, pruned: str = "") -> str:
    """What the portal signs of a chain that holds up to some event: any JWT library checks it (EdDSA)."""
    now = clock.now()
    claims: dict[str, Any] = {
        "iss": settings.PORTAL_URL,
        "iat": int(now.timestamp()),
        "chain": chain,
        "sequence": found.events,
        "head": found.head,
    }
    return keys.ring().sign(claims | ({"pruned": pruned} if pruned else {}), KIND)


def sign(chain: str, found: Verification, pruned: str = "") -> None:
    """Sign a chain's end in every store. Killed half way it is signed again; the first of a number stays.

    Raises Unavailable where a store is away: then the clock tries again.
    """
    if not found.events:
        return
    signed = token(chain, found, pruned)
    for store in stores():
        store.put(f"{chain}/{PRUNED}" if pruned else chain, found.events, signed, clock.now())
    _kept(chain, found.events, signed)


@in_one_transaction()
def _kept(chain: str, sequence: int, signed: str) -> None:
    AuditChain.objects.filter(name=chain, signed__lt=sequence).update(signed=sequence, signed_at=clock.now())
    outbox.signed(chain, sequence, signed)


def read(text: str, key_set: Mapping[str, Any]) -> Checkpoint:
    """What a token says. Raises Invalid where it is no checkpoint, or none of these keys signed it."""
    try:
        claims = signing.read(text, key_set, KIND)
        at = datetime.fromtimestamp(claims["iat"], UTC)
        chain, head, pruned = str(claims["chain"]), str(claims["head"]), str(claims.get("pruned", ""))
        return Checkpoint(chain, int(claims["sequence"]), head, at, pruned)
    except (signing.NotValid, KeyError, ValueError, TypeError, OverflowError) as error:
        raise Invalid(f"it is no checkpoint of this portal: {error}") from error


def newest(chain: str) -> Known:
    """The last checkpoint of a chain in each store: what agrees with it agrees with all before it."""
    return _known(chain, ((store, store.numbers(chain)[-1:]) for store in stores()))


def every(chain: str) -> Known:
    """All checkpoints of a chain, which tell how far it was what it was."""
    return _known(chain, ((store, store.numbers(chain)) for store in stores()))


def _known(chain: str, wanted: Iterable[tuple[Store, list[int]]]) -> Known:
    key_set, found, doubtful = keys.ring().all, [], []
    for store, numbers in wanted:
        for number in numbers:
            try:
                one = read(store.get(chain, number), key_set)
            except Invalid as error:
                doubtful.append(
                    (number, f"what {store} holds as the checkpoint of event {number} cannot be trusted: {error}")
                )
                continue
            if (one.chain, one.sequence) == (chain, number):
                found.append(one)
            else:
                told = f"what {store} holds as the checkpoint of event {number} is of {one.chain}, event {one.sequence}"
                doubtful.append((number, told))
    return Known(found, doubtful)


def vouched(chain: AuditChain) -> bool:
    """Whether something signed says that a chain was pruned as far as it is."""
    key_set = keys.ring().all
    for store in stores():
        with suppress(Invalid):
            stub = read(store.get(f"{chain.name}/{PRUNED}", chain.pruned), key_set)
            found = (stub.chain, stub.sequence, stub.head, bool(stub.pruned))
            if found == (chain.name, chain.pruned, chain.pruned_head, True):
                return True
    return False


def chains() -> set[str]:
    """The names of all chains that were ever signed, those included that the database holds no more."""
    return {name for store in stores() for name in store.chains()}

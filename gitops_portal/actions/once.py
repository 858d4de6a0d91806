"""What may come back once over all processes: spent by its digest, forgotten when it no longer could."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from gitops_portal.actions import clock, secrets
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core.errors import Refused
from gitops_portal.records.models import SpentState

MINUTES: Final = 10
"""How long somebody may take from the question to the answer."""


@in_one_transaction()
def spend(state: str) -> None:
    """Raises Refused when it was spent before."""
    until = clock.now() + timedelta(minutes=2 * MINUTES)
    _, fresh = SpentState.objects.get_or_create(digest=secrets.digest(state), defaults={"expires_at": until})
    if not fresh:
        raise Refused("This sign-in was already used: start again.")


@in_one_transaction()
def forget() -> None:
    """Let go of what could not come back any more."""
    SpentState.objects.filter(expires_at__lt=clock.now()).delete()

"""Work that the clock finds in: done by workers, or in this turn; and what is asked again and again, by one at a time.

A row of the latter has `next_at`, when it is asked next, and `turn`, which counts claims: only whoever has the last one
says what came of it.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings

from gitops_portal.actions import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from gitops_portal.records.models import ArgocdServer, StateSource

EVERY: Final = timedelta(minutes=5)
LEASE: Final = timedelta(minutes=10)
"""For how long whoever asks may be believed to be at it: as long as the largest answer takes."""
TURN_SECONDS: Final = 20.0
"""For how long one turn begins to work by itself, where no worker does."""


def take_up(found: Collection[int], hand_on: Callable[[int], object], work: Callable[[int], object]) -> int:
    """Let workers do what is due or, without a queue, do it now. Returns how many that were."""
    until = time.monotonic() + TURN_SECONDS
    for pk in found:
        if settings.REDIS_URL:
            hand_on(pk)
        elif time.monotonic() < until:
            work(pk)
    return len(found)


def claim(held: ArgocdServer | StateSource) -> bool:
    """Whether it is due, and this caller has it until the lease ends: nobody else is at it or was."""
    now = clock.now()
    if held.next_at > now:
        return False
    mine = type(held)._default_manager.filter(pk=held.pk, turn=held.turn, next_at=held.next_at)  # noqa: SLF001 - Django's public way to a model's rows
    if not mine.update(turn=held.turn + 1, next_at=now + LEASE):
        return False
    held.turn += 1
    return True

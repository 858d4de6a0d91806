"""RQ: states that the portal itself reads, from the queue of what waits for somebody else's server."""

from __future__ import annotations

from gitops_portal.actions import state_sources


def read_state(pk: int) -> None:
    state_sources.read(pk)

"""What a system that compares what is declared with what is there says of it."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from gitops_portal.core.posture import State


class Differing(Struct, frozen=True):
    """One resource that is not as declared."""

    name: str
    """As its system names it: `apps/Deployment shop/web`, or an address."""
    state: str = ""
    """The system's own word for how it differs; empty where it has none."""


class Observation(Struct, frozen=True):
    """What one system says of one object at one moment. Holds no secret."""

    source: str
    """The system: `argocd`, `flux`, `tofu-controller`, `hcp`."""
    subject: str
    """Which object of it."""
    state: State | None
    """None where the document says nothing about it."""
    checked_at: datetime | None = None
    """When it was compared; None where the document does not tell it, and then the state is not in sync."""
    repository: str = ""
    revision: str = ""
    drifted: int | None = None
    """How many resources differ; None where it does not say."""
    differing: tuple[Differing, ...] = ()
    """The first of them."""
    reason: str = ""
    """Why it says so, in a sentence or in its own words."""

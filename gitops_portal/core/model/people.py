"""Who asks, and what they may do."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Role(StrEnum):
    """What a person may do in a workspace; each includes the one before.

    Whoever has a role somewhere reads everything there. An auditor does nothing else.
    """

    AUDITOR = "auditor"
    VIEWER = "viewer"
    REVIEWER = "reviewer"
    OWNER = "owner"

    def covers(self, other: Role) -> bool:
        order = list(Role)
        return order.index(self) >= order.index(other)


class ActorKind(StrEnum):
    PERSON = "person"
    TOKEN = "token"  # noqa: S105 - a kind of actor
    CI = "ci"
    """A job of CI, by a token that its forge signed."""
    PORTAL = "portal"


class Actor(Struct, frozen=True):
    """Who asked: a person, a token, or the portal itself. Names are copied as text wherever they are recorded."""

    kind: ActorKind
    name: str
    id: int | None = None
    address: str = ""
    """The network address the request came from; empty for the command line and the clock."""

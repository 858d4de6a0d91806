"""The command line: each command asks or acts, as a page would."""

from __future__ import annotations

from typing import Final

from gitops_portal.core.model import Actor, ActorKind

OPERATOR: Final = Actor(ActorKind.PORTAL, "command line")
"""Who acts there: whoever may run commands on the portal's machine."""

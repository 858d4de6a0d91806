"""Who asks in tests."""

from __future__ import annotations

from gitops_portal.core.model import Actor, ActorKind

CI = Actor(ActorKind.TOKEN, "token CI", 1, "192.0.2.7")
OPERATOR = Actor(ActorKind.PORTAL, "command line")

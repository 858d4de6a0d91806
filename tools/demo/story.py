"""What the demo organisation consists of: people, workspaces, runs and what happened to each run. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from gitops_portal.core.model import Enforcement, Role


class Verb(StrEnum):
    """What somebody does to a run."""

    APPROVE = "approve"
    REJECT = "reject"
    OVERRIDE = "override"
    APPLIED = "applied"
    APPLY_FAILED = "apply_failed"


class Ending(StrEnum):
    """Where a run stands when its story is told."""

    APPLIED = "applied"
    APPLY_FAILED = "apply_failed"
    APPROVED = "approved"
    AWAITING = "awaiting"
    BLOCKED = "blocked"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    OBSERVED = "observed"
    """A drift run: nothing is decided, it says what differs."""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    name: str
    email: str
    owner: bool = False
    """Owns the organisation, and so every workspace."""
    roles: Mapping[str, Role] = field(default_factory=dict)
    """Workspace slug -> role."""


@dataclass(frozen=True, slots=True)
class DemoStep:
    """One thing that happened to a run, some hours after it arrived."""

    verb: Verb
    by: str
    """A person's e-mail address; empty for the CI token."""
    reason: str = ""
    hours: float = 1.0
    guardrails: tuple[str, ...] = ()
    """What an override is about."""


@dataclass(frozen=True, slots=True)
class DemoRun:
    plan: Mapping[str, Any]
    title: str
    """The commit message's first line."""
    commit: str
    branch: str
    pull_request: int | str | None
    """A number, or an address where several workspaces have it."""
    actor: str
    """The e-mail address of who pushed the commit."""
    days_ago: float
    story: tuple[DemoStep, ...]
    ends: Ending
    kind: str = "plan"
    """`plan` or `drift`."""


@dataclass(frozen=True, slots=True)
class DemoWorkspace:
    slug: str
    name: str
    labels: Mapping[str, str]
    repository: str
    branch: str
    directory: str
    budget: Decimal | None
    required_approvals: int
    runs: tuple[DemoRun, ...]
    """In the order they arrived."""
    state_address: str = ""


@dataclass(frozen=True, slots=True)
class DemoGuardrailSetting:
    """A guardrail's enforcement within a scope: everywhere, where a label holds, or in one workspace."""

    guardrail: str
    enforcement: Enforcement
    scope: str
    """`organisation`, `label` or `workspace`."""
    selector: str = ""
    """`env=prod` for a label, the slug for a workspace."""
    reason: str = ""
    weaker: bool = False
    """It holds though what holds in the organisation is stricter."""


@dataclass(frozen=True, slots=True)
class DemoWaiver:
    """A guardrail that a workspace's owner waives at the addresses of a pattern."""

    workspace: str
    guardrail: str
    address: str
    by: str
    """The owner's e-mail address."""
    reason: str
    days_ago: float
    days: int
    """For how long it holds."""


@dataclass(frozen=True, slots=True)
class DemoBudget:
    """What a month may cost in a scope."""

    name: str
    amount: Decimal
    scope: str
    selector: str = ""


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    name: str
    people: tuple[DemoPerson, ...]
    workspaces: tuple[DemoWorkspace, ...]
    guardrail_settings: tuple[DemoGuardrailSetting, ...]
    rules: Mapping[str, Mapping[str, Any]]
    """Its own guardrails, by id, as the file of guardrails has them."""
    waivers: tuple[DemoWaiver, ...]
    budgets: tuple[DemoBudget, ...]

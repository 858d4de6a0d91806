"""What guardrails answer, how strictly they hold, and the verdict that follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Status(StrEnum):
    """A guardrail's answer for one resource. `passed` is counted, not listed."""

    VIOLATED = "violated"
    UNDETERMINED = "undetermined"
    WAIVED = "waived"


GRAVEST_STATUSES: Final = (Status.VIOLATED, Status.UNDETERMINED, Status.WAIVED)
"""What is looked at first."""


class Enforcement(StrEnum):
    OFF = "off"
    ADVISORY = "advisory"
    SOFT_MANDATORY = "soft_mandatory"
    MANDATORY = "mandatory"


@dataclass(frozen=True, slots=True)
class Finding:
    """Which guardrail, where, why. `standing` marks what this plan does not touch: it informs and never blocks."""

    guardrail: str
    severity: Severity
    enforcement: Enforcement
    address: str
    status: Status
    attribute: str = ""
    message: str = ""
    standing: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """What a workspace tolerates: the enforcement of each guardrail where it differs from the guardrail's default."""

    enforcement: Mapping[str, Enforcement] = field(default_factory=dict)
    budget: Decimal | None = None
    """Per month, in the currency of the price book; None when no budget is set."""
    version: str = ""
    """A digest of everything above, so that a decision can say under which rules it was taken."""


class Outcome(StrEnum):
    PASSED = "passed"
    NEEDS_APPROVAL = "needs_approval"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules conclude, and every reason as a sentence; the first reason is the gravest."""

    outcome: Outcome
    reasons: tuple[str, ...] = ()

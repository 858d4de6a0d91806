"""What guardrails answer, how strictly they hold, and the verdict that follows."""

from __future__ import annotations

from dataclasses import dataclass
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
class Looked:
    """How far guardrails reach in a plan: `rules` of those `in_force` gave an answer, about so many `resources`."""

    rules: int = 0
    in_force: int = 0
    resources: int = 0


class Outcome(StrEnum):
    PASSED = "passed"
    NEEDS_APPROVAL = "needs_approval"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules conclude, and every reason as a sentence; the first reason is the gravest."""

    outcome: Outcome
    reasons: tuple[str, ...] = ()

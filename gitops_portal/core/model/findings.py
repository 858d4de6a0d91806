"""What guardrails answer, how strictly they hold, and the verdict that follows."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


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


class Enforcement(StrEnum):
    OFF = "off"
    ADVISORY = "advisory"
    SOFT_MANDATORY = "soft_mandatory"
    MANDATORY = "mandatory"


class Weight(StrEnum):
    """What a finding does to its plan, the gravest first; a waived one does nothing."""

    BLOCKS = "blocks"
    """A mandatory guardrail is violated by what the plan touches."""
    WARNS = "warns"
    """One that is not mandatory is."""
    CANNOT_TELL = "cannot-tell"
    STANDS = "stands"
    """The plan does not touch it: it stood so before."""


def weight(status: str, enforcement: str, *, standing: bool) -> Weight | None:
    """The one place that says what a finding counts as: on cards, in lists and in the graph."""
    if status == Status.WAIVED:
        return None
    if standing:
        return Weight.STANDS
    if status == Status.UNDETERMINED:
        return Weight.CANNOT_TELL
    return Weight.BLOCKS if enforcement == Enforcement.MANDATORY else Weight.WARNS


class Waived(Struct, frozen=True, gc=False):
    """Who answers for a finding until when, and why; and who approved that, where it took another person."""

    by: str
    until: datetime
    reason: str
    approved_by: str = ""


class Finding(Struct, frozen=True, gc=False):
    """Which guardrail, where, why. `standing` marks what this plan does not touch: it informs and never blocks."""

    guardrail: str
    severity: Severity
    enforcement: Enforcement
    address: str
    status: Status
    attribute: str = ""
    message: str = ""
    standing: bool = False
    crashed: bool = False
    """Whether the guardrail could not judge the resource at all: nobody waives that."""
    waived: Waived | None = None
    """Beside the status of that name, by which waiver."""
    value: str = ""
    """What stands at the attribute, as it may be shown; empty where that is not to be told."""
    quoted: bool = False
    """Whether the message is another program's, so that its words tell it from others of the same guardrail."""

    @property
    def weight(self) -> Weight | None:
        return weight(self.status, self.enforcement, standing=self.standing)


class Looked(Struct, frozen=True, gc=False):
    """How far guardrails reach in a plan: `rules` of those `in_force` for its providers looked at `resources`."""

    rules: int = 0
    in_force: int = 0
    resources: int = 0
    nothing_of: tuple[str, ...] = ()
    """Providers of which no resource was looked at, as `google_*`, those with the most resources first."""


class Outcome(StrEnum):
    PASSED = "passed"
    NEEDS_APPROVAL = "needs_approval"
    BLOCKED = "blocked"


class Verdict(Struct, frozen=True, gc=False):
    """What the rules conclude, and every reason as a sentence; the first reason is the gravest."""

    outcome: Outcome
    reasons: tuple[str, ...] = ()

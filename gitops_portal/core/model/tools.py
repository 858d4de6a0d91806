"""What another tool says of a plan, and what it is called there: it stands beside what the portal concludes."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from msgspec import Struct, field


class ToolKind(StrEnum):
    """What wrote the document."""

    PLAN_STREAM = "plan-stream"
    SARIF = "sarif"
    INFRACOST = "infracost"
    CHECKOV = "checkov"
    TRIVY = "trivy"
    CONFTEST = "conftest"
    OPA = "opa"


class ToolStatus(StrEnum):
    """The gravest first. `passed` is counted, not listed."""

    VIOLATED = "violated"
    UNDETERMINED = "undetermined"
    NOTED = "noted"
    WAIVED = "waived"
    PASSED = "passed"


class ToolFinding(Struct, frozen=True):
    """One thing that a tool says; `level` is in its own words, and empty where it names none."""

    status: ToolStatus
    level: str
    rule: str
    address: str
    text: str


class ToolCost(Struct, frozen=True):
    """What a resource costs a month as a tool says; None where it does not stand, or the tool does not know."""

    address: str
    before: Decimal | None = None
    after: Decimal | None = None


class ToolReport(Struct, frozen=True):
    """`counts` is by status, of all; `figures` are amounts a month, as decimals; `told` are sentences about it; `costs`
    are those of resources, the highest first.
    """

    kind: ToolKind
    tool: str
    findings: list[ToolFinding]
    counts: dict[str, int] = field(default_factory=dict)
    figures: dict[str, str | None] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    costs: list[ToolCost] = field(default_factory=list)


class Figures(Struct, frozen=True):
    """What a plan costs a month before and after, in the currency of the price book, as `told_by` says."""

    told_by: str
    before: Decimal
    after: Decimal

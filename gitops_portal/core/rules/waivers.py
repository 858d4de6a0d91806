"""Findings and the waivers of a workspace in, the same findings out: those that are waived block and ask nobody.

A waiver covers one guardrail at one address, or at those of a pattern, until its end. It never covers more: not a
guardrail that crashed, not one that blocks or asks before another person approved it, and no cost above its ceiling.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from gitops_portal.core.address import WORDS, steps
from gitops_portal.core.errors import Invalid
from gitops_portal.core.model import Cost, Enforcement, Finding, Status, Waived
from gitops_portal.core.patterns import fits
from gitops_portal.core.rules.rule import Judges, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gitops_portal.core.rules.ruleset import RuleSet

LONGEST: Final = 366
"""Days after which a waiver has ended at the latest: what is accepted is looked at again."""
LONGEST_ADDRESS: Final = 1_000
LONGEST_REASON: Final = 2_000
WARNED: Final = timedelta(days=7)
"""So long before its end a message says that it ends; half of its time, where that is shorter."""
ANY: Final = "*"
_ASKS: Final = frozenset({Enforcement.MANDATORY, Enforcement.SOFT_MANDATORY})


class Waiver(Struct, frozen=True):
    """What somebody answers for: this guardrail may object here until then."""

    guardrail: str
    address: str
    """Of a resource; empty for the plan as a whole."""
    by: str
    reason: str
    until: datetime
    pattern: bool = False
    """Whether `*` in the address is any text; else it is this very address, stars and all."""
    approved_by: str = ""
    ceiling: Decimal | None = None
    """Of a guardrail about cost: what a month may cost, in the currency of the price book."""

    @property
    def decides(self) -> list[str | bool | None]:
        """All of it that can decide about a finding while it holds."""
        ceiling = None if self.ceiling is None else str(self.ceiling.normalize())
        return [self.guardrail, self.address, self.pattern, bool(self.approved_by), ceiling]


def holding(waivers: Iterable[Waiver], now: datetime) -> tuple[Waiver, ...]:
    """Those that have not ended."""
    return tuple(waiver for waiver in waivers if now < waiver.until)


def apply(findings: Sequence[Finding], rules: RuleSet, cost: Cost) -> tuple[Finding, ...]:
    """`rules` tells the waivers that hold now, and which guardrails are about cost."""
    by_rule: dict[str, list[Waiver]] = {}
    for waiver in sorted(rules.waivers, key=lambda one: (one.until, one.by, one.reason), reverse=True):
        by_rule.setdefault(waiver.guardrail, []).append(waiver)
    if not by_rule:
        return tuple(findings)
    return tuple(_applied(found, by_rule.get(found.guardrail, ()), rules, cost) for found in findings)


def _applied(found: Finding, waivers: Iterable[Waiver], rules: RuleSet, cost: Cost) -> Finding:
    """Of several that cover it, the one that lasts longest is named."""
    rule = rules.rules.get(found.guardrail)
    for waiver in waivers:
        if rule and _covers(waiver, found, rule, cost):
            named = Waived(waiver.by, waiver.until, waiver.reason, waiver.approved_by)
            return replace(found, status=Status.WAIVED, waived=named)
    return found


def _covers(waiver: Waiver, found: Finding, rule: Rule, cost: Cost) -> bool:
    if found.crashed or waiver.guardrail != found.guardrail:
        return False
    if not holds_under(waiver, found.enforcement):
        return False
    if rule.costs and not _within(waiver.ceiling, cost):
        return False
    return reaches(waiver, found.address)


def holds_under(waiver: Waiver, enforcement: Enforcement | None) -> bool:
    """Whether it counts where its guardrail holds so strictly: what blocks or asks takes another person."""
    return bool(waiver.approved_by) or enforcement not in _ASKS


def reaches(waiver: Waiver, address: str) -> bool:
    """Whether an address is one that it names."""
    return fits(waiver.address, address) if waiver.pattern else waiver.address == address


def _within(ceiling: Decimal | None, cost: Cost) -> bool:
    """Whether the month is known to cost no more, at most; not where something that changes has no price."""
    return (
        ceiling is not None
        and max(cost.after, cost.most[1]) <= ceiling
        and not any(line.may_cost_more for line in cost.lines)
    )


def warned_at(made: datetime, until: datetime) -> datetime:
    """When a message says that a waiver made then ends."""
    return until - min(WARNED, (until - made) / 2)


def check(waiver: Waiver, rule: Rule, now: datetime) -> None:
    """Raises Invalid for one that names no resource, all of them, has no reason, a wrong ceiling, or no near end."""
    _check_address(waiver, rule)
    if not 0 < len(waiver.reason.strip()) <= LONGEST_REASON:
        raise Invalid(f"Say why, in at most {LONGEST_REASON:,} characters: it stands beside everything that is waived.")
    days = (waiver.until - now).total_seconds() / 86_400
    if not 0 < days <= LONGEST:
        raise Invalid(f"Choose an end within the next {LONGEST} days: it has to be reviewed then.")
    if rule.costs and waiver.ceiling is None:
        raise Invalid(f"“{rule.id}” is about cost: say up to how much a month it is waived.")
    if waiver.ceiling is not None and not rule.costs:
        raise Invalid(f"“{rule.id}” is not about cost: leave the ceiling empty.")
    if waiver.ceiling is not None and not 0 < waiver.ceiling < _MOST:
        raise Invalid("A ceiling is an amount above 0 and below a thousand million a month.")


def _check_address(waiver: Waiver, rule: Rule) -> None:
    if rule.judges is Judges.PLAN:
        if waiver.address:
            raise Invalid(f"“{rule.id}” checks the plan as a whole: leave the address empty.")
        return
    if not waiver.address.strip():
        raise Invalid(f"Name an address: “{rule.id}” does not check the plan as a whole.")
    if waiver.pattern and not _names_some(waiver.address):
        raise Invalid(
            "Write a type, a name or a module's name without *, such as aws_instance.*, *.bastion or module.web.*:"
            " how strictly a guardrail holds everywhere is set on its page."
        )
    if len(waiver.address) > LONGEST_ADDRESS:
        raise Invalid(f"An address has at most {LONGEST_ADDRESS:,} characters here.")


def _names_some(pattern: str) -> bool:
    """Whether one step at least is a word of its own; what stands in brackets is not, nor are those of the grammar."""
    return any(step.name.strip() and ANY not in step.name and step.name not in WORDS for step in steps(pattern))


_MOST: Final = Decimal(10) ** 9

"""Findings in, the sentences out that say what guardrails object to and what of it is waived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core.brief.naming import cut, kept, listed
from gitops_portal.core.model import Enforcement, Finding, Gravity, Kind, Sentence, Status, Waived

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gitops_portal.core.rules.ruleset import RuleSet

_GRAVITIES: Final = {
    (Status.VIOLATED, Enforcement.MANDATORY): Gravity.BLOCKS,
    (Status.VIOLATED, Enforcement.SOFT_MANDATORY): Gravity.NEEDS_APPROVAL,
    (Status.VIOLATED, Enforcement.ADVISORY): Gravity.INFORMS,
    (Status.UNDETERMINED, Enforcement.MANDATORY): Gravity.CANNOT_BE_TOLD,
    (Status.UNDETERMINED, Enforcement.SOFT_MANDATORY): Gravity.CANNOT_BE_TOLD,
}
"""An advisory answer that can't be told is no news."""


def objections(findings: Iterable[Finding], rules: RuleSet) -> Iterator[Sentence]:
    """One sentence for each guardrail and answer, about what this plan touches."""
    groups: dict[tuple[str, Status, Gravity], dict[str, Finding]] = {}
    for found in findings:
        gravity = _GRAVITIES.get((found.status, found.enforcement))
        if gravity and not found.standing:
            groups.setdefault((found.guardrail, found.status, gravity), {}).setdefault(found.address, found)
    for (name, status, gravity), places in groups.items():
        rule = rules.rules.get(name)
        yield _finding(gravity, status, f"“{rule.title if rule else name}”", list(places.values()))


def _finding(gravity: Gravity, status: Status, title: str, found: list[Finding]) -> Sentence:
    addresses, first = [each.address for each in found], found[0]
    where = listed(addresses)
    message = cut(first.message, 200)
    if status is Status.UNDETERMINED:
        said = f"{title} is undetermined for {where}: {message}."
        return Sentence(gravity, Kind.UNDETERMINED, said, kept(addresses), first.guardrail, f"{title} is undetermined")
    said = f"{title} is violated by {where}: {message}."
    short = "" if gravity is Gravity.INFORMS else cut(f"violates {title}")
    return Sentence(gravity, Kind.VIOLATED, said, kept(addresses), first.guardrail, short)


def waived(findings: Iterable[Finding], rules: RuleSet) -> Iterator[Sentence]:
    """One sentence for each guardrail and waiver: what nobody is asked about, and who answers for it."""
    groups: dict[tuple[str, Waived], dict[str, None]] = {}
    for found in findings:
        if found.waived and not found.standing:
            groups.setdefault((found.guardrail, found.waived), {})[found.address] = None
    for (name, by), places in groups.items():
        rule, addresses = rules.rules.get(name), list(places)
        said = f"“{rule.title if rule else name}” is waived for {listed(addresses)} until {by.until:%d %B %Y} by"
        approved = f", approved by {cut(by.approved_by)}" if by.approved_by else ""
        text = f"{said} {cut(by.by)}{approved}: {cut(by.reason, 200)}"
        yield Sentence(Gravity.INFORMS, Kind.WAIVED, text, kept(addresses), name)

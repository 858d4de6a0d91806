"""A plan and its findings in, the verdict out with every reason.

    blocked          a mandatory guardrail is violated, or planning failed
    needs_approval   something asks for a person: a soft-mandatory violation, an answer that can't be told, a plan that
                     is incomplete, odd, or does something nobody here knows
    passed           none of these; advisory findings inform

Findings about what the plan does not touch, and waived ones, inform and never hold a plan up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import (
    Action,
    ChangeSet,
    Enforcement,
    Finding,
    Outcome,
    Status,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def decide(changes: ChangeSet, findings: Iterable[Finding], unjudged: tuple[str, ...] = ()) -> Verdict:
    """`unjudged` tells what no guardrail knows: what passes only for that says so."""
    counted = [finding for finding in findings if not finding.standing]
    grave = (*_failure(changes), *_told(counted, Enforcement.MANDATORY, Status.VIOLATED))
    doubts = (
        *_told(counted, Enforcement.SOFT_MANDATORY, Status.VIOLATED),
        *_told(counted, Enforcement.MANDATORY, Status.UNDETERMINED),
        *_told(counted, Enforcement.SOFT_MANDATORY, Status.UNDETERMINED),
        *_doubts(changes),
    )
    outcome = Outcome.BLOCKED if grave else Outcome.NEEDS_APPROVAL if doubts else Outcome.PASSED
    return Verdict(outcome, grave + doubts or unjudged)


def _failure(changes: ChangeSet) -> Iterator[str]:
    if changes.errored:
        yield "Planning failed: what the plan shows is incomplete and can't be approved; make a new plan."


def _told(findings: Iterable[Finding], enforcement: Enforcement, status: Status) -> Iterator[str]:
    """One sentence for each guardrail, naming one resource and counting the others."""
    places: dict[str, dict[str, None]] = {}
    for finding in findings:
        if finding.enforcement is enforcement and finding.status is status:
            places.setdefault(finding.guardrail, {})[finding.address] = None
    answer = "is violated by" if status is Status.VIOLATED else "can't be determined for"
    for guardrail, addresses in places.items():
        first = next(iter(addresses)) or "the plan as a whole"
        others = f" and {len(addresses) - 1} more" if len(addresses) > 1 else ""
        yield f"{guardrail} ({enforcement.replace('_', '-')}) {answer} {first}{others}."


def _doubts(changes: ChangeSet) -> Iterator[str]:
    strange = [change for change in changes.changes if change.action is Action.UNKNOWN]
    if strange:
        others = f" and {len(strange) - 1} more" if len(strange) > 1 else ""
        yield f"The plan does something this portal does not know to {strange[0].address}{others}."
    yield from changes.oddities
    if changes.complete is False:
        yield "The plan is not complete: after its apply another plan is needed, whose changes are not known."

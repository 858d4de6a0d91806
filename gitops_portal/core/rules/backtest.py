"""Two judgements of one plan in, what the second answers otherwise out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from gitops_portal.core.model import Enforcement, Outcome, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gitops_portal.core.model import Finding, Judgement

PASSED: Final = "passed"
_GRAVITY: Final = (PASSED, Status.WAIVED, Status.UNDETERMINED, Status.VIOLATED)


MOST: Final = 20
"""Causes of one run that are kept."""


class Otherwise(NamedTuple):
    """What a guardrail says of a resource, or of the plan where the address is empty: then, and now."""

    guardrail: str
    address: str
    before: str
    after: str


def otherwise(before: Judgement, after: Judgement) -> Iterator[Otherwise]:
    """In order of guardrail and address. What has no objection passed, was not asked, or is switched off."""
    old, new = _answers(before.findings), _answers(after.findings)
    for place in sorted({*old, *new}):
        was, comes = old.get(place, PASSED), new.get(place, PASSED)
        if was != comes:
            yield Otherwise(*place, was, comes)


class Cause(NamedTuple):
    """Why a run would be judged otherwise: what a guardrail says of a resource then and now, and how strictly."""

    guardrail: str
    address: str
    before: str
    after: str
    enforcement: str


def causes(before: Judgement, after: Judgement) -> list[Cause]:
    """The findings that make another verdict than before, or that made the earlier one, and what is newly undetermined:
    the gravest first, then in order of guardrail and address.
    """
    old, new = _answers(before.findings), _answers(after.findings)
    strict = {(one.guardrail, one.address): one.enforcement for one in (*before.findings, *after.findings)}
    places = {(one.guardrail, one.address) for one in _deciding(before, after)}
    places |= {place for place, answer in new.items() if answer == Status.UNDETERMINED and old.get(place) != answer}
    found = [Cause(*at, old.get(at, PASSED), new.get(at, PASSED), strict[at]) for at in sorted(places)]
    return sorted(found, key=lambda one: _GRAVITY.index(one.after), reverse=True)


def _deciding(before: Judgement, after: Judgement) -> Iterator[Finding]:
    """Those that hold the plan up where it becomes stricter; where it becomes weaker, those that held it up."""
    was, comes = before.verdict.outcome, after.verdict.outcome
    if was is comes:
        return
    stricter = list(Outcome).index(comes) > list(Outcome).index(was)
    gravest = comes if stricter else was
    for one in (after if stricter else before).findings:
        if not one.standing and _leads_to(one) is gravest:
            yield one


def _leads_to(finding: Finding) -> Outcome:
    """What one finding makes of its plan, as `core.rules.verdict` says."""
    strict = finding.enforcement in {Enforcement.MANDATORY, Enforcement.SOFT_MANDATORY}
    if finding.status is Status.VIOLATED and finding.enforcement is Enforcement.MANDATORY:
        return Outcome.BLOCKED
    objects = finding.status in {Status.VIOLATED, Status.UNDETERMINED}
    return Outcome.NEEDS_APPROVAL if strict and objects else Outcome.PASSED


def _answers(findings: Iterable[Finding]) -> dict[tuple[str, str], str]:
    """The gravest answer of each guardrail to each resource."""
    found: dict[tuple[str, str], str] = {}
    for one in findings:
        place = one.guardrail, one.address
        found[place] = max(found.get(place, PASSED), str(one.status), key=_GRAVITY.index)
    return found

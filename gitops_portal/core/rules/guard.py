"""Guardrails and a plan in, findings out: each guardrail answers passed, violated or undetermined for each resource.

A guardrail is one file in `guardrails/`. It says what it objects to; the engine finds what is to be judged, asks, and
turns every objection into a finding. What a guardrail can't judge does not pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gitops_portal.core.model import (
    UNKNOWN,
    Action,
    Change,
    ChangeSet,
    Cost,
    Enforcement,
    Finding,
    Policy,
    Severity,
    Status,
)
from gitops_portal.core.rules.facts import Facts, Subject

if TYPE_CHECKING:
    from gitops_portal.core.rules.part import Truth

BY_SEVERITY = {
    Severity.CRITICAL: Enforcement.MANDATORY,
    Severity.HIGH: Enforcement.SOFT_MANDATORY,
    Severity.MEDIUM: Enforcement.ADVISORY,
    Severity.LOW: Enforcement.ADVISORY,
}
"""How strictly a guardrail is meant when it does not say so itself and no policy does."""


_NAMED = 8
"""Attributes named in one sentence; more are counted. A group may have hundreds of entries."""


class Judges(StrEnum):
    """What a guardrail looks at, one at a time."""

    STANDING = "what will exist after the apply"
    DESTROYED = "what exists now and may be gone afterwards"
    RUNNING = "what may run programs when the plan is applied"
    PLAN = "the plan as a whole"


@dataclass(frozen=True, slots=True)
class Objection:
    """What a guardrail says against a subject; no objection means passed."""

    status: Status
    attribute: str
    message: str
    brought: bool = False
    """This plan brings it about, though it does not touch the resource itself."""


Check = Callable[[Subject, Facts], Iterator[Objection]]


@dataclass(frozen=True, slots=True)
class Guardrail:
    id: str
    title: str
    severity: Severity
    enforcement: Enforcement
    types: frozenset[str]
    why: str
    remedy: str
    """How to mend it, with a line or two of HCL."""
    references: tuple[str, ...]
    """Where the same thing is asked for: CIS, FSBP, NIST controls, checkov ids."""
    judges: Judges
    check: Check

    @property
    def ids(self) -> tuple[str, ...]:
        return (self.id,)

    @property
    def provider(self) -> str:
        """Whose resources are judged, such as `aws`; `several`, or empty for a rule about the plan as a whole."""
        prefixes = {kind.partition("_")[0] for kind in self.types}
        return "several" if len(prefixes) > 1 else "".join(prefixes)


def guardrail(  # noqa: PLR0913 - what people read about a guardrail stands at its head, named
    name: str,
    title: str,
    severity: Severity,
    *,
    why: str,
    remedy: str,
    types: Iterable[str] = (),
    references: tuple[str, ...] = (),
    enforcement: Enforcement | None = None,
    judges: Judges = Judges.STANDING,
) -> Callable[[Check], Guardrail]:
    """Turn a function into a Guardrail. It registers nothing: `guardrails()` finds it by its place."""

    def made(check: Check) -> Guardrail:
        strictness = enforcement or BY_SEVERITY[severity]
        return Guardrail(name, title, severity, strictness, frozenset(types), why, remedy, references, judges, check)

    return made


# ── objecting ────────────────────────────────────────────────────────────────────────────────────────────────────


def violated(attribute: str, message: str, *, brought: bool = False) -> Objection:
    return Objection(Status.VIOLATED, attribute, message, brought)


def undetermined(attribute: str, message: str = "") -> Objection:
    reason = message or "this can't be told from the plan: the value is not known until apply, secret or ill-shaped"
    return Objection(Status.UNDETERMINED, attribute, reason)


def expect(truth: Truth, attribute: str, message: str) -> Iterator[Objection]:
    """Nothing when it is so, undetermined when it can't be told, otherwise violated with the message."""
    if truth is UNKNOWN:
        yield undetermined(attribute)
    elif not truth:
        yield violated(attribute, message)


# ── judging ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Answers:
    """Every objection as a finding, and how many answers (guardrail x subject) were given, the passed ones included."""

    findings: tuple[Finding, ...]
    evaluated: int


def evaluate(rules: Iterable[Guardrail], changes: ChangeSet, cost: Cost, policy: Policy) -> Answers:
    facts = Facts(changes, cost, policy)
    findings: list[Finding] = []
    evaluated = 0
    for rule in rules:
        enforcement = policy.enforcement.get(rule.id, rule.enforcement)
        if enforcement is Enforcement.OFF:
            continue
        for subject in _subjects(rule, facts):
            evaluated += 1
            findings += _findings(rule, enforcement, subject, facts)
    return Answers(tuple(dict.fromkeys(findings) if changes.readings else findings), evaluated)


def _subjects(rule: Guardrail, facts: Facts) -> Iterator[Subject]:
    if rule.judges is Judges.PLAN:
        yield Subject({}, change=Change("", "", "", Action.UPDATE))
        return
    if rule.judges is Judges.RUNNING:
        yield from facts.running(rule.types)
        return
    found = facts.standing if rule.judges is Judges.STANDING else facts.destroyed
    for kind in sorted(rule.types):
        yield from found(kind)


def _findings(rule: Guardrail, enforcement: Enforcement, subject: Subject, facts: Facts) -> Iterator[Finding]:
    try:
        objections = list(_merged(rule.check(subject, facts)))
    except Exception as error:  # noqa: BLE001 - whatever goes wrong in a rule, what it could not judge must not pass
        enforcement = Enforcement.MANDATORY
        objections = [violated("", f"this guardrail could not judge the resource ({type(error).__name__})")]
    for objection in objections:
        yield Finding(
            guardrail=rule.id,
            severity=rule.severity,
            enforcement=enforcement,
            address=subject.change.address,
            status=objection.status,
            attribute=objection.attribute,
            message=objection.message,
            standing=untouched(subject.change) and not objection.brought,
        )


def _merged(objections: Iterable[Objection]) -> Iterator[Objection]:
    """One objection for each cause; where several attributes share it, its sentence names them."""
    causes: dict[tuple[Status, str, bool], list[str]] = {}
    for objection in objections:
        causes.setdefault((objection.status, objection.message, objection.brought), []).append(objection.attribute)
    for (status, message, brought), attributes in causes.items():
        if len(attributes) == 1:
            yield Objection(status, attributes[0], message, brought)
        else:
            shown, more = attributes[:_NAMED], len(attributes) - _NAMED
            named = ", ".join(shown) + (f" and {more} more" if more > 0 else "")
            yield Objection(status, attributes[0], f"{message} ({named})", brought)


def untouched(change: Change) -> bool:
    """A change that calls itself no-op while its sides differ is not taken at its word."""
    return change.action is Action.NO_OP and change.before == change.after

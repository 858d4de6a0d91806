"""Rules and a plan in, findings out: each rule answers passed, violated or undetermined for each resource.

A rule says what it objects to; the engine finds what is to be judged, asks, and turns every objection into a finding.
What a rule can't judge does not pass.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from gitops_portal.core.model import Action, Change, Cost, Enforcement, Finding, Looked, Status
from gitops_portal.core.rules.facts import Facts, Subject, untouched
from gitops_portal.core.rules.rule import Judges, Objection, Rule, violated
from gitops_portal.core.rules.unjudged import nothing_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gitops_portal.core.index import Index
    from gitops_portal.core.rules.ruleset import RuleSet

_NAMED = 8
"""Attributes named in one sentence; more are counted. A group may have hundreds of entries."""


class Answers(Struct, frozen=True, gc=False):
    """Every objection as a finding, and how many answers (guardrail x subject) were given, the passed ones included."""

    findings: tuple[Finding, ...]
    evaluated: int
    looked: Looked


def evaluate(rules: RuleSet, index: Index, cost: Cost) -> Answers:
    facts = Facts(index, cost, rules.budget)
    findings: list[Finding] = []
    evaluated, answering = 0, 0
    seen: set[str] = set()
    resources = {change.address for change in index.changes.resources}
    for rule in rules.in_force:
        enforcement, looked_at = rules.strictness(rule), False
        for subject in _subjects(rule, facts):
            evaluated += 1
            if subject.change.address in resources:
                seen.add(subject.change.address)
                looked_at = True
            findings += _findings(rule, enforcement, subject, facts)
        answering += looked_at
    looked = Looked(answering, len(rules.in_force), len(seen), nothing_of(index.changes, seen))
    return Answers(tuple(dict.fromkeys(findings) if index.changes.readings else findings), evaluated, looked)


def _subjects(rule: Rule, facts: Facts) -> Iterator[Subject]:
    if rule.judges is Judges.PLAN:
        yield Subject({}, change=Change("", "", "", Action.UPDATE))
        return
    if rule.judges is Judges.RUNNING:
        yield from facts.running(rule.types)
        return
    found = _FOUND[rule.judges](facts)
    for kind in sorted(rule.types | facts.types(rule.patterns) if rule.patterns else rule.types):
        yield from found(kind)


_FOUND: Final = {
    Judges.STANDING: attrgetter("standing"),
    Judges.DESTROYED: attrgetter("destroyed"),
    Judges.CHANGES: attrgetter("changed"),
}


def _findings(rule: Rule, enforcement: Enforcement, subject: Subject, facts: Facts) -> Iterator[Finding]:
    try:
        objections = list(rule.check(subject, facts))
        if len(objections) > 1:
            objections = list(_merged(objections))
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

"""Rules and a plan in, findings out: each rule answers passed, violated or undetermined for each resource.

A rule says what it objects to; the engine finds what is to be judged, asks, and turns every objection into a finding.
What a rule can't judge does not pass.
"""

from __future__ import annotations

from collections import defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from gitops_portal.core.model import Action, Change, Cost, Enforcement, Finding, Looked, Status
from gitops_portal.core.rules.cel.around import NOTHING
from gitops_portal.core.rules.facts import Facts, Subject, untouched
from gitops_portal.core.rules.kinds.tool_findings import KIND as BESIDE
from gitops_portal.core.rules.kinds.tool_findings import Scanned
from gitops_portal.core.rules.rule import Judges, Objection, Rule, Unjudged, violated
from gitops_portal.core.rules.shown import Shown, twins
from gitops_portal.core.rules.unjudged import nothing_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gitops_portal.core.index import Index
    from gitops_portal.core.model import ToolReport
    from gitops_portal.core.rules.cel.around import Around
    from gitops_portal.core.rules.cel.asking import Evaluator
    from gitops_portal.core.rules.rego.judging import Policies
    from gitops_portal.core.rules.ruleset import RuleSet

_NAMED = 8
"""Attributes named in one sentence; more are counted. A group may have hundreds of entries."""


class Answers(Struct, frozen=True, gc=False):
    """Every objection as a finding, and how many answers (guardrail x subject) were given, the passed ones included."""

    findings: tuple[Finding, ...]
    evaluated: int
    looked: Looked


def evaluate(
    rules: RuleSet,
    index: Index,
    cost: Cost,
    masked: Index | None = None,
    around: Around | None = None,
    reports: tuple[ToolReport, ...] = (),
) -> Answers:
    """`masked` is the same plan with its secrets hidden, where `index` has some opened: owners' conditions see that,
    and what is `around`. `reports` are what other tools said of it, the secrets taken out.
    """
    facts = asked(rules, Facts(index, cost, rules.budget, rules.budgets), masked or index, around)
    if rules.policies:
        facts = _by_policies(rules, rules.policies, facts, masked or index)
    shown = Shown(facts, masked or index)
    findings: list[Finding] = []
    evaluated, answering = 0, 0
    seen: set[str] = set()
    groups: dict[int, _Group] = {}
    for rule in _in_order(rules):
        enforcement, looked_at = rules.strictness(rule), False
        if rule.kind == BESIDE:
            scanned = Scanned(reports, _at_least(enforcement, rules, findings))
            facts = replace(facts, told={**facts.told, rule.check: scanned})
        for group in _groups(rule, facts):
            evaluated += len(group.subjects)
            if id(group) not in groups:  # most are looked at by many rules
                groups[id(group)] = group
                seen |= group.addresses
            looked_at = looked_at or bool(group.addresses)
            objections = _objections(rule, _unsure(rule, group, facts), facts)
            findings += [_finding(rule, enforcement, subject, objection, shown) for subject, objection in objections]
        answering += looked_at
    looked = Looked(answering, len(rules.meant_for(index.types)), len(seen), nothing_of(index.changes, seen))
    return Answers(tuple(dict.fromkeys(findings) if index.changes.readings else findings), evaluated, looked)


def _in_order(rules: RuleSet) -> list[Rule]:
    """Those about what other tools found at the end: they leave out what the others object to."""
    return sorted(rules.in_force, key=lambda rule: rule.kind == BESIDE)


def _at_least(enforcement: Enforcement, rules: RuleSet, findings: Iterable[Finding]) -> frozenset[tuple[str, str]]:
    """What is violated under this enforcement or a stricter one, by each reference of its guardrail and its address."""
    strict = list(Enforcement)
    return frozenset(
        (reference, found.address)
        for found in findings
        if found.status is Status.VIOLATED and strict.index(found.enforcement) >= strict.index(enforcement)
        for reference in rules.rules[found.guardrail].references
    )


def asked(rules: RuleSet, facts: Facts, masked: Index, around: Around | None = None) -> Facts:
    """The facts, with what conditions in CEL say to them: each is asked of all its resources at once."""
    asking = [rule for rule in rules.in_force if rule.kind in {"cel", "cel_plan"}]
    if not asking or rules.evaluators is None:
        return facts
    from gitops_portal.core.rules.cel import asking as cel  # hardly anybody waits for its import

    around = around or NOTHING
    with rules.evaluators() as evaluator:
        of_plan = {
            rule.check: {0: cel.told_of_plan(evaluator, rule.check, around)}
            for rule in asking
            if rule.judges is Judges.PLAN
        }
        return replace(facts, told={**of_plan, **_told(evaluator, asking, facts, masked, around)})


def _by_policies(rules: RuleSet, policies: Policies, facts: Facts, masked: Index) -> Facts:
    """The facts, with what policies in Rego say."""
    from gitops_portal.core.rules.rego import judging  # hardly anybody waits for its import

    return replace(facts, told={**facts.told, **judging.told(rules.in_force, policies, masked.changes)})


def _told(evaluator: Evaluator, asking: list[Rule], facts: Facts, masked: Index, around: Around) -> dict[Any, Any]:
    """By check, what conditions answer to resources."""
    from gitops_portal.core.rules.cel.answered import answered

    same = twins(facts.index, masked)
    checks: dict[tuple[Judges, str], dict[Any, None]] = defaultdict(dict)
    for rule in asking:
        if rule.judges is not Judges.PLAN:
            for kind in _kinds(rule, facts):
                checks[rule.judges, kind][rule.check] = None
    meant: dict[tuple[Any, ...], dict[int, Change]] = defaultdict(dict)
    for (judges, kind), about in checks.items():
        numbers = (id(subject.change) for subject in _group(judges, kind, facts).subjects)
        meant[*about].update((number, same[number]) for number in numbers)
    return answered(evaluator, meant.items(), around)


class _Group(NamedTuple):
    """What a rule looks at, and the addresses of the resources among it."""

    subjects: Sequence[Subject]
    addresses: frozenset[str]


def _groups(rule: Rule, facts: Facts) -> Iterator[_Group]:
    if rule.judges is Judges.PLAN:
        yield _Group([Subject({}, change=Change("", "", "", Action.UPDATE)), *_named(rule, facts)], frozenset())
    elif rule.judges is Judges.RUNNING:
        yield _grouped(facts.running(rule.types), facts)
    else:
        for kind in _kinds(rule, facts):
            yield _group(rule.judges, kind, facts)


def _named(rule: Rule, facts: Facts) -> Iterator[Subject]:
    """What a rule about the plan as a whole names besides."""
    told = facts.told.get(rule.check)
    named = told.addresses if isinstance(told, Scanned) else told if rule.kind == "rego" else None
    if isinstance(named, dict | frozenset):
        for change in facts.changes.changes:
            if change.address in named:
                yield Subject(change.before if change.after is None else change.after, change=change)


def _kinds(rule: Rule, facts: Facts) -> list[str]:
    return sorted(rule.types | facts.types(rule.patterns) if rule.patterns else rule.types)


def _group(judges: Judges, kind: str, facts: Facts) -> _Group:
    """Made once for all rules that look at it."""
    return facts.once(("group", judges, kind), lambda: _grouped(_FOUND[judges](facts)(kind), facts))


def _grouped(subjects: Iterable[Subject], facts: Facts) -> _Group:
    resources = facts.once("resources", lambda: {change.address for change in facts.changes.resources})
    held = tuple(subjects)
    return _Group(held, frozenset(map(_address, held)) & resources)


def _unsure(rule: Rule, group: _Group, facts: Facts) -> Iterable[Subject]:
    """Those of which it is not known yet that they pass."""
    told = facts.told.get(rule.check) if rule.kind == "cel" else None
    if told is None or not group.subjects or group.subjects[0].change.type not in told.asked:
        return group.subjects
    return [subject for subject in group.subjects if id(subject.change) in told.others] if told.others else ()


_address: Final = attrgetter("change.address")
_FOUND: Final = {
    Judges.STANDING: attrgetter("standing"),
    Judges.DESTROYED: attrgetter("destroyed"),
    Judges.CHANGES: attrgetter("changed"),
    Judges.KNOWN: attrgetter("known"),
}


def _objections(rule: Rule, subjects: Iterable[Subject], facts: Facts) -> Iterator[tuple[Subject, Objection]]:
    """What a rule says of each subject, most often nothing."""
    check = rule.check
    for subject in subjects:
        try:
            found = [*check(subject, facts)]
            if len(found) > 1:
                found = [*_merged(found)]
        except Exception as error:  # noqa: BLE001 - whatever goes wrong in a rule, what it could not judge must not pass
            why = f": {error}" if isinstance(error, Unjudged) else f" ({type(error).__name__})"
            said = violated("", f"this guardrail could not check the resource{why}")
            found = [replace(said, crashed=True)]
        for objection in found:
            yield subject, objection


def _finding(rule: Rule, enforcement: Enforcement, subject: Subject, objection: Objection, shown: Shown) -> Finding:
    return Finding(
        guardrail=rule.id,
        severity=rule.severity,
        enforcement=Enforcement.MANDATORY if objection.crashed else enforcement,
        address=subject.change.address,
        status=objection.status,
        attribute=objection.attribute,
        value=shown.value(subject, objection),
        message=objection.message,
        standing=untouched(subject.change) and not objection.brought,
        crashed=objection.crashed,
        quoted=objection.quoted,
    )


def _merged(objections: Iterable[Objection]) -> Iterator[Objection]:
    """One objection for each cause; where several attributes share it, its sentence names them."""
    causes: dict[tuple[Status, str, bool], list[Objection]] = {}
    for objection in objections:
        causes.setdefault((objection.status, objection.message, objection.brought), []).append(objection)
    for first, *others in causes.values():
        if others:
            named = ", ".join(each.attribute for each in (first, *others)[:_NAMED])
            more = 1 + len(others) - _NAMED
            named += f" and {more} more" if more > 0 else ""
            yield replace(first, message=f"{first.message} ({named})")
        else:
            yield first

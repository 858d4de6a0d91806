"""A rule and an example in, what it answers to it out: as if a plan made the example's resources, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from gitops_portal.core import address as addresses
from gitops_portal.core.index import Index
from gitops_portal.core.model import Action, Block, Change, ChangeSet, Enforcement, Module, Status
from gitops_portal.core.rules import guard
from gitops_portal.core.rules.cel.around import Around
from gitops_portal.core.rules.facts import Facts, Subject
from gitops_portal.core.rules.rule import Judges
from gitops_portal.core.rules.ruleset import RuleSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitops_portal.core.model import Attributes
    from gitops_portal.core.rules.cel.asking import Evaluators
    from gitops_portal.core.rules.examples import Example
    from gitops_portal.core.rules.rule import Rule


def answer(rule: Rule, example: Example, evaluators: Evaluators | None = None) -> str:
    """`violated`, `undetermined` or `passed`: the gravest of all that it says. Raises what the rule raises."""
    if rule.kind == "cel_plan":
        return _of_plan(rule, example, evaluators)
    index = Index(_plan(rule, example))
    facts = guard.asked(_alone(rule, evaluators), Facts(index), index)
    found = facts.known if rule.judges is Judges.KNOWN else facts.standing
    objections = [
        objection.status
        for kind in sorted(rule.types | facts.types(rule.patterns))
        for subject in found(kind)
        for objection in rule.check(subject, facts)
    ]
    return _gravest(objections)


def _of_plan(rule: Rule, example: Example, evaluators: Evaluators | None) -> str:
    """What an example does not say of a plan is not known."""
    index = Index(ChangeSet(format_version="1.2", terraform_version="", changes=()))
    around = Around(plan=example.attributes.get)
    facts = guard.asked(_alone(rule, evaluators), Facts(index), index, around)
    subject = Subject({}, change=Change("", "", "", Action.UPDATE))
    return _gravest([objection.status for objection in rule.check(subject, facts)])


def _alone(rule: Rule, evaluators: Evaluators | None) -> RuleSet:
    """A rule that is off by itself, and held in some places, is asked like any other."""
    return RuleSet({rule.id: rule}, {rule.id: Enforcement.ADVISORY}, evaluators=evaluators)


def _gravest(objections: Sequence[Status]) -> str:
    gravest = (status for status in (Status.VIOLATED, Status.UNDETERMINED) if status in objections)
    return str(next(gravest, "passed"))


def _plan(rule: Rule, example: Example) -> ChangeSet:
    this = f"{example.type or min(rule.types)}.this"
    resources = {this: example.attributes, **example.beside}
    root = Module(tuple(Block(address, links=links) for address, links in example.links.items()))
    first, *others = (_made(address, after) for address, after in resources.items())
    changes = (_as_told(first, example), *others)
    return ChangeSet(format_version="1.2", terraform_version="", changes=changes, root=root)


def _as_told(change: Change, example: Example) -> Change:
    gone = example.action in {Action.DELETE, Action.FORGET}
    after = None if gone else change.after
    return replace(change, action=example.action, before=example.before, after=after)


def _made(address: str, after: Attributes) -> Change:
    told = addresses.parse(address)
    return Change(address, told.type, told.name, Action.CREATE, after=after)

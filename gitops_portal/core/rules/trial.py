"""A rule and an example in, what it answers to it out: as if a plan made the example's resources, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core import address as addresses
from gitops_portal.core.index import Index
from gitops_portal.core.model import Action, Block, Change, ChangeSet, Module, Status
from gitops_portal.core.rules.facts import Facts

if TYPE_CHECKING:
    from gitops_portal.core.model import Attributes
    from gitops_portal.core.rules.examples import Example
    from gitops_portal.core.rules.rule import Rule


def answer(rule: Rule, example: Example) -> str:
    """`violated`, `undetermined` or `passed`: the gravest of all that it says."""
    facts = Facts(Index(_plan(rule, example)))
    objections = [
        objection.status
        for kind in sorted(rule.types | facts.types(rule.patterns))
        for subject in facts.standing(kind)
        for objection in rule.check(subject, facts)
    ]
    gravest = (status for status in (Status.VIOLATED, Status.UNDETERMINED) if status in objections)
    return str(next(gravest, "passed"))


def _plan(rule: Rule, example: Example) -> ChangeSet:
    this = f"{example.type or min(rule.types)}.this"
    resources = {this: example.attributes, **example.beside}
    root = Module(tuple(Block(address, links=links) for address, links in example.links.items()))
    changes = tuple(_made(address, after) for address, after in resources.items())
    return ChangeSet(format_version="1.2", terraform_version="", changes=changes, root=root)


def _made(address: str, after: Attributes) -> Change:
    told = addresses.parse(address)
    return Change(address, told.type, told.name, Action.CREATE, after=after)

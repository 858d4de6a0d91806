"""Plans and a guardrail in, what it answers out, in a form that stands in a table of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.address import without_keys
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.index import Index
from gitops_portal.core.model import Block, Module, ModuleCall
from gitops_portal.core.rules.facts import Facts
from gitops_portal.core.rules.rule import Judges
from tests.builders import change

if TYPE_CHECKING:
    from gitops_portal.core.model import ChangeSet


def answers(name: str, plan: ChangeSet) -> list[tuple[str, str, str]]:
    """Every objection as (address, status, attribute)."""
    rule = guardrails()[name]
    facts = Facts(Index(plan))
    found = facts.standing if rule.judges is Judges.STANDING else facts.destroyed
    return [
        (subject.change.address, str(objection.status), objection.attribute)
        for kind in sorted(rule.types)
        for subject in found(kind)
        for objection in rule.check(subject, facts)
    ]


def verdict(name: str, plan: ChangeSet) -> str:
    """The gravest answer: violated, undetermined or passed."""
    statuses = {status for _, status, _ in answers(name, plan)}
    return "violated" if "violated" in statuses else "undetermined" if statuses else "passed"


def setting(address: str, *names: str) -> Module:
    """A configuration in which the block at this address sets these arguments, and nothing else is written."""
    known = change(address)
    module = Module((Block(f"{known.type}.{known.name}", arguments=frozenset(names)),))
    for name in reversed(without_keys(known.module).split(".")[1::2]):
        module = Module(calls={name: ModuleCall(module)})
    return module

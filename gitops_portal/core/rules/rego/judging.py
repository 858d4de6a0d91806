"""Policies and a plan in, what each level of them says out, by address; and the guardrails that stand for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable  # noqa: TC003 - a struct reads its annotations
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, structs

from gitops_portal.core.model import Enforcement, Severity
from gitops_portal.core.rules.kinds.rego import Rego
from gitops_portal.core.rules.rego import reading
from gitops_portal.core.rules.rego.reading import DENY, WARN, Said
from gitops_portal.core.rules.rego.shown import shown
from gitops_portal.core.rules.rule import Judges, Rule, Unjudged

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gitops_portal.core.model import ChangeSet


class Policies(Struct, frozen=True):
    """Policies as they are now: whoever holds this asks the same ones, however often."""

    digest: str
    query: str
    ask: Callable[[bytes], bytes]
    """What OPA prints of them about an input. Raises Unjudged where it did not answer."""


def _rule(level: str, title: str, severity: Severity, enforcement: Enforcement) -> Rule:
    why = "Policies in Rego, which the portal's operator keeps, object to it. What they say stands in the finding."
    remedy = "Ask whoever keeps the policies: the finding names the rule that objects."
    told = (frozenset[str](), why, remedy, (), Judges.PLAN, Rego(level))
    return Rule(f"opa-{level}", title, severity, enforcement, *told)


RULES: Final = {
    rule.id: rule
    for rule in (
        _rule(DENY, "Policies in Rego deny nothing", Severity.HIGH, Enforcement.MANDATORY),
        _rule(WARN, "Policies in Rego warn of nothing", Severity.LOW, Enforcement.ADVISORY),
    )
}
"""The guardrails that stand for policies, where an operator has some."""


def with_policies(rules: Mapping[str, Rule], policies: Policies) -> dict[str, Rule]:
    """The same rules, those that stand for policies with the digest of these in their version.

    What a guardrail of owners' own names is no more among what RULES stand for, however strictly it holds.
    """
    ours: dict[str, Any] = {name: rule.check for name, rule in rules.items() if rule.kind == "rego"}
    apart = tuple(sorted({name for check in ours.values() for name in check.rules}))
    return {name: _of(rule, policies, apart) if name in ours else rule for name, rule in rules.items()}


def _of(rule: Rule, policies: Policies, apart: tuple[str, ...]) -> Rule:
    check: Any = rule.check
    told = structs.replace(check, policies=policies.digest, apart=() if check.rules else apart)
    return structs.replace(rule, check=told)


def told(rules: Iterable[Rule], policies: Policies | None, changes: ChangeSet) -> dict[Any, Any]:
    """By check, what its level says by address; Unjudged where there is no answer. OPA is asked once."""
    asking = [rule.check for rule in rules if rule.kind == "rego"]
    if not asking or policies is None:
        return {}
    try:
        said = reading.read(policies.ask(shown(changes)), policies.query)
    except Unjudged as error:
        return dict.fromkeys(asking, error)
    there = {change.address for change in changes.changes}
    return {check: _by_address(said, check, there) for check in asking}


def _by_address(said: Iterable[Said], check: Any, there: set[str]) -> dict[str, list[Said]]:
    """What names no resource of the plan is about the plan."""
    found: dict[str, list[Said]] = defaultdict(list)
    for each in said:
        if check.means(each):
            found[each.address if each.address in there else ""].append(each)
    return dict(found)

"""The rules that hold somewhere, and how strictly: a value given to the evaluation, its version made of its content."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from gitops_portal.core.model import Enforcement
from gitops_portal.core.rules.budgets import Standing  # noqa: TC001 - a struct's fields are looked up when it is made
from gitops_portal.core.rules.kinds.tool_findings import KIND
from gitops_portal.core.rules.rule import Judges, Rule
from gitops_portal.core.rules.waivers import Waiver  # noqa: TC001 - a struct's fields are looked up when it is made

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from decimal import Decimal

    from gitops_portal.core.rules.cel.asking import Evaluators
    from gitops_portal.core.rules.rego.judging import Policies
    from gitops_portal.core.rules.scope import Scope, Scoped


class RuleSet(Struct, frozen=True, dict=True):
    """What a workspace tolerates."""

    rules: Mapping[str, Rule]
    enforcement: Mapping[str, Enforcement] = field(default_factory=dict)
    """By rule, where it differs from the rule's own default."""
    budget: Decimal | None = None
    """Per month, in the currency of the price book; None when no budget is set."""
    budgets: tuple[Standing, ...] = ()
    """Those that reach the workspace beside its own, with what all its other workspaces come to."""
    assigned: Mapping[str, Scope] = field(default_factory=dict)
    """By rule, whose setting that enforcement is."""
    waivers: tuple[Waiver, ...] = ()
    """Those that hold now."""
    workspace: str = ""
    labels: Mapping[str, str] | None = None
    """Of the workspace; None where there is none, as where a plan alone is judged."""
    evaluators: Evaluators | None = None
    """Where conditions in CEL are asked; without it the rules that have one can't judge, and block."""
    policies: Policies | None = None
    """In Rego, where OPA judges some; without them the rules that stand for policies can't judge, and block."""

    @classmethod
    def of(cls, rules: Iterable[Rule], **told: Any) -> RuleSet:
        return cls({rule.id: rule for rule in rules}, **told)

    @classmethod
    def held(cls, rules: Mapping[str, Rule], settings: Mapping[str, Scoped], **told: Any) -> RuleSet:
        """Under the settings that `core.rules.scope.resolve` found."""
        enforcement = {name: each.enforcement for name, each in settings.items()}
        return cls(rules, enforcement, assigned={name: each.scope for name, each in settings.items()}, **told)

    def strictness(self, rule: Rule) -> Enforcement:
        return self.enforcement.get(rule.id, rule.enforcement)

    def origin(self, guardrail: str) -> str:
        """Whose setting its enforcement is, as people read it: set for labels env=prod."""
        return f"set for {self.assigned[guardrail]}" if guardrail in self.assigned else "its default"

    @cached_property
    def in_force(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules.values() if self.strictness(rule) is not Enforcement.OFF)

    def meant_for(self, types: Iterable[str]) -> list[Rule]:
        """Those in force for a provider of these resource types, and those for any plan."""
        providers = {kind.partition("_")[0] for kind in types}
        return [
            rule
            for rule in self.in_force
            if rule.judges in _ANY_PLAN
            or rule.patterns
            or not providers.isdisjoint(kind.partition("_")[0] for kind in rule.types)
        ]

    @cached_property
    def hears_tools(self) -> bool:
        """Whether what other tools say of a plan may decide about it."""
        return any(rule.kind == KIND for rule in self.in_force)

    def version(self, types: Collection[str] | None) -> str:
        """A digest of all that can decide about a plan of these resource types; None: of any types.

        It covers the code, the parameters and the enforcement of each rule in force that looks at one of them, the
        waivers of these, the budget, what others come to that share one, and what conditions may read of the workspace:
        a rule that was changed makes another version, as does a waiver that ended; one that was added for other types
        does not.
        """
        wanted = None if types is None else frozenset(types)
        looking = [
            rule
            for rule in sorted(self.in_force, key=lambda rule: rule.id)
            if wanted is None or rule.judges in _ANY_PLAN or rule.patterns or not wanted.isdisjoint(rule.types)
        ]
        told: list[object] = [[[rule.id, str(self.strictness(rule)), rule.version] for rule in looking]]
        told.append(None if self.budget is None else str(self.budget))
        if self.budgets:
            told.append([each.decides for each in self.budgets])
        ids = {rule.id for rule in looking}
        if waived := sorted({json.dumps(one.decides) for one in self.waivers if one.guardrail in ids}):
            told.append(waived)
        if any("plan" in rule.parameters.get("condition", "") for rule in looking if rule.kind in _ASKING):
            told.append([self.workspace, sorted((self.labels or {}).items())])
        text = json.dumps(told)
        return hashlib.sha256(text.encode()).hexdigest()


_ASKING = frozenset({"cel", "cel_plan"})
_ANY_PLAN = frozenset({Judges.PLAN, Judges.RUNNING})

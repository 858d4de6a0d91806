"""What a rules file says of approvals, as values: who must approve what, what nobody has to, and when nothing goes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

import msgspec
from msgspec import Struct, field

from gitops_portal.core.approval_rules.windows import Window


class Where(Struct, frozen=True, forbid_unknown_fields=True):
    """Workspaces: those that have all of some labels, or those that are named."""

    labels: Mapping[str, str] = field(default_factory=dict)
    workspaces: tuple[str, ...] = ()

    def covers(self, workspace: str, labels: Mapping[str, str]) -> bool:
        if self.workspaces:
            return workspace in self.workspaces
        return all(labels.get(name) == value for name, value in self.labels.items())


class When(Struct, frozen=True, forbid_unknown_fields=True):
    """What a rule looks for. One change has to fit all that is said of changes; all that is said has to hold.

    In patterns `*` stands for any text.
    """

    addresses: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    """As types begin: aws, google."""
    actions: tuple[str, ...] = ()
    downstream_of: tuple[str, ...] = ()
    """Types: one of them changes, and something depends on it."""
    cost_delta: Decimal | None = None
    """The cost a month rises by so much or more, or is not known."""
    findings: tuple[str, ...] = ()
    """Guardrails, by id."""
    severities: tuple[str, ...] = ()


class Need(Struct, frozen=True, forbid_unknown_fields=True):
    """So many different ones of a team, or of some people by e-mail."""

    team: str = ""
    people: tuple[str, ...] = ()
    count: int = 1


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """Who must approve what: any of `when` (without any: every plan that changes something) takes all of `needs`."""

    needs: tuple[Need, ...]
    title: str = ""
    scopes: tuple[Where, ...] = ()
    """Any of them; without any, every workspace."""
    when: tuple[When, ...] = ()
    shares_people: bool = False
    """Whether who counts for another rule counts for this one as well."""
    approval_hours: int | None = None
    """After so many hours the approval of a run that this rule asks about ends; without it, as its workspace says."""


class AutoRule(Struct, frozen=True, forbid_unknown_fields=True):
    """What nobody has to approve. That nothing is destroyed, found or left open goes without saying."""

    title: str = ""
    scopes: tuple[Where, ...] = ()
    types: tuple[str, ...] = ()
    """Every change is of one of them; without any, of any."""
    authors: tuple[str, ...] = ()
    """Names in CI, such as github:renovate; only a name that CI's identity proves is one of them."""
    cost_delta_at_most: Decimal | None = None
    coverage_at_least: Decimal = Decimal(1)
    """Which share of the resources that have a price has to be priced for the cost to be believed."""


class Freeze(Struct, frozen=True, forbid_unknown_fields=True):
    """When nothing is applied, but for what one of `exceptions`, by e-mail, approves meanwhile."""

    window: Window
    title: str = ""
    scopes: tuple[Where, ...] = ()
    exceptions: tuple[str, ...] = ()


_Scoped = TypeVar("_Scoped", Rule, AutoRule, Freeze)


class Book(Struct, frozen=True):
    """Everything that a rules file says, by id."""

    approvals: Mapping[str, Rule] = field(default_factory=dict)
    auto_approve: Mapping[str, AutoRule] = field(default_factory=dict)
    freezes: Mapping[str, Freeze] = field(default_factory=dict)

    def of(self, workspace: str, labels: Mapping[str, str]) -> Book:
        """What of it is about one workspace."""
        return Book(
            approvals=_about(self.approvals, workspace, labels),
            auto_approve=_about(self.auto_approve, workspace, labels),
            freezes=_about(self.freezes, workspace, labels),
        )

    def version(self) -> str:
        """A digest of all that decides who must approve; freezes are asked about anew each time. Empty for no rules."""
        if not (self.approvals or self.auto_approve):
            return ""
        told = msgspec.json.encode([self.approvals, self.auto_approve], order="deterministic")
        return hashlib.sha256(told).hexdigest()

    def written(self) -> Any:
        """As plain values, to be kept."""
        return msgspec.to_builtins(self, order="deterministic")

    @classmethod
    def kept(cls, written: Any) -> Book:
        return msgspec.convert(written, cls)


def _about(rules: Mapping[str, _Scoped], workspace: str, labels: Mapping[str, str]) -> dict[str, _Scoped]:
    return {
        name: rule
        for name, rule in rules.items()
        if not rule.scopes or any(scope.covers(workspace, labels) for scope in rule.scopes)
    }

"""Settings of guardrails in, the enforcement that holds for one workspace out: the most specific setting wins."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core.errors import Invalid
from gitops_portal.core.model import Enforcement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class ScopeKind(StrEnum):
    """For whom a setting holds; each is more specific than the one before."""

    ORGANISATION = "organisation"
    LABELS = "labels"
    WORKSPACE = "workspace"


class Scope(Struct, frozen=True):
    """`selector` is empty for the organisation, `env=prod,team=network` (a comma means and) for labels, or a slug."""

    kind: ScopeKind = ScopeKind.ORGANISATION
    selector: str = ""

    def covers(self, workspace: str, labels: Mapping[str, str]) -> bool:
        match self.kind:
            case ScopeKind.ORGANISATION:
                return True
            case ScopeKind.WORKSPACE:
                return self.selector == workspace
            case ScopeKind.LABELS:
                return all(labels.get(key) == value for key, value in selected(self.selector).items())


class Scoped(Struct, frozen=True):
    """One setting: a guardrail, how strictly it is meant, and for whom."""

    guardrail: str
    enforcement: Enforcement
    scope: Scope = Scope()


def selected(selector: str) -> Mapping[str, str]:
    """The labels that a selector asks for; one that asks for nothing is refused, it would hold for everybody."""
    wanted: dict[str, str] = {}
    for term in selector.split(","):
        key, sign, value = (piece.strip() for piece in term.partition("="))
        if not (key and sign and value):
            raise Invalid(f"“{selector}” is no label selector; write labels as env=prod,team=network.")
        if wanted.setdefault(key, value) != value:
            raise Invalid(f"“{selector}” asks for two values of {key}; no workspace can have both.")
    return wanted


def resolve(settings: Iterable[Scoped], *, workspace: str, labels: Mapping[str, str]) -> Mapping[str, Enforcement]:
    """What to put into `RuleSet.enforcement`. A workspace's own setting beats one by label, and that the
    organisation's. Among several that are equally specific the strictest wins. A guardrail without a setting
    keeps its default.
    """
    kinds, strictness = list(ScopeKind), list(Enforcement)
    best: dict[str, tuple[int, int]] = {}
    for setting in settings:
        if setting.scope.covers(workspace, labels):
            rank = kinds.index(setting.scope.kind), strictness.index(setting.enforcement)
            best[setting.guardrail] = max(rank, best.get(setting.guardrail, rank))
    return {name: strictness[strict] for name, (_, strict) in sorted(best.items())}

"""Settings of guardrails in, the one that holds for a workspace out: the strictest, if no weaker one is allowed."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

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

    @property
    def order(self) -> tuple[int, list[tuple[str, str]], str]:
        """Where it stands in a file: the organisation, labels, workspaces; whatever the order of its labels."""
        labels = sorted(selected(self.selector).items()) if self.kind is ScopeKind.LABELS else []
        return list(ScopeKind).index(self.kind), labels, self.selector

    def __str__(self) -> str:
        """As people read it: labels env=prod."""
        return f"{self.kind} {self.selector}" if self.selector else f"the {self.kind}"


class Scoped(Struct, frozen=True):
    """One setting: a guardrail, how strictly it is meant, and for whom."""

    guardrail: str
    enforcement: Enforcement
    scope: Scope = Scope()
    exclude: tuple[Scope, ...] = ()
    """Whom it leaves out."""
    weaker: bool = False
    """It holds though what holds more widely is stricter."""

    def covers(self, workspace: str, labels: Mapping[str, str]) -> bool:
        left_out = any(each.covers(workspace, labels) for each in self.exclude)
        return not left_out and self.scope.covers(workspace, labels)

    def left_out(self, kind: ScopeKind) -> list[str]:
        """The selectors of this kind that it leaves out."""
        return [each.selector for each in self.exclude if each.kind is kind]

    @property
    def strictness(self) -> int:
        return _STRICTNESS.index(self.enforcement)


def selected(selector: str) -> Mapping[str, str]:
    """The labels that a selector asks for; one that asks for nothing is refused, it would hold for everybody."""
    wanted: dict[str, str] = {}
    for term in selector.split(","):
        key, sign, value = (piece.strip() for piece in term.partition("="))
        if not (key and sign and value):
            raise Invalid(f"“{selector}” is not a label selector; write labels as env=prod,team=network.")
        if wanted.setdefault(key, value) != value:
            raise Invalid(f"“{selector}” asks for two values of {key}; no workspace can have both.")
    return wanted


def resolve(
    settings: Iterable[Scoped], *, workspace: str, labels: Mapping[str, str], defaults: Mapping[str, Enforcement]
) -> Mapping[str, Scoped]:
    """The setting that holds, by guardrail: its enforcement belongs into `RuleSet.enforcement`.

    From the organisation over labels to the workspace, the strictest wins. One that is weaker than what holds more
    widely, the guardrail's own default included, wins only where it says so (`weaker`); what the organisation says
    stands in the default's place. A guardrail without a setting keeps its default.
    """
    covering: dict[str, list[Scoped]] = {}
    for setting in settings:
        if setting.covers(workspace, labels):
            covering.setdefault(setting.guardrail, []).append(setting)
    held = {name: _held(found, defaults.get(name)) for name, found in sorted(covering.items())}
    return {name: setting for name, setting in held.items() if setting}


def _held(covering: list[Scoped], default: Enforcement | None) -> Scoped | None:
    held: Scoped | None = None
    strict = _STRICTNESS.index(default) if default else -1
    for kind in ScopeKind:
        level = [each for each in covering if each.scope.kind is kind]
        if not level:
            continue
        strictest = max(level, key=lambda each: each.strictness)
        allowed = kind is ScopeKind.ORGANISATION or any(each.weaker for each in level)
        if allowed or strictest.strictness > strict:
            held, strict = strictest, strictest.strictness
    return held


def idle(settings: Iterable[Scoped], defaults: Mapping[str, Enforcement]) -> tuple[Scoped, ...]:
    """Those that change nothing anywhere: weaker than what the organisation says, or the default, and not allowed."""
    told = tuple(settings)
    whole = {each.guardrail: each.enforcement for each in told if each.scope == Scope() and not each.exclude}
    base = {**defaults, **whole}
    return tuple(
        each
        for each in told
        if each.scope != Scope()
        and not each.weaker
        and each.guardrail in base
        and each.strictness < _STRICTNESS.index(base[each.guardrail])
    )


def workspaces(settings: Iterable[Scoped]) -> frozenset[str]:
    """Those that the settings name: whom they are for, and whom they leave out."""
    scopes = (scope for each in settings for scope in (each.scope, *each.exclude))
    return frozenset(scope.selector for scope in scopes if scope.kind is ScopeKind.WORKSPACE)


_STRICTNESS: Final = list(Enforcement)

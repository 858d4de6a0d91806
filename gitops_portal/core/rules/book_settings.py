"""What a guardrails file says of one guardrail in, its settings out: how strictly it holds where. And back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gitops_portal.core.errors import Invalid
from gitops_portal.core.model import Enforcement
from gitops_portal.core.placed import Misplaced, Place, converted
from gitops_portal.core.rules.scope import Scope, Scoped, ScopeKind, selected
from gitops_portal.core.rules.written import WrittenPlaces, WrittenScope, WrittenSetting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


def read(name: str, said: Any, known: Collection[str]) -> Iterator[Scoped]:
    """`known` are the ids of all guardrails. Raises Misplaced."""
    place: Place = ("guardrails", name)
    if name not in known:
        raise Misplaced(place, "there is no such guardrail; `guardrails list` tells all.")
    if not isinstance(said, Mapping):
        yield Scoped(name, enforcement(said, place))
        return
    told = converted(said, WrittenSetting, place)
    seen: set[Scope] = set()
    if told.enforcement:
        seen.add(Scope())
        yield Scoped(name, enforcement(told.enforcement, (*place, "enforcement")))
    for number, scope in enumerate(told.scopes):
        where = (*place, "scopes", number)
        for each in _scoped(name, scope, where):
            if each.scope in seen:
                raise Misplaced(where, f"{each.scope} has a setting already.")
            seen.add(each.scope)
            yield each


def _scoped(name: str, told: WrittenScope, place: Place) -> Iterator[Scoped]:
    if bool(told.organisation) + bool(told.labels) + bool(told.workspaces) != 1:
        raise Misplaced(place, "name organisation: true, labels such as {env: prod}, or workspaces: one of them.")
    strict = enforcement(told.enforcement, (*place, "enforcement"))
    but = tuple(_checked(told.exclude.scopes(), (*place, "exclude")))
    if told.organisation and told.weaker:
        raise Misplaced((*place, "weaker"), "nothing holds more widely than in the organisation: leave it out.")
    for scope in _checked(told.scopes(), place):
        yield Scoped(name, strict, scope, but, told.weaker)


def _checked(scopes: Iterator[Scope], place: Place) -> Iterator[Scope]:
    for scope in scopes:
        if scope.kind is ScopeKind.LABELS:
            try:
                selected(scope.selector)
            except Invalid as error:
                raise Misplaced((*place, "labels"), str(error)) from error
        yield scope


def enforcement(word: Any, place: Place) -> Enforcement:
    if word is False:  # YAML 1.1 reads a bare `off` as false
        return Enforcement.OFF
    try:
        return Enforcement(word)
    except ValueError:
        raise Misplaced(place, f"“{word}” is not an enforcement; write {', '.join(Enforcement)}.") from None


def written(told: Collection[Scoped], values: Mapping[str, Any]) -> str | dict[str, Any]:
    """One word where it is enough; `values` are its parameters. In one order, whatever that of the settings."""
    whole = next((str(each.enforcement) for each in told if each.scope == Scope() and not each.exclude), "")
    ordered = sorted(told, key=lambda each: each.scope.order)
    scopes = [_scope(each) for each in ordered if each.scope != Scope() or each.exclude]
    beside: dict[str, Any] = {"parameters": {**values}} if values else {}
    beside |= {"scopes": scopes} if scopes else {}
    return ({"enforcement": whole} if whole else {}) | beside if beside else whole


def _scope(told: Scoped) -> dict[str, Any]:
    said: dict[str, Any] = places((told.scope,)) or {"organisation": True}
    if told.exclude:
        said["exclude"] = places(told.exclude)
    return said | ({"weaker": True} if told.weaker else {}) | {"enforcement": str(told.enforcement)}


def places(scopes: Collection[Scope]) -> dict[str, Any]:
    """Workspaces and labels as a file says them; at most one of the scopes is of labels."""
    slugs = sorted({each.selector for each in scopes if each.kind is ScopeKind.WORKSPACE})
    labels = [each.selector for each in scopes if each.kind is ScopeKind.LABELS]
    told: dict[str, Any] = {"workspaces": slugs} if slugs else {}
    return told | ({"labels": dict(selected(labels[0]))} if labels else {})


def of_places(said: Mapping[str, Any]) -> tuple[Scope, ...]:
    """Back from `places`."""
    return tuple(converted(said, WrittenPlaces, ()).scopes())

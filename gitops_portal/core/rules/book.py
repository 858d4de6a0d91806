"""A guardrails file as plain values in: how strictly built-in rules hold where, and owners' own rules, out.

    version: 1
    guardrails:
      rds-public: mandatory
      s3-no-versioning: {enforcement: off, scopes: [{labels: {env: prod}, enforcement: mandatory}]}
    rules:
      small-instances:
        title: Instances are small
        severity: medium
        types: [aws_instance]
        kind: attribute
        parameters: {path: instance_type, operator: is one of, expected: [t3.micro, t3.small]}
        message: it is larger than what we use
        examples: {violates: [{instance_type: m5.large}], passes: [{instance_type: t3.micro}]}

The short form, `guardrails` alone, is one as well.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec import Struct, field

from gitops_portal.core.errors import Invalid
from gitops_portal.core.model import Enforcement, Severity
from gitops_portal.core.placed import Misplaced, Place, converted
from gitops_portal.core.rules import tried
from gitops_portal.core.rules.cel.asking import Evaluators, nobody
from gitops_portal.core.rules.own_kinds import OWN_KINDS, OwnKind
from gitops_portal.core.rules.rule import BY_SEVERITY, Judges, Rule
from gitops_portal.core.rules.scope import Scope, Scoped, ScopeKind, selected
from gitops_portal.core.rules.tried import WrittenExamples

SECTIONS: Final = ("guardrails", "rules")
MOST: Final = 200
"""Rules of a file: every one is held against every plan."""
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


class Book(Struct, frozen=True):
    """What a guardrails file says."""

    settings: tuple[Scoped, ...] = ()
    rules: Mapping[str, Rule] = field(default_factory=dict)


class _WrittenScope(Struct, frozen=True, forbid_unknown_fields=True):
    enforcement: str
    organisation: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    workspaces: tuple[str, ...] = ()

    def scopes(self) -> Iterator[Scope]:
        if self.organisation:
            yield Scope()
        if self.labels:
            yield Scope(ScopeKind.LABELS, ",".join(f"{name}={value}" for name, value in self.labels.items()))
        yield from (Scope(ScopeKind.WORKSPACE, name) for name in self.workspaces)


class _WrittenSetting(Struct, frozen=True, forbid_unknown_fields=True):
    enforcement: str = ""
    scopes: tuple[_WrittenScope, ...] = ()


class _WrittenRule(Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    severity: Severity
    kind: str
    parameters: dict[str, Any] | None = None
    condition: str | None = None
    types: tuple[str, ...] = ()
    message: str = ""
    why: str = ""
    remedy: str = ""
    references: tuple[str, ...] = ()
    enforcement: str = ""
    examples: WrittenExamples = WrittenExamples()


def read(document: Any, built_in: Collection[str], evaluators: Evaluators = nobody) -> Book:
    """`built_in` are the ids of the portal's own rules; `evaluators` try conditions in CEL. Raises Misplaced."""
    if not isinstance(document, Mapping):
        raise Misplaced(
            (), "A guardrails file holds a mapping named guardrails, such as: guardrails: {rds-public: off}."
        )
    if str(document.get("version", "1")) != "1":
        raise Misplaced(("version",), "this is not version 1.")
    for name in document.keys() - {"version", *SECTIONS}:
        raise Misplaced((str(name),), f"there is no such part; write {', '.join(SECTIONS)}.")
    rules = dict(_rules(_section(document, "rules"), built_in))
    with evaluators() as evaluator:
        for name, rule in rules.items():
            tried.rule(rule, ("rules", name), evaluator)
    known = {*built_in, *rules}
    told = _section(document, "guardrails").items()
    return Book(tuple(setting for name, said in told for setting in _settings(name, said, known)), rules)


def kept(rules: Mapping[str, Any]) -> Mapping[str, Rule]:
    """Rules of a file that was read once: whatever its examples say by now, and whatever is built in. As `read`."""
    return dict(_rules(rules, ()))


def _section(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    entries = document.get(name) or {}
    if not isinstance(entries, Mapping):
        raise Misplaced((name,), "write entries by their ids, each with what it says.")
    return entries


def written(settings: Iterable[Scoped], rules: Mapping[str, Any]) -> dict[str, Any]:
    """The file that says this, as plain values; `rules` as a file says them."""
    by_rule: dict[str, list[Scoped]] = {}
    for each in settings:
        by_rule.setdefault(each.guardrail, []).append(each)
    return {"version": 1, "guardrails": {name: _setting(told) for name, told in by_rule.items()}, "rules": {**rules}}


def _setting(told: Iterable[Scoped]) -> str | dict[str, Any]:
    """One word where the organisation alone says something."""
    whole = next((str(each.enforcement) for each in told if each.scope.kind is ScopeKind.ORGANISATION), "")
    scopes = [_scope(each) for each in told if each.scope.kind is not ScopeKind.ORGANISATION]
    beside = {"enforcement": whole} if whole else {}
    return {**beside, "scopes": scopes} if scopes else whole


def _scope(told: Scoped) -> dict[str, Any]:
    where: dict[str, Any] = (
        {"workspaces": [told.scope.selector]}
        if told.scope.kind is ScopeKind.WORKSPACE
        else {"labels": dict(selected(told.scope.selector))}
    )
    return {**where, "enforcement": str(told.enforcement)}


# ── how strictly ─────────────────────────────────────────────────────────────────────────────────────────────────


def _settings(name: str, said: Any, known: Collection[str]) -> Iterator[Scoped]:
    place: Place = ("guardrails", name)
    if name not in known:
        raise Misplaced(place, "there is no such guardrail; `guardrails list` tells all.")
    if not isinstance(said, Mapping):
        yield Scoped(name, enforcement(said, place))
        return
    told = converted(said, _WrittenSetting, place)
    if told.enforcement:
        yield Scoped(name, enforcement(told.enforcement, (*place, "enforcement")))
    for number, scope in enumerate(told.scopes):
        where = (*place, "scopes", number)
        if bool(scope.organisation) + bool(scope.labels) + bool(scope.workspaces) != 1:
            raise Misplaced(where, "name organisation: true, labels such as {env: prod}, or workspaces: one of them.")
        strict = enforcement(scope.enforcement, (*where, "enforcement"))
        yield from (Scoped(name, strict, each) for each in _checked(scope, where))


def _checked(told: _WrittenScope, place: Place) -> Iterator[Scope]:
    for scope in told.scopes():
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
        raise Misplaced(place, f"“{word}” is no enforcement; write {', '.join(Enforcement)}.") from None


# ── own rules ────────────────────────────────────────────────────────────────────────────────────────────────────


def _rules(entries: Mapping[str, Any], built_in: Collection[str]) -> Iterator[tuple[str, Rule]]:
    if len(entries) > MOST:
        raise Misplaced(("rules",), f"these are {len(entries)} rules; at most {MOST} are held against every plan.")
    for name, told in entries.items():
        place: Place = ("rules", str(name))
        if not isinstance(name, str) or not _ID.fullmatch(name):
            raise Misplaced(place, "an id is of lower-case letters, digits and hyphens.")
        if name in built_in:
            raise Misplaced(place, "the portal has a guardrail of this id: choose another.")
        yield name, _rule(name, converted(told, _WrittenRule, place), place)


def _rule(name: str, told: _WrittenRule, place: Place) -> Rule:
    kind = OWN_KINDS.get(told.kind)
    if kind is None:
        raise Misplaced((*place, "kind"), f"there is no kind “{told.kind}”; write {', '.join(OWN_KINDS)}.")
    for where, why in _objections(told, kind):
        raise Misplaced((*place, where), why)
    said = {"condition": told.condition} if kind.condition else told.parameters
    parameters = converted(said, kind.parameters, (*place, "parameters"))
    strictness = enforcement(told.enforcement, (*place, "enforcement")) if told.enforcement else None
    patterns = () if kind.judges is Judges.PLAN else tuple(each for each in told.types or ("*",) if "*" in each)
    return Rule(
        id=name,
        title=told.title,
        severity=told.severity,
        enforcement=strictness or BY_SEVERITY[told.severity],
        types=frozenset(told.types) - {*patterns},
        why=told.why,
        remedy=told.remedy,
        references=told.references,
        judges=kind.judges,
        check=kind.made(parameters, told.message),
        patterns=patterns,
        examples=tuple(tried.examples(told.examples, (*place, "examples"), sides=kind.condition)),
    )


def _objections(told: _WrittenRule, kind: OwnKind) -> Iterator[tuple[str, str]]:
    if kind.condition is (told.condition is None):
        yield "condition", f"a rule of the kind {told.kind} has {'one' if kind.condition else 'none'}."
    if kind.condition is (told.parameters is not None):
        yield "parameters", f"a rule of the kind {told.kind} has {'none' if kind.condition else 'some'}."
    if kind.speaks and not told.message.strip():
        yield "message", "say what is wrong with a resource that it objects to."
    if kind.speaks and not told.types:
        yield "types", "name the types it is about, such as [aws_instance]."
    if kind.judges is Judges.PLAN and told.types:
        yield "types", "this kind is about the plan as a whole: leave the types out."

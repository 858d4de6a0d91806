"""A guardrails file as plain values in: how strictly built-in rules hold where, and owners' own rules, out.

    version: 1
    lists:
      sizes: [t3.micro, t3.small]
    guardrails:
      rds-public: mandatory
      s3-no-versioning: {enforcement: off, scopes: [{labels: {env: prod}, enforcement: mandatory}]}
      rds-no-backup: {parameters: {days: 7}}
    rules:
      small-instances:
        title: Instances are small
        severity: medium
        types: [aws_instance]
        kind: attribute
        parameters: {path: instance_type, operator: is one of, expected: {list: sizes}}
        message: it is larger than what we use
        examples: {violates: [{instance_type: m5.large}], passes: [{instance_type: t3.micro}]}

The short form, `guardrails` alone, is one as well.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, TypedDict

from msgspec import Struct, field

from gitops_portal.core.placed import Misplaced, Place, converted
from gitops_portal.core.rules import book_settings, lists, parameters, tried
from gitops_portal.core.rules.book_settings import enforcement
from gitops_portal.core.rules.cel.asking import Evaluators, nobody
from gitops_portal.core.rules.kinds.membership import Membership
from gitops_portal.core.rules.own_kinds import OWN_KINDS, OwnKind
from gitops_portal.core.rules.rule import BY_SEVERITY, Judges, Rule
from gitops_portal.core.rules.written import WrittenRule

if TYPE_CHECKING:
    from gitops_portal.core.rules.lists import Lists
    from gitops_portal.core.rules.scope import Scoped

SECTIONS: Final = ("lists", "guardrails", "rules")
MOST: Final = 200
"""Rules of a file: every one is held against every plan."""
ID: Final = "[a-z0-9][a-z0-9-]{0,62}"


class Book(Struct, frozen=True):
    """What a guardrails file says."""

    settings: tuple[Scoped, ...] = ()
    rules: Mapping[str, Rule] = field(default_factory=dict)
    """Owners' own."""
    adjusted: Mapping[str, Rule] = field(default_factory=dict)
    """Built-in ones whose parameters it sets."""


def read(document: Any, built_in: Mapping[str, Rule], evaluators: Evaluators = nobody) -> Book:
    """`built_in` are the portal's own rules; `evaluators` try conditions in CEL. Raises Misplaced."""
    if not isinstance(document, Mapping):
        raise Misplaced(
            (), "A guardrails file holds a mapping named guardrails, such as: guardrails: {rds-public: off}."
        )
    if str(document.get("version", "1")) != "1":
        raise Misplaced(("version",), "this is not version 1.")
    for name in document.keys() - {"version", *SECTIONS}:
        raise Misplaced((str(name),), f"there is no such part; write {', '.join(SECTIONS)}.")
    named = lists.read(_section(document, "lists"))
    own = _section(document, "rules")
    rules = dict(_rules(own, built_in, named))
    with evaluators() as evaluator:
        for name, rule in rules.items():
            _objects(rule, OWN_KINDS[own[name]["kind"]], ("rules", name))
            _is_judged(rule, built_in, ("rules", name))
            tried.rule(rule, ("rules", name), evaluator)
    told = _section(document, "guardrails")
    known = {*built_in, *rules}
    settings = tuple(each for name, said in told.items() for each in book_settings.read(name, said, known))
    return Book(settings, rules, dict(_adjusted(_parameters(told), built_in, named)))


class Kept(TypedDict):
    """What is kept of a file, as it says it: its settings are rows."""

    rules: Mapping[str, Any]
    lists: Mapping[str, Any]
    parameters: Mapping[str, Mapping[str, Any]]
    """Of built-in rules, by id and name."""


def to_keep(document: Mapping[str, Any]) -> Kept:
    """Of a file that can be read."""
    return {
        "rules": {**_section(document, "rules")},
        "lists": {**_section(document, "lists")},
        "parameters": _parameters(_section(document, "guardrails")),
    }


def _parameters(settings: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {
        name: told for name, said in settings.items() if isinstance(said, Mapping) and (told := said.get("parameters"))
    }


def kept(said: Kept, built_in: Mapping[str, Rule]) -> Mapping[str, Rule]:
    """Own and adjusted rules of a file that was read once: whatever its examples say by now, and whatever is built in,
    so what this version has no rule or parameter for is left out. As `read`.
    """
    named = lists.read(said["lists"])
    adjusted = {
        name: rule.with_values(values)
        for name, told in said["parameters"].items()
        if (rule := built_in.get(name)) and (values := parameters.readable(rule.settable, told, named))
    }
    return {**adjusted, **dict(_rules(said["rules"], (), named))}


def _section(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    entries = document.get(name) or {}
    if not isinstance(entries, Mapping):
        raise Misplaced((name,), "write entries by their ids, each with what it says.")
    return entries


def written(settings: Iterable[Scoped], said: Kept) -> dict[str, Any]:
    """The file that says this, as plain values."""
    by_rule: dict[str, list[Scoped]] = {}
    for each in settings:
        by_rule.setdefault(each.guardrail, []).append(each)
    strict = {
        name: book_settings.written(by_rule.get(name, ()), said["parameters"].get(name, {}))
        for name in sorted({*by_rule, *said["parameters"]})
    }
    return {"version": 1, "lists": {**said["lists"]}, "guardrails": strict, "rules": {**said["rules"]}}


def _adjusted(
    said: Mapping[str, Mapping[str, Any]], built_in: Mapping[str, Rule], named: Lists
) -> Iterator[tuple[str, Rule]]:
    for name, told in said.items():
        place: Place = ("guardrails", name, "parameters")
        if (rule := built_in.get(name)) is None:
            raise Misplaced(place, "a rule of your own has its parameters under rules.")
        yield name, rule.with_values(parameters.read(rule.settable, told, named, place))


# ── own rules ────────────────────────────────────────────────────────────────────────────────────────────────────


def _rules(entries: Mapping[str, Any], built_in: Collection[str], named: Lists) -> Iterator[tuple[str, Rule]]:
    if len(entries) > MOST:
        raise Misplaced(("rules",), f"these are {len(entries)} rules; at most {MOST} are held against every plan.")
    for name, told in entries.items():
        place: Place = ("rules", str(name))
        if not isinstance(name, str) or not re.fullmatch(ID, name):
            raise Misplaced(place, "an id is of lower-case letters, digits and hyphens.")
        if name in built_in:
            raise Misplaced(place, "the portal has a guardrail of this id: choose another.")
        yield name, _rule(name, converted(told, WrittenRule, place), named, place)


def _rule(name: str, told: WrittenRule, named: Lists, place: Place) -> Rule:
    kind = OWN_KINDS.get(told.kind)
    if kind is None:
        raise Misplaced((*place, "kind"), f"there is no kind “{told.kind}”; write {', '.join(OWN_KINDS)}.")
    for part, why in _objections(told, kind):
        raise Misplaced((*place, part), why)
    where = (*place, "parameters")
    said = (
        {"condition": told.condition, "lists": named} if kind.condition else lists.filled(told.parameters, named, where)
    )
    filled = converted(said, kind.parameters, where)
    strictness = enforcement(told.enforcement, (*place, "enforcement")) if told.enforcement else None
    check = kind.made(filled, told.message)
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
        check=check,
        patterns=patterns,
        examples=tuple(tried.examples(told.examples, (*place, "examples"), kind=told.kind)),
        costs=getattr(check, "costs", False),
    )


def _objects(rule: Rule, kind: OwnKind, place: Place) -> None:
    """Raises Misplaced where it could never object to anything. What was kept before is not held to it."""
    if kind.one_of and all(getattr(rule.check, name) in (None, (), {}) for name in kind.one_of):
        raise Misplaced((*place, "parameters"), f"it would object to nothing: say {' or '.join(kind.one_of)}.")
    if isinstance(rule.check, Membership) and (unread := [each for each in rule.types if not rule.check.reads(each)]):
        where = f"where {min(unread)} says its {rule.check.what} is not known here"
        raise Misplaced((*place, "types"), f"{where}: leave it out, or use the kind attribute.")


def _is_judged(rule: Rule, built_in: Mapping[str, Rule], place: Place) -> None:
    """Raises Misplaced where it is about policies in Rego, and nothing here asks them: it would block every plan."""
    if rule.kind == "rego" and not any(each.kind == "rego" for each in built_in.values()):
        raise Misplaced(
            (*place, "kind"), "policies in Rego are not evaluated here: the operator sets OPA_BINARY and OPA_POLICIES."
        )


def _objections(told: WrittenRule, kind: OwnKind) -> Iterator[tuple[str, str]]:
    if kind.condition is (told.condition is None):
        yield "condition", f"a rule of the kind {told.kind} has {'one' if kind.condition else 'none'}."
    if kind.condition is (told.parameters is not None):
        yield "parameters", f"a rule of the kind {told.kind} has {'none' if kind.condition else 'some'}."
    if kind.speaks and not told.message.strip():
        yield "message", "say what is wrong with a resource that it objects to."
    if kind.speaks and not told.types and kind.judges is not Judges.PLAN:
        yield "types", "name the types it is about, such as [aws_instance]."
    if kind.judges is Judges.PLAN and told.types:
        yield "types", "this kind is about the plan as a whole: leave the types out."

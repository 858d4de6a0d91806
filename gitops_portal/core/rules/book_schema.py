"""Built-in guardrails in, the JSON Schema of a guardrails file out: for editors to complete it, and tell a mistake.

It is made of the nouns that the file is read into. What it cannot say, such as whether a guardrail of that id exists or
an example holds, the reader tells. A value is read as the text that stands there: where one is wanted, a number does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from inspect import cleandoc
from typing import Any, Final

import msgspec

from gitops_portal.core.rules import lists
from gitops_portal.core.rules.book import ID, MOST
from gitops_portal.core.rules.condition import Operator
from gitops_portal.core.rules.own_kinds import ALONE, OWN_KINDS, SOME, OwnKind, WrittenAttribute, WrittenCondition
from gitops_portal.core.rules.parameters import Parameter, Takes
from gitops_portal.core.rules.rule import Judges, Rule
from gitops_portal.core.rules.written import (
    STRICTNESS,
    WrittenExamples,
    WrittenPlaces,
    WrittenRule,
    WrittenScope,
    WrittenSetting,
)

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Final = {"type": ["string", "number", "boolean"]}
_WHOLE: Final = {"type": ["integer", "string"], "pattern": "^-?[0-9]+$"}
_NUMBER: Final = {"type": ["number", "string"], "pattern": r"^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$"}
_FLAG: Final = {"enum": [True, False, "true", "false"]}


def schema(built_in: Mapping[str, Rule]) -> dict[str, Any]:
    """Of draft 2020-12, as plain values. Of the built-in guardrails those with parameters are named."""
    return {
        "$schema": DIALECT,
        "title": "Guardrails",
        "description": "How strictly guardrails hold where, and rules of your own.",
        "type": "object",
        "properties": {
            "version": {"enum": [1, "1"], "description": "Of the form of this file."},
            "lists": _section({"type": "array", "items": _TEXT, "minItems": 1}, lists.NAME),
            "guardrails": _settings(rule for rule in built_in.values() if rule.settable),
            "rules": _section(_to(WrittenRule), ID) | {"maxProperties": MOST},
        },
        "additionalProperties": False,
        "$defs": dict(_nouns()),
    }


def _section(entry: Mapping[str, Any], names: str = ".+") -> dict[str, Any]:
    """A part of the file: entries by name, or nothing."""
    return {"type": ["object", "null"], "propertyNames": {"pattern": f"^{names}$"}, "additionalProperties": entry}


def _settings(with_parameters: Iterable[Rule]) -> dict[str, Any]:
    named = {rule.id: {"title": rule.title, **_setting(rule.settable)} for rule in with_parameters}
    return {**_section(_setting(())), "properties": dict(sorted(named.items()))}


def _setting(parameters: Iterable[Parameter]) -> dict[str, Any]:
    values = {"properties": {each.name: _parameter(each) for each in parameters}, "additionalProperties": False}
    return {"anyOf": [{"enum": STRICTNESS}, {**_to(WrittenSetting), "properties": {"parameters": values}}]}


def _parameter(told: Parameter) -> dict[str, Any]:
    if told.takes is Takes.NUMBER:
        return {**_WHOLE, "minimum": told.least, "maximum": told.most, "description": told.meaning}
    several = {"type": "array", "items": _TEXT, "minItems": 1}
    return {"anyOf": [several, {"$ref": "#/$defs/List"}], "description": told.meaning}


def _to(noun: type[msgspec.Struct]) -> dict[str, str]:
    return {"$ref": f"#/$defs/{noun.__name__}"}


def _nouns() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each by its name: as msgspec tells it, and what it must say besides."""
    kinds = dict.fromkeys(kind.parameters for kind in OWN_KINDS.values() if not kind.condition)
    _, told = msgspec.json.schema_components((WrittenSetting, WrittenRule, *kinds), ref_template="#/$defs/{name}")
    besides = {
        WrittenScope.__name__: _ONE_SCOPE,
        WrittenRule.__name__: {"allOf": [_of_kind(name, kind) for name, kind in OWN_KINDS.items()], **_kind_names()},
        WrittenCondition.__name__: _EXPECTED,
        WrittenAttribute.__name__: _EXPECTED,
    }
    file = {
        WrittenSetting.__name__,
        WrittenScope.__name__,
        WrittenPlaces.__name__,
        WrittenRule.__name__,
        WrittenExamples.__name__,
    }
    for name, noun in sorted(told.items()):
        read = _merged(_as_read(noun), besides.get(name, {}))
        yield name, read if name in file else _or_lists(read, told)
    yield "List", _LIST


def _or_lists(noun: dict[str, Any], nouns: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters of a kind: in place of several values may stand the name of a list."""
    fields = noun.get("properties", {})
    either = {
        name: {"anyOf": [said, {"$ref": "#/$defs/List"}]}
        for name, said in fields.items()
        if said.get("type") == "array" and "properties" not in _noun(said["items"], nouns)
    }
    return {**noun, "properties": {**fields, **either}} if either else noun


def _noun(said: Mapping[str, Any], nouns: Mapping[str, Any]) -> Mapping[str, Any]:
    """What stands behind a reference, or itself."""
    found: Mapping[str, Any] = nouns[said["$ref"].rpartition("/")[2]] if "$ref" in said else said
    return found


def _merged(noun: dict[str, Any], beside: Mapping[str, Any]) -> dict[str, Any]:
    properties = noun.get("properties", {}) | beside.get("properties", {})
    return {**noun, **beside, **({"properties": properties} if properties else {})}


def _kind_names() -> dict[str, Any]:
    return {"properties": {"kind": {"enum": [*OWN_KINDS]}}}


def _of_kind(name: str, kind: OwnKind) -> dict[str, Any]:
    """What a rule of this kind has to say."""
    wanted, wrong = ("condition", "parameters") if kind.condition else ("parameters", "condition")
    says: dict[str, Any] = {"properties": {wrong: False}, "required": [wanted]}
    if not kind.condition:
        says["properties"]["parameters"] = _to(kind.parameters)
    if kind.speaks:
        says["required"].append("message")
        says["properties"]["message"] = {"pattern": r"\S"}
    if kind.judges is Judges.PLAN:
        says["properties"]["types"] = {"maxItems": 0}
    elif kind.speaks:
        says["required"].append("types")
        says["properties"]["types"] = {"minItems": 1}
    return {"if": {"properties": {"kind": {"const": name}}, "required": ["kind"]}, "then": says}


def _where(operators: frozenset[Operator], expected: Mapping[str, Any]) -> dict[str, Any]:
    """What has to be expected with one of these operators."""
    chosen = {"properties": {"operator": {"enum": sorted(map(str, operators))}}, "required": ["operator"]}
    return {"if": chosen, "then": {"required": ["expected"], "properties": {"expected": expected}}}


_EXPECTED: Final = {
    "allOf": [
        _where(ALONE, {"minItems": 1, "maxItems": 1}),
        _where(SOME, {"minItems": 1}),
        _where(frozenset({Operator.AT_LEAST, Operator.AT_MOST}), {"items": _NUMBER}),
    ]
}
_LIST: Final = {
    "description": "The values of one of the lists of this file.",
    "type": "object",
    "properties": {lists.REFERENCE: {"type": "string", "pattern": f"^{lists.NAME}$"}},
    "required": [lists.REFERENCE],
    "additionalProperties": False,
}
_ONE_SCOPE: Final = {
    "oneOf": [
        {
            "required": ["organisation"],
            "properties": {"organisation": {"enum": [True, "true"]}, "weaker": {"enum": [False, "false"]}},
        },
        {"required": ["labels"], "properties": {"labels": {"minProperties": 1}}},
        {"required": ["workspaces"], "properties": {"workspaces": {"minItems": 1}}},
    ]
}


def _as_read(told: Any) -> Any:
    """As a file may write it: every scalar is read as its text, and what has no value is left out.

    A docstring keeps the indent that it has in the code until Python 3.12: it is told without.
    """
    if isinstance(told, list):
        return [_as_read(each) for each in told]
    if not isinstance(told, Mapping):
        return told
    meaning = {"description": cleandoc(text)} if isinstance(text := told.get("description"), str) else {}
    if "anyOf" in told:
        return meaning | _as_read(next(each for each in told["anyOf"] if each.get("type") != "null"))
    if (wider := _wider(told)) is not None:
        return meaning | wider
    said = {name: _as_read(each) for name, each in told.items() if name not in {"title", "default", "properties"}}
    fields = {name: _as_read(each) for name, each in told.get("properties", {}).items()}
    return said | meaning | ({"properties": fields} if fields else {})


def _wider(told: Mapping[str, Any]) -> dict[str, Any] | None:
    match told:
        case {"enum": [*words]}:
            return {"enum": words}
        case {"type": "string", "format": "decimal"}:
            return _NUMBER
        case {"type": "string"}:
            return _TEXT
        case {"type": "integer"}:
            return _WHOLE
        case {"type": "boolean"}:
            return _FLAG
    return None

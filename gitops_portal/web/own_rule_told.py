"""A rule of owners' own, as a file says it, in; what it asks for, in the words of its kind's form, out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.inspect import BoolType, VarTupleType

from gitops_portal.core.rules.lists import REFERENCE
from gitops_portal.core.rules.own_kinds import OWN_KINDS, WrittenCondition
from gitops_portal.web import own_rule_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from msgspec import Struct

    from gitops_portal.core.rules.lists import Lists
    from gitops_portal.core.rules.own_kinds import OwnKind
    from gitops_portal.web.own_rule_fields import Declared


class Asked(NamedTuple):
    """A parameter and what it says: one text, or several."""

    label: str
    texts: Sequence[str]
    list: str = ""
    """The list of the file that these are the values of."""


class Told(NamedTuple):
    """What a rule's page says of its kind."""

    kind: OwnKind
    message: str
    parameters: Sequence[Asked]


def told(rule: Mapping[str, Any], lists: Lists) -> Told:
    """Of a rule that could be read; `lists` are those of the file."""
    kind = OWN_KINDS[rule["kind"]]
    said = rule.get("parameters") or {}
    return Told(kind, rule.get("message", "").strip(), list(_asked(kind.parameters, said, lists)))


def _asked(noun: type[Struct], said: Mapping[str, Any], lists: Lists) -> Iterator[Asked]:
    """What is left empty is not told."""
    for each in own_rule_fields.declared(noun):
        value = said.get(each.name)
        if texts := _texts(each, value, lists):
            yield Asked(each.label, texts, _list(value))


def _texts(parameter: Declared, said: Any, lists: Lists) -> list[str]:
    if said in (None, "", [], {}):
        return []
    if noun := own_rule_fields.of_several(parameter):
        if own_rule_fields.by_name(parameter):
            return [_named(name, noun, each, lists) for name, each in said.items()]
        return [_condition(each, lists) if noun is WrittenCondition else _one(noun, each, lists) for each in said]
    if isinstance(parameter.type, BoolType):
        return ["yes" if str(said).casefold() == "true" else "no"]
    return _values(said, lists) if isinstance(parameter.type, VarTupleType) else [str(said)]


def _values(said: Any, lists: Lists) -> list[str]:
    """Texts; those of a list of the file where it names one."""
    name = _list(said)
    return [str(each) for each in (lists.get(name, ()) if name else said)]


def _list(said: Any) -> str:
    """The list that it names, if it does; a tag may be called so, too."""
    name = said.get(REFERENCE) if isinstance(said, Mapping) and len(said) == 1 else ""
    return name if isinstance(name, str) else ""


def _named(name: str, noun: type[Struct], said: Mapping[str, Any], lists: Lists) -> str:
    inner = _one(noun, said or {}, lists)
    return f"{name} ({inner})" if inner else name


def _one(noun: type[Struct], said: Mapping[str, Any], lists: Lists) -> str:
    asked = _asked(noun, said, lists)
    return "; ".join(f"{each.label}: {_in_line(each.texts)}{_of_list(each.list)}" for each in asked)


def _in_line(texts: Sequence[str]) -> str:
    """With commas between; in quotes where a comma is part of one."""
    return ", ".join(f"“{text}”" if "," in text else text for text in texts)


def _of_list(name: str) -> str:
    return f" (list {name})" if name else ""


def _condition(said: Mapping[str, Any], lists: Lists) -> str:
    """As one says it: instance_type is one of t3.micro, t3.small."""
    expected, unset = said.get("expected", ()), said.get("unset")
    words = " ".join(filter(None, [said["path"], said["operator"], _in_line(_values(expected, lists))]))
    words += _of_list(_list(expected))
    return words if unset is None else f"{words} (“{unset}” where nobody sets it)"

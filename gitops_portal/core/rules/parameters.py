"""What may be set of a built-in guardrail, and the values, in; its check and its sentences with them out.

A parameter is a place in what the rule's kind is told. Sentences say `{days}` where the value of a parameter belongs,
or `{versions.0}` for the first of several.
"""

from __future__ import annotations

from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from msgspec import Struct, structs

from gitops_portal.core.placed import Misplaced, Place, converted
from gitops_portal.core.rules import lists
from gitops_portal.core.rules.condition import steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gitops_portal.core.rules.lists import Lists

Value = int | tuple[str, ...]


class Takes(StrEnum):
    NUMBER = "a number"
    TEXTS = "several texts"


class Parameter(Struct, frozen=True):
    """`at` leads to where its value stands, such as `conditions.1.expected`: several places for the same value."""

    name: str
    meaning: str
    """What the value is, with its unit."""
    at: tuple[str, ...] = ("expected",)
    takes: Takes = Takes.NUMBER
    least: int = 1
    most: int = 1_000_000


def number(name: str, meaning: str, *at: str, least: int = 1, most: int = 1_000_000) -> Parameter:
    return Parameter(name, meaning, at or ("expected",), Takes.NUMBER, least, most)


def texts(name: str, meaning: str, *at: str) -> Parameter:
    return Parameter(name, meaning, at or ("expected",), Takes.TEXTS)


def port(what: str) -> Parameter:
    return number("port", f"the port of TCP {what}", "port", least=0, most=65_535)


def read(parameters: Iterable[Parameter], said: Mapping[str, Any], named: Lists, place: Place) -> Mapping[str, Value]:
    """The values that a file sets, by name. Raises Misplaced for one that there is not, or that may not be so."""
    known = {each.name: each for each in parameters}
    for name in said:
        if name not in known:
            there = f"there are {', '.join(known)}" if known else "it has none"
            raise Misplaced((*place, name), f"this guardrail has no parameter “{name}”: {there}.")
    return {name: _value(known[name], told, named, (*place, name)) for name, told in said.items()}


def _value(parameter: Parameter, said: Any, named: Lists, place: Place) -> Value:
    if parameter.takes is Takes.TEXTS:
        values = converted(lists.filled(said, named, place), tuple[str, ...], place)
        if not values:
            raise Misplaced(place, "write at least one value, or switch the guardrail off.")
        return values
    value = converted(said, int, place)
    if not parameter.least <= value <= parameter.most:
        raise Misplaced(place, f"write a number from {parameter.least} to {parameter.most}.")
    return value


def readable(parameters: Iterable[Parameter], said: Mapping[str, Any], named: Lists) -> Mapping[str, Value]:
    """As `read`, of what was read once: without what this version of the portal has no parameter for any more."""
    found: dict[str, Value] = {}
    for name, told in said.items():
        with suppress(Misplaced):
            found |= read(parameters, {name: told}, named, ())
    return found


def held(check: Any, parameter: Parameter) -> Value:
    """The value that a check has now."""
    value = check
    for step in steps(parameter.at[0]):
        value = value[int(step)] if step.isdigit() else getattr(value, step)
    if parameter.takes is Takes.TEXTS:
        return tuple(map(str, value))
    return int(value[0] if isinstance(value, tuple) else value)


def put(check: Any, parameter: Parameter, value: Value) -> Any:
    """The check with another value."""
    for path in parameter.at:
        check = _put(check, steps(path), value)
    return check


def _put(holder: Any, way: Sequence[str], value: Value) -> Any:
    if not way:
        return (value,) if isinstance(holder, tuple) and not isinstance(value, tuple) else value
    step, *after = way
    if step.isdigit():
        place = int(step)
        return (*holder[:place], _put(holder[place], after, value), *holder[place + 1 :])
    return structs.replace(holder, **{step: _put(getattr(holder, step), after, value)})


def sentence(text: str, values: Mapping[str, Value]) -> str:
    """HCL has braces of its own, so nothing but the names of parameters is looked for."""
    for name, value in values.items():
        several = (str(value),) if isinstance(value, int) else value
        text = text.replace(f"{{{name}}}", ", ".join(several)).replace(f"{{{name}.0}}", several[0])
    return text

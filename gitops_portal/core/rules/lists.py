"""Named lists of a guardrails file in; the parameters that refer to them, as `{list: name}`, with their values out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from gitops_portal.core.placed import Misplaced, Place, converted

NAME: Final = "[a-z][a-z0-9_]{0,62}"
REFERENCE: Final = "list"
PLAIN: Final = {"plain": True}
"""Said of a parameter whose texts can't hold a comma."""
Lists = Mapping[str, tuple[str, ...]]


def read(entries: Mapping[str, Any]) -> Lists:
    """Raises Misplaced. A list without a value is refused: what is allowed by it would be read as not said."""
    return {name: _values(name, said) for name, said in entries.items()}


def _values(name: str, said: Any) -> tuple[str, ...]:
    place: Place = ("lists", name)
    if not re.fullmatch(NAME, name):
        raise Misplaced(place, "a list's name is of lower-case letters, digits and underscores, a letter first.")
    values = converted(said, tuple[str, ...], place)
    if not values:
        raise Misplaced(place, "write at least one value.")
    return values


def filled(said: Any, lists: Lists, place: Place) -> Any:
    """What a parameter says, with each list that it names in its place. Raises Misplaced where there is none."""
    if isinstance(said, Mapping):
        if said.keys() == {REFERENCE} and isinstance(name := said[REFERENCE], str):
            return _named(name, lists, (*place, REFERENCE))
        return {key: filled(each, lists, (*place, key)) for key, each in said.items()}
    if isinstance(said, list | tuple):
        return [filled(each, lists, (*place, number)) for number, each in enumerate(said)]
    return said


def mentioned(condition: str, lists: Lists) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The lists that a condition in CEL names, and perhaps some more, in their order: `lists.regions`."""
    names = re.findall(rf"\blists\s*\.\s*({NAME})", condition)
    return tuple((name, lists[name]) for name in dict.fromkeys(sorted(names)) if name in lists)


def _named(name: str, lists: Lists, place: Place) -> tuple[str, ...]:
    if name not in lists:
        told = f"there are {', '.join(lists)}" if lists else "the file has no lists"
        raise Misplaced(place, f"there is no list “{name}”: {told}.")
    return lists[name]

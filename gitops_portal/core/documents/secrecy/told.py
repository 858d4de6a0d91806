"""A marked value in; out what judging and pricing may read of it: its shape, and the common words that stand in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from gitops_portal.core import embedded
from gitops_portal.core.documents.secrecy.common import common
from gitops_portal.core.model import UNKNOWN, Path, Sensitive, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST: Final = 200_000
"""Characters of a text that is read as JSON."""
_NAME: Final = 64
_FIGURES: Final = 2
"""Digits in what attributes and keys of policies are called, as in `ipv6_cidr_blocks`; in passwords there are more."""


class Told(Struct, array_like=True, gc=False):
    """A value with null where it is secret or not known, and where that is."""

    value: Any = None
    texts: list[list[str | int]] = []
    """Secret texts."""
    others: list[list[str | int]] = []
    """Secrets of which not even that is told."""
    unknown: list[list[str | int]] = []

    def leaf(self, mac: str) -> Value:
        """The value, with leaves where it stays secret."""
        leaves: dict[Path, Value] = {}
        for text, paths in ((True, self.texts), (False, self.others)):
            for path in paths:
                # what differs somewhere in a value may differ in each of its leaves
                leaves[tuple(path)] = Sensitive(f"{mac} {path}" if path else mac, text=text)
        leaves |= {tuple(path): UNKNOWN for path in self.unknown}
        return replaced(self.value, leaves)


def told(value: Value) -> Told | None:
    """None for a text of which nothing is told but that it is written."""
    if isinstance(value, dict | list):
        found = Told()
        found.value = _shape(value, (), found)
        return found
    if common(value):
        return Told(value)
    if not isinstance(value, str):
        return Told(None, [], [[]])
    document = embedded.json_in(value) if len(value) <= LARGEST else None
    try:
        return None if document is None else Told(json.dumps(_readable(document), ensure_ascii=False))
    except RecursionError:
        return None


def replaced(value: Value, leaves: Mapping[Path, Value]) -> Value:
    """A copy of a value with these leaves in it; what none of them stands in is shared."""
    if not leaves:
        return value
    if () in leaves:
        return leaves[()]
    inside: dict[str | int, dict[Path, Value]] = {}
    for path, leaf in leaves.items():
        inside.setdefault(path[0], {})[path[1:]] = leaf
    copy = value.copy()
    for step, further in inside.items():
        copy[step] = replaced(value[step], further)
    return copy


def _shape(value: Value, path: Path, found: Told) -> Value:
    if isinstance(value, dict):
        return {key: _shape(member, (*path, key), found) for key, member in value.items() if _plain(key)}
    if isinstance(value, list):
        return [_shape(element, (*path, place), found) for place, element in enumerate(value)]
    if value is UNKNOWN:
        found.unknown.append(list(path))
        return None
    if common(value):
        return value
    (found.texts if isinstance(value, str) else found.others).append(list(path))
    return None


def _readable(value: Value) -> Value:
    """Inside a text that is JSON, where no leaf can stand: a text that is none of the words that rules know."""
    if isinstance(value, dict):
        return {key: _readable(member) for key, member in value.items() if _plain(key)}
    if isinstance(value, list):
        return [_readable(element) for element in value]
    return value if common(value) else "(sensitive)"


def _plain(key: str) -> bool:
    """Whether a name is one that attributes and keys of policies have. Names in a map that is marked may be secret."""
    return (
        len(key) <= _NAME and sum(map(str.isdigit, key)) <= _FIGURES and key.replace("_", "").replace(":", "").isalnum()
    )

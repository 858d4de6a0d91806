"""Two texts in; what they say out, where both hold a JSON or YAML document.

Nobody knows who reads a document, by which version of YAML, and whether numbers keep their digits. What all readers
take for the same is read; the rest is a `Bare` word, equal to nothing but itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core.embedded import in_brackets, json_in
from gitops_portal.core.in_yaml import yaml_in

if TYPE_CHECKING:
    from gitops_portal.core.embedded import Parsed
    from gitops_portal.core.model import Value

_SIGNS: Final = (":", "- ", "{", "[")
"""No document, of JSON or YAML, is without one of them."""


def documents(before: str, after: str) -> tuple[Parsed, Parsed] | None:
    """What both texts say; None when one is neither JSON nor YAML, or when they are of different kinds."""
    one = _said(before)
    other = _said(after) if one is not None else None
    return (one, other) if one is not None and other is not None and type(one) is type(other) else None


def alike(before: str, after: str) -> bool:
    """Whether two texts hold documents that every reader takes for the same, and only their form differs."""
    if in_brackets(before) != in_brackets(after) or _first_comment(before) != _first_comment(after):
        return False
    said = documents(before, after)
    try:
        return said is not None and same(*said)
    except RecursionError:
        return False


def same(one: Value, other: Value) -> bool:
    """Whether two documents say exactly the same: 1 is neither 1.0 here nor true."""
    kind = type(one)
    if kind is not type(other):
        return False
    if kind is dict:
        return one.keys() == other.keys() and all(same(member, other[name]) for name, member in one.items())
    if kind is list:
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def _first_comment(text: str) -> str:
    """`#cloud-config` and `## template: jinja` tell who is to read the document; a comment for people has a blank."""
    line = text.lstrip().partition("\n")[0].rstrip()
    return line if line.startswith("#") and not line.startswith("# ") else ""


def _said(text: str) -> Parsed | None:
    if not any(sign in text for sign in _SIGNS):
        return None
    return json_in(text) if in_brackets(text) else yaml_in(text)

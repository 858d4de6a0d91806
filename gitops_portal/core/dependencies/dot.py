"""The text that `terraform graph` or `tofu graph` prints in, links between its points out."""

from __future__ import annotations

import re
from typing import Final

from gitops_portal.core import address as addresses
from gitops_portal.core.address import without_keys
from gitops_portal.core.dependencies.references import Kind, Links, Point
from gitops_portal.core.errors import HostileDocument, Invalid

MAX_ARROWS: Final = 100_000
"""Terraform prints a few for each block; the graph of 10,000 blocks has about a third of these."""
_HEADER: Final = re.compile(r"\s*(?:strict\s+)?digraph\b")
_STATEMENT: Final = re.compile(r'^[ \t]*"((?:[^"\\]|\\.)*)"(?:[ \t]*->[ \t]*"((?:[^"\\]|\\.)*)")?', re.MULTILINE)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_NOT_RESOURCES: Final = frozenset({"var", "local", "output", "provider", "meta", "check", "action"})
_ROLES: Final = (" (expand)", " (orphan)", " (clean up state)")


def read(text: str) -> Links:
    """Both shapes: plain addresses, and `[root] …` with points for variables, outputs and providers as well."""
    if not _HEADER.match(text):
        raise Invalid("The graph is not what `terraform graph` prints: it does not begin with `digraph`.")
    if (arrows := text.count("->")) > MAX_ARROWS:
        raise HostileDocument(
            f"The graph has {arrows:,} arrows; we read up to {MAX_ARROWS:,}. Send the plan without it."
        )
    found: Links = {}
    points: dict[str, Point | None] = {"": None}
    for source, target in _STATEMENT.findall(text):
        for name in (source, target):
            if name not in points:
                points[name] = _point(name)
        dependant, dependency = points[source], points[target]
        if dependant is None:
            continue
        steps = found.setdefault(dependant, [])
        if dependency and dependency != dependant:
            steps.append(dependency)
    return found


def _point(name: str) -> Point | None:
    """None for what is destroyed: arrows between two destructions point the other way, and the state tells those."""
    address = _ESCAPE.sub(r"\1", name).removeprefix("[root] ")
    if address.endswith((" (destroy)", " (destroy deposed)")) or " (deposed " in address:
        return None
    for role in _ROLES:
        address = address.removesuffix(role)
    plain = without_keys(address)
    return Point(Kind.BLOCK if _is_resource(plain) else Kind.PASSAGE, plain)


def _is_resource(address: str) -> bool:
    match [step.name for step in addresses.parse(address).inside]:
        case ["data" | "ephemeral", _, _]:
            return True
        case [kind, name]:
            return kind not in _NOT_RESOURCES and " " not in name
        case _:
            return False

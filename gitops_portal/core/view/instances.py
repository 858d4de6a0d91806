"""A block and its instances in, what is told of each in the picture out: those with a name, and the rest by action."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gitops_portal.core import address as addresses
from gitops_portal.core.model import Action

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gitops_portal.core.view.node import NodeRow


def told(node: NodeRow, named: Sequence[tuple[str, str, str]], rest_finding: str) -> list[NodeRow]:
    """`named`: [address, action, gravest finding] of the instances that stand by name; `rest_finding` of the others."""
    counted = Counter(action for _, action, _ in named)
    rest = ((action, count - counted[action]) for action, count in node.actions.items())
    return [*_named(node, named), *(_rest(node, *one, rest_finding) for one in rest if one[1] > 0)]


def _named(node: NodeRow, named: Iterable[tuple[str, str, str]]) -> Iterable[NodeRow]:
    for address, action, finding in named:
        yield _one(node, address, _keys(address) or address, action, 1, finding)


def _rest(node: NodeRow, action: str, count: int, finding: str) -> NodeRow:
    name = f"{count} unchanged" if action == Action.NO_OP else f"{count} more: {action}"
    return _one(node, f"{node.address} {action}", name, action, count, finding)


def _one(node: NodeRow, address: str, name: str, action: str, count: int, finding: str) -> NodeRow:
    return replace(
        node,
        address=address,
        name=name,
        action=action,
        count=count,
        actions={action: count},
        dependants=0,
        finding=finding,
        cost="",
    )


def _keys(address: str) -> str:
    """The keys in an address: `module.a["x"].b.c[0]` -> `["x"][0]`."""
    parsed = addresses.parse(address)
    return "".join(step.brackets for step in (*parsed.modules, *parsed.inside))

"""A plan and its graph in; per block its resources out, those among them that the plan only looked up."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from gitops_portal.core import address as addresses
from gitops_portal.core.model import Action, Change, Mode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_portal.core.index import Index
    from gitops_portal.core.model import Attributes, Graph


def resources(index: Index, graph: Graph) -> dict[str, list[Change]]:
    """Of every block that has any: a data source that nothing was kept of is one without attributes."""
    found: defaultdict[str, list[Change]] = defaultdict(list)
    for change in index.changes.changes:
        found[change.block].append(change)
    looked_up = [_looked_up(address, words) for address, words in index.changes.lookups.items()]
    told = set(found)
    for change in looked_up:
        if change.block not in told:
            found[change.block].append(change)
    for node in graph.nodes:
        if node.mode is Mode.DATA and node.address not in found and node.address not in graph.empty:
            found[node.address] = [_looked_up(node.address, {})]
    return dict(found)


def _looked_up(address: str, values: Mapping[str, str]) -> Change:
    told = addresses.parse(address)
    kept: Attributes = dict(values)
    return Change(
        address=address,
        type=told.type,
        name=told.name,
        action=Action.NO_OP,
        module=told.module,
        index=told.key,
        mode=Mode.DATA,
        before=kept,
        after=kept,
    )

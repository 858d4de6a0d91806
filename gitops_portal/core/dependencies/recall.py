"""What the state and the plan remember in, needs out: dependencies that the configuration does not show.

The state holds, per resource, all that it depended on at its last apply. For a drawing that is too much: what other
edges imply is left out. It may also be out of date, so the configuration wins where it can speak for itself.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from gitops_portal.core import address as addresses
from gitops_portal.core.address import without_keys
from gitops_portal.core.dependencies import reach
from gitops_portal.core.dependencies.edges import learn
from gitops_portal.core.model import Action, Mode, Origin

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from gitops_portal.core.dependencies.edges import Needs
    from gitops_portal.core.model import Change, ChangeSet, Module, Node

Closures = dict[str, set[str]]
"""Per block of the prior state, all that its instances depended on when they were applied last."""


def closures(changes: ChangeSet, blocks: Mapping[str, str]) -> Closures:
    """`blocks` tells the block of each instance. The state names what was moved since by its old address."""
    moved = _moved(changes.changes)
    found: Closures = defaultdict(set)
    for instance, dependencies in changes.state_dependencies.items():
        found[blocks.get(instance) or without_keys(instance)].update(dependencies)
    if moved:
        for block in found:
            found[block] = {moved.get(name, name) for name in found[block]}
    return dict(found)


def _moved(changes: Iterable[Change]) -> dict[str, str]:
    """Old addresses of blocks at which nothing stands any more, and where it stands now."""
    moved = {without_keys(change.previous_address): change.block for change in changes if change.moved}
    for change in changes if moved else ():
        moved.pop(change.block, None)
    return moved


def current(
    closures: Closures, nodes: Mapping[str, Node], configured: Collection[str], lost: Collection[str]
) -> set[str]:
    """The blocks of which the state may still be believed.

    What changes may have got other references since; its configuration says all, unless some of it leads nowhere.
    """
    return {
        block
        for block in closures
        if block not in configured or block in lost or not any(action.changes for action in nodes[block].actions)
    }


def recall(closures: Closures, believed: Collection[str], nodes: Mapping[str, Node], needs: Needs) -> None:
    """Put into `needs` what only the state knows, and where it agrees. What is no node is gone."""
    direct: dict[str, set[str]] = defaultdict(set)
    for dependant, dependency in needs:
        direct[dependant].add(dependency)
        if dependency in closures.get(dependant, ()):
            learn(needs, dependant, dependency, Origin.STATE)
    known = set(nodes)
    left = {
        block: rest
        for block in sorted(believed)
        if (rest := _not_implied((closures[block] & known) - {block}, direct[block], closures))
    }
    for block, dependency in _reduced(left, nodes, needs) if left else ():
        learn(needs, block, dependency, Origin.STATE)


def _not_implied(closure: set[str], direct: set[str], closures: Closures) -> list[str]:
    """What of a closure follows neither from the direct needs nor from the rest of it. The widest goes first."""
    if closure <= direct:  # of most
        return []
    implied = set(direct)
    for dependency in direct:
        implied |= closures.get(dependency, set())
    kept = []
    for dependency in sorted(closure - implied, key=lambda name: (-len(closures.get(name, ())), name)):
        if dependency not in implied:
            implied |= closures.get(dependency, set()) - {dependency}
            kept.append(dependency)
    return kept


def _reduced(left: Mapping[str, list[str]], nodes: Iterable[str], needs: Needs) -> list[tuple[str, str]]:
    """Without what follows along a path of edges, some of which the closures do not know (data sources have none)."""
    numbers = {address: number for number, address in enumerate(nodes)}
    steps: list[list[int]] = [[] for _ in numbers]
    for dependant, dependency in needs:
        steps[numbers[dependant]].append(numbers[dependency])
    known = [tuple(found) for found in steps]
    for block, dependencies in left.items():
        steps[numbers[block]].extend(numbers[dependency] for dependency in dependencies)
    groups = reach.components(range(len(steps)), ((n, step) for n, found in enumerate(steps) for step in found))
    looped = {number for group in groups if len(group) > 1 for number in group}
    places = {block: [numbers[name] for name in names] for block, names in left.items()}
    # What follows from what a block needs anyway, or from the rest of what is left; nothing follows from itself alone.
    through = {
        block: [*known[numbers[block]], *(step for n in found if n not in looped for step in steps[n])]
        for block, found in places.items()
    }
    implied = set(_implied(places, through, reach.masks(steps, groups)))
    return [(b, name) for b, names in left.items() for name in names if (b, numbers[name]) not in implied]


def _implied(
    left: Mapping[str, list[int]], through: Mapping[str, list[int]], parts: Iterable[tuple[int, list[int]]]
) -> Iterator[tuple[str, int]]:
    for start, masks in parts:
        for block, dependencies in left.items():
            mask = 0
            for number in through[block]:
                mask |= masks[number]
            yield from ((block, n) for n in dependencies if 0 <= n - start < reach.PART and mask >> (n - start) & 1)


def deduce(changes: ChangeSet, nodes: Mapping[str, Node], lost: Collection[str], needs: Needs) -> None:
    """A plan names the resources whose values it used. One that no edge accounts for was used by what has dead ends:
    where that is a single block, it is an edge.
    """
    used = {without_keys(address) for address in changes.relevant} & nodes.keys()
    if not used or not lost or _outputs_lead_nowhere(changes.root):
        return
    steps: dict[str, list[str]] = defaultdict(list)
    for dependant, dependency in needs:
        steps[dependant].append(dependency)
    changing = [a for a, node in nodes.items() if any(action is not Action.NO_OP for action in node.actions)]
    walked = _walked(changing, steps)
    walked |= _walked(_named(changes.root), steps)
    guilty = walked & set(lost)
    unexplained = used - walked
    if len(guilty) == 1:
        block = guilty.pop()
        behind = {name for start in unexplained for name in _walked(steps[start], steps)}
        for dependency in sorted(unexplained - behind - {block}):
            learn(needs, block, dependency, Origin.RELEVANT)


def _walked(starts: Iterable[str], steps: Mapping[str, list[str]]) -> set[str]:
    seen = set(starts)
    waiting = list(seen)
    while waiting:
        new = set(steps.get(waiting.pop(), ())) - seen
        seen |= new
        waiting.extend(new)
    return seen


def _named(root: Module) -> set[str]:
    """The blocks that root outputs name."""
    found = (addresses.names(reference) for references in root.outputs.values() for reference in references)
    return {".".join(names[: 3 if names[0] == Mode.DATA else 2]) for names in found}


def _outputs_lead_nowhere(root: Module) -> bool:
    """Whether a root output, which changes too, may have used a value in a way that we can't see."""
    found = (addresses.names(reference) for references in root.outputs.values() for reference in references)
    return any(names[0] in {"local", "module"} and len(names) > 1 for names in found)

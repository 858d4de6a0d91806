"""A plan in, where its resources stand after the apply and how they are tagged out: as kept of a run, and read again.

Regions, tags, and what resources have in common are written once: thousands may be tagged alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.model import Action
from gitops_portal.core.pricing.cost_export import Stands
from gitops_portal.core.regions import region
from gitops_portal.core.rules.tag_sums import tags

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from gitops_portal.core.model import ChangeSet
    from gitops_portal.core.rules.budgets import Tag

_GONE: Final = frozenset({Action.DELETE, Action.FORGET})


def written(changes: ChangeSet) -> dict[str, Any]:
    """As JSON. `of` has, resource by resource, the place in `kinds`, null for what is gone; a kind is a region and the
    places of its `tags`.
    """
    told: dict[Hashable, int] = {}
    places: dict[frozenset[Tag], tuple[int, ...]] = {}
    kinds: dict[Hashable, int] = {}
    of: list[int | None] = []
    for change in changes.resources:
        if change.action in _GONE:
            of.append(None)
            continue
        stands = change.before if change.after is None else change.after
        known = tags(stands).known
        if known not in places:
            places[known] = tuple(_place(told, tag) for tag in sorted(known))
        of.append(_place(kinds, (region(change.type, stands) or change.region, places[known])))
    return {"tags": list(told), "kinds": list(kinds), "of": of}


def read(kept: Mapping[str, Any], addresses: Iterable[str]) -> dict[str, Stands]:
    """By address; `addresses` are those of the resources, in the order in which they were written."""
    found = [Stands(where, dict(kept["tags"][place] for place in places)) for where, places in kept["kinds"]]
    pairs = zip(addresses, kept["of"], strict=True)
    return {address: found[place] for address, place in pairs if place is not None}


def _place(held: dict[Hashable, int], one: Hashable) -> int:
    return held.setdefault(one, len(held))

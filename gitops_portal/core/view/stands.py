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

    from gitops_portal.core.model import Change, ChangeSet

_GONE: Final = frozenset({Action.DELETE, Action.FORGET})


def written(changes: ChangeSet) -> dict[str, Any]:
    """As JSON. `of` has, resource by resource, the place in `kinds`, null for what is gone; a kind is a region and the
    places of its `tags`.
    """
    told: dict[Hashable, int] = {}
    kinds: dict[Hashable, int] = {}
    of = [None if each.action in _GONE else _place(kinds, _kind(each, told)) for each in changes.resources]
    return {"tags": list(told), "kinds": list(kinds), "of": of}


def read(kept: Mapping[str, Any], addresses: Iterable[str]) -> dict[str, Stands]:
    """By address; `addresses` are those of the resources, in the order in which they were written."""
    found = [Stands(where, dict(kept["tags"][place] for place in places)) for where, places in kept["kinds"]]
    pairs = zip(addresses, kept["of"], strict=True)
    return {address: found[place] for address, place in pairs if place is not None}


def _kind(change: Change, told: dict[Hashable, int]) -> tuple[str, tuple[int, ...]]:
    after = change.before if change.after is None else change.after
    places = tuple(_place(told, tag) for tag in sorted(tags(after).known))
    return region(change.type, after) or change.region, places


def _place(held: dict[Hashable, int], one: Hashable) -> int:
    return held.setdefault(one, len(held))

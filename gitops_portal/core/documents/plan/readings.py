"""Changes of resources as they were written in; those that say two things once more, read the other way, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from gitops_portal.core import address as addresses
from gitops_portal.core.documents import reader
from gitops_portal.core.documents.plan import document, twins

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import msgspec

    from gitops_portal.core.documents.plan import clean

PLANNED_OTHERWISE: Final = "has planned values that are not what its change leaves behind"
BY_ADDRESS: Final = "is of another type by its address than it says"


class Reading(NamedTuple):
    """Another reading of the entry at `place`, and what is to be told of that."""

    place: int
    entry: document.ResourceChange
    told: str


def other(
    plan: document.Plan, written: msgspec.Raw, kept: Sequence[clean.Change], planned: Iterable[document.Resource]
) -> Iterator[Reading]:
    """`written` are the entries as bytes, `kept` what is kept of them, `planned` the planned values."""
    by_address: dict[str, list[document.Resource]] = {}
    for resource in planned:
        by_address.setdefault(resource.address or "", []).append(resource)
    entries = plan.resource_changes or []
    doubled = twins.in_entries(written, entries) if entries else None
    for place, (entry, change) in enumerate(zip(entries, kept, strict=True)):
        if (doubled is None and twins.TOLD in change.oddities) or (doubled and place in doubled):
            first = reader.decode(twins.first_kept(written, place), document.ResourceChange)
            yield Reading(place, first, twins.TOLD)
        if (kind := _other_type(change)) and kind != change.type:
            yield Reading(place, replace(entry, type=kind), BY_ADDRESS)
        belongs = change.mode == "managed" and not change.deposed
        for resource in by_address.get(change.address, ()) if belongs else ():
            if _contradicts(entry.change, resource):
                yield Reading(place, _as_planned(entry, resource), PLANNED_OTHERWISE)


def _other_type(change: clean.Change) -> str:
    """The type that its address tells, where the address is not what type and name beside it make."""
    block = addresses.block(change.module, change.mode, change.type, change.name)
    return "" if addresses.is_of(change.address, block) else addresses.parse(change.address).type


def _contradicts(change: document.Change, planned: document.Resource) -> bool:
    """What is forgotten may stand among the planned values: Terraform before 1.15 leaves it there."""
    if change.actions == ["forget"]:
        return False
    if change.actions == ["delete"]:
        return True
    if planned.values == change.after:
        return False
    return (reader.value(planned.values) or {}) != (reader.value(change.after) or {})


def _as_planned(entry: document.ResourceChange, planned: document.Resource) -> document.ResourceChange:
    """What either marks is secret. There is nothing before, since nobody says what of that is."""
    change = replace(
        entry.change,
        before=document.NULL,
        after=planned.values,
        before_sensitive=entry.change.after_sensitive,
        after_sensitive=planned.sensitive_values,
    )
    return replace(entry, change=change)

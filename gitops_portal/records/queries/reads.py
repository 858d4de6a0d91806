"""A change request in, who reads whose outputs out: among its workspaces, and between them and workspaces outside."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Exists, OuterRef

from gitops_portal.core import change_requests
from gitops_portal.core.change_requests import Read
from gitops_portal.core.dependencies.remote_state import EVERY
from gitops_portal.records.models import Person, Run, StateRead, Token, Workspace
from gitops_portal.records.queries.sight import reached

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from gitops_portal.records.queries.requests import Request
    from gitops_portal.records.queries.sight import Places

NAMED: Final = 8
"""Workspaces outside that are named on each side; the others are counted."""


@dataclass(frozen=True, slots=True)
class Reads:
    """By slugs. Workspaces that the caller may not see are counted, and not named."""

    inside: tuple[Read, ...] = ()
    """Between two workspaces of the change request."""
    outside: tuple[Read, ...] = ()
    """Between one of them and one that the change request does not change."""
    names: tuple[str, ...] = ()
    """Those outside, in order."""
    other_states: Mapping[str, int] = field(default_factory=dict)
    """Workspace -> how many further states it reads."""
    other_readers: Mapping[str, int] = field(default_factory=dict)
    """Workspace -> how many further workspaces read it."""


def reads_of(found: Request, caller: Person | Token | Places) -> Reads:
    """By the newest plan of each workspace; in five queries, however many workspaces there are."""
    slugs = {run.workspace_id: run.workspace.slug for run in found.runs}
    inside: dict[str, set[str]] = defaultdict(set)
    for run in found.runs:
        if run.workspace.state_address:
            inside[run.workspace.state_address].add(run.workspace.slug)
    own = StateRead.objects.filter(workspace__in=slugs).order_by("pk")
    rows = [
        (slugs[pk], address, outputs) for pk, address, outputs in own.values_list("workspace", "address", "outputs")
    ]
    seen = _outside(found, caller)
    owners: dict[str, set[str]] = defaultdict(set)
    beyond = own.exclude(address__in=inside).order_by().values("address")
    for slug, address in seen.filter(state_address__in=beyond).values_list("slug", "state_address")[:NAMED]:
        owners[address].add(slug)
    readers = _readers(seen, inside)
    known = inside.keys() | owners.keys()
    return Reads(
        inside=_told(rows, inside),
        outside=(*_told(rows, owners), *_told(readers, inside)),
        names=tuple(sorted({slug for slug, *_ in readers}.union(*owners.values()))),
        other_states=Counter(slug for slug, address in {row[:2] for row in rows} if address not in known),
        other_readers=_other_readers(slugs, inside, readers),
    )


def _outside(found: Request, caller: Person | Token | Places) -> QuerySet[Workspace]:
    """What the caller sees of the workspaces that the change request does not change."""
    changed = Run.objects.filter(request=found.key, workspace=OuterRef("pk"))
    return reached(caller).filter(~Exists(changed)).order_by("slug")


def _readers(seen: QuerySet[Workspace], addresses: Iterable[str]) -> list[tuple[str, str, list[str]]]:
    """Of the first workspaces outside that read one of these states, what they read."""
    if not addresses:
        return []
    reading = StateRead.objects.filter(address__in=addresses)
    named = list(seen.filter(Exists(reading.filter(workspace=OuterRef("pk")))).values_list("pk", flat=True)[:NAMED])
    rows = reading.filter(workspace__in=named).order_by("workspace__slug", "pk")
    return list(rows.values_list("workspace__slug", "address", "outputs"))


def _other_readers(
    slugs: Mapping[int, str], addresses: Mapping[str, Iterable[str]], named: Iterable[tuple[str, str, object]]
) -> Mapping[str, int]:
    """How many workspaces outside read each of these, those that are named not counted."""
    if not addresses:
        return {}
    reading = StateRead.objects.filter(address__in=addresses).exclude(workspace__in=slugs).order_by()
    counted = reading.values_list("address").annotate(Count("workspace", distinct=True))
    told = Counter(address for _, address in {row[:2] for row in named})
    rest = {address: count - told[address] for address, count in counted}
    return {slug: count for address, count in rest.items() if count for slug in addresses[address]}


def _told(rows: Iterable[tuple[str, str, list[str]]], owners: Mapping[str, Iterable[str]]) -> tuple[Read, ...]:
    """One for each pair, with all outputs that the reader's blocks take."""
    outputs: dict[tuple[str, str], set[str]] = defaultdict(set)
    for reader, address, names in rows:
        for owner in owners.get(address, ()):
            if owner != reader:
                outputs[reader, owner].update(names or (EVERY,))
    return tuple(
        Read(reader, owner, tuple(sorted(names - {EVERY})), EVERY in names)
        for (reader, owner), names in sorted(outputs.items())
    )


def apply_order(found: Request, reads: Reads) -> tuple[list[list[str]], list[str]]:
    """The workspaces of a change request in the turns of their applies; and those that read each other in a circle."""
    read: dict[str, set[str]] = {run.workspace.slug: set() for run in found.runs}
    for one in reads.inside:
        read[one.reader].add(one.read)
    return change_requests.order(read)


def apply_first(found: Request, reads: Reads) -> dict[str, list[str]]:
    """Workspace -> those of the change request that it reads from and that are not applied yet."""
    waiting = {run.workspace.slug for run in found.runs if run.applied_at is None}
    first: dict[str, list[str]] = defaultdict(list)
    for one in reads.inside:
        if one.reader in waiting and one.read in waiting:
            first[one.reader].append(one.read)
    return first

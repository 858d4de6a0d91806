"""Entries of a plan as Terraform wrote them in; what they say of themselves out: all but their values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitops_portal.core import address as addresses
from gitops_portal.core.documents import reader
from gitops_portal.core.documents.plan import clean
from gitops_portal.core.errors import DamagedDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.documents.plan import document
    from gitops_portal.core.documents.secrecy.marks import Marks
    from gitops_portal.core.model import Path, Value


def told_by(plan: document.Plan) -> Iterator[document.ResourceChange]:
    """All entries about resources: changes, drift and what is put off."""
    yield from plan.resource_changes or ()
    yield from plan.resource_drift or ()
    yield from (deferred.resource_change for deferred in plan.deferred_changes or ())


def invoked_by(plan: document.Plan) -> Iterator[tuple[document.Invocation, str]]:
    """Invocations, each with the reason why it is put off; empty where it is not."""
    yield from ((invocation, "") for invocation in plan.action_invocations or ())
    for deferred in plan.deferred_action_invocations or ():
        if deferred.action_invocation:
            yield deferred.action_invocation, deferred.reason or "unknown"


def described(entry: document.ResourceChange) -> clean.Change:
    address, module, previous = address_of(entry), entry.module_address or "", entry.previous_address or ""
    reader.check_names(address, module, entry.type or "", entry.name or "", previous)
    return clean.Change(
        address=address,
        actions=tuple(entry.change.actions),
        module=module,
        mode=_mode(entry),
        type=entry.type or "",
        name=entry.name or "",
        index=entry.index if isinstance(entry.index, str | int) and not isinstance(entry.index, bool) else None,
        provider=entry.provider_name or "",
        reason=entry.action_reason or "",
        previous_address=previous,
        deposed=entry.deposed if isinstance(entry.deposed, str) else "true" if entry.deposed else "",
    )


def invocation(written: document.Invocation, deferred: str) -> clean.Invocation:
    """An action that the plan invokes, without what it is given."""
    address, trigger = written.address or "", written.lifecycle_action_trigger
    trigger = trigger if isinstance(trigger, dict) else {}
    event, by = (str(trigger.get(name) or "") for name in ("action_trigger_event", "triggering_resource_address"))
    places = (trigger.get(name) for name in ("action_trigger_block_index", "actions_list_index"))
    reader.check_names(address, written.type or "", written.provider_name or "", event, by, deferred)
    block, place = (number if isinstance(number, int) else 0 for number in places)
    return clean.Invocation(
        address=address,
        type=written.type or "",
        provider=written.provider_name or "",
        event=event,
        triggered_by=by,
        order=(block, place),
        deferred=deferred,
    )


def _mode(entry: document.ResourceChange) -> str:
    """Entries edited by hand may lack it; an address tells it as well."""
    if entry.mode:
        return entry.mode
    return addresses.parse(entry.address or "").mode or "managed"


def address_of(entry: document.ResourceChange) -> str:
    """Terraform 0.15 and 1.0 left it out of drift, but gave all of its parts."""
    if entry.address:
        return entry.address
    if not (entry.type and entry.name):
        raise DamagedDocument("A change in the plan has no address, and no type and name to make one from.")
    block = addresses.block(entry.module_address or "", _mode(entry), entry.type, entry.name)
    return block + addresses.bracketed(entry.index)


def attributes(
    value: Value, marks: Marks, unknown: Marks, before: Value
) -> tuple[dict[str, Value] | None, Marks, Marks, tuple[str, ...]]:
    """The attributes on one side as an object, with their overlays, and what is odd about them; None where are none.

    A mark on all at once is a mark on each: names of attributes are no secret. Where nothing is known, the names are
    those of `before`.
    """
    odd: tuple[str, ...] = ()
    if not isinstance(value, dict) and value is not None:
        value, odd = None, ("has attributes that are not an object",)
    if unknown is not None and not isinstance(unknown, dict):
        unknown, odd = (
            dict.fromkeys(before if isinstance(before, dict) else (), True),
            (*odd, "is not known at all until apply"),
        )
        value = value or {}
    if value is None and unknown is None:
        return None, marks, unknown, odd
    value = value or {}
    if marks is not None and not isinstance(marks, dict):
        marks = dict.fromkeys(value, True)
    return value, marks, unknown, odd


def cut_paths(paths: Any, *sides: clean.Side | None) -> tuple[Path, ...]:
    """Paths that force a replacement, no deeper than to what is hidden: names inside a secret are secret too."""
    hidden = {tuple(path) for side in sides if side for path, _ in side.hidden}
    cut = []
    for path in paths if isinstance(paths, list) else ():
        if isinstance(path, list) and all(isinstance(step, str | int) for step in path):
            ends = (end for end in range(1, len(path)) if tuple(path[:end]) in hidden)
            cut.append(tuple(path[: next(ends, len(path))]))
    return tuple(dict.fromkeys(cut))

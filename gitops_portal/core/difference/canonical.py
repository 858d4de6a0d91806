"""What a plan would do in; digests that are equal exactly where two plans would do the same, out.

Every value counts in full, and so does the order of lists: nobody can tell a list from a set by its JSON, and
Terraform writes equal sets in equal order. Secrets count by their macs, unknown values by their places. Nothing that is
only shown counts, nor why something is done, nor when it was planned.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

from gitops_portal.core.model import UNKNOWN, Action, Change, ChangeSet, Mode, Sensitive

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gitops_portal.core.index import Index
    from gitops_portal.core.model import Invocation, OutputChange, Path


class Part(StrEnum):
    """What a plan is made of, as far as it counts for whether two would do the same."""

    CHANGES = "changes"
    OUTPUTS = "outputs"
    INVOCATIONS = "invocations"
    PROVIDERS = "providers"
    PROVISIONERS = "provisioners"
    DEFERRED = "deferred"
    DRIFT = "drift"
    ODDITIES = "oddities"


class Digests(Struct, frozen=True):
    """Of one plan."""

    whole: str
    parts: Mapping[Part, str]
    changes: Mapping[tuple[str, str], str]
    """By address and deposed key."""


_ENCODER: Final = msgspec.json.Encoder(order="deterministic", decimal_format="number")
_SIGNS_OF_LEAVES: Final = (str(UNKNOWN.value).encode(), b'"mac":')


def digests(plan: ChangeSet) -> Digests:
    changes = [change for change in plan.changes if counts(change)]
    each = [(change.address, change.deposed, of_change(change)) for change in changes]
    blocks = {change.block for change in changes}
    parts = {
        Part.CHANGES: _together([*each, *((one.address, one.deposed, of_change(one)) for one in plan.readings)]),
        Part.OUTPUTS: _together(map(of_output, (found for found in plan.outputs if found.action is not Action.NO_OP))),
        Part.INVOCATIONS: _together(map(of_invocation, plan.invocations)),
        Part.PROVIDERS: _together(
            [
                *(
                    (key, found.full_name, found.region, plan.configured.get(key, ""))
                    for key, found in plan.providers.items()
                ),
                *((block, key) for block, key in provided(plan).items() if block in blocks),
            ]
        ),
        Part.PROVISIONERS: _together(found for found in plan.provisioned.items() if found[0] in blocks),
        Part.DEFERRED: _together((reason, of_change(change)) for reason, change in plan.deferred),
        Part.DRIFT: _together(map(of_change, plan.drift)),
        Part.ODDITIES: _together([*plan.oddities, *(["incomplete"] if plan.complete is False else [])]),
    }
    found = {(address, deposed): digest for address, deposed, digest in each}
    return Digests(_digest(sorted(parts.items())), parts, found)


def result(index: Index) -> str:
    """A digest of what would stand after the apply, equal where two plans lead to the same; empty if it is not known.

    Of each managed resource counts what its configuration sets; all of it, where that is not told.
    """
    plan = index.changes
    if plan.errored or plan.complete is False or plan.deferred or not plan.full:
        return ""
    standing = []
    for change in plan.changes:
        if change.mode is not Mode.MANAGED or change.deposed or change.after is None:
            continue
        block = index.block(change)
        names = block.arguments if block else None
        told = change.after if names is None else {name: change.after[name] for name in change.after if name in names}
        standing.append((change.address, change.provider, told))
    return _digest(sorted(standing, key=lambda one: one[0]))


def provided(plan: ChangeSet) -> dict[str, str]:
    """Resource block -> the provider configuration it names, where that is not simply the provider's own."""
    found = {}
    waiting = [("", plan.root)]
    while waiting:
        prefix, module = waiting.pop()
        for block in module.blocks:
            if block.provider_key and not block.provider_key.isidentifier():
                found[prefix + block.address] = block.provider_key
        waiting += [(f"{prefix}module.{name}.", call.module) for name, call in module.calls.items()]
    return found


def counts(change: Change) -> bool:
    """Whether an apply would do anything. Reading data changes nothing."""
    return change.action is not Action.READ and (change.action is not Action.NO_OP or change.moved or change.importing)


def of_change(change: Change) -> str:
    return _digest(
        [
            change.address,
            change.deposed,
            change.mode,
            change.raw_actions or change.action,
            change.provider,
            change.region,
            change.previous_address if change.moved else "",
            [change.importing, change.import_id, change.import_mac],
            change.identity_mac,
            sorted(change.replace_paths, key=repr),
            change.before,
            change.after,
        ]
    )


def of_output(output: OutputChange) -> str:
    return _digest([output.name, output.action, output.sensitive, output.before, output.after])


def of_invocation(invocation: Invocation) -> str:
    return _digest(
        [
            invocation.address,
            invocation.type,
            invocation.provider,
            [invocation.event, invocation.triggered_by, invocation.order],
            invocation.deferred,
            invocation.values,
        ]
    )


def _together(found: Iterable[Any]) -> str:
    """In any order: a plan has its changes in that of their addresses."""
    return _digest(sorted(found))


def _digest(value: Any) -> str:
    """Leaves are written as texts could be, so their places are written besides."""
    told = _ENCODER.encode(value)
    if any(sign in told for sign in _SIGNS_OF_LEAVES):
        leaves: list[tuple[Path, bool]] = []
        _find_leaves(value, (), leaves)
        told += _ENCODER.encode(sorted(leaves))
    return hashlib.sha256(told).hexdigest()


def _find_leaves(value: Any, path: Path, found: list[tuple[Path, bool]]) -> None:
    """All below a list or an object, in any order. Most of what stands there is neither leaf nor holds one."""
    for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
        kind = type(inner)
        if kind is dict or kind is list or kind is tuple:
            _find_leaves(inner, (*path, step), found)
        elif inner is UNKNOWN or kind is Sensitive:
            found.append(((*path, step), inner is UNKNOWN))


NOTHING: Final = _together(())
"""The digest of a part of which there is nothing."""

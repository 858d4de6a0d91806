"""A plan in, what policies in Rego are shown of it out: JSON in the form of `terraform show -json`, without a secret.

Where a secret was stands HIDDEN, and `before_sensitive` or `after_sensitive` says so; what is not known has no key, and
`after_unknown` says so. LEFT_OUT are parts of a plan that are not shown, such as `configuration`: policies that
read one of them would find nothing and pass, and are refused (`reading.asks_for`).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import msgspec

from gitops_portal.core import address as addresses
from gitops_portal.core.model import UNKNOWN, Action, Mode, Sensitive
from gitops_portal.core.model.values import Bare

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.core.model import Change, ChangeSet, OutputChange

HIDDEN: Final = "(sensitive value)"
"""As Terraform itself writes it where it shows a plan."""
LEFT_OUT: Final = (
    "configuration",
    "prior_state",
    "variables",
    "checks",
    "relevant_attributes",
    "deferred_changes",
    "action_invocations",
    "deferred_action_invocations",
)
_GONE: Final = object()
_LARGEST: Final = 1 << 63
Parted = tuple[Any, Any, Any]
_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")


def shown(changes: ChangeSet) -> bytes:
    """The document that is `input` in Rego."""
    told = {
        "format_version": changes.format_version,
        "terraform_version": changes.terraform_version,
        "timestamp": changes.timestamp or None,
        "complete": changes.complete,
        "applyable": changes.applyable,
    }
    document: dict[str, Any] = {name: value for name, value in told.items() if value is not None}
    document["errored"] = changes.errored
    after = [_parted(change.after) for change in changes.changes]
    entries = [_entry(change, found) for change, found in zip(changes.changes, after, strict=True)]
    document["resource_changes"] = entries
    document["resource_drift"] = [_entry(change, _parted(change.after)) for change in changes.drift]
    document["output_changes"] = {output.name: _output(output) for output in changes.outputs}
    document["planned_values"] = {"outputs": _outputs(changes.outputs), "root_module": _root(changes.changes, after)}
    return _ENCODER.encode(document)


def _entry(change: Change, after: Parted) -> dict[str, Any]:
    told = {
        "previous_address": change.previous_address,
        "module_address": change.module,
        "deposed": change.deposed,
        "action_reason": change.reason,
    }
    entry: dict[str, Any] = {"address": change.address, **{name: value for name, value in told.items() if value}}
    return entry | _named(change) | {"change": _change(change, after)}


def _named(change: Change) -> dict[str, Any]:
    named: dict[str, Any] = {"mode": str(change.mode), "type": change.type, "name": change.name}
    if change.index is not None:
        named["index"] = change.index
    return named | {"provider_name": change.provider}


def _change(change: Change, parted: Parted) -> dict[str, Any]:
    after, unknown, after_secret = parted
    before, _, before_secret = parted if change.before is change.after else _parted(change.before)
    told: dict[str, Any] = {
        "actions": list(change.raw_actions) or [str(change.action)],
        "before": before,
        "after": after,
        "after_unknown": unknown or {},
        "before_sensitive": before_secret or (change.before is not None and {}),
        "after_sensitive": after_secret or (change.after is not None and {}),
    }
    if change.replace_paths:
        told["replace_paths"] = [list(path) for path in change.replace_paths]
    if change.importing:
        told["importing"] = {"id": change.import_id}
    return told


def _output(output: OutputChange) -> dict[str, Any]:
    before, _, before_secret = _parted(output.before)
    after, unknown, after_secret = _parted(output.after)
    return {
        "actions": [str(output.action)],
        "before": None if before is _GONE else before,
        "after": None if after is _GONE else after,
        "after_unknown": unknown,
        "before_sensitive": bool(before_secret) or output.sensitive,
        "after_sensitive": bool(after_secret) or output.sensitive,
    }


def _outputs(outputs: Iterable[OutputChange]) -> dict[str, Any]:
    found = {}
    for output in outputs:
        value, _, secret = _parted(output.after)
        if output.action is not Action.DELETE:
            known = {} if value is _GONE else {"value": value}
            found[output.name] = {"sensitive": bool(secret) or output.sensitive, **known}
    return found


def _root(changes: Iterable[Change], after: Iterable[Parted]) -> dict[str, Any]:
    """What will stand, by module, each in the one that calls it, as `planned_values` has it."""
    root: dict[str, Any] = {"resources": []}
    modules: dict[str, dict[str, Any]] = {"": root}
    for change, (values, _, secret) in zip(changes, after, strict=True):
        if change.after is None or change.deposed or change.mode not in {Mode.MANAGED, Mode.DATA}:
            continue
        told = {"address": change.address, **_named(change), "values": values, "sensitive_values": secret or {}}
        _module(modules, change.module)["resources"].append(told)
    return root


def _module(modules: dict[str, dict[str, Any]], address: str) -> dict[str, Any]:
    if address not in modules:
        parent = addresses.parse(address).around[-2:-1]
        modules[address] = {"address": address, "resources": []}
        _module(modules, parent[0] if parent else "").setdefault("child_modules", []).append(modules[address])
    return modules[address]


def _parted(value: Any) -> Parted:
    """A value as Terraform writes it, what of it is not known, and what of it is secret; False where nothing is."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value, False, False
    if value is UNKNOWN:
        return _GONE, True, False
    if kind is Sensitive:
        return HIDDEN, False, True
    if isinstance(value, Mapping):
        return _parted_map(value)
    if kind is list or kind is tuple:
        held = [_parted(each) for each in value]
        unknown, secret = ([each[which] for each in held] for which in (1, 2))
        values = [None if each[0] is _GONE else each[0] for each in held]
        return values, any(unknown) and unknown, any(secret) and secret
    return _plain(value), False, False


def _parted_map(value: Mapping[str, Any]) -> Parted:
    known, unknown, secret = {}, {}, {}
    for name, held in value.items():
        seen, not_known, hidden = _parted(held)
        if seen is not _GONE:
            known[name] = seen
        if not_known:
            unknown[name] = not_known
        if hidden:
            secret[name] = hidden
    return known, unknown or False, secret or False


def _plain(value: Any) -> Any:
    if isinstance(value, Bare):
        return value.text
    if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
        return Decimal(value)
    return value

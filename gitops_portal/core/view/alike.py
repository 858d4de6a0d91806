"""A change as a run keeps it in, a digest that is equal where instances of one block change alike, out.

Only instances of one block are alike: one piece of configuration made them, so who reads one knows the others. Every
attribute that differs counts on both sides, with its secrets by their macs, and so does whatever else is told of the
change. What names an instance is left out where it only comes or goes: a name that is changed is a change.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import msgspec

from gitops_portal.core import address
from gitops_portal.core.model import Sensitive
from gitops_portal.core.text import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from gitops_portal.core.model import Change, Value
    from gitops_portal.core.view.rows import ChangeRow

    Row = Mapping[str, Any]

NAMING: Final = frozenset(
    {
        "arn",
        "bucket",
        "cluster_identifier",
        "display_name",
        "function_name",
        "hostname",
        "id",
        "identifier",
        "metadata[0].name",
        "name",
        "name_prefix",
        "self_link",
        "tags.Name",
        "tags_all.Name",
        "unique_id",
    }
)
"""Attributes that say which instance it is."""

_ENCODER: Final = msgspec.json.Encoder(order="deterministic")
_OWN: Final = frozenset({"moved_from", "deposed", "import", "left_out"})
"""What is told of one object alone: a change with any of it is like no other."""
FIRST_NAME: Final = re.compile(r"[^.\[]*")


def alike(change: Change, row: ChangeRow) -> str:
    """Equal where two instances of a block change in the same way; empty for what is like no other."""
    if _OWN & row.marks.keys() or not row.diff:
        return ""
    keys = _keys(change.address)
    told = [_without_names(each, keys) for each in row.diff]
    marks = {name: value for name, value in row.marks.items() if name != "identity_mac"}
    differing = {FIRST_NAME.match(each["path"])[0] for each in row.diff}  # type: ignore[index]  # it matches any text
    secrets = [_secrets(side, differing) for side in (change.before, change.after)]
    said = [row.block, change.mode, change.raw_actions or change.action, marks, told, secrets]
    costs = [str(cost) for cost in (row.cost_before, row.cost_after)]
    return hashlib.sha256(_ENCODER.encode([*said, costs])).hexdigest()


def together(
    made: Sequence[tuple[Change, ChangeRow]], alone: Collection[str], named: Collection[str]
) -> list[ChangeRow]:
    """The rows of changes, of which only those get a digest that share it.

    `alone` are addresses that stand by themselves. A group of which one is `named` comes apart as a whole: who names
    resources names the first of many.
    """
    instances = Counter(row.block for _, row in made)
    rows = [row._replace(alike=alike(change, row)) if instances[row.block] > 1 else row for change, row in made]
    apart = {row.alike for row in rows if row.address in named}
    counted = Counter(row.alike for row in rows if row.alike not in apart and row.address not in alone)
    shared = {digest for digest, count in counted.items() if count > 1}
    return [
        row._replace(alike="") if row.alike and (row.address in alone or row.alike not in shared) else row
        for row in rows
    ]


def names(row: Row, keys: Collection[str]) -> bool:
    """Whether an attribute says which instance it is, and not what happens to it. `keys` are the instance's own."""
    before, after = row["before"], row["after"]
    if row.get("sensitive") or row.get("replaces"):
        return False
    if before is not None and after is not None and not row.get("unknown"):
        return False
    return row["path"] in NAMING or any(side in keys for side in (before, after))


def names_of(diff: Sequence[Row], of: str) -> list[str]:
    """The attributes that were left out when the change of this address was found to be like others."""
    keys = _keys(of)
    return [row["path"] for row in diff if not row.get("computed") and names(row, keys)]


def _without_names(row: Row, keys: Collection[str]) -> Row:
    if row.get("computed"):
        return {"path": row["path"], "computed": True}  # what was there before is the provider's as well
    if not names(row, keys):
        return row
    sides = {side: row[side] if row[side] is None else "" for side in ("before", "after")}
    return {name: value for name, value in (row | sides).items() if name != "whole"} if isinstance(row, dict) else row


def _keys(of: str) -> frozenset[str]:
    """The instance's own keys that are texts, as a value that is one is shown. A number is too often something else."""
    return frozenset(shown(key) for key in address.parse(of).keys if isinstance(key, str)) if "[" in of else frozenset()


def _secrets(values: Mapping[str, Value] | None, differing: Collection[str]) -> dict[str, list[str]]:
    """The macs of all secrets in the attributes that differ."""
    found: dict[str, list[str]] = {}
    if values is None:
        return found
    for name in differing:
        value, macs = values.get(name), []
        if isinstance(value, Sensitive):
            macs.append(value.mac)
        elif isinstance(value, dict | list):
            _find_macs(value, macs)
        if macs:
            found[name] = macs
    return found


def _find_macs(value: Value, found: list[str]) -> None:
    """All below a list or an object, in the order of its names."""
    for inner in value if type(value) is list else [value[name] for name in sorted(value)]:
        kind = type(inner)
        if kind is dict or kind is list:
            _find_macs(inner, found)
        elif kind is Sensitive:
            found.append(inner.mac)

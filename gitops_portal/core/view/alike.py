"""A change as a run keeps it in, a digest that is equal where instances of one block change alike, out.

Only instances of one block are alike: one piece of configuration made them, so who reads one knows the others. Every
attribute that differs counts on both sides, with its secrets by their macs, and so does whatever else is told of the
change. What names an instance is left out where it only comes or goes: a name that is changed is a change.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import msgspec

from gitops_portal.core import address
from gitops_portal.core.difference import compare
from gitops_portal.core.model import Sensitive
from gitops_portal.core.text import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

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
    secrets = [*_secrets(change.before, row.diff), "", *_secrets(change.after, row.diff)]
    said = [change.block, change.mode, change.raw_actions or change.action, marks, told, secrets]
    costs = [str(cost) for cost in (row.cost_before, row.cost_after)]
    return compare.key(msgspec.json.encode([*said, costs], order="deterministic").decode())


def together(rows: Sequence[ChangeRow], alone: Collection[str], named: Collection[str]) -> list[ChangeRow]:
    """The same rows, of which only those keep their digest that share it.

    `alone` are addresses that stand by themselves. A group of which one is `named` comes apart as a whole: who names
    resources names the first of many.
    """
    apart = {row.alike for row in rows if row.address in named}
    counted = Counter(row.alike for row in rows if row.alike not in apart and row.address not in alone)
    return [row if row.address not in alone and counted[row.alike] > 1 else row._replace(alike="") for row in rows]


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
    return frozenset(shown(key) for key in address.parse(of).keys if isinstance(key, str))


def _secrets(value: Value, diff: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """The macs of all secrets in the attributes that differ."""
    if value:
        for name in dict.fromkeys(FIRST_NAME.match(row["path"])[0] for row in diff):  # type: ignore[index]  # any text
            yield from ((name, mac) for mac in _macs(value.get(name)))


def _macs(value: Value) -> Iterator[str]:
    if isinstance(value, Sensitive):
        yield value.mac
    elif isinstance(value, dict):
        for name in sorted(value):
            yield from _macs(value[name])
    elif isinstance(value, list):
        for inner in value:
            yield from _macs(inner)

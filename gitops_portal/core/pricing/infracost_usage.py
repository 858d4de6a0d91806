"""Infracost's usage file (version 0.1) as plain values in, a usage file of ours and what it can't tell out.

    version: 0.1
    resource_type_default_usage:
      aws_lambda_function: {monthly_requests: 100000}
    resource_usage:
      module.mod[*].aws_s3_bucket.logs: {standard: {storage_gb: 500}}

Which of its names is which of ours is a table beside the price book. What is in no row, or can't be said of a month, is
left out by name. Addresses and `[*]` mean the same in both.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal  # noqa: TC003 - a struct reads its annotations
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from gitops_portal.core.placed import Misplaced
from gitops_portal.core.pricing.usage import VERSION, number, resource_type

if TYPE_CHECKING:
    from collections.abc import Iterator

READ: Final = "0.1"
"""The version of their file that is read."""
_TYPES, _RESOURCES = "resource_type_default_usage", "resource_usage"
_UNKNOWN: Final = "no use of ours is known that means it"


class Name(Struct, frozen=True):
    """What one of their names is with us: `use`, told as so many `times` of theirs; or why it is none, in a note."""

    use: str
    times: Decimal
    note: str = ""


Names = Mapping[tuple[str, str], Name]
"""By resource type and their name; where they nest, with points: `standard.storage_gb`."""


class LeftOut(Struct, frozen=True):
    """What their file tells and ours can't."""

    entry: str
    name: str
    """Empty for the whole entry."""
    why: str

    def __str__(self) -> str:
        return f"{self.entry}{f', {self.name}' if self.name else ''}: {self.why}"


class Converted(Struct, frozen=True):
    """The text of our file, how many uses it tells, and what it leaves out."""

    text: str
    told: int
    left_out: tuple[LeftOut, ...]


def recognises(document: Any) -> bool:
    """Whether a file is Infracost's: ours has a version of its own, and no such parts."""
    parts = isinstance(document, Mapping) and (_TYPES in document or _RESOURCES in document)
    return bool(parts and document.get("version") != VERSION)


def convert(document: Mapping[str, Any], names: Names, known: Callable[[str], Collection[str]]) -> Converted:
    """`known` says what may be told of a resource type. Raises Misplaced for what is no usage file of theirs."""
    if document.get("version") != READ:
        raise Misplaced(("version",) if "version" in document else (), f"of Infracost's files, version {READ} is read.")
    left_out = [
        LeftOut(part, "", "no such part is known") for part in document if part not in {"version", _TYPES, _RESOURCES}
    ]
    lines, told = [f"version: {VERSION}"], 0
    for ours, theirs in (("types", _TYPES), ("resources", _RESOURCES)):
        found = list(_entries(document, theirs, names, known, left_out))
        told += sum(len(uses) for _, uses in found)
        lines += [f"{ours}:"] * bool(found)
        for entry, uses in found:
            lines += [f"  {_quoted(entry)}:", *(f"    {use}: {amount}" for use, amount in uses.items())]
    return Converted("\n".join([*lines, ""]), told, tuple(left_out))


def _entries(
    document: Mapping[str, Any],
    part: str,
    names: Names,
    known: Callable[[str], Collection[str]],
    left_out: list[LeftOut],
) -> Iterator[tuple[str, dict[str, str]]]:
    """The entries of which ours can tell something."""
    told = document.get(part) or {}
    if not isinstance(told, Mapping):
        raise Misplaced((part,), "this is no mapping: Infracost writes addresses or types here, each with its uses.")
    for entry, uses in told.items():
        kind = entry if part == _TYPES else resource_type(entry)
        if not uses:
            continue
        if not isinstance(uses, Mapping):
            left_out.append(LeftOut(entry, "", "it has no quantities"))
        elif not kind or "*" in kind:
            left_out.append(LeftOut(entry, "", "it names no resource type"))
        elif not known(kind):
            left_out.append(LeftOut(entry, "", f"nothing of {kind} is paid by use, as far as the price book knows"))
        elif found := _uses(entry, kind, uses, names, left_out):
            yield entry, found


def _uses(entry: str, kind: str, uses: Mapping[str, Any], names: Names, left_out: list[LeftOut]) -> dict[str, str]:
    found = {}
    for name, value in _flat(uses):
        ours = names.get((kind, name))
        if ours is None or not ours.use:
            left_out.append(LeftOut(entry, name, ours.note if ours else _UNKNOWN))
            continue
        try:
            found[ours.use] = f"{number(value, ()) * ours.times:f}"
        except Misplaced as error:
            left_out.append(LeftOut(entry, name, error.why.rstrip(".")))
    return found


def _flat(uses: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in uses.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _quoted(entry: str) -> str:
    return json.dumps(entry, ensure_ascii=False)

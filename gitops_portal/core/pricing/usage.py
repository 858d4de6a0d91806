"""A usage file as plain values in: how much is used a month of what is paid by use, by resource, out.

    version: 1
    types:
      aws_lambda_function: {requests: 1000000}
    resources:
      module.api.aws_lambda_function.handler:
        requests: {low: 1000000, typical: 4000000, high: 10000000}
      module.*.aws_s3_bucket.logs[*]: {standard_storage_gb: 500}

A resource is told by its address, by that of its block, or by a pattern in which `*` stands for any text; what is told
of its type holds for the rest. Of patterns that fit, the one with the most characters of its own comes first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct, field

from gitops_portal.core import address as addresses
from gitops_portal.core.patterns import fits
from gitops_portal.core.placed import Misplaced, Place

VERSION: Final = "1"
MOST: Final = 1_000
"""Resources and types of a file: each pattern is held against every address."""
LARGEST: Final = Decimal(10**15)
"""No use of a month is larger."""
_NUMBER: Final = re.compile(r"\d{1,16}(?:_\d{3})*(?:\.\d{1,9})?")
_ENDS: Final = ("low", "typical", "high")
_PARTS: Final = ("version", "types", "resources")
_KEY: Final = re.compile(r"\[[^\]]*\]")

Names = Callable[[str], Collection[str]]
"""What may be told of a resource type."""


class Amount(Struct, frozen=True, gc=False):
    """How much is used a month, in units of the use: at least, typically, at most."""

    low: Decimal
    typical: Decimal
    high: Decimal


Amounts = Mapping[str, Amount]


class Usage(Struct, frozen=True):
    """What a usage file tells, by resource type and by address or pattern."""

    types: Mapping[str, Amounts] = field(default_factory=dict)
    resources: Mapping[str, Amounts] = field(default_factory=dict)
    patterns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Those of `resources` in which `*` stands, by type: the most particular first, equals by the alphabet."""
    merged: dict[tuple[str, ...], Amounts] = field(default_factory=dict)
    """What several entries come to together, by their names: found once."""

    def __bool__(self) -> bool:
        return bool(self.types or self.resources)

    def entries(self, address: str, kind: str) -> tuple[str, ...]:
        """Of a resource: its type, told of or not; then what is told by address, the nearest first."""
        block = addresses.without_keys(address)
        exact = (each for each in dict.fromkeys((address, block)) if each in self.resources)
        return (kind, *exact, *(each for each in self.patterns.get(kind, ()) if fits(each, address)))

    def of(self, address: str, kind: str) -> Amounts:
        """What is told of a resource: the nearest entry of each use counts."""
        key = self.entries(address, kind)
        if key not in self.merged:
            entries = [self.resources[each] for each in key[1:]]
            self.merged[key] = {
                name: amount
                for entry in reversed([*entries, self.types.get(kind, {})])
                for name, amount in entry.items()
            }
        return self.merged[key]


NOT_TOLD: Final = Usage()


def read(document: Any, names: Names | None = None) -> Usage:
    """`names` says what may be told of a resource type; None: it was asked before. Raises Misplaced."""
    if document in (None, "", {}):
        return NOT_TOLD
    told = _mapping(document, ())
    for part in told:
        if part not in _PARTS:
            raise Misplaced((part,), f"no such part: write {', '.join(_PARTS)}.{_hint(part)}")
    if told.get("version") != VERSION:
        raise Misplaced(("version",) if "version" in told else (), f"begin with version: {VERSION}.")
    types, resources = (_mapping(told.get(part) or {}, (part,)) for part in _PARTS[1:])
    if len(types) + len(resources) > MOST:
        raise Misplaced((), f"{len(types) + len(resources):,} types and resources are told; at most {MOST:,} are read.")
    return Usage(
        {kind: _amounts(entry, kind, ("types", kind), names) for kind, entry in types.items()},
        {each: _amounts(entry, _told_kind(each), ("resources", each), names) for each, entry in resources.items()},
        _patterns(resources),
    )


def _patterns(resources: Collection[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for each in sorted((each for each in resources if "*" in each), key=lambda each: (-_own(each), each)):
        found[resource_type(each)] = (*found.get(resource_type(each), ()), each)
    return found


def _hint(part: str) -> str:
    if not part.startswith("resource_"):
        return ""
    return (
        " So does Infracost's usage file: `manage.py usage from-infracost FILE`, or the usage page, makes ours of it."
    )


def _mapping(document: Any, place: Place) -> Mapping[str, Any]:
    if not isinstance(document, Mapping):
        raise Misplaced(place, "this is no mapping: write names, each with a colon and what it says.")
    return document


def _told_kind(address: str) -> str:
    kind = resource_type(address)
    if not kind or "*" in kind:
        raise Misplaced(
            ("resources", address),
            "this names no resource type: write an address such as module.api.aws_s3_bucket.logs, with * in place of "
            "the names or keys that may be any, never of the type.",
        )
    return kind


def resource_type(address: str) -> str:
    """The resource type that an address or a pattern names; nothing where it names none."""
    steps = addresses.names(_KEY.sub("", addresses.without_keys(address)))
    return steps[-2] if len(steps) > 1 and steps[-2] != "module" else ""


def _own(pattern: str) -> int:
    return len(pattern) - pattern.count("*")


def _amounts(document: Any, kind: str, place: Place, names: Names | None) -> Amounts:
    known = sorted(names(kind)) if names else []
    if names and not known:
        raise Misplaced(place, f"nothing of {kind} is paid by use, as far as the price book knows: leave it out.")
    entry = _mapping(document, place)
    for name in entry:
        if names and name not in known:
            raise Misplaced((*place, name), f"there is no such use of {kind}: write {', '.join(known)}.")
    return {name: _amount(told, (*place, name)) for name, told in entry.items()}


def _amount(told: Any, place: Place) -> Amount:
    if not isinstance(told, Mapping):
        one = number(told, place)
        return Amount(one, one, one)
    for end in told:
        if end not in _ENDS:
            raise Misplaced((*place, end), f"no such figure: write {', '.join(_ENDS)}.")
    if missing := [end for end in _ENDS if end not in told]:
        raise Misplaced(place, f"{missing[0]} is missing: write {{low: 1, typical: 2, high: 3}}, or one number.")
    amount = Amount(*(number(told[end], (*place, end)) for end in _ENDS))
    if not amount.low <= amount.typical <= amount.high:
        raise Misplaced(place, "low is no more than typical, and typical no more than high.")
    return amount


def number(told: Any, place: Place) -> Decimal:
    """An amount as it is written. Raises Misplaced for what is none."""
    if not isinstance(told, str) or not _NUMBER.fullmatch(told):
        raise Misplaced(place, f"{str(told)[:80]!r} is no amount: write a number, zero or more, as in 1500 or 0.5.")
    read = Decimal(told.replace("_", ""))
    if read > LARGEST:
        raise Misplaced(place, f"no more than {LARGEST:,} is read.")
    return read

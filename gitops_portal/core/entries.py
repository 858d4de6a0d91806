"""Two versions of a file of settings in, each as entries by name; what differs between them, and their digest, out."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def digest(entries: Mapping[str, Any]) -> str:
    """The SHA-256 of what they say, whatever their order; empty where there are none."""
    return hashlib.sha256(json.dumps(entries, sort_keys=True).encode()).hexdigest() if entries else ""


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """A line for each entry that is not the same: + new, - gone, ~ other than it was."""
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield f"{'-' if name not in after else '~' if name in before else '+'} {name}"


def not_as_in(other: Mapping[str, Any], entries: Mapping[str, Any]) -> dict[str, Any]:
    """Those of `entries` that the other version has not, or otherwise."""
    return {name: said for name, said in entries.items() if other.get(name) != said}

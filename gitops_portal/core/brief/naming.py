"""Resources in, how a sentence names them out: bounded, and with nothing in it that cannot be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core import address as addresses
from gitops_portal.core.text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitops_portal.core.model import Change

SHOWN: Final = 3
"""Resources that a sentence names; the others are counted."""
KEPT: Final = 20
"""Addresses that stand beside a sentence."""
LONGEST: Final = 120
"""Characters of one name or address in a sentence."""
_NAMES: Final = (
    "identifier",
    "cluster_identifier",
    "bucket",
    "name",
    "function_name",
    "domain_name",
    "replication_group_id",
    "cluster_id",
    "database_name",
)
_SHORT: Final = 48
"""Characters of a name in a headline."""


def cut(text: str, most: int = LONGEST) -> str:
    """A text as it may be shown, without its middle where it is long."""
    told = visible(text)
    return told if len(told) <= most else f"{told[: most // 2]}…{told[len(told) - most // 2 + 1 :]}"


def listed(told: Sequence[str]) -> str:
    """`a, b, c and 9 more`."""
    named = ", ".join(cut(address) or "the plan as a whole" for address in told[:SHOWN])
    rest = len(told) - SHOWN
    return f"{named} and {rest:,} more" if rest > 0 else named


def capital(text: str) -> str:
    """The beginning of a sentence, or of a headline."""
    return text[:1].upper() + text[1:]


def kept(told: Sequence[str]) -> tuple[str, ...]:
    return tuple(address for address in told[:KEPT] if address)


def own_name(change: Change) -> str:
    """What the real thing is called, where the plan tells; else the block, without the modules around it."""
    for attributes in (change.before, change.after):
        for name in _NAMES:
            value = (attributes or {}).get(name)
            if isinstance(value, str) and value:
                return cut(value, _SHORT)
    return cut(addresses.parse(change.address).own or change.address, _SHORT)


def plural(count: int, word: str) -> str:
    """`1 bucket`, `12 buckets`, `2 registries`."""
    if count == 1:
        return f"1 {word}"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{count:,} {word[:-1]}ies"
    return f"{count:,} {word}s"

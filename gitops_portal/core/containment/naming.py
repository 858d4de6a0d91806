"""A container in, what it is called out: by its kind and the name that people gave it, as `VPC` and `orders-prod`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core import address as addresses
from gitops_portal.core.containment.containers import short
from gitops_portal.core.containment.stated import texts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.core.containment.containers import Named
    from gitops_portal.core.containment.kinds import Kind
    from gitops_portal.core.model import Change

_NAMES: Final = ("tags/Name", "name", "metadata/name")
_SAYS_NOTHING: Final = frozenset({"this", "main", "default", "self", "all"})
_LONGEST: Final = 60


def title(block: str, kind: Kind, instances: Iterable[Change]) -> tuple[str, str]:
    """By the name that all instances have, else that of the block."""
    changes = [change for change in instances if not change.deposed]
    count = f" ×{len(changes)}" if len(changes) > 1 else ""
    word = f"{kind.word}s" if count else kind.word
    sides = [change.before if change.after is None else change.after for change in changes]
    found = {text for side in sides if isinstance(side, dict) for name in _NAMES for text in texts(side, name)}
    name = found.pop() if len(found) == 1 and not count else ""
    return word, f"{name if 0 < len(name) <= _LONGEST else _named(block)}{count}"


def _named(block: str) -> str:
    """The name of a block; with its module's where that says more."""
    told = addresses.parse(block)
    return f"{told.names[-1]}.{told.name}" if told.name in _SAYS_NOTHING and told.names else told.name


def beyond(named: Named) -> tuple[str, str]:
    """The same of a container that is named by a value alone."""
    return named.kind.word, f"{short(named.value)[:_LONGEST]}, not in this plan"

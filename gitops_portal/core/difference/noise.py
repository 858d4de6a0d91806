"""A difference in, out whether it is noise and of which class; the differences of an update in, its class out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core.model import UNKNOWN, Action, Change, Mode, Noise, Path, Sensitive, Value
from gitops_portal.core.stateful import secures

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

LABELS: Final = frozenset({"tags", "tags_all", "labels", "effective_labels", "terraform_labels"})
_SELECTING: Final = ("kubernetes_", "aws_iam_role", "aws_iam_user")
"""Types whose labels decide what reaches what, or who may do what: policies ask for the tags of who is calling."""


def kind(change: Change, path: Path, before: Value, after: Value, arguments: AbstractSet[str] | None) -> Noise | None:
    """The class of one difference; None where it is worth a look. None on a side: nothing is set there.

    `arguments` names what the configuration sets; None when that is not told.
    """
    if isinstance(before, Sensitive) or isinstance(after, Sensitive):
        return None
    if _labels(change, path, before, after):
        return Noise.TAGS
    if any(secures(step) for step in path if isinstance(step, str)):
        return None
    if after is UNKNOWN:
        plain = len(path) == 1 and not isinstance(before, dict | list)
        return Noise.COMPUTED if plain and arguments is not None and path[0] not in arguments else None
    if isinstance(path[-1], str) and (before is None or _empty(before)) and (after is None or _empty(after)):
        return Noise.NORMALISED
    return None


def of(change: Change, kinds: AbstractSet[Noise | None]) -> Noise | None:
    """The class of a change, by those of all its differences. Two classes are none, computed values apart."""
    if change.mode is not Mode.MANAGED or change.deposed or change.importing or None in kinds:
        return None
    if change.action is Action.NO_OP:
        return Noise.MOVED if change.moved and not kinds else None
    if change.action is not Action.UPDATE or change.moved or not kinds:
        return None
    leading = kinds - {Noise.COMPUTED} or {Noise.COMPUTED}
    return next(iter(leading)) if len(leading) == 1 else None


def _labels(change: Change, path: Path, before: Value, after: Value) -> bool:
    """Labels are a map. On some machines `tags` is a list, and opens firewalls."""
    if not path or path[0] not in LABELS or change.type.startswith(_SELECTING):
        return False
    whole = len(path) == 1
    return all(value is None or value is UNKNOWN or isinstance(value, dict) for value in (before, after)) or not (
        whole or isinstance(path[1], int)
    )


def _empty(value: Value) -> bool:
    return isinstance(value, str | list | dict) and not value

"""What drifted in, why it may have out: what stands under one cause is looked at together, over all workspaces.

A plan tells what differs and hardly ever why. What is said here is what that goes together with, the most certain
first: who the object itself says changed it, a version that moved since the last apply, else the same attribute of the
same type.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from gitops_portal.core import address as addresses
from gitops_portal.core import versions, words
from gitops_portal.core.brief.naming import cut, listed
from gitops_portal.core.difference import compare
from gitops_portal.core.model import Action

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from gitops_portal.core.model import Change, Difference

_CHANGED_BY: Final = frozenset({"lastmodifiedby", "modifiedby", "updatedby", "lastupdatedby", "changedby"})
"""Attributes, tags and labels that name who changed the object last; compared without signs and case."""
_SIGNS: Final = re.compile(r"[^A-Za-z]")
_LAST_NAME: Final = re.compile(r"[^.\[\]\"]+(?=\"?\]?$)")
_TWINS: Final = {"tags_all": "tags", "effective_labels": "labels", "terraform_labels": "labels"}
"""Attributes that the provider fills in from another one."""


class Kind(StrEnum):
    """What is known of why something drifted."""

    ACTOR = "actor"
    PROVIDER = "provider"
    MODULE = "module"
    DELETED = "deleted"
    ATTRIBUTE = "attribute"
    SAID = "said"
    """A system says so, and nothing of how."""


class Cause(Struct, frozen=True):
    """`subject` is who, or what moved and the type that drifted, or the type and its attributes, or the system, the
    type and the system's word.
    """

    kind: Kind
    subject: tuple[str, ...]

    @property
    def key(self) -> str:
        """Equal where the cause is, in whatever workspace."""
        return compare.key(str(self.kind), *self.subject)


def cause(
    change: Change,
    found: Sequence[Difference],
    attributes: Sequence[str],
    moves: Mapping[str, str],
    sets: Collection[str],
) -> Cause:
    """`found` is how it differs, `attributes` the names of what does; `moves` is as `versions.moves` tells it, and
    `sets` what the configuration sets of it, as far as that is told.
    """
    if who := _who(found):
        return Cause(Kind.ACTOR, (who,))
    if change.action is Action.DELETE:
        return Cause(Kind.DELETED, (change.type,))
    provider = versions.named(change.provider)
    if change.provider and (moved := moves.get(f"provider {provider}")):
        return Cause(Kind.PROVIDER, (provider, moved, change.type))
    if moved := _module(addresses.without_keys(change.module), moves):
        return Cause(Kind.MODULE, (moved,))
    return Cause(Kind.ATTRIBUTE, (change.type, *_leading(attributes, sets)))


def said(kind: str, subject: Sequence[str]) -> str:
    """A cause in words, as the head of its group."""
    match kind, [cut(one) for one in subject]:
        case Kind.ACTOR, [who]:
            told = f"Changed by {who}"
        case Kind.PROVIDER, [provider, moved, type_]:
            told = f"{type_} since provider {provider} moved: {moved}"
        case Kind.MODULE, [moved]:
            told = f"Since a module moved: {moved}"
        case Kind.SAID, [source, type_, state]:
            told = f"{type_} {state or 'differs'}, as {words.observer_is(source)} says"
        case Kind.DELETED, [type_]:
            told = f"{type_} deleted"
        case _, [type_, *names]:
            told = f"{listed(names)} of {type_}" if names else type_
        case _:
            told = str(kind)
    return told


def _who(found: Sequence[Difference]) -> str:
    """Who changed it, where the object says so and did not say the same before. What is secret says nothing."""
    for one in found:
        last = _LAST_NAME.search(one.path)
        name = _SIGNS.sub("", last[0]).casefold() if last else ""
        if name in _CHANGED_BY and one.after and not (one.sensitive or one.unknown or one.cut):
            return one.after.strip('"')
    return ""


def _module(module: str, moves: Mapping[str, str]) -> str:
    """What moved of the innermost module around it, or of one further out."""
    around = [name for name in moves if name == module or module.startswith(f"{name}.")]
    return moves[max(around, key=len)] if module and around else ""


def _leading(attributes: Sequence[str], sets: Collection[str]) -> list[str]:
    """Those that people set, where any of them differs: what the provider fills in differs along with them."""
    kept = own(attributes)
    return [name for name in kept if name in sets] or kept


def own(attributes: Sequence[str]) -> list[str]:
    """Without those that only say again what another one of them does."""
    return [name for name in attributes if _TWINS.get(name) not in attributes]

"""What drifted in, of each a sentence why nobody may silence it out: what is gone, exposed, or loses its protection.

The same sentences as a brief would say, had the real world been planned; and beside them whatever differs in an
attribute that decides who can reach something, since no list of types is whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from gitops_portal.core.brief.grants import grants
from gitops_portal.core.brief.losses import losses
from gitops_portal.core.brief.openings import openings
from gitops_portal.core.index import Index
from gitops_portal.core.model import Action, Mode, Noise
from gitops_portal.core.stateful import exposes, secures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_portal.core.model import Change, ChangeSet, Diff

_DONE: Final[Mapping[Action, str]] = {
    Action.DELETE: "It is gone from the real world.",
    Action.REPLACE: "It was replaced.",
    Action.CREATE: "It is there, and the state does not know of it.",
    Action.FORGET: "It is no longer managed.",
}


def sentences(changes: ChangeSet) -> dict[str, str]:
    """By address, the first thing that a brief would say of what drifted, had it been planned."""
    managed = [one for one in changes.drifted if one.mode is not Mode.DATA]
    world = replace(changes, changes=tuple(managed), drift=(), readings=(), judged=(), invocations=(), outputs=())
    found: dict[str, str] = {}
    for sentence in (*losses(managed), *openings(Index(world)), *grants(managed)):
        for address in sentence.addresses:
            found.setdefault(address, sentence.text)
    return found


def grave(change: Change, found: Diff, said: Mapping[str, str]) -> str:
    """Why this may not be silenced, in a sentence; empty where it may. Only an update ever may."""
    if change.action is not Action.UPDATE:
        return _DONE.get(change.action, "What happened to it is not known.")
    if change.address in said:
        return said[change.address]
    if found.left_out:
        return "More of it differs than is compared."
    if found.noise is Noise.TAGS:
        return ""
    for one in found.differences:
        if exposes(change.type) or secures(one.path):
            return f"{one.path} is of weight for who can reach it, or who may do something."
    return ""

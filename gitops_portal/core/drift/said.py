"""A resource that a system says is not as declared in, what an item of drift is made of out.

Such a system names the resource and has one word for how it stands. Which attribute differs, or whether the resource is
there at all, it does not say: so no attribute is told, the action is not known, and nothing of it may be silenced by a
rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gitops_portal.core import words
from gitops_portal.core.difference import compare
from gitops_portal.core.drift.causes import Cause, Kind
from gitops_portal.core.model import Action

if TYPE_CHECKING:
    from gitops_portal.core.model.observations import Differing


class SaidRow(NamedTuple):
    """One resource of which a system says that it differs. Names are those of its columns."""

    key: str
    """Of the system, its object and the name: what a plan tells of is another thing."""
    digest: str
    address: str
    """As the system names it: `apps/Deployment shop/web`."""
    type: str
    """What stands before the first blank of that: `apps/Deployment`."""
    said: str
    """The system's own word."""
    action: str
    grave: str
    cause_kind: str
    cause: list[str]
    cause_key: str


def row(source: str, subject: str, one: Differing) -> SaidRow:
    """`subject` is the object of the system that tells of it."""
    kind = one.name.partition(" ")[0]
    why = Cause(Kind.SAID, (source, kind, one.state))
    return SaidRow(
        key=compare.key(source, subject, one.name),
        digest=compare.key(one.name, one.state),
        address=one.name,
        type=kind,
        said=one.state,
        action=str(Action.UNKNOWN),
        grave=sentence(source, one.state),
        cause_kind=str(why.kind),
        cause=list(why.subject),
        cause_key=why.key,
    )


def sentence(source: str, state: str) -> str:
    """All that is known of how it differs."""
    who = words.observer_is(source)
    return f"{who} says {state or 'that it differs'}. Which attribute differs, or whether it is there, it does not say."

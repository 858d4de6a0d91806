"""What a person was given in, their role out; a person before a run in, why they may not decide or comment out.

The one answer for pages, API and lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct

from gitops_portal.core import lifecycle
from gitops_portal.core.errors import PortalError, Refused, Stale
from gitops_portal.core.lifecycle import Event, State
from gitops_portal.core.model import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

EVENTS: Final = {
    "approve": Event.APPROVE,
    "request_changes": Event.REQUEST_CHANGES,
    "reject": Event.REJECT,
    "override": Event.OVERRIDE,
}
LETS_THROUGH: Final = frozenset({"approve", "override"})
"""Decisions that open the gate; the others close it, and ask less of who takes them."""
_NEEDED: Final = dict.fromkeys(EVENTS, Role.REVIEWER) | {"override": Role.OWNER}


class Grant(NamedTuple):
    """A role that somebody has by themselves or by a team: in one workspace, or in all of these labels."""

    role: str
    workspace: int | None = None
    """Its key; None: in every workspace that has all of `labels`, so without any, in every one."""
    labels: Mapping[str, str] = {}


def strongest(grants: Iterable[Grant], workspace: int, labels: Mapping[str, str]) -> Role | None:
    """The greatest of the roles that hold in this workspace; None where none does. Unknown roles give nothing."""
    held = (one.role for one in grants if _covers(one, workspace, labels))
    return max((Role(name) for name in held if name in set(Role)), key=list(Role).index, default=None)


def _covers(grant: Grant, workspace: int, labels: Mapping[str, str]) -> bool:
    if grant.workspace is not None:
        return grant.workspace == workspace
    return all(labels.get(name) == value for name, value in grant.labels.items())


class Standing(Struct, frozen=True):
    """A person before a run. `role` is None also for who is locked out."""

    role: Role | None
    state: State
    own: bool = False
    """Whether it may be this person's own change."""
    author_known: bool = True
    """Whether anybody here goes by the name of who wants the change."""
    owners_for_unknown: bool = False
    """Whether the workspace lets only owners approve what an unknown author wants."""
    approved: bool = False
    """Whether this person has approved the run already."""
    asked: bool = False
    """Whether this person requested changes that are not resolved."""
    errored: bool = False
    """Whether planning failed."""

    @property
    def wanted(self) -> str:
        """What the run waits for: the decision that would open the gate."""
        return "override" if self.state is State.BLOCKED else "approve"


def objection(standing: Standing, action: str) -> PortalError | None:
    """Why this person may not take this decision now; None when they may."""
    role = standing.role
    if role is None or not role.covers(_NEEDED[action]):
        return Refused(f"To {EVENTS[action]} here you need the role {_NEEDED[action]}; yours is {role or 'none'}.")
    if not lifecycle.possible(standing.state, EVENTS[action]):
        return Stale(f"This run is {standing.state.label}: there is nothing to {EVENTS[action]}.")
    if action == "request_changes" and standing.asked:
        return Stale("You requested changes of this run already: resolve that before you request others.")
    return _objection_to_letting_through(standing, role, action) if action in LETS_THROUGH else None


def _objection_to_letting_through(standing: Standing, role: Role, action: str) -> PortalError | None:
    if standing.errored:
        return Refused("Planning failed: what is incomplete cannot be approved.")
    if standing.own:
        return Refused("This is your own change: somebody else has to approve it.")
    if standing.owners_for_unknown and not standing.author_known and role is not Role.OWNER:
        return Refused("This run's author is not known here: only an owner may approve it.")
    if action == "approve" and standing.approved:
        return Stale("You have approved this run already; it waits for another person.")
    return None


def objection_to_comment(standing: Standing) -> PortalError | None:
    """Why this person may not comment; None for reviewers, owners, and a member whose own change it is."""
    role = standing.role
    if role is not None and (role.covers(Role.REVIEWER) or (standing.own and _writes(role))):
        return None
    return Refused(
        f"To comment here you need the role reviewer, or to be the run's author; your role is {role or 'none'}."
    )


def _writes(role: Role | None) -> bool:
    """Whether this role may write anything at all: an auditor only reads."""
    return role is not None and role.covers(Role.VIEWER)


def objection_to_rewrite(standing: Standing, *, mine: bool) -> PortalError | None:
    """Why this person may not edit or remove a comment; `mine` where they wrote it."""
    if _writes(standing.role) and mine:
        return None
    return Refused("Only who wrote a comment edits or removes it.")


def objection_to_resolve(standing: Standing, *, mine: bool) -> PortalError | None:
    """Why this person may not resolve or reopen a thread; `mine` where they began it."""
    role = standing.role
    if role is not None and (role.covers(Role.REVIEWER) or (mine and _writes(role))):
        return None
    return Refused("A thread is resolved and reopened by who began it, or by a reviewer.")


def objection_to_settle(standing: Standing, *, mine: bool) -> PortalError | None:
    """Why this person may not resolve requested changes; `mine` where they requested them."""
    role = standing.role
    if role is None or not role.covers(Role.REVIEWER):
        return Refused(f"To resolve requested changes you need the role reviewer; yours is {role or 'none'}.")
    if standing.own and not mine:
        return Refused("This is your own change: who requested changes of it resolves that, or another reviewer.")
    if standing.state is not State.CHANGES_REQUESTED:
        return Stale(f"This run is {standing.state.label}: there is nothing to resolve.")
    return None


def objection_to_drift(role: Role | None, workspace: str) -> PortalError | None:
    """Why who has this role may not accept, snooze, assign or revert what drifted of a workspace."""
    if role is None or not role.covers(Role.REVIEWER):
        return Refused(f"To decide about drift of {workspace} you need the role reviewer; yours is {role or 'none'}.")
    return None


def objection_to_ignoring_drift(role: Role | None) -> PortalError | None:
    """Why who has this role may not make or end a rule that ignores drift there: in a workspace, or everywhere."""
    if role is not Role.OWNER:
        return Refused(f"To ignore drift there you need the role owner; yours is {role or 'none'}.")
    return None


def objection_to_waiving(role: Role | None, workspace: str) -> PortalError | None:
    """Why who has this role may not waive findings of a workspace, or withdraw a waiver there."""
    if role is not Role.OWNER:
        return Refused(f"To waive findings of {workspace} you need the role owner; yours is {role or 'none'}.")
    return None


def objection_to_approving_a_waiver(role: Role | None, *, own: bool) -> PortalError | None:
    """Why who has this role may not approve a waiver; `own` where they made it."""
    if role is not Role.OWNER:
        return Refused(f"To approve a waiver you need the role owner; yours is {role or 'none'}.")
    return Refused("You made this waiver: another owner has to approve it.") if own else None


def objection_to_sharing(role: Role | None) -> PortalError | None:
    """Why who has this role in the organisation may not share a view with everybody; None when they may."""
    if role is None or not role.covers(Role.REVIEWER):
        return Refused(f"To share a view you need the role reviewer in the organisation; yours is {role or 'none'}.")
    return None


def objection_to_changing_a_view(role: Role | None, *, own: bool, shared: bool) -> PortalError | None:
    """Why a view may not be renamed or removed: its maker may, and owners of the organisation where it is shared."""
    if own or (shared and role is Role.OWNER):
        return None
    return Refused("This view is somebody else's: they, or an owner of the organisation, can change it.")

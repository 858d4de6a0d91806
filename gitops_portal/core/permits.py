"""A person before a run in, why they may not take a decision out: the one answer for pages, API and lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gitops_portal.core import lifecycle
from gitops_portal.core.errors import PortalError, Refused, Stale
from gitops_portal.core.lifecycle import Event, State
from gitops_portal.core.model import Role

EVENTS: Final = {"approve": Event.APPROVE, "reject": Event.REJECT, "override": Event.OVERRIDE}
_NEEDED: Final = {"approve": Role.REVIEWER, "reject": Role.REVIEWER, "override": Role.OWNER}


@dataclass(frozen=True, slots=True)
class Standing:
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
        return Refused(f"To {action} here takes the role {_NEEDED[action]}; yours is {role or 'none'}.")
    if not lifecycle.possible(standing.state, EVENTS[action]):
        return Stale(f"This run is {standing.state.label}: there is nothing to {action}.")
    return None if action == "reject" else _objection_to_letting_through(standing, role, action)


def _objection_to_letting_through(standing: Standing, role: Role, action: str) -> PortalError | None:
    if standing.errored:
        return Refused("Planning failed: what is incomplete cannot be approved.")
    if standing.own:
        return Refused("This is your own change: somebody else has to approve it.")
    if standing.owners_for_unknown and not standing.author_known and role is not Role.OWNER:
        return Refused("Nobody here goes by the name of this run's author: only an owner may approve it.")
    if action == "approve" and standing.approved:
        return Stale("You have approved this run already; it waits for another person.")
    return None

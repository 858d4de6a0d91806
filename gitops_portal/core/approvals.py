"""Decisions on a run and what its workspace asks for in, who is still needed out: the one arithmetic of approvals."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable


class Taken(NamedTuple):
    """One decision on a run: whose it is, also once the account is gone, and one of `permits.EVENTS`."""

    identity: str
    action: str
    name: str = ""
    resolved: bool = False
    """Of requested changes: whether they hold the run no longer."""


class Approvals(Struct, frozen=True):
    """How many people have to approve a run, how many different ones did, and who holds it until changes are made."""

    required: int | None
    """None once nobody is asked any more: the run was applied, or ended otherwise."""
    given: int
    held_by: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        """How many more people have to approve."""
        return max(0, (self.required or 0) - self.given)

    def __str__(self) -> str:
        held = f", changes requested by {', '.join(self.held_by)}" if self.held_by else ""
        if self.required is None:
            return f"{self.given} approval{'' if self.given == 1 else 's'}{held}"
        return f"{self.given} of {self.required} approvals{held}"


def asked(required: int, *, changes_something: bool) -> bool:
    """Whether a plan that breaks no rule waits for people: not where it changes nothing, or nobody is asked for."""
    return required > 0 and changes_something


def count(
    required: int | None, taken: Iterable[Taken], *, by_rule: bool = False, changes_something: bool = True
) -> Approvals:
    """What a workspace asks for by now, held against the decisions on one run; None where it asks nobody any more.

    People are counted, not decisions: who approves twice, with a second account of the same e-mail, is one of them.
    An override stands by itself. What a rule approved (`by_rule`) needs nobody only where it changes nothing: where it
    changes something, nobody was asked for at the time, and as many as are asked for since then are missing.
    """
    decisions = list(taken)
    given = len({one.identity for one in decisions if one.action == "approve"})
    alone = (by_rule and not changes_something) or any(one.action == "override" for one in decisions)
    held = tuple(one.name for one in decisions if one.action == "request_changes" and not one.resolved)
    return Approvals(0 if alone and required else required, given, held)

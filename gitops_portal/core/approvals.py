"""Decisions on a run and what is asked for in, who is still needed out: the one arithmetic of approvals."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence


class Taken(NamedTuple):
    """One decision on a run: whose it is, also once the account is gone, and one of `permits.EVENTS`."""

    identity: str
    action: str
    name: str = ""
    resolved: bool = False
    """Of requested changes: whether they hold the run no longer."""
    teams: frozenset[str] = frozenset()
    """The teams that this person was in when they decided, by slug."""


class Requirement(Struct, frozen=True):
    """What an approval rule asks of a run: so many people of a team, or of some by e-mail, and why."""

    rule: str
    count: int
    why: str
    team: str = ""
    people: tuple[str, ...] = ()
    shares: bool = False
    """Whether who counts for another rule counts for this one as well."""
    hours: int | None = None
    """How long an approval of the run lasts, where the rule says it."""

    @property
    def whom(self) -> str:
        """Of whom it asks for people, in words."""
        return f"team {self.team}" if self.team else "those whom the rule names"

    def asks(self, identity: str, teams: Collection[str]) -> bool:
        """Whether this person is one of those it asks for."""
        return identity in self.people or bool(self.team and self.team in teams)


class Need(Struct, frozen=True):
    """A requirement, and how many people it still takes."""

    requirement: Requirement
    missing: int

    def __str__(self) -> str:
        return f"{self.missing} more of {self.requirement.whom}, because {self.requirement.why}"


class Approvals(Struct, frozen=True):
    """How many people have to approve a run, how many different ones did, and who holds it until changes are made."""

    required: int | None
    """None once nobody is asked any more: the run was applied, or ended otherwise."""
    given: int
    held_by: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    """What approval rules ask for beside that, met or not."""

    @property
    def missing(self) -> int:
        """How many more people have to approve, at least: who is asked for by a rule is one of anybody, too."""
        apart = sum(need.missing for need in self.needs if not need.requirement.shares)
        shared = max((need.missing for need in self.needs if need.requirement.shares), default=0)
        return max(0, (self.required or 0) - self.given, apart, shared)

    @property
    def open_needs(self) -> tuple[Need, ...]:
        """Those that nobody has met."""
        return tuple(need for need in self.needs if need.missing)

    def helped_by(self, identity: str, teams: Collection[str]) -> bool:
        """Whether an approval of this person would bring the run nearer."""
        anybody = self.given < (self.required or 0)
        return anybody or any(need.requirement.asks(identity, teams) for need in self.open_needs)

    def __str__(self) -> str:
        held = f", changes requested by {', '.join(self.held_by)}" if self.held_by else ""
        if self.required is None:
            return f"{self.given} approval{'' if self.given == 1 else 's'}{held}"
        return f"{self.given} of {self.required} approvals{held}"


def life(days: int, hours: Iterable[int | None]) -> timedelta:
    """How long an approval lasts: the shortest of what its workspace says, in days, and of what rules say, in hours."""
    return min([timedelta(days=days), *(timedelta(hours=each) for each in hours if each)])


def lasting(span: timedelta) -> str:
    """A life in words: 14 days, 4 hours."""
    hours = int(span.total_seconds() // 3600)
    count, unit = (hours, "hour") if hours % 24 else (hours // 24, "day")
    return f"{count:,} {unit}{'' if count == 1 else 's'}"


def asked(required: int, *, changes_something: bool) -> bool:
    """Whether a plan that breaks no rule waits for people: not where it changes nothing, or nobody is asked for."""
    return required > 0 and changes_something


def count(
    required: int | None,
    taken: Iterable[Taken],
    *,
    requirements: Sequence[Requirement] = (),
    excused: bool = False,
    by_rule: bool = False,
    changes_something: bool = True,
) -> Approvals:
    """What a workspace asks for by now, held against the decisions on one run; None where it asks nobody any more.

    People are counted, not decisions: who approves twice, with a second account of the same e-mail, is one of them.
    An override stands by itself. What a rule approved (`by_rule`) needs nobody only where it changes nothing: where it
    changes something, nobody was asked for at the time, and as many as are asked for since then are missing.

    `requirements` are what approval rules ask for besides; `excused` says that one approves it in anybody's place: that
    stands for nobody whom another rule asks for.
    """
    decisions = list(taken)
    given = len({one.identity for one in decisions if one.action == "approve"})
    overridden = any(one.action == "override" for one in decisions)
    alone = excused or overridden or (by_rule and not changes_something)
    held = tuple(one.name for one in decisions if one.action == "request_changes" and not one.resolved)
    needs = () if overridden or required is None else _needs(requirements, decisions)
    return Approvals(0 if alone and required else required, given, held, needs)


def _needs(requirements: Sequence[Requirement], decisions: Iterable[Taken]) -> tuple[Need, ...]:
    """Who approved is counted for one rule each, so that as many are met as can be; some rules count them besides."""
    people: dict[str, frozenset[str]] = {}
    for one in decisions:
        if one.action == "approve":
            people[one.identity] = people.get(one.identity, frozenset()) | one.teams
    seats = [place for place, one in enumerate(requirements) if not one.shares for _ in range(one.count)]
    met = _seated(requirements, seats, people)
    return tuple(
        Need(one, max(0, one.count - (_fitting(one, people) if one.shares else met.count(place))))
        for place, one in enumerate(requirements)
    )


def _fitting(requirement: Requirement, people: Mapping[str, frozenset[str]]) -> int:
    return sum(requirement.asks(identity, teams) for identity, teams in people.items())


def _seated(
    requirements: Sequence[Requirement], seats: Sequence[int], people: Mapping[str, frozenset[str]]
) -> list[int]:
    """For each seat that somebody takes, its requirement: as many seats as can be taken, each person taking one."""
    taken: dict[int, str] = {}

    def seat(identity: str, tried: set[int]) -> bool:
        for number, place in enumerate(seats):
            if number in tried or not requirements[place].asks(identity, people[identity]):
                continue
            tried.add(number)
            if number not in taken or seat(taken[number], tried):
                taken[number] = identity
                return True
        return False

    for identity in people:
        seat(identity, set())
    return [seats[number] for number in taken]

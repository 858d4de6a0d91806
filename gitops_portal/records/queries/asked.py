"""A run in, what approval rules ask of it by now out: as it was kept, or worked out again where other rules hold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from gitops_portal.core.approval_rules.book import Book
from gitops_portal.core.approval_rules.facts import Beside, Facts, Found, Touched, facts
from gitops_portal.core.approval_rules.matching import approved_by, requirements
from gitops_portal.core.approvals import Requirement
from gitops_portal.core.model import Role, Status
from gitops_portal.core.permits import LETS_THROUGH
from gitops_portal.records.models import ApprovalBook, Person, Run, RunChange, RunFinding, Team, TeamMembership
from gitops_portal.records.queries.sight import given

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from gitops_portal.core.approvals import Approvals
    from gitops_portal.core.authors import Directory
    from gitops_portal.core.lifecycle import State
    from gitops_portal.records.models import Decision, Workspace

NAMED = 3
"""People who can that are named; how many more there are is told."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What approval rules ask of a run, and under which of their versions."""

    requirements: tuple[Requirement, ...] = ()
    version: str = ""
    by_rule: str = ""
    """Which of them approves it in everybody's place."""


def book() -> Book:
    """The rules that hold now."""
    newest = ApprovalBook.objects.order_by("-version").values_list("version", "applied_at").first()
    return _book(*newest) if newest else Book()


@lru_cache(maxsize=4)
def _book(version: int, _applied_at: datetime) -> Book:
    """A version never changes, so it is read once."""
    return Book.kept(ApprovalBook.objects.values_list("document", flat=True).get(version=version))


def book_of(workspace: Workspace) -> Book:
    """What of the rules is about one workspace."""
    return book().of(workspace.slug, workspace.labels)


def newest_book() -> ApprovalBook | None:
    return ApprovalBook.objects.order_by("-version").first()


def kept(run: Run) -> Asked:
    """What was worked out of it last."""
    found = msgspec.convert(run.requirements, tuple[Requirement, ...])
    return Asked(found, run.approval_version, run.approved_by_rule)


def asked(run: Run, here: Book | None = None) -> Asked:
    """What is asked of it now: where the rules are those under which it was worked out, as it was kept.

    `here` is what of the rules is about its workspace, where they were asked for already.
    """
    here = here or book_of(run.workspace)
    return kept(run) if here.version() == run.approval_version else worked_out(here, facts_of(run))


def worked_out(here: Book, told: Facts) -> Asked:
    return Asked(requirements(here, told), here.version(), approved_by(here, told))


def columns(told: Asked) -> dict[str, Any]:
    """As a run keeps it."""
    return {
        "requirements": msgspec.to_builtins(told.requirements),
        "approval_version": told.version,
        "approved_by_rule": told.by_rule,
    }


def facts_of(run: Run) -> Facts:
    """From the rows of its evaluation, in two queries."""
    changes = RunChange.objects.filter(run=run).order_by("rank").values_list("address", "type", "module", "action")
    findings = RunFinding.objects.filter(run=run, standing=False).exclude(status=Status.WAIVED)
    return facts(
        [Touched(*row) for row in changes],
        [Found(*row) for row in findings.order_by("pk").values_list("guardrail", "severity", "status")],
        (run.cost_before, run.cost_after),
        msgspec.convert(run.asked_beside, Beside) if run.asked_beside else Beside(unsettled="it was evaluated before"),
        run.identity,
    )


def keys_of_undecided(states: Collection[State]) -> list[int]:
    """The keys of evaluated runs in these states, the oldest first."""
    found = Run.objects.filter(state__in=states, kind="plan", evaluated_at__isnull=False)
    return list(found.order_by("pk").values_list("pk", flat=True))


class Frozen(NamedTuple):
    """A freeze that a moment is in."""

    name: str
    title: str
    since: datetime
    until: datetime
    zone: str
    exceptions: frozenset[str]
    """By e-mail in lower case, as people are told apart."""

    def __str__(self) -> str:
        return f"Nothing is applied until {self.until:%d %B %Y %H:%M} ({self.zone}): {self.title}."

    def passed_by(self, decisions: Iterable[Decision]) -> bool:
        """Whether one whom it names has let a run through since it began."""
        return any(
            one.action in LETS_THROUGH and one.identity in self.exceptions and one.created_at >= self.since
            for one in decisions
        )


def frozen(here: Book, now: datetime) -> list[Frozen]:
    """Which freezes of a workspace's rules hold at this moment."""
    found = []
    for name, freeze in here.freezes.items():
        if around := freeze.window.around(now):
            named = frozenset(one.lower() for one in freeze.exceptions)
            found.append(Frozen(name, freeze.title or name, *around, freeze.window.time_zone, named))
    return found


def teams_of(person: Person) -> list[str]:
    """The teams that a person is in, by slug."""
    return list(
        TeamMembership.objects.filter(person=person).order_by("team__slug").values_list("team__slug", flat=True)
    )


class Wanted(NamedTuple):
    """One that approval rules wait for: how many of whom, why, and who can, by name."""

    missing: int
    whom: str
    team: str
    """By slug; empty where the rule names people."""
    why: str
    rule: str
    can: tuple[str, ...]
    more: int

    def __str__(self) -> str:
        names = ", ".join(self.can) + (f" and {self.more} more" if self.more else "")
        return (
            f"needs {self.missing} more of {self.whom}, because {self.why}: {names or 'nobody who can is known here'}"
        )


def wanted(run: Run, approvals: Approvals, known: Directory) -> list[Wanted]:
    """Who is still needed and can: active, with a role to approve here, and neither the author nor one who did."""
    needs = approvals.open_needs
    if not needs:
        return []
    teams, emails = {need.requirement.team for need in needs}, [e for need in needs for e in need.requirement.people]
    members = TeamMembership.objects.filter(team__slug__in=teams - {""}).values_list("team__slug", "person")
    of_team: dict[int, set[str]] = {}
    for slug, pk in members:
        of_team.setdefault(pk, set()).add(slug)
    names = dict(Team.objects.filter(slug__in=teams).values_list("slug", "name"))
    able = _able(run, Person.objects.filter(pk__in=of_team) | Person.objects.filter(email__in=emails), known)
    found = []
    for need in needs:
        one = need.requirement
        can = [person.name for person in able if one.asks(person.identity, of_team.get(person.pk, ()))]
        whom = f"team {names.get(one.team, one.team)}" if one.team else "those who are named"
        more = max(0, len(can) - NAMED)
        found.append(Wanted(need.missing, whom, one.team, one.why, one.rule, tuple(can[:NAMED]), more))
    return found


def _able(run: Run, people: Iterable[Person], known: Directory) -> list[Person]:
    active = sorted({each for each in people if each.is_active}, key=lambda each: (each.name, each.email))
    roles, authors = given(active), known.behind(run.actor)
    did = {one.identity for one in run.decisions.all() if one.action == "approve"}
    return [
        each
        for each in active
        if _approves(roles[each.pk].of(run.workspace_id, run.workspace.labels))
        and each.pk not in authors
        and each.identity not in did
    ]


def _approves(role: Role | None) -> bool:
    return role is not None and role.covers(Role.REVIEWER)


def unknown_teams(slugs: Collection[str]) -> set[str]:
    """Those of these teams that nobody made."""
    return set(slugs) - set(Team.objects.filter(slug__in=slugs).values_list("slug", flat=True))

"""A person and runs in, how they stand to each other out: whose change it is, who may decide, what waits for whom."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from django.db.models import Exists, OuterRef, Q

from gitops_portal.core import approvals as core
from gitops_portal.core import permits, report
from gitops_portal.core.approvals import Approvals, Requirement, Taken
from gitops_portal.core.authors import Directory
from gitops_portal.core.lifecycle import State
from gitops_portal.core.permits import Standing
from gitops_portal.records.models import Decision, Person, Run
from gitops_portal.records.queries import asked
from gitops_portal.records.queries.sight import role_in, roles_of, workspaces

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from gitops_portal.core.model import Role
    from gitops_portal.records.queries.asked import Asked, Wanted

_OPEN = [state for state in State if state.open]
_ASKED = {state for state in State if state.moving or state.open or state.allows_apply}
"""States of a run in which the workspace's number of approvals still counts."""
_HOLDS = Q(action="request_changes", resolved_at=None)


def _directory(people: Iterable[Person]) -> Directory:
    """People's names: e-mail, name, and those by which CI knows them."""
    return Directory((each.pk, (each.email, each.name, *each.ci_names)) for each in people)


def _everybody() -> Directory:
    return _directory(Person.objects.order_by().only("email", "name", "ci_names"))


def standing(run: Run, person: Person) -> Standing:
    """How a person stands to one run now."""
    authors = _everybody().behind(run.actor)
    own = run.decisions.filter(identity=person.identity).order_by().values_list("action", "resolved_at")
    said = {action for action, resolved_at in own if action != "request_changes" or resolved_at is None}
    return Standing(
        role=role_in(person, run.workspace) if person.is_active else None,
        state=State(run.state),
        own=person.pk in authors,
        author_known=bool(authors),
        owners_for_unknown=run.workspace.owners_for_unknown,
        approved="approve" in said,
        asked="request_changes" in said,
        errored=run.plan_errored,
    )


def voices(runs: Iterable[Run], person: Person) -> dict[int, Standing]:
    """Role, and whose change it is, of a person before each of these runs, by key: what it takes to comment."""
    known = _directory([person])
    roles = roles_of(person) if person.is_active else None
    return {
        run.pk: Standing(
            role=roles.of(run.workspace_id, run.workspace.labels) if roles else None,
            state=State(run.state),
            own=person.pk in known.behind(run.actor),
        )
        for run in runs
    }


def taken(decision: Decision) -> Taken:
    """A decision as it is counted."""
    resolved = decision.resolved_at is not None
    return Taken(decision.identity, decision.action, decision.name, resolved, frozenset(decision.teams))


def holding(run: Run) -> list[Decision]:
    """The requests for changes that hold a run, the oldest first."""
    return list(run.decisions.filter(_HOLDS))


def decision(run: Run, pk: int) -> Decision:
    """A decision on just this run. Raises Decision.DoesNotExist."""
    return run.decisions.get(pk=pk)


def approvals(run: Run, told: Asked | None = None) -> Approvals:
    """Who has to approve this run by now, and who did; `told` is what approval rules ask of it, as it was asked for."""
    if State(run.state) in _ASKED and run.evaluated_at:
        told = told or asked.asked(run)
    return approvals_of([run], {run.pk: told} if told else {})[run.pk]


def approvals_of(runs: Iterable[Run], told: Mapping[int, Asked] | None = None) -> dict[int, Approvals]:
    """The same of several runs, by key, under the approval rules as they were when it was worked out.

    Where their decisions were fetched with them, it takes one query at most.
    """
    found = list(runs)
    by_rule = [run.pk for run in found if run.state == State.AUTO_APPROVED]
    plans = dict(Run.objects.filter(pk__in=by_rule).values_list("pk", "summary__plan")) if by_rule else {}
    rules = {run.pk: (told or {}).get(run.pk) or asked.kept(run) for run in found}
    return {
        run.pk: core.count(
            run.workspace.required_approvals if State(run.state) in _ASKED else None,
            map(taken, run.decisions.all()),
            requirements=rules[run.pk].requirements,
            excused=bool(rules[run.pk].by_rule),
            by_rule=run.pk in plans,
            changes_something=run.pk not in plans or report.applies(plans[run.pk]),
        )
        for run in found
    }


def wanted(run: Run, approvals: Approvals) -> list[Wanted]:
    """Who is still needed for a run, why, and who can."""
    return asked.wanted(run, approvals, _everybody()) if approvals.open_needs else []


class Waiting(NamedTuple):
    """A run that waits for somebody's decision, with the key of its workspace."""

    pk: int
    number: int
    state: str
    actor: str
    workspace: int
    labels: dict[str, str]
    owners_for_unknown: bool
    required: int
    requirements: list[dict[str, Any]]
    by_rule: str
    slug: str
    headline: str
    since: datetime | None
    why: str = ""
    """For which approval rules this person is asked; empty where anybody would do."""


def waiting_for(person: Person) -> list[Waiting]:
    """Runs that wait for a decision this person may take, the longest waiting first."""
    if not person.is_active:
        return []
    found = Run.objects.filter(workspace__in=workspaces(person), kind="plan", state__in=_OPEN, plan_errored=False)
    approved = Decision.objects.filter(run=OuterRef("pk"), identity=person.identity, action="approve")
    open_ones = found.exclude(Exists(approved)).order_by("created_at")
    place = ("workspace", "workspace__labels", "workspace__owners_for_unknown", "workspace__required_approvals")
    told = ("requirements", "approved_by_rule", "workspace__slug", "headline", "evaluated_at")
    named = open_ones.values_list("pk", "number", "state", "actor", *place, *told)
    runs = [Waiting(*row) for row in named]
    if not runs:
        return []
    roles = roles_of(person)
    role_in = {key: roles.of(key, labels) for key, labels in {run.workspace: run.labels for run in runs}.items()}
    known = _everybody() if any(run.owners_for_unknown for run in runs) else _directory([person])

    @cache  # thousands of runs wait, of a few authors
    def waits(role: Role | None, state: str, actor: str, owners_for_unknown: bool) -> bool:  # noqa: FBT001 - a key
        authors = known.behind(actor)
        standing = Standing(
            role=role,
            state=State(state),
            own=person.pk in authors,
            author_known=bool(authors),
            owners_for_unknown=owners_for_unknown,
        )
        return permits.objection(standing, standing.wanted) is None

    mine = [run for run in runs if waits(role_in[run.workspace], run.state, run.actor, run.owners_for_unknown)]
    return _moved_by(person, mine)


def _moved_by(person: Person, runs: list[Waiting]) -> list[Waiting]:
    """Of runs that a person may let through, those that it brings nearer: approval rules may ask for others alone.

    Two queries, and none where no rule asks for anybody.
    """
    ruled = {run.pk for run in runs if run.requirements and run.state == State.AWAITING}
    if not ruled:
        return runs
    teams = asked.teams_of(person)
    decisions: dict[int, list[Taken]] = {pk: [] for pk in ruled}
    for one in Decision.objects.filter(run__in=ruled):
        decisions[one.run_id].append(taken(one))

    def asks(run: Waiting) -> Waiting | None:
        needs = msgspec.convert(run.requirements, tuple[Requirement, ...])
        found = core.count(run.required, decisions[run.pk], requirements=needs, excused=bool(run.by_rule))
        if found.missing and not found.helped_by(person.identity, teams):
            return None
        mine = [each.requirement for each in found.open_needs if each.requirement.asks(person.identity, teams)]
        asked_as = (f"as {one.whom}" if one.team else "by name" for one in mine)
        why = "; ".join(f"{how}, because {one.why}" for how, one in zip(asked_as, mine, strict=True))
        return run._replace(why=why)

    told = (asks(run) if run.pk in ruled else run for run in runs)
    return [run for run in told if run]

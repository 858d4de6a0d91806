"""A person and runs in, how they stand to each other out: whose change it is, who may decide, what waits for whom."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Exists, OuterRef, Q

from gitops_portal.core import approvals as core
from gitops_portal.core import permits, report
from gitops_portal.core.approvals import Approvals, Taken
from gitops_portal.core.authors import Directory
from gitops_portal.core.lifecycle import State
from gitops_portal.core.permits import Standing
from gitops_portal.records.models import Decision, Person, Run
from gitops_portal.records.queries.sight import role_in, roles_of, workspaces

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.core.model import Role

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
    return Standing(
        role=role_in(person, run.workspace) if person.is_active else None,
        state=State(run.state),
        own=person.pk in authors,
        author_known=bool(authors),
        owners_for_unknown=run.workspace.owners_for_unknown,
        approved=run.decisions.filter(identity=person.identity, action="approve").exists(),
        asked=run.decisions.filter(_HOLDS, identity=person.identity).exists(),
        errored=run.plan_errored,
    )


def voices(runs: Iterable[Run], person: Person) -> dict[int, Standing]:
    """Role, and whose change it is, of a person before each of these runs, by key: what it takes to comment."""
    known = _directory([person])
    role_of: dict[int | None, Role | None] = roles_of(person) if person.is_active else {None: None}
    return {
        run.pk: Standing(
            role=role_of.get(run.workspace_id, role_of[None]),
            state=State(run.state),
            own=person.pk in known.behind(run.actor),
        )
        for run in runs
    }


def taken(decision: Decision) -> Taken:
    """A decision as it is counted."""
    resolved = decision.resolved_at is not None
    return Taken(decision.identity, decision.action, decision.name, resolved)


def holding(run: Run) -> list[Decision]:
    """The requests for changes that hold a run, the oldest first."""
    return list(run.decisions.filter(_HOLDS))


def decision(run: Run, pk: int) -> Decision:
    """A decision on just this run. Raises Decision.DoesNotExist."""
    return run.decisions.get(pk=pk)


def approvals(run: Run) -> Approvals:
    """How many people have to approve this run by now, and how many did."""
    return approvals_of([run])[run.pk]


def approvals_of(runs: Iterable[Run]) -> dict[int, Approvals]:
    """The same of several runs, by key. Where their decisions were fetched with them, it takes one query at most."""
    found = list(runs)
    by_rule = [run.pk for run in found if run.state == State.AUTO_APPROVED]
    plans = dict(Run.objects.filter(pk__in=by_rule).values_list("pk", "summary__plan")) if by_rule else {}
    return {
        run.pk: core.count(
            run.workspace.required_approvals if State(run.state) in _ASKED else None,
            map(taken, run.decisions.all()),
            by_rule=run.pk in plans,
            changes_something=run.pk not in plans or report.applies(plans[run.pk]),
        )
        for run in found
    }


class Waiting(NamedTuple):
    """A run that waits for somebody's decision, with the key of its workspace."""

    pk: int
    number: int
    state: str
    actor: str
    workspace: int
    owners_for_unknown: bool


def waiting_for(person: Person) -> list[Waiting]:
    """Runs that wait for a decision this person may take, the longest waiting first."""
    if not person.is_active:
        return []
    found = Run.objects.filter(workspace__in=workspaces(person), kind="plan", state__in=_OPEN, plan_errored=False)
    approved = Decision.objects.filter(run=OuterRef("pk"), identity=person.identity, action="approve")
    open_ones = found.exclude(Exists(approved)).order_by("created_at")
    named = open_ones.values_list("pk", "number", "state", "actor", "workspace", "workspace__owners_for_unknown")
    runs = [Waiting(*row) for row in named]
    if not runs:
        return []
    role_of = roles_of(person)
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

    return [
        run
        for run in runs
        if waits(role_of.get(run.workspace, role_of[None]), run.state, run.actor, run.owners_for_unknown)
    ]

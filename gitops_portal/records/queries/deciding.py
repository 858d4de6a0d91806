"""A person and runs in, how they stand to each other out: whose change it is, who may decide, what waits for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

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


def _directory(people: Iterable[Person]) -> Directory:
    """People's names: e-mail, name, and those by which CI knows them."""
    return Directory((each.pk, (each.email, each.name, *each.ci_names)) for each in people)


def _everybody() -> Directory:
    return _directory(Person.objects.order_by().only("email", "name", "ci_names"))


def standing(run: Run, person: Person) -> Standing:
    """How a person stands to one run now."""
    return _standing(
        run,
        person,
        role_in(person, run.workspace),
        _everybody(),
        approved=run.decisions.filter(identity=person.identity, action="approve").exists(),
        errored=bool(run.summary.get("plan", {}).get("errored")),
    )


def _standing(
    run: Run, person: Person, role: Role | None, known: Directory, *, approved: bool, errored: bool
) -> Standing:
    authors = known.behind(run.actor)
    return Standing(
        role=role if person.is_active else None,
        state=State(run.state),
        own=person.pk in authors,
        author_known=bool(authors),
        owners_for_unknown=run.workspace.owners_for_unknown,
        approved=approved,
        errored=errored,
    )


def approvals(run: Run) -> Approvals:
    """How many people have to approve this run by now, and how many did."""
    by_rule = run.state == State.AUTO_APPROVED and not report.applies(run.summary["plan"])
    return core.count(
        run.workspace.required_approvals,
        (Taken(decision.identity, decision.action) for decision in run.decisions.all()),
        nothing_to_approve=by_rule,
    )


def waiting_for(person: Person) -> list[Run]:
    """Runs that wait for a decision this person may take, the longest waiting first; without their documents."""
    found = Run.objects.filter(workspace__in=workspaces(person), kind="plan", state__in=_OPEN).select_related(
        "workspace"
    )
    # What nobody can approve, and what this person has approved, the database knows best: it has the documents.
    approved = Decision.objects.filter(run=OuterRef("pk"), identity=person.identity, action="approve")
    found = found.exclude(summary__plan__errored=True).exclude(Exists(approved))
    found = found.only("number", "state", "actor", "created_at", "workspace__slug", "workspace__owners_for_unknown")
    runs = list(found.order_by("created_at"))
    if not runs:
        return []
    role_of = roles_of(person)
    authors = _everybody() if any(run.workspace.owners_for_unknown for run in runs) else _directory([person])

    def waits(run: Run) -> bool:
        role = role_of.get(run.workspace_id, role_of[None])
        standing = _standing(run, person, role, authors, approved=False, errored=False)
        return permits.objection(standing, standing.wanted) is None

    return [run for run in runs if waits(run)]

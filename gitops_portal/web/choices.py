"""A run and a person in, the decisions that they may take now out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gitops_portal.core import permits
from gitops_portal.core.lifecycle import State
from gitops_portal.records import queries

if TYPE_CHECKING:
    from gitops_portal.records.queries import Person, Run


@dataclass(frozen=True, slots=True)
class Choices:
    """The decisions a person may take now, why not when there are none, whether the author is known, what an override
    would overrule, and which requests for changes the person may resolve, by key.
    """

    actions: tuple[str, ...] = ()
    told: str = ""
    author_known: bool = True
    overrules: tuple[str, ...] = ()
    settles: frozenset[int] = frozenset()


def of(run: Run, person: Person) -> Choices:
    if run.evaluated_at is None or run.kind != "plan":
        return Choices()
    standing = queries.standing(run, person)
    objections = {action: permits.objection(standing, action) for action in permits.EVENTS}
    actions = tuple(action for action, objection in objections.items() if objection is None)
    refused = objections[standing.wanted] if State(run.state).open else None
    settles = frozenset(
        each.pk
        for each in queries.keep_decisions(run)  # the page lists them anyway
        if each.action == "request_changes"
        and each.resolved_at is None
        and permits.objection_to_settle(standing, mine=each.identity == person.identity) is None
    )
    choices = Choices(actions, str(refused or ""), standing.author_known, settles=settles)
    if "override" not in actions:
        return choices
    return replace(choices, overrules=queries.blocking_guardrails(run))

"""Decisions, for people who script: the same actions that the page's buttons call; and which were taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status

from gitops_portal.actions import decide
from gitops_portal.core.errors import Refused
from gitops_portal.records import queries
from gitops_portal.web.api.caller import caller
from gitops_portal.web.api.runs import PROBLEMS, RunOut, run_out

if TYPE_CHECKING:
    from gitops_portal.records.queries import Decision, Person
    from gitops_portal.web.api.caller import Caller

router = Router()


class DecisionIn(Schema):
    """`action` is `approve`, `request_changes`, `reject` or `override`; `digest` is the run's `evidence`: exactly what
    was looked at. `sentences` are those of its brief that are accepted; without them it is all that the digest stands
    for.
    """

    action: str
    reason: str
    digest: str
    guardrails: tuple[str, ...] = ()
    sentences: tuple[str, ...] | None = None


class DecisionOut(Schema):
    id: int
    action: str
    by: str
    reason: str
    digest: str
    guardrails: list[str]
    sentences: list[str]
    at: str
    resolved_at: str | None
    resolved_by: str


@router.post(
    "/runs/{int:pk}/decisions",
    response={201: RunOut, **PROBLEMS},
    summary="Approve, request changes, reject or override",
)
def create(request: HttpRequest, pk: int, told: DecisionIn) -> Status[dict[str, Any]]:
    """Only a person can decide: a token is refused. 409 when `digest` is not what stands now."""
    asking = caller(request)
    run = asking.run(pk)
    decide.decide(
        run,
        by=_person(asking),
        action=told.action,
        reason=told.reason,
        evidence=told.digest,
        guardrails=told.guardrails,
        sentences=told.sentences,
        address=asking.actor.address,
    )
    return Status(201, run_out(asking.run(pk)))


@router.get("/runs/{int:pk}/decisions", response={200: list[DecisionOut], **PROBLEMS}, summary="The decisions on a run")
def index(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    """The oldest first; requested changes with who resolved them."""
    return [_out(decision) for decision in queries.run_decisions(caller(request).run(pk))]


@router.post(
    "/runs/{int:pk}/decisions/{int:decision}/resolve",
    response={200: RunOut, **PROBLEMS},
    summary="Resolve requested changes",
)
def resolve(request: HttpRequest, pk: int, decision: int) -> dict[str, Any]:
    """For who requested them, or another reviewer. 409 when they are resolved already, or the run has gone on."""
    asking = caller(request)
    run = asking.run(pk)
    try:
        found = queries.decision(run, decision)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    decide.resolve(found, by=_person(asking), address=asking.actor.address)
    return run_out(asking.run(pk))


def _person(asking: Caller) -> Person:
    if asking.person is None:
        raise Refused("Only a person can decide: sign in. A token uploads plans; it does not approve them.")
    return asking.person


def _out(decision: Decision) -> dict[str, Any]:
    said = ("action", "reason", "guardrails", "sentences", "resolved_by")
    return {
        "id": decision.pk,
        "by": decision.name,
        "digest": decision.evidence,
        "at": decision.created_at.isoformat(),
        "resolved_at": decision.resolved_at.isoformat() if decision.resolved_at else None,
        **{name: getattr(decision, name) for name in said},
    }

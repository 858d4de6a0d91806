"""Decisions, for people who script: the same action that the page's buttons call."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from gitops_portal.actions import decide
from gitops_portal.core.errors import Refused
from gitops_portal.web.api.caller import caller
from gitops_portal.web.api.runs import PROBLEMS, RunOut, run_out

router = Router()


class DecisionIn(Schema):
    """`digest` is the run's `evidence`: exactly what was looked at. `sentences` are those of its brief that are
    accepted; without them it is all that the digest stands for.
    """

    action: str
    reason: str
    digest: str
    guardrails: tuple[str, ...] = ()
    sentences: tuple[str, ...] | None = None


@router.post("/runs/{int:pk}/decisions", response={201: RunOut, **PROBLEMS}, summary="Approve, reject or override")
def create(request: HttpRequest, pk: int, told: DecisionIn) -> Status[dict[str, Any]]:
    """A decision takes a person: a token is refused. 409 when `digest` is not what stands now."""
    asking = caller(request)
    run = asking.run(pk)
    if asking.person is None:
        raise Refused("A decision takes a person: sign in. A token uploads and asks, it does not approve.")
    decide.decide(
        run,
        by=asking.person,
        action=told.action,
        reason=told.reason,
        evidence=told.digest,
        guardrails=told.guardrails,
        sentences=told.sentences,
        address=asking.actor.address,
    )
    return Status(201, run_out(asking.run(pk)))

"""The evidence of a run, for machines."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest
from ninja import Router

from gitops_portal.web import evidence
from gitops_portal.web.api.caller import caller
from gitops_portal.web.api.described import EVIDENCE
from gitops_portal.web.api.runs import PROBLEMS

router = Router()


@router.get("/runs/{int:pk}/evidence.zip", response=PROBLEMS, summary="The evidence of a run", openapi_extra=EVIDENCE)
def bundle(request: HttpRequest, pk: int) -> FileResponse:
    """One zip: masked plan, report, changes, decisions, outcome, the trail's part with its proof, and a checker.

    409 while nothing is concluded, or where the trail does not hold. Taking it stands in the trail.
    """
    asking = caller(request)
    return evidence.answer(asking.run(pk), asking.actor)

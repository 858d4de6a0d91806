"""The gate: what CI asks before `apply`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Field, Query, Router, Schema

from gitops_portal.actions import gate
from gitops_portal.core.ci_identity.rules import Scope
from gitops_portal.web import briefs
from gitops_portal.web.api.caller import caller
from gitops_portal.web.api.runs import PROBLEMS, uploaded

router = Router()

_TEXT = "text/plain; charset=utf-8"


class GateOut(Schema):
    allowed: bool
    reason: str
    headline: str = Field("", description="The summary of the run in one line")
    finding: str = Field("", description="URL of the most serious sentence of its brief")
    attestation: str = ""
    run: dict[str, Any]


class AboutIn(Schema):
    planfile_sha256: str = ""
    plan_sha256: str = ""
    commit: str = ""
    lineage: str = ""
    serial: int | None = Field(default=None, ge=0, lt=2**63)


@router.get(
    "/runs/{int:pk}/gate",
    response={200: GateOut, 409: GateOut, 401: PROBLEMS[401], 403: PROBLEMS[403], 404: PROBLEMS[404]},
    summary="May this plan be applied?",
)
def ask(request: HttpRequest, pk: int, about: Query[AboutIn]) -> HttpResponse:
    """200 when it may, 409 when not; `Accept: text/plain` gives one line for a shell.

    Ask from the job that applies: `planfile_sha256` of the plan file there, `plan_sha256` of what
    `terraform show -json` prints of that file there (the bytes that were uploaded), `commit` that is checked out there,
    `lineage` and `serial` of the state (`terraform state pull`).
    """
    asking = caller(request, Scope.GATE)
    asked_about = asking.run(pk)
    asking.must_run_for(about.commit)
    run, answer = gate.answer(asked_about, asking.actor, gate.AboutToApply(**about.dict()))
    status = 200 if answer.allowed else 409
    told = uploaded(run)
    first = next(iter(briefs.of(run).named), None)
    finding = f"{told['url']}?{first.query}" if first else ""
    response: HttpResponse
    if "text/plain" in request.headers.get("Accept", ""):
        word = "allowed" if answer.allowed else "refused"
        seen = f" {told['url']}" + (f" {finding}" if finding else "")
        response = HttpResponse(f"{word}: {answer.reason}{seen}\n", status=status, content_type=_TEXT)
    else:
        document: dict[str, Any] = {"allowed": answer.allowed, "reason": answer.reason, "run": told}
        document |= {"headline": run.headline, "finding": finding}
        if answer.attestation:
            document["attestation"] = answer.attestation
        response = JsonResponse(document, status=status)
    if answer.again_in:
        response["Retry-After"] = str(answer.again_in)
    return response

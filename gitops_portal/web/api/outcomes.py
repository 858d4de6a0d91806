"""What CI tells after an apply: the outcome in a few words, or the lines that `apply -json` wrote."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest
from ninja import Field, Router, Schema
from pydantic import ValidationError

from gitops_portal.actions import outcome as outcomes
from gitops_portal.core.ci_identity.rules import Scope
from gitops_portal.core.documents import reader
from gitops_portal.core.errors import Invalid, PortalError
from gitops_portal.web.api import body
from gitops_portal.web.api.caller import caller
from gitops_portal.web.api.described import OUTCOME
from gitops_portal.web.api.runs import UPLOAD_PROBLEMS, RunOut, run_out
from gitops_portal.web.limits import SMALL

router = Router()


class OutcomeIn(Schema):
    """What became of `apply`. The end of the log is measured, never kept: it may quote secrets."""

    outcome: str = ""
    serial: int | None = Field(default=None, ge=0, lt=2**63)
    lineage: str = Field(default="", max_length=200)
    log: str = ""


_FIELDS: Final = ("outcome", "serial", "lineage")


@router.post(
    "/runs/{int:pk}/outcome",
    response={200: RunOut, **UPLOAD_PROBLEMS},
    summary="Tell what became of the apply",
    openapi_extra=OUTCOME,
)
def outcome(request: HttpRequest, pk: int) -> dict[str, Any]:
    """`applied` or `apply_failed` as JSON, or what `terraform apply -json` wrote, one event a line (gzip or zstd
    allowed), as the body itself or as the part `stream` of a form; then `outcome`, `serial` and `lineage` are query or
    form fields, and the lines tell the outcome where they are whole. Telling the same twice is the same as once.
    """
    asking = caller(request, Scope.GATE)
    run = asking.run(pk)
    asking.must_act_in(run.workspace)
    try:
        lines = body.told_lines(request)
        told = _checked(_small(request) if lines is None else {**_asked(request), **lines[1]})
    except PortalError as error:
        outcomes.refuse(run, asking.actor, error)
        raise
    by, serial, lineage = asking.actor, told.serial, told.lineage
    if lines is None:
        outcomes.tell(run, by, told.outcome, serial=serial, lineage=lineage, log_end=told.log)
    else:
        outcomes.report(run, by, lines[0], told.outcome, serial=serial, lineage=lineage)
    return run_out(asking.run(pk))


def _small(request: HttpRequest) -> dict[str, Any]:
    return reader.decode(reader.text(body.small(request, SMALL)), dict[str, Any])


def _asked(request: HttpRequest) -> dict[str, str]:
    """What the address says; a parameter that is left blank is not told."""
    return {name: value for name in _FIELDS if (value := request.GET.get(name))}


def _checked(told: dict[str, Any]) -> OutcomeIn:
    try:
        return OutcomeIn.model_validate(told)
    except ValidationError as error:
        raise Invalid("; ".join(f"{one['loc'][0]}: {one['msg']}" for one in error.errors())) from error

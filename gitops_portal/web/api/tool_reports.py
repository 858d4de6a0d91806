"""What other tools say of a run's plan: sent by CI, beside what the portal concludes; and read again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, JsonResponse
from ninja import Router

from gitops_portal.actions import tool_reports
from gitops_portal.core.ci_identity.rules import Scope
from gitops_portal.core.errors import PortalError
from gitops_portal.records.queries import tool_reports as of_runs
from gitops_portal.web.api import body
from gitops_portal.web.api.caller import CI_ONLY, caller
from gitops_portal.web.api.described import REPORT
from gitops_portal.web.api.runs import PROBLEMS, UPLOAD_PROBLEMS
from gitops_portal.web.limits import largest_body

if TYPE_CHECKING:
    from gitops_portal.records.models import ToolReport

router = Router()


@router.post(
    "/runs/{int:pk}/reports",
    response={201: dict[str, Any], **UPLOAD_PROBLEMS},
    auth=CI_ONLY,
    summary="Tell what another tool says of the plan",
    openapi_extra=REPORT,
)
def report(request: HttpRequest, pk: int) -> JsonResponse:
    """The body is what `terraform plan -json` wrote, SARIF 2.1.0 or the JSON of a scanner, or what `infracost breakdown
    --format json` wrote (gzip or zstd allowed); which of them is recognised. It takes the place of what the same tool
    said before. Where a guardrail counts what the tool finds, a run that nobody decided about is judged again.
    """
    asking = caller(request, Scope.UPLOAD)
    run = asking.run(pk)
    asking.must_act_in(run.workspace)
    try:
        document = body.small(request, largest_body("POST", request.path_info))
    except PortalError as error:
        tool_reports.refuse(run, asking.actor, error)
        raise
    kept = tool_reports.accept(run, asking.actor, document)
    return JsonResponse({"reports": [report_out(one) for one in kept]}, status=201)


@router.get("/runs/{int:pk}/reports", response={200: dict[str, Any], **PROBLEMS}, summary="What other tools said of it")
def reports(request: HttpRequest, pk: int) -> dict[str, Any]:
    """The newest of each tool."""
    return {"reports": [report_out(one) for one in of_runs.every_report(caller(request).run(pk))]}


def report_out(one: ToolReport) -> dict[str, Any]:
    """A report as the API tells it; of its findings those that are kept."""
    said = ("kind", "tool", "digest", "findings", "counts", "figures", "told", "costs")
    return {**{name: getattr(one, name) for name in said}, "at": one.created_at.isoformat()}

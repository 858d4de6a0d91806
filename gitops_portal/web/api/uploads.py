"""Plans, for CI: upload one, with what other tools say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from ninja import Router

from gitops_portal.actions import ingest, tool_reports, workspaces
from gitops_portal.actions.metadata import Metadata
from gitops_portal.core.ci_identity.rules import Scope
from gitops_portal.core.errors import Invalid, PortalError
from gitops_portal.core.lifecycle import State
from gitops_portal.web.api import body
from gitops_portal.web.api.caller import CI_ONLY, Caller, caller
from gitops_portal.web.api.described import TOLD, UPLOAD
from gitops_portal.web.api.runs import UPLOAD_PROBLEMS, Uploaded, uploaded

if TYPE_CHECKING:
    from gitops_portal.records.queries import Run, Workspace

router = Router()

LONGEST_KEY: Final = 200


@router.post(
    "/workspaces/{slug}/runs",
    response={201: Uploaded, 202: Uploaded, **UPLOAD_PROBLEMS},
    auth=CI_ONLY,
    summary="Upload a plan",
    openapi_extra=UPLOAD,
)
def upload(
    request: HttpRequest,
    slug: str,
    create: bool = False,  # noqa: FBT001, FBT002 - a query parameter
) -> HttpResponse:
    """The body is the JSON of `terraform show -json` (gzip or zstd allowed), or a form with `plan` and `graph`.

    In a form, `findings` (SARIF, or the JSON of a scanner, any number) and `infracost` (JSON) bring what other tools
    say of the plan, as `/runs/{id}/reports` takes it; where one of them can't be read, nothing is kept.

    `commit`, `branch`, `pull_request`, `title`, `actor`, `ci_url`, `kind` and `planfile_sha256` come as query or form
    fields, and so do `committed_at` (when the commit was made, with its zone) and `pipeline` (its number): what is of
    an older commit or an earlier pipeline supersedes nothing, it is superseded itself.

    An `Idempotency-Key` makes a retry safe. 201 when evaluated at once, 202 when queued.
    """
    asking = caller(request, Scope.UPLOAD)
    workspace = _target(asking, slug, create=create)
    key = request.headers.get("Idempotency-Key") or None
    if key and len(key) > LONGEST_KEY:
        raise Invalid(f"The Idempotency-Key has more than {LONGEST_KEY} characters.")
    try:
        document, metadata = _read(request, asking)
    except PortalError as error:
        ingest.refuse(workspace, asking.actor, error)
        raise
    run = _accept(document, workspace, asking, metadata, key)
    status = 202 if State(run.state).moving else 201
    response = JsonResponse(uploaded(run), status=status)
    response["Location"] = reverse("api:run", args=[run.pk])
    return response


def _read(request: HttpRequest, asking: Caller) -> tuple[body.Upload, Metadata]:
    """What was sent, and what is told of it. Raises PortalError, also where a report of another tool can't be read."""
    document = body.read(request)
    told = asking.settled({**request.GET.dict(), **document.fields})
    for report in document.reports:
        tool_reports.check(report)
    return document, Metadata(**{name: told[name] for name in TOLD if told.get(name)})


def _accept(sent: body.Upload, workspace: Workspace, asking: Caller, metadata: Metadata, key: str | None) -> Run:
    run = ingest.accept(
        sent.plan,
        workspace=workspace,
        by=asking.actor,
        metadata=metadata,
        dot=sent.dot,
        idempotency_key=key,
        job=asking.known.job if asking.known else None,
    )
    for report in sent.reports:
        tool_reports.accept(run, asking.actor, report)
    if sent.reports:
        run.refresh_from_db()
    return run


def _target(asking: Caller, slug: str, *, create: bool) -> Workspace:
    """The workspace, made now where the token may and the upload asks for it. Raises Http404."""
    try:
        return asking.workspace(slug)
    except Http404:
        token = asking.token
        if not (create and token and token.may_create and token.workspace_id is None):
            raise
        return workspaces.ensure(asking.actor, slug)

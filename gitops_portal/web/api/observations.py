"""What was seen of the real world, for CI and scripts: a state comes in; what the newest one holds goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest, JsonResponse
from ninja import Router

from gitops_portal.actions import observations, reports
from gitops_portal.core.ci_identity.rules import Scope
from gitops_portal.core.errors import PortalError
from gitops_portal.records import queries
from gitops_portal.web.api import body
from gitops_portal.web.api.caller import CI_ONLY, caller
from gitops_portal.web.api.described import OBSERVATION
from gitops_portal.web.api.runs import PROBLEMS, UPLOAD_PROBLEMS

if TYPE_CHECKING:
    from gitops_portal.records.models import Observation
    from gitops_portal.records.queries import Snapshot, Workspace

router = Router()
LISTED: Final = 100
"""States in one answer, and objects of a state on one page."""


@router.post(
    "/workspaces/{slug}/observations",
    response={201: dict[str, Any], **UPLOAD_PROBLEMS},
    auth=CI_ONLY,
    summary="Tell what was seen: a state, or what a system says of the workspace",
    openapi_extra=OBSERVATION,
)
def observe(request: HttpRequest, slug: str) -> JsonResponse:
    """The body is a state file of version 4 (`terraform state pull`), or `terraform show -json` without a plan file.

    Or it is what a system says: an Application of Argo CD, a Kustomization, HelmRelease or event of Flux, a Terraform
    object of tofu-controller, a health assessment of HCP Terraform. What says nothing of how far the workspace is from
    what is declared is taken, and `id` is null.

    Which of them is recognised. Nothing secret of it is kept. `told` says what is wrong between it and the state that
    was sent before: an older serial, another lineage.
    """
    asking = caller(request, Scope.UPLOAD)
    workspace = asking.workspace(slug)
    asking.must_see_the_real_world()
    try:
        document = body.one(request)
    except PortalError as error:
        observations.refuse(workspace, asking.actor, error)
        raise
    if reports.is_one(document):
        told = observation_out(reports.accept(document, workspace=workspace, by=asking.actor))
    else:
        told = snapshot_out(observations.accept(document, workspace=workspace, by=asking.actor))
    return JsonResponse(told | {"posture": posture(asking.workspace(slug))}, status=201)


@router.get(
    "/workspaces/{slug}/observations",
    response={200: dict[str, Any], **PROBLEMS},
    summary="The states that were sent, the newest first",
)
def observed(request: HttpRequest, slug: str) -> dict[str, Any]:
    """The newest 100."""
    workspace = caller(request).workspace(slug)
    return {"observations": [snapshot_out(one) for one in queries.snapshots(workspace, LISTED)]}


@router.get(
    "/workspaces/{slug}/posture",
    response={200: dict[str, Any], **PROBLEMS},
    summary="How far it is from the real world, as far as anybody knows",
)
def known(request: HttpRequest, slug: str) -> dict[str, Any]:
    """`state` is `in_sync`, `drifted` or `unverified`; `checked_at` is when that was found, `source` by whom, `drifted`
    how many resources differed. From `next_check_by` on it is unverified, unless somebody looks until then. Null is
    what nobody said.
    """
    return posture(caller(request).workspace(slug))


@router.get(
    "/workspaces/{slug}/state", response={200: dict[str, Any], **PROBLEMS}, summary="What the newest state holds"
)
def state(
    request: HttpRequest,
    slug: str,
    q: str = "",
    type: str = "",  # noqa: A002 - the field's name in the interface
    module: str = "",
    provider: str = "",
    page: int = 1,
) -> dict[str, Any]:
    """Its objects in order of address, 100 a page; none after the last. Filters: words of the address (`q`), `type`,
    `module`, `provider`. `state` is null before the first one was sent.
    """
    workspace = caller(request).workspace(slug)
    snapshot = queries.newest_snapshot(workspace)
    if snapshot is None:
        return {"state": None, "total": 0, "page": page, "pages": 0, "resources": []}
    asked = {"q": q, "type": type, "module": module, "provider": provider}
    found = queries.standing_resources(snapshot, page, asked, LISTED)
    return {
        "state": snapshot_out(snapshot),
        "total": found.paginator.count,
        "page": page,
        "pages": found.paginator.num_pages,
        "resources": [
            {
                "address": row.address,
                "type": row.type,
                "module": row.module,
                "provider": row.provider,
                "mode": row.mode,
                "deposed": row.deposed,
                "tainted": row.tainted,
            }
            for row in (found if found.number == page else ())
        ],
    }


def snapshot_out(snapshot: Snapshot) -> dict[str, Any]:
    """A state as the API tells it; `serial` is null, and `lineage` empty, where the document does not say."""
    return {
        "id": snapshot.pk,
        "kind": "state",
        "source": snapshot.source,
        "digest": snapshot.digest,
        "lineage": snapshot.lineage,
        "serial": snapshot.serial,
        "terraform_version": snapshot.terraform_version,
        "resources": snapshot.resources,
        "told": snapshot.told,
        "read_from": snapshot.read_from,
        "created_at": snapshot.created_at.isoformat(),
    }


def observation_out(said: Observation | None) -> dict[str, Any]:
    """What a system said, as the API tells it; of what says nothing, nothing but its kind."""
    if said is None:
        return {"id": None, "kind": "observation"}
    return {
        "id": said.pk,
        "kind": "observation",
        "source": said.source,
        "subject": said.subject,
        "state": said.state,
        "checked_at": said.checked_at.isoformat(),
        "since": said.since.isoformat(),
        "drifted": said.drifted,
        "differing": said.resources,
        "repository": said.repository,
        "revision": said.revision,
        "reason": said.reason,
    }


def posture(workspace: Workspace) -> dict[str, Any]:
    """What is known of how far the real world is from what is declared; null is what nobody said."""
    known = workspace.known
    return {
        "state": known.state,
        "checked_at": known.checked_at.isoformat() if known.checked_at else None,
        "source": known.source or None,
        "drifted": known.drifted,
        "next_check_by": known.next_check_by.isoformat() if known.next_check_by else None,
    }

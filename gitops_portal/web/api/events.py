"""Events of other systems that cannot send a token, each authenticated in its own documented way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from ninja import Router

from gitops_portal.actions import reports, signed_events, tokens
from gitops_portal.core.errors import Unrecognised
from gitops_portal.records.queries import api as api_queries
from gitops_portal.web.access import client_address
from gitops_portal.web.api import body
from gitops_portal.web.api.described import OBSERVATION
from gitops_portal.web.api.observations import observation_out, posture
from gitops_portal.web.api.runs import UPLOAD_PROBLEMS
from gitops_portal.web.limits import SMALL

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router()


@router.post(
    "/events/flux/{slug}",
    response={201: dict[str, Any], **UPLOAD_PROBLEMS},
    auth=None,
    summary="An event of Flux, signed (provider generic-hmac)",
    openapi_extra=OBSERVATION,
)
def flux(request: HttpRequest, slug: str) -> JsonResponse:
    """What the notification-controller posts, with the HMAC of the body in `X-Signature`. The key is the signing key of
    a token of this workspace that may upload; it is shown with the token.
    """
    signature, workspace = request.headers.get("X-Signature", ""), api_queries.any_workspace(slug)
    if not signature or workspace is None:
        raise Unrecognised(signed_events.UNSIGNED)
    document = body.small(request, SMALL)
    token = signed_events.signer(workspace, document, signature)
    said = reports.accept(document, workspace=workspace, by=tokens.as_actor(token, client_address(request)))
    workspace.refresh_from_db()
    return JsonResponse(observation_out(said) | {"posture": posture(workspace)}, status=201)

"""What a token with some scopes may call; what it may not is refused with the scope that it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gitops_portal.actions import tokens
from tests.actors import OPERATOR
from tests.documents import HARMLESS

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.records.models import Workspace

CALLS = {
    "upload": ("post", "/api/v1/workspaces/orders-prod/runs", {"upload"}),
    "observe": ("post", "/api/v1/workspaces/orders-prod/observations", {"upload"}),
    "state": ("get", "/api/v1/runs/{pk}", {"upload", "gate", "read"}),
    "gate": ("get", "/api/v1/runs/{pk}/gate", {"gate"}),
    "outcome": ("post", "/api/v1/runs/{pk}/outcome", {"gate"}),
    "report": ("get", "/api/v1/runs/{pk}/report", {"read"}),
    "changes": ("get", "/api/v1/runs/{pk}/changes", {"read"}),
    "workspaces": ("get", "/api/v1/workspaces", {"read"}),
    "posture": ("get", "/api/v1/workspaces/orders-prod/posture", {"read"}),
    "drift": ("get", "/api/v1/workspaces/orders-prod/drift", {"read"}),
    "waivers": ("get", "/api/v1/workspaces/orders-prod/waivers", {"read"}),
    "trail": ("get", "/api/v1/workspaces/orders-prod/audit", {"read"}),
    "history": ("get", "/api/v1/history?address=x", {"read"}),
}


@pytest.mark.parametrize("scope", ["upload", "gate", "read"])
@pytest.mark.parametrize("call", CALLS)
def test_a_call_takes_its_scope(
    upload: Callable[..., Any], workspace: Workspace, settings: Any, tmp_path: Any, call: str, scope: str
) -> None:
    settings.ARTIFACTS_URL = f"file://{tmp_path}/artifacts"
    pk = upload(HARMLESS).json()["id"]
    method, address, needs = CALLS[call]
    secret = tokens.create(OPERATOR, name="CI", workspace=workspace, scopes=[scope])[1]
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    data = {"content_type": "application/json", "data": b"{}"} if method == "post" else {}
    answer = getattr(client, method)(address.format(pk=pk), **data)
    assert (answer.status_code != 403) is (scope in needs), answer.content
    if scope not in needs:
        told = answer.json()["detail"]
        assert told.startswith(f"This takes a token with the scope {' or '.join(sorted(needs))}; yours has {scope}.")

"""What Argo CD and Flux are told to send is what the portal takes, at the address where it does."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from gitops_portal.core.documents import parse
from tests.core.documents.sources.samples import ARGOCD

INTEGRATIONS = Path(__file__).parents[2] / "integrations"


def test_argo_cd_posts_the_application_itself() -> None:
    told = yaml.safe_load((INTEGRATIONS / "argocd" / "notifications.yaml").read_text(encoding="utf-8"))["data"]
    hook = yaml.safe_load(told["template.portal"])["webhook"]["portal"]
    assert hook["method"] == "POST", "it is GET where nobody says so"
    assert hook["path"].startswith("/api/v1/workspaces/{{")
    assert hook["path"].endswith("}}/observations")
    assert parse.is_report(hook["body"].replace("{{toJson .app}}", json.dumps(ARGOCD)).encode())
    (trigger,) = yaml.safe_load(told["trigger.on-portal"])
    assert trigger["send"] == ["portal"]
    headers = yaml.safe_load(told["service.webhook.portal"])["headers"]
    assert {"name": "Authorization", "value": "Bearer $portal-token"} in headers


def test_flux_posts_each_event_with_the_token_in_a_header() -> None:
    text = (INTEGRATIONS / "flux" / "notifications.yaml").read_text(encoding="utf-8")
    provider, secret, alert = yaml.safe_load_all(text)
    assert provider["spec"]["type"] == "generic"
    assert provider["spec"]["address"].endswith("/api/v1/workspaces/apps/observations")
    assert provider["spec"]["secretRef"]["name"] == secret["metadata"]["name"]
    assert yaml.safe_load(secret["stringData"]["headers"]).keys() == {"Authorization"}
    assert alert["spec"]["eventSeverity"] == "info", "or there is no heartbeat"

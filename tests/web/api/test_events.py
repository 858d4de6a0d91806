"""Events that are signed: by a living token of the workspace that may upload, and with nothing weaker."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from gitops_portal.actions import clock, signed_events, tokens, workspaces
from gitops_portal.core.model import Role
from gitops_portal.records.models import AuditEvent, Token
from tests import organisation as org
from tests.actors import OPERATOR
from tests.core.documents.sources.observed import BEAT, with_

if TYPE_CHECKING:
    from gitops_portal.records.models import Workspace

BODY = json.dumps(with_(BEAT, timestamp=timezone.now().isoformat())).encode()
URL = "/api/v1/events/flux/orders-prod"


def signed(key: str, body: bytes = BODY, how: str = "sha256", url: str = URL) -> Any:
    signature = f"{how}={hmac.new(key.encode(), body, getattr(hashlib, how)).hexdigest()}"
    headers = {"X-Signature": signature, "Gotk-Component": "kustomize-controller"}
    return Client().post(url, body, content_type="application/json", headers=headers)


@pytest.fixture
def key(secret: str) -> str:
    return signed_events.key_for(secret)


@pytest.mark.parametrize("how", ["sha256", "sha384", "sha512"])
def test_what_is_signed_counts(key: str, how: str) -> None:
    answer = signed(key, how=how)
    assert (answer.status_code, answer.json()["posture"]["state"]) == (201, "in_sync")
    assert AuditEvent.objects.get(verb="workspace.observed").actor == "token CI"
    assert Token.objects.get().last_used_at is not None


def test_what_is_not_signed_so_is_refused_and_nothing_is_kept(key: str, secret: str, workspace: Workspace) -> None:
    other = workspaces.create(OPERATOR, "other")
    reader = tokens.create(OPERATOR, name="reader", workspace=workspace, scopes=["read"])[1]
    everywhere = tokens.create(OPERATOR, name="everywhere")[1]
    bad = [
        Client().post(URL, BODY, content_type="application/json"),
        Client().post(URL, BODY, content_type="application/json", headers={"X-Signature": "sha256=é"}),
        signed(key, how="sha1"),
        signed(key, how="md5"),
        signed(secret),
        signed(Token.objects.get(name="CI").digest),
        signed(signed_events.key_for(reader)),
        signed(signed_events.key_for(everywhere)),
        signed(key, url=f"/api/v1/events/flux/{other.slug}"),
        signed(key, url="/api/v1/events/flux/nowhere"),
    ]
    assert {answer.status_code for answer in bad} == {401}
    assert len({answer.json()["detail"] for answer in bad}) == 1, "nobody is told what was wrong"
    assert not AuditEvent.objects.filter(verb="workspace.observed").exists()


def test_the_key_ends_with_its_token_and_changes_with_its_secret(key: str, workspace: Workspace) -> None:
    token = Token.objects.get()
    fresh = signed_events.key_for(tokens.rotate(OPERATOR, token, 1))
    assert {signed(one).status_code for one in (key, fresh)} == {201}
    with clock.at(timezone.now() + timedelta(hours=2)):
        assert [signed(one).status_code for one in (key, fresh)] == [401, 201]
    tokens.revoke(OPERATOR, Token.objects.get())
    assert signed(fresh).status_code == 401


def test_the_key_is_shown_with_the_token_and_never_again(workspace: Workspace) -> None:
    owner = org.signed_in(org.member(workspace, Role.OWNER))
    page = "/workspaces/orders-prod/settings/"
    made = owner.post(f"{page}tokens/new/", {"name": "Flux", "days": "90", "scopes": ["upload"]})
    assert signed_events.key_for(made.context["secret"]) in made.text
    assert signed_events.key_for(made.context["secret"]) not in owner.get(page).text

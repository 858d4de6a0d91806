"""What systems say of a workspace: sent through the API, counted for its posture, audited when it is news."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from gitops_portal.actions import tokens
from gitops_portal.core.model import Role
from gitops_portal.records.models import AuditEvent, Observation, Workspace
from tests import organisation as org
from tests.actors import OPERATOR
from tests.core.documents.sources.observed import BEAT, with_
from tests.core.documents.sources.samples import ARGOCD, EVENT, KUSTOMIZATION

if TYPE_CHECKING:
    from datetime import datetime

URL = "/api/v1/workspaces/shop/observations"
pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return org.workspace("shop", check_hours=24)


@pytest.fixture
def ci(workspace: Workspace) -> Client:
    return Client(headers={"Authorization": f"Bearer {tokens.create(OPERATOR, name='ci', workspace=workspace)[1]}"})


def sent(ci: Client, document: dict[str, Any]) -> Any:
    answer = ci.post(URL, json.dumps(document), content_type="application/json")
    assert answer.status_code == 201, answer.content
    return answer.json()


def application(status: str, at: datetime) -> dict[str, Any]:
    resources = [] if status == "Synced" else ARGOCD["status"]["resources"]
    return with_(
        ARGOCD, status__sync__status=status, status__resources=resources, status__reconciledAt=at.isoformat()
    )  # fmt: skip


def test_it_is_answered_with_what_it_says_and_the_posture(ci: Client) -> None:
    now = timezone.now()
    told = sent(ci, application("OutOfSync", now))
    assert (told["kind"], told["source"], told["subject"]) == ("observation", "argocd", "Application argocd/shop")
    assert told["differing"][0] == {"name": "apps/Deployment shop/web", "state": "OutOfSync"}
    known = ci.get("/api/v1/workspaces/shop/posture").json()
    assert (
        told["posture"]
        == known
        == {
            "state": "drifted",
            "checked_at": now.isoformat(),
            "source": "argocd",
            "drifted": 2,
            "next_check_by": (now + timedelta(hours=24)).isoformat(),
        }
    )


def test_an_old_answer_is_no_answer(ci: Client) -> None:
    assert sent(ci, application("Synced", timezone.now() - timedelta(hours=25)))["posture"]["state"] == "unverified"


def test_only_news_is_an_event(ci: Client) -> None:
    now = timezone.now()
    for hours in (3, 2, 1):
        sent(ci, application("Synced", now - timedelta(hours=hours)))
    assert sent(ci, application("OutOfSync", now))["posture"]["state"] == "drifted"
    assert Observation.objects.count() == 2
    events = AuditEvent.objects.filter(verb="workspace.observed").order_by("pk").values_list("detail", flat=True)
    assert [(one["state"], one["before"], one["after"]) for one in events] == [
        ("in_sync", "unverified", "in_sync"), ("drifted", "in_sync", "drifted")
    ]  # fmt: skip


def test_documents_and_events_of_one_object_are_one_source(ci: Client) -> None:
    now = timezone.now()
    of = {"namespace": "flux-system", "name": "apps", "kind": "Kustomization"}
    sent(ci, with_(KUSTOMIZATION, status__history=[{"lastReconciled": (now - timedelta(hours=2)).isoformat()}]))
    told = sent(ci, with_(BEAT, involvedObject=of, timestamp=now.isoformat()))
    assert told["posture"]["checked_at"] == now.isoformat()
    assert Observation.objects.count() == 1
    assert sent(ci, with_(KUSTOMIZATION, spec__suspend=True))["posture"]["state"] == "unverified"


def test_what_says_nothing_changes_nothing(ci: Client) -> None:
    told = sent(ci, with_(EVENT, severity="info", reason="UpgradeSucceeded"))
    assert (told["id"], told["posture"]["state"], Observation.objects.count()) == (None, "unverified", 0)


def test_what_tells_of_it_first_says_what_kind_it_is(ci: Client, workspace: Workspace) -> None:
    sent(ci, application("Synced", timezone.now()))
    assert ci.get("/api/v1/workspaces/shop").json()["kind"] == "argocd"
    other = org.workspace("planned")
    org.run(other)
    secret = tokens.create(OPERATOR, name="ci", workspace=other)[1]
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    address = "/api/v1/workspaces/planned/observations"
    client.post(address, json.dumps(ARGOCD), content_type="application/json")
    assert client.get("/api/v1/workspaces/planned").json()["kind"] == "terraform"


def test_a_damaged_one_is_refused_with_a_sentence(ci: Client) -> None:
    answer = ci.post(URL, json.dumps(with_(ARGOCD, status__sync=[1])), content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert "`status`" in answer.json()["detail"]
    assert AuditEvent.objects.filter(verb="state.refused").count() == 1


def test_lists_tell_the_same(ci: Client, workspace: Workspace) -> None:
    sent(ci, application("OutOfSync", timezone.now()))
    viewer = org.signed_in(org.member(workspace, Role.VIEWER))
    answer = viewer.get("/drift/?state=drifted")
    assert [line.workspace.slug for line in answer.context["lines"]] == ["shop"]
    for told in ("Argo CD", "5f3c1f0a", "apps/Deployment shop/web"):
        assert told in answer.text, told
    Workspace.objects.update(next_check_by=timezone.now())
    assert [line.workspace.slug for line in viewer.get("/drift/?state=unverified").context["lines"]] == ["shop"]
    assert viewer.get("/drift/?state=drifted").context["lines"] == []


def test_where_all_is_as_declared_cards_have_no_line_for_what_differs(ci: Client, workspace: Workspace) -> None:
    viewer = org.signed_in(org.member(workspace, Role.VIEWER))
    sent(ci, application("Synced", timezone.now()))
    assert 'class="blank"' not in viewer.get("/drift/").text, "its system says something"
    Observation.objects.update(reason="")
    assert 'class="blank" data-head="What differs"' in viewer.get("/drift/").text


def test_the_page_tells_who_says_what_and_until_when(ci: Client, workspace: Workspace) -> None:
    evil = "<script>alert(1)</script>"
    viewer = org.signed_in(org.member(workspace, Role.VIEWER))
    assert "Nobody has compared" not in viewer.get("/workspaces/shop/").text
    sent(ci, with_(application("OutOfSync", timezone.now()), status__sync__revision=evil))
    text = viewer.get("/workspaces/shop/").text
    assert evil not in text
    for told in ('<span class="tag">Argo CD</span>', "Drifted", "Application argocd/shop", "apps/Deployment shop/web",
                 "2 resources are out of sync", "Next check by", "&lt;script&gt;"):  # fmt: skip
        assert told in text, told
    Observation.objects.update(checked_at=timezone.now() - timedelta(days=2))
    Workspace.objects.update(next_check_by=timezone.now() - timedelta(days=1))
    text = viewer.get("/workspaces/shop/").text
    assert "Drifted, too long ago" in text
    assert "and nobody looked" in text

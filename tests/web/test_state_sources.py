"""Where a state is read from, on pages and in the API: set by owners, shown to all, whatever the bucket says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from gitops_portal.actions import state_sources, tokens
from gitops_portal.core.model import Role
from gitops_portal.core.s3_backend import Place
from gitops_portal.records.models import Snapshot, StateSource
from tests import organisation as org
from tests.actors import OPERATOR

if TYPE_CHECKING:
    from django.test import Client

    from gitops_portal.records.models import Workspace

pytestmark = pytest.mark.django_db
PAGE, SETTINGS = "/workspaces/orders-prod/", "/workspaces/orders-prod/settings/state/"
SENT = {"bucket": "acme", "key": "orders-prod/terraform.tfstate", "workspace_key_prefix": "env:"}


@pytest.fixture(autouse=True)
def _allowed(settings: Any) -> None:
    settings.STATE_BUCKETS = ["acme/{workspace}"]
    settings.STATE_ENDPOINTS = ["https://s3.internal:9000"]


@pytest.fixture
def workspace() -> Workspace:
    return org.workspace(state_address="s3://acme/orders-prod/terraform.tfstate")


@pytest.fixture
def owner(workspace: Workspace) -> Client:
    return org.signed_in(org.member(workspace, Role.OWNER))


@pytest.fixture
def source(workspace: Workspace) -> StateSource:
    state_sources.change(OPERATOR, workspace, Place(**SENT))
    return StateSource.objects.get()


def test_an_owner_sets_it_and_takes_it_back(owner: Client) -> None:
    page = owner.get(SETTINGS).text
    assert 'value="orders-prod/terraform.tfstate"' in page, "as the workspace says of its state"
    assert "gitops-portal:orders-prod" in page
    answer = owner.post(SETTINGS, SENT | {"endpoint": "https://s3.internal:9000"}, follow=True)
    assert "Read from" in answer.text
    assert "https://s3.internal:9000" in answer.text
    assert "s3.internal" in owner.get(SETTINGS).text
    assert not (owner.post(SETTINGS, {"act": "remove"}) and StateSource.objects.exists())


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"key": "billing-prod/a"}, "STATE_BUCKETS"),
        ({"key": "orders-prod/../a"}, "no empty step"),
        ({"bucket": ""}, "required"),
        ({"endpoint": "http://169.254.169.254"}, "not one of the available choices"),
        ({"role": "admin"}, "ARN"),
    ],
)
def test_what_can_not_be_is_told_and_nothing_is_kept(owner: Client, sent: dict[str, str], told: str) -> None:
    answer = owner.post(SETTINGS, SENT | sent)
    assert (answer.status_code, StateSource.objects.exists()) == (422, False)
    assert told in answer.text


def test_without_an_allowed_bucket_the_page_says_so(owner: Client, settings: Any) -> None:
    settings.STATE_BUCKETS = []
    page = owner.get(SETTINGS).text
    assert "can't read any bucket yet" in page
    assert 'name="bucket"' not in page


@pytest.mark.parametrize(("role", "button"), [(Role.VIEWER, False), (Role.REVIEWER, True), (Role.OWNER, True)])
def test_reviewers_may_have_it_read_now(workspace: Workspace, source: StateSource, role: Role, button: bool) -> None:
    client, before = org.signed_in(org.member(workspace, role)), source.next_at
    assert ("Read now" in client.get(PAGE).text) is button
    answer = client.post("/workspaces/orders-prod/state/read/")
    assert (answer.status_code == 302) is button
    source.refresh_from_db()
    assert (source.next_at > before) is button


def test_a_lock_is_hostile_text(owner: Client, source: StateSource) -> None:
    said = {
        "who": "<b>ada</b>",
        "operation": "apply",
        "since": "2026-11-29T10:00:00+00:00",
        "info": "<i>",
        "readable": True,
    }
    StateSource.objects.update(lock=said)
    page = owner.get(PAGE).text
    assert "&lt;b&gt;ada&lt;/b&gt;" in page
    assert "&lt;i&gt;" in page
    assert "2026-11-29 10:00:00 UTC" in page
    StateSource.objects.update(lock=said | {"who": "", "operation": "", "since": "", "readable": False})
    assert "none of Terraform" in owner.get(PAGE).text


def test_a_failure_is_told_on_the_page_and_in_the_api(owner: Client, workspace: Workspace, source: StateSource) -> None:
    StateSource.objects.update(failure="Access to <it> is denied.", failing_since=timezone.now())
    assert "Access to &lt;it&gt; is denied." in owner.get(PAGE).text
    _, secret = tokens.create(OPERATOR, name="ci", workspace=workspace)
    told = owner.get("/api/v1/workspaces/orders-prod", headers={"Authorization": f"Bearer {secret}"}).json()
    assert told["state_source"]["failure"] == "Access to <it> is denied."
    assert (told["state_source"]["address"], told["state_source"]["lock"]) == (source.where.address, None)


def test_a_state_that_was_read_says_from_where_and_how_it_stands(owner: Client, workspace: Workspace) -> None:
    org.run(workspace, kind="plan", serial=6, lineage="a")
    Snapshot.objects.create(
        workspace=workspace, source="x", digest="d", artifact="a", lineage="a", serial=7,
        read_from="s3://acme/orders-prod/terraform.tfstate", created_at=timezone.now(),
    )  # fmt: skip
    page = owner.get(PAGE).text
    assert "from s3://acme/orders-prod/terraform.tfstate" in page
    assert "No apply has told" in page
    assert "was planned on serial 6, and the state has moved since" in page

"""The warning about what went past the gate: who sees it, and who acknowledges it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from gitops_portal.core.model import Role
from gitops_portal.records.models import Bypass
from tests import organisation as org

if TYPE_CHECKING:
    from gitops_portal.records.models import Workspace

pytestmark = pytest.mark.django_db
TOLD = "The state is at serial <b>9</b>."


@pytest.fixture
def workspace() -> Workspace:
    return org.workspace()


@pytest.fixture
def bypass(workspace: Workspace) -> Bypass:
    return Bypass.objects.create(
        workspace=workspace, key="x", kind="state", run=org.run(workspace), told=TOLD, seen_at=timezone.now()
    )


@pytest.mark.parametrize(("role", "form"), [(Role.VIEWER, False), (Role.REVIEWER, False), (Role.OWNER, True)])
def test_all_who_see_the_workspace_are_warned_and_owners_may_acknowledge(
    workspace: Workspace, bypass: Bypass, role: Role, form: bool
) -> None:
    client = org.signed_in(org.member(workspace, role))
    page, first = client.get("/workspaces/orders-prod/").text, client.get("/").text
    for text in (page, first):
        assert "The state is at serial &lt;b&gt;9&lt;/b&gt;." in text
    address = reverse("workspaces.acknowledge", args=["orders-prod", bypass.pk])
    assert (address in page, address in first) == (form, False)


def test_strangers_see_nothing(bypass: Bypass) -> None:
    assert "past the gate" not in org.signed_in(org.person("stranger")).get("/").text


def test_what_is_acknowledged_is_gone_from_both_pages(workspace: Workspace, bypass: Bypass) -> None:
    client = org.signed_in(org.member(workspace, Role.OWNER))
    address = reverse("workspaces.acknowledge", args=["orders-prod", bypass.pk])
    assert "Say what happened" in client.post(address, {"reason": " "}, follow=True).text
    assert "Acknowledged." in client.post(address, {"reason": "a drill"}, follow=True).text
    assert "past the gate" not in client.get("/").text + client.get("/workspaces/orders-prod/").text

"""CI with a token, and a person with a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gitops_portal.actions import people, tokens, workspaces
from gitops_portal.core.model import Role
from tests.actors import OPERATOR
from tests.documents import HARMLESS

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from gitops_portal.records.models import Person, Workspace

    Ask = Callable[..., HttpResponse]


@pytest.fixture
def workspace(transactional_db: None) -> Workspace:
    return workspaces.create(OPERATOR, "orders-prod", labels={"env": "prod"}, requires_plan_file=False)


@pytest.fixture
def secret(workspace: Workspace) -> str:
    return tokens.create(OPERATOR, name="CI", workspace=workspace)[1]


@pytest.fixture
def ci(secret: str) -> Client:
    """A client that sends the workspace's token."""
    return Client(headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def upload(ci: Client) -> Callable[..., Any]:
    """Send a plan as curl --data-binary does."""

    def sent(body: bytes = HARMLESS, query: str = "", **headers: str) -> Any:
        address = f"/api/v1/workspaces/orders-prod/runs{query}"
        return ci.post(address, body, content_type="application/json", headers=headers)

    return sent


@pytest.fixture
def person(workspace: Workspace) -> Callable[[str], tuple[Person, Client]]:
    """Somebody with a role in the workspace (none when empty), signed in; CSRF is checked as in a browser."""

    def made(role: str) -> tuple[Person, Client]:
        found = people.invite(OPERATOR, f"{role or 'stranger'}@example.org", role or "stranger")
        if role:
            people.set_member(OPERATOR, workspace, found, Role(role))
        client = Client()
        client.force_login(found)
        return found, client

    return made

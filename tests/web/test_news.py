"""What an open page is told: what happened to the runs of its workspace, to who may see it, and nothing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from gitops_portal.actions.decide import decide
from gitops_portal.core.errors import Refused
from gitops_portal.core.model import Role
from tests import organisation as org
from tests.documents import HARMLESS, OPEN_SSH

pytestmark = pytest.mark.django_db

if TYPE_CHECKING:
    from django.test import Client

    from gitops_portal.records.models import Workspace


@pytest.fixture
def workspace() -> Workspace:
    return org.workspace(requires_plan_file=False)


@pytest.fixture
def client(workspace: Workspace) -> Client:
    return org.signed_in(org.member(workspace, Role.VIEWER))


def told(client: Client, workspace: Workspace, after: int) -> tuple[int, list[str]]:
    """The number of the newest event, and what is told; as before where nothing is."""
    answer = client.get(reverse("workspaces.news", args=[workspace.slug]), {"after": after})
    if answer.status_code == 204:
        return after, []
    document = answer.json()
    return document["at"], document["news"]


def test_a_page_is_told_what_happens_once(client: Client, workspace: Workspace) -> None:
    run = org.uploaded(workspace, HARMLESS)
    page = client.get(reverse("runs.detail", args=[workspace.slug, run.number]))
    at = page.context["at"]
    assert f'data-at="{at}"' in page.text
    assert told(client, workspace, at) == (at, [])
    rita = org.member(workspace, Role.REVIEWER, "rita")
    decide(run, by=rita, action="approve", reason="fine", evidence=run.evidence)
    org.uploaded(workspace, OPEN_SSH)
    newest, news = told(client, workspace, at)
    assert news[-1] == "Run 1 approved by rita"
    assert {"Run 2 uploaded", "Run 2 evaluated"} <= set(news)
    assert told(client, workspace, newest) == (newest, [])


def test_a_refused_try_is_no_news(client: Client, workspace: Workspace) -> None:
    run = org.uploaded(workspace, HARMLESS)
    at, _ = told(client, workspace, 0)
    viewer = org.member(workspace, Role.VIEWER, "vera")
    with pytest.raises(Refused):
        decide(run, by=viewer, action="approve", reason="fine", evidence=run.evidence)
    assert told(client, workspace, at) == (at, [])


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30, "1.5"])
def test_what_is_no_number_of_an_event_is_nowhere(client: Client, workspace: Workspace, after: str) -> None:
    assert client.get(reverse("workspaces.news", args=[workspace.slug]), {"after": after}).status_code == 404


def test_asking_takes_few_queries(client: Client, workspace: Workspace, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(6):  # type: ignore[operator]  # pytest-django's own fixture
        told(client, workspace, 0)

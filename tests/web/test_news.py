"""What an open page is told: what happened to what it is about, to who may see it, and nothing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.http import QueryDict
from django.urls import reverse

from gitops_portal.actions import comments
from gitops_portal.actions.decide import decide
from gitops_portal.core.errors import Refused
from gitops_portal.core.model import Role
from gitops_portal.records import queries
from tests import organisation as org
from tests.documents import HARMLESS, OPEN_SSH

pytestmark = pytest.mark.django_db

if TYPE_CHECKING:
    from django.test import Client

    from gitops_portal.records.models import Person, Run, Workspace


@pytest.fixture
def workspace() -> Workspace:
    return org.workspace(requires_plan_file=False)


@pytest.fixture
def client(workspace: Workspace) -> Client:
    return org.signed_in(org.member(workspace, Role.VIEWER))


@pytest.fixture
def rita(workspace: Workspace) -> Person:
    return org.member(workspace, Role.REVIEWER, "rita")


class Page:
    """An open page: asks as its script does."""

    def __init__(self, client: Client, address: str) -> None:
        page: Any = client.get(address)
        assert page.status_code == 200
        self.client, self.asks = client, QueryDict(page.context["news"], mutable=True)

    def told(self) -> dict[str, Any]:
        """What there is to tell since it asked last; empty where nothing happened."""
        answer = self.client.get(f"{reverse('news')}?{self.asks.urlencode()}")
        if answer.status_code == 204:
            return {}
        document: dict[str, Any] = answer.json()
        self.asks["own"], self.asks["all"] = str(document.pop("own")), str(document.pop("all"))
        return document


def at(run: Run) -> str:
    return reverse("runs.detail", args=[run.workspace.slug, run.number])


def approve(run: Run, by: Person) -> None:
    decide(run, by=by, action="approve", reason="fine", evidence=run.evidence)


@pytest.mark.parametrize("place", ["run", "workspace"])
def test_a_page_is_told_what_happens_once(client: Client, workspace: Workspace, rita: Person, place: str) -> None:
    run = org.uploaded(workspace, HARMLESS)
    page = Page(client, at(run) if place == "run" else reverse("workspaces.detail", args=[workspace.slug]))
    assert page.told() == {}
    approve(run, rita)
    org.uploaded(workspace, OPEN_SSH)
    news = page.told()["news"]
    assert news[-1] == "Run 1 approved by rita"
    assert {"Run 2 uploaded", "Run 2 evaluated"} <= set(news)
    assert page.told() == {}


def test_a_refused_try_is_no_news(client: Client, workspace: Workspace) -> None:
    run = org.uploaded(workspace, HARMLESS)
    pages = [Page(client, at(run)), Page(client, reverse("workspaces.index"))]
    viewer = org.member(workspace, Role.VIEWER, "vera")
    with pytest.raises(Refused):
        decide(run, by=viewer, action="approve", reason="fine", evidence=run.evidence)
    assert [page.told() for page in pages] == [
        {"waiting": 0, "news": []},
        {"waiting": 0, "changed": [], "more": False},
    ]


@pytest.mark.parametrize("name", ["workspaces.index", "requests.index"])
def test_a_list_is_told_which_workspaces_changed(client: Client, workspace: Workspace, rita: Person, name: str) -> None:
    other, foreign = org.workspace("other"), org.workspace("foreign")
    other.memberships.create(person=rita, role=Role.REVIEWER)
    run = org.uploaded(workspace, HARMLESS)
    page, hers = Page(client, reverse(name)), Page(org.signed_in(rita), reverse(name))
    assert page.told() == {}
    org.uploaded(foreign, HARMLESS)
    assert page.told() == {}, "of what one does not see"
    comments.add(run, "Why?", by=rita)
    assert page.told() == {"waiting": 0, "changed": [], "more": False}, "no list shows comments"
    approve(run, rita)
    org.uploaded(other, OPEN_SSH)
    assert page.told() == {"waiting": 0, "changed": [workspace.slug], "more": False}
    assert hers.told()["changed"] == sorted([workspace.slug, other.slug])
    assert page.told() == {}


def test_every_page_is_told_how_many_wait(workspace: Workspace, rita: Person) -> None:
    page = Page(org.signed_in(rita), reverse("guardrails.index"))
    assert page.told() == {}
    run = org.run(workspace)
    org.event(workspace, "run.evaluated", run=run)
    waits = {"waiting": 1, "news": []}
    assert page.told() == waits
    decide(run, by=rita, action="reject", reason="no", evidence=run.evidence)
    assert page.told() == waits | {"waiting": 0}


def test_where_very_much_happened_it_is_told_that_there_is_more(
    client: Client, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries.news, "MOST_NEWS", 3)
    monkeypatch.setattr(queries, "MOST_NEWS", 3)
    page = Page(client, reverse("workspaces.index"))
    for _ in range(2):
        org.uploaded(workspace, HARMLESS)
    assert page.told() == {"waiting": 0, "changed": [workspace.slug], "more": True}


@pytest.mark.parametrize("wrong", ["x", "-1", "9" * 30, "1.5"])
@pytest.mark.parametrize("name", ["own", "all"])
def test_what_is_no_number_of_events_is_nowhere(client: Client, name: str, wrong: str) -> None:
    assert client.get(reverse("news"), {name: wrong}).status_code == 404


@pytest.mark.parametrize("about", [{"workspace": "foreign"}, {"request": "made-up"}, {"workspace": "\0"}])
def test_of_what_one_may_not_see_nothing_is_told(client: Client, about: dict[str, str]) -> None:
    org.uploaded(org.workspace("foreign"), HARMLESS)
    assert client.get(reverse("news"), about).status_code == 204


def test_a_page_that_nothing_happened_to_asks_one_question(
    client: Client, workspace: Workspace, django_assert_num_queries: Any
) -> None:
    org.uploaded(workspace, HARMLESS)
    pages = [Page(client, reverse("workspaces.index")), Page(client, at(workspace.runs.get()))]
    for page in pages:
        with django_assert_num_queries(3):  # the session, who it is, and how many events there are
            assert page.told() == {}

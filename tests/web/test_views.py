"""The workspaces list as somebody narrowed it, kept by name: for themselves, or for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gitops_portal.core.model import Role
from gitops_portal.records.models import AuditEvent, Person, SavedView
from tests import organisation as org

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def rita() -> Client:
    """Reviews in the whole organisation."""
    return org.signed_in(org.person("rita", Role.REVIEWER))


@pytest.fixture
def vera() -> Client:
    """Sees one workspace."""
    return org.signed_in(org.member(org.workspace("orders", labels={"env": "prod"}), Role.VIEWER, "vera"))


def saved(client: Client, name: str = "Prod", query: str = "label=env%3Dprod&sort=-cost", **more: str) -> SavedView:
    client.post("/views/new/", {"name": name, "query": query, **more})
    return SavedView.objects.latest("pk")


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


def test_a_view_has_an_address_that_shows_the_list_as_it_was(vera: Client) -> None:
    view = saved(vera)
    assert vera.get(f"/views/{view.pk}/")["Location"] == "/?label=env%3Dprod&sort=-cost"
    text = vera.get(f"/views/{view.pk}/", follow=True).text
    assert f'href="/views/{view.pk}/" aria-current="true">Prod' in text
    assert "Rename or remove" in text
    assert "Save as a view" in vera.get("/?state=blocked").text
    assert "Save as a view" not in vera.get("/").text


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("page=3&q=&state=blocked", "state=blocked"),
        ("next=//evil.example&q=a", "q=a"),
        ("label=a%3Db&label=c%3Dd", "label=a%3Db&label=c%3Dd"),
        ("", ""),
    ],
)
def test_a_view_keeps_what_narrows_and_sorts(vera: Client, query: str, kept: str) -> None:
    assert saved(vera, query=query).query == kept


def test_own_views_are_nobody_elses(rita: Client, vera: Client) -> None:
    view = saved(vera)
    assert rita.get(f"/views/{view.pk}/").status_code == 404
    assert rita.post(f"/views/{view.pk}/change/", {"remove": "1"}).status_code == 404
    assert "Prod" not in rita.get("/").text
    assert "view.shared" not in verbs()


def test_a_shared_view_is_offered_to_everybody_and_stands_in_the_trail(rita: Client, vera: Client) -> None:
    view = saved(rita, shared="on")
    assert "of rita" in vera.get("/").text
    assert vera.post(f"/views/{view.pk}/change/", {"name": "Mine"}).status_code == 403
    rita.post(f"/views/{view.pk}/change/", {"name": "Production"})
    chief = org.signed_in(org.person("chief", Role.OWNER))
    assert "Production" in chief.get("/").text
    chief.post(f"/views/{view.pk}/change/", {"remove": "1"})
    assert not SavedView.objects.exists()
    assert verbs() == ["view.shared", "view.renamed", "view.removed"]


def test_who_has_no_role_in_the_organisation_shares_nothing(vera: Client) -> None:
    assert "Share with everybody" not in vera.get("/?q=a").text
    text = vera.post("/views/new/", {"name": "Prod", "query": "q=a", "shared": "on"}, follow=True).text
    assert "To share a view you need the role reviewer in the organisation; yours is none." in text
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(("name", "told"), [("", "needs a name"), (" ", "needs a name"), ("x" * 81, "needs a name")])
def test_a_view_has_a_name(vera: Client, name: str, told: str) -> None:
    assert told in vera.post("/views/new/", {"name": name, "query": "q=a"}, follow=True).text
    assert not SavedView.objects.exists()


def test_a_name_is_taken_once_and_views_have_an_end(vera: Client) -> None:
    saved(vera)
    assert "You have a view “Prod” already" in vera.post("/views/new/", {"name": "Prod", "query": ""}, follow=True).text
    other = saved(vera, name="Other", query="q=a")
    answer = vera.post(f"/views/{other.pk}/change/", {"name": "Prod"}, follow=True)
    assert "There is a view “Prod” already" in answer.text
    person = Person.objects.get(name="vera")
    SavedView.objects.bulk_create(
        SavedView(person=person, name=f"v{number}", created_at=other.created_at) for number in range(48)
    )
    assert "You keep 50 views already" in vera.post("/views/new/", {"name": "More", "query": ""}, follow=True).text


def test_a_view_says_nothing_but_text(rita: Client) -> None:
    view = saved(rita, name="<script>x</script>", query="q=%22%3E%3Cscript%3E", shared="on")
    text = rita.get(f"/views/{view.pk}/", follow=True).text
    assert "<script>x" not in text
    assert '"><script>' not in text

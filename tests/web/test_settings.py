"""People, tokens, health, and oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from gitops_portal.actions import tokens
from gitops_portal.core.model import Role
from gitops_portal.records.models import AuditEvent, Person, Token
from tests import organisation as org

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
NEW = "a long way to the sea"


@pytest.fixture
def chief() -> Person:
    return org.person("chief", Role.OWNER)


@pytest.fixture
def client(chief: Person) -> Client:
    return org.signed_in(chief)


def test_everybody_sees_themselves_and_owners_the_rest(client: Client) -> None:
    mine = org.signed_in(org.person("ada")).get("/settings/").text
    assert "ada@example.org" in mine
    assert "Invite somebody" not in mine
    assert "System health" not in mine
    text = client.get("/settings/").text
    for told in ("Invite somebody", "ada@example.org", "System health", "Database", "No token yet"):
        assert told in text, told


def test_an_invited_person_comes_in_by_the_link_shown_once(client: Client) -> None:
    sent = {"email": "new@example.org", "name": "New", "organisation_role": "reviewer", "ci_names": "github:new, new"}
    answer = client.post("/settings/people/invite/", sent)
    assert Person.objects.get(name="New").ci_names == ["github:new", "new"]
    where = answer.context["link"]
    assert answer.text.count(where) == 1
    assert "no-store" in answer.headers["Cache-Control"]
    assert where not in client.get("/settings/").text
    newcomer = Client()
    newcomer.post(where)
    assert newcomer.get("/settings/").context["user"].organisation_role == Role.REVIEWER


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"email": "chief@example.org", "name": "x"},
        {"email": "no address", "name": "x"},
        {"email": "a@b.de", "name": "x", "organisation_role": "emperor"},
        {"email": "a@b.de", "name": "x", "ci_names": "chief@example.org"},
    ],
)
def test_an_invitation_that_makes_no_sense_is_told(client: Client, sent: dict[str, str]) -> None:
    assert client.post("/settings/people/invite/", sent).status_code == 422
    assert Person.objects.count() == 1


def test_roles_change_but_the_last_owner_stays(client: Client, chief: Person) -> None:
    ada = org.person("ada")
    client.post("/settings/people/role/", {"person": ada.pk, "organisation_role": "viewer"})
    ada.refresh_from_db()
    assert ada.organisation_role == Role.VIEWER
    answer = client.post("/settings/people/role/", {"person": chief.pk, "organisation_role": ""}, follow=True)
    assert "only owner" in answer.text
    answer = client.post("/settings/people/deactivate/", {"person": chief.pk}, follow=True)
    assert "only owner" in answer.text
    assert client.get("/settings/").status_code == 200


def test_locking_out_asks_first_and_needs_no_script(client: Client) -> None:
    ada = org.person("ada")
    page = client.get("/settings/").text
    assert f'href="/settings/people/deactivate/?person={ada.pk}"' in page
    assert 'action="/settings/people/deactivate/"' not in page
    asked = client.get("/settings/people/deactivate/", {"person": ada.pk})
    ada.refresh_from_db()
    assert ada.is_active
    assert f'name="person" value="{ada.pk}"' in asked.text
    assert "signed out at once" in asked.text
    assert client.get("/settings/people/deactivate/", {"person": "0"}).status_code == 404


def test_names_in_ci_are_set_and_a_conflict_is_told(client: Client) -> None:
    ada, ben = org.person("ada"), org.person("ben")
    sent = {"person": ada.pk, "ci_names": "github:Ada, gitlab:ada.l,,"}
    assert "github:ada, gitlab:ada.l" in client.post("/settings/people/ci-names/", sent, follow=True).text
    answer = client.post("/settings/people/ci-names/", {"person": ben.pk, "ci_names": "ADA"}, follow=True)
    assert "may be ada (ada@example.org)" in answer.text
    too_long = client.post("/settings/people/ci-names/", {"person": ben.pk, "ci_names": "x" * 2001}, follow=True)
    assert "2000" in too_long.text
    for person, names in ((ada, ["github:ada", "gitlab:ada.l"]), (ben, [])):
        person.refresh_from_db()
        assert person.ci_names == names
    assert "github:ada, gitlab:ada.l" in org.signed_in(ada).get("/settings/").text
    client.post("/settings/people/ci-names/", {"person": ada.pk, "ci_names": ""})
    ada.refresh_from_db()
    assert ada.ci_names == []


def test_who_was_locked_out_may_be_let_in_again(client: Client) -> None:
    ada = org.person("ada")
    client.post("/settings/people/deactivate/", {"person": ada.pk})
    assert "Reactivate" in client.get("/settings/").text
    client.post("/settings/people/reactivate/", {"person": ada.pk})
    ada.refresh_from_db()
    assert ada.is_active


@pytest.mark.parametrize("person", ["", "0", "99999", "nonsense", "9" * 40])
def test_nobody_is_nobody(client: Client, person: str) -> None:
    for page in ("role", "link", "deactivate", "reactivate", "ci-names"):
        assert client.post(f"/settings/people/{page}/", {"person": person}).status_code == 404


def test_a_token_is_shown_once_and_opens_what_it_says(client: Client) -> None:
    org.workspace("orders")
    secret = client.post(
        "/settings/tokens/new/", {"name": "CI", "days": "30", "may_create": "on", "scopes": ["upload"]}
    ).context["secret"]
    found = tokens.find(secret)
    assert found
    assert (found.workspace, found.may_create) == (None, True)
    assert secret not in client.get("/settings/").text
    scoped = client.post("/settings/tokens/new/", {"name": "CI", "workspace": "orders", "scopes": ["gate"]}).context[
        "secret"
    ]
    found = tokens.find(scoped)
    assert found
    assert found.workspace
    assert (found.workspace.slug, found.expires_at) == ("orders", None)
    client.post("/settings/tokens/revoke/", {"token": found.pk})
    assert tokens.find(scoped) is None


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"name": "CI", "days": "0"},
        {"name": "CI", "days": "99999"},
        {"name": "CI", "workspace": "nowhere"},
        {"name": "  "},
    ],
)
def test_a_token_that_makes_no_sense_is_told(client: Client, sent: dict[str, str]) -> None:
    assert client.post("/settings/tokens/new/", sent).status_code == 422
    assert not Token.objects.exists()


def test_a_first_password_and_the_next(client: Client, chief: Person) -> None:
    elsewhere = org.signed_in(chief)
    assert client.post("/settings/password/", {"new_password1": NEW, "new_password2": NEW}).status_code == 302
    assert client.get("/settings/").status_code == 200
    assert elsewhere.get("/settings/").status_code == 302
    again = {"new_password1": f"{NEW} again", "new_password2": f"{NEW} again"}
    assert client.post("/settings/password/", again).status_code == 422
    assert client.post("/settings/password/", again | {"old_password": NEW}).status_code == 302
    assert Client().login(username="chief@example.org", password=f"{NEW} again")
    assert AuditEvent.objects.filter(verb="person.password_set").count() == 2


@pytest.mark.parametrize("password", ["short", "password123", "chief@example.org"])
def test_a_weak_password_is_refused(client: Client, password: str) -> None:
    assert client.post("/settings/password/", {"new_password1": password, "new_password2": password}).status_code == 422


def test_a_hundred_people_and_tokens(
    client: Client, chief: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Person.objects.bulk_create([Person(email=f"p{n}@example.org", name=f"P{n}") for n in range(100)])
    Token.objects.bulk_create([Token(name=f"T{n}", prefix="gop_", digest=str(n)) for n in range(100)])
    with django_assert_max_num_queries(10):
        assert client.get("/settings/").status_code == 200

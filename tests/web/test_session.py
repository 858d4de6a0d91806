"""Coming in and going out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from gitops_portal.actions import people
from gitops_portal.records.models import AuditEvent, SignInLink
from tests import organisation as org
from tests.actors import OPERATOR

if TYPE_CHECKING:
    from gitops_portal.records.models import Person

pytestmark = pytest.mark.django_db
PASSWORD = "a long way to the sea"


@pytest.fixture
def ada() -> Person:
    return org.person("ada", password=PASSWORD)


def link(person: Person) -> str:
    return people.sign_in_link(person, by=OPERATOR).removeprefix("http://testserver")


def signed_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def test_a_password_lets_in_and_leads_where_one_was_going(ada: Person) -> None:
    client = Client()
    going = client.get("/audit/").headers["Location"]
    answer = client.post(going, {"username": "ada@example.org", "password": PASSWORD, "next": "/audit/"})
    assert answer.headers["Location"] == "/audit/"
    assert signed_in(client)
    assert AuditEvent.objects.get().verb == "person.signed_in"


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_led_away(ada: Person, next_page: str) -> None:
    sent = {"username": "ada@example.org", "password": PASSWORD, "next": next_page}
    assert Client().post("/sign-in/", sent).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("username", "password"), [("ada@example.org", "wrong"), ("eve@example.org", PASSWORD), ("", "")]
)
def test_anything_else_does_not(ada: Person, username: str, password: str) -> None:
    client = Client()
    answer = client.post("/sign-in/", {"username": username, "password": password})
    assert answer.status_code == 200
    assert not signed_in(client)


def test_the_page_says_how_to_get_a_link() -> None:
    assert "login-link" in Client().get("/sign-in/").text


def test_looking_at_a_link_changes_nothing(ada: Person) -> None:
    client, where = Client(), link(ada)
    for _ in range(3):
        assert "Sign in as ada" in client.get(where).text
    assert not signed_in(client)
    assert SignInLink.objects.get().used_at is None


def test_a_link_works_once_and_starts_a_new_session(ada: Person) -> None:
    where, client = link(ada), Client()
    client.session["planted"] = "by somebody else"
    before = client.session.session_key
    assert client.post(where).headers["Location"] == "/"
    assert signed_in(client)
    assert client.session.session_key != before
    again = Client()
    assert again.get(where).status_code == 404
    assert again.post(where).status_code == 403
    assert not signed_in(again)


def test_a_link_replaces_whoever_is_signed_in(ada: Person) -> None:
    client = org.signed_in(org.person("eve"))
    client.post(link(ada))
    assert client.get("/").context["user"] == ada


def test_an_old_link_and_one_of_somebody_locked_out(ada: Person) -> None:
    old, closed = link(ada), link(org.person("eve", is_active=False))
    SignInLink.objects.filter(person=ada).update(expires_at=timezone.now() - timedelta(seconds=1))
    for where in (old, closed, "/sign-in/made-up/"):
        assert Client().get(where).status_code == 404
        assert Client().post(where).status_code == 403


def test_going_out_ends_the_session(ada: Person) -> None:
    client = org.signed_in(ada)
    stolen = client.cookies["sessionid"].value
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"
    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert not signed_in(thief)


def test_whoever_is_locked_out_is_out_at_once(ada: Person) -> None:
    client = org.signed_in(ada)
    org.person("chief", "owner")
    people.deactivate(OPERATOR, ada)
    assert not signed_in(client)

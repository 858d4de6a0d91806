"""Coming in and going out."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from gitops_portal.actions import people, reconcile
from gitops_portal.records.models import AuditEvent, Session, SignInLink, SignInTries
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


def test_a_new_link_ends_those_before_it(ada: Person) -> None:
    old, others, new = link(ada), link(org.person("eve")), link(ada)
    assert Client().get(old).status_code == 404
    assert Client().post(old).status_code == 403
    for where in (new, others):
        assert Client().post(where).status_code == 302


def shown(answer: Any) -> tuple[int, str]:
    return answer.status_code, re.sub(r'value="\w+"', "", answer.text)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_dead_link_is_told_from_no_link_by_nobody(ada: Person, method: str) -> None:
    """Neither by what it says nor by how often it is heard."""
    dead = link(ada)
    Client().post(dead)
    answers = [
        [shown(getattr(Client(), method)(where, REMOTE_ADDR=f"192.0.2.{number}")) for number in range(7)]
        for where in (dead, f"/sign-in/{'x' * 43}/")
    ]
    assert answers[0] == answers[1]


def test_links_from_one_source_that_do_not_work_have_to_wait(ada: Person) -> None:
    client, where = Client(), link(ada)
    answers = [client.post(f"/sign-in/made-up-{number}/").status_code for number in range(22)]
    assert answers == [403] * 20 + [429] * 2
    for held in (client.post(where), client.get(where)):
        assert held.status_code == 429
        assert 0 < int(held["Retry-After"]) <= 30
    assert attempt(client, PASSWORD).status_code == 302, "a password still lets in"
    assert Client().post(where, REMOTE_ADDR="192.0.2.1").status_code == 302


def test_old_links_of_an_account_have_to_wait_and_keep_nobody_out(ada: Person) -> None:
    old, new = link(ada), link(ada)
    answers = [Client().post(old, REMOTE_ADDR=f"192.0.2.{number}").status_code for number in range(9)]
    assert answers == [403] * 5 + [429] * 4
    assert AuditEvent.objects.filter(verb="person.sign_in_failed").count() == 5, "the trail is not filled by strangers"
    assert Client().post(new, REMOTE_ADDR="192.0.2.1").status_code == 302


def test_going_out_ends_the_session(ada: Person) -> None:
    client = org.signed_in(ada)
    stolen = client.cookies["sessionid"].value
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"
    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert not signed_in(thief)


def attempt(client: Client, password: str = "", name: str = "ada@example.org", **extra: Any) -> Any:
    """Try a password, a wrong one unless it is named."""
    return client.post("/sign-in/", {"username": name, "password": password or "wrong"}, **extra)


def test_guesses_at_an_account_have_to_wait_wherever_they_come_from(ada: Person) -> None:
    answers = [attempt(Client(), REMOTE_ADDR=f"192.0.2.{number}").status_code for number in range(7)]
    assert answers == [200] * 5 + [429] * 2
    refused = attempt(Client(), PASSWORD, REMOTE_ADDR="192.0.2.99")
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 30
    assert "wait" in refused.text
    assert "one-time link" in refused.text


def test_guesses_from_one_source_have_to_wait_whatever_they_guess_at(ada: Person) -> None:
    client = Client()
    answers = [attempt(client, name=f"nobody{number}@example.org").status_code for number in range(22)]
    assert answers == [200] * 20 + [429] * 2
    assert attempt(client, PASSWORD).status_code == 429
    assert client.post(link(ada)).status_code == 302, "a link still lets in"


def test_after_the_wait_the_password_counts_again(ada: Person) -> None:
    for _ in range(6):
        attempt(Client())
    SignInTries.objects.update(until=timezone.now())
    client = Client()
    assert attempt(client, PASSWORD).status_code == 302
    assert signed_in(client)
    assert SignInTries.objects.get().failures == 5, "of the source; the account has started over"


def test_signing_in_often_is_no_failure(ada: Person) -> None:
    assert {attempt(Client(), PASSWORD).status_code for _ in range(25)} == {302}


def test_old_tries_are_let_go(ada: Person) -> None:
    attempt(Client())
    SignInTries.objects.update(last_at=timezone.now() - timedelta(hours=2))
    reconcile.turn()
    assert not SignInTries.objects.exists()


def test_failures_stand_in_the_trail_without_what_may_be_a_password(ada: Person) -> None:
    attempt(Client())
    attempt(Client(), name="hunter2hunter2@example.org")
    attempt(Client(), name="hunter2hunter2")
    where = link(ada)
    Client().post(where)
    Client().post(where)
    failures = AuditEvent.objects.filter(verb="person.sign_in_failed").order_by("sequence")
    assert [event.subject for event in failures] == [
        "ada@example.org", "an account that does not exist", "an account that does not exist", "ada@example.org"
    ]  # fmt: skip
    assert {event.actor_address for event in failures} == {"127.0.0.1"}
    assert [event.reason for event in failures] == [
        "password: it does not fit", "password: there is no such account", "password: there is no such account",
        "link: it is used, expired or replaced by a newer one",
    ]  # fmt: skip


def test_the_trail_tells_how_somebody_was_known(ada: Person) -> None:
    attempt(Client(), PASSWORD)
    Client().post(link(ada))
    came = AuditEvent.objects.filter(verb="person.signed_in").order_by("sequence")
    assert [event.reason for event in came] == ["password", "link"]


@pytest.mark.parametrize("page", ["/admin/login/", "/admin/login/?next=/admin/"])
def test_there_is_no_other_way_in_than_the_one_with_a_trail(ada: Person, page: str) -> None:
    answer = Client().get(page)
    assert answer.headers["Location"].startswith("/sign-in/")
    assert (
        Client()
        .post(page, {"username": "ada@example.org", "password": PASSWORD})
        .headers["Location"]
        .startswith("/sign-in/")
    )


def test_the_admin_sets_no_password_past_the_trail() -> None:
    chief = org.signed_in(org.person("chief", "owner", password=PASSWORD))
    assert chief.get("/admin/password_change/").headers["Location"] == "/settings/"
    assert chief.post("/admin/logout/").headers["Location"] == "/sign-in/"
    assert not signed_in(chief)


def test_a_copy_of_the_database_signs_nobody_in(ada: Person) -> None:
    client = org.signed_in(ada)
    row = Session.objects.get()
    assert row.session_key != client.cookies["sessionid"].value
    thief = Client()
    thief.cookies["sessionid"] = row.session_key
    assert not signed_in(thief)
    assert signed_in(client)


def test_letting_somebody_in_again_revives_nothing_old(ada: Person) -> None:
    client, unused = org.signed_in(ada), link(ada)
    org.person("chief", "owner")
    people.deactivate(OPERATOR, ada)
    people.reactivate(OPERATOR, ada)
    assert not signed_in(client)
    assert Client().post(unused).status_code == 403
    again = Client()
    assert attempt(again, PASSWORD).status_code == 302
    assert signed_in(again)


def test_whoever_is_locked_out_is_out_at_once(ada: Person) -> None:
    client = org.signed_in(ada)
    org.person("chief", "owner")
    people.deactivate(OPERATOR, ada)
    assert not signed_in(client)

"""Sessions: listed by their owner, ended at once, and told in the trail."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client
from django.utils import timezone

from gitops_portal.actions import people, reconcile
from gitops_portal.records.models import AuditEvent, Session
from tests import organisation as org
from tests.actors import OPERATOR

if TYPE_CHECKING:
    from gitops_portal.records.models import Person

pytestmark = pytest.mark.django_db
PASSWORD = "a long way to the sea"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0"
PAGE = "/settings/sessions/"


@pytest.fixture
def ada() -> Person:
    return org.person("ada", password=PASSWORD)


def came(person: Person, address: str = "192.0.2.1", browser: str = FIREFOX) -> Client:
    """A browser in which somebody signed in by their password."""
    client = Client(REMOTE_ADDR=address, HTTP_USER_AGENT=browser)
    sent = {"username": person.email, "password": PASSWORD}
    assert client.post("/sign-in/", sent).status_code == 302
    return client


def linked(person: Person) -> Client:
    client = Client()
    assert client.post(people.sign_in_link(person, by=OPERATOR).removeprefix("http://testserver")).status_code == 302
    return client


def signed_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def name(client: Client) -> str:
    return client.session.name  # type: ignore[attr-defined, no-any-return]  # ours


def test_the_page_tells_browser_place_and_how(ada: Person) -> None:
    here = came(ada)
    linked(ada)
    came(org.person("eve", password=PASSWORD), "203.0.113.9")
    text = here.get(PAGE).text
    for told in ("Firefox on Windows", "192.0.2.1", "by password", "by link", "this one"):
        assert told in text
    assert "203.0.113.9" not in text
    assert text.count("End the session of") == 1


def test_no_key_that_opens_anything_is_shown_or_kept(ada: Person) -> None:
    here = came(ada)
    key = here.cookies["sessionid"].value
    assert key not in here.get(PAGE).text
    thief = Client()
    thief.cookies["sessionid"] = Session.objects.get().session_key
    assert not signed_in(thief)


def test_one_is_ended_at_once_and_only_that(ada: Person) -> None:
    here, there, third = came(ada), came(ada), came(ada)
    assert here.post("/settings/sessions/end/", {"session": name(there)}).headers["Location"] == PAGE
    assert [signed_in(client) for client in (here, there, third)] == [True, False, True]
    event = AuditEvent.objects.order_by("-sequence")[0]
    assert (event.verb, event.detail) == ("person.sessions_ended", {"which": "one", "sessions": 1})


def test_nobody_ends_a_session_of_somebody_else(ada: Person) -> None:
    eve = came(org.person("eve", password=PASSWORD))
    here = came(ada)
    assert "has ended already" in here.post("/settings/sessions/end/", {"session": name(eve)}, follow=True).text
    assert signed_in(eve)


def test_all_others_end_and_this_one_goes_on(ada: Person) -> None:
    here, others = came(ada), [came(ada), linked(ada)]
    eve = came(org.person("eve", password=PASSWORD))
    here.post("/settings/sessions/end-others/")
    assert [signed_in(client) for client in (here, *others, eve)] == [True, False, False, True]
    assert "There was no other session" in here.post("/settings/sessions/end-others/", follow=True).text
    assert AuditEvent.objects.filter(verb="person.sessions_ended").count() == 1


def test_an_owner_ends_all_of_somebody(ada: Person) -> None:
    chief, clients = org.signed_in(org.person("chief", "owner")), [came(ada), linked(ada)]
    assert "Firefox on Windows" in chief.get(f"/settings/people/sign-in/?person={ada.pk}").text
    chief.post("/settings/people/sign-in/end-sessions/", {"person": ada.pk})
    assert [signed_in(client) for client in (*clients, chief)] == [False, False, True]
    assert not Session.objects.filter(person=ada).exists()
    assert signed_in(came(ada))


def test_a_request_that_is_still_going_on_does_not_bring_it_back(ada: Person) -> None:
    here = came(ada)
    going_on = here.session
    assert going_on["known_by"] == "password"
    Session.objects.filter(person=ada).delete()
    going_on["later"] = "word"
    with pytest.raises(UpdateError):
        going_on.save()
    assert not signed_in(here)


@pytest.mark.parametrize("how", ["password", "deactivated"])
def test_what_no_longer_lets_in_is_not_listed(ada: Person, how: str) -> None:
    came(ada)
    org.person("chief", "owner")
    if how == "password":
        people.set_password(ada, "another long way to the sea")
    else:
        people.deactivate(OPERATOR, ada)
    assert not Session.objects.filter(person=ada).exists()


def test_a_new_password_ends_the_others_and_this_one_stays_in_the_list(ada: Person) -> None:
    here, there = came(ada), came(ada)
    new = "another long way to the sea"
    sent = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post("/settings/password/", sent).status_code == 302
    assert [signed_in(client) for client in (here, there)] == [True, False]
    session = Session.objects.get(person=ada)
    assert (session.known_by, session.address) == ("password", "192.0.2.1")


def test_a_use_is_written_down_once_a_minute_and_news_is_none(ada: Person) -> None:
    here = came(ada)
    long_ago = timezone.now() - timedelta(hours=3)
    began = Session.objects.get().began_at
    for page, moved in (("/news/?organisation=0", False), ("/", True), ("/", False)):
        Session.objects.update(**({} if moved else {"last_used_at": long_ago}))
        if page == "/" and not moved:
            Session.objects.update(last_used_at=timezone.now() - timedelta(seconds=30))
        before = Session.objects.get().last_used_at
        here.get(page, REMOTE_ADDR="198.51.100.7")
        assert (Session.objects.get().last_used_at > before) == moved, page
    session = Session.objects.get()
    assert session.address == "198.51.100.7"
    assert session.began_at == began


def test_what_a_browser_says_of_itself_is_hostile_text(ada: Person) -> None:
    here = came(ada, browser="<script>alert(1)</script>\u202e" + "x" * 400)
    text = here.get(PAGE).text
    assert "<script>alert" not in text
    assert "unknown" in text
    assert len(Session.objects.get().browser) == 300


def test_sessions_that_are_over_are_let_go(ada: Person) -> None:
    came(ada)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    reconcile.turn()
    assert not Session.objects.exists()

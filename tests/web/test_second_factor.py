"""A second factor: set up, asked for, counted once, and taken away."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pyotp
import pytest
from django.test import Client
from django.utils import timezone

from gitops_portal.actions import clock, people, second_factor
from gitops_portal.core.errors import Refused
from gitops_portal.records.models import AuditEvent, CodeApp, RecoveryCode, Session, SignInTries
from tests import organisation as org
from tests.actors import OPERATOR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.records.models import Person

pytestmark = pytest.mark.django_db
PASSWORD = "a long way to the sea"
PAGE, SECOND = "/settings/second-factor/", "/sign-in/second/"


@pytest.fixture(autouse=True)
def _one_moment() -> Iterator[None]:
    """No half minute ends in the middle of a test."""
    with clock.at(timezone.now()):
        yield


@pytest.fixture
def ada() -> Person:
    return org.person("ada", password=PASSWORD)


class App:
    """The app on somebody's phone; each code that it is asked for is of a later step."""

    def __init__(self, secret: str) -> None:
        self.codes, self.step = pyotp.TOTP(secret.replace(" ", "")), int(clock.now().timestamp()) // 30 - 1

    def code(self) -> str:
        found = self.codes.generate_otp(self.step)
        self.step += 1
        return found


def set_up(person: Person) -> tuple[App, list[str]]:
    client = org.signed_in(person)
    page = client.post(f"{PAGE}app/").text
    found = re.search(r"Key: <code[^>]*>([A-Z2-7 ]+)</code>", page)
    assert found
    app = App(found[1])
    answer = client.post(f"{PAGE}app/confirm/", {"code": app.code()})
    return app, re.findall(r"<code>([a-z2-7-]{19})</code>", answer.text)


def password(person: Person, client: Client | None = None, going: str = "/") -> Client:
    client = client or Client()
    sent = {"username": person.email, "password": PASSWORD, "next": going}
    assert client.post("/sign-in/", sent).status_code == 302
    return client


def signed_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def came() -> list[str]:
    return list(AuditEvent.objects.filter(verb="person.signed_in").order_by("pk").values_list("reason", flat=True))


def test_after_a_password_a_code_is_asked_for(ada: Person) -> None:
    app, _ = set_up(ada)
    client = password(ada, going="/audit/")
    assert not signed_in(client)
    assert came() == []
    assert "ada@example.org has a second factor" in client.get(SECOND).text
    assert client.post(SECOND, {"code": app.code()}).headers["Location"] == "/audit/"
    assert signed_in(client)
    assert came() == ["password and code"]
    assert "by password and code" in client.get("/settings/sessions/").text
    assert Session.objects.get(person=ada, known_by="password and code").expire_date > timezone.now() + timedelta(
        days=7
    )


def test_after_a_link_too(ada: Person) -> None:
    app, _ = set_up(ada)
    client, link = Client(), people.sign_in_link(ada, by=OPERATOR).removeprefix("http://testserver")
    assert client.post(link).headers["Location"] == SECOND
    assert not signed_in(client)
    client.post(SECOND, {"code": app.code()})
    assert signed_in(client)
    assert came() == ["link and code"]


def test_an_app_that_was_never_confirmed_is_not_asked_for(ada: Person) -> None:
    org.signed_in(ada).post(f"{PAGE}app/")
    assert signed_in(password(ada))


@pytest.mark.parametrize("code", ["000000", "", "x" * 40])
def test_anything_else_does_not_let_in(ada: Person, code: str) -> None:
    set_up(ada)
    client = password(ada)
    assert client.post(SECOND, {"code": code}).status_code == 200
    assert not signed_in(client)
    failed = AuditEvent.objects.filter(verb="person.sign_in_failed")
    assert [event.reason for event in failed] == (["password: the code does not fit"] if code else [])


def test_a_code_counts_once_wherever_it_is_sent_again(ada: Person) -> None:
    app, _ = set_up(ada)
    code = app.code()
    first, second = password(ada), password(ada)
    assert first.post(SECOND, {"code": code}).status_code == 302
    answer = second.post(SECOND, {"code": code})
    assert "was already used" in answer.text
    assert not signed_in(second)


def test_an_older_code_than_the_last_does_not_count(ada: Person) -> None:
    app, _ = set_up(ada)
    old, new = app.code(), app.code()
    password(ada).post(SECOND, {"code": new})
    client = password(ada)
    client.post(SECOND, {"code": old})
    assert not signed_in(client)


def test_the_code_that_confirmed_the_app_lets_nobody_in(ada: Person) -> None:
    app, _ = set_up(ada)
    app.step -= 1
    client = password(ada)
    client.post(SECOND, {"code": app.code()})
    assert not signed_in(client)


def test_a_recovery_code_counts_once(ada: Person) -> None:
    _, codes = set_up(ada)
    assert len(codes) == len(set(codes)) == 10
    client = password(ada)
    client.post(SECOND, {"code": codes[0].upper().replace("-", " ")})
    assert signed_in(client)
    assert came() == ["password and recovery code"]
    assert "9 left" in client.get(PAGE).text
    again = password(ada)
    again.post(SECOND, {"code": codes[0]})
    assert not signed_in(again)


def test_a_recovery_code_is_its_owners_alone(ada: Person) -> None:
    _, codes = set_up(ada)
    eve = org.person("eve", password=PASSWORD)
    set_up(eve)
    client = password(eve)
    client.post(SECOND, {"code": codes[0]})
    assert not signed_in(client)


def test_new_recovery_codes_end_those_before(ada: Person) -> None:
    _, old = set_up(ada)
    new = re.findall(r"<code>([a-z2-7-]{19})</code>", org.signed_in(ada).post(f"{PAGE}codes/").text)
    assert len(new) == 10
    for code, comes_in in ((old[0], False), (new[0], True)):
        client = password(ada)
        client.post(SECOND, {"code": code})
        assert signed_in(client) == comes_in


def test_no_secret_lies_in_the_database_as_it_is(ada: Person) -> None:
    app, codes = set_up(ada)
    kept = CodeApp.objects.get().secret
    assert app.codes.secret not in kept
    digests = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert not digests & {code.replace("-", "") for code in codes}
    told = str(list(AuditEvent.objects.values_list("detail", "reason", "subject")))
    assert app.codes.secret not in told
    assert codes[0] not in told


def test_a_secret_that_was_put_at_another_person_makes_no_codes(ada: Person) -> None:
    app, _ = set_up(ada)
    eve = org.person("eve", password=PASSWORD)
    set_up(eve)
    CodeApp.objects.filter(person=eve).update(secret=CodeApp.objects.get(person=ada).secret, last_step=0)
    client = password(eve)
    client.post(SECOND, {"code": app.code()})
    assert not signed_in(client)


def test_guesses_have_to_wait(ada: Person) -> None:
    app, _ = set_up(ada)
    client, code = password(ada), app.code()
    answers = [client.post(SECOND, {"code": "000000"}) for _ in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
    assert client.post(SECOND, {"code": code}).status_code == 429
    other = password(ada)
    assert other.post(SECOND, {"code": code}).status_code == 429, "in another browser, too"
    SignInTries.objects.update(until=clock.now())
    assert client.post(SECOND, {"code": code}).status_code == 302


def test_without_a_first_factor_there_is_no_second(ada: Person) -> None:
    app, _ = set_up(ada)
    for client in (Client(), org.signed_in(org.person("eve"))):
        assert client.get(SECOND).headers["Location"] == "/sign-in/"
        assert client.post(SECOND, {"code": app.code()}).headers["Location"] == "/sign-in/"


@pytest.mark.parametrize("what", ["closed", "new password", "late"])
def test_the_first_factor_has_to_hold_still(ada: Person, what: str) -> None:
    app, _ = set_up(ada)
    client = password(ada)
    org.person("chief", "owner")
    if what == "closed":
        people.deactivate(OPERATOR, ada)
    elif what == "new password":
        people.set_password(ada, "another long way to the sea")
    else:
        halfway = Session.objects.get(person=None)
        assert halfway.expire_date - timezone.now() <= timedelta(minutes=10)
        halfway.delete()
    assert client.post(SECOND, {"code": app.code()}).headers["Location"] == "/sign-in/"
    assert not signed_in(client)


def test_whoever_was_signed_in_before_is_so_no_more(ada: Person) -> None:
    set_up(ada)
    client = org.signed_in(org.person("eve", password=PASSWORD))
    link = people.sign_in_link(ada, by=OPERATOR).removeprefix("http://testserver")
    client.post(link)
    assert not signed_in(client)


def test_a_session_that_was_left_open_changes_nothing(ada: Person) -> None:
    set_up(ada)
    client = org.signed_in(ada)
    session = client.session
    session["began_at"] = (timezone.now() - timedelta(minutes=16)).isoformat()
    session.save()
    for path in ("app/remove/", "codes/", "app/"):
        answer = client.post(f"{PAGE}{path}", follow=True)
        assert "sign out and in again" in answer.text, path
    assert CodeApp.objects.exists()


def test_removing_the_app_takes_its_recovery_codes_along(ada: Person) -> None:
    set_up(ada)
    org.signed_in(ada).post(f"{PAGE}app/remove/")
    assert not RecoveryCode.objects.exists()
    assert signed_in(password(ada))
    told = AuditEvent.objects.filter(verb__startswith="person.factor").order_by("pk")
    assert [(event.verb, event.detail["kind"]) for event in told] == [
        ("person.factor_added", "code"),
        ("person.factor_removed", "code"),
    ]


def test_an_owner_resets_who_lost_theirs(ada: Person) -> None:
    set_up(ada)
    client, chief = org.signed_in(ada), org.signed_in(org.person("chief", "owner"))
    assert "An app" in chief.get(f"/settings/people/sign-in/?person={ada.pk}").text
    chief.post("/settings/people/sign-in/reset/", {"person": ada.pk})
    assert not signed_in(client)
    assert not CodeApp.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert signed_in(password(ada))
    assert AuditEvent.objects.filter(verb="person.factors_reset", subject="ada@example.org").count() == 1


def test_a_second_app_takes_no_ones_place_unseen(ada: Person) -> None:
    set_up(ada)
    with pytest.raises(Refused, match="remove it"):
        second_factor.begin_app(ada)


def test_a_wrong_first_code_confirms_nothing(ada: Person) -> None:
    client = org.signed_in(ada)
    before = re.search(r"Key: <code[^>]*>([A-Z2-7 ]+)</code>", client.post(f"{PAGE}app/").text)
    answer: Any = client.post(f"{PAGE}app/confirm/", {"code": "000000"})
    assert answer.status_code == 422
    again = re.search(r"Key: <code[^>]*>([A-Z2-7 ]+)</code>", answer.text)
    assert before
    assert again
    assert before[1] == again[1]
    assert signed_in(password(ada))

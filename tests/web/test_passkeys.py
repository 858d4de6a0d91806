"""Passkeys: made, shown, removed; and what is none."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from fido2.utils import websafe_encode

from gitops_portal.actions import people
from gitops_portal.records.models import AuditEvent, Passkey, Person, RecoveryCode, SignInTries
from tests import organisation as org
from tests.actors import OPERATOR
from tests.passkey import FLAG, Device

pytestmark = pytest.mark.django_db
PASSWORD = "a long way to the sea"
PAGE = "/settings/second-factor/"


@pytest.fixture
def ada() -> Person:
    return org.person("ada", password=PASSWORD)


@pytest.fixture
def device() -> Device:
    return Device()


def add(client: Client, device: Device, name: str = "Laptop", **odd: Any) -> Any:
    question = client.get(f"{PAGE}passkeys/ask/").json()
    return client.post(f"{PAGE}passkeys/add/", {"credential": device.make(question, **odd), "name": name})


def show(client: Client, device: Device, going: str = "/audit/", **odd: Any) -> Any:
    question = client.get("/sign-in/passkey/ask/").json()
    return client.post("/sign-in/passkey/", {"credential": device.show(question, **odd), "next": going})


def signed_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def failures() -> list[str]:
    return list(AuditEvent.objects.filter(verb="person.sign_in_failed").order_by("pk").values_list("reason", flat=True))


def test_a_passkey_is_added_and_signs_in_by_itself(ada: Person, device: Device) -> None:
    page = add(org.signed_in(ada), device).text
    assert "Laptop" in page
    assert page.count("<li><code>") == 10, "recovery codes, shown once"
    client = Client()
    assert show(client, device).headers["Location"] == "/audit/"
    assert client.get("/").context["user"] == ada
    told = AuditEvent.objects.filter(verb__startswith="person.").order_by("pk")
    assert [(event.verb, event.reason) for event in told] == [
        ("person.factor_added", ""),
        ("person.signed_in", "passkey"),
    ]
    assert "by passkey" in client.get("/settings/sessions/").text
    assert Passkey.objects.get().last_used_at


def test_what_is_asked_of_a_device(ada: Person, device: Device) -> None:
    client = org.signed_in(ada)
    add(client, device)
    made = client.get(f"{PAGE}passkeys/ask/").json()
    assert made["rp"]["id"] == "testserver"
    assert made["authenticatorSelection"]["userVerification"] == "required"
    assert made["authenticatorSelection"]["residentKey"] == "required"
    assert [each["id"] for each in made["excludeCredentials"]] == [websafe_encode(device.credential)]
    shown = Client().get("/sign-in/passkey/ask/").json()
    assert shown["userVerification"] == "required"
    assert not shown.get("allowCredentials"), "nobody learns who has which"


def test_after_a_password_the_passkey_is_asked_for(ada: Person, device: Device) -> None:
    add(org.signed_in(ada), device)
    client = Client()
    client.post("/sign-in/", {"username": ada.email, "password": PASSWORD})
    assert not signed_in(client)
    assert "Sign in with a passkey" in client.get("/sign-in/second/").text
    show(client, device)
    assert signed_in(client)


def test_another_persons_passkey_signs_that_person_in(ada: Person, device: Device) -> None:
    eve, hers = org.person("eve", password=PASSWORD), Device()
    add(org.signed_in(ada), device)
    add(org.signed_in(eve), hers)
    client = Client()
    client.post("/sign-in/", {"username": ada.email, "password": PASSWORD})
    show(client, hers)
    assert client.get("/").context["user"] == eve


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"origin": "http://evil.example"}, "origin"),
        ({"origin": "http://testserver.evil.example"}, "origin"),
        ({"party": "evil.example"}, "RP ID"),
        ({"flags": FLAG.UP}, "verified"),
        ({"flags": FLAG.UV}, "Present"),
        ({"uses": 0}, "used elsewhere"),
    ],
)
def test_an_answer_that_is_not_for_us_is_refused(ada: Person, device: Device, change: dict[str, Any], why: str) -> None:
    add(org.signed_in(ada), device)
    assert show(Client(), device).status_code == 302
    for name, value in change.items():
        setattr(device, name, value)
    client = Client()
    answer = show(client, device)
    assert answer.status_code == 403
    assert not signed_in(client)
    assert why in failures()[0]


@pytest.mark.parametrize("odd", [{"signature": websafe_encode(b"x" * 70)}, {"kind": "webauthn.create"}])
def test_an_answer_that_is_forged_is_refused(ada: Person, device: Device, odd: dict[str, Any]) -> None:
    add(org.signed_in(ada), device)
    client = Client()
    assert show(client, device, **odd).status_code == 403
    assert not signed_in(client)


def test_the_key_of_another_device_is_refused(ada: Person, device: Device) -> None:
    add(org.signed_in(ada), device)
    thief = Device()
    thief.credential = device.credential
    client = Client()
    assert show(client, thief).status_code == 403
    assert "Invalid signature" in failures()[0]
    assert not signed_in(client)


def test_an_answer_counts_once(ada: Person, device: Device) -> None:
    add(org.signed_in(ada), device)
    first = Client()
    question = first.get("/sign-in/passkey/ask/").json()
    cookie, answer = first.cookies["passkey"].value, device.show(question)
    assert first.post("/sign-in/passkey/", {"credential": answer}).status_code == 302
    Passkey.objects.update(uses=0)
    thief = Client()
    thief.cookies["passkey"] = cookie
    assert "already used" in thief.post("/sign-in/passkey/", {"credential": answer}).text
    assert not signed_in(thief)


def test_an_answer_to_another_browsers_question_is_refused(ada: Person, device: Device) -> None:
    add(org.signed_in(ada), device)
    one, other = Client(), Client()
    answer = device.show(one.get("/sign-in/passkey/ask/").json())
    other.get("/sign-in/passkey/ask/")
    assert other.post("/sign-in/passkey/", {"credential": answer}).status_code == 403
    assert Client().post("/sign-in/passkey/", {"credential": answer}).status_code == 403
    assert failures() == ["passkey: it does not hold (ValueError: Wrong challenge in response.)"]


@pytest.mark.parametrize(
    "answer", ["{}", "[]", "x", "null", '{"id": 1}', '{"rawId": "AA", "response": {}}', "9" * 16_000]
)
def test_an_answer_that_is_none_is_refused(ada: Person, answer: str) -> None:
    client = Client()
    client.get("/sign-in/passkey/ask/")
    assert client.post("/sign-in/passkey/", {"credential": answer}).status_code == 403


@pytest.mark.parametrize("going", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_nobody_is_led_away(ada: Person, device: Device, going: str) -> None:
    add(org.signed_in(ada), device)
    assert show(Client(), device, going).headers["Location"] == "/"


def test_a_closed_account_stays_closed(ada: Person, device: Device) -> None:
    add(org.signed_in(ada), device)
    org.person("chief", "owner")
    people.deactivate(OPERATOR, ada)
    answer = show(Client(), device)
    assert answer.status_code == 403
    assert "closed" in answer.text


def test_guesses_have_to_wait(ada: Person, device: Device) -> None:
    stranger = Device()
    answers = [show(Client(), stranger).status_code for _ in range(22)]
    assert answers == [403] * 20 + [429] * 2
    SignInTries.objects.update(until=timezone.now())
    add(org.signed_in(ada), device)
    assert show(Client(), device).status_code == 302


def test_a_removed_passkey_lets_nobody_in_and_takes_recovery_codes_along(ada: Person, device: Device) -> None:
    client, other = org.signed_in(ada), org.signed_in(org.person("eve"))
    add(client, device)
    pk = Passkey.objects.get().pk
    assert "no such passkey" in other.post(f"{PAGE}passkeys/remove/", {"passkey": pk}, follow=True).text
    client.post(f"{PAGE}passkeys/remove/", {"passkey": pk})
    assert not RecoveryCode.objects.exists()
    assert show(Client(), device).status_code == 403
    removed = AuditEvent.objects.get(verb="person.factor_removed")
    assert removed.detail == {"kind": "passkey", "name": "Laptop"}


@pytest.mark.parametrize("change", [{"origin": "http://evil.example"}, {"party": "evil.example"}, {"flags": FLAG.UP}])
def test_a_new_one_that_is_not_for_us_is_not_kept(ada: Person, device: Device, change: dict[str, Any]) -> None:
    for name, value in change.items():
        setattr(device, name, value)
    client = org.signed_in(ada)
    add(client, device)
    assert "is not a new passkey" in client.get(PAGE).text
    assert not Passkey.objects.exists()


def test_a_new_one_that_somebody_has_is_not_kept(ada: Person, device: Device) -> None:
    add(org.signed_in(ada), device)
    add(org.signed_in(org.person("eve")), device)
    assert Passkey.objects.get().person == ada


def test_the_name_is_hostile_text(ada: Person, device: Device) -> None:
    page = add(org.signed_in(ada), device, "<script>alert(1)</script>").text
    assert "<script>alert" not in page

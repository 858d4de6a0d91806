"""Coming in by an identity provider: a real one, and one that says what it likes."""

from __future__ import annotations

import hashlib
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from gitops_portal.actions import people, reconcile, sso, teams
from gitops_portal.adapters import issuers
from gitops_portal.adapters import sso as provider_calls
from gitops_portal.records.models import (
    AuditEvent,
    Person,
    Session,
    SignInTries,
    SpentState,
    SsoIdentity,
    Team,
    TeamMembership,
)
from tests import organisation as org
from tests.actors import OPERATOR
from tests.issuer import Issuer, public, rsa_key, running
from tests.provider import Provider, provider

pytestmark = pytest.mark.django_db
CLIENT = "portal-client"


@pytest.fixture(scope="module")
def real() -> Iterator[Provider]:
    with provider() as found:
        yield found


@pytest.fixture
def set_up(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(provider_calls, "KEYS", issuers.Keys(same_host=False))
    settings.OIDC_ON_LOOPBACK = True
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, "a secret: with %"
    settings.OIDC_NAME, settings.OIDC_DOMAINS, settings.OIDC_GROUPS_CLAIM = "Acme ID", ["example.org"], "groups"
    return settings


@pytest.fixture
def acme(set_up: Any, real: Provider) -> Provider:
    set_up.OIDC_ISSUER = real.url
    real.know("s-ada", email="ada@example.org", email_verified=True, name="Ada L", groups=["network"])
    return real


def begun(client: Client, going: str = "") -> str:
    """The address at the provider that somebody is sent to."""
    answer = client.get("/sign-in/sso/", {"next": going} if going else {})
    assert answer.status_code == 302, answer.content
    return answer.headers["Location"]


def came_back(client: Client, address: str) -> Any:
    return client.get("/sign-in/sso/back/", dict(parse_qsl(urlsplit(address).query)))


def came(acme: Provider, subject: str = "s-ada", going: str = "", client: Client | None = None) -> tuple[Client, Any]:
    client = client or Client()
    return client, came_back(client, acme.through(begun(client, going), subject))


def signed_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def failures() -> list[str]:
    return list(AuditEvent.objects.filter(verb="person.sign_in_failed").order_by("pk").values_list("reason", flat=True))


# ── a real provider ──────────────────────────────────────────────────────────────────────────────────────────────


def test_somebody_of_a_named_domain_comes_in_and_is_new(acme: Provider) -> None:
    client, answer = came(acme, going="/audit/?q=a")
    assert answer.headers["Location"] == "/audit/?q=a"
    assert signed_in(client)
    ada = Person.objects.get()
    assert (ada.email, ada.name, ada.organisation_role) == ("ada@example.org", "Ada L", "")
    assert SsoIdentity.objects.get().subject == "s-ada"
    told = list(AuditEvent.objects.order_by("pk").values_list("verb", "reason"))
    assert told == [("person.invited", ""), ("person.sso_linked", ""), ("person.signed_in", "SSO")]
    assert "by SSO" in client.get("/settings/sessions/").text


def test_what_is_asked_of_the_provider(acme: Provider) -> None:
    asked = parse_qs(urlsplit(begun(Client())).query)
    assert asked["client_id"] == [CLIENT]
    assert asked["redirect_uri"] == ["http://testserver/sign-in/sso/back/"]
    assert (asked["response_type"], asked["code_challenge_method"]) == (["code"], ["S256"])
    assert {len(asked[name][0]) for name in ("state", "nonce", "code_challenge")} == {43}


def test_an_e_mail_that_changes_hands_takes_no_account_along(acme: Provider) -> None:
    came(acme)
    acme.know("s-ada", email="ada.new@example.org", email_verified=True)
    client, _ = came(acme)
    assert client.get("/").context["user"].email == "ada@example.org"
    acme.know("s-eve", email="ada@example.org", email_verified=True)
    client, answer = came(acme, "s-eve")
    assert answer.status_code == 403
    assert "linked with another account of Acme ID" in answer.text
    assert not signed_in(client)


def test_an_owner_unlinks_and_the_next_one_is_linked(acme: Provider) -> None:
    client, _ = came(acme)
    ada, chief = Person.objects.get(), org.signed_in(org.person("chief", "owner"))
    page = chief.get(f"/settings/people/sign-in/?person={ada.pk}").text
    assert "s-ada" in page
    assert acme.url in page
    chief.post("/settings/people/sign-in/unlink/", {"person": ada.pk})
    assert not signed_in(client)
    acme.know("s-new", email="ada@example.org", email_verified=True)
    client, _ = came(acme, "s-new")
    assert client.get("/").context["user"] == ada
    assert AuditEvent.objects.filter(verb="person.sso_unlinked").count() == 1


@pytest.mark.parametrize(
    ("domains", "email", "verified", "known", "comes_in"),
    [
        (["example.org"], "eve@example.org", True, False, True),
        (["example.org"], "eve@example.org", True, True, True),
        (["example.org"], "eve@example.org", False, True, False),
        (["example.org"], "eve@other.example", True, True, False),
        ([], "eve@example.org", True, True, True),
        ([], "eve@example.org", True, False, False),
        ([], "eve@example.org", False, True, False),
        ([], "", True, True, False),
    ],
)
def test_whom_an_e_mail_lets_in(
    acme: Provider, settings: Any, domains: list[str], email: str, verified: bool, known: bool, comes_in: bool
) -> None:
    settings.OIDC_DOMAINS = domains
    if known:
        Person.objects.create_user(email or "eve@example.org", "Eve", organisation_role="reviewer")
    acme.know("s-eve", email=email, email_verified=verified)
    client, answer = came(acme, "s-eve")
    assert (answer.status_code, signed_in(client)) == ((302, True) if comes_in else (403, False))
    assert SsoIdentity.objects.exists() == comes_in
    assert len(failures()) == (not comes_in)


def test_a_closed_account_stays_closed(acme: Provider) -> None:
    came(acme)
    org.person("chief", "owner")
    people.deactivate(OPERATOR, Person.objects.get(email="ada@example.org"))
    client, answer = came(acme)
    assert answer.status_code == 403
    assert "closed" in answer.text
    assert not signed_in(client)


def test_a_way_back_counts_once(acme: Provider) -> None:
    client = Client()
    address = acme.through(begun(client), "s-ada")
    kept = client.cookies["sso"].value
    assert came_back(client, address).status_code == 302
    for thief in (Client(), client):
        thief.cookies["sso"] = kept
        answer = came_back(thief, address)
        assert answer.status_code == 403
        assert "already used" in answer.text
    assert failures() == ["SSO: This sign-in was already used: start again."] * 2


def test_a_way_back_is_of_the_browser_that_went(acme: Provider) -> None:
    """Nobody is signed in as somebody else by a link (login CSRF), and nothing is written for it."""
    went, other, stranger = Client(), Client(), Client()
    address = acme.through(begun(went), "s-ada")
    begun(other)
    for client in (other, stranger):
        answer = came_back(client, address)
        assert answer.status_code == 403
        assert "begun in another browser" in answer.text
        assert not signed_in(client)
    assert not AuditEvent.objects.exists()
    assert not SpentState.objects.exists()
    assert came_back(went, address).status_code == 302


def test_what_the_browser_keeps_is_signed_and_gets_old(acme: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    address = acme.through(begun(client), "s-ada")
    cookie = client.cookies["sso"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/sign-in/sso/")
    good = cookie.value
    client.cookies["sso"] = signing.dumps({"state": "x", "nonce": "x", "verifier": "x", "next": ""}, salt="another")
    assert came_back(client, address).status_code == 403
    client.cookies["sso"] = good
    later = time.time() + 11 * 60
    monkeypatch.setattr(time, "time", lambda: later)
    assert came_back(client, address).status_code == 403


@pytest.mark.parametrize(
    "going", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_led_away(acme: Provider, going: str) -> None:
    client, answer = came(acme, going=going)
    assert answer.headers["Location"] == "/"
    assert signed_in(client)


def test_the_session_is_new_and_ends_when_the_provider_has_to_be_asked_again(acme: Provider) -> None:
    client = Client()
    client.get("/sign-in/")
    before = client.session.session_key
    came(acme, client=client)
    assert client.session.session_key != before
    assert timedelta(minutes=59) < Session.objects.get().expire_date - timezone.now() <= timedelta(minutes=60)
    session = client.session
    session["later"] = "word"
    session.save()
    assert Session.objects.get().expire_date - timezone.now() <= timedelta(minutes=60), "no use makes it longer"
    Session.objects.update(expire_date=timezone.now())
    assert not signed_in(client)


def test_a_session_by_link_is_not_shortened_by_one_before(acme: Provider) -> None:
    client, _ = came(acme)
    link = people.sign_in_link(Person.objects.get(), by=OPERATOR).removeprefix("http://testserver")
    client.post(link)
    assert Session.objects.get().expire_date - timezone.now() > timedelta(days=7)


def test_the_sign_in_page_asks_nobody(set_up: Any) -> None:
    set_up.OIDC_ISSUER = "http://127.0.0.1:9"
    text = Client().get("/sign-in/?next=/audit/").text
    assert "Sign in with Acme ID" in text
    assert 'href="/sign-in/sso/?next=/audit/"' in text


def test_without_a_provider_there_is_no_such_way() -> None:
    assert "/sign-in/sso/" not in Client().get("/sign-in/").text
    assert Client().get("/sign-in/sso/").status_code == 404
    assert Client().get("/sign-in/sso/back/?code=x&state=y").status_code == 404


def test_a_provider_that_is_down_is_told_and_the_rest_goes_on(set_up: Any) -> None:
    set_up.OIDC_ISSUER = "http://127.0.0.1:9"
    answer = Client().get("/sign-in/sso/")
    assert answer.status_code == 503
    assert "Acme ID does not answer" in answer.text
    assert Client().get("/sign-in/").status_code == 200


def test_a_provider_that_goes_down_in_between(acme: Provider, settings: Any) -> None:
    client = Client()
    address = acme.through(begun(client), "s-ada")
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    answer = came_back(client, address)
    assert answer.status_code == 503
    assert not signed_in(client)
    assert failures()[0].startswith("SSO: ")


@pytest.mark.parametrize(
    ("said", "told"), [("access_denied", "(access_denied)"), ("<script>alert(1)</script>", "(an error of its own)")]
)
def test_a_provider_that_says_no(acme: Provider, said: str, told: str) -> None:
    client = Client()
    state = parse_qs(urlsplit(begun(client)).query)["state"][0]
    answer = client.get(f"/sign-in/sso/back/?{urlencode({'state': state, 'error': said})}")
    assert answer.status_code == 403
    assert told in answer.text
    assert "<script>alert" not in answer.text


def test_ways_back_that_do_not_hold_have_to_wait(acme: Provider) -> None:
    answers = []
    for _ in range(22):
        client = Client()
        state = parse_qs(urlsplit(begun(client)).query)["state"][0]
        answers.append(client.get(f"/sign-in/sso/back/?state={state}&code=made-up"))
    assert [answer.status_code for answer in answers] == [403] * 20 + [429] * 2
    assert int(answers[-1]["Retry-After"]) > 0
    assert len(failures()) == 20
    SignInTries.objects.update(until=timezone.now())
    assert signed_in(came(acme)[0])


def test_ways_that_are_over_are_let_go(acme: Provider) -> None:
    came(acme)
    SpentState.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    reconcile.turn()
    assert not SpentState.objects.exists()


# ── groups and teams ─────────────────────────────────────────────────────────────────────────────────────────────


def in_teams() -> set[str]:
    return set(TeamMembership.objects.filter(person__email="ada@example.org").values_list("team__slug", flat=True))


@pytest.fixture
def mapped(acme: Provider, settings: Any) -> Provider:
    settings.OIDC_TEAMS = {"netops": "network", "sre": "platform", "ghosts": "nowhere"}
    for slug in ("network", "platform", "by-hand"):
        teams.create(OPERATOR, slug)
    return acme


def told(acme: Provider, *groups: str) -> None:
    acme.know("s-ada", email="ada@example.org", email_verified=True, groups=list(groups))


def test_groups_are_joined_and_left_at_each_sign_in(mapped: Provider) -> None:
    for groups, expected in (
        (("netops", "ghosts", "unmapped", "platform"), {"network"}),
        (("netops", "sre"), {"network", "platform"}),
        (("sre",), {"platform"}),
        ((), set()),
    ):
        told(mapped, *groups)
        came(mapped)
        assert in_teams() == expected


def test_a_claim_that_is_missing_is_no_group(mapped: Provider) -> None:
    told(mapped, "netops")
    came(mapped)
    mapped.know("s-ada", email="ada@example.org", email_verified=True)
    came(mapped)
    assert in_teams() == set()


def test_who_was_put_in_by_hand_stays(mapped: Provider) -> None:
    told(mapped, "netops")
    came(mapped)
    ada = Person.objects.get(email="ada@example.org")
    for slug in ("network", "by-hand"):
        teams.add(OPERATOR, Team.objects.get(slug=slug), ada)
    told(mapped)
    came(mapped)
    assert in_teams() == {"network", "by-hand"}


def test_a_role_is_gone_with_its_group(mapped: Provider) -> None:
    org.workspace("orders-prod")
    teams.give(OPERATOR, Team.objects.get(slug="network"), "viewer")
    for groups, status in ((("netops",), 200), ((), 404)):
        told(mapped, *groups)
        client, _ = came(mapped)
        assert client.get("/workspaces/orders-prod/").status_code == status


@pytest.mark.parametrize(("minutes", "otherwise", "stays"), [(59, True, True), (61, True, False), (61, False, True)])
def test_another_way_in_does_not_outlive_the_providers_word(
    mapped: Provider, minutes: int, otherwise: bool, stays: bool
) -> None:
    told(mapped, "netops")
    came(mapped)
    ada = Person.objects.get(email="ada@example.org")
    teams.add(OPERATOR, Team.objects.get(slug="by-hand"), ada)
    if otherwise:
        Client().post(people.sign_in_link(ada, by=OPERATOR).removeprefix("http://testserver"))
    SsoIdentity.objects.update(last_used_at=timezone.now() - timedelta(minutes=minutes))
    reconcile.turn()
    assert in_teams() == ({"network", "by-hand"} if stays else {"by-hand"})


# ── one that says what it likes ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def odd(set_up: Any) -> Iterator[Issuer]:
    with running() as found:
        found.discovery |= {"authorization_endpoint": f"{found.url}/go", "token_endpoint": f"{found.url}/token"}
        found.discovery |= {"userinfo_endpoint": f"{found.url}/me"}
        set_up.OIDC_ISSUER = found.url
        yield found


GOOD = {"sub": "s-ada", "email": "ada@example.org", "email_verified": True, "groups": []}


def answered(odd: Issuer, client: Client, told: dict[str, Any], **how: Any) -> Any:
    """What the portal says when the provider's token holds these claims."""
    asked = dict(parse_qsl(urlsplit(begun(client)).query))
    token = odd.token({"aud": CLIENT, "nonce": asked["nonce"], **GOOD, **told}, **how)
    odd.answers["/token"] = 200, json.dumps({"id_token": token, "access_token": "a"}).encode()
    return client.get(f"/sign-in/sso/back/?{urlencode({'state': asked['state'], 'code': 'c'})}"), asked


def test_the_code_is_sent_with_what_only_we_can_know(odd: Issuer) -> None:
    client = Client()
    answer, asked = answered(odd, client, {})
    assert answer.status_code == 302
    sent = odd.sent[0]
    digest = urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest()).rstrip(b"=").decode()
    assert digest == asked["code_challenge"]
    assert sent["redirect_uri"] == asked["redirect_uri"]
    assert sent["Authorization"].startswith("Basic ")
    assert "client_secret" not in sent


def test_a_provider_that_takes_the_secret_in_the_form_gets_it_there(odd: Issuer) -> None:
    odd.discovery["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    assert answered(odd, Client(), {})[0].status_code == 302
    assert (odd.sent[0]["client_id"], odd.sent[0]["client_secret"]) == (CLIENT, "a secret: with %")
    assert odd.sent[0]["Authorization"] == ""


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"nonce": "another"}, "(nonce)"),
        ({"nonce": None}, "(nonce)"),
        ({"aud": "another"}, "(aud)"),
        ({"aud": [CLIENT, "another"]}, "(azp)"),
        ({"iss": "https://evil.example"}, "another issuer"),
        ({"exp": 1}, "expired"),
        ({"sub": None}, "names nobody"),
    ],
)
def test_a_token_that_is_not_of_this_sign_in_is_refused(odd: Issuer, told: dict[str, Any], why: str) -> None:
    client = Client()
    answer, _ = answered(odd, client, told)
    assert answer.status_code == 403
    assert why not in answer.text
    assert why in failures()[0]
    assert not signed_in(client)
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "how",
    [
        {"key": rsa_key("second")},
        {"key": "of nobody, and far too short to be one of ours", "algorithm": "HS256"},
        {"head": {"kid": "unknown"}},
    ],
)
def test_a_token_that_the_provider_did_not_sign_is_refused(odd: Issuer, how: dict[str, Any]) -> None:
    client = Client()
    assert answered(odd, client, {}, **how)[0].status_code == 403
    assert not signed_in(client)


def test_who_has_several_keys_has_to_name_the_one(odd: Issuer) -> None:
    """The provider of the tests above has one, and names none."""
    odd.keys.append(public("second", rsa_key("second")))
    client = Client()
    asked = dict(parse_qsl(urlsplit(begun(client)).query))
    token = jwt.encode(odd.claims({"aud": CLIENT, "nonce": asked["nonce"], **GOOD}), rsa_key(), "RS256")
    odd.answers["/token"] = 200, json.dumps({"id_token": token}).encode()
    assert client.get(f"/sign-in/sso/back/?state={asked['state']}&code=c").status_code == 403


def test_an_unsigned_token_is_refused(odd: Issuer) -> None:
    client = Client()
    asked = dict(parse_qsl(urlsplit(begun(client)).query))
    token = jwt.encode(odd.claims({"aud": CLIENT, "nonce": asked["nonce"], **GOOD}), "", "none", {"kid": "first"})
    odd.answers["/token"] = 200, json.dumps({"id_token": token}).encode()
    assert client.get(f"/sign-in/sso/back/?state={asked['state']}&code=c").status_code == 403
    assert not signed_in(client)


def test_an_answer_of_another_provider_is_refused(odd: Issuer) -> None:
    client = Client()
    asked = dict(parse_qsl(urlsplit(begun(client)).query))
    answer = client.get(f"/sign-in/sso/back/?state={asked['state']}&code=c&iss=https://evil.example")
    assert answer.status_code == 403
    assert odd.sent == [], "no code goes to whom it is not for"


@pytest.mark.parametrize(("sub", "status"), [("s-ada", 302), ("s-eve", 403)])
def test_what_is_told_beside_the_token_has_to_be_of_the_same_person(odd: Issuer, sub: str, status: int) -> None:
    more = {"sub": sub, "email": "ada@example.org", "email_verified": True}
    odd.answers["/me"] = 200, json.dumps(more).encode()
    client = Client()
    answer, _ = answered(odd, client, {"email": None, "email_verified": None})
    assert (answer.status_code, signed_in(client)) == (status, status == 302)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"id_token": 1}', b'{"id_token": "x"}', b"<html>", b'{"a":"\xff"}'])
def test_an_answer_that_is_none_is_refused(odd: Issuer, body: bytes) -> None:
    client = Client()
    asked = dict(parse_qsl(urlsplit(begun(client)).query))
    odd.answers["/token"] = 200, body
    assert client.get(f"/sign-in/sso/back/?state={asked['state']}&code=c").status_code == 403
    assert not signed_in(client)


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "userinfo_endpoint"])
def test_a_provider_that_points_to_plain_http_is_not_followed(odd: Issuer, name: str) -> None:
    odd.discovery[name] = "http://192.0.2.1/x"
    client = Client()
    begin = client.get("/sign-in/sso/")
    if name == "authorization_endpoint":
        assert begin.status_code == 503
    else:
        assert answered(odd, client, {"email": None, "email_verified": None})[0].status_code == 403
    assert not signed_in(client)


def test_keys_may_lie_elsewhere_and_are_fetched_once(odd: Issuer) -> None:
    with running() as other:
        odd.discovery["jwks_uri"] = f"{other.url}/keys"
        for _ in range(3):
            assert answered(odd, Client(), {})[0].status_code == 302
        assert other.asked == ["/keys"]
    assert odd.asked.count("/.well-known/openid-configuration") == 1


def test_two_that_come_in_for_the_first_time_at_once_are_one_person(
    odd: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sso._new
    raced: list[Person] = []

    def racing(*args: Any) -> Person:
        if not raced:
            raced.append(org.person("ada"))
        return real(*args)

    monkeypatch.setattr(sso, "_new", racing)
    assert answered(odd, Client(), {})[0].status_code == 302
    assert Person.objects.count() == 1

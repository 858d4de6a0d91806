"""What a provider's signed token has to say, and whom it speaks of."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.sso import Expected, Identity, identity, objection, objection_to_email

NOW = 1_000_000.0
ISSUER = "https://id.example"
EXPECTED = Expected(ISSUER, "portal", "once")
GOOD: dict[str, Any] = {
    "iss": ISSUER, "aud": "portal", "nonce": "once", "sub": "42", "exp": NOW + 300, "iat": NOW
}  # fmt: skip


@pytest.mark.parametrize(
    "told",
    [{}, {"aud": ["portal"]}, {"aud": ["portal", "other"], "azp": "portal"}, {"exp": NOW - 59}, {"iat": NOW + 59}],
)
def test_a_token_for_us_and_of_this_sign_in_is_taken(told: dict[str, Any]) -> None:
    assert objection(GOOD | told, EXPECTED, NOW) == ""


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"iss": "https://evil.example"}, "issuer"),
        ({"iss": f"{ISSUER}/"}, "issuer"),
        ({"aud": "another"}, "(aud)"),
        ({"aud": ["another"]}, "(aud)"),
        ({"aud": None}, "(aud)"),
        ({"aud": ["portal", "other"]}, "(azp)"),
        ({"azp": "other"}, "(azp)"),
        ({"nonce": "twice"}, "(nonce)"),
        ({"nonce": None}, "(nonce)"),
        ({"nonce": ["once"]}, "(nonce)"),
        ({"exp": NOW - 61}, "expired"),
        ({"exp": None}, "expired"),
        ({"exp": "never"}, "expired"),
        ({"exp": True}, "expired"),
        ({"nbf": NOW + 61}, "not hold yet"),
        ({"iat": NOW + 61}, "to come"),
        ({"iat": None}, "to come"),
        ({"sub": ""}, "nobody"),
        ({"sub": 42}, "nobody"),
        ({"sub": "x" * 256}, "nobody"),
        ({"sub": "a\u202eb"}, "nobody"),
    ],
)
def test_any_other_is_not(told: dict[str, Any], why: str) -> None:
    assert why in objection(GOOD | told, EXPECTED, NOW)


@pytest.mark.parametrize(
    ("issuer", "told", "verified"),
    [
        (ISSUER, {"email_verified": True}, True),
        (ISSUER, {"email_verified": "true"}, True),
        (ISSUER, {"email_verified": False}, False),
        (ISSUER, {"email_verified": 1}, True),
        (ISSUER, {}, False),
        (ISSUER, {"xms_edov": True}, False),
        ("https://login.microsoftonline.com/tenant/v2.0", {"xms_edov": "1"}, True),
        ("https://login.microsoftonline.com.evil.example/", {"xms_edov": True}, False),
    ],
)
def test_an_e_mail_counts_where_the_provider_vouches_for_it(issuer: str, told: dict[str, Any], verified: bool) -> None:
    assert identity(GOOD | {"email": "Ana@Example.org"} | told, issuer, "").verified is verified


@pytest.mark.parametrize(
    ("groups", "named"),
    [
        (["network", "admins", "network"], ("admins", "network")),
        ("network", ("network",)),
        (["network", 1, None, ["x"], "a\u202e"], ("network",)),
        (None, ()),
        ({"network": True}, ()),
    ],
)
def test_groups_are_those_that_are_texts(groups: Any, named: tuple[str, ...]) -> None:
    assert identity(GOOD | {"groups": groups}, ISSUER, "groups").groups == named
    assert identity(GOOD | {"groups": groups}, ISSUER, "").groups == ()


def who(**told: Any) -> Identity:
    said: dict[str, Any] = {"issuer": ISSUER, "subject": "42", "email": "a@example.org", "verified": True, "name": ""}
    return Identity(**said | told)


@pytest.mark.parametrize(
    ("person", "domains", "why"),
    [
        (who(), [], ""),
        (who(), ["example.org"], ""),
        (who(), ["example.com", "example.org"], ""),
        (who(), ["ample.org"], "domains"),
        (who(email="a@evil@example.org"), ["example.org"], ""),
        (who(email="a@sub.example.org"), ["example.org"], "domains"),
        (who(verified=False), ["example.org"], "vouch"),
        (who(verified=False), [], "vouch"),
        (who(email=""), [], "e-mail"),
    ],
)
def test_whom_an_e_mail_may_find(person: Identity, domains: list[str], why: str) -> None:
    told = objection_to_email(person, domains)
    assert why in told
    assert bool(told) == bool(why)

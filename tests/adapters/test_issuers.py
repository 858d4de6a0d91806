"""Where an issuer's keys come from, how often it is asked, and what a token may not choose by itself."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gitops_portal.adapters import https, issued, issuers
from gitops_portal.adapters.issuers import Keys
from gitops_portal.core.errors import Invalid, Unavailable
from tests.issuer import Issuer, ec_key, encoded, public, rsa_key, running

RS256 = ["RS256"]


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with running() as found:
        yield found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(clock: Clock) -> Keys:
    return Keys(clock)


def read(token: str, keys: Keys, allowed: list[str] = RS256) -> Any:
    return issued.claims(token, issued.said(token), allowed, keys, loopback=True)


def test_a_signed_token_is_read(issuer: Issuer, keys: Keys) -> None:
    token = issuer.token(repository="acme/infra")
    assert issued.said(token).issuer == issuer.url
    assert read(token, keys)["repository"] == "acme/infra"
    assert issuer.asked == ["/.well-known/openid-configuration", "/keys"]


def hs256_with_the_public_key(issuer: Issuer) -> str:
    """What a verifier that trusts the head would check with the public key as a shared secret."""
    pem = rsa_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signed = f"{encoded({'alg': 'HS256', 'typ': 'JWT', 'kid': 'first'})}.{encoded(issuer.claims())}"
    digest = hmac.new(pem, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{jwt.utils.base64url_encode(digest).decode()}"


def unsigned(issuer: Issuer, algorithm: str) -> str:
    return f"{encoded({'alg': algorithm, 'kid': 'first'})}.{encoded(issuer.claims())}."


def resigned(issuer: Issuer, **head: Any) -> str:
    """A token that somebody else signed, with a head that leads to their key."""
    return issuer.token(key=rsa_key("theirs"), head=head)


FORGED: dict[str, tuple[Callable[[Issuer], str], str]] = {
    "none": (lambda issuer: unsigned(issuer, "none"), "only RS256 is taken"),
    "None": (lambda issuer: unsigned(issuer, "None"), "only RS256 is taken"),
    "no signature": (lambda issuer: unsigned(issuer, "RS256"), "signature does not hold"),
    "HS256 with the public key": (hs256_with_the_public_key, "only RS256 is taken"),
    "RS512": (lambda issuer: issuer.token(algorithm="RS512"), "only RS256 is taken"),
    "PS256": (lambda issuer: issuer.token(algorithm="PS256"), "only RS256 is taken"),
    "ES256 where only RS256 is trusted": (lambda issuer: issuer.token(key=ec_key(), algorithm="ES256"), "only RS256"),
    "somebody else's key": (resigned, "signature does not hold"),
    "kid as a path": (lambda issuer: resigned(issuer, kid="../../../dev/null"), "no key of the name"),
    "kid as a query": (lambda issuer: resigned(issuer, kid="x' OR 1=1--"), "no key of the name"),
    "jku": (lambda issuer: resigned(issuer, kid="theirs", jku=f"{issuer.url}/theirs"), "no key of the name"),
    "x5u": (lambda issuer: resigned(issuer, kid="theirs", x5u=f"{issuer.url}/theirs"), "no key of the name"),
    "jwk": (lambda issuer: resigned(issuer, jwk=public("first", rsa_key("theirs"))), "signature does not hold"),
    "crit": (lambda issuer: issuer.token(head={"crit": ["exp"]}), "an extension"),
    "b64": (
        lambda _: f"{encoded({'alg': 'RS256', 'kid': 'first', 'b64': False})}.{encoded({'iss': 'x'})}.x",
        "an",
    ),
    "no kid": (lambda issuer: issuer.token(head={"kid": ""}), "no key"),
    "no issuer": (lambda issuer: issuer.token(iss=None), "no issuer"),
    "an issuer that is no text": (
        lambda _: f"{encoded({'alg': 'RS256', 'kid': 'first'})}.{encoded({'iss': ['x']})}.x",
        "no issuer",
    ),
    "changed claims": (lambda issuer: changed(issuer.token()), "signature does not hold"),
    "a long one": (lambda issuer: issuer.token(filler="x" * 20_000), "longer than any"),
    "no base64": (lambda _: "a.b.c", "no J"),
    "not ASCII": (lambda _: "é.é.é", "no ASCII"),
    "deep": (lambda _: f"{jwt.utils.base64url_encode(b'[' * 10_000).decode()}.e30.x", "within bounds"),
}


def changed(token: str) -> str:
    head, claims, signature = token.split(".")
    told = json.loads(jwt.utils.base64url_decode(claims)) | {"repository_id": "43"}
    return f"{head}.{encoded(told)}.{signature}"


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_token_is_refused(issuer: Issuer, keys: Keys, name: str) -> None:
    issuer.answers["/theirs"] = 200, json.dumps({"keys": [public("theirs", rsa_key("theirs"))]}).encode()
    forge, why = FORGED[name]
    with pytest.raises(Invalid, match=why):
        read(forge(issuer), keys)
    assert "/theirs" not in issuer.asked, "what a token names is never asked"
    assert read(issuer.token(), keys), "and the real one still comes in"


def test_es256_is_taken_where_the_issuer_is_trusted_with_it(issuer: Issuer, keys: Keys) -> None:
    issuer.keys.append(public("curve", ec_key(), alg="ES256"))
    token = issuer.token(key=ec_key(), algorithm="ES256", head={"kid": "curve"})
    assert read(token, keys, ["RS256", "ES256"])
    for other in (issuer.token(head={"kid": "curve"}), issuer.token(key=ec_key(), algorithm="ES256")):
        with pytest.raises(Invalid, match="another kind"):
            read(other, keys, ["RS256", "ES256"])


def test_keys_that_prove_nothing_are_left_out(issuer: Issuer, keys: Keys) -> None:
    issuer.keys = [
        public("weak", rsa_key("weak", 1024)),
        public("other use", rsa_key()) | {"use": "enc"},
        public("other algorithm", rsa_key(), alg="RS512"),
        public("no modulus", rsa_key()) | {"n": ""},
        {"kid": "shared", "kty": "oct", "k": "c2VjcmV0"},
        {"kid": 7, "kty": "RSA"},
        public("good", rsa_key()),
    ]
    assert [kid for kid in (str(told["kid"]) for told in issuer.keys) if keys.key(issuer.url, kid, loopback=True)] == [
        "good"
    ]


# ── how often ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_storm_of_unknown_keys_asks_the_issuer_once(issuer: Issuer, keys: Keys, clock: Clock) -> None:
    read(issuer.token(), keys)
    clock.now += issuers.AGAIN_AFTER

    def storm(number: int) -> None:
        with pytest.raises(Invalid, match="no key of the name"):
            read(issuer.token(head={"kid": f"made-up-{number}"}), keys)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(storm, range(100)))
    assert issuer.asked.count("/keys") == 2
    assert read(issuer.token(), keys)


def test_a_new_key_is_found_by_one_question_and_an_old_one_is_forgotten(
    issuer: Issuer, keys: Keys, clock: Clock
) -> None:
    old = issuer.token()
    read(old, keys)
    issuer.keys = [public("second", rsa_key("second"))]
    new = issuer.token(key=rsa_key("second"), head={"kid": "second"})
    clock.now += issuers.AGAIN_AFTER
    assert read(new, keys)
    assert issuer.asked.count("/keys") == 2
    with pytest.raises(Invalid, match="no key of the name"):
        read(old, keys)


@pytest.mark.parametrize(
    ("header", "kept"),
    [("", 3600), ("max-age=1", 300), ("public, max-age=1200", 1200), ("max-age=99999999", 86_400), ("no-store", 3600)],
)
def test_keys_are_kept_as_long_as_the_issuer_says_within_bounds(
    issuer: Issuer, keys: Keys, clock: Clock, header: str, kept: int
) -> None:
    issuer.headers["Cache-Control"] = header
    for passed, asked in ((0, 1), (kept - 1, 1), (1, 2)):
        clock.now += passed
        read(issuer.token(), keys)
        assert issuer.asked.count("/keys") == asked


def test_an_issuer_that_is_away_is_asked_now_and_then(issuer: Issuer, keys: Keys, clock: Clock) -> None:
    issuer.answers["/keys"] = 500, b"{}"
    for passed, asked in ((0, 1), (1, 1), (issuers.AGAIN_AFTER, 2)):
        clock.now += passed
        with pytest.raises(Unavailable, match="later"):
            read(issuer.token(), keys)
        assert issuer.asked.count("/keys") == asked
    del issuer.answers["/keys"]
    clock.now += issuers.AGAIN_AFTER
    assert read(issuer.token(), keys)


def test_keys_that_are_too_old_are_not_believed_while_the_issuer_is_away(
    issuer: Issuer, keys: Keys, clock: Clock
) -> None:
    read(issuer.token(), keys)
    issuer.answers["/keys"] = 500, b"{}"
    clock.now += 3600
    with pytest.raises(Unavailable):
        read(issuer.token(), keys)


def test_many_who_come_at_once_ask_once(issuer: Issuer, keys: Keys) -> None:
    issuer.slow = 0.1
    token = issuer.token()
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda _: read(token, keys), range(20)))
    assert issuer.asked.count("/keys") == 1


# ── what it answers ──────────────────────────────────────────────────────────────────────────────────────────────

CONFIGURATION = "/.well-known/openid-configuration"


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        (CONFIGURATION, 200, b"<html>"),
        (CONFIGURATION, 200, b"[]"),
        (CONFIGURATION, 200, b'{"issuer": "https://other.example"}'),
        (CONFIGURATION, 404, b"{}"),
        ("/keys", 200, b'{"keys": {}}'),
        ("/keys", 200, b'{"keys": [' + b'"x",' * 10 + b"1]}"),
        ("/keys", 200, b"[" * 100_000),
        ("/keys", 503, b"{}"),
    ],
)
def test_what_is_no_answer_opens_nothing(issuer: Issuer, keys: Keys, path: str, status: int, body: bytes) -> None:
    issuer.answers[path] = status, body
    with pytest.raises(Unavailable):
        read(issuer.token(), keys)


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "http://127.0.0.1:1"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "http://192.0.2.1/keys"},
        {"jwks_uri": "https://other.example/keys"},
        {"jwks_uri": "http://127.0.0.1:1/keys"},
        {"jwks_uri": "http://me@127.0.0.1/keys"},
    ],
)
def test_a_configuration_that_points_elsewhere_is_not_followed(
    issuer: Issuer, keys: Keys, said: dict[str, str]
) -> None:
    issuer.discovery |= said
    with pytest.raises(Unavailable):
        read(issuer.token(), keys)
    assert issuer.asked == [CONFIGURATION]


def test_an_answer_without_end_is_not_read(issuer: Issuer, keys: Keys) -> None:
    issuer.answers["/keys"] = 200, json.dumps({"keys": issuer.keys}).encode() + b" " * https.MOST_BYTES
    with pytest.raises(Unavailable):
        read(issuer.token(), keys)


def test_keys_on_another_host_are_not_asked_for(issuer: Issuer, keys: Keys) -> None:
    with running() as other:
        issuer.discovery["jwks_uri"] = f"{other.url}/keys"
        with pytest.raises(Unavailable):
            read(issuer.token(), keys)
        assert other.asked == []


@pytest.mark.parametrize("path", [CONFIGURATION, "/keys"])
def test_a_redirect_is_not_followed(issuer: Issuer, keys: Keys, path: str) -> None:
    issuer.answers[path] = 302, b""
    issuer.answers["/elsewhere"] = 200, json.dumps({"keys": issuer.keys}).encode()
    issuer.headers["Location"] = f"{issuer.url}/elsewhere"
    with pytest.raises(Unavailable):
        read(issuer.token(), keys)
    assert "/elsewhere" not in issuer.asked


def test_an_issuer_that_says_nothing_is_left_in_time(
    issuer: Issuer, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(https, "TIME_OUT", 0.2)
    issuer.slow = 1.0
    begun = time.monotonic()
    with pytest.raises(Unavailable):
        read(issuer.token(), keys)
    assert time.monotonic() - begun < 0.9


def test_an_answer_that_drips_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(https, "WHOLE_TIME", 0.1)
    ended = threading.Event()

    class Dripping:
        def read(self, _: int) -> bytes:
            return b"" if ended.wait(0.05) else b" "

    threading.Timer(3, ended.set).start()
    with pytest.raises(Unavailable, match="takes more than"):
        https.body(Dripping())  # type: ignore[arg-type]
    ended.set()


@pytest.mark.parametrize(
    ("url", "loopback", "good"),
    [
        ("https://token.actions.githubusercontent.com", False, True),
        ("https://github.example/_services/token", False, True),
        ("http://token.example", False, False),
        ("http://token.example", True, False),
        ("http://127.0.0.1:8000", False, False),
        ("http://127.0.0.1:8000", True, True),
        ("http://127.0.0.1.example:8000", True, False),
        ("http://127.0.0.1@evil.example", True, False),
        ("https://me:secret@gitlab.com", False, False),
        ("https://gitlab.com/?x=1", False, False),
        ("https://gitlab.com/#x", False, False),
        ("https://git lab.com", False, False),
        ("https://gitlab.com:port", False, False),
        ("https://[::1", False, False),
        ("https://", False, False),
        ("file:///etc/passwd", False, False),
        ("", False, False),
    ],
)
def test_an_issuer_is_an_https_address(url: str, loopback: bool, good: bool) -> None:
    if good:
        assert https.check(url, loopback=loopback) == url
    else:
        with pytest.raises(Invalid):
            https.check(url, loopback=loopback)
